"""A file cut short anywhere is refused, or read whole, or said to be open-ended: rows are never lost in silence."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from analysis.errors import DataError
from analysis.input import look, read
from tests.input.truncations import FILES, TEXTS, cuts, made, verdicts

OPEN = {"SAV, uncompressed, number of cases unknown", "XPT, version 5"}


@pytest.mark.parametrize("name", FILES)
def test_no_cut_loses_rows_in_silence_and_none_gets_past_the_pins(tmp_path: Path, name: str) -> None:
    path = made(name, tmp_path)
    content = path.read_bytes()
    places = cuts(len(content), 25, step=80 if path.suffix == ".xpt" else 1)
    found = list(verdicts(path, places))
    silent = [place for place, verdict, _ in found if verdict == "silent"]
    # Of a text cut right behind a line nothing is left to see.
    assert [place for place in silent if path.suffix not in TEXTS or content[place - 1] not in b"\r\n"] == []
    assert [place for place, _, held in found if not held] == []


@pytest.mark.parametrize("name", FILES)
def test_a_whole_file_is_open_ended_only_where_its_format_is(tmp_path: Path, name: str) -> None:
    path = made(name, tmp_path)
    assert [look(path).open_ended, read(path).facts.open_ended] == [name in OPEN] * 2


def uncounted(path: Path, frame: pd.DataFrame, **how: bool) -> bytes:
    """A .sav file whose writer did not know how many cases would come."""
    pyreadstat.write_sav(frame, path, **how)
    content = bytearray(path.read_bytes())
    content[80:84] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    return bytes(content)


def test_an_uncompressed_file_is_looked_at_under_the_name_of_a_compressed_one_too(tmp_path: Path) -> None:
    path = tmp_path / "a.zsav"
    uncounted(path.with_suffix(".sav"), pd.DataFrame({"x": [0.5, 1.5]}))
    path.with_suffix(".sav").rename(path)
    assert look(path).open_ended


@pytest.mark.parametrize("compressed", [False, True])
def test_an_spss_file_without_a_count_is_cut_within_a_case_or_between_two(tmp_path: Path, compressed: bool) -> None:
    path = tmp_path / "a.sav"
    frame = pd.DataFrame({"x": [0.5, 1.5, 2.5, 3.5], "who": ["one", "a longer text", "", "four"]})
    content = uncounted(path, frame, row_compress=compressed)
    assert (read(path).rows, read(path).facts.open_ended) == (4, not compressed)
    if compressed:  # without the code of the end, whole as it is
        path.write_bytes(content[: content.rindex(b"\xfc")] + bytes(len(content) - content.rindex(b"\xfc")))
    else:
        path.write_bytes(content[:-24])  # a number of 8 bytes and a text of 16
    assert (read(path).rows, read(path).facts.open_ended) == (4 if compressed else 3, True)
    path.write_bytes(content[:-32])
    with pytest.raises(DataError, match=r"a\.sav is cut short.*; copy or export it again\."):
        read(path)


@pytest.mark.parametrize("columns", [1, 5, 8, 11, 17])
def test_cases_of_any_width_are_counted_out_where_their_number_is_unknown(tmp_path: Path, columns: int) -> None:
    path = tmp_path / "a.sav"
    frame = pd.DataFrame({f"x{place}": [float(1 + (place + row) % 9) for row in range(80)] for place in range(columns)})
    uncounted(path, frame, row_compress=True)
    assert (read(path).rows, read(path).facts.open_ended) == (80, False)


def test_the_dictionary_of_an_spss_file_is_walked_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(
        pd.DataFrame({"x": [1.0, 2.0], "t": ["a", "b"]}),
        path,
        note="A line of a document",
        column_labels=["A label of its own", ""],
        variable_value_labels={"x": {1: "Yes", 2: "No, and not at any time"}},
        missing_ranges={"x": [{"lo": 97, "hi": 99}, 5]},
    )
    content = bytearray(path.read_bytes())
    content[80:84] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    assert (read(path).rows, look(path).open_ended) == (2, True)
    path.write_bytes(content[:-1])
    with pytest.raises(DataError, match="last case is not whole"):
        look(path)


def test_a_transport_file_shows_a_cut_within_a_row_and_is_open_ended_between_two(tmp_path: Path) -> None:
    path = tmp_path / "a.xpt"
    frame = pd.DataFrame({f"X{place}": [float(place + row) for row in range(6)] for place in range(5)})
    pyreadstat.write_xport(frame, path, file_format_version=5)  # two rows of 40 bytes a record
    content = path.read_bytes()
    path.write_bytes(content[:-80])
    assert (read(path).rows, read(path).facts.open_ended) == (4, True)
    pyreadstat.write_xport(frame.iloc[:, :3], path, file_format_version=5)
    path.write_bytes(path.read_bytes()[:-80])
    with pytest.raises(DataError, match="its last row is not whole; copy or export it again"):
        read(path)


def test_of_a_stata_file_whose_table_of_labels_is_gone_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.dta"
    labels = {"x": {1: "yes", 2: "no"}}
    pyreadstat.write_dta(pd.DataFrame({"x": [1, 2]}), path, version=8, variable_value_labels=labels)
    content = path.read_bytes()
    table = 4 + 33 + 3 + 8 + 2 * (4 + 4) + len("yes.no.")  # its length, name, padding, counts, places and codes, texts
    assert not read(path).facts.open_ended
    path.write_bytes(content[:-table])
    assert (read(path).rows, read(path).facts.open_ended) == (2, True)
    for less in (1, table - 1, table + 1):
        path.write_bytes(content[:-less])
        with pytest.raises(DataError, match=r"a\.dta is cut short: its end is missing; copy or export it again"):
            read(path)


@pytest.mark.parametrize(
    ("content", "open_ended"),
    [
        (b"a,b\n1,2\n", False),
        (b"a,b\r1,2\r", False),
        (b"a,b\n1,2", True),
        ("a,b\n1,2\n".encode("utf-16"), False),
        ("a,b\n1,2".encode("utf-16"), True),
    ],
)
def test_a_text_is_open_ended_without_a_line_end_and_not_refused(
    tmp_path: Path, content: bytes, open_ended: bool
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert (read(path).rows, read(path).facts.open_ended) == (1, open_ended)


def test_a_last_line_with_too_few_cells_is_told_to_be_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n1,2,3\n4,5", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.csv, line 3: 2 cells where the header has 3; .* copy or export it again"):
        read(path)


@pytest.mark.parametrize("share", [0.05, 0.4, 0.8, 0.999])
def test_an_old_workbook_cut_short_is_refused_before_its_parser_stumbles(
    shared: Path, tmp_path: Path, share: float
) -> None:
    whole = sorted((shared / "codebook_xlsform" / "pyxform").glob("*.xls"))
    path = tmp_path / "cut.xls"
    checked = 0
    for one in whole:
        content = one.read_bytes()
        if not content.startswith(b"\xd0\xcf"):
            continue
        assert not look(one).open_ended
        path.write_bytes(content[: int(share * len(content))])
        with pytest.raises(DataError, match="cut short or damaged; open it and save it again"):
            read(path)
        checked += 1
    assert checked > 5
