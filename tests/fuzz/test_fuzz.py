"""Files that once did harm, a few damaged ones anew, and archives that unpack to more than they seem."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import DataError
from analysis.input import read
from analysis.isolation import checked
from cli.app import main

from . import seeds
from .damage import damaged
from .pinned import lost, pinned
from .trial import faults, trial

READ = Path(__file__).with_name("corpus") / "underscore.sas7bdat"  # its harm came after it was read
CORPUS = sorted(Path(__file__).with_name("corpus").iterdir())


@pytest.fixture(scope="module")
def whole() -> Iterator[list[Path]]:
    """A whole file of every kind."""
    with tempfile.TemporaryDirectory() as folder:
        made = seeds.make(Path(folder))
        seeds.beside(Path(folder))
        yield made


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_a_file_that_once_did_harm_is_refused_in_one_sentence(path: Path, tmp_path: Path) -> None:
    seeds.beside(tmp_path)
    harmful = tmp_path / path.name
    harmful.write_bytes(path.read_bytes())
    fate, wrong = trial(harmful)
    assert wrong == []
    assert fate in ("refused", "ended the library") or path == READ  # a library mended by then only refuses them


def test_a_missing_value_of_sas_that_has_no_letter_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", str(READ), "--variable", "w", "--statistic", "mean", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [row["n"] for row in document["rows"]] == [seeds.ROWS - 1]
    assert [(row["reason"], row["n"]) for row in document["missing"]] == []  # of fewer than five nothing is told


def test_whole_files_are_read(whole: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    for path in whole:
        assert faults(path) == [], path.name
    assert {path.suffix for path in whole} > {".sav", ".zsav", ".por", ".dta", ".xpt", ".csv", ".parquet", ".xlsx"}


@pytest.mark.parametrize(
    "kind",
    [".sav", ".zsav", ".por", ".dta", ".sas7bdat", ".xpt", ".csv", ".parquet", ".xlsx", ".ods", ".yaml", ".pptx"],
)
def test_damaged_files_are_one_sentence(whole: list[Path], tmp_path: Path, kind: str) -> None:
    origin = next(path for path in whole if path.suffix == kind)
    seeds.beside(tmp_path)
    for seed in range(5):
        path = tmp_path / f"damaged{kind}"
        path.write_bytes(damaged(origin.read_bytes(), np.random.default_rng(seed)))
        assert faults(path) == [], seed


LAUGHS = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
DECLARED = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>'  # a11 stands for 10**11 times ha


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        (".pptx", "ppt/presentation.xml"),
        (".pptx", "ppt/theme/theme1.xml"),
        (".pptx", "_rels/.rels"),
        (".xlsx", "xl/worksheets/sheet1.xml"),
        (".xlsx", "xl/sharedStrings.xml"),
        (".ods", "content.xml"),
    ],
)
def test_what_xml_declares_is_not_written_out(whole: list[Path], tmp_path: Path, kind: str, part: str) -> None:
    seeds.beside(tmp_path)
    parts = seeds.members(next(path for path in whole if path.suffix == kind).read_bytes())
    body = parts[part].decode().split("?>", 1)[1]
    place = body.index(">", body.index("<") + 1) + 1
    parts[part] = f"{DECLARED}{body[:place]}&a11;{body[place:]}".encode()
    path = tmp_path / f"laughs{kind}"
    path.write_bytes(seeds.packed(parts))
    assert faults(path) == []


def test_a_file_that_loses_rows_is_seen_by_its_pins(whole: list[Path], tmp_path: Path) -> None:
    origin = next(path for path in whole if path.name == "answers.csv")
    pins = pinned(origin)
    assert pins is not None
    assert (pins.rows, pins.columns) == (seeds.ROWS, 8)
    path = tmp_path / origin.name
    path.write_bytes(origin.read_bytes())
    assert trial(path, pins) == ("read", [])
    path.write_bytes(b"\n".join(origin.read_bytes().split(b"\n")[:-2]) + b"\n")
    assert trial(path, pins) == ("read", [])
    said = ["it is read although its sha256 is another one", "rows, columns or weights are lost in silence"]
    assert trial(path, pinned(path))[1] == []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tests.fuzz.pinned._opens", lambda codebook, path: True)
        assert lost(path, pins) == said


def test_a_damage_is_the_same_with_the_same_seed(whole: list[Path]) -> None:
    for path in whole:
        content = path.read_bytes()
        first, second, other = (damaged(content, np.random.default_rng(seed)) for seed in (3, 3, 4))
        assert first == second
        assert other != first


@pytest.mark.parametrize("kind", [".xlsx", ".ods"])
def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_read(
    whole: list[Path], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path = next(path for path in whole if path.suffix == kind)
    monkeypatch.setattr(checked, "memory", lambda: 4000)
    with pytest.raises(DataError, match=r"unpacks to 0\.0 GB; the limit on this machine is 0\.0 GB"):
        read(path)
