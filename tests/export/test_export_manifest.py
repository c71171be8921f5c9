"""The manifest beside an output: what it was made from and what it says, and what is refused as one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import DataError
from analysis.export import manifest
from analysis.presentation.document import Exhibit
from analysis.presentation.table import Line, Row
from tests.export.charts import bars
from tests.export.tables import TABLE, WHOLE

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of "abc", by FIPS 180
ABOUT = {
    "request": {"command": "prevalence", "by": "sex"},
    "drawing": {"kind": "bars"},
    "files": {"children": {"rows": 1082, "sha256": "x"}, "register": {}},
    "rows_in_domain": 995,
}
WHOLE_MANIFEST: dict[str, Any] = {
    "command": "prevalence",
    "request": {},
    "inputs": {},
    "about": {},
    "says": {},
    "outputs": {"told.csv": ABC},
}


def told(shown: Exhibit) -> dict[str, Any]:
    return dict(json.loads(manifest.of_output(shown, "csv", "told.csv", b"abc")))


def test_the_manifest_of_a_table_says_all_of_it(tmp_path: Path) -> None:
    for name in ("b.sav", "a.sav"):
        (tmp_path / name).write_bytes(b"abc")
    inputs = (tmp_path / "b.sav", tmp_path / "a.sav", tmp_path / "b.sav", tmp_path / "gone.sav")
    made = replace(TABLE, provenance=ABOUT, inputs=inputs, lines=(Line(("Girls", "30.0")), Line(("女孩", "*"))))
    raw = manifest.of_output(Exhibit("harm", made), "csv", "told.csv", b"abc")
    about = {"files": ABOUT["files"], "rows_in_domain": 995}
    assert json.loads(raw) == {
        "schema_version": "1.0",
        "command": "prevalence",
        "request": {"of": ABOUT["request"], "drawing": None, "format": "csv"},
        "inputs": {"a.sav": ABC, "b.sav": ABC},
        "about": about,
        "rows": {"harm": {"files": {"children": 1082, "register": None}, "domain": 995, "answered": 995}},
        "says": {"harm": [["Girls", "30.0"], ["女孩", "*"]]},
        "outputs": {"told.csv": ABC},
        "failed": [],
    }
    assert raw.decode().splitlines()[1] == ' "schema_version": "1.0",'  # a line for each part, for those who compare
    assert "女孩" in raw.decode()
    assert raw.index(b'"a.sav"') < raw.index(b'"b.sav"')


def test_how_a_chart_is_drawn_is_part_of_what_was_asked() -> None:
    drawn = Exhibit("harm", replace(TABLE, provenance=ABOUT), bars())
    assert told(drawn)["request"]["drawing"] == {"kind": "bars"}
    assert "drawing" not in told(drawn)["about"]


def test_what_was_made_without_a_request_asks_for_nothing() -> None:
    assert told(Exhibit("harm", replace(TABLE, provenance={})))["request"] == {
        "of": {},
        "drawing": None,
        "format": "csv",
    }


def test_a_base_that_is_hidden_is_no_number_of_those_who_answered() -> None:
    for rows, answered in (((Row(WHOLE, base_hidden=True),), None), ((), None), ((Row(WHOLE),), 995)):
        assert told(Exhibit("harm", replace(TABLE, rows=rows)))["rows"]["harm"]["answered"] == answered


def test_outputs_and_failures_stand_in_their_order() -> None:
    outputs = {"b.csv": b"", "a.csv": b"abc"}
    raw = manifest.manifest("report", {}, {}, (), outputs, {}, failed=("z.pptx", "a.html"))
    made = json.loads(raw)
    assert list(made["outputs"]) == ["a.csv", "b.csv"]
    assert made["outputs"] == {"a.csv": ABC, "b.csv": hashlib.sha256(b"").hexdigest()}
    assert made["failed"] == ["a.html", "z.pptx"]


def test_half_a_pair_of_a_label_is_spelled_out() -> None:
    raw = manifest.manifest("report", {"label": "\ud800"}, {}, (), {}, {})
    assert json.loads(raw)["request"]["label"] == "\ud800"


def test_files_of_one_name_are_told_together(tmp_path: Path) -> None:
    paths = [tmp_path / folder / "figures.csv" for folder in ("one", "two")]
    for path in paths:
        path.parent.mkdir()
        path.write_bytes(b"abc")
    assert manifest.fingerprints(paths) == {"figures.csv": hashlib.sha256(f"{ABC}{ABC}".encode()).hexdigest()}
    assert manifest.fingerprints(paths[:1] * 2) == {"figures.csv": ABC}


def test_a_manifest_is_read_as_it_is(tmp_path: Path) -> None:
    path = manifest.beside(tmp_path / "told.csv")
    assert path.name == "told.csv.manifest.json"
    path.write_text(json.dumps(WHOLE_MANIFEST), encoding="utf-8")
    assert manifest.read(path) == WHOLE_MANIFEST
    with pytest.raises(DataError, match=r"gone\.json cannot be read \(No such file or directory\)"):
        manifest.read(tmp_path / "gone.json")


@pytest.mark.parametrize("part", WHOLE_MANIFEST)
def test_without_one_of_its_parts_it_is_none(part: str) -> None:
    for torn in ({name: one for name, one in WHOLE_MANIFEST.items() if name != part}, WHOLE_MANIFEST | {part: [1]}):
        with pytest.raises(DataError, match=r"told\.json is no manifest of tallybook"):
            manifest.parsed(json.dumps(torn).encode(), "told.json")


@pytest.mark.parametrize("name", ["", ".", "..", "../told.csv", "/told.csv", "a/told.csv", "told.csv/"])
def test_an_output_with_a_folder_is_refused(name: str) -> None:
    for outputs in ({name: ABC}, {"told.csv": ABC, name: ABC}):
        with pytest.raises(DataError, match="no manifest"):
            manifest.parsed(json.dumps(WHOLE_MANIFEST | {"outputs": outputs}).encode(), "told.json")


@pytest.mark.parametrize("text", ["", "[]", "1", "{", "[" * 100_000, '"\ud800"'])
def test_what_is_no_object_is_no_manifest(text: str) -> None:
    with pytest.raises(DataError, match="manifest"):
        manifest.parsed(text.encode(errors="surrogatepass"), "told.json")
