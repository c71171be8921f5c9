"""A report file to a report, or to one error that names every fault."""

from __future__ import annotations

import json
from pathlib import Path

from ..codebook.json_schema import schema
from ..codebook.shape import shaped
from ..codebook.tree import Tree, parse_tree, read_tree
from .crosscheck import crosscheck
from .model import Report

SHIPPED = Path(__file__).with_name("report.schema.json")
NEEDED = {
    "report": "the key is not there; begin with report: {id: ..., title: ..., codebook: codebook.yaml}",
    "figures": "the key is not there; list the figures, each as - {id: ..., title: ..., estimate: ...}",
    "estimate": "the key is not there; write what is estimated, as in {prevalence: {indicator: ocsea}}",
}


def load_report(path: Path) -> Report:
    """The report in a YAML file."""
    return build(read_tree(path), str(path), path.parent)


def loads_report(text: str, *, source: str = "report", folder: Path | None = None) -> Report:
    """The report in a YAML text, with `source` as its name in messages."""
    return build(parse_tree(text, source), source, folder or Path())


def build(tree: Tree, source: str, folder: Path) -> Report:
    """The report of a tree; every fault of the text, of its shape and of its sense is named at once."""
    report = shaped(Report, tree, source, lambda found: crosscheck(found, tree, folder), NEEDED)
    return report.placed(folder, source, tree)


def write_schema() -> None:
    """Write the JSON Schema that ships beside this file; run it when the model changes."""
    made = schema(Report, "tallybook report")
    SHIPPED.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
