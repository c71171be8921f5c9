"""Files that cannot be read are refused in one sentence that holds the next step and no answer of a respondent."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from analysis.errors import DataError, UsageError
from analysis.input import READERS, ReadOptions, look, read

FRAME = pd.DataFrame({"who": ["secretive"] * 400, "x": np.linspace(0, 1, 400)})


def _workbook(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_column(0, 0, ["who", *FRAME["who"]])


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.csv", FRAME.to_csv())


WRITERS: dict[str, Callable[[Path], object]] = {
    ".sav": lambda path: pyreadstat.write_sav(FRAME, path),
    ".zsav": lambda path: pyreadstat.write_sav(FRAME, path, compress=True),
    ".por": lambda path: pyreadstat.write_por(FRAME.rename(columns=str.upper), path),
    ".dta": lambda path: pyreadstat.write_dta(FRAME, path),
    ".xpt": lambda path: pyreadstat.write_xport(FRAME, path),
    ".csv": lambda path: FRAME.to_csv(path, index=False),
    ".xlsx": _workbook,
    ".zip": _zip,
    ".gz": lambda path: path.write_bytes(b"\x1f\x8b" + bytes(20)),
    ".pdf": lambda path: path.write_bytes(b"%PDF-1.7\n%"),
    ".html": lambda path: path.write_text("<!DOCTYPE html><p>secretive"),
    ".bin": lambda path: path.write_bytes(bytes(range(1, 256))),
    ".xls": lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
}


def made(folder: Path, content: str, extension: str) -> Path:
    """A file with the content of one format and the extension of another."""
    real = folder / f"real{content}"
    WRITERS[content](real)
    return real.rename(folder / f"data{extension}")


@pytest.mark.parametrize(
    ("content", "extension", "said"),
    [
        (".csv", ".sav", "is not an SPSS file but plain text; rename it to .csv"),
        (".xlsx", ".dta", "is not a Stata file but an Excel workbook; rename it to .xlsx"),
        (".xlsx", ".csv", "is not plain text but an Excel workbook; rename it to .xlsx"),
        (".zip", ".csv", "is a zip archive; unpack it and read"),
        (".zip", ".xlsx", "is a zip archive; unpack it and read"),
        (".gz", ".csv", "a compressed file; unpack it"),
        (".sav", ".dta", "is not a Stata file but an SPSS file; rename it to .sav"),
        (".dta", ".sav", "but a Stata file; rename it to .dta"),
        (".xpt", ".sas7bdat", "but a SAS transport file; rename it to .xpt"),
        (".por", ".sav", "but an SPSS portable file; rename it to .por"),
        (".pdf", ".csv", "but a PDF document; export the data again as .csv"),
        (".html", ".xls", "but a web page; export the data again"),
        (".bin", ".csv", "something else"),
        (".xls", ".xlsx", "old or a password-protected Office file"),
        (".csv", ".parquet", "is not a Parquet file but plain text"),
        (".csv", ".xpt", "is not a SAS transport file but plain text"),
    ],
)
def test_a_wrong_name_becomes_advice(tmp_path: Path, content: str, extension: str, said: str) -> None:
    path = made(tmp_path, content, extension)
    for door in (look, read):
        with pytest.raises(DataError, match=re.escape(said)):
            door(path)


@pytest.mark.parametrize("extension", READERS)
@pytest.mark.parametrize("content", [b"", b"\n \n", bytes(500)], ids=["nothing", "white", "zeros"])
def test_an_empty_file_says_so(tmp_path: Path, extension: str, content: bytes) -> None:
    path = tmp_path / f"data{extension}"
    path.write_bytes(content)
    with pytest.raises(DataError, match="is empty"):
        read(path)


def test_a_workbook_whose_packing_is_damaged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet" * 50)
    content = bytearray(path.read_bytes())
    start = 30 + len("mimetype")  # the header of a member is 30 bytes and its name
    content[start : start + 12] = bytes(byte ^ 0xFF for byte in content[start : start + 12])
    path.write_bytes(content)
    with pytest.raises(DataError, match="cut short or damaged"):
        read(path)


@pytest.mark.parametrize("extension", [".sav", ".zsav", ".por", ".dta", ".xpt", ".xlsx"])
@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_file_cut_short_is_refused_without_a_traceback_or_a_value(
    tmp_path: Path, extension: str, share: float
) -> None:
    path = made(tmp_path, extension, extension)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share) | 1])
    with pytest.raises(DataError, match=r"cut short|is not") as caught:
        read(path)
    assert "secretive" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_path_that_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no file 'gone.sav'"):
        read(tmp_path / "gone.sav")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(DataError, match="is a folder"):
        read(tmp_path / "folder.csv")


@pytest.mark.parametrize(("name", "said"), [("data.rds", "cannot read .rds files"), ("data", "without an extension")])
def test_an_unknown_extension_lists_what_can_be_read(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(DataError, match=f"{said}.*{', '.join(READERS)}"):
        read(tmp_path / name)


def test_an_extension_may_be_in_capitals(tmp_path: Path) -> None:
    assert read(made(tmp_path, ".sav", ".SAV")).rows == 400


@pytest.mark.parametrize(
    ("extension", "options"),
    [(".sav", ReadOptions(sheet="One")), (".xlsx", ReadOptions(delimiter=";")), (".dta", ReadOptions(decimal=","))],
)
def test_an_option_of_another_format_is_refused(tmp_path: Path, extension: str, options: ReadOptions) -> None:
    takes = {".sav": "encoding", ".xlsx": "sheet", ".dta": "encoding"}[extension]
    with pytest.raises(UsageError, match=f"not for a {extension} file; it takes {takes}\\.$"):
        read(made(tmp_path, extension, extension), options=options)


def test_a_format_without_options_says_so(tmp_path: Path) -> None:
    said = r"^decimal, encoding: not for a \.parquet file; it takes no reading options\.$"
    with pytest.raises(UsageError, match=said):
        look(tmp_path / "a.parquet", ReadOptions(encoding="utf-8", decimal=","))


def test_reading_an_spss_file_loads_no_pandas(tmp_path: Path) -> None:
    path = made(tmp_path, ".sav", ".sav")
    code = (
        "import sys; from pathlib import Path; from analysis.input import read\n"
        "early = {'pyreadstat', 'pyarrow', 'python_calamine'} & set(sys.modules); read(Path(sys.argv[1]))\n"
        "print(sorted(early | {'pandas', 'pyarrow', 'python_calamine'} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]
    told = subprocess.run([sys.executable, "-c", code, str(path)], cwd=root, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
