"""The one function that rounds, and the ways numbers are written: everything people read passes through here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

DIGITS = Context(prec=12, rounding=ROUND_HALF_UP)  # digits that a sum of floats can be trusted with


def half_up(value: float, decimals: int = 0) -> Decimal:
    """Rounded half up on the decimal value; below the twelfth digit a float is noise, so 14.499999999997 is 14.5.

    >>> half_up(14.5), half_up(2.675, 2), half_up(-0.5)
    (Decimal('15'), Decimal('2.68'), Decimal('-1'))
    """
    trusted = DIGITS.create_decimal(repr(float(value)))
    return trusted.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0


def to_nearest(value: float, step: int) -> int:
    """Rounded half up to a multiple of `step`.

    >>> to_nearest(501_063, 10_000)
    500000
    """
    return int(half_up(value / step)) * step


def significant(value: float, digits: int) -> float:
    """Rounded half up to so many significant digits.

    >>> significant(123_456, 4), significant(0.0123456, 4)
    (123500.0, 0.01235)
    """
    if not value:
        return value
    return float(half_up(value, digits - 1 - math.floor(math.log10(abs(value)))))


@dataclass(frozen=True, slots=True)
class Numerals:
    """How a language writes numbers.

    >>> Numerals(decimal=",", thousands=".").percent(0.0216654)
    '2,2'
    """

    decimal: str = "."
    thousands: str = ","
    to: str = "to"

    def percent(self, fraction: float, decimals: int = 1) -> str:
        """A fraction as a percentage without its sign, which the heading carries.

        >>> ENGLISH.percent(0.0216654)
        '2.2'
        """
        return self._written(half_up(100 * fraction, decimals))

    def whole(self, value: float) -> str:
        """A whole number with its thousands set apart.

        >>> ENGLISH.whole(27231704)
        '27,231,704'
        """
        return self._written(half_up(value))

    def plain(self, value: float, decimals: int | None = None) -> str:
        """A number of any size: four significant digits below a thousand, whole above, unless decimals are given.

        >>> ENGLISH.plain(0.0123456), ENGLISH.plain(662.287), ENGLISH.plain(3687177.5)
        ('0.01235', '662.3', '3,687,178')
        """
        if decimals is None:
            size = math.floor(math.log10(abs(value))) if value else 0
            decimals = max(0, 3 - size)
            if abs(half_up(value, decimals)) >= 10 ** (size + 1):  # 999.96 has become 1,000.0
                decimals = max(0, decimals - 1)
        return self._written(half_up(value, decimals))

    def interval(self, low: float | None, high: float | None, percent_decimals: int | None = None) -> str:
        """Two bounds written alike, with a dash between; the word `to` where one is negative, which a dash would hide.

        >>> ENGLISH.interval(0.0117, 0.0397, 1), ENGLISH.interval(-3.2, 14, None)
        ('1.2-4.0', '-3.200 to 14.00')
        """
        if low is None or high is None:
            return "-"
        bounds = (low, high)
        if percent_decimals is not None:
            texts = [self.percent(bound, percent_decimals) for bound in bounds]
        else:
            texts = [self.plain(bound) for bound in bounds]
        return f" {self.to} ".join(texts) if low < 0 else "-".join(texts)

    def _written(self, number: Decimal) -> str:
        text = f"{number:,f}"
        return text if self == ENGLISH else text.translate({ord("."): self.decimal, ord(","): self.thousands})


ENGLISH = Numerals()
NUMERALS: Mapping[str, Numerals] = {"en": ENGLISH, "id": Numerals(decimal=",", thousands=".", to="sampai")}


def numerals(lang: str | None) -> Numerals:
    """How a language writes numbers; the English way where it is not known."""
    return NUMERALS.get(lang or "en", ENGLISH)
