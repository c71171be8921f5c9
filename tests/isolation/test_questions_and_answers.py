"""What the other process answers, asked here in one process: dictionary, cells, sheets, and that it cannot."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import python_calamine
import xlsxwriter

from analysis.errors import DataError
from analysis.isolation import checked, child, parsing, parsing_sheets, process, reading, sheets, wire
from analysis.isolation.process import Talk

Ask = Callable[..., io.BytesIO]


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, ...]]:
    """The limits that the other process would have set itself."""
    asked: list[tuple[float, ...]] = []
    monkeypatch.setattr(child, "limit", lambda *most: asked.append(most))
    return asked


@pytest.fixture
def answers(limits: list[tuple[float, ...]]) -> Ask:
    """What is said to these questions."""

    def said(*questions: dict[str, Any], behind: bytes = b"") -> io.BytesIO:
        reader, writer = io.BytesIO(), io.BytesIO()
        for question in questions:
            wire.tell(reader, question, behind)
        reader.seek(0)
        child._converse(reader, writer)
        writer.seek(0)
        return writer

    return said


def of(path: Path, parser: str, **how: Any) -> dict[str, Any]:
    return {"parser": parser, "path": str(path), "how": how, "seconds": 5, "memory": 1000}


def hear(said: io.BytesIO) -> Any:
    return wire.hear(said)[0]


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(
        pd.DataFrame({"x": [1.0, 97.0, np.nan], "t": ["b", "", "b"]}),
        path,
        file_label="A survey",
        note="A line of a document",
        column_labels={"x": "A number"},
        variable_value_labels={"x": {1.0: "Yes"}},
        missing_ranges={"x": [{"lo": 97, "hi": 99}]},
        variable_measure={"x": "nominal", "t": "nominal"},
        variable_display_width={"x": 11, "t": 3},
    )
    return path


def test_the_dictionary_is_what_was_written(survey: Path, answers: Ask, limits: list[tuple[float, ...]]) -> None:
    said = answers(of(survey, "read_sav", user_missing=True))
    dictionary = hear(said)
    number, text = dictionary.pop("columns")
    assert [note.strip() for note in dictionary.pop("notes")] == ["A line of a document"]
    assert dictionary == {"rows": 3, "label": "A survey", "sets": {}}
    assert number == {
        "name": "x",
        "textual": False,
        "format": "F11.2",
        "label": "A number",
        "level": "nominal",
        "width": 11,
        "labels": [[1.0, "Yes"]],
        "missing": [[97.0, 99.0]],
    }
    assert (text["name"], text["textual"], text["label"], text["labels"], text["missing"]) == ("t", True, "", [], [])
    assert limits == [(5, 1000)]
    assert said.read() == b""  # nothing more was asked


def test_the_cells_follow_column_by_column(survey: Path, answers: Ask, limits: list[tuple[float, ...]]) -> None:
    wanted = {"columns": ["t", "x"], "seconds": 7, "memory": 2000}
    said = answers(of(survey, "read_sav", user_missing=True), wanted)
    hear(said)
    assert hear(said) == {"rows": 3}
    assert hear(said) == {"texts": 2, "bytes": 1}
    assert np.frombuffer(wire.take(said, 12), "<i4").tolist() == [0, 1, 0]
    assert np.frombuffer(wire.take(said, 16), "<i8").tolist() == [1, 0]
    assert wire.take(said, 1) == b"b"
    assert hear(said) == {"letters": 0}
    np.testing.assert_array_equal(np.frombuffer(wire.take(said, 24), "<f8"), [1, 97, np.nan])
    assert said.read() == b""
    assert limits == [(5, 1000), (7,)]  # the memory is that of the whole talk


def test_what_the_library_does_not_tell_is_empty_and_only_what_is_wanted_is_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[dict[str, Any]] = []
    known: dict[str, Any] = dict.fromkeys(("number_rows", "file_label", "notes", "mr_sets"))
    for name in ("original_variable_types", "variable_measure", "column_names_to_labels", "variable_value_labels"):
        known[name] = {}
    known |= {"missing_ranges": {}, "missing_user_values": {}, "variable_display_width": {}}
    meta = SimpleNamespace(column_names=["x"], readstat_variable_types={"x": "double"}, **known)

    def parser(path: str, **how: Any) -> tuple[dict[str, list[float]], Any]:
        asked.append({"path": path, **how})
        return {"x": [1.0]}, meta

    monkeypatch.setattr(pyreadstat, "read_made", parser, raising=False)
    question = {"parser": "read_made", "path": "a.sav", "how": {"encoding": "cp1252"}}
    empty = {"format": "", "label": "", "level": "", "width": 0, "labels": [], "missing": []}
    assert parsing.described(question) == {
        "rows": None,
        "label": "",
        "notes": [],
        "columns": [{"name": "x", "textual": False, **empty}],
        "sets": {},
    }
    parsing.send(io.BytesIO(), question, ["x"])
    how = {"path": "a.sav", "output_format": "dict", "disable_datetime_conversion": True, "encoding": "cp1252"}
    assert asked == [{**how, "metadataonly": True}, {**how, "usecols": ["x"]}]


def test_letters_of_missing_values_are_a_byte_a_row(tmp_path: Path, answers: Ask) -> None:
    path = tmp_path / "a.dta"
    frame = pd.DataFrame({"x": [1.0, "a", np.nan, "z"]})
    pyreadstat.write_dta(frame, path, missing_user_values={"x": ["a", "z"]})
    said = answers(of(path, "read_dta", user_missing=True), {"columns": ["x"], "seconds": 7})
    hear(said), hear(said)
    assert hear(said) == {"letters": 4}
    np.testing.assert_array_equal(np.frombuffer(wire.take(said, 32), "<f8"), [1, np.nan, np.nan, np.nan])
    assert said.read() == b"\0a\0z"


def test_a_date_beyond_those_of_python_stays_a_number(tmp_path: Path, answers: Ask) -> None:
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pd.DataFrame({"day": [1e15]}), path, variable_format={"day": "DATE11"})
    said = answers(of(path, "read_sav"), {"columns": ["day"], "seconds": 7})
    hear(said), hear(said), hear(said)
    assert np.frombuffer(said.read(), "<f8").tolist() == [1e15]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (UnicodeDecodeError("utf-8", b"", 0, 1, ""), "encoding"),
        (pyreadstat.ReadstatError(), "damaged"),
        (pyreadstat.PyreadstatError(), "damaged"),
        (MemoryError(), "damaged"),
        (OverflowError(), "damaged"),
        (KeyError(), "damaged"),
        (OSError(), "damaged"),
    ],
)
def test_what_goes_wrong_is_one_word(
    survey: Path, answers: Ask, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fails(*asked: object, **how: object) -> None:
        raise error

    monkeypatch.setattr(parsing, "described", fails)
    assert hear(answers(of(survey, "read_sav"))) == {"failed": said}


def numbers_of(said: io.BytesIO, rows: int) -> list[float | None]:
    """The numbers of the next column."""
    assert hear(said) == {"letters": 0}
    cells = np.frombuffer(wire.take(said, 8 * rows), "<f8").tolist()
    return [None if np.isnan(cell) else cell for cell in cells]


def texts_of(said: io.BytesIO, rows: int) -> list[str]:
    """The texts of the next column."""
    told = hear(said)
    codes = np.frombuffer(wire.take(said, 4 * rows), "<i4")
    lengths = np.frombuffer(wire.take(said, 8 * told["texts"]), "<i8")
    whole = wire.take(said, told["bytes"])
    ends = np.cumsum(lengths)
    texts = [whole[end - length : end].decode() for end, length in zip(ends, lengths, strict=True)]
    assert len(texts) == len({*texts}) == len({*codes.tolist()})
    return [texts[code] for code in codes]


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    said = {"label": "A count", "value_labels": '{"1": "One"}'}
    columns = {
        "n": pa.array([1, None, 3] * 3, pa.int16()),
        "yes": pa.array([True, None, False] * 3),
        "long": pa.array([2**53 + 1, None, -5] * 3, pa.int64()),
        "word": pa.array(["b", None, "a"] * 3),
        "code": pa.array(["b", None, "a"] * 3).dictionary_encode(),
        "level": pa.array([20, None, 10] * 3).dictionary_encode(),
        "day": pa.array([1, None, 0] * 3, pa.date32()),
        "hour": pa.array([61_001_002, None, 0] * 3, pa.time64("us")),
        "list": pa.array([[1], None, []] * 3),
    }
    table = pa.table(columns)
    table = table.set_column(0, table.schema.field("n").with_metadata(said), table.column("n"))
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=4)
    return tmp_path / "a.parquet"


def test_a_parquet_file_is_told_and_sent_like_the_others(parquet: Path, answers: Ask) -> None:
    wanted = ["n", "yes", "long", "word", "code", "level", "day", "hour"]
    said = answers(of(parquet, "parquet"), {"columns": wanted, "seconds": 7})
    dictionary = hear(said)
    columns = {column["name"]: column for column in dictionary.pop("columns")}
    assert dictionary == {"rows": 9, "label": "", "notes": ["list"], "sets": {}}
    told = {"name": "n", "textual": False, "format": "number", "label": "A count", "level": "", "missing": []}
    assert columns["n"] == {**told, "width": 0, "labels": [[1.0, "One"]]}
    kinds = {name: (column["format"], column["textual"]) for name, column in columns.items()}
    number, text = ("number", False), ("text", True)
    assert kinds == {
        **{"n": number, "yes": number, "long": number, "word": text, "code": text, "level": number},
        **{"day": ("date", False), "hour": ("time", False)},
    }
    assert hear(said) == {"rows": 9}
    assert numbers_of(said, 9) == [1, None, 3] * 3
    assert numbers_of(said, 9) == [1, None, 0] * 3
    assert texts_of(said, 9) == ["9007199254740993", "", "-5"] * 3
    assert texts_of(said, 9) == ["b", "", "a"] * 3
    assert texts_of(said, 9) == ["b", "", "a"] * 3
    assert numbers_of(said, 9) == [20, None, 10] * 3
    assert numbers_of(said, 9) == [86_400_000, None, 0] * 3
    assert numbers_of(said, 9) == [61_001, None, 0] * 3  # cut to milliseconds
    assert said.read() == b""


def test_the_copy_of_a_parquet_file_is_told_with_its_bytes(parquet: Path, answers: Ask) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    weights = np.arange(9.0)
    columns = [{"name": "wt", "label": "Weight", "bytes": weights.nbytes}]
    said = answers({**of(parquet, "copy of parquet"), "columns": columns}, behind=weights.tobytes())
    copy = said.getvalue()[-hear(said)["bytes"] :]
    assert said.read() == copy
    found = pq.read_table(pa.BufferReader(copy))
    assert found.column_names == [*pq.read_table(parquet).column_names, "wt"]
    assert found["wt"].to_pylist() == weights.tolist()
    assert found.schema.field("wt").metadata[b"label"] == b"Weight"
    assert found.drop_columns("wt").equals(pq.read_table(parquet))


def test_of_two_columns_of_one_name_it_is_said_which(tmp_path: Path, answers: Ask) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "twice.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array([1])] * 3, names=["y", "x", "x"]), path)
    said = answers(of(path, "parquet"), {"columns": [], "seconds": 7})
    assert hear(said) == {"failed": "twice", "column": "x"}


@pytest.mark.parametrize("parser", ["parquet", "copy of parquet"])
def test_a_parquet_file_that_cannot_be_read_is_one_word(tmp_path: Path, answers: Ask, parser: str) -> None:
    pytest.importorskip("pyarrow")
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 and no more PAR1")
    assert hear(answers({**of(path, parser), "columns": []})) == {"failed": "damaged"}


def test_a_sheet_is_its_columns_with_what_json_does_not_have_by_kind_and_text(tmp_path: Path, answers: Ask) -> None:
    path = tmp_path / "a.xlsx"
    day, moment, hour = dt.datetime(2020, 1, 2), dt.datetime(2020, 1, 2, 3, 4), dt.time(5, 6)
    with xlsxwriter.Workbook(path) as book:
        book.add_chartsheet("Picture")
        sheet, shown = book.add_worksheet("Answers"), {}
        for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm", "[h]:mm:ss"):
            shown[form] = book.add_format({"num_format": form})
        sheet.write_row(0, 0, ["word", "yes", "day", "moment", "hour", "long"])
        for row in (1, 3):  # and an empty one between them
            sheet.write_row(row, 0, ["a", True])
            sheet.write_datetime(row, 2, day, shown["yyyy-mm-dd"])
            sheet.write_datetime(row, 3, moment, shown["yyyy-mm-dd hh:mm"])
            sheet.write_datetime(row, 4, hour, shown["hh:mm"])
            sheet.write_number(row, 5, 1.5, shown["[h]:mm:ss"])
        book.add_worksheet("Codes").write(0, 0, "code")
    said = answers({**of(path, parsing_sheets.PARSER), "sheet": None})
    assert hear(said) == {"sheets": ["Answers", "Codes"], "rows": 3, "columns": 6}
    columns = []
    for _ in range(6):
        columns.append(hear(said))
        assert np.frombuffer(wire.take(said, 8), "<i4").tolist() == [0, 0]
    assert [column["first"] for column in columns] == ["word", "yes", "day", "moment", "hour", "long"]
    assert [column["cells"] for column in columns] == [
        ["a"],
        [True],
        [["date", "2020-01-02"]],
        [["datetime", "2020-01-02T03:04:00"]],
        [["time", "05:06:00"]],
        [["duration", 36 * 3600.0]],
    ]
    codes = answers({**of(path, parsing_sheets.PARSER), "sheet": "Codes"})
    assert hear(codes)["columns"] == 1
    assert (hear(codes), codes.read()) == ({"first": "code", "cells": []}, b"")
    none = answers({**of(path, parsing_sheets.PARSER), "sheet": "Picture"})
    assert hear(none) == {"sheets": ["Answers", "Codes"], "rows": 0, "columns": 0}


def test_a_workbook_that_cannot_be_read_is_one_word(
    tmp_path: Path, answers: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 and no more")
    question = {**of(path, parsing_sheets.PARSER), "sheet": None}
    assert hear(answers(question)) == {"failed": "damaged"}
    path.unlink()
    assert hear(answers(question)) == {"failed": "damaged"}

    def locked(path: str) -> None:
        raise python_calamine.PasswordError

    monkeypatch.setattr(python_calamine, "load_workbook", locked)
    assert hear(answers(question)) == {"failed": "password"}


@pytest.mark.parametrize(
    ("failed", "said"),
    [
        ("encoding", "a.sav holds text in another encoding than it says; name its encoding"),
        ("password", "a.sav is protected by a password; save it without one."),
        ("damaged", "a.sav is cut short or damaged: its header promises 2 rows; copy or export it again."),
    ],
)
def test_the_word_becomes_a_sentence(failed: str, said: str) -> None:
    with pytest.raises(DataError) as told:
        checked.answer({"failed": failed}, Path("a.sav"), 2)
    assert str(told.value).startswith(said)


@pytest.mark.skipif(not child.FORKS, reason="there it takes no orders")
def test_when_the_command_is_gone_the_whole_group_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[tuple[int, int]] = []

    def killed(group: int, how: int) -> None:
        ended.append((group, how))
        raise SystemExit

    monkeypatch.setattr(os, "killpg", killed)
    ours, theirs = socket.socketpair()
    ours.close()
    with pytest.raises(SystemExit):
        child._serve(theirs.detach())
    assert ended == [(os.getpgrp(), signal.SIGKILL)]


def talk(*parts: bytes) -> Talk:
    """A process that says this whatever it is asked."""
    return Talk(io.BytesIO(b"".join(parts)), io.BytesIO())


def message(said: object) -> bytes:
    text = json.dumps(said).encode("ascii")
    return wire.LENGTH.pack(len(text)) + text


def asked_of(one: Talk) -> Any:
    assert isinstance(one.writer, io.BytesIO)
    one.writer.seek(0)
    return hear(one.writer)


def test_a_question_tells_its_limits_and_its_clock_is_stopped() -> None:
    one = talk(message({"rows": 2}))
    assert one.ask({"parser": "p"}, 3, 1000) == {"rows": 2}
    assert asked_of(one) == {"parser": "p", "seconds": 3, "memory": 1000}
    clock = one._clock
    assert clock is not None
    assert (clock.interval, clock.daemon) == (12, True)  # four times as long on the clock
    one.hush()
    clock.join(1)
    assert (clock.is_alive(), one.late) == (False, False)


def test_a_second_question_stops_the_clock_of_the_first() -> None:
    one = talk(message(1), message(2))
    one.ask({}, 60, 1000)
    first = one._clock
    one.ask({}, 60, 1000)
    one.hush()
    assert first is not None
    first.join(1)
    assert not first.is_alive()


def test_as_many_bytes_may_come_as_are_allowed_and_not_one_more() -> None:
    first, second = message({"rows": 2}), message("x")
    texts = len(first) - wire.LENGTH.size + len(second) - wire.LENGTH.size
    one = talk(first, second, b"1234")
    one.ask({}, 60, texts + 4)
    one.hush()
    assert (one.hear(), one.take(4), one.allowed) == ("x", b"1234", 0)
    one = talk(first, second, b"1234")
    one.ask({}, 60, texts + 3)
    one.hush()
    one.hear()
    with pytest.raises(ValueError, match="more than a file holds"):
        one.take(4)


def test_a_message_is_as_long_as_it_says_and_of_no_length_that_cannot_be() -> None:
    with pytest.raises(EOFError):
        wire.hear(io.BytesIO(message("x")[:-1]))
    with pytest.raises(ValueError, match="longer than any"):
        wire.hear(io.BytesIO(wire.LENGTH.pack(300_000_000)))
    with pytest.raises(ValueError, match="fewer bytes than none"):
        wire.take(io.BytesIO(b"x"), -1)
    assert wire.take(io.BytesIO(b"x"), 0) == b""


def described(name: str) -> reading.Described:
    return reading.Described(name, False, "F8.2", "", "", 8, (), ())


def test_more_cells_have_more_time_and_as_many_as_memory_holds_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.sav"
    path.write_bytes(bytes(200_000))
    columns = {name: described(name) for name in ("x", "y")}

    def cells(rows: int | None) -> Any:
        said = message({"letters": 0}) + bytes(16)
        one = talk(message({"rows": 2}), said, said)
        dictionary = reading.Dictionary(rows, "", (), columns, {})
        try:
            reading.Visit(reading.Question(path, "read_sav", {}), dictionary, one).cells(["x", "y"], rows)
        finally:
            one.hush()  # or its clock would end the process of some later test
        return asked_of(one)

    monkeypatch.setattr(reading, "memory", lambda: 1_000_000 * 2 * 40)
    assert cells(1_000_000) == {"columns": ["x", "y"], "seconds": 30 + 20, "memory": 80_000_000}
    assert cells(None)["seconds"] == 30 + 4  # no more rows than bytes
    with pytest.raises(DataError, match="1,000,001 rows, and 2 columns"):
        cells(1_000_001)
    monkeypatch.setattr(reading, "memory", lambda: 1)
    with pytest.raises(DataError, match="cut short or damaged"):  # nobody promised too much, but too much comes
        cells(None)


def test_a_larger_workbook_has_more_time_and_one_that_unpacks_to_too_much_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_column(0, 0, ["x", *range(50)])
    unpacked = sheets._unpacked(path)
    assert unpacked > path.stat().st_size
    asked: list[tuple[float, int]] = []

    def ask(one: Talk, said: Any, seconds: float, memory: int) -> Any:
        asked.append((seconds, memory))
        return {"sheets": ["s"], "rows": 0, "columns": 0}

    monkeypatch.setattr(Talk, "ask", ask)
    monkeypatch.setattr(checked, "memory", lambda: 4 * unpacked)
    assert sheets.sheet_of(path, None) == (["s"], 0, [])
    assert asked == [(30 + unpacked / 500_000, 4 * unpacked)]
    monkeypatch.setattr(checked, "memory", lambda: 4 * unpacked - 4)
    with pytest.raises(DataError, match=r"a\.xlsx unpacks to 0\.0 GB; the limit on this machine is 0\.0 GB"):
        sheets.sheet_of(path, None)
    assert sheets._unpacked(path.with_suffix(".XLS")) == 0


def test_when_time_is_up_the_talk_is_late_and_the_process_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting: Any = object()
    ended: list[object] = []
    monkeypatch.setattr(process, "_waiting", [waiting])
    monkeypatch.setattr(process, "_kill", ended.append)
    one = talk()
    one._cut()
    assert (one.late, ended) == (True, [waiting])
