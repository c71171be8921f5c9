"""The characters of an SPSS portable file: lines joined, character set undone, numbers to the base 30 and texts."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

LINE: Final = 80  # a shorter line has lost the blanks at its end
TABLE: Final = 200  # here ends the name of the format, five times
SIGNATURE: Final = 456  # here end the bytes of 256 characters, in an order of the format's own
BODY: Final = 464
PLAIN: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz "
ZERO: Final = 64  # the place of 0 in the table; a character that the set lacks bears its byte as well
PLACES: Final = {
    **dict(enumerate(PLAIN + b".<(+|&[]!$*);^-/|,%_>?`:#@'=\"", start=ZERO)),
    **{162: ord("~"), 184: ord("{"), 185: ord("}"), 186: ord("\\")},
}
BLANK: Final = 0x20
UNKNOWN: Final = 0x1A  # the control character for what could not be converted
FIELD: Final = re.compile(rb" *(?:\*.|([0-9A-T.+-]{1,200})/)", re.DOTALL)  # an asterisk and a point: system-missing
NUMBER: Final = re.compile(rb"(-?)([0-9A-T]*)\.?([0-9A-T]*)([+-][0-9A-T]{1,2})?")


@lru_cache(maxsize=1 << 16)
def base30(digits: bytes) -> float:
    """The number that base-30 digits stand for, rounded once; infinite beyond the largest double, which is HI.

    >>> base30(b"-13A.9"), base30(b"1+2")
    (-1000.3, 900.0)
    """
    parts = NUMBER.fullmatch(digits)
    if parts is None or not parts[2] + parts[3]:
        raise ValueError("not a number to the base 30")
    mantissa = int(parts[1] + parts[2] + parts[3], 30)
    power = int(parts[4] or b"0", 30) - len(parts[3])
    try:
        return float(mantissa * 30**power) if power >= 0 else mantissa / 30**-power
    except OverflowError:
        return math.copysign(math.inf, mantissa)


@dataclass(slots=True)
class Stream:
    """The characters of a file, and how far they have been read."""

    content: bytes
    encoding: str
    at: int = BODY

    def tag(self) -> bytes:
        """The one character that says what follows; nothing at the end of the file."""
        self.at += 1
        return self.content[self.at - 1 : self.at]

    def number(self) -> float:
        """A number, NaN where it is system-missing."""
        found = FIELD.match(self.content, self.at)
        if found is None:
            raise ValueError("no number here")
        self.at = found.end()
        return base30(found[1]) if found[1] else math.nan

    def whole(self) -> int:
        """A number that counts something."""
        number = self.number()
        if not (number >= 0 and number.is_integer()):
            raise ValueError("no count here")
        return int(number)

    def piece(self) -> bytes:
        """The bytes of a text."""
        length = self.whole()
        start, self.at = self.at, self.at + length
        if self.at > len(self.content):
            raise ValueError("a text longer than the file")
        return self.content[start : self.at]

    def text(self) -> str:
        """A text without the blanks at its end."""
        return self.piece().decode(self.encoding).rstrip()

    def ends(self) -> bool:
        """Whether the file ends here, where a row could begin, with its Zs; ValueError if it goes on after them."""
        ends = self.content[self.at : self.at + 1] == b"Z"
        if ends and self.content[self.at :].strip(b"Z \x00\x1a"):  # DOS ended texts with 1A
            raise ValueError("more after the end")
        return ends


def characters(path: Path) -> bytes:
    """The characters without line ends, from BODY on in ASCII; a ValueError if the file does not begin as it should.

    The blanks that short lines get back may make up to 16 times as much of it.
    """
    lines = path.read_bytes().splitlines()
    if LINE * len(lines) > 16 * sum(map(len, lines)):  # padding them would ask for far more memory than the file
        raise ValueError("hardly anything in the lines")
    content = b"".join([*(line.ljust(LINE) for line in lines[:-1]), *lines[-1:]])
    if not content.startswith(PLAIN, TABLE + ZERO):
        content = content[:SIGNATURE] + _in_ascii(content[SIGNATURE:], content[TABLE:SIGNATURE])
    if content[SIGNATURE:BODY] != b"SPSSPORT":
        raise ValueError("no portable file")
    return content


def _in_ascii(body: bytes, table: bytes) -> bytes:
    """The body of a file in another character set, such as EBCDIC.

    A file in ASCII must not come here: no table holds national letters, and there their bytes tell them.
    """
    known = {byte: PLACES[place] for place, byte in enumerate(table) if place in PLACES and byte != table[ZERO]}
    ascii_of = {BLANK: BLANK, **known, table[ZERO]: PLACES[ZERO]}
    made = body.translate(bytes(ascii_of.get(byte, UNKNOWN) for byte in range(256)))
    if UNKNOWN in made:
        raise ValueError("a character that the table does not hold")
    return made


def encoding_of(content: bytes) -> str:
    """UTF-8 if every byte fits, else Windows-1252, as of delimited text."""
    for name in ("utf-8", "cp1252"):
        with suppress(UnicodeError):
            content.decode(name)
            return name
    return "latin-1"
