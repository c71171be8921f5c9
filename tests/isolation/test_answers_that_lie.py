"""The other process has read what we have not: what it says is held against what can be."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.errors import DataError
from analysis.isolation import checked, sheets, wire
from analysis.isolation.process import Talk
from analysis.isolation.reading import Described, Dictionary, Numbers, Question, SaidSet, Texts, Visit, visit

Message = tuple[Any, bytes]
ROWS = {"rows": 2}
X = Described("x", False, "F8.2", "", "", 8, (), ())
T = Described("t", True, "A8", "", "", 8, (), ())
NUMBERS = np.array([1.5, np.nan], "<f8").tobytes()
CODES = np.array([1, 0], "<i4").tobytes()
LENGTHS = np.array([1, 2], "<i8").tobytes()


def talk_of(*messages: Message) -> Talk:
    """A process that says this whatever it is asked."""
    said = io.BytesIO()
    for message, buffers in messages:
        wire.tell(said, message, buffers)
    said.seek(0)
    return Talk(said, io.BytesIO())


def cells_of(column: Described, folder: Path, *messages: Message) -> Numbers | Texts:
    """The cells of a file of one column."""
    path = folder / "answers.sav"
    path.write_bytes(b"$FL2")
    dictionary = Dictionary(2, "", (), {column.name: column}, {})
    with closing(talk_of(*messages)) as talk:
        return Visit(Question(path, "read_sav", {}), dictionary, talk).cells([column.name], 2)[1][column.name]


@contextmanager
def closing(talk: Talk) -> Iterator[Talk]:
    """A talk whose clock is stopped, which would end the process of some later test."""
    try:
        yield talk
    finally:
        talk.hush()


def test_numbers_letters_and_texts_arrive_as_they_were_sent(tmp_path: Path) -> None:
    numbers = cells_of(X, tmp_path, (ROWS, b""), ({"letters": 2}, NUMBERS + b"\0a"))
    assert isinstance(numbers, Numbers)
    np.testing.assert_array_equal(numbers.values, [1.5, np.nan])
    assert numbers.letters is not None
    assert numbers.letters.tolist() == [0, ord("a")]
    texts = cells_of(T, tmp_path, (ROWS, b""), ({"texts": 2, "bytes": 3}, CODES + LENGTHS + "aé".encode()))
    assert isinstance(texts, Texts)
    assert (texts.codes.tolist(), texts.texts) == ([1, 0], ["a", "é"])


@pytest.mark.parametrize(
    ("column", "messages"),
    [
        (X, [({"rows": -1}, b"")]),
        (X, [({"rows": "2"}, b"")]),
        (X, [({"rows": 1 << 60}, b"")]),
        (X, [({}, b"")]),
        (X, [([], b"")]),
        (X, [(ROWS, b"")]),
        (X, [(ROWS, b""), ({"letters": 0}, NUMBERS[:9])]),
        (X, [(ROWS, b""), ({"letters": 3}, NUMBERS + b"abc")]),
        (X, [(ROWS, b""), ({"letters": 1}, NUMBERS + b"a")]),
        (X, [(ROWS, b""), ({"failed": "damaged"}, b"")]),
        (T, [(ROWS, b""), ({"texts": 3, "bytes": 3}, CODES + LENGTHS + b"abc")]),
        (T, [(ROWS, b""), ({"texts": 1, "bytes": 1}, CODES + LENGTHS[:8] + b"a")]),
        (T, [(ROWS, b""), ({"texts": 2, "bytes": 4}, CODES + LENGTHS + b"abcd")]),
        (T, [(ROWS, b""), ({"texts": 2, "bytes": 1 << 60}, CODES + LENGTHS + b"abc")]),
        (T, [(ROWS, b""), ({"texts": 2, "bytes": 3}, CODES + np.array([-1, 4], "<i8").tobytes() + b"abc")]),
        (T, [(ROWS, b""), ({"texts": 2, "bytes": 3}, np.array([-1, 0], "<i4").tobytes() + LENGTHS + b"abc")]),
        (T, [(ROWS, b""), ({"texts": 2, "bytes": 3}, np.array([2, 0], "<i4").tobytes() + LENGTHS + b"abc")]),
    ],
)
def test_cells_that_cannot_be_are_refused(column: Described, messages: list[Message], tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"answers\.sav .* promises 2 rows"):
        cells_of(column, tmp_path, *messages)


DICTIONARY = {"rows": 2, "label": "", "notes": [], "columns": [], "sets": {}}
COLUMN = {
    "name": "x",
    "textual": False,
    "format": "",
    "label": "",
    "level": "",
    "width": 8,
    "labels": [],
    "missing": [],
}
SET = {"label": "Told", "variable_list": ["x"], "is_dichotomy": True, "counted_value": 1}


@contextmanager
def told(monkeypatch: pytest.MonkeyPatch, module: str, *messages: Message) -> Iterator[Path]:
    """A file of which the other process says this."""

    @contextmanager
    def conversation(*library: str) -> Iterator[Talk]:
        with closing(talk_of(*messages)) as talk:
            yield talk

    monkeypatch.setattr(f"analysis.isolation.{module}.conversation", conversation)
    yield Path("answers.xls")


@pytest.mark.parametrize(
    "said",
    [
        {**DICTIONARY, "rows": "many"},
        {**DICTIONARY, "rows": (1 << 62) + 1},
        {**DICTIONARY, "columns": [{**COLUMN, "width": (1 << 32) + 1}]},
        {**DICTIONARY, "label": 1},
        {**DICTIONARY, "columns": [{**COLUMN, "name": None}]},
        {**DICTIONARY, "columns": [{**COLUMN, "labels": [[float("nan"), "No"]]}]},
        {**DICTIONARY, "columns": [{**COLUMN, "labels": [[1, ["No"]]]}]},
        {**DICTIONARY, "columns": [{**COLUMN, "missing": [1]}]},
        {**DICTIONARY, "columns": [{"name": "x"}]},
        {**DICTIONARY, "sets": {"told": {**SET, "variable_list": 1}}},
        {"rows": 2},
        None,
        "text",
        [[[]]],
    ],
)
def test_a_dictionary_that_cannot_be_is_refused(said: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        told(monkeypatch, "reading", (said, b"")) as path,
        pytest.raises(DataError, match="cut short or damaged"),
        visit(Question(path, "read_sav", {})),
    ):
        pass


def test_lone_surrogates_are_replaced_so_that_every_label_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    column = {**COLUMN, "label": "a\udce9b", "labels": [[1, "x"], ["a", "y"]], "missing": [[-1e308, 5]]}
    said = {**DICTIONARY, "columns": [column], "sets": {"told": SET}}
    with told(monkeypatch, "reading", (said, b"")) as path, visit(Question(path, "read_sav", {})) as file:
        found = file.dictionary
    assert found.columns["x"].label == "a?b"
    assert found.columns["x"].labels == ((1, "x"), ("a", "y"))
    assert found.columns["x"].missing == ((-1e308, 5),)
    assert found.sets["told"].counted == "1"


@pytest.mark.parametrize(
    ("said", "column"),
    [
        ({"sheets": ["s"], "rows": 3, "columns": -1}, ({}, b"")),
        ({"sheets": [1], "rows": 3, "columns": 0}, ({}, b"")),
        ({"sheets": ["s"], "rows": 3, "columns": 1}, ({"first": "a", "cells": ["x"]}, CODES)),
        ({"sheets": ["s"], "rows": 3, "columns": 1}, ({"first": "a", "cells": ["x", float("inf")]}, CODES)),
        ({"sheets": ["s"], "rows": 3, "columns": 1}, ({"first": None, "cells": ["x", "y"]}, CODES)),
        ({"sheets": ["s"], "rows": 3, "columns": 1}, ({"first": "a", "cells": ["x", ["year", "1999"]]}, CODES)),
        ({"sheets": ["s"], "rows": 3, "columns": 1}, ({"first": "a", "cells": ["x", ["date", "19"]]}, CODES)),
        ({"sheets": ["s"], "rows": 0, "columns": 1}, ({"first": "a", "cells": ["x", "y"]}, CODES)),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(said: Any, column: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        told(monkeypatch, "sheets", (said, b""), column) as path,
        pytest.raises(DataError, match="cut short or damaged"),
    ):
        sheets.sheet_of(path, None)


def test_more_than_memory_holds_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked, "memory", lambda: 200)
    said = {"sheets": ["s"], "rows": 3, "columns": 9}
    column = ({"first": "a", "cells": ["x", "y"]}, CODES)
    with (
        told(monkeypatch, "sheets", (said, b""), *[column] * 9) as path,
        pytest.raises(DataError, match="cut short or damaged"),
    ):
        sheets.sheet_of(path, None)


def test_a_message_longer_than_any_is_not_read() -> None:
    with pytest.raises(ValueError, match="longer than any"):
        wire.hear(io.BytesIO(wire.LENGTH.pack(wire.LONGEST + 1) + b"{}"))


def test_rows_and_widths_may_be_large(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {**DICTIONARY, "rows": 1 << 62, "columns": [{**COLUMN, "width": -(1 << 32)}]}
    with told(monkeypatch, "reading", (said, b"")) as path, visit(Question(path, "read_sav", {})) as file:
        found = file.dictionary
    assert (found.rows, found.columns["x"].width) == (1 << 62, 1 << 32)


def test_what_a_file_says_stands_where_it_belongs(monkeypatch: pytest.MonkeyPatch) -> None:
    column = {"name": "x", "textual": True, "format": "A8", "label": "Told", "level": "nominal", "width": 3}
    column |= {"labels": [["a", "Yes"]], "missing": [["b", "c"]]}
    sets = {"told": SET, "kind": {**SET, "label": None, "is_dichotomy": False, "counted_value": 1}}
    said = {"rows": None, "label": "A survey", "notes": ["One", "Two"], "columns": [column], "sets": sets}
    with told(monkeypatch, "reading", (said, b"")) as path, visit(Question(path, "read_sav", {})) as file:
        found = file.dictionary
    expected = Described("x", True, "A8", "Told", "nominal", 3, (("a", "Yes"),), (("b", "c"),))
    assert (found.rows, found.label, found.notes, found.columns) == (None, "A survey", ("One", "Two"), {"x": expected})
    assert found.sets == {"told": SaidSet("Told", ("x",), "1"), "kind": SaidSet("", ("x",), None)}


def test_half_of_the_memory_of_the_machine_may_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Path("/proc/meminfo")
    if told.exists():
        total = int(next(line for line in told.read_text().splitlines() if line.startswith("MemTotal")).split()[1])
        assert checked.memory() == pytest.approx(total * 1024 / 2, rel=0.01)

    def untold(name: str) -> int:
        raise ValueError(name)

    monkeypatch.setattr(os, "sysconf", untold)
    assert checked.memory() == 4 * 1024**3


def test_a_message_of_the_greatest_length_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    wire.tell(stream, "x")
    monkeypatch.setattr(wire, "LONGEST", 3)
    stream.seek(0)
    assert wire.hear(stream) == ("x", 3)
    wire.tell(stream, "xy")
    stream.seek(wire.LENGTH.size + 3)
    with pytest.raises(ValueError, match="longer than any"):
        wire.hear(stream)
