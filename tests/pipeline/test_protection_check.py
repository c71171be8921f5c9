"""`tallybook protect check`: finished tables of several runs, attacked together."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import DataError, UsageError
from analysis.export import of_table
from analysis.pipeline import breakdown, prevalence, protect_check
from analysis.pipeline.finish import finish
from analysis.pipeline.shelf import Shelf
from analysis.pipeline.use_cases import estimated
from analysis.presentation.table import Table
from analysis.request import BreakdownRequest, Domain, PrevalenceRequest, ProtectCheckRequest, Shown, SurveyRequest
from analysis.request_analysis import ModelRequest
from tests.pipeline.small import ROWS, Small, side_by_side, write


def run(folder: Path, name: str, *by: str) -> Path:
    """Whom the children of the synthetic sample told, as a run of its own."""
    made = breakdown(BreakdownRequest(role="disclosure", domain=Domain(by=by)))
    path = folder / name
    path.write_bytes(of_table(made, "json"))
    return path


def changed(path: Path, name: str, rows: Iterable[dict[str, Any]] | None = None, **provenance: Any) -> None:
    """A copy with other rows or another origin."""
    told = json.loads(path.read_text(encoding="utf-8"))
    told["rows"] = told["rows"] if rows is None else list(rows)
    told["provenance"] |= provenance
    path.with_name(name).write_text(json.dumps(told), encoding="utf-8")


def checked(folder: Path) -> Table:
    return protect_check(ProtectCheckRequest(folder))


def test_one_run_gives_nothing_back(tmp_path: Path) -> None:
    run(tmp_path, "by-sex.json", "sex")
    made = checked(tmp_path)
    assert made.findings == 0
    assert made.title.endswith("nothing hidden can be worked out")


def test_a_total_of_one_run_less_a_group_of_another_is_found_and_not_told(tmp_path: Path) -> None:
    # By sex the total of `other_adult` is hidden; alone it is shown, and less the boys it leaves four girls.
    run(tmp_path, "by-sex.json", "sex")
    run(tmp_path, "all.json")
    made = checked(tmp_path)
    assert made.findings == 1
    ((_, sentence),) = [line.cells for line in made.lines]
    assert sentence.startswith("by-sex.json: told, other_adult, sex 2 can be worked out from what is shown")
    assert " 4" not in sentence
    assert made.more["findings"][0]["severity"] == "error"


def test_tables_of_other_data_are_not_held_together(tmp_path: Path) -> None:
    run(tmp_path, "by-sex.json", "sex")
    changed(run(tmp_path, "all.json"), "all.json", files={"children": {"name": "another.sav", "rows": 9}})
    assert checked(tmp_path).findings == 0


def test_a_row_that_another_table_shows_is_found(tmp_path: Path) -> None:
    path = run(tmp_path, "by-sex.json", "sex")
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    (row,) = [
        row
        for row in rows
        if (row["item"], row["percent_of"], row["contrast"]) == ("other_adult", "respondents", None)
        and row["by"].get("sex", {}).get("code") == 2
    ]
    changed(path, "other.json", [row | {"status": "shown", "reason": None, "n_cases": 4, "estimate": 0.06}])
    (line,) = checked(tmp_path).lines
    assert "told, other_adult, sex 2 is hidden here and shown in another table" in line.cells[1]


def test_tables_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    path = run(tmp_path, "by-sex.json", "sex")
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    one = next(row for row in rows if row["item"] == "other_adult" and not row["by"])
    changed(path, "other.json", [one | {"status": "shown", "reason": None, "n_cases": 120, "estimate": 0.96}])
    with pytest.raises(DataError, match="contradict each other, so they are not of the same data; check one run"):
        checked(tmp_path)


def test_a_folder_without_tables_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere is no folder; name the one that holds"):
        checked(tmp_path / "nowhere")
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match="holds no JSON output of tables; write some with --format json"):
        checked(tmp_path)
    for torn in ('{"rows": [', "[" * 100_000):
        (tmp_path / "cut.json").write_text(torn, encoding="utf-8")
        with pytest.raises(DataError, match=r"cut\.json cannot be read as JSON; make it again"):
            checked(tmp_path)


CODEBOOK = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  hurt: {label: Was hurt, values: {1: "Yes", 2: "No"}}
indicators:
  hurt_ever: {label: Was hurt, any_of: [hurt == 1], missing: complete}
"""


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """Of the 33 children aged 17 three were hurt."""
    ages = [12 + row % 6 for row in range(ROWS)]
    hurt = [1 if (row < 18 if age == 17 else row % 4 == 0) else 2 for row, age in enumerate(ages)]
    return write(tmp_path, CODEBOOK, hurt=hurt)


def runs(small: Small, folder: Path, **where: str) -> Path:
    out = folder / "out"
    out.mkdir()
    for name, condition in where.items():
        domain = Domain(where=condition or None)
        made = prevalence(PrevalenceRequest(data=small.data, indicator=("hurt_ever",), domain=domain))
        (out / f"{name}.json").write_bytes(of_table(made, "json"))
    return out


def with_data(folder: Path, small: Small) -> Table:
    return protect_check(ProtectCheckRequest(folder, data=small.data.data, codebook=small.data.codebook))


