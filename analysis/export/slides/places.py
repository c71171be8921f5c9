"""Where everything stands on a slide, before there is one: subtitle, exhibit, notes and the words on made-up data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .setting import INCH, Box, at_most, height, lines
from .template import Stage

SUBTITLE, NOTE, NOTICE = 14, 9, 11
GAP = INCH // 10
NOTES_PART = 0.24  # most of the height that notes may take
CITATION = re.compile(r"\[\d+\]")  # how a note begins that is a source


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around an exhibit; `more` says where notes stand that the slide has no room for."""

    title: str = ""
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    synthetic: str = ""
    spoken: tuple[str, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything stands on a slide, before there is one.

    Attributes:
        room: what is left for the exhibit.
        kept: the notes that fit, and in their place where the others stand.
        more: the words for that.
    """

    subtitle: Box
    room: Box
    notes: Box
    kept: tuple[str, ...]
    notice: Box
    more: str


def plan(stage: Stage, words: Words) -> Plan:
    """Subtitle at the top, the words on made-up data at the bottom, notes above them, the exhibit between."""
    area = stage.area.below(GAP // 2)
    subtitle = area.head(
        height(lines(words.subtitle, SUBTITLE, area.width) + 0.3, of=SUBTITLE) if words.subtitle else 0
    )
    area = area.below(subtitle.height)
    mark = area.foot(notice_room(words.synthetic, area) if words.synthetic else 0)
    area = area.above(mark.height + (GAP // 2 if words.synthetic else 0))
    kept = _kept(words.notes, area.width, int(NOTES_PART * area.height), words.more)
    deep = sum(_deep(note, area.width) for note in kept)
    notes = area.foot(deep + height(0.3, of=NOTE) if kept else 0)
    return Plan(subtitle, area.above(notes.height).below(GAP).above(GAP // 2), notes, kept, mark, words.more)


def cited(places: Plan, notes: Sequence[str], cells: str, free: int) -> Plan:
    """The same places with the sources that `cells` cite; notes may take what is `free` under the exhibit."""
    marks = ((note, CITATION.match(note)) for note in notes)
    here = [note for note, mark in marks if mark is None or mark[0] in cells]
    box = places.notes.below(-max(0, free - GAP)) if places.kept else places.notes
    return replace(places, notes=box, kept=_kept(here, box.width, box.height, places.more))


def notice_room(text: str, area: Box) -> int:
    """Height of the words on made-up data."""
    return height(lines(text, NOTICE, area.width - INCH // 5, bold=True) + 0.5, of=NOTICE)


def _kept(notes: Sequence[str], across: int, room: int, more: str) -> tuple[str, ...]:
    """The notes that fit, in their order and each of them whole; the slide says where those stand that do not."""
    if sum(_deep(note, across) for note in notes) <= room:
        return tuple(notes)
    room -= _deep(more, across)
    kept: list[str] = []
    for note in notes:
        if _deep(note, across) <= room:
            room -= _deep(note, across)
            kept.append(note)
    return (*kept, more) if more else tuple(kept)


def _deep(note: str, across: int) -> int:
    return height(at_most(note, NOTE, across), of=NOTE)
