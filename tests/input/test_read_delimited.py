"""Delimited text tells neither its encoding nor its types: both are found out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError, UsageError
from analysis.input import Microdata, ReadOptions, look, read
from analysis.input.delimited import Dialect, _fault, encoding_of


def text_file(folder: Path, content: str | bytes, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def texts(microdata: Microdata, name: str) -> list[str | None]:
    column = microdata.columns[name]
    assert column.categories is not None
    return [column.categories[code] if code >= 0 else None for code in column.values.tolist()]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "-2.5", "+3e2", ".5", "4."], [1, -2.5, 300, 0.5, 4]),
        (["1", "NA", ".", "", "NaN", "NULL", " "], [1, *[np.nan] * 6]),
        (["true", "FALSE", "", "True"], [1, 0, np.nan, 1]),
        (["", "NA"], [np.nan, np.nan]),
        (["0", "0.5", "-0.25"], [0, 0.5, -0.25]),
        (["123456789012345"], [123456789012345]),
    ],
)
def test_a_column_of_numbers(tmp_path: Path, cells: list[str], expected: list[float]) -> None:
    column = read(text_file(tmp_path, "a,x\n" + "".join(f"z,{cell}\n" for cell in cells))).columns["x"]
    assert column.facts.kind == "number"
    np.testing.assert_array_equal(column.values, expected)


@pytest.mark.parametrize(
    "cell", ["007", "1.234,5", '"1,234"', "1_000", "inf", "١٢", "12345678901234567", "12 %", "2020-01-02", "0x1f", "1e"]
)
def test_one_cell_that_is_no_number_makes_the_column_text(tmp_path: Path, cell: str) -> None:
    path = text_file(tmp_path, f"a|x\nz|1\nz|{cell}\nz|\n")
    microdata = read(path, options=ReadOptions(delimiter="|", decimal="."))
    assert texts(microdata, "x") == ["1", cell.strip('"'), None]


def test_text_is_coded_sorted_and_without_trailing_blanks(tmp_path: Path) -> None:
    path = text_file(tmp_path, "a,b\nzebra,1\n ape ,2\nzebra  ,3\nNA,4\n,5\n")
    column = read(path, ["a"]).columns["a"]
    assert column.categories == (" ape", "zebra")
    assert column.values.tolist() == [1, 0, 1, -1, -1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    path = text_file(tmp_path, "région,n\nSão,1\nÎle,2\n".encode(encoding))
    microdata = read(path)
    assert list(microdata.columns) == ["région", "n"]
    assert texts(microdata, "région") == ["São", "Île"]
    assert bool(microdata.facts.notes) == (encoding == "cp1252")


def test_an_encoding_can_be_named(tmp_path: Path) -> None:
    path = text_file(tmp_path, "mot,n\nмир,1\n".encode("cp1251"))
    assert texts(read(path, options=ReadOptions(encoding="cp1251")), "mot") == ["мир"]
    with pytest.raises(DataError, match="is not utf-8 text"):
        read(path, options=ReadOptions(encoding="utf-8"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["id", "a word, or two; three", "n"], ["1", "x, y; z", "2"], ["2", 'say "no"', "3"]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    microdata = read(text_file(tmp_path, out.getvalue(), "data.txt"))
    assert list(microdata.columns) == rows[0]
    assert texts(microdata, rows[0][1]) == ["x, y; z", 'say "no"']


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("w;n\n1,5;2\n0,25;3\n", [1.5, 0.25]),
        ("w;n\n1,234;2\n2,500;3\n", [1.234, 2.5]),
        ("w\tn\n1,5\t2\n0,25\t3\n", [1.5, 0.25]),
    ],
)
def test_a_decimal_comma_is_found(tmp_path: Path, content: str, expected: list[float]) -> None:
    np.testing.assert_array_equal(read(text_file(tmp_path, content)).columns["w"].values, expected)


@pytest.mark.parametrize("content", ['w,n\n"1,234",2\n', "w\tn\n1,234\t2\n", "w;n\n1,5;2.5\n"])
def test_what_may_be_thousands_is_not_taken_for_a_decimal_comma(tmp_path: Path, content: str) -> None:
    assert read(text_file(tmp_path, content)).columns["w"].facts.kind == "text"


def test_quotes_may_hold_delimiters_and_line_breaks(tmp_path: Path) -> None:
    microdata = read(text_file(tmp_path, 'a,b\r\n"x, y\r\nz",1\r\n"q ""r""",2\r\n'))
    assert texts(microdata, "a") == ["x, y\r\nz", 'q "r"']


