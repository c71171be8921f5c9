"""SPSS portable files keep what they call missing: held to a file of PSPP, to pyreadstat and to arithmetic."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.input import Column, ReadOptions, UserMissing, look, read
from analysis.input.portable import FORMATS
from analysis.input.portable_text import base30, characters

# Written by PSPP from user_missing.sps beside it, which has its passport; what is expected stands in that syntax.
SURVEY = Path(__file__).parent / "data" / "user_missing.por"
NAN = np.nan
LINE = 80
THRU_HI = ("AA9E17IR6IG+6J/", "A36/")  # PSPP 1.6.2 writes 96 THRU HI as HI THRU HI: here is what it should have written


def plain(column: Column) -> list[str | None]:
    assert column.categories is not None
    return [column.categories[code] if code >= 0 else None for code in column.values.tolist()]


def rewritten(path: Path, *changes: tuple[str, str], end: str = "\r\n", source: Path = SURVEY) -> Path:
    """The survey with some characters changed, in lines of 80 again."""
    text = source.read_text("latin-1").replace("\n", "")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    text = text.rstrip("Z") + "Z"
    text += "Z" * (-len(text) % LINE)
    path.write_bytes("".join(text[at : at + LINE] + end for at in range(0, len(text), LINE)).encode("latin-1"))
    return path


def same(found: Path, expected: Path = SURVEY) -> None:
    one, other = read(found), read(expected)
    assert one.facts.columns == other.facts.columns
    for name, column in one.columns.items():
        np.testing.assert_array_equal(column.values, other.columns[name].values)
        assert column.categories == other.columns[name].categories


def test_user_missing_codes_stay_in_the_values_and_are_listed_apart() -> None:
    microdata = read(SURVEY)
    told, age, income = (microdata.columns[name] for name in ("TOLD", "AGE", "INCOME"))
    np.testing.assert_array_equal(told.values, [1, 2, 97, 98, NAN, 99, 1, 2, 1, 97, 2, 1])
    assert told.facts.user_missing == (UserMissing(97.0, 97.0), UserMissing(98.0, 98.0), UserMissing(99.0, 99.0))
    np.testing.assert_array_equal(age.values, [31, 45, 999, 18, NAN, 64, 50, 900, 899, 17, 33, 28])
    assert age.facts.user_missing == (UserMissing(900.0, 999.0),)
    np.testing.assert_array_equal(
        income.values, [1250.5, -1, 0, 300_000_000, NAN, -2, -3.5, 899.99, 1, 29, 900, 27_000]
    )
    assert income.facts.user_missing == (UserMissing(-np.inf, -1.0), UserMissing(300_000_000.0, 300_000_000.0))
    assert (microdata.rows, microdata.facts.format, income.facts.level) == (12, "SPSS portable", "unknown")


def test_fractions_small_and_large_numbers_are_those_that_were_typed() -> None:
    change, price = (read(SURVEY).columns[name] for name in ("CHANGE", "PRICE"))
    # PSPP writes no more than 16 digits, hence the tolerance.
    typed = [-0.125, 12.75, -1000.3, 0.1, NAN, -0.000001, 1e20, 1e-12, 30, -30, 0.5, -29.9]
    np.testing.assert_allclose(change.values, typed, rtol=2e-15)
    assert change.facts.user_missing == (UserMissing(-1000.3, -1000.3),)
    np.testing.assert_allclose(price.values, [1200, 0.05, NAN, -3.14, 7, 1, 2, 3, 4, 5, 6, 8], rtol=3e-16)


def test_text_keeps_slashes_and_leading_blanks_and_its_missing_values() -> None:
    region = read(SURVEY).columns["REGION"]
    expected = ["north", "south", "n/a", "north", None, "a/b*.Z", "  pad", "north", "unknown", "south", "n/a", "Z"]
    assert plain(region) == expected
    assert region.facts.user_missing == (UserMissing("n/a", "n/a"), UserMissing("unknown", "unknown"))
    assert region.facts.value_labels == {"north": "The north", "n/a": "Not asked"}


def test_dates_and_times_are_iso_text() -> None:
    microdata = read(SURVEY, ["ASKED", "START", "ENDED"])
    asked, start, ended = (plain(column) for column in microdata.columns.values())
    assert asked[:6] == ["2026-01-05", "2026-01-06", None, "1900-12-31", "2000-02-29", "2026-01-07"]
    assert asked[9] == "9999-12-31"
    assert start[:6] == ["08:30:00", "09:00:00", None, "00:00:00", "23:59:59", "10:10:10"]
    assert ended[:4] == ["2026-01-05T09:15:30", "2026-01-06T09:00:01", None, "1900-12-31T23:59:59"]
    assert {column.facts.level for column in microdata.columns.values()} == {"date"}


def test_labels_and_what_look_knows() -> None:
    facts = look(SURVEY)
    assert facts.rows is None
    assert facts.columns == read(SURVEY).facts.columns
    names = ["ID", "AGE", "TOLD", "INCOME", "CHANGE", "SCORE", "REGION", "ASKED", "START", "ENDED", "PRICE"]
    assert list(facts.columns) == names
    assert [facts.columns[name].label for name in ("AGE", "TOLD", "ID")] == ["Age in years", "Told someone", ""]
    told = {1.0: "Yes", 2.0: "No", 97.0: "Do not know", 98.0: "Refused"}
    assert (facts.columns["TOLD"].value_labels, facts.columns["AGE"].value_labels) == (told, {999.0: "Not stated"})


def test_only_the_columns_asked_for_are_read_in_the_order_of_the_file() -> None:
    microdata = read(SURVEY, ["REGION", "AGE"])
    assert (list(microdata.columns), len(microdata.facts.columns)) == (["AGE", "REGION"], 11)
    assert (read(SURVEY, []).rows, read(SURVEY, []).columns) == (12, {})
    with pytest.raises(DataError, match=r"has no column 'TOLDD'\. Did you mean TOLD\?"):
        read(SURVEY, ["TOLDD"])


def test_a_range_up_to_hi_reaches_to_infinity(tmp_path: Path) -> None:
    score = read(rewritten(tmp_path / "hi.por", THRU_HI)).columns["SCORE"]
    np.testing.assert_array_equal(score.values, [3.5, -7, 10, 99, NAN, -99, 0, 5.5, 96, 97, 9.5, -0.5])
    assert score.facts.user_missing == (UserMissing(96.0, np.inf), UserMissing(-99.0, -99.0))


def test_a_range_whose_lower_end_pspp_has_lost_is_told() -> None:
    facts = look(SURVEY)
    assert facts.columns["SCORE"].user_missing == (UserMissing(-99.0, -99.0),)
    assert facts.notes == ("SCORE: the file has lost the code from which all higher ones are missing",)


def test_missing_dates_are_iso_text_as_well(tmp_path: Path) -> None:
    # 3600 to the base 30 is the number of seconds in a day, and SPSS counts from 14 October 1582.
    path = rewritten(tmp_path / "dates.por", ("5/ASKED19/A/0/19/A/0/", "5/ASKED19/A/0/19/A/0/A3600/9-3600/"))
    assert look(path).columns["ASKED"].user_missing == (
        UserMissing("1582-10-15", "9999-12-31T23:59:59.999"),
        UserMissing("", "1582-10-13"),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_blanks_lost_at_the_end_of_a_line_come_back(tmp_path: Path, end: str) -> None:
    lost = 0
    for more, length in enumerate("EFGHIJKLMNOP"):  # the name of the product moves all the rest to other places
        product = ("E/GNU pspp 1.6.2", f"{length}/GNU pspp 1.6.2" + "x" * more)
        path = rewritten(tmp_path / "short.por", product, end=end)
        lines = path.read_bytes().splitlines()
        lost += sum(line.endswith(b" ") for line in lines[6:])
        path.write_bytes(b"".join(line.rstrip() + end.encode() for line in lines))
        same(path)
    assert lost


def test_a_file_without_line_ends_reads_the_same(tmp_path: Path) -> None:
    same(rewritten(tmp_path / "one_line.por", end=""))


def test_a_file_in_ebcdic_is_read_by_its_own_table(tmp_path: Path) -> None:
    path = rewritten(tmp_path / "ebcdic.por", end="")
    content = path.read_bytes().decode("ascii")
    path.write_bytes(content[:40].encode("cp037") + content[40:80].encode() + content[80:].encode("cp037"))
    same(path)
    path.write_bytes(path.read_bytes().replace("south".encode("cp037"), "söuth".encode("cp037")))
    with pytest.raises(DataError, match="damaged"):  # the table of the file has no ö
        read(path)


# The characters of the format in the order of its table, as the PSPP developers' guide lists them.
TABLE = (
    (64, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz "),
    (127, ".<(+|&[]!$*);^-/"),
    (144, ",%_>?`:#@'=\""),
    (162, "~"),
    (184, "{}\\"),
)


def test_blanks_lost_at_the_end_of_a_line_of_ebcdic_come_back(tmp_path: Path) -> None:
    path, lost = tmp_path / "ebcdic.por", 0
    for more, length in enumerate("EFGHIJKLMNOP"):  # the name of the product moves all the rest to other places
        rewritten(path, ("E/GNU pspp 1.6.2", f"{length}/GNU pspp 1.6.2" + "x" * more), end="")
        content = path.read_bytes().decode("ascii")
        coded = content[:40].encode("cp037") + content[40:80].encode() + content[80:].encode("cp037")
        lines = [coded[at : at + LINE] for at in range(0, len(coded), LINE)]
        lost += sum(line.endswith(b"\x40") for line in lines[6:])
        path.write_bytes(b"\r\n".join(line.rstrip(b"\x40") for line in lines))
        same(path)
    assert lost


def test_a_table_of_its_own_tells_every_sign(tmp_path: Path) -> None:
    path = rewritten(tmp_path / "signs.por", ("C/Told someone", r"C/{a} ~ b\c-?!"), end="")
    content = path.read_bytes().decode("ascii")
    table = bytearray("0".encode("cp037") * 256)  # the zero stands also for what the set lacks
    for start, signs in TABLE:
        table[start : start + len(signs)] = signs.encode("cp037")
    head = content[:40].encode("cp037") + content[40:80].encode() + content[80:200].encode("cp037")
    path.write_bytes(head + bytes(table) + content[456:].encode("cp037"))
    assert look(path).columns["TOLD"].label == r"{a} ~ b\c-?!"
    same(path, rewritten(tmp_path / "plain.por", ("C/Told someone", r"C/{a} ~ b\c-?!"), end=""))


def test_text_in_no_known_encoding_is_guessed_with_a_note_unless_it_is_named(tmp_path: Path) -> None:
    path = rewritten(tmp_path / "old.por", ("C/Told someone", "C/Répondu à un"), ("8/  pad   ", "8/été     "))
    guessed = read(path)
    assert guessed.facts.columns["TOLD"].label == "Répondu à un"
    assert plain(guessed.columns["REGION"])[6] == "été"
    assert guessed.facts.notes[1:] == ("read as cp1252 text, for it is not UTF-8",)
    named = read(path, ["REGION"], ReadOptions(encoding="cp1250"))
    assert (plain(named.columns["REGION"])[6], len(named.facts.notes)) == ("été", 1)
    with pytest.raises(DataError, match="name it, such as --encoding cp1252"):
        read(path, None, ReadOptions(encoding="utf-8"))


def test_what_pyreadstat_writes_comes_back(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "AGE": [12.5, -17.0, 1 / 3, NAN, 1e-9, 1e200, 0.0],
            "WHO": ["a", "", "  x", "bb ", "c/d", "x*y.Z", "Z"],
            "ASKED": [13634179200.0, -1.0, 6306150067200.0, NAN, 86400.0, 0.0, 1.0],
        }
    )
    path = tmp_path / "written.por"
    formats = {"AGE": "F8.2", "ASKED": "DATE11"}
    pyreadstat.write_por(frame, path, "A survey", {"AGE": "Umur"}, formats)
    microdata = read(path)
    np.testing.assert_allclose(microdata.columns["AGE"].values, frame["AGE"], rtol=1e-14)
    assert plain(microdata.columns["WHO"]) == ["a", None, "  x", "bb", "c/d", "x*y.Z", "Z"]
    asked = ["2014-11-01", "1582-10-13", None, None, "1582-10-15", "1582-10-14", "1582-10-14"]
    assert plain(microdata.columns["ASKED"]) == asked
    assert microdata.facts.notes == ("ASKED: 1 dates outside the years 1 to 9999 are read as blank",)
    assert (microdata.facts.label, microdata.facts.columns["AGE"].label) == ("A survey", "Umur")
    assert (microdata.facts.rows, look(path).rows) == (7, None)


@pytest.mark.parametrize("values", [["a", "b", ""], ["a longer text", "b", ""], [1.0, -2.0, NAN]])
def test_one_column_is_a_table_too(tmp_path: Path, values: list[object]) -> None:
    path = tmp_path / "one.por"
    pyreadstat.write_por(pd.DataFrame({"X": values}), path)
    microdata = read(path)
    (column,) = microdata.columns.values()
    expected = [value or None for value in values] if isinstance(values[0], str) else values
    found = plain(column) if column.categories else column.values.tolist()
    assert found == pytest.approx(expected, nan_ok=True)


# As the PSPP developers' guide numbers them ("System File Format", print and write formats).
CLOCKS = {
    **{20: "date", 21: "time", 22: "datetime", 23: "date", 24: "date", 25: "time"},
    **{38: "date", 39: "date", 40: "time", 41: "datetime"},
}


def test_formats_have_the_numbers_of_the_guide_and_those_of_spss_itself_82_more() -> None:
    assert {number: clock.shows for number, clock in FORMATS.items()} == {
        **CLOCKS,
        **{number + 82: shows for number, shows in CLOCKS.items()},
    }


def test_dates_of_spss_itself_have_other_format_numbers(shared: Path) -> None:
    microdata = read(shared / "formats_spss" / "Roche_sample.por")
    assert plain(microdata.columns["MYDATE"])[:3] == ["2018-05-06", "1880-05-06", "1960-01-01"]
    assert plain(microdata.columns["MYTIME"]) == ["10:10:10", "23:10:10", "00:00:00", "16:10:10", None]


DIGITS = "0123456789ABCDEFGHIJKLMNOPQRST"


def written(number: int) -> str:
    """A whole number to the base 30."""
    higher, last = divmod(abs(number), 30)
    return "-" * (number < 0) + (written(higher) if higher else "") + DIGITS[last]


@given(st.integers(-(10**40), 10**40), st.integers(-200, 150))
def test_a_number_to_the_base_30_is_the_double_nearest_to_it(mantissa: int, power: int) -> None:
    exponent = f"{'+' if power > 0 else ''}{written(power)}" if power else ""
    assert base30(f"{written(mantissa)}{exponent}".encode()) == float(mantissa * Fraction(30) ** power)


@given(st.integers(0, 10**15), st.text(DIGITS, min_size=1, max_size=12))
def test_a_fraction_to_the_base_30_is_the_double_nearest_to_it(whole: int, fraction: str) -> None:
    exact = whole + Fraction(int(fraction, 30), 30 ** len(fraction))
    assert base30(f"-{written(whole)}.{fraction}".encode()) == -float(exact)


def test_the_number_that_means_hi_is_infinite_and_what_is_no_number_is_refused() -> None:
    assert base30(b"-A9E17IR6IG+6J") == -math.inf
    for digits in (b"", b".", b"-", b"1.2.3", b"1+", b"U", b"a", b"1 "):
        with pytest.raises(ValueError, match="not a number"):
            base30(digits)


@pytest.mark.parametrize(
    "change",
    [
        ("70/5/SCORE", "70/TTTTTTTTT+20/SCORE"),  # a text longer than any file
        ("gnu4B/", "gnu4C/"),  # more variables than there are
        ("gnu4B/", "gnu4TTTTTTT+20/"),
        ("gnu4B/", "gnu"),  # nothing said of how many there are
        ("D1/4/TOLD", "D0/4/TOLD"),  # value labels of nothing
        ("D1/4/TOLD", "D1/4/GONE"),
        ("D1/4/TOLD4/", "D1/4/TOLDTTTTTT+20/"),
        ("D1/4/TOLD", "D2/4/TOLD6/REGION"),  # of a number and a text at once
        ("74/2/ID1/", "74/0/1/"),  # a variable without a name
        ("837/838/839/", "837/838/8*."),  # a missing code that is system-missing
        ("-.3MF/", "-A9E17IR6IG+6J/"),  # an answer beyond the largest double
        ("74/2/ID", "W4/2/ID"),
        ("J5IMS00/8/Z", "J5IMS00/8/Z1/"),
        ("F4/a001", "Z4/a001"),
        ("-.3MF/", "-!3MF/"),
        ("74/2/ID", "74/-2/ID"),
        ("74/2/ID", "74/.2/ID"),
        ("SPSSPORT", "SPSSP0RT"),
    ],
)
def test_a_damaged_file_is_refused_in_one_sentence(tmp_path: Path, change: tuple[str, str]) -> None:
    path = rewritten(tmp_path / "damaged.por", change)
    with pytest.raises(DataError) as caught:
        read(path)
    assert str(caught.value) == "damaged.por is cut short or damaged; copy or export it again."
    assert caught.value.__suppress_context__


def test_a_name_given_twice_is_told(tmp_path: Path) -> None:
    path = rewritten(tmp_path / "twice.por", ("70/5/PRICE", "70/3/AGE"))
    with pytest.raises(DataError, match="has two columns named 'AGE'"):
        look(path)


def test_a_file_without_a_column_is_refused_though_it_promises_none(tmp_path: Path) -> None:
    text = SURVEY.read_text("latin-1").replace("\n", "")
    path = tmp_path / "none.por"
    path.write_text(text[: text.index("gnu4B/") + 3] + "40/FZ", encoding="latin-1")
    with pytest.raises(DataError, match="damaged"):
        look(path)
    pyreadstat.write_por(pd.DataFrame({"X": [1.0]}), path)
    promised = path.read_text("latin-1").replace("\r\n", "").replace("41/", "4", 1)  # no number of columns at all
    path.write_text(promised, encoding="latin-1")
    with pytest.raises(DataError, match="damaged"):
        look(path)


def test_blanks_may_make_sixteen_times_as_much_of_a_file_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "lines.por"
    start = rewritten(path).read_bytes().replace(b"\r\n", b"")[:464].ljust(1000)
    lines = [start[at : at + LINE] for at in range(0, len(start), LINE)]
    path.write_bytes(b"\n".join(lines) + b"\n" * (201 - len(lines)))  # 200 lines of 80 are 16 times 1000
    assert len(characters(path)) == 199 * LINE  # the last of them needs no blanks
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(ValueError, match="hardly anything"):
        characters(path)


def test_line_ends_in_place_of_a_file_ask_for_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "ends.por"
    path.write_bytes(SURVEY.read_bytes() + b"\n" * 2000)
    with pytest.raises(DataError, match="damaged"):
        look(path)


@pytest.mark.parametrize("share", np.linspace(0.3, 0.999, 40))
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, share: float) -> None:
    path, content = tmp_path / "cut.por", SURVEY.read_bytes().rstrip(b"Z\r\n")
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(DataError, match="cut short"):
        read(path)
