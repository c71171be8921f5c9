"""Dates that a file keeps as counts of days, seconds or milliseconds become ISO text."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from ..arrays import FloatArray
from .columns import coded_column
from .microdata import Column, ColumnFacts

DAY: Final = 86_400_000.0  # everything is counted in milliseconds, the finest that any of the formats keeps
SECOND: Final = 1_000.0
# The years ISO 8601 writes with four digits. What lies outside is a slip of the keyboard, and text would not sort.
FIRST: Final = float(np.datetime64("0001-01-01", "ms").astype(np.int64))
END_OF_TIME: Final = "9999-12-31T23:59:59.999"
LAST: Final = float(np.datetime64(END_OF_TIME, "ms").astype(np.int64))
BEYOND: Final = 1e308  # SPSS writes LOWEST and HIGHEST as the largest doubles

Shows = Literal["date", "datetime", "time", "week", "month", "quarter", "half"]


@dataclass(frozen=True, slots=True)
class Clock:
    """How a column counts time: from `origin` in steps of `step` milliseconds; weeks and longer count from 1960."""

    shows: Shows
    origin: str = "1960-01-01"
    step: float = DAY

    def texts(self, values: FloatArray) -> list[str]:
        """ISO text of each value, empty where it is missing or outside the years 1 to 9999."""
        if self.shows == "time":
            return [_time(value * self.step) for value in values.tolist()]
        if self.shows in PERIODS:
            return [_period(value, *PERIODS[self.shows]) for value in values.tolist()]
        return self._moments(values)

    def _moments(self, values: FloatArray) -> list[str]:
        start = np.datetime64(self.origin, "ms").astype(np.int64)
        with np.errstate(invalid="ignore", over="ignore"):
            since_1970 = np.rint(values * self.step) + start
            inside = (since_1970 >= FIRST) & (since_1970 <= LAST)
        moments = np.where(inside, since_1970, FIRST).astype(np.int64).astype("datetime64[ms]")
        texts = np.datetime_as_string(moments, unit="D" if self.shows == "date" else "ms").tolist()
        return [text.removesuffix(".000") if good else "" for text, good in zip(texts, inside.tolist(), strict=True)]


def _time(milliseconds: float) -> str:
    """Hours may pass 24: a time is also how SPSS and Stata keep a duration."""
    if not abs(milliseconds) < 1e15:
        return ""
    whole = round(abs(milliseconds))
    minutes, rest = divmod(whole, 60_000)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}"
    fraction = f".{rest % 1000:03d}" if rest % 1000 else ""
    return f"{'-' if milliseconds < 0 and whole else ''}{text}{fraction}"


# Stata's weeks are not those of ISO 8601 (week 1 begins on 1 January, a year has 52), hence the small w.
PERIODS: Final[dict[str, tuple[int, Callable[[int, int], str]]]] = {
    "week": (52, lambda year, part: f"{year:04d}-w{part:02d}"),
    "month": (12, lambda year, part: f"{year:04d}-{part:02d}"),
    "quarter": (4, lambda year, part: f"{year:04d}-Q{part}"),
    "half": (2, lambda year, part: f"{year:04d}-H{part}"),
}


def _period(value: float, parts: int, write: Callable[[int, int], str]) -> str:
    if not math.isfinite(value):
        return ""
    year, part = divmod(int(value), parts)
    return write(1960 + year, part + 1) if 1 <= 1960 + year <= 9999 else ""


def dated_column(facts: ColumnFacts, values: FloatArray, clock: Clock) -> Column:
    """A text column of ISO dates from the numbers that the file keeps."""
    distinct, codes = np.unique(values, return_inverse=True)
    return coded_column(facts, codes.astype(np.int32), clock.texts(distinct))


def lost_dates(column: Column, held: FloatArray) -> str:
    """Dates beyond the year 9999 are blank: SPSS itself can show no more, and a number among texts would be worse."""
    lost = np.count_nonzero(~np.isnan(held)) - np.count_nonzero(column.values >= 0)
    return f"{column.facts.name}: {lost} dates outside the years 1 to 9999 are read as blank" if lost > 0 else ""


def code_key(textual: bool, clock: Clock | None) -> Callable[[Any], float | str]:
    """How a code of the file's own lists is written in a column of this kind; LOWEST and HIGHEST become infinite."""

    def key(code: Any) -> float | str:
        if textual:
            return str(code).rstrip()
        if isinstance(code, str):
            return f".{code.lower()}"
        if clock:
            return END_OF_TIME if code > BEYOND else clock.texts(np.array([float(code)]))[0]
        return float(np.copysign(np.inf, code)) if abs(code) > BEYOND else float(code)

    return key
