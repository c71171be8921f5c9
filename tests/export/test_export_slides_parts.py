"""Pieces of slides: colours that can be read, words that just fit, pages of tables, and the room in templates."""

from __future__ import annotations

import hashlib
import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from analysis.errors import UsageError
from analysis.export import slides
from analysis.export.slides import (
    bars,
    columns,
    frame,
    grid,
    lines,
    native,
    page,
    pictures,
    places,
    setting,
    template,
    theme,
)
from analysis.export.slides.scale import Scale
from analysis.export.slides.setting import INCH, POINT, Box
from analysis.export.slides.theme import BACK, TEXT, Ink, Theme, _contrast, _luminance, accent, ramp
from analysis.presentation.document import Document, Exhibit
from analysis.presentation.table import Column, Line, Table
from tests.export import charts, measures
from tests.export.office_documents import ENGLISH, LONG

WHITE, BLACK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
PAPER = Theme({"bg1": WHITE, "tx1": BLACK, "accent1": (0.0, 0.45, 0.7), "accent2": (0.95, 0.9, 0.25)})


def grey(of_255: int) -> tuple[float, float, float]:
    return (of_255 / 255,) * 3


@pytest.mark.parametrize(
    ("one", "other", "contrast"),
    [
        (WHITE, BLACK, 21.0),
        (grey(0x76), WHITE, 4.54),  # the lightest grey that passes on white, and the first that does not
        (grey(0x77), WHITE, 4.48),
        (grey(0x0A), BLACK, 1.06),  # near black the scale is straight: 10 / 255 / 12.92
        ((1.0, 0.0, 0.0), WHITE, 4.0),
        ((0.0, 1.0, 0.0), WHITE, 1.37),
        ((0.0, 0.0, 1.0), WHITE, 8.59),
    ],
)
def test_contrast_is_that_of_wcag(one: Any, other: Any, contrast: float) -> None:
    assert round(_contrast(one, other), 2) == contrast == round(_contrast(other, one), 2)
    assert _luminance(grey(0x0A)) == pytest.approx(10 / 255 / 12.92)


def test_words_on_a_colour_are_in_that_of_the_paper_where_they_can_be_read() -> None:
    assert PAPER.over(Ink("accent1")) == BACK
    assert PAPER.over(Ink("accent2")) == TEXT
    assert PAPER.over(Ink("accent1", 0.8)) == TEXT
    assert PAPER.over(Ink("no such colour")) == TEXT  # taken for grey, on which black is better: 5.3 to 4.0
    assert PAPER._rgb(Ink("no such colour")) == pytest.approx((0.5, 0.5, 0.5))
    for level, ink in ((0x76, BACK), (0x77, TEXT)):  # up to 4.5 to 1 the paper, though black is a little better
        assert Theme({**PAPER.colours, "accent1": grey(level)}).over(Ink("accent1")) == ink
    faint = Theme({"bg1": grey(150), "tx1": grey(140), "accent1": grey(20)})
    assert faint.over(Ink("accent1")) == BACK  # 5.6, though no white
    assert Theme({"bg1": grey(100), "tx1": grey(90), "accent1": grey(20)}).over(Ink("accent1")) == BACK


def test_words_have_the_colour_of_words_where_that_of_the_paper_is_no_better() -> None:
    assert Theme({"bg1": grey(100), "tx1": grey(100), "accent1": grey(20)}).over(Ink("accent1")) == TEXT


def test_a_contrast_of_just_four_and_a_half_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for paper, ink in ((4.5, BACK), (4.49, TEXT)):
        contrasts = iter((paper, 5.0))
        monkeypatch.setattr(theme, "_contrast", lambda *_, contrasts=contrasts: next(contrasts))
        assert PAPER.over(Ink("accent1")) == ink


def test_hair_lines_are_near_the_paper_be_it_light_or_dark() -> None:
    dark = Theme({"bg1": BLACK, "tx1": WHITE})
    assert Theme({"bg1": grey(100), "tx1": grey(100)}).hair == dark.hair  # a paper that is not lighter is dark
    assert PAPER.hair == Ink("tx1", 0.82)
    assert dark.hair == Ink("tx1", -0.65)
    for made in (PAPER, dark):
        assert 1 < _contrast(made._rgb(made.hair), made._rgb(BACK)) < 4.5 < _contrast(*map(made._rgb, (TEXT, BACK)))


