"""What the eye measures in a picture is what the numbers are: lengths, ends, places, and gaps where one is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from analysis.choices import ChartKind
from analysis.export.drawing import axis, card, multiples, paint, slope
from analysis.export.drawing.colours import RAMP, SERIES, ink_on, of_series, ramp
from analysis.export.drawing.fonts import breadth
from analysis.export.drawing.sheet import TICK, Box, Dots, Sheet, Strokes, Words
from analysis.export.picture import sheet
from analysis.presentation.chart import Chart, Mark
from tests.export import charts

BLUE = SERIES[0]


def boxes(drawn: Sheet, fill: str) -> list[Box]:
    """Filled rectangles of one colour."""
    return [item for item in drawn.items if isinstance(item, Box) and item.fill == fill]


def strokes(drawn: Sheet, width: float) -> Iterator[Strokes]:
    """Lines of one width."""
    return (item for item in drawn.items if isinstance(item, Strokes) and item.width == width)


def slope_of(places: list[float], numbers: list[float]) -> float:
    """Points for one unit, the same between any two numbers."""
    per = (places[-1] - places[0]) / (numbers[-1] - numbers[0])
    for place, number in zip(places, numbers, strict=True):
        assert place == pytest.approx(places[0] + per * (number - numbers[0]), abs=1e-6)
    return per


def shown(chart: Chart) -> list[Mark]:
    """Marks that have a number."""
    return [mark for mark in chart.marks if mark.value is not None]


def test_bars_are_as_long_as_their_numbers_and_whiskers_end_at_the_bounds() -> None:
    chart = charts.bars()
    marks, bars = shown(chart), boxes(sheet(chart), BLUE)
    assert len(bars) == len(marks)
    per = slope_of([bar.width for bar in bars], [mark.value for mark in marks])  # type: ignore[misc]
    assert bars[0].width == pytest.approx(per * 0.382)  # from zero
    whiskers = [line.lines[0] for line in strokes(sheet(chart), 3.4)]
    for bar, mark, (start, end) in zip(bars, marks, whiskers, strict=True):
        assert start[0] == pytest.approx(bar.x + per * mark.low)  # type: ignore[operator]
        assert end[0] == pytest.approx(bar.x + per * mark.high)  # type: ignore[operator]
        assert start[1] == end[1] == pytest.approx(bar.y + bar.height / 2)


def test_a_printed_range_is_a_line_with_two_ends_and_no_dot() -> None:
    whole = charts.dots()
    ranged = replace(whole.marks[0], value=None, low=0.05, high=0.13, text="5-13", bounds="")
    drawn = sheet(replace(whole, marks=(ranged, replace(whole.marks[1], value=0.2, low=None, high=None, bounds=""))))
    (dot,) = [item for item in drawn.items if isinstance(item, Dots)]
    line, ends = (item.lines for item in strokes(drawn, 2.4) if item.colour == BLUE)
    assert [x for x, _ in line[0]] == [end[0][0] for end in ends]
    zero = dot.points[0][0] - (dot.points[0][0] - line[0][0][0]) / (0.2 - 0.05) * 0.2
    assert (line[0][1][0] - zero) / (line[0][0][0] - zero) == pytest.approx(0.13 / 0.05)


def test_the_figure_has_the_lengths_of_the_sheet() -> None:
    chart = charts.bars()
    figure = paint.figure(sheet(chart))
    bars = [art for art in figure.artists if isinstance(art, Rectangle) and art.get_facecolor()[:3] == _rgb(BLUE)]
    pixels = [bar.get_window_extent().width for bar in bars]
    slope_of(pixels, [mark.value for mark in shown(chart)])  # type: ignore[misc]
    whiskers = [art for art in figure.artists if isinstance(art, PathPatch) and art.get_linewidth() == 3.4]
    left = bars[0].get_window_extent().x0
    for whisker, mark in zip(whiskers, shown(chart), strict=True):
        path: Path = whisker.get_transform().transform_path(whisker.get_path())
        ends = (path.vertices[:, 0] - left) / pixels[0] * 0.382
        assert list(ends) == pytest.approx([mark.low, mark.high])


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def test_a_hidden_number_has_no_bar_no_dot_and_no_whisker_but_its_label() -> None:
    marks = (charts.mark("Shown", (0.5, 0.4, 0.6)), charts.mark("Hidden", None))
    for kind, drawn in (("bars", 1), ("dots", 1), ("grouped", 1)):
        picture = sheet(charts.chart(kind, marks))  # type: ignore[arg-type]
        dots = [item for item in picture.items if isinstance(item, Dots)]
        assert len(boxes(picture, BLUE)) + len(dots) == drawn
        assert len([*strokes(picture, 2.4), *strokes(picture, 3.4)]) == 1
        words = [item.text for item in picture.items if isinstance(item, Words)]
        assert "Hidden" in words
        assert any("not shown" in text for text in words)


def test_dots_stand_at_their_values_beside_the_dashed_line_of_the_total() -> None:
    chart = charts.dots()
    drawn = sheet(chart)
    dots = [item.points[0][0] for item in drawn.items if isinstance(item, Dots)]
    slope_of(dots, [mark.value for mark in shown(chart)])  # type: ignore[misc]
    (dashed,) = (item for item in drawn.items if isinstance(item, Strokes) and item.dash)
    slope_of([*dots, dashed.lines[0][0][0]], [*(mark.value for mark in shown(chart)), 0.124])  # type: ignore[list-item]


def test_panels_share_one_axis() -> None:
    chart = charts.multiples()
    drawn = sheet(chart)
    pens = []
    for panel in chart.panels:
        marks = [mark for mark in shown(chart) if mark.panel == panel]
        at = [i for i, mark in enumerate(shown(chart)) if mark.panel == panel]
        dots = [[item for item in drawn.items if isinstance(item, Dots)][i].points[0][0] for i in at]
        pens.append(slope_of(dots, [mark.value for mark in marks]))  # type: ignore[misc]
    assert pens == pytest.approx([pens[0]] * len(pens))


def test_a_stack_is_never_stretched_to_the_whole() -> None:
    parts = {"Whole": (0.6, 0.3, 0.1), "Short": (0.5, 0.3, 0.1), "Hidden": (0.5, None, None)}
    marks = tuple(
        charts.mark(label, None if share is None else (share, share, share), series=f"answer {i}")
        for label, shares in parts.items()
        for i, share in enumerate(shares)
    )
    drawn = sheet(charts.chart("stack", marks))
    colours = ramp(3)
    widths = [[box.width for box in boxes(drawn, fill) if box.width > 14] for fill in colours]  # 14: the legend
    whole = sum(row[0] for row in widths)
    assert [width / whole for width in widths[0]] == pytest.approx([0.6, 0.5, 0.5])
    assert sum(row[1] for row in widths) == pytest.approx(0.9 * whole)
    (frame,) = (item for item in drawn.items if isinstance(item, Box) and not item.fill and item.width > 14)
    assert frame.width == pytest.approx(0.5 * whole)  # the hatched rest of the third


def test_one_mark_of_so_many_is_filled() -> None:
    for count in (1, 2, 7, 50, 1200, 2000):
        dots = [item for item in sheet(charts.one_in("en", count)).items if isinstance(item, Dots)]
        assert sum(len(item.points) for item in dots) == count
        assert sum(len(item.points) for item in dots if not item.hollow) == 1
        assert len({point for item in dots for point in item.points}) == count
    for none in (None, 2001):  # hidden, and too many for anybody to see
        assert not [item for item in sheet(charts.one_in("en", none)).items if isinstance(item, Dots)]


@pytest.mark.parametrize(
    ("count", "across"), [(9, 9), (50, 10), (51, 20), (100, 20), (101, 25), (125, 25), (126, 50), (300, 50)]
)
def test_marks_stand_in_rows_of_ten_and_more_where_there_would_be_over_five_rows(count: int, across: int) -> None:
    dots = [item for item in sheet(charts.one_in("en", count)).items if isinstance(item, Dots)]
    heights = [y for item in dots for _, y in item.points]
    assert heights.count(min(heights)) == across


def test_ratings_differ_without_their_colours() -> None:
    looks = [(look.shape, look.hollow, look.dash, round(look.edge_width)) for look in card.LOOKS.values()]
    assert len(set(looks)) == len(looks)
    assert card.LOOKS["unknown"].dash
    assert card.LOOKS["unknown"].hollow
    chart = charts.card("id")
    assert [card.look_of(chart, mark) for mark in chart.marks[:4]] == list(card.LOOKS.values())
    assert card.look_of(chart, replace(chart.marks[0], text="something else")) is card.OTHER


def test_a_star_is_explained_once() -> None:
    chart = charts.card()
    stars = [item for item in sheet(chart).items if isinstance(item, Dots) and item.shape == "star"]
    assert len(stars) == sum(bool(mark.tag) for mark in chart.marks) + 1


def test_series_differ_in_colour_and_in_shape() -> None:
    looks = [of_series(position) for position in range(28)]
    assert len(set(looks)) == 28
    assert len({shape for _, shape in looks[:7]}) == 7
    assert len({colour for colour, _ in looks[:4]}) == 4


def test_a_ramp_darkens_step_by_step_and_words_on_it_can_be_read() -> None:
    assert ramp(4) == RAMP
    for steps in range(1, 12):
        levels = [sum(_rgb(colour)) for colour in ramp(steps)]
        assert levels == sorted(levels, reverse=True)
        assert len(set(levels)) == steps
        for colour in ramp(steps):
            one, other = sorted((_luminance(colour), _luminance(ink_on(colour))))
            assert (other + 0.05) / (one + 0.05) >= 4.5


def test_words_are_black_or_white_whichever_stands_out_more() -> None:
    parts = (11, 40, 80, 100, 115, 130, 160, 200, 255)
    for colour in (f"#{red:02X}{green:02X}{blue:02X}" for red in parts for green in parts for blue in parts):
        level = _luminance(colour) + 0.05  # black is at 0.05, white at 1.05
        assert ink_on(colour) == ("#000000" if level / 0.05 > 1.05 / level else "#FFFFFF")


def _luminance(colour: str) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(colour)]
    return sum(part * weight for part, weight in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("kind", charts.EXAMPLES)
def test_every_kind_stands_numbers_of_any_size_absent_ones_and_no_marks(kind: ChartKind) -> None:
    absent, below = Mark("absent", text="-"), Mark("below", value=-0.2, low=-0.4, high=-0.1, text="-20.0", n="40")
    large = Mark("large", value=27231704.0, low=2.6e7, high=2.9e7, text="27,231,704", bounds="2.6-2.9", n="12")
    nobody = Mark("nobody", value=0.0, text="0.0", n="40")
    single = Mark("no interval", value=0.5, text="50.0", n="40")
    for marks in (
        (),
        (absent,),
        (below,),
        (single,),
        (nobody,),
        (large, absent),
        (below, absent, charts.mark("hidden", None)),
    ):
        bare = replace(charts.chart(kind, marks), unit="number", subtitle="", axis="", notes=(), synthetic="")
        drawn = sheet(bare)
        assert 0 < drawn.y < 1000
        assert len(drawn.items) < 100


@pytest.mark.parametrize("low", [0.0, -0.7, -3.0])
@pytest.mark.parametrize("high", [0.0007, 0.013, 0.1, 0.34, 0.51, 0.999, 1.0, 17.0, 662.3, 27_231_704.0])
def test_an_axis_begins_at_zero_or_below_and_has_three_to_six_ticks(low: float, high: float) -> None:
    scale = axis.scale([low, high], 0.0, 300.0, zero=True)
    assert 3 <= len(scale.ticks) <= 6 or (low < 0 and 2 <= len(scale.ticks) <= 7)
    assert 0.0 in scale.ticks
    assert scale.low <= low
    assert scale.high == high


@pytest.mark.parametrize("values", [[], [0.0], [0.0, 0.0]])
def test_an_axis_without_numbers_is_one_from_zero_to_all(values: list[float]) -> None:
    for zero in (True, False):
        scale = axis.scale(values, 0.0, 1.0, zero=zero)
        assert (scale.low, scale.high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ([0.91, 0.97], 0.9, 0.97),
        ([30.1, 50.0], 30.0, 50.0),
        ([30.0, 50.0], 0.0, 50.0),  # 60 % of the highest is not far enough
        ([-50.0, -30.1], -50.0, -30.1),
        ([-50.0, -30.0], -50.0, 0.0),
        ([-50.0, 49.0], -60.0, 49.0),
        ([0.9, 0.9], 0.0, 0.9),  # one number has no stretch of its own
        ([-4.0], -4.0, 0.0),
    ],
)
def test_dots_may_leave_out_a_zero_that_is_far_away(values: list[float], low: float, high: float) -> None:
    scale = axis.scale(values, 0.0, 1.0, zero=False)
    assert (scale.low, scale.high) == pytest.approx((low, high))


@pytest.mark.parametrize(("gap", "shown"), [(6.1, 4), (5.9, 2)])
def test_numbers_of_an_axis_keep_six_points_between_them(gap: float, shown: int) -> None:
    drawn = Sheet()
    step = breadth("00", TICK) + gap
    axis._labels(drawn, ["00"] * 4, [100 + place * step for place in range(4)], 50.0)
    assert len(drawn.items) == shown


def test_a_panel_has_a_row_of_its_own_where_there_is_no_room_for_two() -> None:
    assert multiples._across(charts.multiples(), 40.0, 20.0) == 1


def test_bars_begin_at_zero_however_far_away_it_is() -> None:
    assert axis.scale([0.91, 0.97], 0.0, 1.0, zero=True).low == 0.0


@pytest.mark.parametrize(
    ("wanted", "limit", "placed"),
    [
        ([10.0, 50.0], 0.0, [10.0, 50.0]),
        ([50.0, 50.0], 0.0, [45.0, 55.0]),
        ([48.0, 50.0, 52.0], 0.0, [40.0, 50.0, 60.0]),
        ([20.0, 20.0, 20.0], 18.0, [23.0, 33.0, 43.0]),
        ([5.0, 90.0, 91.0, 97.0], 0.0, [5.0, 82.67, 92.67, 102.67]),
    ],
)
def test_words_move_apart_no_further_than_they_must(wanted: list[float], limit: float, placed: list[float]) -> None:
    assert slope.apart(wanted, [10.0] * len(wanted), limit) == pytest.approx(placed, abs=0.01)


def test_a_line_of_a_slope_joins_its_two_rounds_only_where_both_are_shown() -> None:
    chart = charts.slope()
    lines = [item for item in strokes(sheet(chart), 2.0) if len(item.lines[0]) == 2]
    both = [label for label in chart.labels if sum(mark.label == label for mark in shown(chart)) == 2]
    assert len(lines) == len(both) == 6
