"""Ways in which a file comes to harm, by chance and by intent: each takes bytes and gives other bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from .seeds import members, packed

Damage = Callable[[bytearray, np.random.Generator], bytearray]
EXTREMES: Final = (
    0,
    1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFF,
    2**63 - 1,
    2**64 - 1,
)
WORDS: Final = (
    *(
        b"\0",
        b"\n",
        b'"',
        b",",
        b";",
        b"\t",
        b"'",
        b"{",
        b"}",
        b"[",
        b"]",
        b": ",
        b"- ",
        b"&a",
        b"*a",
        b"!!python/x",
        b"%",
    ),
    *(
        b"nan",
        b"inf",
        b"-1",
        b"1e999",
        b"0x7f",
        b"99999999999999999999",
        b"\xff\xfe",
        b"\xc3",
        b"\xed\xa0\x80",
        b"ZZZZ",
        b"*.",
    ),
    *(b"<", b"/>", b"&amp;", b"<!ENTITY a 'b'>", b"1000000000", b"A1048576", b"()", b"((((((((", b"not ", b"A" * 300),
)


def flip(content: bytearray, rng: np.random.Generator) -> bytearray:
    """One bit to sixteen."""
    for place in rng.integers(len(content), size=rng.integers(1, 17)):
        content[place] ^= 1 << int(rng.integers(8))
    return content


def extreme(content: bytearray, rng: np.random.Generator) -> bytearray:
    """The least and the largest numbers of 1, 2, 4 or 8 bytes, in either order, where something else stood."""
    for _ in range(rng.integers(1, 5)):
        width = int(rng.choice([1, 2, 4, 8]))
        number = int(EXTREMES[rng.integers(len(EXTREMES))]) % (1 << 8 * width)
        place = int(rng.integers(max(len(content) - width, 1)))
        content[place : place + width] = number.to_bytes(width, "big" if rng.integers(2) else "little")
    return content


def cut(content: bytearray, rng: np.random.Generator) -> bytearray:
    """The end is missing."""
    return content[: int(rng.integers(1, len(content) + 1))]


def lose(content: bytearray, rng: np.random.Generator) -> bytearray:
    """A piece from the middle is missing."""
    start, length = _piece(content, rng)
    del content[start : start + length]
    return content


def double(content: bytearray, rng: np.random.Generator) -> bytearray:
    """A piece stands at another place as well, in front of what was there or over it."""
    start, length = _piece(content, rng)
    place = int(rng.integers(len(content)))
    content[place : place + (length if rng.integers(2) else 0)] = content[start : start + length]
    return content


def blank(content: bytearray, rng: np.random.Generator) -> bytearray:
    """A piece holds one byte only."""
    start, length = _piece(content, rng)
    content[start : start + length] = bytes([int(rng.choice([0, 0x20, 0x30, 0xFF]))]) * length
    return content


def word(content: bytearray, rng: np.random.Generator) -> bytearray:
    """Words that mean something to one format or another, put in."""
    for _ in range(rng.integers(1, 6)):
        place = int(rng.integers(len(content) + 1))
        content[place : place + int(rng.integers(2))] = WORDS[rng.integers(len(WORDS))]
    return content


def _piece(content: bytearray, rng: np.random.Generator) -> tuple[int, int]:
    start = int(rng.integers(len(content)))
    return start, int(min(2 ** rng.uniform(0, 10), len(content) - start))


DAMAGES: Final[tuple[Damage, ...]] = (flip, extreme, cut, lose, double, blank, word)
HEADER: Final = 512  # most of what a reader obeys stands here


def damaged(content: bytes, rng: np.random.Generator) -> bytes:
    """One to three kinds of damage; half of the time to the beginning only, or inside a part of an archive."""
    if content.startswith(b"PK\x03\x04") and rng.random() < 0.7:
        parts = members(content)
        name = list(parts)[rng.integers(len(parts))]
        parts[name] = _some(parts[name], rng)
        return packed(parts)
    if len(content) > HEADER and rng.random() < 0.4:
        return _some(content[:HEADER], rng) + content[HEADER:]
    return _some(content, rng)


def _some(content: bytes, rng: np.random.Generator) -> bytes:
    made = bytearray(content)
    for _ in range(rng.integers(1, 4)):
        if made:
            made = DAMAGES[rng.integers(len(DAMAGES))](made, rng)
    return bytes(made)