def test_shades_and_accents_follow_each_other() -> None:
    assert ramp(1) == [Ink("accent1")]
    assert [ink.bright for ink in ramp(2)] == [0.85, -0.3]
    assert [ink.bright for ink in ramp(3)] == pytest.approx([0.85, 0.28, -0.3], abs=0.006)
    assert [ink.vivid for ink in ramp(3)] == [0.6, 0.6, 1.0]  # only a light shade glares
    assert {ink.vivid for ink in ramp(20) if ink.bright == 0} == {1.0}
    assert [accent(at).scheme for at in range(7)] == [*(f"accent{at}" for at in range(1, 7)), "accent1"]
    assert [accent(at).bright for at in (5, 6, 11)] == [0.0, -0.4, -0.4]


def test_a_colour_of_a_theme_is_read_in_both_ways_of_writing_it() -> None:
    deck = Presentation()
    made = template.theme_of(deck.slide_master)
    assert made.colours["bg1"] == WHITE  # a colour of the system, with what it was last
    assert made.colours["accent1"] == pytest.approx((0x4F / 255, 0x81 / 255, 0xBD / 255))
    assert {"tx1", "tx2", "bg2", *(f"accent{at}" for at in range(1, 7))} <= set(made.colours)


@pytest.mark.parametrize(
    ("step", "form"), [(0.5, "0%"), (0.1, "0%"), (0.01, "0%"), (0.005, "0.0%"), (0.002, "0.0%"), (0.0001, "0.00%")]
)
def test_ticks_have_the_decimals_that_they_need(step: float, form: str) -> None:
    assert Scale(0, 1, step).format == form


def test_numbers_at_ticks_are_whole_from_one_on() -> None:
    ((part,),) = native.slides(measures.SHAPES["numbers"](), measures.WIDE, PAPER)
    forms = [replace(part, scale=Scale(0, 10, step)).form for step in (2.0, 1.0, 0.5)]
    assert forms == ["#,##0", "#,##0", "General"]


def test_words_stand_on_one_line_in_just_the_room_that_they_take() -> None:
    for bold in (False, True):
        room = setting.width("some words", 12, bold=bold)
        assert setting.one_line("some words", 12, room, bold=bold)
        assert not setting.one_line("some words", 12, room - 1, bold=bold)
        tall = setting.height(1, of=12)
        assert setting.fits("some words", 12, room, tall, bold=bold)
        assert not setting.fits("some words", 12, room, tall - 1, bold=bold)
        assert not setting.fits("some words", 12, setting.width("words", 12, bold=bold) - 1, INCH, bold=bold)
    assert setting.word("a long-winded phrase", 10) == setting.word("long-winded", 10) > setting.word("phrase", 10)
    assert setting.largest("words", range(20, 9, -1), INCH // 2, INCH, bold=False) == max(
        size for size in range(10, 21) if setting.width("words", size) <= INCH // 2
    )
    assert setting.largest("words", range(20, 9, -1), 1, 1, bold=False) == 10


# Widths in thousandths of the size, from the metrics of Helvetica (Adobe Font Metrics 4.1), which Arial shares.
HELVETICA = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        (
            556,
            556,
            500,
            556,
            556,
            278,
            556,
            556,
            222,
            222,
            500,
            222,
            833,
            556,
            556,
            556,
            556,
            333,
            500,
            278,
            556,
            500,
            722,
            500,
            500,
            500,
        ),
        strict=True,
    )
) | {"M": 944 - 111, "W": 944, "@": 1015, "%": 889, "I": 278, "E": 667, "T": 611, " ": 278, ".": 278, "1": 556}


@pytest.mark.parametrize("text", ["mmm", "WWW", "illicit", "something", "Intergovernmental", "women", "Tell", "111.1"])
def test_a_word_is_given_rather_too_much_room_than_too_little(text: str) -> None:
    true = sum(HELVETICA.get(letter, 556) for letter in text) / 1000
    assert true * 0.98 <= setting.word(text, 10) / 10 / POINT <= true * 1.75


