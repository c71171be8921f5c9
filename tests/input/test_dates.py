"""Counts of days, seconds and milliseconds as ISO text, up to the ends of what ISO 8601 writes with four digits."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.input.dates import Clock, code_key, lost_dates
from analysis.input.microdata import Column, ColumnFacts
from analysis.input.sas import XPT
from analysis.input.spss import SAV
from analysis.input.stata import DTA

DAYS = Clock("date", "1970-01-01")
MILLISECONDS = Clock("datetime", "1970-01-01", 1.0)
TIME = Clock("time", step=1.0)
FIRST_DAY = -719_162.0  # 0001-01-01 before 1970-01-01
LAST_DAY = 2_932_896.0
HOUR = 3_600_000.0


@pytest.mark.parametrize(
    ("clock", "value", "text"),
    [
        (DAYS, 0.0, "1970-01-01"),
        (DAYS, FIRST_DAY, "0001-01-01"),
        (DAYS, FIRST_DAY - 1, ""),
        (DAYS, LAST_DAY, "9999-12-31"),
        (DAYS, LAST_DAY + 1, ""),
        (DAYS, np.nan, ""),
        (DAYS, np.inf, ""),
        (DAYS, -1e300, ""),
        (DAYS, 1e308, ""),
        (MILLISECONDS, (LAST_DAY + 1) * 24 * HOUR - 1, "9999-12-31T23:59:59.999"),
        (MILLISECONDS, (LAST_DAY + 1) * 24 * HOUR, ""),
        (MILLISECONDS, 1500.0, "1970-01-01T00:00:01.500"),
        (MILLISECONDS, 1000.4, "1970-01-01T00:00:01"),
        (TIME, 0.0, "00:00:00"),
        (TIME, 25 * HOUR + 61_001.0, "25:01:01.001"),
        (TIME, -61_000.0, "-00:01:01"),
        (TIME, -0.4, "00:00:00"),
        (TIME, 59_999.6, "00:01:00"),
        (TIME, 100 * HOUR, "100:00:00"),
        (TIME, np.nan, ""),
        (TIME, 1e15, ""),
        (TIME, -1e15, ""),
        (Clock("week"), 0.0, "1960-w01"),
        (Clock("week"), -1.0, "1959-w52"),
        (Clock("week"), (1 - 1960) * 52.0, "0001-w01"),
        (Clock("week"), (1 - 1960) * 52.0 - 1, ""),
        (Clock("week"), (10_000 - 1960) * 52.0 - 1, "9999-w52"),
        (Clock("week"), (10_000 - 1960) * 52.0, ""),
        (Clock("month"), 13.0, "1961-02"),
        (Clock("month"), 12.9, "1961-01"),
        (Clock("quarter"), 3.0, "1960-Q4"),
        (Clock("half"), 1.0, "1960-H2"),
        (Clock("month"), np.nan, ""),
        (Clock("month"), 1e6, ""),
        (Clock("month"), np.inf, ""),
    ],
)
def test_a_count_is_a_moment_where_a_calendar_has_it(clock: Clock, value: float, text: str) -> None:
    assert clock.texts(np.array([value])) == [text]


def test_codes_of_lists_are_written_as_the_values_are() -> None:
    assert code_key(True, None)("b  ") == "b"
    assert code_key(False, None)("A") == ".a"
    assert code_key(False, DAYS)("A") == ".a"
    assert code_key(False, DAYS)(1) == "1970-01-02"
    assert code_key(False, DAYS)(1.7e308) == "9999-12-31T23:59:59.999"
    assert code_key(False, DAYS)(-1.7e308) == ""
    codes = (3, -1e308, 1e308, 1.7e308, -1.7e308)
    assert [code_key(False, None)(code) for code in codes] == [3.0, -1e308, 1e308, np.inf, -np.inf]
    assert code_key(False, DAYS)(1e308) == ""


def test_dates_that_were_there_and_are_not_shown_are_counted() -> None:
    column = Column(ColumnFacts("asked", "text"), np.array([0, -1, -1], np.int32), ("1970-01-01",))
    assert lost_dates(column, np.array([0, 1e9, -1e9])) == (
        "asked: 2 dates outside the years 1 to 9999 are read as blank"
    )
    assert lost_dates(column, np.array([0, 1e9, np.nan])) == (
        "asked: 1 dates outside the years 1 to 9999 are read as blank"
    )
    assert lost_dates(column, np.array([0, np.nan, np.nan])) == ""


@pytest.mark.parametrize(
    ("clock", "display", "shows"),
    [
        (SAV.clock, "DATE11", "date"),
        (SAV.clock, "edate10", "date"),
        (SAV.clock, "DATETIME23.2", "datetime"),
        (SAV.clock, "YMDHMS19", "datetime"),
        (SAV.clock, "MTIME8.2", "time"),
        (SAV.clock, "MOYR8", None),
        (SAV.clock, "F8.2", None),
        (XPT.clock, "DATE9.", "date"),
        (XPT.clock, "YYMMDDN8.", "date"),
        (XPT.clock, "mmddyy10.", "date"),
        (XPT.clock, "E8601DA10", "date"),
        (XPT.clock, "DATETIME20.", "datetime"),
        (XPT.clock, "B8601DN8", "datetime"),
        (XPT.clock, "TIME8.", "time"),
        (XPT.clock, "MONYY7.", None),
        (DTA.clock, "%tdD_m_Y", "date"),
        (DTA.clock, "%-td", "date"),
        (DTA.clock, "%-d", "date"),
        (DTA.clock, "%tCHH:MM", "time"),
        (DTA.clock, "%tcDDmonCCYY_HH:MM", "datetime"),
        (DTA.clock, "%9.0g", None),
        (DTA.clock, "%ty", None),
        (DTA.clock, "%tb", None),
    ],
)
def test_a_display_format_tells_what_is_counted(clock: object, display: str, shows: str | None) -> None:
    found = clock(display)  # type: ignore[operator]
    assert (found and found.shows) == shows


@pytest.mark.parametrize(
    ("clock", "display", "text"),
    [
        (SAV.clock, "DATE11", "1582-10-15"),
        (SAV.clock, "DATETIME20", "1582-10-15T00:00:00"),
        (SAV.clock, "TIME8", "24:00:00"),
        (XPT.clock, "DATETIME20", "1960-01-02T00:00:00"),
        (XPT.clock, "TIME8", "24:00:00"),
        (XPT.clock, "E8601DT19", "1960-01-02T00:00:00"),
        (XPT.clock, "E8601TM8", "24:00:00"),
        (DTA.clock, "%tc", "1960-01-01T00:01:26.400"),
        (DTA.clock, "%tC", "1960-01-01T00:01:26.400"),
        (DTA.clock, "%tcHH:MM:SS", "00:01:26.400"),
    ],
)
def test_spss_and_sas_count_seconds_and_stata_milliseconds_from_days_of_their_own(
    clock: object, display: str, text: str
) -> None:
    assert clock(display).texts(np.array([86_400.0])) == [text]  # type: ignore[operator]
