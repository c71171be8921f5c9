"""The notes under a table: how it was made, who is in it, who gave no answer, and what its marks mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from ..codebook.answers import Note
from ..estimation.estimate import Test, Unanswered
from .cells import FEW, Writing
from .reliability import BRACKET, REVIEW, SUPPRESS
from .showing import PROTECTED
from .table import Row

INTERVAL_NAMES = {
    "korn-graubard": "Korn-Graubard",
    "jeffreys": "Jeffreys",
    "wilson": "Wilson",
    "kish": "Kish",
    "wald": "Wald",
    "nchs": "Korn-Graubard (NCHS)",
    "woodruff": "Woodruff",
    "replicates": "replicate",
}
ADJUSTED = ("holm", "bonferroni")
FOOTNOTES = (*SUPPRESS, *sorted(BRACKET), *sorted(REVIEW), "small_count")


def method(
    writing: Writing, rows: Sequence[Row], df: str, replicates: str = "", *, variance: str = "taylor", weighted: bool
) -> str:
    """Weights, interval, degrees of freedom, variance (a key of words); or that there is no probability sample."""
    if not writing.probability:
        return writing.words["unweighted"]
    names = dict.fromkeys(row.estimate.method for row in rows if row.estimate.method)
    key = f"df_{df}" if df in ("domain", "design", "replicates") else "df_number"
    weights = writing.words["weights" if weighted else "equal_weights"]
    if not names:
        return writing.words["no_interval"].format(weights=weights)
    written = ", ".join(INTERVAL_NAMES.get(name, name) for name in names)
    return writing.words["weighted"].format(
        weights=weights,
        interval=written,
        df=writing.words[key].format(df=df),
        variance=writing.words[variance].format(replicates=replicates),
    )


def imputations(writing: Writing, rows: Sequence[Row]) -> list[str]:
    """How many completed data sets the numbers are combined from, and by which rules."""
    counts = dict.fromkeys(row.estimate.imputed.count for row in rows if row.estimate.imputed)
    return [writing.words["imputations"].format(count=count) for count in counts]


def bases(writing: Writing, rows: Sequence[Row]) -> list[str]:
    """Whom the numbers speak of, each base once."""
    named = dict.fromkeys(row.estimate.subject.base for row in rows if row.estimate.subject.base)
    return [writing.words["base"].format(base=base) for base in named]


def sizes(writing: Writing, rows: Sequence[Row]) -> list[str]:
    """What shares were scaled by, where a row has a count of people."""
    counts = [row.estimate.count for row in rows if row.estimate.count]
    used = dict.fromkeys((count.size, count.size_source, count.rounded_to) for count in counts)
    found = [
        writing.words["of_size"].format(
            people=writing.people_word,
            size=writing.numerals.whole(size),
            source=source,
            step=writing.numerals.whole(step or 1),
        )
        for size, source, step in used
    ]
    grouped = any(row.estimate.subject.by for row in rows if row.estimate.count)
    return [*found, writing.words["parts_differ"]] if grouped else found


def that_tell_nothing(made: Sequence[Test], rows: Sequence[Row], *, protected: bool) -> tuple[Test, ...]:
    """The tests; without their numbers where protection hides something, which a statistic could give back.

    A test of one contrast says no more than the row of the contrast, and goes where that row goes; one adjusted for
    all comparisons says something of each of them.
    """
    of_rows = {_contrast(row): row for row in rows if _named(row)}
    told = []
    for test in made:
        row = of_rows.get(_tested_of(test))
        by_row = row is not None and row.status == "suppressed"
        of_all = protected and (row is None or test.name.endswith(ADJUSTED))
        told.append(_bare(test, row.reason if row and by_row else "") if by_row or of_all else test)
    return tuple(told)


def _bare(test: Test, reason: str) -> Test:
    return replace(test, statistic=None, df=None, ddf=None, p=None, reason=reason or PROTECTED)


def test_of(made: Sequence[Test]) -> Callable[[Row], Test | None]:
    """From the row of a contrast to its test."""
    found = {_tested_of(test): test for test in made}
    return lambda row: found.get(_contrast(row))


def _named(row: Row) -> str:
    """The contrast of a comparison, or the term of a model."""
    return row.estimate.subject.contrast or row.estimate.subject.term


def _contrast(row: Row) -> tuple[object, ...]:
    subject = row.estimate.subject
    return (f"{subject.label}: {_named(row)}", tuple((name, level.value) for name, level in subject.by.items()))


def _tested_of(test: Test) -> tuple[object, ...]:
    return (test.of, tuple((name, level.value) for name, level in test.by.items()))


def tests(writing: Writing, made: Sequence[Test], rows: Sequence[Row]) -> list[str]:
    """Each test in a sentence: method, what is tested, statistic with its degrees of freedom, p.

    The test of a contrast, or of one coefficient, stands in its line.
    """
    of_rows = {_contrast(row) for row in rows if _named(row)}
    return [_tested(writing, test) for test in made if _tested_of(test) not in of_rows]


def _tested(writing: Writing, test: Test) -> str:
    group = "".join(f", {level.label}" for level in test.by.values())
    of = f"{writing.words['test_' + test.name]}, {test.of}{group}"
    if test.statistic is None or test.p is None:
        return f"{of}: {writing.words.get(test.reason, test.reason) or writing.words['not_shown']}."
    degrees = ", ".join(writing.short(part) for part in (test.df, test.ddf) if part is not None)
    return writing.words["tested"].format(
        of=of, degrees=degrees, statistic=writing.numerals.plain(test.statistic), p=writing.probability_of(test.p)
    )


def unanswered(
    writing: Writing, missing: Sequence[Unanswered], told: Sequence[Unanswered], tells: Callable[[str], bool]
) -> list[str]:
    """Per question, how many gave no answer and why; only reasons in `told` are told, the others are said to be few.

    Of questions that nothing `tells` of no number is told, not even that it is small.
    """
    notes, shown = [], {(row.label, row.reason): row for row in told}
    for label, group in groupby(missing, key=lambda row: row.label):
        rows = list(group)
        if not tells(rows[0].variable):
            notes.append(_untold(writing, label, rows[0].treated))
            continue
        named = [shown.get((label, row.reason)) for row in rows if row.reason != "not_asked"]
        parts = [_reason(writing, row) for row in named if row]
        if not all(named):
            parts.append(writing.words["hidden_reasons" if parts else "hidden_all"])
        sentences = []
        if parts:
            sentences = [writing.words["rows_unanswered"].format(label=label, reasons=", ".join(parts))]
            sentences.append(writing.words["treated_" + rows[0].treated])
        if not_asked := shown.get((label, "not_asked")):
            reason = _reason(writing, not_asked)
            sentences.append(reason if parts else f"{label}: {reason}")
        if sentences:
            notes.append("; ".join(sentences) + ".")
    return notes


def _untold(writing: Writing, label: str, treated: str) -> str:
    sentence = writing.words["rows_unanswered"].format(label=label, reasons=writing.words["hidden_silent"])
    return f"{sentence}; {writing.words['treated_' + treated]}."


def _reason(writing: Writing, row: Unanswered) -> str:
    share = "-" if row.share is None else writing.numerals.percent(row.share)
    n = writing.numerals.whole(row.n)
    return writing.words["reason_of"].format(reason=writing.words[row.reason], n=n, share=share)


OF_FILE = frozenset({"not_in_union", "unsettled", "conflict_kept", "conflict_missing", "unticked", "no_follow_up"})
UNHELD = frozenset({"conflict_missing", "no_follow_up"})  # with those who answered they make up others; not looked at


SILENT = {
    "ungrouped": "ungrouped_silent",
    "ungrouped_few": "ungrouped_silent",
    "where_unknown": "where_unknown_silent",
    "step_unknown": "step_unknown_some",
    "model_rows": "model_rows_silent",
    "model_taylor": "model_taylor_silent",
}


def remarks(
    writing: Writing,
    told: Iterable[Note],
    *,
    of_file: bool,
    tells: Callable[[str], bool] = lambda name: True,
    rounded: Callable[[int], int] = lambda rows: rows,
) -> list[str]:
    """Each remark once and in words; one to four people are said to be few, and others are as many as `rounded`.

    `of_file` says that a condition narrows the table, while what the codebook counted was counted in the whole file.
    How many have no value of a variable, or of a condition, is told where `tells` says so; what is held against no row
    where nothing is hidden; and how many of some, where the others are not few.
    """
    return list(
        dict.fromkeys(
            writing.words[f"note_{_kind(note, tells)}"].format(**_filled(writing, note, tells, rounded))
            + (f" {writing.words['of_file']}" if of_file and note.kind in OF_FILE else "")
            for note in told
        )
    )


def _kind(note: Note, tells: Callable[[str], bool]) -> str:
    named = note.kind in SILENT and not tells(str(dict(note.values).get("variable", "")))
    return SILENT[note.kind] if named else note.kind


def _filled(
    writing: Writing, note: Note, tells: Callable[[str], bool], rounded: Callable[[int], int]
) -> dict[str, str]:
    values = dict(note.values)
    size, count = values.get("size"), values.get("count")
    few_left = isinstance(size, int) and isinstance(count, int) and 0 < size - count < FEW
    if few_left or (note.kind in UNHELD and not tells("")):  # nothing tells of no name but a table that hides nothing
        values["count"] = writing.words["some"]
    return {name: _value(writing, value, rounded if name == "count" else int) for name, value in values.items()}


def _value(writing: Writing, value: str | float, rounded: Callable[[int], int]) -> str:
    """Words as they are; a share; a count of rows, of which one to four are said to be few."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return writing.numerals.percent(value)
    return writing.words["few"] if 0 < value < FEW else writing.numerals.whole(rounded(value))


def footnotes(writing: Writing, rows: Iterable[Row]) -> list[str]:
    """What the marks mean, of those that occur."""
    rows = list(rows)
    flags = {flag for row in rows for flag in writing.marked(row)}
    starred = any(row.base_hidden or (row.status == "suppressed" and writing.hidden(row) == "*") for row in rows)
    return [
        *([writing.words["suppressed"]] if starred else []),
        *(writing.words[flag] for flag in FOOTNOTES if flag in flags),
    ]
