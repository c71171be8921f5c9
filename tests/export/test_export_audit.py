"""The record for an output checker: laid out as ACRO's results.json, and the one place that says which rule hid what.

The keys and their order were read off results.json as `finalise` of ACRO 0.4.12 writes it (github.com/AI-SDC/ACRO,
notebooks/my_acro_outputs_v1/results.json).
"""

from __future__ import annotations

import csv
import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis import request as requests
from analysis.export import OF_DOCUMENTS, OF_TABLES, PICTURES, audit, manifest, of_exhibit
from analysis.pipeline import draw, prevalence
from analysis.presentation.document import Exhibit
from analysis.presentation.table import Table
from cli.app import main
from cli.options import parameters_of
from tests.cli.commands_doc import commands
from tests.pipeline.small import ROWS, write

CODEBOOK = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  hurt: {label: Was hurt, values: {1: "Yes", 2: "No"}}
indicators:
  hurt_ever: {label: Was hurt, any_of: [hurt == 1], missing: complete}
"""
REPORT = """
report: {id: small-report, title: A small report, codebook: cb.yaml}
figures:
  - {id: by-sex, title: By sex, estimate: {prevalence: {indicator: hurt_ever, by: sex}}}
  - {id: all, title: All, estimate: {prevalence: {indicator: hurt_ever}}}
