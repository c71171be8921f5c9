"""Parquet columns of every type a survey may hold."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import DataError, MissingExtraError
from analysis.input import look, read

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    day = dt.date(2020, 2, 29)
    table = pa.table(
        {
            "n": pa.array([1, None, 3], pa.int16()),
            "x": pa.array([0.5, float("nan"), None]),
            "money": pa.array([Decimal("1.25"), None, Decimal("2.50")]),
            "yes": pa.array([True, False, None]),
            "nothing": pa.nulls(3),
            "id": pa.array([2**53 + 1, 2**53 + 2, None], pa.int64()),
            "word": pa.array(["b", "a ", ""]),
            "code": pa.array(["q", None, "p"]).dictionary_encode(),
            "level": pa.array([20, None, 10]).dictionary_encode(),
            "day": pa.array([day, None, day]),
            "moment": pa.array([dt.datetime(2020, 2, 29, 1, 2, 3), None, None]),
            "hour": pa.array([dt.time(1, 2, 3), None, None]),
            "list": pa.array([[1], None, []]),
        }
    )
    labelled = table.schema.field("n").with_metadata({"label": "A count", "value_labels": '{"1": "one"}'})
    table = table.set_column(0, labelled, table.column("n"))
    pq.write_table(table, tmp_path / "survey.parquet", row_group_size=2)
    return tmp_path / "survey.parquet"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("n", [1, np.nan, 3]),
        ("x", [0.5, np.nan, np.nan]),
        ("money", [1.25, np.nan, 2.5]),
        ("yes", [1, 0, np.nan]),
        ("nothing", [np.nan] * 3),
        ("level", [20, np.nan, 10]),
    ],
)
def test_numbers(survey: Path, name: str, values: list[float]) -> None:
    column = read(survey, [name]).columns[name]
    assert (column.facts.kind, column.values.dtype, column.categories) == ("number", np.float64, None)
    np.testing.assert_array_equal(column.values, values)


@pytest.mark.parametrize(
    ("name", "categories", "codes"),
    [
        ("word", ("a", "b"), [1, 0, -1]),
        ("code", ("p", "q"), [1, -1, 0]),
        ("id", ("9007199254740993", "9007199254740994"), [0, 1, -1]),
        ("day", ("2020-02-29",), [0, -1, 0]),
        ("moment", ("2020-02-29T01:02:03",), [0, -1, -1]),
        ("hour", ("01:02:03",), [0, -1, -1]),
    ],
)
def test_texts(survey: Path, name: str, categories: tuple[str, ...], codes: list[int]) -> None:
    microdata = read(survey, [name])
    column = microdata.columns[name]
    assert column.categories == categories
    assert column.values.tolist() == codes
    assert column.facts.kind == microdata.facts.columns[name].kind == "text"


def test_facts_are_known_before_the_values(survey: Path) -> None:
    facts = look(survey)
    assert facts.rows == 3
    assert facts.columns["n"].label == "A count"
    assert facts.columns["n"].value_labels == {1.0: "one"}
    assert "list" not in facts.columns
    assert facts.notes == ("list: left out, for it holds neither numbers nor text",)


def test_a_file_cut_short_is_refused(survey: Path) -> None:
    survey.write_bytes(survey.read_bytes()[:-20])
    with pytest.raises(DataError, match="cut short or damaged"):
        read(survey)


def test_without_pyarrow_the_extra_is_named(survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"tallybook\[parquet\]"):
        read(survey)