def test_blank_lines_are_no_rows_and_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    assert read(text_file(tmp_path, "\n\na,b\n\n1,2\n\n3,4\n\n")).rows == 2
    empty = read(text_file(tmp_path, "a,b\n"))
    assert (empty.rows, list(empty.columns), len(empty.columns["a"].values)) == (0, ["a", "b"], 0)


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    assert read(text_file(tmp_path, "n\n1\n2\n")).columns["n"].values.tolist() == [1, 2]


def test_an_unnamed_column_is_called_by_its_place(tmp_path: Path) -> None:
    assert list(look(text_file(tmp_path, ",age\n1,12\n")).columns) == ["column_1", "age"]


def test_look_and_read_tell_the_same(tmp_path: Path) -> None:
    path = text_file(tmp_path, "a,b\n1,x\n")
    assert look(path) == read(path).facts
    assert list(read(path, ["b"]).facts.columns) == ["b"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\n1,2\nsecret,2,3\n", "line 3: 3 cells where the header has 2"),
        ('a,b\n1,"two\nlines"\nsecret\n', "line 4: 1 cells"),
        ("a,a\n1,2\n", "two columns named 'a'"),
        ("1,2\n3,4\n", "column names in its first line"),
        ("a,b\nsecret,2\n" + '1,"' + "x" * 200_000, "line 3: a quote is not closed"),
        ('a,b\n1,2\n1,"secret\n3,4\n5,6\n', "line 3: a quote is not closed"),
    ],
)
def test_a_fault_is_named_by_its_line_and_never_by_its_content(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as caught:
        read(text_file(tmp_path, content))
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize(
    "options",
    [
        ReadOptions(decimal=";"),
        ReadOptions(delimiter="::"),
        ReadOptions(delimiter=",", decimal=","),
        ReadOptions(encoding="klingon"),
        ReadOptions(encoding="base64"),
        ReadOptions(sheet="One"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(tmp_path: Path, options: ReadOptions) -> None:
    with pytest.raises(UsageError):
        read(text_file(tmp_path, "a,b\n1,2\n"), options=options)


def test_more_rows_than_a_chunk_keep_their_order(tmp_path: Path) -> None:
    rows = 10_000
    path = text_file(tmp_path, "n,t\n" + "".join(f"{row},{'odd' if row % 2 else 'even'}\n" for row in range(rows)))
    microdata = read(path)
    np.testing.assert_array_equal(microdata.columns["n"].values, np.arange(rows))
    np.testing.assert_array_equal(microdata.columns["t"].values, np.arange(rows) % 2)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), min_size=1, max_size=20))
def test_every_float_survives_the_text(tmp_path_factory: pytest.TempPathFactory, numbers: list[float]) -> None:
    path = tmp_path_factory.mktemp("floats") / "data.csv"
    path.write_text("a,x\n" + "".join(f"z,{float(number):.17e}\n" for number in numbers))
    np.testing.assert_array_equal(read(path).columns["x"].values, numbers)


def test_bytes_that_windows_has_no_letter_for_are_read_as_latin_1_with_a_note(tmp_path: Path) -> None:
    microdata = read(text_file(tmp_path, b"word,n\nS\xe3o\x81,1\n"))
    assert texts(microdata, "word") == ["São\x81"]
    assert microdata.facts.notes == ("read as latin-1 text, for it is not UTF-8",)
    assert read(text_file(tmp_path, b"word\nS\xe3o\n"), options=ReadOptions(encoding="latin-1")).facts.notes == ()


def test_a_byte_far_down_decides_the_encoding_too(tmp_path: Path) -> None:
    rows = b"plain,1\n" * 200_000
    microdata = read(text_file(tmp_path, b"word,n\n" + rows + "été,2\n".encode("cp1252")), ["word"])
    assert microdata.columns["word"].categories == ("plain", "été")
    assert microdata.facts.notes == ("read as cp1252 text, for it is not UTF-8",)
    cut = read(text_file(tmp_path, b"word,n\n" + rows + b"\xc3,2\n"), ["word"])  # half of a letter in UTF-8
    assert cut.facts.notes == ("read as cp1252 text, for it is not UTF-8",)


@pytest.mark.parametrize(
    ("name", "content", "names"),
    [
        ("a.tsv", "one two\n1\n", ["one two"]),
        ("a.csv", "a;b,c\n1;2,3\n4;5,6\n", ["a;b", "c"]),  # alike, so the usual one
        ("a.tsv", "a;b\tc\n1;2\t3\n", ["a;b", "c"]),
        ("a.csv", "a;b;c,d\n1;2;3,5\n4;5;6,5\n", ["a", "b", "c,d"]),  # more columns
        ("a.csv", "a;b,c,d\n1;2\n3;4\n", ["a", "b,c,d"]),  # more rows as wide as the header
        ("a.csv", "a|b\n1|2\n", ["a", "b"]),
    ],
)
def test_the_delimiter_is_the_one_that_fits_most_rows_then_columns_then_the_name(
    tmp_path: Path, name: str, content: str, names: list[str]
) -> None:
    assert list(read(text_file(tmp_path, content, name)).columns) == names


@pytest.mark.parametrize(
    ("content", "values"),
    [
        ("w\tn\n1,5\t1\n2,5\t2\n", [1.5, 2.5]),
        ("w;n\n-1,5;1\n+2,5;2\n", [-1.5, 2.5]),
        ("w;n\n1,5;x\n,5;y\n", [1.5, 0.5]),
        ("w\tn\n1,234\t1\n1,23\t2\n", [1.234, 1.23]),  # one of them cannot be a thousand
        ("w;n\n1,5;-2.\n", [1.5]),
    ],
)
def test_a_comma_is_decimal_where_nothing_speaks_against_it(tmp_path: Path, content: str, values: list[float]) -> None:
    np.testing.assert_array_equal(read(text_file(tmp_path, content)).columns["w"].values, values)


def test_a_decimal_sign_and_a_delimiter_that_are_named_are_taken(tmp_path: Path) -> None:
    path = text_file(tmp_path, "w;n,m\n1,234;2\n")
    columns = read(path, options=ReadOptions(delimiter=";", decimal=",")).columns
    assert (list(columns), columns["w"].values.tolist()) == (["w", "n,m"], [1.234])
    tabs = text_file(tmp_path, "a,b\tc\n1\t2\n")
    assert list(read(tabs, options=ReadOptions(delimiter="tab")).columns) == ["a,b", "c"]
    assert list(read(tabs, options=ReadOptions(delimiter="\\t")).columns) == ["a,b", "c"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "a,b\n1,2\n3\n4,5\n",
            "data.csv, line 3: 1 cells where the header has 2; look for a delimiter or a line break",
        ),
        (
            "a,b\n1,2\n3",
            "data.csv, line 3: 1 cells where the header has 2; it is the last line, so that the file looks",
        ),
        ("a,b\n1,2\n3,4,5", "data.csv, line 3: 3 cells where the header has 2; look for a delimiter"),
        ("a,b\n\n1,2\n\n3\n4,5\n", "data.csv, line 5: 1 cells"),
        ('a,b\n1,"x"y\n2,3\n', "data.csv, line 2: a quote is not closed, or not doubled inside a cell; mend it."),
    ],
)
def test_a_line_of_another_width_is_told_with_its_remedy(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(DataError) as told:
        read(text_file(tmp_path, content), options=ReadOptions(delimiter=","))
    assert str(told.value).startswith(said)


def test_a_fault_far_down_is_found_and_blank_lines_there_are_none(tmp_path: Path) -> None:
    rows = "1,2\n" * 9_000
    assert read(text_file(tmp_path, "a,b\n" + rows + "\n\n3,4\n")).rows == 9_001
    with pytest.raises(DataError, match="line 9003: 3 cells where the header has 2; look for"):
        read(text_file(tmp_path, "a,b\n" + rows + "\n3,4,5\n1,2\n"))


def test_a_file_without_a_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="numbers where names should be"):
        read(text_file(tmp_path, '1,2\n"'))


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    path = text_file(tmp_path, "a,b\n1,2\n")
    fault = _fault(path, Dialect("utf-8", ",", ".", ("a", "b"), ()))
    assert str(fault) == "data.csv changed while it was read; try again."


