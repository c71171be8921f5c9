"""A number in a sheet: its raw value, and the format under which the sheet shows what the text of the cell says."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context
from typing import TYPE_CHECKING

from ..presentation.rounding import DIGITS, half_up

if TYPE_CHECKING:
    from ..presentation.rounding import Numerals
    from ..presentation.table import Unit

BEFORE, NUMBER, AFTER = (
    r"([(\[]?)",
    r"(-?[0-9][0-9.,]*?)",
    r"([)\]^?*†‡ %]*)",
)  # words beside a number hide it in a format
MARKED = re.compile(BEFORE + NUMBER + AFTER)
BETWEEN = re.compile(BEFORE + NUMBER + r"(?:[-–—]| \w+ )" + NUMBER + AFTER)
OF_THE_SHEET = Context(prec=15)  # digits that Excel reads of a number


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a sheet holds it.

    Attributes:
        value: the raw number, a share as a fraction.
        format: number format of the cell; decimal and thousands marks are those of the reader's program.
        text: what stands there in the table.
    """

    value: float
    format: str
    text: str


Cell = str | Figure


def one(text: str, numbers: tuple[float, ...], unit: Unit, numerals: Numerals) -> Cell:
    """The cell as a number where its text is the rendering of one number with marks around it, else the text."""
    match = MARKED.fullmatch(text)
    if len(numbers) != 1 or match is None:
        return text
    return _figure(match[1], match[2], match[3], numbers[0], unit, numerals) or text


def two(text: str, numbers: tuple[float, ...], unit: Unit, numerals: Numerals) -> tuple[Cell, Cell]:
    """Lower and upper bound where the text is an interval; else the text in both places: neither looks forgotten."""
    match = BETWEEN.fullmatch(text)
    if len(numbers) != 2 or match is None:
        return text, text
    low = _figure(match[1], match[2], "", numbers[0], unit, numerals)
    high = _figure("", match[3], match[4], numbers[1], unit, numerals)
    return (low, high) if low and high else (text, text)


def _figure(before: str, digits: str, after: str, value: float, unit: Unit, numerals: Numerals) -> Figure | None:
    """None where the digits are not those of the number: a sheet must not know more than the text says."""
    decimals = len(digits.partition(numerals.decimal)[2])
    render: Callable[[float, int], str] = numerals.percent if unit == "percent" else numerals.plain
    if not math.isfinite(value) or _bare(render(value, decimals), numerals) != _bare(digits, numerals):
        return None
    places = "#,##0" if numerals.thousands in digits else "0"
    places += f".{'0' * decimals}" if decimals else ""
    ahead, behind = "", after
    if "%" in after and unit == "percent":
        ahead, _, behind = after.partition("%")
    scale = "%" if unit == "percent" else ""  # also what makes a sheet show a fraction as a percentage
    pattern = "".join([_literal(before), places, _literal(ahead), scale, _literal(behind)])
    if value < 0:  # a sheet sets its own minus before everything, and keeps it on a zero
        minus = "-" if digits.startswith("-") else ""
        pattern = f"{pattern};{pattern.replace(places, _literal(minus) + places, 1)}"
    return Figure(_trusted(value, decimals, 100 if unit == "percent" else 1), pattern, before + digits + after)


def _bare(digits: str, numerals: Numerals) -> str:
    return digits.replace(numerals.thousands, "")


def _literal(text: str) -> str:
    return f'"{text}"' if text else ""


def _trusted(value: float, decimals: int, scale: int) -> float:
    """The raw number; without the noise of its last digits only where a sheet would round that into what it shows."""
    meant = half_up(scale * value, decimals)
    seen = (scale * OF_THE_SHEET.create_decimal(repr(float(value)))).quantize(meant, rounding=ROUND_HALF_UP)
    return float(value) if seen == meant else float(DIGITS.create_decimal(repr(float(value))))
