"""How wide the columns of a printed table are, in characters."""

from __future__ import annotations

from collections.abc import Sequence

from .measure import breadth, longest_word

NARROWEST, HEADING, LABEL = 5, 14, 52  # a heading longer than these is broken, and so is a label
WIDEST, BESIDE, LEAST = 22, 2, 26  # a number among words is broken on paper; the gap to the next; what labels want


def widths(headings: Sequence[str], lines: Sequence[Sequence[str]], aligns: Sequence[str]) -> list[int]:
    """Characters that each column takes: numbers whole, long labels and headings broken.

    A line of one cell is a heading of the lines that follow; it has the whole breadth.
    """
    found = []
    for column, heading in enumerate(headings):
        widest = max([NARROWEST, *(breadth(line[column]) for line in lines if len(line) > max(column, 1))])
        broken = max(longest_word(heading), min(breadth(heading), HEADING))
        limit = LABEL if aligns[column] == "left" else widest
        found.append(max(broken, min(widest, limit)))
    return found


def shares(characters: Sequence[int], aligns: Sequence[str], room: int) -> list[float]:
    """Of a page with `room` characters across what each column takes; the last column of words gets what is over.

    >>> shares([30, 6, 6], ["left", "right", "right"], 80)
    [0.8, 0.1, 0.1]
    """
    wanted = [
        min(width, WIDEST) + BESIDE if align == "right" else width + BESIDE
        for width, align in zip(characters, aligns, strict=True)
    ]
    words = max((column for column, align in enumerate(aligns) if align == "left"), default=0)
    others = sum(wanted) - wanted[words]
    wanted[words] = max(room - others, min(wanted[words], LEAST))
    return [width / sum(wanted) for width in wanted]
