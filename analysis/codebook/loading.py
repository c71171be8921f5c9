"""A codebook file to a codebook, or to one error that names every fault."""

from __future__ import annotations

from pathlib import Path

from .crosscheck import crosscheck
from .model import Codebook
from .shape import shaped
from .tree import Tree, parse_tree, read_tree

NEEDED = {
    "missing": "the key is not there; write as_no, any_yes or complete, there is no default",
    "survey": "the key is not there; begin with survey: {id: ..., title: ...}",
    "files": "the key is not there; name the data file as in files: {children: {path: children.sav}}",
}


def load(path: Path) -> Codebook:
    """The codebook in a YAML file."""
    return build(read_tree(path), str(path), path.parent)


def loads(text: str, *, source: str = "codebook", folder: Path | None = None) -> Codebook:
    """The codebook in a YAML text, with `source` as its name in messages."""
    return build(parse_tree(text, source), source, folder or Path())


def build(tree: Tree, source: str, folder: Path) -> Codebook:
    """The codebook of a tree; every fault of the text, of its shape and of its sense is named at once."""
    codebook = shaped(Codebook, tree, source, lambda found: crosscheck(found, tree), NEEDED)
    return codebook.placed(folder, source, tree)
