"""How wide words are on a terminal, and where they may break."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator


def clean(text: str) -> str:
    """`text` on one line, without control characters: a label must not be able to move a reader's cursor."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character for character in text)


def breadth(text: str) -> int:
    """Cells that `text` takes: two for a wide character, none for a combining mark.

    >>> breadth("abc"), breadth("数据"), breadth("e\u0301")
    (3, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(map(_cells, unicodedata.normalize("NFC", text)))


def pad(text: str, room: int, align: str) -> str:
    """`text` filled with spaces to `room` cells; longer text stays whole."""
    fill = " " * (room - breadth(text))
    return fill + text if align == "right" else text + fill


def wrap(text: str, room: int, *, hang: int = 0) -> list[str]:
    """Lines of at most `room` cells, broken at plain spaces; only a word that is wider than a line is cut.

    Spaces in front stay, and every line after the first begins `hang` cells further in.
    A no-break space keeps its words together.
    """
    words = text.lstrip(" ")
    indent = len(text) - len(words)
    if indent + breadth(words) <= room:
        return [" " * indent + words]
    spare = room - longest_word(words)  # a narrow column needs its cells for words
    indent, later = min(indent, spare), " " * min(indent + hang, spare)
    lines, line = [], " " * indent
    start = True
    for piece in _pieces(words, room):
        if start or breadth(line) + 1 + breadth(piece) <= room:
            line += piece if start else f" {piece}"
        else:
            lines.append(line)
            line = later + piece
        start = False
    return [*lines, line]


def longest_word(text: str) -> int:
    """Cells of the widest word, which is as narrow as `text` can be set."""
    return max(breadth(word) for word in text.split(" "))


def _pieces(text: str, room: int) -> Iterator[str]:
    for word in filter(None, text.split(" ")):
        yield from _cut(word, max(1, room))


def _cut(word: str, room: int) -> Iterator[str]:
    if breadth(word) <= room:
        yield word
        return
    piece = ""
    for character in word:
        if piece and _cells(character) and breadth(piece + character) > room:
            yield piece
            piece = ""
        piece += character
    yield piece


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