@pytest.mark.parametrize("text", ["something that somebody said to them", "children who use the internet every day"])
def test_a_line_is_given_about_the_room_that_it_takes(text: str) -> None:
    true = sum(HELVETICA[letter] for letter in text) / 1000
    assert true <= setting.width(text, 10) / 10 / POINT <= setting.width(text, 10, bold=True) / 10 / POINT <= true * 1.4
    assert 1.15 <= setting.height(1, of=10) / 10 / POINT <= 1.5  # Arial is set 1.15 times its size apart


def test_categories_under_marks_are_as_large_as_their_slots_let_them_be() -> None:
    def room(slot: int, count: int) -> int:
        return lines.AXIS_MOST + count * slot

    labels = ("Mozambique", "B")
    for size, smaller in itertools.pairwise((*lines.LABEL_SIZES, None)):
        just = setting.word("Mozambique", size)
        assert lines.label_size(labels, room(just, 2)) == size
        assert lines.label_size(labels, room(just - 1, 2)) == smaller
    just = setting.word("Mozambique", 12)
    assert lines.label_size(("Mozambique Mozambique",), room(just, 1)) == 12  # two lines, and not three
    assert lines.label_size(("Mozambique Mozambique Mozambique",), room(just, 1)) != 12


def test_dots_stand_upright_where_every_value_has_room_beside_its_mark() -> None:
    chart = measures.SHAPES["dots"]()
    slot = setting.width("30.0", lines.SIZE, bold=True) + lines.MARK
    room = lines.AXIS_MOST + 3 * slot
    short = replace(chart, marks=tuple(replace(one, label=name) for one, name in zip(chart.marks, "abc", strict=True)))
    assert native.drawn(short, Box(0, 0, room, INCH))
    assert native.drawn(short, Box(0, 0, room - 1, INCH)) is False
    for field in ("series", "panel"):
        first, *others = short.marks
        two = replace(short, marks=(replace(first, **{field: "A"}), *(replace(one, **{field: "B"}) for one in others)))
        assert native.drawn(two, Box(0, 0, 9 * INCH, INCH)) is False


def test_labels_of_bars_are_as_large_as_their_rows_let_them_be() -> None:
    for size in (12, 11):
        area = Box(0, 0, 9 * INCH, native.AROUND + 2 * setting.height(1, of=size))
        assert native._label_column(("one", "two"), area)[0] == size
        lower = replace(area, height=area.height - 2)
        assert native._label_column(("one", "two"), lower)[0] == size - 1
    assert native._label_column(("one", "two"), Box(0, 0, 9 * INCH, 0))[0] == 10
    long = "two words and many more of them"  # at 12 on three lines, at 10 on two
    narrow = int(setting.width(long, 10) / 1.9 / native.LABELS)
    area = Box(0, 0, narrow, native.AROUND + 2 * setting.height(2.2, of=12))
    assert native._label_column(("one", "two"), area)[0] == 12
    assert native._label_column(("one", long), area)[0] == 10


@pytest.mark.parametrize(("count", "most", "sizes"), [(7, 3, [3, 3, 1]), (7, 4, [4, 3]), (6, 4, [3, 3]), (1, 9, [1])])
def test_items_are_shared_out_evenly_and_in_their_order(count: int, most: int, sizes: list[int]) -> None:
    groups = list(native.shared(range(count), most))
    assert [len(group) for group in groups] == sizes
    assert [each for group in groups for each in group] == list(range(count))


def test_a_value_that_just_fits_stands_in_its_part_of_a_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "plot_box", lambda *_, **__: Box(0, 0, 1024, INCH))
    for taken, written in ((256, 4), (257, 0)):
        monkeypatch.setattr(setting, "width", lambda *_, taken=taken, **__: taken)
        ((part,),) = native.slides(measures.SHAPES["four answers"](), measures.WIDE, PAPER)
        assert bars.stack(part).xml.count("<c:dLbl>") == 2 * written


