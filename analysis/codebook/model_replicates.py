"""Replicate weights that an agency gives with its file, and which columns a pattern names."""

from __future__ import annotations

import re
from collections.abc import Collection
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import Field

from ..choices import ReplicateType
from .fields import OneOrMany, Section

RANGE = re.compile(r"(?P<stem>.*?)(?P<first>\d+)-(?P<again>.*?)(?P<last>\d+)")
Numbers = Annotated[tuple[float, ...], Field(strict=False)]


class ReplicateWeights(Section):
    """Replicate weights that come with the file."""

    columns: OneOrMany = Field(
        min_length=1, description="Their columns: a pattern as in bsrw*, a range as in brr1-brr4, or a list."
    )
    type: ReplicateType = Field(description="How they were made, which says how they are scaled.")
    mse: bool = Field(
        description="Squares are about the full estimate (true, as agencies mean it) or the mean of the replicates."
    )
    rho: float | None = Field(default=None, ge=0, lt=1, description="Fay's factor; needed for Fay and for no other.")
    scale: float | None = Field(default=None, gt=0, description="Factor of the sum of squares; by the type otherwise.")
    rscales: Numbers = Field(default=(), description="Factor of each replicate's square, in the order of the columns.")
    df: float | None = Field(
        default=None, gt=0, description="Degrees of freedom; the rank of the weights less one otherwise."
    )
    combined: bool | None = Field(
        default=None, description="The columns are whole weights (true, the default) or factors of the weight."
    )


class Pattern(str):
    """Several columns by one word: bsrw*, brr1-brr4, or the name of one."""

    __slots__ = ()


def matching(pattern: str, columns: Collection[str]) -> list[str]:
    """The columns that a pattern names: a name itself, else * for any signs, else a range of numbers."""
    if pattern in columns:
        return [pattern]
    if "*" in pattern:
        return sorted((name for name in columns if fnmatchcase(name, _literal(pattern))), key=_numbered)
    names = in_range(pattern)
    return names if all(name in columns for name in names) else []


def _literal(pattern: str) -> str:
    """Only the star has a meaning."""
    return re.sub(r"[\[?]", lambda sign: f"[{sign.group()}]", pattern)


def _numbered(name: str) -> tuple[tuple[int, str], ...]:
    """So that bsrw2 stands before bsrw10, whatever order the file has them in."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name))


def in_range(pattern: str) -> list[str]:
    """From the first number to the last, written with as many digits; nothing of what is no range."""
    found = RANGE.fullmatch(pattern)
    if found is None or found["stem"] != found["again"]:
        return []
    numbers = range(int(found["first"]), int(found["last"]) + 1)
    return [f"{found['stem']}{number:0{len(found['first'])}d}" for number in numbers]
