"""One report in six formats: every cell, every mark and every rounding is the same, and nothing hidden is in any.

The report is the one that ships: in English with all its figures, in Indonesian with the first of each layout of a
table and of each kind of chart, since drawing them all a second time takes seconds and tries no other line of code.
Behind them stand charts of the kinds that it does not have, and numbers that lie half way between two others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, get_args

import pytest

from analysis.choices import ChartKind
from analysis.export import OF_DOCUMENTS, of_chart, of_document
from analysis.pipeline.finish import finish
from analysis.pipeline.report_figures import Chapter, document, exhibits, open_report
from analysis.pipeline.use_cases import estimated
from analysis.presentation.cells import Writing
from analysis.presentation.chart import Chart, Mark
from analysis.presentation.document import Document, Exhibit
from analysis.presentation.drawing import described
from analysis.presentation.rounding import numerals
from analysis.presentation.table import Column, Line, Table
from analysis.presentation.table import Row as Shown
from analysis.presentation.words import words
from analysis.request import SurveyRequest
from tests.export import charts, reading
from tests.export.reading import Native, Opened, Row
from tests.export.sheets import said

LANGUAGES = ("en", "id")
FORMATS = ("html", "xlsx", "docx", "pptx", "md", "latex")
NOT_IN_THE_REPORT = ("slope", "multiples", "card")
NOT_IN_A_SHEET = ("multiples", "one-in", "card")
TIES = {  # number, decimals and unit; what everybody writes who learnt to round at school
    (0.145, 0, "percent"): "15",
    (0.14499999999997, 0, "percent"): "15",  # noise of a float that means 0.145
    (0.1449, 0, "percent"): "14",
    (0.0205, 0, "percent"): "2",
    (0.00045, 2, "percent"): "0.05",
    (0.6665, 1, "percent"): "66.7",
    (2.675, 2, "number"): "2.68",
    (1.005, 2, "number"): "1.01",
    (-0.5, 0, "number"): "-1",
    (1234.5, 0, "whole"): "1,235",
}
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
Path = tuple[str, str, str]
of_languages = pytest.mark.parametrize("lang", LANGUAGES)
of_formats = pytest.mark.parametrize("form", FORMATS)


@cache
def chapter(lang: str) -> tuple[Chapter, tuple[Exhibit, ...]]:
    """The report that ships, with its figures."""
    opened = open_report(None, data=None, lang=lang)
    made = tuple(exhibits(opened))
    assert not opened.failed
    return opened, made if lang == "en" else tuple(_first_of_each(made))


def _first_of_each(made: Sequence[Exhibit]) -> Iterator[Exhibit]:
    known: set[object] = set()
    for exhibit in made:
        layout = tuple(column.unit for column in exhibit.table.columns)
        hides = any(row.status == "suppressed" for row in exhibit.table.rows)
        looks = {(layout, hides), exhibit.chart.kind if exhibit.chart else None}
        if not looks <= known:
            yield exhibit
        known |= looks


@cache
def report(lang: str) -> Document:
    """The report that ships, and what it lacks."""
    opened, made = chapter(lang)
    drawn = [charts.EXAMPLES[kind](lang) for kind in NOT_IN_THE_REPORT]
    more = [Exhibit(one.kind, Table("figures", one.title), replace(one, alt=described(one))) for one in drawn]
    return replace(document(opened, made), exhibits=(*made, *more, ties(lang)))


def ties(lang: str) -> Exhibit:
    """Numbers half way between two others, in a table and in a chart; the interval of each is twice the number."""
    say = numerals(lang)
    head = {unit: at for at, unit in enumerate(("percent", "number", "whole"))}
    columns = [Column("", "left")]
    columns += [Column(f"{unit}, {what}", unit=unit) for unit in head for what in ("value", "interval")]
    lines, marks = [], []
    numbers: list[tuple[float, ...]]
    for at, (value, decimals, unit) in enumerate(TIES, 1):
        text = say.percent(value, decimals) if unit == "percent" else say.plain(value, decimals)
        cells, numbers = [f"Row {at}", *[""] * 6], [()] * 7
        at_value = 1 + 2 * head[unit]
        cells[at_value], numbers[at_value] = text, (value,)
        between = f"{text} {say.to} {text}" if value < 0 else f"{text}-{text}"
        cells[at_value + 1], numbers[at_value + 1] = between, (value, value)
        lines.append(Line(tuple(cells), numbers=tuple(numbers)))
        if unit == "percent":
            marks.append(Mark(f"Row {at}", value=value, low=value, high=value, text=text, bounds=between, n="99"))
    writing = Writing(words(lang), numerals=say, lang=lang)
    made = Table("estimate", "Half way", columns=tuple(columns), lines=tuple(lines), writing=writing)
    drawn = Chart("bars", "Half way", "%", tuple(marks), lang=lang, words=words(lang), numerals=say)
    return Exhibit("half-way", made, replace(drawn, alt=described(drawn)))


@cache
def content(lang: str, form: str) -> bytes:
    """The report as a file."""
    return of_document(report(lang), form)


@cache
def opened(lang: str, form: str) -> Opened:
    """The file read again."""
    return reading.READERS[form](content(lang, form), lang)


def tables(lang: str) -> list[Table]:
    """The tables that have lines."""
    return [exhibit.table for exhibit in report(lang).exhibits if exhibit.table.lines]


def drawn(lang: str) -> list[Chart]:
    """The charts in their order."""
    return [exhibit.chart for exhibit in report(lang).exhibits if exhibit.chart]


def row(line: Line, columns: int) -> Row:
    """A line as every format must give it back."""
    cells = line.cells if line.kind == "line" else (" ".join(filter(None, line.cells)),)
    return Row(line.kind, (*(cell.strip() for cell in cells), *[""] * (columns - len(cells))))


@of_languages
def test_the_report_has_every_kind_of_chart_and_of_line(lang: str) -> None:
    assert {chart.kind for chart in drawn(lang)} == set(get_args(ChartKind))
    assert {line.kind for table in tables(lang) for line in table.lines} == {"line", "group", "subgroup"}
    assert {"*", "-"} <= {cell for table in tables(lang) for line in table.lines for cell in line.cells}


def test_both_languages_have_every_layout_of_a_table() -> None:
    english, indonesian = ({tuple(c.unit for c in table.columns) for table in tables(lang)} for lang in LANGUAGES)
    assert english == indonesian
    assert len(english) > 8


@of_languages
@of_formats
def test_every_cell_of_every_table_says_what_the_table_says(lang: str, form: str) -> None:
    found, meant = opened(lang, form).grids, tables(lang)
    assert len(found) == len(meant)
    for grid, table in zip(found, meant, strict=True):
        assert grid.head == tuple(column.heading for column in table.columns)
        for read, line in zip(grid.rows, table.lines, strict=True):
            assert read == row(line, len(table.columns)), (table.title, line.cells)


@of_languages
@of_formats
def test_numbers_that_lie_half_way_are_rounded_up_alike(lang: str, form: str) -> None:
    grid = opened(lang, form).grids[-1]
    for read, (key, english) in zip(grid.rows, TIES.items(), strict=True):
        text = english.translate(str.maketrans(".,", ",.")) if lang == "id" else english
        value, interval = [cell for cell in read.cells[1:] if cell]
        assert (key, value) == (key, text)
        assert interval in (f"{text}-{text}", f"{text} {numerals(lang).to} {text}")


def test_every_format_of_documents_is_compared() -> None:
    assert set(FORMATS) == set(OF_DOCUMENTS) == set(reading.READERS)


@of_languages
def test_a_picture_tells_every_mark_to_those_who_do_not_see_it(lang: str) -> None:
    for chart in drawn(lang):
        assert not missing(chart, reading.svg(of_chart(chart, "svg")))


@of_languages
@pytest.mark.parametrize("form", ["html", "docx", "xlsx", "pptx", "md"])
def test_every_chart_is_told_mark_by_mark(lang: str, form: str) -> None:
    meant = [chart for chart in drawn(lang) if form != "xlsx" or chart.kind not in NOT_IN_A_SHEET]
    told = opened(lang, form).told
    if form in ("html", "docx", "xlsx"):  # one text for each chart, in their order
        assert len(told) == len(meant)
        assert not [missing(chart, text) for chart, text in zip(meant, told, strict=True) if missing(chart, text)]
    else:  # a slide has a part of a chart, a paragraph may be anything
        assert not [chart.title for chart in meant if all(missing(chart, text) for text in told)]


def missing(chart: Chart, told: str) -> list[Mark]:
    """The marks that are not told with their names and their text; one that is not shown is told to be so."""
    return [mark for mark in chart.marks if not re.search(_phrase(mark, chart), told)]


def _phrase(mark: Mark, chart: Chart) -> str:
    names = [re.escape(name) for name in dict.fromkeys((mark.panel, mark.label, mark.series)) if name]
    return f"{'[^;]*'.join(names)}[^;]*: {re.escape(text_of(mark, chart))}(?![.,]?[0-9])"


def text_of(mark: Mark, chart: Chart) -> str:
    """What is told of a mark; of one that may not be shown, that."""
    return chart.words["not_shown"] if mark.status == "suppressed" else mark.text


@of_languages
def test_labels_and_workbook_of_a_chart_on_a_slide_say_what_the_marks_say(lang: str) -> None:
    found = reading.natives(content(lang, "pptx"), lang)
    kinds = set()
    for chart in drawn(lang):
        parts = [native for title, native in found if title == chart.title]
        for mark in chart.marks if parts else ():
            kinds.add(chart.kind)
            (part,) = [part for part in parts if mark.panel in ("", part.name) and _cells(part, mark, chart)]
            cells = _cells(part, mark, chart)
            assert cells["as_written"] == text_of(mark, chart)
            for name, value in (("estimate", mark.value), ("low", mark.low), ("high", mark.high)):
                assert cells[name] == (None if value is None else pytest.approx(value, rel=1e-12))
            names = (mark.label, mark.series or chart.words["estimate"])
            label = part.labels.get(names[::-1], part.labels.get(names))
            if mark.value is None:
                assert label is None
            elif label is None:  # too narrow for a number, which the workbook and the table have
                assert chart.kind == "stack"
            else:
                text, _, name = label.partition("  ")
                assert text == mark.text
                assert not name or (chart.kind == "slope" and name in names)
    assert kinds >= {"bars", "grouped", "multiples", "stack", "slope"}


def test_the_lines_of_a_slope_join_its_rounds_on_a_slide_as_in_a_picture() -> None:
    (slope,) = [chart for chart in drawn("en") if chart.kind == "slope"]
    (native,) = [native for title, native in reading.natives(content("en", "pptx"), "en") if title == slope.title]
    assert tuple(native.book) == slope.series
    assert {series for series, _ in native.labels} == set(slope.labels)


def _cells(part: Native, mark: Mark, chart: Chart) -> dict[str, Any]:
    """What the workbook of a chart has of a mark, be the lines of a slope its rows or its columns."""
    for category, series in ((mark.label, mark.series), (mark.series, mark.label)):
        row = part.book.get(category, {})
        of = f"{series}: " if chart.series[1:] else ""  # headings name the series where there are several
        estimate = series or chart.words["estimate"]
        if estimate in row:
            found = {name: row[of + chart.words[name]] for name in ("as_written", "low", "high")}
            return {**found, "estimate": row[estimate]}
    return {}


@of_languages
def test_the_data_of_the_charts_of_a_workbook_say_what_the_marks_say(lang: str) -> None:
    phrases = words(lang)
    found = {
        (row[phrases["number"]].value, frozenset((row[phrases["series"]].value, row[phrases["category"]].value))): row
        for row in reading.chart_data(content(lang, "xlsx"), lang)
    }
    checked = 0
    for number, exhibit in enumerate(report(lang).exhibits, 1):
        chart = exhibit.chart
        for mark in chart.marks if chart and chart.kind not in NOT_IN_A_SHEET else ():
            row = found[number, frozenset((mark.series or chart.title, mark.label))]
            assert row[phrases["as_written"]].value == mark.text
            value, low, high = (said(row[phrases[name]], lang) for name in ("value", "low", "high"))
            assert value == ("" if mark.value is None else mark.text)
            assert mark.bounds in (f"{low}-{high}", f"{low} to {high}") if low else mark.bounds in ("", "-")
            checked += 1
    assert checked > 60


@of_languages
@of_formats
def test_no_number_of_what_is_hidden_stands_in_its_row(lang: str, form: str) -> None:
    grids = {id(table): grid for table, grid in zip(tables(lang), opened(lang, form).grids, strict=True)}
    checked = 0
    for secret in secrets(lang):
        cells = at_path(grids[id(secret.table)].rows)[secret.path]
        assert not secret.texts & {number for cell in cells[1:] for number in NUMBER.findall(cell)}, secret.path
        checked += 1
    assert checked > 15


@of_languages
@of_formats
def test_no_raw_number_of_what_is_hidden_is_in_any_part_of_the_file(lang: str, form: str) -> None:
    held = reading.everything(content(lang, form))
    raw = {repr(number)[:11] for secret in secrets(lang) for number in secret.raw}
    assert len({number for number in raw if len(number) == 11}) > 15
    assert not [number for number in raw if len(number) == 11 and number in held]


@dataclass(frozen=True, slots=True)
class Secret:
    """A row that is hidden: its place, the numbers it would have been written with, and the raw ones."""

    table: Table
    path: Path
    texts: frozenset[str]
    raw: tuple[float, ...]


@cache
def secrets(lang: str) -> tuple[Secret, ...]:
    """The rows that are hidden, from what was estimated before anybody asked what may be shown."""
    opened, made = chapter(lang)
    found = []
    for exhibit in made:
        request, hidden = opened.requests[exhibit.id], [r for r in exhibit.table.rows if r.status == "suppressed"]
        if isinstance(request, SurveyRequest) and hidden:
            bare = replace(request.shown, protect="none", rules="none", show="numbers")
            whole = finish(replace(estimated(request, opened.shelf), request=replace(request, shown=bare)))
            places = at_path([row(line, len(whole.columns)) for line in whole.lines])
            told = [next(full for full in whole.rows if _same(full, one)) for one in hidden]
            found += [_secret(exhibit.table, full, places, whole.writing) for full in told]
    return tuple(found)


def _same(one: Shown, other: Shown) -> bool:
    return one.estimate.subject == other.estimate.subject


def _secret(table: Table, told: Shown, places: Mapping[Path, Sequence[str]], writing: Writing) -> Secret:
    estimate, subject, share = told.estimate, told.estimate.subject, writing.value(told)
    part = subject.item or subject.level
    groups = [level.label for level in subject.by.values()]
    (path,) = [
        path
        for path, cells in places.items()
        if part and path[-1] == part.label and share in cells and all(group in path[0] for group in groups)
    ]
    texts = (share, writing.bounds(told), writing.cases(told))
    numbers = frozenset(number for text in texts for number in NUMBER.findall(text))
    raw = tuple(one for one in (estimate.value, estimate.se, estimate.low, estimate.high) if one is not None)
    return Secret(table, path, numbers, raw)


def at_path(rows: Sequence[Row]) -> dict[Path, tuple[str, ...]]:
    """The lines by the headings that they stand under and their label."""
    found, group, subgroup = {}, "", ""
    for one in rows:
        if one.kind == "line":
            found[group, subgroup, one.cells[0]] = one.cells
        elif one.kind == "subgroup":
            subgroup = one.cells[0]
        else:
            group, subgroup = one.cells[0], ""
    return found
