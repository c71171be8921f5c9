"""Writes the tables of keys in docs/codebook.md and docs/reports.md from the models: `python -m tests.docs.keys_doc`.

Each table stands between `<!-- keys: NAME -->` and `<!-- end of keys -->`, where NAME is the class of the section, or
Options for the options of the commands that a report file may write.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic_core import PydanticUndefined

from analysis.codebook import model as codebook
from analysis.codebook.fields import Section
from analysis.report import card, model, requests

from .pages import ROOT

TABLE = re.compile(r"(?<=<!-- keys: )(?P<name>\w+)( -->\n).*?(?=<!-- end of keys -->)", re.DOTALL)
WRAPPED = re.compile(r"Annotated\[(?P<inside>.*), Field\(.*\)\]")
SEVERAL = re.compile(r"tuple\[(?P<one>\w+), \.\.\.\]")
NAMED = re.compile(r"Mapping\[str, (?P<one>\w+)\]")
# What may stand at a key, by the annotation as it is written in the model.
KINDS = {
    "Word": "word",
    "Label": "text, or one per language",
    "Labels": "list: text, or one per language",
    "OneOrMany": "word, or list of words",
    "Numbers": "list of numbers",
    "Expression": "condition",
    "Expressions": "list of conditions",
    "ItemNames": "list of words",
    "Code": "code",
    "Pair": "list of two numbers",
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
    "Mapping[str, Code]": "variable: code",
    "bool | Literal['unknown']": "true, false or `unknown`",
}
LABELS = "tuple[Label, ...]"
TYPES: Mapping[Any, str] = {str: "word", bool: "true or false", int: "whole number", float: "number"}
COMMANDS = {"definitions": "codebook definitions"}  # where the command is not called as the key is
ESTIMATES = ("prevalence", "breakdown", "estimate", "flow")


@dataclass(frozen=True)
class Manual:
    """A page, and the modules from whose package its tables explain the sections."""

    page: Path
    models: tuple[ModuleType, ...]

    def sections(self) -> dict[str, type[Section]]:
        """Every section that may be written in a file of this kind, by the name of its class."""
        packages = {module.__package__ for module in self.models}
        return {
            one.__name__: one
            for one in Section.__subclasses__()
            if one.__module__.rpartition(".")[0] in packages and one not in requests.OPTIONS.values()
        }

    def renewed(self, text: str) -> str:
        """The page with its tables made anew."""
        known = self.sections()

        def made(found: re.Match[str]) -> str:
            return options() if found["name"] == "Options" else table(known[found["name"]])

        return TABLE.sub(lambda found: f"{found['name']}{found[2]}{made(found)}", text)


CODEBOOK = Manual(ROOT / "docs" / "codebook.md", (codebook,))
REPORTS = Manual(ROOT / "docs" / "reports.md", (model, card))


def table(section: type[Section]) -> str:
    """The keys of a section, one a line."""
    return "\n| key | what stands there | meaning |\n|---|---|---|\n" + "".join(_lines(section)) + "\n"


def options() -> str:
    """The options of all commands that a figure may be estimated by, each once."""
    takers: dict[str, list[str]] = {}
    for kind, section in requests.OPTIONS.items():
        for name in section.model_fields:
            takers.setdefault(name, []).append(kind)
    lines = []
    for name, kinds in takers.items():
        field = requests.OPTIONS[kinds[0]].model_fields[name]
        of = "every estimate" if set(ESTIMATES) <= set(kinds) else ", ".join(f"`{kind}`" for kind in kinds)
        meaning = (field.description or "").replace("*", r"\*")
        lines.append(f"| `{name}` | {of} | {_of_type(field.annotation)} | {meaning} |\n")
    return "\n| option | of | what stands there | meaning |\n|---|---|---|---|\n" + "".join(lines) + "\n"


def write() -> None:
    """Renew the pages."""
    for manual in (CODEBOOK, REPORTS):
        manual.page.write_text(manual.renewed(manual.page.read_text(encoding="utf-8")), encoding="utf-8")


def _lines(section: type[Section]) -> Iterator[str]:
    for name, field in section.model_fields.items():
        needed = " Needed." if field.is_required() else ""
        kind = _kind(section.__annotations__[name], name, sys.modules[section.__module__])
        yield f"| `{name}` | {kind} | {field.description}{needed}{_default(field.default)} |\n"


def _kind(annotation: Any, name: str, module: Any) -> str:
    """What stands at a key, by its annotation in the module of its section."""
    if not isinstance(annotation, str):  # built from the request of a command
        command = COMMANDS.get(name, name)
        return f"options of [{command}](commands.md#tallybook-{command.replace(' ', '-')})"
    written = annotation.removesuffix(" | None")
    if wrapped := WRAPPED.fullmatch(written):
        written = wrapped["inside"]
    if written in KINDS:
        return KINDS[written]
    if written == LABELS:
        return KINDS["Labels"]
    if several := SEVERAL.fullmatch(written):
        return "list of keys below" if issubclass(getattr(module, several["one"]), Section) else several["one"]
    if named := NAMED.fullmatch(written):
        return "name: keys below" if issubclass(getattr(module, named["one"]), Section) else named["one"]
    declared = eval(written, {**vars(module), "Literal": Literal})  # noqa: S307  # an annotation of our own model
    if isinstance(declared, type) and issubclass(declared, Section):
        return "keys below"
    return ", ".join(f"`{choice}`" for choice in _choices(declared))


def _choices(declared: Any) -> Iterator[str]:
    """The words of a Literal, or of several."""
    for one in get_args(declared):
        if isinstance(one, str):
            yield one
        else:
            yield from _choices(one)


def _of_type(hint: Any) -> str:
    """What stands at an option."""
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    if get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    if get_origin(hint) is tuple:
        one = _of_type(get_args(hint)[0])
        return f"{one}, or list of {'words' if one == 'word' else 'these'}"
    return TYPES[hint] if hint in TYPES else ", ".join(f"`{choice}`" for choice in _choices(hint))


def _default(default: object) -> str:
    if default is None or default is PydanticUndefined or default in ((), {}) or default is False:
        return ""
    return f" Default: `{default:g}`." if isinstance(default, float) else f" Default: `{str(default).lower()}`."


if __name__ == "__main__":
    write()
