"""From estimates to the one Table: protect, judge, lay out, and say what must be said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from ..choices import ColumnSet, ShowRule
from ..codebook.answers import Note
from ..estimation.estimate import Estimate, Test, Unanswered
from . import notes, ordering, protection
from .cells import Writing
from .columns import COLUMNS
from .layout import Grid
from .rounding import numerals, to_nearest
from .showing import Rules, shown
from .table import Row, Table
from .words import words


@dataclass(frozen=True, slots=True)
class Setting:
    """What a table needs to know beside its estimates.

    Attributes:
        people: what the survey calls those it counts; the language's word for people when empty.
        layout: one of the functions of `layout`.
        keep: which estimates the reader asked for; protection has seen all, so that no two tables give a cell back.
        laid_out: which of these the layout shows, and so the footnotes explain.
        quiet: questions whose unanswered stand in `Table.missing` and not in the notes, which they would drown.
        where: the condition that rows satisfy, empty where there is none.
        method: the phrase that says how the numbers were made, where that is not how estimates are.
        tests: what was tested of these estimates; none of it is told where a number of the table is hidden.
        shows_tests: the layout has tests beside the estimates, and is given those that may be told.
        columns: which columns the layout has.
        show: numbers, or the order of the items only.
        remarks: what must be said of the base, the design and the files.
        level: confidence level.
        df: the degrees of freedom asked for.
        weighted: False where every row counts the same.
        told: what may not be shown where other tables lie beside this one; decided for it alone where it is None.
        probability: False for a survey that is no probability sample.
        replicates: method and number of replicates; empty under linearisation.
        variance: the word for the variance under linearisation.
    """

    command: str
    title: str
    subtitle: str
    layout: Callable[..., Grid]
    rules: Rules
    lang: str | None
    decimals: int
    level: float
    df: str
    probability: bool
    weighted: bool
    synthetic: bool
    source: str
    replicates: str = ""
    variance: str = "taylor"
    people: str = ""
    keep: Callable[[Estimate], bool] = lambda estimate: True
    laid_out: Callable[[Estimate], bool] = lambda estimate: True
    quiet: frozenset[str] = frozenset()
    where: str = ""
    method: str = ""
    tests: tuple[Test, ...] = ()
    shows_tests: bool = False
    columns: ColumnSet = "standard"
    show: ShowRule = "numbers"
    told: protection.Protected | None = None
    remarks: tuple[Note, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[Path, ...] = ()


def present(estimates: Sequence[Estimate], missing: Sequence[Unanswered], setting: Setting) -> Table:
    """The table of what may be shown."""
    phrases = words(setting.lang)
    hidden = _hidden(estimates, setting)
    found = [(row, why) for row, why in _rows(estimates, setting, hidden) if setting.keep(row.estimate)]
    rows = [row for row, _ in found]
    told = protection.unanswered(missing, setting.rules.protection, setting.rules.step, hidden.tells)
    rounded = partial(to_nearest, step=setting.rules.step)
    people = setting.people or phrases["persons"]
    writing = Writing(
        phrases,
        people,
        setting.level,
        setting.decimals,
        setting.probability,
        numerals(setting.lang),
        setting.lang or "en",
    )
    tests = notes.that_tell_nothing(setting.tests, rows, protected=bool(hidden.hidden))
    grid = _grid(rows, writing, setting, tests)
    method = (_method(rows, writing, setting), *notes.imputations(writing, rows))
    base = [
        *notes.bases(writing, rows),
        *([phrases["where"].format(where=setting.where)] if setting.where else []),
    ]
    numbers = setting.show == "numbers"
    marks = [
        *(notes.footnotes(writing, filter(lambda row: setting.laid_out(row.estimate), rows)) if numbers else []),
        *([phrases["unprotected"]] if setting.rules.protection == "none" else []),
        *([_rounded(phrases, step, hidden)] if numbers and (step := setting.rules.round_counts) else []),
    ]
    source = [phrases["source"].format(source=setting.source)] if setting.source else []
    return Table(
        command=setting.command,
        title=setting.title,
        subtitle=setting.subtitle,
        columns=grid.columns,
        lines=grid.lines,
        rows=tuple(rows),
        missing=told,
        tests=tests,
        notes=(
            *method,
            *base,
            *notes.sizes(writing, rows),
            *notes.tests(writing, tests, rows),
            *notes.unanswered(
                writing, [row for row in missing if row.variable not in setting.quiet], told, hidden.tells
            ),
            *notes.remarks(writing, setting.remarks, of_file=bool(setting.where), tells=hidden.tells, rounded=rounded),
            *marks,
            *source,
            *([phrases["synthetic"]] if setting.synthetic else []),
        ),
        credits=(*base, *method, *marks, *source),
        provenance=setting.provenance,
        inputs=setting.inputs,
        synthetic=setting.synthetic,
        writing=writing,
        withheld=tuple(why for _, why in found),
    )


def _rounded(phrases: Mapping[str, str], step: int, told: protection.Protected) -> str:
    """How counts are rounded: so that they add up, where that could be looked at."""
    return phrases["counts_rounded" if told.multiples else "counts_rounded_each"].format(step=step)


def _hidden(estimates: Sequence[Estimate], setting: Setting) -> protection.Protected:
    """What may not be told, by itself or beside other tables; of an order without numbers no estimate."""
    if setting.show == "order":
        return protection.Protected(frozenset(range(len(estimates))), frozenset(), counted=frozenset())
    return setting.told or protection.protected([(estimates, setting.rules.protection, "")])[0]


def _rows(
    estimates: Sequence[Estimate], setting: Setting, told: protection.Protected
) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """The rows, each with why protection hides it."""
    rule = setting.rules.protection
    if setting.show == "order":
        yield from ((row, ()) for row in ordering.ordered(estimates, rule))
        return
    yield from zip(shown(estimates, setting.rules, told), protection.why(estimates, rule, told), strict=True)


def _grid(rows: Sequence[Row], writing: Writing, setting: Setting, tests: Sequence[Test]) -> Grid:
    if setting.show == "order":
        return ordering.layout(rows, writing, protection.RULES[setting.rules.protection].count)
    beside = {"tests": tests} if setting.shows_tests else {}
    return setting.layout(rows, writing, COLUMNS[setting.columns], **beside)


def _method(rows: Sequence[Row], writing: Writing, setting: Setting) -> str:
    if setting.method and writing.probability:
        return writing.words[setting.method]
    variance = "by_replicates" if setting.replicates else setting.variance
    return notes.method(writing, rows, setting.df, setting.replicates, variance=variance, weighted=setting.weighted)
