"""Small files and codebooks made in the test itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.codebook.answers import Answers, code_of
from analysis.codebook.loading import loads
from analysis.codebook.meaning import Meaning
from analysis.input.microdata import Column, ColumnFacts, FileFacts, Microdata, ResponseSetFacts, UserMissing

NAN = float("nan")
HEAD = "survey: {id: demo, title: Demo}\nfiles: {children: {path: children.sav}}\n"
SHORT = {code_of(reason): sign for reason, sign in {
    "blank": ".", "no_answer": "n", "dont_know": "d", "refused": "r", "user_missing": "u", "not_asked": "-"
}.items()}  # fmt: skip


def numbers(
    name: str,
    values: Sequence[float],
    *,
    labels: Mapping[float | str, str] | None = None,
    missing: Sequence[tuple[float, float]] = (),
    tags: Sequence[int] | None = None,
    label: str = "",
) -> Column:
    """A column of numbers."""
    ranges = tuple(UserMissing(low, high) for low, high in missing)
    facts = ColumnFacts(name, "number", label, labels or {}, ranges)
    marks = None if tags is None else np.array(tags, dtype=np.int32)
    return Column(facts, np.array(values, dtype=np.float64), None, marks)


def texts(name: str, values: Sequence[str], **facts: Any) -> Column:
    """A column of texts; the empty text is blank."""
    categories = tuple(sorted({value for value in values if value}))
    codes = [categories.index(value) if value else -1 for value in values]
    return Column(ColumnFacts(name, "text", **facts), np.array(codes, dtype=np.int32), categories)


def file_of(
    *columns: Column, sets: Mapping[str, ResponseSetFacts] | None = None, name: str = "children.sav"
) -> Microdata:
    """A file with these columns."""
    rows = len(columns[0].values)
    facts = FileFacts(name, "sav", rows, {column.facts.name: column.facts for column in columns}, sets or {})
    return Microdata(facts, rows, {column.facts.name: column for column in columns})


def table(text: str) -> list[Column]:
    """Columns of numbers from a little table: names above, a point where blank."""
    lines = [line.split() for line in text.strip().splitlines()]
    cells = [[NAN if cell == "." else float(cell) for cell in line] for line in lines[1:]]
    return [numbers(name, column) for name, column in zip(lines[0], map(list, zip(*cells, strict=True)), strict=True)]


def meaning_of(codebook: str, *columns: Column, lang: str | None = None, head: str = HEAD) -> Meaning:
    """The meaning of one file."""
    return Meaning(loads(head + codebook), {"children": file_of(*columns)}, lang)


def said(answers: Answers) -> str:
    """Every row in one sign: the place of the answer; . blank, n no answer, d don't know, r refused, u, - not asked."""
    return " ".join(SHORT[code] if code < 0 else str(code) for code in answers.code.tolist())
