"""How the breadth of a page is shared among the columns of a printed table, by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from analysis.export.widths import shares, widths


@pytest.mark.parametrize(
    ("heading", "cells", "align", "width"),
    [
        ("n", ["1", "12"], "right", 5),  # never narrower than five
        ("n", ["123456"], "right", 6),
        ("Answered (n)", ["1"], "right", 12),  # a heading is whole up to fourteen
        ("Of all the children", ["1"], "right", 14),
        ("Internationalisation", ["1"], "right", 20),  # and as wide as its longest word
        ("", ["x" * 52], "left", 52),
        ("", ["x" * 53, "y"], "left", 52),  # a long label is broken
        ("", ["1" * 60], "right", 60),  # a number is not
        ("", [], "left", 5),
    ],
)
def test_a_column_is_as_wide_as_it_has_to_be(heading: str, cells: list[str], align: str, width: int) -> None:
    assert widths([heading], [[cell, "more"] for cell in cells], [align]) == [width]
    assert widths(["", heading], [["", cell] for cell in cells], ["left", align]) == [5, width]


def test_a_heading_of_lines_makes_no_column_wider() -> None:
    lines = [["A heading of the lines that follow"], ["Girls", "1"]]
    assert widths(["", "%"], lines, ["left", "right"]) == [5, 5]
    assert widths([""], [["a heading"]], ["left"]) == [5]


@pytest.mark.parametrize(
    ("characters", "aligns", "room", "cells"),
    [
        ([30, 6, 6], ["left", "right", "right"], 80, [64, 8, 8]),
        ([10, 40], ["left", "right"], 40, [16, 24]),  # a number takes 22 and a gap of 2 at most
        ([60, 30], ["left", "right"], 40, [26, 24]),  # words take 26 at least where they want them
        ([10, 30], ["left", "right"], 30, [12, 24]),
        ([10, 10, 6], ["left", "left", "right"], 60, [12, 40, 8]),  # the last column of words has what is over
        ([60, 10, 6], ["left", "left", "right"], 40, [62, 12, 8]),
        ([6, 6], ["right", "right"], 20, [12, 8]),
    ],
)
def test_the_last_column_of_words_takes_what_is_over(
    characters: Sequence[int], aligns: Sequence[str], room: int, cells: Sequence[int]
) -> None:
    assert shares(characters, aligns, room) == pytest.approx([cell / sum(cells) for cell in cells])
