"""What a file is, told by its first bytes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.input.signatures import SAS_MAGIC, check_content, kind_of

BINARY = bytes(range(1, 32))


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"$FL2 ...", "an SPSS file"),
        (b"$FL3 ...", "an SPSS file"),
        (b"<stata_dta><header>", "a Stata file"),
        (b"HEADER RECORD*******LIBRARY HEADER RECORD", "a SAS transport file"),
        (b"HEADER RECORD*******LIBV8   HEADER RECORD", "a SAS transport file"),
        (SAS_MAGIC + BINARY, "a SAS data set"),
        (b"PAR1" + BINARY, "a Parquet file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + BINARY, "an old or a password-protected Office file"),
        (b"\x09\x08\x08\x00\x00\x05", "an old or a password-protected Office file"),
        (b"\x09\x08 without a zero", "something else"),
        (b"\x1f\x8b\x08" + BINARY, "a compressed file"),
        (b"BZh91AY", "a compressed file"),
        (b"\xfd7zXZ\x00" + BINARY, "a compressed file"),
        (b"7z\xbc\xaf\x27\x1c" + BINARY, "a compressed file"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\xef\xbb\xbf \r\n<!DOCTYPE html>", "a web page"),
        (b"<HTML><body>", "a web page"),
        (b"a,<html>\n", "plain text"),
        (b"A" * 40 + b"ASCII SPSS PORT FILE" + b"0" * 400, "an SPSS portable file"),
        (b"0" * 460 + b"SPSS\r\nPORT1", "an SPSS portable file"),
        (("0" * 456 + "SPSSPORT").encode("cp037"), "an SPSS portable file"),
        (b"a,b\n" * 160 + b"SPSSPORT", "plain text"),
        (b"0" * 592 + b"SPSSPORT", "an SPSS portable file"),  # 464 characters, and room for the ends of short lines
        (b"0" * 593 + b"SPSSPORT", "plain text"),
        (bytes([102, 1, 1]) + BINARY, "a Stata file"),
        (bytes([115, 2, 1]) + BINARY, "a Stata file"),
        (bytes([101, 1, 1]) + BINARY, "something else"),
        (bytes([116, 1, 1]) + BINARY, "something else"),
        (bytes([113, 3, 1]) + BINARY, "something else"),
        (bytes([113, 1, 2]) + BINARY, "something else"),
        (b"a,b\n1,2\n", "plain text"),
        (b"a\tb\r\n1\x0c\t2\x1a", "plain text"),  # page breaks, and the mark with which DOS ended texts
        (b"a,b\x00\n", "something else"),
        (b"a" * 4096 + b"\x00", "plain text"),  # so far it is looked at
        (b"a" * 4095 + b"\x00", "something else"),
        ("a,b\n1,2\n".encode("utf-16"), "plain text"),
        ("a,b\n1,2\n".encode("utf-16-le"), "plain text"),
        ("a,b\n1,2\n".encode("utf-16-be"), "plain text"),
        ("a,b\n1,2\n\x01".encode("utf-16-le"), "something else"),
        (b"a\0b\0c\0d\0e\0f,", "plain text"),
        (b"a\0b\0c\0d\0ef", "something else"),  # four in ten
        (b"a\x00\x00b" * 9, "something else"),  # as many zeros, but not every second byte
    ],
)
def test_the_first_bytes_tell_the_kind(tmp_path: Path, head: bytes, words: str) -> None:
    path = tmp_path / "data.bin"
    path.write_bytes(head)
    assert kind_of(path).words == words


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"xl/workbook.xml": "", "mimetype": "x"}, "an Excel workbook"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "an OpenDocument spreadsheet"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "a zip archive"),
        ({"data.csv": "a,b"}, "a zip archive"),
    ],
)
def test_an_archive_is_told_by_its_members(tmp_path: Path, members: dict[str, str], words: str) -> None:
    path = tmp_path / "data.bin"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert kind_of(path).words == words


def test_an_archive_that_is_cut_or_locked_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "data.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[6] |= 1  # encrypted, says the member
    content[directory + 8] |= 1  # and the directory
    for damaged in (bytes(content), bytes(content[: directory - 1])):
        path.write_bytes(damaged)
        with pytest.raises(DataError, match=r"data\.ods is cut short or damaged; copy or export it again\."):
            kind_of(path)


@pytest.mark.parametrize(
    ("name", "head", "said"),
    [
        ("a.csv", SAS_MAGIC, "a.csv is not plain text but a SAS data set; rename it to .sas7bdat."),
        ("a.sav", b"PAR1", "a.sav is not an SPSS file but a Parquet file; rename it to .parquet."),
        ("a.txt", b"BZh9", "a.txt is a compressed file; unpack it and read the file inside."),
        ("a.sav", b"%PDF-", "a.sav is not an SPSS file but a PDF document; export the data again as .sav."),
    ],
)
def test_the_advice_names_both_kinds(tmp_path: Path, name: str, head: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(head + BINARY)
    with pytest.raises(DataError, match=f"^{re.escape(said)}$"):
        check_content(path)


@pytest.mark.parametrize("name", ["a.tsv", "a.TXT"])
def test_text_under_any_of_its_names_is_no_fault(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"a\tb\n")
    check_content(path)
