"""A model as people read it: under each variable its levels, the reference first; then predictions and effects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..estimation.estimate import Test
from . import notes
from .cells import ABSENT, Writing
from .layout import Columns, Grid, bounds, unit_of
from .table import Column, Line, Row, Unit

Tested = Callable[[Row], Test | None]
MEANS = {  # of what the model says, in the unit of the outcome
    "prediction": "model_prediction",
    "predicted share": "model_prediction_share",
    "effect": "model_effect",
    "effect on share": "model_effect_share",
}


@dataclass(frozen=True, slots=True)
class Naming:
    """How the rows of a model are called, each by its statistic and term.

    Attributes:
        place: heading and line.
        reference: under a heading, the level that the others are held against.
        ratio: the word of what coefficients are shown as; empty for coefficients themselves.
    """

    place: Mapping[tuple[str, str], tuple[str, str]]
    reference: Mapping[str, str]
    ratio: str = ""


def model(
    rows: Sequence[Row], writing: Writing, chosen: Columns | None = None, *, naming: Naming, tests: Sequence[Test]
) -> Grid:
    """One section of coefficients or of their ratios, one of thresholds, then one of predictions and one of effects.

    Rows of coefficients that are shown as ratios are for programs only. A model has no other columns to choose.
    """
    lines: list[Line] = []
    test_of = notes.test_of(tests)
    shown = [row for row in rows if not naming.ratio or row.estimate.subject.statistic != "coefficient"]
    unit = unit_of(shown, writing)  # where shares stand beside ratios, there is none, and no numbers behind the cells
    for statistic, section in groupby(shown, key=lambda row: row.estimate.subject.statistic):
        part = list(section)
        lines.append(Line((_title(part[0], statistic, writing, naming),), "group"))
        lines += _section(part, writing, naming, test_of, numbers=bool(unit))
    units: tuple[Unit, ...] = (unit, unit, unit, "number")
    headings = ("model_estimate", "se", "interval", "model_p")
    columns = (Column(writing.heading(name), unit=of) for name, of in zip(headings, units, strict=True))
    return Grid((Column("", "left"), *columns), tuple(lines))


def _title(row: Row, statistic: str, writing: Writing, naming: Naming) -> str:
    label = row.estimate.subject.label
    if statistic in MEANS:
        return writing.words[MEANS[statistic]].format(label=label)
    word = "model_threshold" if statistic == "threshold" else naming.ratio or "model_coefficient"
    return f"{label}: {writing.words[word]}"


def _section(rows: Sequence[Row], writing: Writing, naming: Naming, test_of: Tested, *, numbers: bool) -> list[Line]:
    lines: list[Line] = []
    for heading, part in groupby(rows, key=lambda row: _place(row, naming)[0]):
        if heading:
            lines.append(Line((heading,), "subgroup"))
        if heading in naming.reference:
            told = writing.words["model_reference"].format(level=naming.reference[heading])
            lines.append(Line((told, ABSENT, ABSENT, ABSENT, ABSENT), numbers=((), (), (), (), ())))
        lines += [_line(row, writing, naming, test_of, numbers=numbers) for row in part]
    return lines


def _place(row: Row, naming: Naming) -> tuple[str, str]:
    subject = row.estimate.subject
    return naming.place[subject.statistic, subject.term]


def _line(row: Row, writing: Writing, naming: Naming, test_of: Tested, *, numbers: bool) -> Line:
    estimate, test = row.estimate, test_of(row)
    p = None if test is None or row.status == "suppressed" or estimate.subject.statistic in MEANS else test.p
    cells = (
        _place(row, naming)[1],
        writing.value(row),
        writing.error(row),
        writing.bounds(row),
        ABSENT if p is None else writing.p(p),
    )
    value = () if estimate.value is None else (estimate.value,)
    error = () if estimate.se is None else (estimate.se,)
    behind = (value, error, bounds(row)) if numbers else ((), (), ())
    return Line(cells, numbers=((), *behind, () if p is None else (p,)))