def test_tables_of_other_ages_are_held_together_where_the_data_are_at_hand(small: Small, tmp_path: Path) -> None:
    out = runs(small, tmp_path, all="", younger="age <= 16")
    assert checked(out).findings == 0
    ((_, sentence),) = [line.cells for line in with_data(out, small).lines]
    assert sentence.startswith("all.json: hurt_ever beside younger.json tells of the few people by whom")


def test_tables_that_differ_by_many_children_tell_of_none(small: Small, tmp_path: Path) -> None:
    out = runs(small, tmp_path, all="", middle="age > 12 and age <= 15", younger="age <= 15")
    assert with_data(out, small).findings == 0


ASKED_ON = """
variables:
  place: {label: Place, values: {1: North, 2: South}}
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  often: {label: How often, values: {1: Never, 2: Sometimes}}
  told: {label: Whom told, values: {1: Somebody, 2: Nobody}, asked_if: often == 2}
"""
SHOWN = Shown(rules="none")


def survey(folder: Path, *, never: int) -> Small:
    """So many of 200 were never hurt, and of the others, who were asked, some did not say whom they told."""
    often = [1 + (row >= never) for row in range(ROWS)]
    told = [1 + (row % 3 == 0) if row >= never + 5 else None for row in range(ROWS)]
    place = [None if row % 20 == 7 else 1 + row // 2 % 2 for row in range(ROWS)]
    return write(folder, ASKED_ON, often=often, told=told, place=place)


def written(folder: Path, **tables: Table) -> Path:
    out = folder / "out"
    out.mkdir()
    for name, table in tables.items():
        (out / f"{name}.json").write_bytes(of_table(table, "json"))
    return out


def asked(small: Small, of: str, shown: Shown = SHOWN, **domain: Any) -> BreakdownRequest:
    return BreakdownRequest(data=small.data, set=(of,), domain=Domain(**domain), shown=shown)


HURT = "often == 2"


@pytest.mark.parametrize("never", [4, 40])
@pytest.mark.parametrize("kind", ["of them", "asked on", "model"])
def test_how_many_were_hurt_is_found_to_be_told_by_another_run(kind: str, never: int, tmp_path: Path) -> None:
    small = survey(tmp_path, never=never)
    model = ModelRequest(data=small.data, formula="sex == 1 ~ place", domain=Domain(where=HURT), shown=SHOWN)
    others: dict[str, SurveyRequest] = {
        "of them": asked(small, "sex", where=HURT),
        "asked on": asked(small, "told"),
        "model": model,
    }
    out = written(tmp_path, often=breakdown(asked(small, "often")), other=finish(estimated(others[kind], Shelf())))
    assert checked(out).findings == 0
    found = [line.cells[1] for line in with_data(out, small).lines]
    assert bool(found) == (never == 4)
    assert all("4" not in sentence for sentence in found)


@pytest.mark.parametrize(("first", "second", "found"), [("standard", "standard", True), ("strict", "strict", False)])
def test_rounded_counts_tell_nothing_beside_the_data(first: Any, second: Any, found: bool, tmp_path: Path) -> None:
    small = survey(tmp_path, never=4)
    tables = [
        breakdown(asked(small, of, Shown(rules="none", protect=rule), **about))
        for of, rule, about in (("often", first, {}), ("sex", second, {"where": HURT}))
    ]
    out = written(tmp_path, often=tables[0], sex=tables[1])
    assert bool(with_data(out, small).findings) is found


def test_a_row_that_another_table_shows_is_found_beside_the_data_too(tmp_path: Path) -> None:
    small = survey(tmp_path, never=4)
    hidden, shown = (
        breakdown(asked(small, "often", Shown(rules="none", protect=rule))) for rule in ("standard", "none")
    )
    found = [line.cells[1] for line in with_data(written(tmp_path, hidden=hidden, shown=shown), small).lines]
    assert "hidden.json: often, 1 is hidden here and shown in another table; protect them in one report" in found


def test_a_report_gives_nothing_back_beside_its_data(tmp_path: Path) -> None:
    small = survey(tmp_path, never=4)
    requests = [asked(small, "often"), asked(small, "sex", where=HURT), asked(small, "told", by=("place",))]
    tables = {f"t{number}": table for number, table in enumerate(side_by_side(*requests))}
    assert with_data(written(tmp_path, **tables), small).findings == 0


def test_lists_without_numbers_and_tables_of_other_codebooks_are_passed_by(tmp_path: Path) -> None:
    small = survey(tmp_path, never=4)
    order = breakdown(asked(small, "told", Shown(show="order")))
    out = written(tmp_path, often=breakdown(asked(small, "often")), order=order)
    changed(out / "often.json", "other.json", codebook="another")
    assert with_data(out, small).findings == 0
    for name in ("often.json", "order.json"):
        (out / name).unlink()
    with pytest.raises(DataError, match=r"no table was made with cb\.yaml; name the codebook or the file that they"):
        with_data(out, small)


def test_tables_of_other_data_than_those_named_are_refused(small: Small, tmp_path: Path) -> None:
    out = runs(small, tmp_path, all="")
    write(tmp_path, CODEBOOK, hurt=[1 + row % 2 for row in range(ROWS)])
    with pytest.raises(DataError, match=r"all\.json has other counts than these data give; name the data"):
        with_data(out, small)
    write(tmp_path, CODEBOOK.replace("hurt_ever", "hurt_once"), hurt=[1 + row % 2 for row in range(ROWS)])
    with pytest.raises(DataError, match=r"all\.json cannot be made again from these data: .*hurt_ever"):
        with_data(out, small)