def test_a_card_is_not_shared_out_where_it_is_just_legible(monkeypatch: pytest.MonkeyPatch) -> None:
    card = charts.EXAMPLES["card"]("en")
    assert len(card.panels) > 1
    for times, count in ((pictures.LEGIBLE, 1), (pictures.LEGIBLE - 0.01, len(card.panels))):
        monkeypatch.setattr(pictures, "scale", lambda *_, times=times: times)
        assert len(pictures.pictures(card, measures.WIDE)) == count


def table(*lines: Line, heads: Sequence[str] = ("", "n"), aligns: Sequence[str] = ("left", "right")) -> Table:
    made = tuple(Column(head, align) for head, align in zip(heads, aligns, strict=True))  # type: ignore[arg-type]
    return Table("c", "A title", columns=made, lines=lines)


def least_room(made: Table, inset: int) -> int:
    """The narrowest room that the columns of a table have at 12 points."""
    found = bisect_left(range(12 * INCH), True, key=lambda room: columns.columns(made, 12, room, inset) is not None)
    assert 0 < found < 12 * INCH
    return found


def kinds(*names: str) -> Table:
    """A table of which only the kinds of its lines matter."""
    return table(*(Line(("x", "") if name != "line" else ("x", "1"), name) for name in names))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "room", "wanted"),
    [
        ("line line line", 3, [[0, 1], [2]]),  # the head takes one of the three
        ("line line line", 4, [[0, 1, 2]]),
        ("line line", 0, [[0], [1]]),  # no line is lost where nothing has room
        ("group line group line", 4, [[0, 1], [2, 3]]),  # a heading goes with the line under it
        ("group line line line", 4, [[0, 1, 2], [0, 3]]),  # and is repeated where its group goes on
        ("group subgroup line line line", 5, [[0, 1, 2, 3], [0, 1, 4]]),
        ("group subgroup line subgroup line", 4, [[0, 1, 2], [0, 3, 4]]),
        ("group subgroup line subgroup line line", 5, [[0, 1, 2], [0, 3, 4, 5]]),
        ("group subgroup line subgroup line line", 6, [[0, 1, 2, 3, 4], [0, 3, 5]]),
        ("subgroup line line", 3, [[0, 1], [0, 2]]),
        ("subgroup line subgroup line line", 5, [[0, 1, 2, 3], [2, 4]]),
        ("group line subgroup line group line line", 5, [[0, 1, 2, 3], [4, 5, 6]]),
        ("group subgroup line group line line line", 5, [[0, 1, 2], [3, 4, 5, 6]]),
        ("group subgroup line group line line line", 4, [[0, 1, 2], [3, 4, 5], [3, 6]]),
        ("line line group", 3, [[0, 1], [2]]),
        ("line group line", 3, [[0], [1, 2]]),
    ],
)
def test_lines_are_shared_out_over_slides_with_the_headings_they_stand_under(
    names: str, room: int, wanted: list[list[int]]
) -> None:
    made = kinds(*names.split())
    laid = grid.Grid(made, 12, (1, 1), 1, (1,) * len(made.lines))
    assert list(grid.pages(laid, room)) == wanted
    assert laid.tall([0, 1]) == 3


@pytest.mark.parametrize("count", [3, 20, 26, 32, 45, 60])
def test_a_table_is_set_at_the_largest_size_that_needs_the_fewest_slides(count: int) -> None:
    area = Box(0, 0, 9 * INCH, 5 * INCH)
    made = table(*(Line((f"Line {at}", str(at))) for at in range(count)))
    slides_at = {}
    for size in (12, 11, 10):
        laid = grid._at(made, size, area)
        assert laid is not None
        slides_at[size] = len(list(grid.pages(laid, area.height)))
    assert grid.grid(made, area).size == min(slides_at, key=lambda size: (slides_at[size], -size))


def test_columns_of_words_share_their_part_of_the_room_where_numbers_take_the_rest() -> None:
    words = "one two three four five six seven eight nine ten eleven twelve"
    made = table(Line((words, words, "1" * 40)), heads=("a", "b", "n"), aligns=("left", "left", "right"))
    just = least_room(made, 0)
    taken = columns.columns(made, 12, just, 0)
    assert taken is not None
    assert taken[:2] == pytest.approx([0.28 * just / 2] * 2, abs=500)


