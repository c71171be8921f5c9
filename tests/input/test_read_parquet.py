"""Parquet columns of every type a survey may hold."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import DataError, MissingExtraError
from analysis.input import Microdata, look, read

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


def read_of(path: Path, **columns: object) -> Microdata:
    """What comes back of a table."""
    pq.write_table(pa.table(columns), path)
    return read(path)


def test_a_whole_number_becomes_text_only_where_a_float_would_change_it(tmp_path: Path) -> None:
    columns = read_of(
        tmp_path / "a.parquet",
        large=pa.array([1000, 2**53]),
        small=pa.array([-(2**53), 0]),
        larger=pa.array([2**53 + 1, 0]),
        smaller=pa.array([-(2**53) - 1, 0]),
        empty=pa.array([None, None], pa.int64()),
        plain=pa.array([1.0, 2.0**60]),
    ).columns
    kinds = {name: column.facts.kind for name, column in columns.items()}
    text = {"larger", "smaller"}
    assert kinds == {name: "text" if name in text else "number" for name in columns}
    assert columns["smaller"].categories == ("-9007199254740993", "0")
    np.testing.assert_array_equal(columns["empty"].values, [np.nan, np.nan])


def test_moments_of_any_resolution_are_cut_to_milliseconds(tmp_path: Path) -> None:
    moment = 1_582_938_123_123_456_789  # nanoseconds since 1970
    columns = read_of(
        tmp_path / "a.parquet",
        fine=pa.array([moment], pa.timestamp("ns")),
        coarse=pa.array([moment // 10**9], pa.timestamp("s")),
        zoned=pa.array([moment // 1000], pa.timestamp("us", "Asia/Jakarta")),
        hour=pa.array([3_723_004_005_006], pa.time64("ns")),
        whole_days=pa.array([18321], pa.date32()),
        day_codes=pa.array([18321], pa.date32()).dictionary_encode(),
    ).columns
    assert {name: column.categories for name, column in columns.items()} == {
        "fine": ("2020-02-29T01:02:03.123",),
        "coarse": ("2020-02-29T01:02:03",),
        "zoned": ("2020-02-29T01:02:03.123",),
        "hour": ("01:02:03.004",),
        "whole_days": ("2020-02-29",),
        "day_codes": ("2020-02-29",),
    }
    assert {column.facts.level for column in columns.values()} == {"date"}


def test_texts_of_every_width_and_in_parts_with_codes_of_their_own_are_read_alike(tmp_path: Path) -> None:
    parts = pa.chunked_array([pa.array(words).dictionary_encode() for words in (["b", None], ["a", "b"])])
    columns = read_of(
        tmp_path / "a.parquet", parts=parts, large=pa.array(["b", None, "a", "b"], pa.large_string())
    ).columns
    for column in columns.values():
        assert (column.categories, column.values.tolist()) == (("a", "b"), [1, -1, 0, 1])


def test_texts_that_no_row_holds_any_more_are_none_of_the_column(tmp_path: Path) -> None:
    coded = pa.DictionaryArray.from_arrays(pa.array([2, None, 0], pa.int8()), pa.array(["a", "gone", "c", "last"]))
    column = read_of(tmp_path / "a.parquet", word=coded).columns["word"]
    assert (column.categories, column.values.tolist()) == (("a", "c"), [1, -1, 0])


def test_a_moment_beyond_all_calendars_is_blank(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    columns = read_of(path, moment=pa.array([10**13, None, 86_400], pa.timestamp("s"))).columns  # in the year 318857
    assert columns["moment"].categories == ("1970-01-02T00:00:00",)
    assert columns["moment"].values.tolist() == [-1, -1, 0]


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    microdata = read_of(tmp_path / "a.parquet", x=pa.array([], pa.int64()), t=pa.array([], pa.string()))
    assert (microdata.rows, [len(column.values) for column in microdata.columns.values()]) == (0, [0, 0])


def test_labels_stand_under_one_of_three_names_and_row_names_of_pandas_are_left_out(tmp_path: Path) -> None:
    def field(name: str, kind: object, **said: str) -> object:
        return pa.field(name, kind, metadata=said)

    fields = [
        field("a", pa.int8(), label=" A label ", description="no"),
        field("b", pa.int8(), description="B", comment="no", value_labels="not JSON"),
        field("c", pa.string(), comment="C", value_labels='{"1": "one"}'),
        field("d", pa.int8(), value_labels='["one"]'),
        field("__index_level_0__", pa.int64()),
    ]
    path = tmp_path / "a.parquet"
    arrays = [pa.array([1], one.type) if one.type != pa.string() else pa.array(["1"]) for one in fields]
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), path)
    facts = look(path).columns
    assert {name: column.label for name, column in facts.items()} == {"a": "A label", "b": "B", "c": "C", "d": ""}
    assert [column.value_labels for column in facts.values()] == [{}, {}, {"1": "one"}, {}]
    assert facts["a"].level == "unknown"
    assert look(path).notes == ()


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["x", "x"]), path)
    with pytest.raises(DataError, match=r"a\.parquet has two columns named 'x'; give each a name of its own"):
        look(path)


def test_damage_among_the_values_is_found_when_they_are_read(survey: Path) -> None:
    content = bytearray(survey.read_bytes())
    content[4:200] = bytes(196)
    survey.write_bytes(content)
    assert look(survey).rows == 3
    with pytest.raises(DataError, match="cut short or damaged: its header promises 3 rows; copy or export it again"):
        read(survey)
