"""Files of known totals: what they may hold, and every fault at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.codebook.margins import load_totals
from analysis.errors import CodebookError
from tests.docs.pages import ROOT, blocks


def written(folder: Path, text: str, name: str = "totals.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_margins_crossings_and_amounts_are_read_in_people(tmp_path: Path) -> None:
    crossing = "'age_group*area': {1: {urban: 231_704, rural: 27_000_000}}"
    found = load_totals(written(tmp_path, f"sex: {{1: 13_900_000, 2: 13_331_704}}\n{crossing}\n"))
    sex, crossed = found.totals
    assert sex.levels == {(1.0,): 13_900_000, (2.0,): 13_331_704}
    assert (crossed.names, crossed.name) == (("age_group", "area"), "age_group*area")
    assert crossed.levels == {(1.0, "urban"): 231_704, (1.0, "rural"): 27_000_000}
    assert found.size == 27_231_704
    assert found.variables == ("sex", "age_group", "area")


def test_a_number_has_one_total_and_a_size_stands_by_itself(tmp_path: Path) -> None:
    found = load_totals(written(tmp_path, "size: 1000\nsource: Census\nincome: 250_000\n"))
    assert (found.size, found.stated) == (1000, True)
    assert [(one.name, one.amount) for one in found.totals] == [("income", 250_000)]


@pytest.mark.parametrize(("shares", "scaled"), [("{1: .4, 2: .6}", ()), ("{1: 40.1, 2: 59.8}", ("sex",))])
def test_shares_are_of_the_size_and_scaled_to_it(shares: str, scaled: tuple[str, ...], tmp_path: Path) -> None:
    found = load_totals(written(tmp_path, f"size: 2000\nsex: {shares}\n"))
    assert sum(found.totals[0].levels.values()) == pytest.approx(2000)
    assert found.totals[0].levels[(1.0,)] == pytest.approx(2000 * (0.4 if not scaled else 40.1 / 99.9))
    assert found.scaled == scaled


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_csv_says_the_same(delimiter: str, tmp_path: Path) -> None:
    lines = ["variable,level,total", "sex,1,400", "sex,2,600", "", "sex*area,1*urban,400", "sex*area,2*rural,600"]
    text = "\n".join([*lines, "x,,9"]).replace(",", delimiter) + "\n"
    found = load_totals(written(tmp_path, text, "totals.csv"))
    assert [one.levels for one in found.totals] == [
        {(1.0,): 400, (2.0,): 600},
        {(1.0, "urban"): 400, (2.0, "rural"): 600},
        {},
    ]
    assert found.totals[2].amount == 9


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("sex: {1: 10, 2: x}\n", ["1:17: sex.2: must be a number without separators other than _, as in 13_900_000"]),
        ("sex: {1: 10, 2: 0}\n", ["1:17: sex.2: must be more than 0; leave out a level that nobody has"]),
        (
            "sex: {1: 10, 2: 20}\narea: {1: 31}\nage: {1: 30, 2: 1}\n",
            [
                "2:1: area: adds up to 31 and sex to 30; all margins are of one population: correct them",
                "3:1: age: adds up to 31 and sex to 30",
            ],
        ),
        ("size: 50\nsex: {1: 10, 2: 20}\n", ["2:1: sex: adds up to 30 and the size to 50"]),
        ("'a*b': {1: 10}\n", ["1:12: a*b.1: must hold the levels of the next variable"]),
        ("a: {1: {2: 10}}\n", ["1:8: a.1: must be a number: there is one variable"]),
        ("'a*b': 10\n", ["1:2: a*b: crossed variables need a total for each level"]),
        ("'a*': {1: 1}\n", ["1:2: a*: an empty name; write a variable, or a*b for two"]),
        ("source: Census\n", ["1:1: has no totals; write some, as in sex: {1: 13_900_000, 2: 13_331_704}"]),
        ("sex: {1: 10, 1: 20}\n", ["1:14: sex.1: the key is there twice (first in line 1); keep one of them"]),
    ],
)
def test_every_fault_of_a_yaml_is_at_its_place(text: str, faults: list[str], tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(CodebookError) as refused:
        load_totals(path)
    told = str(refused.value).splitlines()
    assert len(told) == len(faults)
    for line, fault in zip(told, faults, strict=True):
        assert line.startswith(f"{path}:{fault}")


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["variable,total"], "1:1: the first line must be variable,level,total"),
        (["variable,level,total", "sex,1"], "2:1: has 2 cells and needs 3"),
        (["variable,level,total", "sex,1,many"], "2:1: sex.1: must be a number"),
        (["variable,level,total", "sex,1,3", "sex,1,4"], "3:1: sex.1: is there twice; keep one of them"),
        (["variable,level,total", "sex,,3", "sex,1,4"], "3:1: sex.1: has a total for the whole and totals for its"),
    ],
)
def test_every_fault_of_a_csv_is_at_its_line(lines: list[str], fault: str, tmp_path: Path) -> None:
    path = written(tmp_path, "\n".join(lines) + "\n", "totals.csv")
    with pytest.raises(CodebookError, match=r"totals\.csv") as refused:
        load_totals(path)
    assert str(refused.value).startswith(f"{path}:{fault}")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"none.csv: cannot be read \(No such file or directory\); check the path"):
        load_totals(tmp_path / "none.csv")


def test_a_cell_that_is_longer_than_any_is_told_by_its_line(tmp_path: Path) -> None:
    text = f"variable,level,total\nsex,1,{'1' * 200_000}\n"
    with pytest.raises(CodebookError, match=r"totals\.csv:2:1: is no line of a CSV"):
        load_totals(written(tmp_path, text, "totals.csv"))


def test_the_examples_of_the_manual_load(tmp_path: Path) -> None:
    page = ROOT / "docs" / "codebook.md"
    found = {name: block.body for block in blocks(page) if (name := block.directions.get("file", "")).endswith(".yaml")}
    totals = load_totals(written(tmp_path, found["totals.yaml"]))
    shares = load_totals(written(tmp_path, found["shares.yaml"], "shares.yaml"))
    assert (totals.size, shares.size, shares.scaled) == (250_000, 250_000, ("sex",))
