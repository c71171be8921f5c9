"""What is wrong with a codebook and where: every fault has a position, and all of them make one error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from ..errors import CodebookError, as_written, did_you_mean

Steps: TypeAlias = tuple[str | int | float, ...]
LISTS = {"any_of", "all_of", "of", "exclusive", "psu", "fpc", "figures", "published", "checks"}


class Position(NamedTuple):
    """Line and column, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, where it stands, and how to put it right."""

    position: Position
    path: Steps
    problem: str

    def sentence(self, source: str) -> str:
        """The fault as `file:line:column: path: what is wrong`."""
        where = f"{source}:{self.position.line}:{self.position.column}: "
        return where + (f"{dotted(self.path)}: " if self.path else "") + self.problem


def dotted(path: Steps) -> str:
    """A path as people write it; places in a list count from 1.

    >>> dotted(("indicators", "ocsea", "any_of", 0))
    'indicators.ocsea.any_of[1]'
    """
    text, last = "", None
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) and last in LISTS else f".{as_written(step)}"
        last = step
    return text.removeprefix(".")


def suggestion(name: str, known: Iterable[str]) -> str:
    """The closest known names as the end of a sentence: ` - did you mean age?`, or nothing.

    >>> suggestion("agee", ["age", "sex"])
    ' - did you mean age?'
    """
    hint = did_you_mean(name, known)
    return f" - d{hint[2:]}" if hint else ""


def refuse(source: str, faults: Iterable[Fault]) -> CodebookError:
    """One error that names every fault in the order of the file."""
    in_order = sorted(dict.fromkeys(faults), key=lambda fault: (fault.position, fault.problem))
    return CodebookError("\n".join(fault.sentence(source) for fault in in_order))
