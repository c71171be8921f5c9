"""The end of a .sav file without a count, held to files written here as the PSPP developers' guide describes them."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.input.whole_spss import open_ended

PLAIN, BYTECODE, BLOCKS = 0, 1, 2
PADDING, END, LITERAL, BLANKS, MISSING = 0, 252, 253, 254, 255


def header(order: str, packing: int, cases: int, layout: int = 2) -> bytes:
    """The record of 176 bytes with which a file begins."""
    start = b"$FL2" + b"@(#) SPSS DATA FILE".ljust(60)
    return (start + struct.pack(f"{order}iiiii", layout, 1, packing, 0, cases)).ljust(176, b"\0")


def variable(order: str, label: bytes = b"", missing: int = 0, width: int = 0) -> bytes:
    """The record of a column, or (`width` -1) of 8 further bytes of a text."""
    record = struct.pack(f"{order}iiiiii", 2, width, bool(label), missing, 0, 0) + b"X".ljust(8)
    if label:
        record += struct.pack(f"{order}i", len(label)) + label.ljust(-(-len(label) // 4) * 4)
    return record + bytes(8 * abs(missing))


def labels(order: str, *texts: bytes) -> bytes:
    """The records of labels of values, and of the column that they belong to."""
    record = struct.pack(f"{order}ii", 3, len(texts))
    for text in texts:
        record += bytes(8) + (bytes([len(text)]) + text).ljust(-(-(len(text) + 1) // 8) * 8)
    return record + struct.pack(f"{order}iii", 4, 1, 1)


def documents(order: str, lines: int) -> bytes:
    return struct.pack(f"{order}ii", 6, lines) + b"x" * 80 * lines


def extension(order: str, size: int, count: int) -> bytes:
    return struct.pack(f"{order}iiii", 7, 99, size, count) + bytes(max(0, size * count))


def dictionary(order: str) -> bytes:
    """Every kind of record, in every length that is padded in another way; a case has 15 elements."""
    records = b"".join(variable(order, b"x" * length) for length in range(10))
    records += variable(order, missing=3) + variable(order, b"text", missing=-2, width=12) + variable(order, width=-1)
    records += labels(order, *(b"y" * length for length in range(18))) + labels(order, b"one")
    records += variable(order, missing=1) + documents(order, 3) + variable(order)
    return records + extension(order, 4, 8) + extension(order, 1, 5) + struct.pack(f"{order}ii", 999, 0)


def written(folder: Path, content: bytes) -> Path:
    path = folder / "a.sav"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("layout", [2, 3])
@pytest.mark.parametrize("order", ["<", ">"])
def test_cases_as_they_are_fill_the_rest_of_the_file(tmp_path: Path, order: str, layout: int) -> None:
    start = header(order, PLAIN, -1, layout) + dictionary(order)
    for elements in (0, 15, 45):
        assert open_ended(written(tmp_path, start + bytes(8 * elements))) is True
    for rest in (1, 8 * 14, 8 * 15 - 1, 8 * 16, 8 * 45 - 8):
        with pytest.raises(DataError, match=r"a\.sav is cut short: its last case is not whole; copy or export"):
            open_ended(written(tmp_path, start + bytes(rest)))


@pytest.mark.parametrize("packing", [PLAIN, BYTECODE, BLOCKS])
def test_cases_that_are_counted_are_left_to_the_reader(tmp_path: Path, packing: int) -> None:
    for cases in (0, 1, 7):
        assert open_ended(written(tmp_path, header("<", packing, cases) + b"\0")) is False


def test_blocks_have_a_list_behind_them_which_their_reader_needs(tmp_path: Path) -> None:
    assert open_ended(written(tmp_path, header("<", BLOCKS, -1) + b"\0")) is False


def packed(cells: Sequence[int], *, end: bool) -> bytes:
    """Elements as codes, eight at a time, with what stands for itself behind its eight."""
    codes = [*cells, *([END] if end else [])]
    codes += [PADDING] * (-len(codes) % 8)
    blocks = [codes[at : at + 8] for at in range(0, len(codes), 8)]
    return b"".join(bytes(block) + b"literals" * block.count(LITERAL) for block in blocks)


@pytest.mark.parametrize("cases", [0, 1, 5, 8, 40])
@pytest.mark.parametrize("mixed", [False, True])
def test_packed_cases_are_counted_up_to_the_code_of_their_end(tmp_path: Path, cases: int, mixed: bool) -> None:
    start = header("<", BYTECODE, -1) + dictionary("<")
    cells = [100, 251, 1, LITERAL, BLANKS, MISSING, 7, LITERAL, 9, 2, 3, 4, 5, 6, 8] if mixed else [101] * 15
    whole = packed(cells * cases, end=True)
    assert open_ended(written(tmp_path, start + whole)) is False
    assert open_ended(written(tmp_path, start + whole + b"\0" * 8)) is False  # what stands behind it is nothing
    assert open_ended(written(tmp_path, start + packed(cells * cases, end=False))) is True
    for more in (1, 14):
        with pytest.raises(DataError, match="its last case is not whole"):
            open_ended(written(tmp_path, start + packed([*cells * cases, *cells[:more]], end=True)))
        with pytest.raises(DataError, match="its last case is not whole"):
            open_ended(written(tmp_path, start + packed([*cells * cases, *cells[:more]], end=False)))


def test_a_value_that_stands_for_itself_is_there_to_its_last_byte(tmp_path: Path) -> None:
    start = header("<", BYTECODE, -1) + dictionary("<")
    whole = start + packed([LITERAL] * 15, end=False)
    assert open_ended(written(tmp_path, whole)) is True
    with pytest.raises(DataError, match=r"a\.sav is cut short or damaged; copy or export it again\."):
        open_ended(written(tmp_path, whole[:-1]))


@pytest.mark.parametrize(
    "content",
    [
        header("<", PLAIN, -1),
        header("<", PLAIN, -1)[:80],
        header("<", PLAIN, -1) + dictionary("<")[:-8],
        header("<", PLAIN, -1) + struct.pack("<iiii", 5, 99, 4, 8) + bytes(32),  # no such record
        header("<", PLAIN, -1) + struct.pack("<iiii", 7, 99, 1, -16) + struct.pack("<ii", 999, 0),  # of no length
        header("<", PLAIN, -1) + struct.pack("<iiii", 7, 99, 1, -17) + struct.pack("<ii", 999, 0),
        header("<", PLAIN, -1) + struct.pack("<ii", 999, 0) + bytes(8),  # without columns
        header("<", PLAIN, -1) + struct.pack("<ii", 3, 2**31 - 1),
    ],
)
def test_a_dictionary_that_cannot_be_is_damaged(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DataError, match=r"a\.sav is cut short or damaged; copy or export it again\."):
        open_ended(written(tmp_path, content))
