"""From microdata and a codebook to meaning; names load on first use, so that parts without pydantic stay light."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .answers import NOT_ASKED, REASONS, Answers, Level, SetAnswers, Truth, code_of
    from .expression import names, parse
    from .findings import Finding, check, check_file
    from .json_schema import schema
    from .loading import load, loads
    from .meaning import Meaning
    from .model import Codebook
    from .needs import needed
    from .opening import bare, locate, open_meaning

HOMES = {
    "answers": ("NOT_ASKED", "REASONS", "Answers", "Level", "SetAnswers", "Truth", "code_of"),
    "findings": ("Finding", "check", "check_file"),
    "expression": ("names", "parse"),
    "loading": ("load", "loads"),
    "meaning": ("Meaning",),
    "model": ("Codebook",),
    "needs": ("needed",),
    "opening": ("bare", "locate", "open_meaning"),
    "json_schema": ("schema",),
}
HOME_OF = {name: home for home, names_ in HOMES.items() for name in names_}

__all__ = [
    "NOT_ASKED",
    "REASONS",
    "Answers",
    "Codebook",
    "Finding",
    "Level",
    "Meaning",
    "SetAnswers",
    "Truth",
    "bare",
    "check",
    "check_file",
    "code_of",
    "load",
    "loads",
    "locate",
    "names",
    "needed",
    "open_meaning",
    "parse",
    "schema",
]


def __getattr__(name: str) -> Any:
    if name not in HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{HOME_OF[name]}", __name__), name)