@pytest.mark.parametrize("cell", ["-07", "00", "+012", "1e5x", "1234567890123456", "-1234567890123456", "1e"])
def test_codes_with_leading_zeros_and_long_numbers_stay_as_they_are_written(tmp_path: Path, cell: str) -> None:
    assert texts(read(text_file(tmp_path, f"a,x\nz,{cell}\n")), "x") == [cell]


def test_missing_cells_of_a_text_column_are_blank_and_words_are_not_truth(tmp_path: Path) -> None:
    path = text_file(tmp_path, "a,t\nz,NULL\nz,yes\nz,.\nz,true\nz, nan \n")
    assert texts(read(path), "t") == [None, "yes", None, "true", None]


def test_unnamed_columns_are_counted_from_one(tmp_path: Path) -> None:
    assert list(look(text_file(tmp_path, "age, ,\n12,1,2\n")).columns) == ["age", "column_2", "column_3"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_fault_is_found_in_the_encoding_and_with_the_delimiter_of_the_file(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    content = "été,n\nSão,1\nÎle,2,3\n".replace(",", delimiter)
    with pytest.raises(DataError, match="line 3: 3 cells where the header has 2; look for"):
        read(text_file(tmp_path, content.encode(encoding)))


def test_a_quote_that_is_not_closed_in_the_header_is_on_the_first_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="line 1: a quote is not closed"):
        read(text_file(tmp_path, '"a,b\n1,2\n'))


def test_a_name_may_hold_a_line_break_and_may_be_a_number_among_words(tmp_path: Path) -> None:
    microdata = read(text_file(tmp_path, '"a\r\nb",2020\r\nx,1\r\n'))
    assert list(microdata.columns) == ["a\r\nb", "2020"]


def test_blank_lines_alone_are_no_rows(tmp_path: Path) -> None:
    empty = read(text_file(tmp_path, "a,b\n\n\n"))
    assert (empty.rows, list(empty.columns), len(empty.columns["b"].values)) == (0, ["a", "b"], 0)


def test_half_a_letter_at_the_end_is_no_utf_8(tmp_path: Path) -> None:
    microdata = read(text_file(tmp_path, b"n,word\n1,S\xc3"))
    assert texts(microdata, "word") == ["SÃ"]
    assert microdata.facts.notes == ("read as cp1252 text, for it is not UTF-8",)


def test_cells_are_looked_at_up_to_a_limit_and_one_that_it_cuts_is_no_evidence(tmp_path: Path) -> None:
    """Between tabs 1,234 may be a thousand, and 12,34 speaks for a decimal comma wherever it is looked at."""

    def kind(last: str, cut: str) -> str:
        """Of a file in which the row `last` and then the characters `cut` are the last that are looked at."""
        start = "w\tname\n" + f"1,234\t{'5' * 100_000}\n" * 2
        start += f"1,234\t{'5' * (262_144 - len(start) - len(last) - len(cut) - 8)}\n{last}\n"
        assert len(start) + len(cut) == 262_144
        return read(text_file(tmp_path, f"{start}{cut}34\t5\n12,34\t5\n")).columns["w"].facts.kind

    assert kind("1,234\t5", "1,2") == "text"
    assert kind("12,34\t5", "1,2") == "number"
    assert kind("1,234\t5", "12,34\t5\n") == "text"  # whole, but that is not known


def test_two_columns_are_more_than_one_though_a_row_does_not_fit(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="line 3: 3 cells where the header has 2"):
        read(text_file(tmp_path, "a;b\n1;2\n3;4;5\n6;7\n"))


@pytest.mark.parametrize("delimiter", ['"', "\n", "\r", ""])
def test_what_cannot_part_cells_is_no_delimiter(tmp_path: Path, delimiter: str) -> None:
    with pytest.raises(UsageError, match="the delimiter is one character such as"):
        read(text_file(tmp_path, "a,b\n1,2\n"), options=ReadOptions(delimiter=delimiter))


def test_a_zero_far_down_makes_no_letters_of_two_bytes(tmp_path: Path) -> None:
    content = b"word,n\n".ljust(4096, b"x")
    assert encoding_of(text_file(tmp_path, content + b"\0")) == "utf-8"
    assert encoding_of(text_file(tmp_path, content[:-1] + b"\0")) == "utf-16-le"
