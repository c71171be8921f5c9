"""The end of an .xls workbook, held to compound files written here by their description ([MS-CFB], 2.2 and 2.3)."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.input.whole_office import open_ended

FREE, END, TABLE, LIST = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
IN_HEADER = 109


def compound(tables: int, *, shift: int = 9, in_header: int = IN_HEADER, spare: int = 3, none: int = FREE) -> bytes:
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
    struct.pack_into(f"<{IN_HEADER}I", header, 76, *(at[:in_header] + [none] * IN_HEADER)[:IN_HEADER])
    body = bytes(first * size) + struct.pack(f"<{len(places)}I", *places)
    for number in range(lists):
        part = at[in_header + number * (each - 1) :][: each - 1]
        following = first + tables + number + 1 if number + 1 < lists else min(none, END)
        body += struct.pack(f"<{each}I", *part, *[none] * (each - 1 - len(part)), following)
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
    assert open_ended(written(tmp_path / "a.xls", content)) is False
    with pytest.raises(DataError, match=r"a\.xls is cut short or damaged; open it and save it again\."):
        open_ended(written(tmp_path / "a.xls", content[:-1]))


def test_what_no_table_uses_may_be_missing_and_what_one_uses_may_not(tmp_path: Path) -> None:
    content = bytearray(compound(1))
    table = content.index(struct.pack("<I", TABLE)) - 4 * 124  # 124 sectors are in use before the table itself
    assert open_ended(written(tmp_path / "a.xls", bytes(content) + bytes(512))) is False
    struct.pack_into("<I", content, table + 4 * 125, END)  # one more sector, behind the end of the file
    with pytest.raises(DataError):
        open_ended(written(tmp_path / "a.xls", bytes(content)))
    assert open_ended(written(tmp_path / "a.xls", bytes(content) + bytes(512))) is False


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
        assert open_ended(written(tmp_path / "a.xls", bytes(content))) is False
    else:
        with pytest.raises(DataError):
            open_ended(written(tmp_path / "a.xls", bytes(content)))


def test_of_a_workbook_from_before_compound_files_nothing_is_known(tmp_path: Path) -> None:
    assert open_ended(written(tmp_path / "a.xls", b"\x09\x08\x08\x00")) is False


@pytest.mark.parametrize("none", range(0xFFFFFFFA, 0x100000000))
def test_a_number_that_the_format_reserves_is_that_of_no_table(tmp_path: Path, none: int) -> None:
    content = bytearray(compound(130, in_header=1, none=none))
    struct.pack_into("<I", content, 72, 3)  # one list more than there is: the chain tells its end by itself
    assert open_ended(written(tmp_path / "a.xls", bytes(content))) is False


def test_a_chain_of_no_lists_is_not_followed(tmp_path: Path) -> None:
    content = bytearray(compound(1))
    struct.pack_into("<II", content, 68, 0, 0)
    assert open_ended(written(tmp_path / "a.xls", bytes(content))) is False


def test_a_workbook_of_one_sector_is_whole(tmp_path: Path) -> None:
    header = bytearray(compound(1)[:512])
    struct.pack_into("<I", header, 76, 0)
    table = struct.pack("<128I", TABLE, *[FREE] * 127)
    assert open_ended(written(tmp_path / "a.xls", bytes(header) + table)) is False
    with pytest.raises(DataError):
        open_ended(written(tmp_path / "a.xls", bytes(header) + table[:-1]))


@pytest.mark.parametrize("shift", [0, 1])
def test_sectors_too_small_for_a_number_are_damage(tmp_path: Path, shift: int) -> None:
    content = bytearray(compound(1))
    struct.pack_into("<H", content, 30, shift)
    with pytest.raises(DataError):
        open_ended(written(tmp_path / "a.xls", bytes(content)))
