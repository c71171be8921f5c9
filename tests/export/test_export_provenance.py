"""What the numbers stand on, as lines of a key and words; and writers by the name of their format."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis import export
from analysis.errors import UsageError
from analysis.export.office_text import sayable
from analysis.export.provenance import lines
from analysis.presentation.document import Exhibit, alone
from tests.export.charts import bars
from tests.export.tables import TABLE


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ({"a": "b"}, [("a", "b")]),
        ({"a": True, "b": False, "c": 0, "d": 1.5}, [("a", "true"), ("b", "false"), ("c", "0"), ("d", "1.5")]),
        ({"a": None, "b": [], "c": {}, "d": ""}, [("d", "")]),
        ({"a": ["x", True, 2]}, [("a", "x; true; 2")]),
        ({"a": [{"b": 1}, {"b": None, "c": 2}]}, [("a.1.b", "1"), ("a.2.c", "2")]),
        ({"a": [[1, 2], [3]]}, [("a.1", "1; 2"), ("a.2", "3")]),
        ({"a": {"b": {"c": "d"}}}, [("a.b.c", "d")]),
        ({"a": [1, {"b": 2}]}, [("a.1", "1"), ("a.2.b", "2")]),
    ],
)
def test_keys_are_joined_by_dots_and_what_is_absent_is_left_out(
    said: dict[str, Any], written: list[tuple[str, str]]
) -> None:
    assert lines(said) == written


def test_a_word_is_what_xml_can_hold() -> None:
    assert sayable("a\x07b\n\ufffe\ud800\uffffc") == "a b \ufffd\ufffd\ufffdc"


def test_half_a_pair_of_a_label_is_spelled_out_in_text() -> None:
    assert export.of_table(replace(TABLE, title="\ud800 é"), "table").startswith(b"\\ud800 \xc3\xa9\n")


def test_an_exhibit_is_written_by_the_writer_of_its_format() -> None:
    shown = Exhibit("harm", TABLE, bars())
    for form in ("table", "csv", "json", "md"):
        assert export.of_exhibit(shown, form) == export.of_table(TABLE, form)  # type: ignore[arg-type]
    assert export.of_exhibit(shown, "latex") == export.of_document(alone(shown), "latex")
    assert export.of_exhibit(shown, "svg") == export.of_chart(bars(), "svg")
    assert export.of_exhibit(shown, "png").startswith(b"\x89PNG")
    with pytest.raises(UsageError, match="png is a picture and this is a table"):
        export.of_exhibit(replace(shown, chart=None), "png")
