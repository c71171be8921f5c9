"""Cells become columns: numbers as float64, text as codes into sorted categories."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from ..arrays import CodeArray, FloatArray
from ..errors import DataError, did_you_mean
from .microdata import Column, ColumnFacts

# Written out because float() also takes "inf", "1_000" and digits of other scripts. A leading zero means something,
# and a float cannot tell numbers of more than 15 digits apart: both are codes and stay text.
_NUMBER: Final = r"(?![+-]?(?:0\d|\d{{16,}}$))[+-]?(?:\d+{0}?\d*|{0}\d+)(?:[eE][+-]?\d+)?"
NUMBERS: Final = {sign: re.compile(_NUMBER.format(re.escape(sign)), re.ASCII) for sign in (".", ",")}
# How R, Stata, SAS, Python and SQL write a missing value into a text file.
BLANKS: Final = frozenset({"", "NA", ".", "NaN", "nan", "NULL", "null"})
TRUTH: Final = {"true": 1.0, "false": 0.0}


def chosen(columns: Collection[str] | None, known: Sequence[str], path: Path) -> list[str]:
    """The columns to read, in the order of the file; None means all."""
    if columns is None:
        return list(known)
    wanted, there = set(columns), set(known)
    for name in columns:
        if name not in there:
            raise DataError(f"{path.name} has no column {name!r}.{did_you_mean(name, known)}")
    return [name for name in known if name in wanted]


class Distinct(defaultdict[Hashable, int]):
    """Numbers distinct cells in the order they come, so that each is looked at once however long the file is."""

    def __init__(self) -> None:
        self.default_factory = self.__len__

    def codes(self, cells: Sequence[Hashable]) -> CodeArray:
        """The number of each cell, shape (n,)."""
        return np.fromiter(map(self.__getitem__, cells), np.int32, len(cells))


def coded_column(facts: ColumnFacts, codes: CodeArray, texts: Iterable[str]) -> Column:
    """A text column from codes into `texts`, which may be unsorted, repeated or blank."""
    stripped = [text.rstrip() for text in texts]
    categories = sorted({text for text in stripped if text})
    place = {text: code for code, text in enumerate(categories)}
    recode = np.array([place.get(text, -1) for text in stripped], dtype=np.int32)
    return Column(facts, recode[codes], tuple(categories))


def tag_of(letter: str) -> int:
    """1 to 26 for a to z; 27 for the underscore of SAS."""
    return 27 if letter == "_" else ord(letter.lower()) - ord("a") + 1


def guessed_column(name: str, codes: CodeArray, texts: Sequence[str], decimal: str = ".") -> Column:
    """A column of a file without types: numbers if every cell that is not blank is one, otherwise text."""
    cells = [text.strip() for text in texts]
    numbers = _numbers(cells, decimal)
    if numbers is None:
        kept = ["" if cell in BLANKS else text for text, cell in zip(texts, cells, strict=True)]
        return coded_column(ColumnFacts(name, "text"), codes, kept)
    table: FloatArray = np.array([*numbers, np.nan])
    return Column(ColumnFacts(name, "number"), table[codes])


def _numbers(cells: Sequence[str], decimal: str) -> list[float] | None:
    """The number each cell stands for, or None if one of them is text."""
    filled = [cell for cell in cells if cell not in BLANKS]
    if filled and all(cell.lower() in TRUTH for cell in filled):
        return [TRUTH.get(cell.lower(), np.nan) for cell in cells]
    if not all(map(NUMBERS[decimal].fullmatch, filled)):
        return None
    return [np.nan if cell in BLANKS else float(cell.replace(decimal, ".")) for cell in cells]


def names_of(header: Sequence[str], path: Path, where: Callable[[], str]) -> tuple[str, ...]:
    """The column names of a header row; an unnamed column is called by its place, a name given twice is an error."""
    names = [cell.strip() or f"column_{place}" for place, cell in enumerate(header, start=1)]
    check_twice(names, path)
    if all(map(NUMBERS["."].fullmatch, names)):
        raise DataError(f"{path.name} has numbers where names should be; put the column names in {where()}.")
    return tuple(names)


def check_twice(names: Sequence[str], path: Path) -> None:
    """Raise a DataError for a name that two columns bear."""
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise DataError(f"{path.name} has two columns named {twice[0]!r}; give each a name of its own.")
