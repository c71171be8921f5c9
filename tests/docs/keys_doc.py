"""Writes the tables of keys in docs/codebook.md from the model of the codebook: `python -m tests.docs.codebook_doc`.

Each table stands between `<!-- keys: NAME -->` and `<!-- end of keys -->`, where NAME is the class of the section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

from pydantic_core import PydanticUndefined

from analysis import choices
from analysis.codebook import model, model_sets
from analysis.codebook.fields import Section

from .pages import ROOT

PAGE = ROOT / "docs" / "codebook.md"
TABLE = re.compile(r"(?<=<!-- keys: )(?P<name>\w+)( -->\n).*?(?=<!-- end of keys -->)", re.DOTALL)
MODULES = (model, model_sets, choices)
# What may stand at a key, by the annotation as it is written in the model.
KINDS = {
    "Word": "word",
    "Label": "text, or one per language",
    "OneOrMany": "word, or list of words",
    "Expression": "condition",
    "Expressions": "list of conditions",
    "ItemNames": "list of words",
    "Code": "code",
    "str": "text",
    "bool": "true or false",
    "int": "whole number",
    "float": "number",
    "Literal[True]": "true",
    "DesignOrNone": "keys below, or none",
    "ShareOrNumber": "condition, or keys below",
    "DerivedRule": "calculation, or code: condition",
    "Mapping[Code, Label]": "code: label",
    "Mapping[Code, MissingReason]": "code: reason",
    "Mapping[ItemName, Label]": "item: label",
}


def sections() -> dict[str, type[Section]]:
    """Every section of a codebook by the name of its class."""
    return {one.__name__: one for one in Section.__subclasses__()}


def table(section: type[Section]) -> str:
    """The keys of a section, one a line."""
    return "\n| key | what stands there | meaning |\n|---|---|---|\n" + "".join(_lines(section)) + "\n"


def page(text: str) -> str:
    """The page with its tables made anew."""
    known = sections()
    return TABLE.sub(lambda found: f"{found['name']}{found[2]}{table(known[found['name']])}", text)


def write() -> None:
    """Renew the page."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def _lines(section: type[Section]) -> Iterator[str]:
    for name, field in section.model_fields.items():
        annotation = section.__annotations__[name].removesuffix(" | None")
        needed = " Needed." if field.is_required() else ""
        yield f"| `{name}` | {_kind(annotation)} | {field.description}{needed}{_default(field.default)} |\n"


def _kind(annotation: str) -> str:
    if annotation in KINDS:
        return KINDS[annotation]
    if annotation in sections() or (annotation.startswith("Mapping[str, ") and annotation[13:-1] in sections()):
        return "keys below" if annotation in sections() else "name: keys below"
    declared = next(getattr(module, annotation) for module in MODULES if hasattr(module, annotation))
    return ", ".join(f"`{choice}`" for choice in get_args(declared))


def _default(default: object) -> str:
    if default is None or default is PydanticUndefined or default in ((), {}) or default is False:
        return ""
    return f" Default: `{default:g}`." if isinstance(default, float) else f" Default: `{str(default).lower()}`."


if __name__ == "__main__":
    write()
