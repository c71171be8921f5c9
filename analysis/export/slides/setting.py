"""How much room words take on a slide, before any program has set them: rather too much than too little."""

from __future__ import annotations

from dataclasses import dataclass

from ..measure import breadth, longest_word, wrap

INCH, POINT = 914400, 12700
EM, EM_BOLD = 0.52, 0.57  # mean width of a character of a wide sans serif, in parts of its size
SOONER = 0.96  # of the room, since letters differ from their mean
LETTER, NARROW, WIDE = 0.6, 0.36, 0.93  # of the letters of a word alone: means say little of few letters
SLIM, BROAD = frozenset("fijlrtI.,:;-'()[]|! "), frozenset("mwMW@%&")
LEADING = 1.37  # of fonts that also hold scripts with tall letters; most are set closer


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the slide, in English metric units."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.top + self.height

    def below(self, taken: int) -> Box:
        """What is left under the first `taken`."""
        return Box(self.left, self.top + taken, self.width, self.height - taken)

    def above(self, taken: int) -> Box:
        """What is left over the last `taken`."""
        return Box(self.left, self.top, self.width, self.height - taken)

    def head(self, height: int) -> Box:
        """A strip at its top."""
        return Box(self.left, self.top, self.width, height)

    def foot(self, height: int) -> Box:
        """A strip at its bottom."""
        return Box(self.left, self.bottom - height, self.width, height)


def width(text: str, size: float, *, bold: bool = False) -> int:
    """Room that `text` takes on one line."""
    return int(breadth(text) * size * (EM_BOLD if bold else EM) * POINT)


def one_line(text: str, size: float, room: float, *, bold: bool = False) -> bool:
    """Does `text` stand on one line in so much room?"""
    return width(text, size, bold=bold) <= room


def word(text: str, size: float) -> int:
    """Room that the longest word of `text` takes, to be set whole."""
    return int(max(map(_letters, text.split(" "))) * size * POINT)


def _letters(text: str) -> float:
    """Breadth of a word letter by letter, in parts of its size."""
    slim, broad = (sum(letter in kind for letter in text) for kind in (SLIM, BROAD))
    return slim * NARROW + broad * WIDE + (breadth(text) - slim - broad) * LETTER


def lines(text: str, size: float, room: int, *, bold: bool = False) -> int:
    """Lines that `text` breaks into."""
    if one_line(text, size, room, bold=bold):  # which parts of a letter may not tell otherwise
        return 1
    return len(wrap(text, max(1, int(room / (size * (EM_BOLD if bold else EM) * POINT)))))


def at_most(text: str, size: float, room: int, *, bold: bool = False) -> int:
    """Lines that `text` breaks into where something stands right under it: rather one too many than too few."""
    return lines(text, size, int(SOONER * room), bold=bold)


def height(count: float, *, of: float) -> int:
    """Room that so many lines of a size take."""
    return int(count * of * LEADING * POINT)


def fits(text: str, size: float, across: int, down: int, *, bold: bool) -> bool:
    """Can `text` be set in so much room without leaving it or cutting a word?"""
    whole = one_line("x" * longest_word(text), size, across, bold=bold)
    return whole and height(lines(text, size, across, bold=bold), of=size) <= down


def largest(text: str, sizes: range, across: int, down: int, *, bold: bool) -> int:
    """The largest size at which `text` fits into so much room; the smallest where none does."""
    return next((size for size in sizes if fits(text, size, across, down, bold=bold)), sizes[-1])
