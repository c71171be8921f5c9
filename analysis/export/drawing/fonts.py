"""How wide words are in a picture and where they break; the first font that is there is taken, in silence."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ..measure import clean

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties
    from matplotlib.ft2font import FT2Font

FAMILIES = ("Noto Sans", "Open Sans", "DejaVu Sans")  # the last comes with matplotlib
LEADING = 1.28  # from one line to the next, in sizes
MIDDLE = 0.36  # from the baseline up to the middle of a capital, in sizes
MEASURED_AT = 100


@cache
def families() -> tuple[str, ...]:
    """Those of the fonts that are installed, in the order of choice; what the first lacks comes from the next."""
    from matplotlib.font_manager import fontManager

    installed = {font.name for font in fontManager.ttflist}
    return tuple(name for name in FAMILIES if name in installed)


@cache
def properties(size: float, *, bold: bool) -> FontProperties:
    """The font as matplotlib asks for it."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=list(families()), size=size, weight="bold" if bold else "normal")


def printable(text: str) -> str:
    """`text` on one line, with nothing that an XML file may not hold."""
    whole = text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no character
    return "".join(character for character in clean(whole) if character not in "\ufffe\uffff")


def breadth(text: str, size: float, *, bold: bool = False) -> float:
    """Points that `text` takes; kerning is left out, so that a word is rather a hair narrower."""
    return size * sum(_advance(character, bold) for character in text)


@lru_cache(maxsize=2048)
def set_breadth(text: str, size: float, *, bold: bool) -> float:
    """Points that `text` takes as it is set, kerned: for words that end at a line or stand about a middle."""
    font = _fonts(bold)[0]
    if not any(map(str.isalpha, text)) or not all(font.get_char_index(ord(character)) for character in text):
        return breadth(text, size, bold=bold)  # digits are not kerned
    font.set_text(text)
    return size * font.get_width_height()[0] / 64 / MEASURED_AT


def balanced(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """As few lines as fit into `room`, and then as even as they come: no single word on the last one."""
    lines = wrapped(text, size, room, bold=bold)
    for part in (0.9, 0.8, 0.7, 0.6):
        tighter = wrapped(text, size, part * room, bold=bold)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Lines of at most `room` points, broken at plain spaces; only a word that is wider than a line is cut."""
    lines: list[str] = []
    line = ""
    for word in printable(text).split(" "):
        longer = f"{line} {word}".lstrip(" ")
        if breadth(longer, size, bold=bold) <= room:
            line = longer
            continue
        lines += [line] if line else []
        *whole, line = _cut(word, size, room, bold)
        lines += whole
    return [*lines, line] if line or not lines else lines


def _cut(word: str, size: float, room: float, bold: bool) -> list[str]:
    """A word in pieces that fit, broken after a sign such as a slash where one is near the end of the line."""
    pieces = []
    while word[1:] and breadth(word, size, bold=bold) > room:
        fits = 1
        while breadth(word[: fits + 1], size, bold=bold) <= room:
            fits += 1
        signs = [at for at in range(fits // 2, fits) if unicodedata.category(word[at]).startswith("P")]
        end = signs[-1] + 1 if signs else fits
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]


@lru_cache(maxsize=8192)
def _advance(character: str, bold: bool) -> float:
    """Width of one character, in sizes."""
    for font in _fonts(bold):
        if index := font.get_char_index(ord(character)):
            return font.load_glyph(index).linearHoriAdvance / 65536 / MEASURED_AT
    return 1.0  # drawn as an empty box


@cache
def _fonts(bold: bool) -> tuple[FT2Font, ...]:
    from matplotlib.font_manager import FontProperties, findfont
    from matplotlib.ft2font import FT2Font

    weight = "bold" if bold else "normal"
    fonts = tuple(FT2Font(findfont(FontProperties(family=[name], weight=weight))) for name in families())
    for font in fonts:
        font.set_size(MEASURED_AT, 72)
    return fonts
