"""The ends of SAS, Stata and text files, held to headers written here by their descriptions."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from analysis.errors import DataError
from analysis.input import read, transport, whole_sas, whole_stata
from analysis.input.whole import open_ended

MEMBER = b"HEADER RECORD*******MEMBER"


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def sas(*, wide: bool, shifted: bool, order: str, sizes: tuple[int, int, int]) -> bytes:
    """The header of a .sas7bdat file that says where its pages begin, how long and how many they are."""
    head = bytearray(288)
    head[32:33] = b"\x33" if wide else b"\x22"
    head[35:36] = b"\x33" if shifted else b"\x32"
    head[37:38] = b"\x01" if order == "<" else b"\x00"
    struct.pack_into(f"{order}ii{'q' if wide else 'i'}", head, 200 if shifted else 196, *sizes)
    return bytes(head)


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("shifted", [True, False])
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_sas_file_has_as_many_pages_as_it_says(tmp_path: Path, wide: bool, shifted: bool, order: str) -> None:
    head = sas(wide=wide, shifted=shifted, order=order, sizes=(300, 100, 3))
    whole = head.ljust(600, b"\0")
    assert whole_sas.open_ended(written(tmp_path / "a.sas7bdat", whole)) is False
    with pytest.raises(DataError, match=r"a\.sas7bdat is cut short: it promises 3 pages; copy or export it again\."):
        whole_sas.open_ended(written(tmp_path / "a.sas7bdat", whole[:-1]))


@pytest.mark.parametrize("content", [b"\0" * 100, sas(wide=True, shifted=True, order="<", sizes=(-300, 100, 3))])
def test_a_sas_header_that_cannot_be_is_damaged(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DataError, match=r"a\.sas7bdat is cut short or damaged; copy or export it again\."):
        whole_sas.open_ended(written(tmp_path / "a.sas7bdat", content))


def test_a_sas_file_of_no_pages_is_whole(tmp_path: Path) -> None:
    head = sas(wide=False, shifted=False, order="<", sizes=(0, 0, 0))
    assert whole_sas.open_ended(written(tmp_path / "a.sas7bdat", head)) is False


def dta(
    release: int,
    order: str,
    *,
    labelled: Sequence[str],
    tables: Sequence[str],
    notes: Sequence[bytes] = (),
    rows: int = 2,
    length: int = 12,
) -> bytes:
    """Rows of a byte, a short, a long, a float, a double and a text of three (`help dta_115` of Stata)."""
    types = bytes([251, 252, 253, 254, 255, 3])
    head = struct.pack(f"{order}BBBBHi", release, 1 if order == ">" else 2, 1, 0, len(types), rows).ljust(109, b"\0")
    names = b"".join(f"v{place}".encode().ljust(33, b"\0") for place in range(6))
    display = bytes(6 * (12 if release <= 113 else 49))
    labels = b"".join(name.encode().ljust(33, b"\0") for name in (*labelled, *[""] * 6)[:6])
    texts = bytes(6 * 81)
    characteristics = b"".join(struct.pack(f"{order}bi", 1, len(note)) + note for note in notes) + bytes(5)
    data = bytes(rows * (1 + 2 + 4 + 4 + 8 + 3))
    ends = b"".join(
        struct.pack(f"{order}i", length) + name.encode().ljust(33, b"\0") + bytes(3) + bytes(length) for name in tables
    )
    return head + types + names + bytes(7 * 2) + display + labels + texts + characteristics + data + ends


@pytest.mark.parametrize("release", [111, 113, 114, 115])
@pytest.mark.parametrize("order", ["<", ">"])
def test_the_tables_that_a_stata_file_names_stand_behind_its_rows(tmp_path: Path, release: int, order: str) -> None:
    path = tmp_path / "a.dta"
    whole = dta(release, order, labelled=["yesno", "", "sex"], tables=["sex", "yesno"], notes=[b"a note", b"", b"x"])
    assert whole_stata.open_ended(written(path, whole)) is False
    assert whole_stata.open_ended(written(path, whole[: -(4 + 33 + 3 + 12)])) is True  # one of the two is gone
    for less in (1, 12, 4 + 33 + 3 + 12 - 1, 2 * (4 + 33 + 3 + 12) + 1):
        with pytest.raises(DataError, match=r"a\.dta is cut short: its end is missing; copy or export it again\."):
            whole_stata.open_ended(written(path, whole[:-less]))


def test_a_stata_file_may_have_no_rows_and_a_table_without_labels(tmp_path: Path) -> None:
    path = tmp_path / "a.dta"
    whole = dta(114, "<", labelled=["yesno"], tables=["yesno"], rows=0, length=0)
    assert whole_stata.open_ended(written(path, whole)) is False
    assert whole_stata.open_ended(written(path, whole[: -(4 + 33 + 3)])) is True


def test_a_stata_file_that_names_no_table_ends_with_its_rows(tmp_path: Path) -> None:
    whole = dta(114, "<", labelled=[], tables=[])
    assert whole_stata.open_ended(written(tmp_path / "a.dta", whole)) is False
    assert whole_stata.open_ended(written(tmp_path / "a.dta", dta(114, "<", labelled=[], tables=["unused"]))) is False
    with pytest.raises(DataError):
        whole_stata.open_ended(written(tmp_path / "a.dta", whole[:-1]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (struct.pack("<Hi", 6, 2), struct.pack("<Hi", 6, -2)),  # rows
        (struct.pack("<bi", 1, 1) + b"x", struct.pack("<bi", 1, -7) + b"x"),  # length of a characteristic
        (struct.pack("<i", 12) + b"sex", struct.pack("<i", -40) + b"sex"),  # length of a table
    ],
)
def test_a_length_below_zero_is_no_length(tmp_path: Path, old: bytes, new: bytes) -> None:
    whole = dta(114, "<", labelled=["sex"], tables=["sex", "sex"], notes=[b"x"])
    assert old in whole
    with pytest.raises(DataError):
        whole_stata.open_ended(written(tmp_path / "a.dta", whole.replace(old, new, 1)))


def test_later_releases_are_left_to_their_reader(tmp_path: Path) -> None:
    assert whole_stata.open_ended(written(tmp_path / "a.dta", b"<stata_dta>")) is False
    assert whole_stata.open_ended(written(tmp_path / "a.dta", bytes([112, 2, 1, 0]))) is False


@pytest.mark.parametrize("content", [b"", b"<stata_dta>", b"<stata_dta><header><release>117</release>"])
def test_a_stata_file_shorter_than_its_own_end_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DataError, match=r"a\.dta is (empty|cut short: its end is missing)"):
        read(written(tmp_path / "a.dta", content))


def test_the_end_of_a_stata_file_stands_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.dta"
    pyreadstat.write_dta(pd.DataFrame({"x": range(99)}), path, column_labels=["</stata_dta>"])
    assert read(path).rows == 99
    path.write_bytes(path.read_bytes()[: -len(b"</stata_dta>")])
    with pytest.raises(DataError, match="its end is missing"):
        read(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"a\n", False), (b"a", True), (b"ab\r", False), (b"abc\r\n", False), ("a\n".encode("utf-16"), False)],
)
def test_a_text_may_be_shorter_than_its_end(tmp_path: Path, content: bytes, said: bool) -> None:
    assert open_ended(written(tmp_path / "a.csv", content)) is said


def transport_file(path: Path, columns: int, rows: int, version: int) -> Path:
    frame = pd.DataFrame({f"X{place}": [float(place + row) for row in range(rows)] for place in range(columns)})
    pyreadstat.write_xport(frame, path, file_format_version=version)
    return path


def test_the_layout_of_a_transport_file_is_that_of_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.xpt"
    frame = pd.DataFrame({"A": [1.0, 2.0], "T": ["x", "yes"], "B": [3.0, 4.0]})
    for version, promised in ((5, None), (8, 2)):
        pyreadstat.write_xport(frame, path, file_format_version=version)
        layout = transport.layout(path)
        assert (layout.numbers[0], layout.numbers[2][1]) == ((0, 8), 8)
        assert layout.numbers[2][0] + 8 == layout.row
        assert sorted(layout.numbers) == [0, 2]
        assert layout.promised in (None, promised)
        assert path.read_bytes()[layout.start : layout.start + 2] == b"\x41\x10"  # 1 as IBM wrote it


def test_a_row_that_ends_just_with_a_record_is_whole_and_a_longer_one_without_its_last_record_is_not(
    tmp_path: Path,
) -> None:
    path = transport_file(tmp_path / "a.xpt", 10, 2, 5)  # rows of 80 bytes
    layout = transport.layout(path)
    assert layout.start + 2 * layout.row == path.stat().st_size
    assert (open_ended(path), read(path).rows) == (True, 2)
    path = transport_file(tmp_path / "b.xpt", 11, 10, 5)
    assert open_ended(path) is True
    path.write_bytes(path.read_bytes() + b" " * 80)  # padding is never a whole record
    with pytest.raises(DataError, match="its last row is not whole"):
        open_ended(path)
    path.write_bytes(path.read_bytes()[:-80])
    path.write_bytes(path.read_bytes()[:-80])
    with pytest.raises(DataError, match="its last row is not whole"):
        open_ended(path)


def test_rows_of_a_first_member_end_where_the_next_begins(tmp_path: Path) -> None:
    path = transport_file(tmp_path / "a.xpt", 3, 4, 5)
    other = transport_file(tmp_path / "b.xpt", 1, 3, 5).read_bytes()
    path.write_bytes(path.read_bytes() + other[other.index(MEMBER) :])
    assert open_ended(path)
    content = path.read_bytes()
    second = content.index(MEMBER, transport.layout(path).start)
    path.write_bytes(content[: second - 80] + content[second:])  # the last record of the first is lost
    with pytest.raises(DataError, match="its last row is not whole"):
        open_ended(path)
