"""What a file really is, told by its first bytes, so that a wrong name becomes advice and not a crash."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Final, NamedTuple

from ..errors import DataError


class Kind(NamedTuple):
    """A kind of content: how to call it, and the extension it should have."""

    words: str
    extension: str = ""


SPSS = Kind("an SPSS file", ".sav")
PORTABLE = Kind("an SPSS portable file", ".por")
STATA = Kind("a Stata file", ".dta")
SAS = Kind("a SAS data set", ".sas7bdat")
TRANSPORT = Kind("a SAS transport file", ".xpt")
PARQUET = Kind("a Parquet file", ".parquet")
EXCEL = Kind("an Excel workbook", ".xlsx")
OLD_EXCEL = Kind("an old or a password-protected Office file", ".xls")
OPEN_DOCUMENT = Kind("an OpenDocument spreadsheet", ".ods")
ZIP = Kind("a zip archive")
COMPRESSED = Kind("a compressed file")
PDF = Kind("a PDF document")
HTML = Kind("a web page")
TEXT = Kind("plain text", ".csv")
UNKNOWN = Kind("something else")

EXPECTED: Final = {
    ".sav": SPSS,
    ".zsav": SPSS,
    ".por": PORTABLE,
    ".dta": STATA,
    ".sas7bdat": SAS,
    ".xpt": TRANSPORT,
    ".parquet": PARQUET,
    ".xlsx": EXCEL,
    ".xls": OLD_EXCEL,
    ".ods": OPEN_DOCUMENT,
    ".csv": TEXT,
    ".tsv": TEXT,
    ".txt": TEXT,
}
STARTS: Final = (
    (b"$FL2", SPSS),
    (b"$FL3", SPSS),
    (b"<stata_dta>", STATA),
    (b"HEADER RECORD*******LIB", TRANSPORT),
    (b"PAR1", PARQUET),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_EXCEL),
    (b"\x1f\x8b", COMPRESSED),
    (b"BZh", COMPRESSED),
    (b"\xfd7zXZ\x00", COMPRESSED),
    (b"7z\xbc\xaf\x27\x1c", COMPRESSED),
    (b"%PDF-", PDF),
)
SAS_MAGIC: Final = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
CONTROLS: Final = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")  # what no text holds
EARLY_EXCEL: Final = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")  # BIFF streams of before 1997
# The second of the five names a portable file opens with is in ASCII, whatever the set the rest is written in.
PORTABLE_WORDS: Final = (b"SPSS PORT FILE", b"SPSSPORT", "SPSSPORT".encode("cp037"))


def check_content(path: Path) -> None:
    """Raise a DataError when the content is not what the extension of the file says."""
    if not path.exists():
        raise DataError(f"there is no file {path.name!r} here; check the spelling and the folder.")
    if path.is_dir():
        raise DataError(f"{path.name} is a folder; name the data file inside it.")
    expected, found = EXPECTED[path.suffix.lower()], kind_of(path)
    if found == expected:
        return
    if found.extension:
        raise DataError(f"{path.name} is not {expected.words} but {found.words}; rename it to {found.extension}.")
    if found in (ZIP, COMPRESSED):
        raise DataError(f"{path.name} is {found.words}; unpack it and read the file inside.")
    raise DataError(f"{path.name} is not {expected.words} but {found.words}; export the data again as {path.suffix}.")


def kind_of(path: Path) -> Kind:
    """The kind of content of a file."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        raise DataError(f"{path.name} cannot be opened; check that you may read it.") from None
    if not head.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise DataError(f"{path.name} is empty; copy or export it again.")
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    return next((kind for start, kind in STARTS if head.startswith(start)), None) or _by_pattern(head)


def _by_pattern(head: bytes) -> Kind:
    if head.startswith(SAS_MAGIC):
        return SAS
    if any(words in head[:600].replace(b"\r", b"").replace(b"\n", b"") for words in PORTABLE_WORDS):
        return PORTABLE
    # Before release 13 a Stata file opens with its release (102 to 115), its byte order (1 or 2) and a 1.
    if 102 <= head[0] <= 115 and head[1:2] in (b"\x01", b"\x02") and head[2:3] == b"\x01":
        return STATA
    if head.startswith(EARLY_EXCEL) and b"\x00" in head:
        return OLD_EXCEL
    if head.lstrip(b"\xef\xbb\xbf\r\n\t ").lower().startswith((b"<!doctype", b"<html")):
        return HTML
    return TEXT if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    body = head.replace(b"\x00", b"") if _every_other_is_nul(head) else head
    return not CONTROLS.search(body)


def _every_other_is_nul(head: bytes) -> bool:
    """UTF-16 without a mark: in Western text every second byte is zero."""
    return min(head[0::2].count(0), head[1::2].count(0)) == 0 and head.count(0) > 0.4 * len(head)


def _kind_of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            kind = archive.open("mimetype").read(128) if "mimetype" in names else b""  # it could unpack to anything
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError):  # the last: locked, or an unknown packing
        raise DataError(f"{path.name} is cut short or damaged; copy or export it again.") from None
    if any(name.startswith("xl/") for name in names):
        return EXCEL
    return OPEN_DOCUMENT if b"opendocument.spreadsheet" in kind else ZIP
