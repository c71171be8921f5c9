"""Parquet files are read by the other process too: what harms the library there is one sentence here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import DataError
from analysis.input import look, read
from analysis.isolation import ARROW, LIBRARIES, STATISTICAL, checked, process, reading
from analysis.isolation.copying import parquet_copy
from cli import options
from cli.app import main

# What the library has to offer before it comes to the harm; its types are called by the test that they pass.
PACKAGE = """
import os
LOADED_BY = os.getpid()
class ArrowException(Exception): ...
class types:
    def __getattr__(self, name):
        return lambda kind: name == kind
types = types()
def float64(): return "is_floating"
"""
PARQUET = """
import os, sys, time
from pyarrow import LOADED_BY, ArrowException
import numpy as np
class Cells(list):
    type, offset = "is_floating", 0
    chunks = property(lambda self: [self])
    def cast(self, kind, safe=True): return self
    def buffers(self): return None, np.array(self)
class Field:
    name, type, metadata = "x", "is_floating", {{}}
class Schema(list):
    names = [field.name for field in {fields}]
class Table:
    def __init__(self, cells): self.cells = Cells(cells)
    def column(self, name): return self.cells
class ParquetFile:
    opened = 0
    def __init__(self, path, pre_buffer=True, memory_map=True):
        if pre_buffer or memory_map: os.abort()  # a thread, or a file that may be cut while it is read
        ParquetFile.opened += 1
        self.metadata = type("Metadata", (), {{"num_rows": {rows}}})
        self.schema_arrow = Schema({fields})
    def read(self, columns=None, use_threads=True):
        if use_threads: os.abort()
        {harm}
        return Table([1.0, 2.0])
"""
Harmful = Callable[..., Path]


@pytest.fixture
def harmful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harmful]:
    """A file, and a library that does `harm` when it comes to the values; the real one is back afterwards."""

    def made(harm: str = "pass", *, rows: object = 2, fields: str = "[Field]") -> Path:
        package = tmp_path / "pyarrow"
        package.mkdir(exist_ok=True)
        (package / "__init__.py").write_text(PACKAGE, encoding="utf-8")
        (package / "parquet.py").write_text(PARQUET.format(harm=harm, rows=rows, fields=fields), encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        process.stop()
        path = tmp_path / "answers.parquet"
        path.write_bytes(b"PAR1".ljust(200, b" "))
        return path

    yield made
    process.stop()


def values_of(path: Path) -> list[float]:
    """The one column of the file."""
    return np.asarray(read(path).columns["x"].values).tolist()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("os.abort()", "makes the program that reads it fail: its header promises 2 rows"),
        ("os.kill(os.getpid(), 11)", "makes the program that reads it fail"),
        ("os._exit(0)", "makes the program that reads it fail"),
        ("x = [bytes(1 << 30) for _ in range(1 << 20)]", "cut short or damaged"),
        ("raise ArrowException('secretive')", "cut short or damaged"),
        ("raise NotImplementedError('secretive')", "cut short or damaged"),
        ("raise OSError('secretive')", "cut short or damaged"),
        ("raise UnicodeDecodeError('utf-8', b'secretive', 0, 1, '')", "cut short or damaged"),
        ("return Table([1.0, 2.0, 3.0])", "cut short or damaged"),
    ],
)
def test_a_library_that_fails_gives_one_sentence_and_the_next_file_is_read(
    harmful: Harmful, capsys: pytest.CaptureFixture[str], harm: str, said: str
) -> None:
    assert main(["data", "describe", str(harmful(harm))]) == 4
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert "secretive" not in told
    assert values_of(harmful()) == [1, 2]


def test_a_library_that_hangs_is_ended(harmful: Harmful, monkeypatch: pytest.MonkeyPatch) -> None:
    path = harmful("time.sleep(600)")
    monkeypatch.setattr(reading, "SECONDS", 0.1)
    with pytest.raises(DataError, match="takes too long to read"):
        read(path)
    assert process._waiting == []


def test_a_file_that_changes_its_mind_is_refused(harmful: Harmful) -> None:
    with pytest.raises(DataError, match=r"answers\.parquet is cut short or damaged; copy"):
        read(harmful(rows="1 + ParquetFile.opened", harm="return Table([1.0] * 3)"))


def test_two_columns_of_one_name_are_told_apart_by_nobody(harmful: Harmful) -> None:
    with pytest.raises(DataError, match=r"answers\.parquet has two columns named 'x'; give each a name of its own"):
        look(harmful(fields="[Field, Field]"))


def test_more_values_than_memory_holds_are_refused_before_they_are_read(
    harmful: Harmful, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = harmful("os.abort()", rows=10**7)
    monkeypatch.setattr(reading, "memory", lambda: 239_999_999)
    with pytest.raises(
        DataError, match=r"10,000,000 rows, and 1 columns of them would take 0\.2 GB to read.*fewer columns"
    ):
        read(path)
    assert look(path).rows == 10**7
    monkeypatch.setattr(reading, "memory", lambda: 240_000_000)
    with pytest.raises(DataError, match="makes the program that reads it fail"):
        read(path)


@pytest.mark.parametrize("begun", [ARROW, STATISTICAL])
def test_the_library_is_loaded_once_for_all_files(harmful: Harmful, begun: str) -> None:
    path = harmful("return Table([float(LOADED_BY), float(os.getppid())])")
    process.start(begun)
    loaded, parent = values_of(path)
    assert loaded == parent == process._waiting[0].process.pid
    assert values_of(path) == [loaded, parent]


def test_the_process_that_is_started_for_a_file_loads_what_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(process, "start", started.append)
    for name in ("a.parquet", "a.SAV", "a.xlsx", "a.csv"):
        options._expect(Path(name))
    options._expect(None)
    assert started == [ARROW, STATISTICAL, STATISTICAL, STATISTICAL]
    assert {*LIBRARIES.values()} == {ARROW, STATISTICAL}


def test_without_forks_it_is_read_too(harmful: Harmful, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "FORKS", False)
    try:
        assert values_of(harmful()) == [1, 2]
        with pytest.raises(DataError, match="makes the program that reads it fail"):
            read(harmful("os.abort()"))
    finally:
        process.stop()


def test_a_copy_of_a_file_that_harms_is_one_sentence(harmful: Harmful) -> None:
    added = [("weight", "Weight", np.array([1.0, 2.0]))]
    for harm, said in (("os.abort()", "fail"), ("raise ArrowException", "cut short or damaged")):
        with pytest.raises(DataError, match=said):
            parquet_copy(harmful(harm), added)


def test_a_copy_larger_than_memory_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "answers.parquet"
    pq.write_table(pa.table({"x": [1.0, 2.0]}), path)
    added = [("weight", "Weight", np.array([1.0, 2.0]))]
    assert parquet_copy(path, added).startswith(b"PAR1")
    monkeypatch.setattr(checked, "count", lambda said, most: 1 << 60)
    with pytest.raises(DataError, match="cut short or damaged"):
        parquet_copy(path, added)