"""
RECORD = [
    *("uid", "status", "type", "properties", "files", "outcome", "command", "summary", "timestamp", "comments"),
    "exception",
]
CHECKS = ["negative", "missing", "threshold", "p-ratio", "nk-rule", "all-values-are-same"]
ASKED = ("prevalence", "data.csv", "--codebook", "cb.yaml", "--by", "sex")


@pytest.fixture(autouse=True)
def survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """40 boys and three girls were hurt: the girls are hidden for their count, the boys would give it back."""
    girls = [row for row in range(ROWS) if row % 2][:3]
    boys = [row for row in range(ROWS) if not row % 2][:40]
    write(tmp_path, CODEBOOK, hurt=[1 if row in girls + boys else 2 for row in range(ROWS)])
    (tmp_path / "report.yaml").write_text(REPORT, encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "check").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def record(name: str = "check/results.json") -> dict[str, Any]:
    made: dict[str, Any] = json.loads(Path(name).read_text(encoding="utf-8"))
    return made


def table(**more: Any) -> Exhibit:
    asked = requests.PrevalenceRequest(
        data=requests.Data(Path("data.csv"), Path("cb.yaml")), domain=requests.Domain(by=("sex",)), **more
    )
    return Exhibit("table", prevalence(asked))


def test_the_record_has_the_keys_of_acro_in_their_order() -> None:
    assert main([*ASKED, "-o", "out/a.csv", "--audit", "check/results.json"]) == 0
    made = record()
    assert list(made) == ["version", "results", "session_summary"]
    (told,) = made["results"].values()
    assert list(told) == RECORD
    (file,) = told["files"]
    assert list(file) == ["name", "sha256", "sdc"]
    assert list(file["sdc"]["summary"])[:7] == ["suppressed", *CHECKS]
    assert list(file["sdc"]["cells"])[:6] == CHECKS
    assert (told["type"], told["timestamp"], made["session_summary"]["DO_NOT_RELEASE"]) == ("table", "", True)


def test_positions_lead_to_the_hidden_estimates_of_the_csv() -> None:
    main([*ASKED, "-o", "out/a.csv", "--audit", "check/results.json"])
    (told,) = record()["results"].values()
    with Path("out/a.csv").open(encoding="utf-8", newline="") as stream:
        heading, *rows = list(csv.reader(stream))
    cells = {check: positions for check, positions in told["files"][0]["sdc"]["cells"].items() if positions}
    assert set(cells) == {"threshold", "complementary"}
    for ((row, column),) in cells.values():
        assert (heading[column], rows[row][column]) == ("estimate", "")
        assert rows[row][heading.index("status")] == "suppressed"
    ((girls, _),), ((boys, _),) = cells["threshold"], cells["complementary"]
    assert [rows[row][heading.index("by_sex")] for row in (girls, boys)] == ["2", "1"]
    assert told["files"][0]["sha256"] == manifest.sha256(Path("out/a.csv").read_bytes())
    assert told["outcome"]["estimate"] == {
        "0 hurt_ever proportion": "ok",
        "1 hurt_ever sex=1 proportion": "complementary; ",
        "2 hurt_ever sex=2 proportion": "threshold; ",
    }
    assert (told["status"], told["exception"]) == ("review", "Suppression applied automatically where needed")
    assert told["summary"] == "review; threshold: 1 cells suppressed; complementary: 1 cells suppressed; "


def test_primary_and_complementary_look_alike_in_every_other_output() -> None:
    """Which of the two a row is changes no byte of any format, of the manifest, or of the words on a terminal."""
    shown = table()
    assert shown.table.withheld == ((), ("complementary",), ("count",))
    asked = requests.PrevalenceRequest(
        data=requests.Data(Path("data.csv"), Path("cb.yaml")), domain=requests.Domain(by=("sex",))
    )
    drawn = draw(asked, requests.Drawing())
    swapped = replace(shown.table, withheld=((), ("count",), ("complementary",)))
    for form in (*OF_TABLES, *OF_DOCUMENTS, *PICTURES):
        whole = replace(shown, chart=drawn.chart)
        assert of_exhibit(whole, form) == of_exhibit(replace(whole, table=swapped), form)
    told = [manifest.of_output(Exhibit("table", one), "csv", "a.csv", b"") for one in (shown.table, swapped)]
    assert told[0] == told[1]
    boys, girls = (one for one in json.loads(of_exhibit(shown, "json"))["rows"] if one["by"])
    of_group = {"by", "n", "n_psu", "n_strata", "df", "sum_of_weights"}
    assert {k: v for k, v in boys.items() if k not in of_group} == {k: v for k, v in girls.items() if k not in of_group}


def test_nothing_of_the_record_is_in_an_output_and_no_count_is_in_the_record() -> None:
    main([*ASKED, "-o", "out/a.json", "--audit", "check/results.json"])
    with_record = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    main([*ASKED, "-o", "out/a.json", "--force"])
    assert {path.name: path.read_bytes() for path in Path("out").iterdir()} == with_record
    (told,) = record()["results"].values()
    limits = {
        "safe_threshold": 5,
        "safe_base": 25,
        "safe_psus": 3,
        "safe_nk_n": 2,
        "safe_nk_k": 0.9,
        "zeros_are_disclosive": False,
    }
    rules = {"method": "prevalence", "protection": "standard", "reliability": "dhs", "synthetic": False}
    assert (limits | rules).items() <= told["properties"].items()
    assert told["properties"]["request"]["domain"] == {"where": None, "by": ["sex"]}
    assert told["properties"]["tallybook"]
    numbers = [part for part in _numbers({**told, "properties": {}}) if part not in (0, 1, 2)]
    column = told["files"][0]["sdc"]["cells"]["threshold"][0][1]
    assert set(numbers) == {column}  # rows 0 to 2, counts of cells, and a column


def _numbers(part: Any) -> list[float]:
    if isinstance(part, dict):
        return [number for value in part.values() for number in _numbers(value)]
    if isinstance(part, list):
        return [number for value in part for number in _numbers(value)]
    return [part] if isinstance(part, (int, float)) and not isinstance(part, bool) else []


def test_the_record_is_for_its_owner_alone_and_knows_neither_folder_nor_time() -> None:
    Path("check/results.json").write_text("old", encoding="utf-8")
    Path("check/results.json").chmod(0o644)
    main([*ASKED, "-o", "out/a.csv", "--audit", "check/results.json", "--force"])
    first = Path("check/results.json").read_bytes()
    assert stat.S_IMODE(Path("check/results.json").stat().st_mode) == 0o600
    assert os.fsencode(Path.cwd()) not in first
    main([*ASKED, "-o", "out/a.csv", "--audit", "check/results.json", "--force"])
    assert Path("check/results.json").read_bytes() == first


@pytest.mark.parametrize("place", ["out/results.json", "out/deeper/results.json", "link/results.json", "out/a.csv"])
def test_a_record_is_refused_in_the_folder_of_the_output(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("out/deeper").mkdir()
    Path("link").symlink_to("out")
    assert main([*ASKED, "-o", "out/a.csv", "--audit", place]) == 7
    assert "lies in the folder of the output" in capsys.readouterr().err
    assert main(["report", "report.yaml", "-o", "out", "--format", "csv", "--audit", place]) == 7
    assert "lies in the folder of the output" in capsys.readouterr().err
    assert [path.name for path in Path("out").rglob("*") if path.is_file()] == []


def test_whatever_is_protected_can_have_a_record() -> None:
    options = {name: {one.name for one in parameters_of(callback)} for name, callback in commands()}
    assert {name for name, of in options.items() if "audit" in of} == {
        *(name for name, of in options.items() if "protect" in of),
        "report",
    }


def test_a_record_overwrites_nothing_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    Path("check/results.json").write_text("mine", encoding="utf-8")
    assert main([*ASKED, "--audit", "check/results.json"]) == 7
    out, err = capsys.readouterr()
    assert "use --force" in err
    assert out == ""  # refused before any work is done
    assert Path("check/results.json").read_text(encoding="utf-8") == "mine"


def test_without_protection_the_record_lists_what_the_limits_would_hide() -> None:
    main([*ASKED, "--protect", "none", "--audit", "check/results.json"])
    (told,) = record()["results"].values()
    assert (told["status"], told["files"][0]["name"]) == ("fail", "standard output")
    assert told["summary"] == "fail; threshold: 1 cells may need suppressing; "
    assert told["files"][0]["sdc"]["summary"]["suppressed"] is False
    assert told["properties"]["safe_threshold"] == 5
    (said,) = told["comments"]
    assert "protection was off" in said


def test_a_record_names_the_limits_that_were_in_force(tmp_path: Path) -> None:
    """Those of the table of rules in the documentation."""
    safe = {}
    for rule in ("standard", "strict", "none"):
        main([*ASKED, "--protect", rule, "--audit", f"check/{rule}.json"])
        (told,) = record(f"check/{rule}.json")["results"].values()
        assert told["properties"]["protection"] == rule
        safe[rule] = {name: limit for name, limit in told["properties"].items() if name not in ("request", "tallybook")}
    names = ("safe_threshold", "safe_base", "safe_psus", "safe_nk_n", "safe_nk_k", "zeros_are_disclosive")
    assert [safe["strict"][name] for name in names] == [10, 30, 5, 2, 0.9, True]
    assert [safe["none"][name] for name in names] == [safe["standard"][name] for name in names]


def test_a_broken_character_does_not_stop_a_record() -> None:
    made = audit.record([Exhibit("one", Table("\udce9", "What is meant"))], {})
    assert b"tallybook \\udce9" in made
    assert "é".encode() in audit.record([Exhibit("é", Table("prevalence", ""))], {})


def test_rows_that_are_only_too_uncertain_are_said_to_be_listed_nowhere() -> None:
    """Of boys aged 12 the interval is too wide for NCHS, of all boys it is not, and of girls protection says why."""
    told = []
    for name, where in (("few", "sex == 1 and age == 12"), ("boys", "sex == 1"), ("all", "w > 0")):
        main([*ASKED, "--rules", "nchs", "--where", where, "--audit", f"check/{name}.json"])
        told.append(next(iter(record(f"check/{name}.json")["results"].values())))
    assert [len(one["comments"]) for one in told] == [1, 0, 0]
    assert [(one["status"], one["exception"]) for one in told[:2]] == [("pass", ""), ("pass", "")]
    assert told[2]["status"] == "review"


def test_an_order_without_numbers_has_no_cells_to_list() -> None:
    assert main(["breakdown", "data.csv", "--codebook", "cb.yaml", "--set", "hurt", "--show", "order"]) == 0
    words = ["breakdown", "data.csv", "--codebook", "cb.yaml", "--set", "hurt", "--show", "order"]
    assert main([*words, "--audit", "check/results.json"]) == 0
    (told,) = record()["results"].values()
    assert (told["status"], len(told["comments"])) == ("pass", 1)


def test_a_file_is_told_with_the_figure_that_it_is_named_after_and_any_other_with_all() -> None:
    shown = [Exhibit(name, Table("codebook definitions", "What is meant")) for name in ("one", "two")]
    outputs = {"synthetic-one.csv": b"1", "two.csv": b"2", "synthetic-report.html": "drei \N{EURO SIGN}".encode()}
    made = audit.record(shown, outputs)
    assert made.startswith(b'{\n    "version"')
    told = json.loads(made)
    assert {name: [file["name"] for file in one["files"]] for name, one in told["results"].items()} == {
        "one": ["synthetic-one.csv", "synthetic-report.html"],
        "two": ["synthetic-report.html", "two.csv"],
    }
    nothing = {"status": "pass", "comments": [], "outcome": {"estimate": {}}, "summary": "pass"}
    assert all(nothing.items() <= one.items() for one in told["results"].values())
    of_figure = {"method": "codebook definitions", "status": "pass", "type": "table", "suppression": False}
    common = of_figure | {"command": "tallybook codebook definitions", "summary": "pass"}
    assert told["session_summary"]["data"] == [{"id": name, **common} for name in ("one", "two")]


def test_a_report_has_a_record_of_every_figure_also_where_nothing_changed() -> None:
    words = ["report", "report.yaml", "-o", "out", "--format", "csv,md"]
    assert main(words) == 0
    before = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    assert main([*words, "--audit", "check/results.json"]) == 0
    assert {path.name: path.read_bytes() for path in Path("out").iterdir()} == before
    told = record()["results"]
    assert {name: [file["name"] for file in one["files"]] for name, one in told.items()} == {
        "by-sex": ["by-sex.csv", "small-report.md"],
        "all": ["all.csv", "small-report.md"],
    }
    assert {name: one["status"] for name, one in told.items()} == {"by-sex": "review", "all": "pass"}
