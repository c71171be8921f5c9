"""The end of an .xls workbook, held to compound files written here by their description ([MS-CFB], 2.2 and 2.3)."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.input.whole_office import open_ended

FREE, END, TABLE, LIST = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
IN_HEADER = 109


def compound(tables: int, *, shift: int = 9, in_header: int = IN_HEADER, spare: int = 3) -> bytes:
    """A file whose allocation tables are full but for `spare` places; those not in the header stand in lists."""
    size, each = 1 << shift, 1 << (shift - 2)
    listed = tables - min(tables, in_header)
    lists = -(-listed // (each - 1))
    sectors = tables * each - spare
    first = sectors - tables - lists  # the tables stand last but for the lists, so that a cut loses one
    at = list(range(first, first + tables))
    places = [END] * first + [TABLE] * tables + [LIST] * lists + [FREE] * spare
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(size, b"\0"))
    struct.pack_into("<H", header, 30, shift)
    struct.pack_into("<II", header, 68, first + tables if lists else END, lists)
    struct.pack_into(f"<{IN_HEADER}I", header, 76, *(at[:in_header] + [FREE] * IN_HEADER)[:IN_HEADER])
    body = bytes(first * size) + struct.pack(f"<{len(places)}I", *places)
    for number in range(lists):
        part = at[in_header + number * (each - 1) :][: each - 1]
        following = first + tables + number + 1 if number + 1 < lists else END
        body += struct.pack(f"<{each}I", *part, *[FREE] * (each - 1 - len(part)), following)
    return bytes(header) + body


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("tables", "how"),
    [
        (1, {}),
        (1, {"spare": 0}),
        (1, {"shift": 12}),
        (3, {"in_header": 1}),
        (130, {"in_header": 1}),  # two lists, one after the other
    ],
)
def test_a_whole_workbook_is_whole_and_without_its_last_byte_it_is_not(
    tmp_path: Path, tables: int, how: dict[str, int]
) -> None:
    content = compound(tables, **how)
    assert not open_ended(written(tmp_path / "a.xls", content))
    with pytest.raises(DataError, match=r"a\.xls is cut short or damaged; open it and save it again\."):
        open_ended(written(tmp_path / "a.xls", content[:-1]))


def test_what_no_table_uses_may_be_missing_and_what_one_uses_may_not(tmp_path: Path) -> None:
    content = bytearray(compound(1))
    table = content.index(struct.pack("<I", TABLE)) - 4 * 124  # 124 sectors are in use before the table itself
    assert not open_ended(written(tmp_path / "a.xls", bytes(content) + bytes(512)))
    struct.pack_into("<I", content, table + 4 * 125, END)  # one more sector, behind the end of the file
    with pytest.raises(DataError):
        open_ended(written(tmp_path / "a.xls", bytes(content)))
    assert not open_ended(written(tmp_path / "a.xls", bytes(content) + bytes(512)))


def test_a_file_that_uses_nothing_is_damaged(tmp_path: Path) -> None:
    content = compound(1)
    empty = content[:-512] + b"\xff" * 512
    with pytest.raises(DataError):
        open_ended(written(tmp_path / "a.xls", empty))


@pytest.mark.parametrize(("at", "said"), [(30, struct.pack("<H", 60_000)), (68, struct.pack("<II", 0, 1 << 31))])
def test_a_header_that_lies_comes_to_an_end(tmp_path: Path, at: int, said: bytes) -> None:
    content = bytearray(compound(1))
    content[at : at + len(said)] = said
    if at == 68:  # the list says that it follows itself
        content[512:1024] = struct.pack("<128I", *[FREE] * 127, 0)
        assert not open_ended(written(tmp_path / "a.xls", bytes(content)))
    else:
        with pytest.raises(DataError):
            open_ended(written(tmp_path / "a.xls", bytes(content)))


def test_of_a_workbook_from_before_compound_files_nothing_is_known(tmp_path: Path) -> None:
    assert not open_ended(written(tmp_path / "a.xls", b"\x09\x08\x08\x00"))
