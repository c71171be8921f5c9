"""From estimates to the one Table: protect, judge, lay out, and say what must be said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..codebook.answers import Note
from ..estimation.estimate import Estimate, Unanswered
from . import notes, protection
from .cells import Writing
from .layout import Grid
from .showing import Rules, shown
from .table import Table
from .words import words


@dataclass(frozen=True, slots=True)
class Setting:
    """What a table needs to know beside its estimates.

    Attributes:
        people: what the survey calls those it counts; the language's word for people when empty.
        layout: one of the functions of `layout`.
        keep: which estimates the reader asked for; protection has seen all, so that no two tables give a cell back.
        quiet: questions whose unanswered stand in `Table.missing` and not in the notes, which they would drown.
        where: the condition that rows satisfy, empty where there is none.
        remarks: what must be said of the base, the design and the files.
        level: confidence level.
        df: the degrees of freedom asked for.
        weighted: False where every row counts the same.
        probability: False for a survey that is no probability sample.
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
    people: str = ""
    keep: Callable[[Estimate], bool] = lambda estimate: True
    quiet: frozenset[str] = frozenset()
    where: str = ""
    remarks: tuple[Note, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)


def present(estimates: Sequence[Estimate], missing: Sequence[Unanswered], setting: Setting) -> Table:
    """The table of what may be shown."""
    phrases = words(setting.lang)
    rows = [row for row in shown(estimates, setting.rules) if setting.keep(row.estimate)]
    told = protection.unanswered(missing, setting.rules.protection)
    people = setting.people or phrases["persons"]
    writing = Writing(phrases, people, setting.level, setting.decimals, setting.probability)
    grid = setting.layout(rows, writing)
    return Table(
        command=setting.command,
        title=setting.title,
        subtitle=setting.subtitle,
        columns=grid.columns,
        lines=grid.lines,
        rows=tuple(rows),
        missing=told,
        notes=(
            notes.method(phrases, rows, setting.df, probability=setting.probability, weighted=setting.weighted),
            *notes.bases(phrases, rows),
            *([phrases["where"].format(where=setting.where)] if setting.where else []),
            *notes.sizes(phrases, rows, people),
            *notes.unanswered(phrases, [row for row in missing if row.variable not in setting.quiet], told),
            *notes.remarks(phrases, setting.remarks, of_file=bool(setting.where)),
            *notes.footnotes(phrases, rows),
            *([phrases["unprotected"]] if setting.rules.protection == "none" else []),
            *([phrases["source"].format(source=setting.source)] if setting.source else []),
            *([phrases["synthetic"]] if setting.synthetic else []),
        ),
        provenance=setting.provenance,
        synthetic=setting.synthetic,
    )
