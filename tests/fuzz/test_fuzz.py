"""Files that once did harm, a few damaged ones anew, and archives that unpack to more than they seem."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import DataError
from analysis.input import read
from analysis.isolation import checked

from . import seeds
from .damage import damaged
from .trial import faults, trial

CORPUS = sorted(Path(__file__).with_name("corpus").iterdir())


@pytest.fixture(scope="module")
def whole() -> Iterator[list[Path]]:
    """A whole file of every kind."""
    with tempfile.TemporaryDirectory() as folder:
        yield seeds.make(Path(folder))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_a_file_that_once_did_harm_is_refused_in_one_sentence(path: Path) -> None:
    fate, wrong = trial(path)
    assert wrong == []
    assert fate in ("refused", "ended the library")  # a library mended by then only refuses them


def test_whole_files_are_read(whole: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    for path in whole:
        assert faults(path) == [], path.name
    assert {path.suffix for path in whole} > {".sav", ".zsav", ".por", ".dta", ".xpt", ".csv", ".parquet", ".xlsx"}


@pytest.mark.parametrize(
    "kind", [".sav", ".zsav", ".por", ".dta", ".sas7bdat", ".xpt", ".csv", ".parquet", ".xlsx", ".ods", ".yaml"]
)
def test_damaged_files_are_one_sentence(whole: list[Path], tmp_path: Path, kind: str) -> None:
    origin = next(path for path in whole if path.suffix == kind)
    (tmp_path / "answers.csv").write_bytes(next(path for path in whole if path.name == "answers.csv").read_bytes())
    for seed in range(5):
        path = tmp_path / f"damaged{kind}"
        path.write_bytes(damaged(origin.read_bytes(), np.random.default_rng(seed)))
        assert faults(path) == [], seed


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