def test_columns_that_have_the_room_are_as_wide_as_what_stands_in_them() -> None:
    made = table(Line(("a label of many words, all of them on one line", "1")))
    whole = [max(pair) for pair in zip(columns._whole(made, 12), columns._least(made, 12), strict=True)]
    assert columns.columns(made, 12, sum(whole), 0) == whole
    assert whole[0] > setting.width(made.lines[0].cells[0], 12)
    wide = columns.columns(made, 12, 9 * sum(whole), 0)  # not over the whole slide: the eye must keep its line
    assert wide == pytest.approx([columns.COMFORT * each for each in whole], abs=1)


def test_so_many_panels_and_bars_stand_on_a_slide_as_have_room() -> None:
    chart = measures._many("multiples", 6, 6)
    beside = setting.width("Label 0", 10)
    least = bars.least_row(1)
    for more, across in ((0, 3), (-1, 2)):
        area = Box(0, 0, beside + 3 * native.SIDE_BY_SIDE + more, 9 * INCH)
        assert [len(parts) for parts in native.slides(chart, area, PAPER)] == [across] * (6 // across)
    for more, rows in ((0, 3), (-1, 2)):
        area = Box(0, 0, beside + 6 * native.SIDE_BY_SIDE, native.AROUND + 3 * least + more)
        assert [len(parts[0].labels) for parts in native.slides(chart, area, PAPER)] == [rows] * (6 // rows)


@pytest.mark.parametrize("count", [1, 60])
def test_a_table_is_set_smaller_than_can_be_read_only_where_nothing_else_has_room(count: int) -> None:
    made = table(*(Line(("x" * 20, "1" * 20)),) * count, heads=("y", "n"))
    found = {}
    for room in range(INCH, 6 * INCH, INCH // 10):
        area = Box(0, 0, room, 5 * INCH)
        feasible = [size for size in grid.SIZES if columns.columns(made, size, room, 0) is not None]
        size = grid.grid(made, area).size
        readable = [each for each in feasible if each >= 10]
        if count == 1 or not readable:
            assert size == max(feasible, default=8)
        else:
            assert size in readable
        found[size] = sum(grid.grid(made, area).widths) <= room
    assert set(found) == {12, 11, 10, 9, 8}
    assert all(found.values())


@pytest.mark.parametrize("inset", [0, INCH // 4])
def test_columns_take_all_the_room_where_it_is_only_just_enough(inset: int) -> None:
    made = table(
        Line(("some words", "12,345", "more words of it")), heads=("a", "n", "b"), aligns=("left", "right", "left")
    )
    just = least_room(made, inset)
    taken = columns.columns(made, 12, just, inset)
    assert taken is not None
    assert just - 3 <= sum(taken) <= just
    assert [low <= high for low, high in zip(columns._least(made, 12), taken, strict=True)] == [True] * 3
    assert sum(columns._least(made, 12)) + inset == just
    assert columns.apart(made, 2) == columns.INSET  # words right behind numbers stand in
    assert [columns.apart(made, at) for at in (0, 1)] == [0, 0]


def test_a_line_may_have_fewer_cells_than_the_table_has_columns() -> None:
    made = table(Line(("some words", "1")), Line(("x",)), Line((), "line"))
    whole = replace(made, lines=made.lines[:1])
    assert columns.columns(made, 12, 9 * INCH, 0) == columns.columns(whole, 12, 9 * INCH, 0)
    one = setting.height(1, of=12) + 2 * columns.ABOVE
    assert grid._at(made, 12, measures.WIDE).heights == (one,) * 3  # type: ignore[union-attr]


def test_a_table_may_have_headings_only() -> None:
    made = table(Line(("a heading", ""), "group"))
    assert columns._least(made, 12)[0] == 2 * columns.BESIDE
    assert columns.columns(made, 12, 9 * INCH, 0) is not None


@pytest.mark.parametrize("side_by_side", [1, 2, 3])
def test_a_row_of_the_least_height_has_bars_of_the_least_breadth(side_by_side: int) -> None:
    ((part,),) = native.slides(measures.SHAPES["numbers"](), measures.WIDE, PAPER)
    gap = bars.GAP if side_by_side == 1 else bars.GAP_GROUPED
    plot = Box(0, 0, INCH, bars.least_row(side_by_side) * len(part.labels))
    rows = bars._Rows(part, plot, side_by_side=side_by_side, gap=gap)
    assert rows.breadth == pytest.approx(10.5 * POINT, abs=1)
    assert rows.size == 8  # of a line of 1.2 times its size
    for down, size in ((INCH // 20, 7), (9 * INCH, 12)):  # never smaller and never larger
        assert bars._Rows(part, replace(plot, height=down), side_by_side=side_by_side, gap=gap).size == size
    last = rows.strip(len(part.labels) - 1, side_by_side - 1, 0, 1)
    first = rows.strip(0, 0, 0, 1)
    assert first.top == pytest.approx(plot.bottom - last.bottom, abs=2)  # half of a gap above and below


def test_notes_of_a_page_move_up_into_the_room_that_its_table_leaves() -> None:
    notes = ("no source", "[1] the first", "[2] the second", *("[3] the third, " + "long " * 90,) * 3)
    stage: Any = SimpleNamespace(area=Box(0, 0, 3 * INCH, 5 * INCH))
    usual = places.plan(stage, places.Words(notes=notes, more="more"))
    assert usual.kept == (*notes[:3], "more")
    made = places.cited(usual, notes, "see [2] and [3]", INCH)
    assert (made.notes.top, made.notes.bottom) == (usual.notes.top - INCH + places.GAP, usual.notes.bottom)
    assert made.kept == ("no source", "[2] the second", "more")
    assert places.cited(usual, notes, "see [2]", 0).notes == usual.notes
    assert places.cited(usual, notes, "see [2]", 0).kept == ("no source", "[2] the second")
    none = replace(usual, kept=())
    assert places.cited(none, (), "", INCH).notes == none.notes


def test_notes_that_just_fit_are_kept_and_what_has_no_room_is_told() -> None:
    line = setting.height(1, of=places.NOTE)
    notes = ("one", "two", "three")
    assert places._kept(notes, INCH, 3 * line, "more") == notes
    assert places._kept(notes, INCH, 3 * line - 1, "more") == ("one", "more")
    assert places._kept(notes, INCH, 2 * line, "more") == ("one", "more")
    assert places._kept(notes, INCH, 2 * line - 1, "more") == ("more",)
    long = "two words, and many more of them"
    assert places._kept(("one", long, "three"), INCH, 4 * line, "more") == ("one", "three", "more")  # each whole


def test_words_in_bold_take_a_second_line_sooner() -> None:
    text = "x " * 20
    just = setting.width(text.strip(), places.NOTICE, bold=True) + INCH // 5
    high = [places.notice_room(text.strip(), Box(0, 0, room, 0)) for room in (just + POINT, just - 20 * POINT)]
    assert high == [setting.height(count + 0.5, of=places.NOTICE) for count in (1, 2)]


def holder(kind: str | None, left: float, top: float, width: float | None, height: float | None) -> Any:
    """A placeholder, in inches; one without a type is an object."""
    place = {
        name: None if part is None else Inches(part)
        for name, part in zip(("left", "top", "width", "height"), (left, top, width, height), strict=True)
    }
    return SimpleNamespace(element=SimpleNamespace(ph={"type": kind} if kind else {}), **place)


def layout(*holders: Any, name: str = "") -> Any:
    return SimpleNamespace(placeholders=holders, name=name, element={})


TITLE = holder("title", 1, 0.5, 8, 1)
BODY = holder("body", 1, 2, 8, 5)


@pytest.mark.parametrize(
    ("own", "of_master", "room"),
    [
        ((TITLE, BODY), (), (1, 1.5, 8, 5.5)),  # from the title down to where the body ends
        ((TITLE, holder(None, 1, 2, 8, 5)), (), (1, 1.5, 8, 5.5)),
        ((TITLE,), (BODY,), (1, 1.5, 8, 5.5)),  # a layout with a title only has the body of its master
        ((TITLE, holder("tbl", 2, 2, 6, 4)), (BODY,), (2, 1.5, 6, 4.5)),
        ((TITLE,), (), (1 / 3, 1.5, 10 - 2 / 3, 9 - 1 / 3 - 1.5)),  # no body at all: all but a margin
        ((TITLE, holder("body", 1, 2, 8, 3)), (), (1, 1.5, 8, 9 - 1 / 3 - 1.5)),  # a body of a third is a subtitle
        ((TITLE, holder("body", 1, 2, 8, 3.01)), (), (1, 1.5, 8, 3.51)),
        ((holder("title", 1, 7, 8, 1), BODY), (), (1, 2, 8, 5)),  # a title under the body
        ((holder("title", 1, 3, 8, 1), BODY), (), (1, 4, 8, 3)),  # one that leaves just a third
        ((holder("title", 1, 3, 8, 1.01), BODY), (), (1, 2, 8, 5)),
        ((holder("title", 0, 0.5, 1, 2), BODY), (), (1, 2, 8, 5)),  # a title beside it, up to its very edge
        ((holder("title", 9, 0.5, 1, 2), BODY), (), (1, 2, 8, 5)),
        ((holder("title", 0, 0.5, 1.01, 2), BODY), (), (1, 2.5, 8, 4.5)),
        ((holder("title", 1, 0.5, None, 1), BODY), (), (1, 2, 8, 5)),  # one of which no place is said
        ((TITLE, holder("body", 1, 2, 8, 2), BODY), (), (1, 1.5, 8, 5.5)),  # the larger body
        ((TITLE, holder("body", 1, 2, 8.5, 1), holder("obj", 1, 2, 4, 5)), (), (1, 1.5, 4, 5.5)),
        ((TITLE, holder("body", 1, 2, None, 9), BODY), (), (1, 1.5, 8, 5.5)),
        ((TITLE, holder("body", 1, 2, 9, None), BODY), (), (1, 1.5, 8, 5.5)),
    ],
)
def test_what_stands_in_a_template_leaves_this_room(own: Any, of_master: Any, room: tuple[float, ...]) -> None:
    made = template._area(layout(*own), layout(*of_master), Inches(10), Inches(9))
    found = [part / INCH for part in (made.left, made.top, made.width, made.height)]
    assert found == pytest.approx(room, abs=1e-5)


def test_the_room_begins_under_the_title_of_the_layout_and_not_under_that_of_its_master() -> None:
    deck = Presentation()
    title = deck.slide_layouts.get_by_name("Title Only").placeholders[0]
    title.left, title.top, title.width, title.height = map(Inches, (0.5, 0.25, 9, 2))
    (body,) = (each for each in deck.slide_master.placeholders if each.element.ph.get("type") == "body")
    made = template.stage(saved(deck), None)
    assert made.layout.name == "Title Only"
    assert (made.area.left, made.area.top, made.area.bottom) == (body.left, Inches(2.25), body.top + body.height)


def test_a_layout_of_our_own_deck_can_be_named_too() -> None:
    document = replace(ENGLISH, exhibits=(Exhibit("a", table(Line(("x", "1")))),))
    for name in ("Title and Content", "Title Only"):
        slide = Presentation(BytesIO(slides.write(document, layout=name))).slides[1]
        assert slide.slide_layout.name == name
    with pytest.raises(UsageError, match="no layout 'Other' with a title"):
        slides.write(document, layout="Other")


def test_the_layout_is_the_one_that_is_named_or_the_plainest_with_a_title() -> None:
    names = ("Other", "Title and Content", "Title Only", "Blank", "Other")
    made = [layout(*((TITLE,) if name != "Blank" else ()), name=name) for name in names]
    assert template._chosen(made, None) is made[2]
    assert template._chosen(made[:2], None) is made[1]
    assert template._chosen([*made[3:], made[0]], None) is made[4]
    assert template._chosen(made, "Other") is made[0]
    with pytest.raises(UsageError, match=r"it has 'Other', 'Title and Content', 'Title Only'\."):
        template._chosen(made, "Blank")
    with pytest.raises(UsageError, match="no layout of the template has a title"):
        template._chosen(made[3:4], None)


def saved(deck: Any) -> bytes:
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


def without_subtitle(title_of: str = "Title Slide") -> Any:
    deck = Presentation()
    opening = deck.slide_layouts.get_by_name(title_of)
    for shape in list(opening.placeholders):
        if shape.element.ph.get("type") == "subTitle":
            shape.element.getparent().remove(shape.element)
    return deck


@pytest.mark.parametrize("long", [1, 90])
def test_a_title_slide_without_a_place_for_a_subtitle_has_it_under_its_title(long: int) -> None:
    said = ("Under it " * long).strip()
    document = Document("d", "A title", (), subtitle=said, help_line="A line", words=ENGLISH.words, synthetic=True)
    made = Presentation(BytesIO(slides.write(document, template=saved(without_subtitle()))))
    (slide,) = made.slides
    head, under, notice = slide.shapes.title, *(shape for shape in slide.shapes if not shape.is_placeholder)
    assert under.text_frame.text == f"{said}\nA line"
    assert (under.left, under.top, under.width) == (head.left, head.top + head.height, head.width)
    body = next(shape for shape in made.slide_master.placeholders if shape.element.ph.get("type") == "body")
    assert under.top + under.height == body.top + body.height
    assert notice.text_frame.text == ENGLISH.words["synthetic_in_picture"]
    assert notice.left == under.left
    assert under.top < notice.top < notice.top + notice.height <= under.top + under.height


def test_a_title_of_unknown_size_is_taken_for_that_of_office_programs() -> None:
    deck = without_subtitle()
    for part in (deck.slide_master.element, *(each.element for each in deck.slide_layouts)):
        for properties in part.iter(qn("a:defRPr")):
            properties.attrib.pop("sz", None)
    (slide,) = Presentation(BytesIO(slides.write(Document("d", LONG, ()), template=saved(deck)))).slides
    head = slide.shapes.title
    assert page._inherited(head) == 44
    (run,) = head.text_frame.paragraphs[0].runs
    room = head.width - INCH // 5, head.height - INCH // 10
    assert run.font.size == POINT * setting.largest(LONG, range(44, 15, -1), *room, bold=True) < 44 * POINT


@pytest.mark.parametrize(("size", "text", "set_to"), [(20, "Short", None), (12, "Short", None), (12, LONG * 9, None)])
def test_a_title_keeps_the_size_of_its_layout_where_it_fits_or_is_small_already(
    size: int, text: str, set_to: int | None
) -> None:
    deck = Presentation()
    for part in (deck.slide_master.element, *(each.element for each in deck.slide_layouts)):
        for properties in part.iter(qn("a:defRPr")):
            properties.set("sz", str(100 * size))
    (slide,) = Presentation(BytesIO(slides.write(Document("d", text, ()), template=saved(deck)))).slides
    assert page._inherited(slide.shapes.title) == size
    assert [run.font.size for run in slide.shapes.title.text_frame.paragraphs[0].runs] == [set_to]


def test_no_title_is_larger_than_a_hundred_points() -> None:
    deck = Presentation()
    opening = deck.slide_layouts.get_by_name("Title Slide")
    opening.placeholders[0].height = Inches(5)
    for part in (deck.slide_master.element, opening.element):
        for properties in part.iter(qn("a:defRPr")):
            properties.set("sz", "12000")
    (slide,) = Presentation(BytesIO(slides.write(Document("d", "A", ()), template=saved(deck)))).slides
    assert [run.font.size for run in slide.shapes.title.text_frame.paragraphs[0].runs] == [100 * POINT]


def test_a_deck_says_what_it_stands_on_in_a_short_hash_whatever_the_order() -> None:
    document = Document("d", "T" * 300, (), subtitle="S" * 300, lang="id", provenance={"b": "é", "a": 1})
    made = Presentation(BytesIO(slides.write(document))).core_properties
    stands_on = hashlib.sha256('{"a": 1, "b": "é"}'.encode()).hexdigest()
    assert made.keywords == f"provenance {stands_on[:12]}"
    assert (made.title, made.subject, made.language) == ("T" * 255, "S" * 255, "id-ID")


def test_a_report_of_one_section_lists_the_title_slide_apart() -> None:
    document = replace(ENGLISH, exhibits=(Exhibit("a", table(Line(("x", "1"))), section="One"),))
    deck = Presentation(BytesIO(slides.write(document)))
    listed = [each for each in deck.element.iter() if each.tag.endswith("}section")]
    assert [each.get("name") for each in listed] == [ENGLISH.title, "One"]
