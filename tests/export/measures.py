"""Native charts of many shapes, measured: where frames, plots, labels and words stand, a few lines for each."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from analysis.choices import ChartKind
from analysis.export.slides import native
from analysis.export.slides.frame import Native, Part
from analysis.export.slides.setting import INCH, Box
from analysis.export.slides.theme import Theme
from analysis.presentation.chart import Chart, Mark
from tests.export import charts

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WIDE, NARROW = Box(INCH, INCH, 12 * INCH, 5 * INCH), Box(INCH // 2, 2 * INCH, 5 * INCH, 3 * INCH)
THEME = Theme({"bg1": (1, 1, 1), "tx1": (0, 0, 0), "accent1": (0, 0.45, 0.7), "accent2": (0.84, 0.37, 0)})
LONG = "Situations in which somebody asked for pictures"


def _bars(*values: float | None, **of_chart: object) -> Chart:
    marks = tuple(_mark(f"Place {at}", value) for at, value in enumerate(values))
    return replace(charts.chart("bars", marks), **of_chart)  # type: ignore[arg-type]


def _mark(label: str, value: float | None, series: str = "", panel: str = "", wide: float = 0.03) -> Mark:
    if value is None:
        return charts.mark(label, None, series=series, panel=panel)
    low = value - wide if value < 0 else max(0.0, value - wide)
    return charts.mark(label, (value, low, value + wide), series=series, panel=panel)


def _many(
    kind: ChartKind, names: int, labels: int, *, hidden: tuple[tuple[int, int], ...] = (), word: str = ""
) -> Chart:
    """Marks of so many series or panels at so many labels, close together; those at `hidden` may not be shown."""
    marks = tuple(
        _mark(f"Label {at} {word}".strip(), None if (of, at) in hidden else 0.1 + 0.02 * of + 0.04 * at, **name)
        for of in range(names)
        for at in range(labels)
        for name in [
            {"panel" if kind == "multiples" else "series": f"Group {of}{' and all that it is about' * (of == 1)}"}
        ]
    )
    return charts.chart(kind, marks)


def _turned(chart: Chart) -> Chart:
    """A slope as the deck gives it to the chart: its rounds are the categories."""
    return replace(chart, marks=tuple(replace(one, label=one.series, series=one.label) for one in chart.marks))


def _answers(count: int, groups: int = 2) -> Chart:
    marks = tuple(
        Mark(f"Group {group}", f"Answer {at}", value=1 / count, text=f"{100 / count:.1f}")
        for group in range(groups)
        for at in range(count)
    )
    return charts.chart("stack", marks)


def _partly(*shown: float) -> Chart:
    """A stack of which two answers may not be shown, whatever the others take."""
    marks = [Mark("Girls", f"Answer {at}", value=value, text=f"{value:.1%}") for at, value in enumerate(shown)]
    hidden = [charts.mark("Girls", None, series=name) for name in ("Often", "Always, or nearly so")]
    return charts.chart("stack", (*marks, *hidden))


def _total(value: float | None, label: str = "Total") -> Mark:
    return charts.mark(label, None if value is None else (value, value - 0.02, value + 0.02))


def _numbers(*values: float, kind: ChartKind = "bars") -> Chart:
    marks = tuple(Mark(f"Year {at}", value=value, text=f"{value:,}") for at, value in enumerate(values))
    return replace(charts.chart(kind, marks), unit="number")


def _dots(*values: float | None) -> Chart:
    return replace(_bars(*values), kind="dots")


SHAPES: Mapping[str, Callable[[], Chart]] = {
    "one bar": lambda: _bars(0.3),
    "bars, one of them hidden": lambda: _bars(0.3, 0.02, None, 0.0, 0.15),
    "bars below zero": lambda: _bars(0.12, 0.04, None, -0.02, 0.08),
    "bars up to the whole": lambda: _bars(0.97, 0.5),
    "bars over the whole": lambda: _bars(1.2, 0.5),
    "bars of parts in a thousand": lambda: replace(
        _bars(), marks=tuple(_mark(f"Place {at}", 0.0004 * at, wide=0.0002) for at in (1, 2))
    ),
    "thirty bars": lambda: _bars(*(0.01 * at for at in range(30))),
    "bars without words around them": lambda: _bars(0.3, 0.1, axis="", subtitle="", synthetic=""),
    "bars under a long label": lambda: charts.chart("bars", (_mark(LONG * 3, 0.2), _mark("B", 0.1))),
    "many bars under long labels": lambda: charts.chart(
        "bars", tuple(_mark(f"{LONG} {LONG if at % 2 else at} and {LONG}", 0.02 * at) for at in range(1, 16))
    ),
    "bars with a total at the left": lambda: _bars(0.3, 0.1, reference=_total(0.0, "All children of the survey")),
    "bars with a total at the right": lambda: _bars(0.3, 0.1, reference=_total(0.33, "All children of the survey")),
    "bars with a total in the middle": lambda: _bars(0.3, 0.1, reference=_total(0.2)),
    "bars with a total that is not shown": lambda: _bars(0.3, 0.1, reference=_total(None)),
    "two groups": lambda: _many("grouped", 2, 3, hidden=((0, 1), (1, 2))),
    "seven groups": lambda: _many("grouped", 7, 2),
    "groups at many labels": lambda: _many("grouped", 3, 9),
    "two panels": lambda: _many("multiples", 2, 3, hidden=((1, 1),)),
    "three panels without an axis": lambda: replace(_many("multiples", 3, 3, word=LONG), axis=""),
    "panels of a survey": lambda: replace(_many("multiples", 3, 3), synthetic=""),
    "seven panels": lambda: _many("multiples", 7, 12),
    "a panel without marks": lambda: replace(
        (all_of := _many("multiples", 2, 2)),
        marks=tuple(one for one in all_of.marks if one.label != "Label 0" or one.panel == "Group 0"),
    ),
    "panels far from each other": lambda: replace(_many("multiples", 2, 2), reference=_total(0.9)),
    "one answer": lambda: _answers(1),
    "two answers": lambda: _answers(2),
    "three answers": lambda: _answers(3),
    "four answers": lambda: _answers(4),
    "twenty answers": lambda: _answers(20),
    "answers with room behind them": lambda: _partly(0.3),
    "answers with little room behind them": lambda: _partly(0.4, 0.35),
    "answers with no room behind them": lambda: _partly(0.5, 0.5, 0.02),
    "a slope": lambda: _turned(_many("slope", 2, 3, hidden=((1, 1),))),
    "a slope that begins and ends hidden": lambda: _turned(_many("slope", 3, 3, hidden=((0, 0), (2, 2), (1, 0)))),
    "a slope whose last round is hidden": lambda: _turned(_many("slope", 3, 2, hidden=((2, 0), (2, 1)))),
    "a slope of five": lambda: _turned(_many("slope", 3, 5, word="of the questions that were put")),
    "a slope of six": lambda: _turned(_many("slope", 3, 6)),
    "a slope of one round": lambda: _turned(_many("slope", 1, 3)),
    "a slope of rounds with long names": lambda: replace(
        (turned := _turned(_many("slope", 2, 2))),
        marks=tuple(replace(one, label=one.label + "x" * 90) for one in turned.marks),
    ),
    "a slope with a total": lambda: replace(_turned(_many("slope", 2, 2)), reference=_total(0.2)),
    "dots": lambda: _dots(0.3, 0.32, None),
    "dots far from zero": lambda: _dots(0.9, 0.95, 0.92),
    "dots below zero": lambda: _dots(-0.2, 0.1),
    "dots under labels of one line and of two": lambda: replace(
        (three := _dots(0.3, 0.2, 0.25)), marks=(replace(three.marks[0], label=LONG + " " + LONG), *three.marks[1:])
    ),
    "one dot": lambda: _dots(0.4),
    "six dots with a total": lambda: replace(_dots(*(0.1 * at for at in range(1, 7))), reference=_total(0.25)),
    "numbers": lambda: _numbers(3, 4),
    "numbers of many digits": lambda: _numbers(27231704, 500000),
    "numbers under one": lambda: _numbers(0.4, 0.25),
    "dots of many digits": lambda: _numbers(27231704, 25231704, kind="dots"),
}


def measured() -> Iterator[str]:
    """Every shape on a wide slide and in a narrow room."""
    for name, make in SHAPES.items():
        chart = make()
        for room, area in (("wide", WIDE), ("narrow", NARROW)):
            yield f"{name}, {room}: {'native' if native.drawn(chart, area) else 'a picture'}"
            if native.drawn(chart, area):
                for at, parts in enumerate(native.slides(chart, area, THEME), 1):
                    yield f" slide {at}"
                    for part in parts:
                        yield from _of_part(part)


def books() -> Iterator[bytes]:
    """The workbooks inside two charts: of shares and of numbers."""
    for chart in (SHAPES["two groups"](), SHAPES["numbers"]()):
        ((part,),) = native.slides(chart, WIDE, THEME)
        yield part.book.packed(share=chart.unit == "percent")


def _of_part(part: Part) -> Iterator[str]:
    drawn = native.DRAWN[part.chart.kind](part)
    yield f"  frame {_box(part.frame)}, categories {len(part.labels)} at {part.label_size} in {part.label_room}"
    yield f"  {part.panel!r} lowered {part.lowered}, axis {part.scale.low} to {part.scale.high} by {part.scale.step}"
    yield from (f"  {line}" for line in _of_xml(drawn))
    yield from (f"  over {_box(over.box)} {over.size} {over.align} {over.text}" for over in drawn.over)
    if drawn.rule is not None:
        yield f"  rule {_box(drawn.rule)}"


def _of_xml(drawn: Native) -> Iterator[str]:
    """Places, formats, titles, labels and colours."""
    root = ET.fromstring(drawn.xml)  # noqa: S314 - our own
    for layout in root.iter(f"{CHART}manualLayout"):
        yield f"at {' '.join(part.get('val', '') for part in layout)}"
    yield " ".join(part.get("formatCode", "") for part in root.iter(f"{CHART}numFmt"))
    for title in root.iter(f"{CHART}title"):
        yield f"title {_said(title)}"
    for series in root.iter(f"{CHART}ser"):
        inks = [
            f"{ink.get('val')}{''.join(str(change.attrib) for change in ink)}"
            for ink in series.iter(f"{DRAWING}schemeClr")
        ]
        yield f"series {' '.join(dict.fromkeys(inks))}"
        for label in series.iter(f"{CHART}dLbl"):
            size = next(label.iter(f"{DRAWING}rPr")).get("sz")
            places = [part.get("val", "") for part in label if part.tag in (f"{CHART}idx", f"{CHART}dLblPos")]
            yield f" label {' '.join(places)} {size} {_said(label)}"


def _said(element: ET.Element) -> str:
    return " ".join(text.text or "" for text in element.iter(f"{DRAWING}t"))


def _box(box: Box) -> str:
    return f"{box.left} {box.top} {box.width} {box.height}"
