"""Dominance: a weighted sum that two respondents make up is hidden; sums made by hand, and shares counted again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis import request as requests
from analysis.codebook.answers import Level
from analysis.estimation.dominance import enough, two_largest
from analysis.estimation.estimate import Estimate
from analysis.pipeline import estimate, prevalence
from analysis.pipeline.shelf import Shelf
from analysis.pipeline.use_cases import estimated
from analysis.presentation.table import Table
from analysis.request_analysis import CompareRequest, CrosstabRequest
from cli.app import main
from tests.pipeline.small import ROWS, group, write

CODEBOOK = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  region: {label: Region, values: {1: North, 2: South, 3: East, 4: West}}
  income: {label: Income}
  hurt: {label: Was hurt, values: {1: "Yes", 2: "No"}}
  told: {label: Told, values: {1: Friend, 2: Parent, 3: Nobody}}
indicators:
  hurt_ever: {label: Was hurt, any_of: [hurt == 1], missing: complete}
"""
REGION = [1 + row // 10 % 4 for row in range(ROWS)]  # 50 rows each, five sampling units in every region
NORTH = [row for row in range(ROWS) if REGION[row] == 1]


def incomes(first: float, second: float, others: float) -> list[float]:
    """Of the 50 rows of the north two large incomes; the other 48 have `others` together; elsewhere each has 10."""
    made = [10.0] * ROWS
    for place, row in enumerate(NORTH):
        made[row] = (first, second)[place] if place < 2 else others / 48
    return made


def totals(folder: Path, income: Sequence[float], *statistics: Any, **more: Any) -> dict[Any, str]:
    """What becomes of each region, and of the total: shown or suppressed."""
    columns = {"w": [1] * ROWS, "region": REGION, "hurt": [2] * ROWS, "told": [1] * ROWS} | more
    small = write(folder, CODEBOOK, income=income, **columns)
    asked = requests.EstimateRequest(
        data=small.data,
        variable=("income",),
        statistic=statistics or ("total",),
        denominator="sex" if "ratio" in statistics else None,
        domain=requests.Domain(by=("region",)),
        shown=requests.Shown(rules="none"),
    )
    return {group(row): row.status for row in estimate(asked).rows}


@pytest.mark.parametrize("statistic", ["total", "mean", "variance", "ratio"])
def test_a_sum_of_which_two_respondents_make_up_more_than_nine_tenths_is_hidden_with_another(
    tmp_path: Path, statistic: str
) -> None:
    """North: 500 + 420 of 1,000 are 92 %. The total less the other regions would give it back, so one goes with it."""
    told = totals(tmp_path, incomes(500, 420, 80), statistic)
    assert told[(1.0,)] == "suppressed"
    if statistic in ("total", "mean", "variance"):
        assert sorted(told.values()) == ["shown", "shown", "shown", "suppressed", "suppressed"]
    assert told[()] == "shown"


@pytest.mark.parametrize(
    ("income", "status"),
    [
        (incomes(500, 400, 100), "shown"),  # 90 % is not above 90 %
        (incomes(500, 401, 99), "suppressed"),
        (incomes(450.5, 450, 99.5), "suppressed"),
        (incomes(897, 3, 100), "shown"),
        (incomes(-500, 400, 100), "shown"),  # sizes: 900 of 1,000
        (incomes(-500, 420, 80), "suppressed"),
        (incomes(-500, 420, -80), "suppressed"),
    ],
    ids=["nine tenths", "above", "no one alone", "one alone", "loss", "loss and gain", "losses"],
)
def test_above_nine_tenths_is_hidden_and_nine_tenths_are_not_whatever_the_sign(
    tmp_path: Path, income: list[float], status: str
) -> None:
    assert totals(tmp_path, income)[(1.0,)] == status


def test_weights_count_with_the_numbers(tmp_path: Path) -> None:
    """100 and 100 among 48 times 10 are 29 %; where they weigh 25 each, 5,000 of 5,480, which is 91.2 %."""
    weights = [25 if row in NORTH[:2] else 1 for row in range(ROWS)]
    assert totals(tmp_path, incomes(100, 100, 480))[(1.0,)] == "shown"
    assert totals(tmp_path, incomes(100, 100, 480), w=weights)[(1.0,)] == "suppressed"


def hurt_of(folder: Path, heavy: int, *, rule: Any = "standard", cases: int = 10) -> Table:
    """The first `cases` children of the north and half of all others were hurt; two of the first weigh `heavy` each."""
    hurt = [1 + (row % 2) for row in range(ROWS)]
    for place, row in enumerate(NORTH):
        hurt[row] = 1 if place < cases else 2
    weights = [heavy if row in NORTH[:2] else 1 for row in range(ROWS)]
    other = {"region": REGION, "income": [1] * ROWS, "told": [1] * ROWS}
    small = write(folder, CODEBOOK, w=weights, hurt=hurt, **other)
    asked = requests.PrevalenceRequest(
        data=small.data, domain=requests.Domain(by=("region",)), shown=requests.Shown(rules="none", protect=rule)
    )
    return prevalence(asked)


@pytest.mark.parametrize(
    ("heavy", "cases", "hidden"),
    [
        (36, 10, False),  # 72 of 80 are 90 %
        (37, 10, True),  # 74 of 82 are 90.2 %
        (13, 5, False),  # 26 of 29 are 89.7 %
        (14, 5, True),  # 28 of 31 are 90.3 %
        (1, 10, False),
    ],
)
def test_a_share_whose_cases_are_two_by_weight_is_hidden_with_another(
    tmp_path: Path, heavy: int, cases: int, hidden: bool
) -> None:
    table = hurt_of(tmp_path, heavy, cases=cases)
    told = {group(row): row.status for row in table.rows}
    assert (told[(1.0,)] == "suppressed") is hidden
    assert list(told.values()).count("suppressed") == (2 if hidden else 0)
    why = dict(zip((group(row) for row in table.rows), table.withheld, strict=True))
    assert why[(1.0,)] == (("dominance",) if hidden else ())


def test_a_share_whose_others_are_two_by_weight_is_hidden_too(tmp_path: Path) -> None:
    """The mirror: all but the first ten of the north were hurt, and two of these ten weigh 37 each."""
    hurt = [2 if row in NORTH[:10] else 1 if row in NORTH else 1 + row % 2 for row in range(ROWS)]
    weights = [37 if row in NORTH[:2] else 1 for row in range(ROWS)]
    small = write(tmp_path, CODEBOOK, w=weights, hurt=hurt, region=REGION, income=[1] * ROWS, told=[1] * ROWS)
    asked = requests.PrevalenceRequest(
        data=small.data, domain=requests.Domain(by=("region",)), shown=requests.Shown(rules="none")
    )
    assert {group(row) for row in prevalence(asked).rows if row.status == "suppressed"} >= {(1.0,)}


def test_without_protection_a_dominated_sum_is_shown(tmp_path: Path) -> None:
    assert all(row.status == "shown" for row in hurt_of(tmp_path, 37, rule="none").rows)


def test_an_output_checker_reads_of_it_as_of_the_nk_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    totals(tmp_path, incomes(500, 420, 80))
    monkeypatch.chdir(tmp_path)
    words = ["estimate", "data.csv", "--codebook", "cb.yaml", "--variable", "income", "--statistic", "total"]
    assert main([*words, "--by", "region", "--audit", "results.json"]) == 0
    (told,) = json.loads(Path("results.json").read_text(encoding="utf-8"))["results"].values()
    summary = told["files"][0]["sdc"]["summary"]
    assert (summary["nk-rule"], summary["complementary"], summary["threshold"]) == (1, 1, 0)
    assert (told["properties"]["safe_nk_n"], told["properties"]["safe_nk_k"]) == (2, 0.9)


def test_the_two_largest_of_each_place() -> None:
    place, value = np.array([0, 2, 0, 0, 2, 3]), np.array([3.0, 5.0, 7.0, 7.0, 1.0, 2.0])
    assert two_largest(place, value, 4).tolist() == [[7.0, 0.0, 5.0, 2.0], [7.0, 0.0, 1.0, 0.0]]


@pytest.mark.parametrize("people", [5, 12, 40])
def test_so_many_people_are_enough_that_two_of_them_cannot_have_nine_tenths(people: int) -> None:
    """Two of 9 / 2 (n - 2) beside n - 2 of 1 have 9 (n - 2) of 10 (n - 2), which is not above nine tenths."""
    heavy = 4.5 * (people - 2)
    assert enough(1.0, heavy) == pytest.approx(people, rel=1e-12)


def test_of_nobody_none_are_enough() -> None:
    assert enough(np.inf, 0.0) == 0


@pytest.fixture
def uneven(tmp_path: Path) -> requests.Data:
    """Weights whose greatest is ten thousand times the least, so that some sums are those of two."""
    random = np.random.default_rng(11)
    columns: dict[str, list[Any]] = {
        "w": np.exp(random.normal(0, 3, ROWS)).round(6).tolist(),
        "region": [None if one == 5 else int(one) for one in random.integers(1, 6, ROWS)],
        "income": random.normal(0, 100, ROWS).round(3).tolist(),
        "hurt": random.integers(1, 3, ROWS).tolist(),
        "told": [None if one == 4 else int(one) for one in random.integers(1, 5, ROWS)],
    }
    return write(tmp_path, CODEBOOK, **columns).data


def columns_of(data: requests.Data) -> dict[str, np.ndarray[Any, Any]]:
    assert data.data is not None
    heading, *lines = data.data.read_text(encoding="utf-8").splitlines()
    cells = [[float(cell) if cell else np.nan for cell in line.split(",")] for line in lines]
    return dict(zip(heading.split(","), np.array(cells).T, strict=True))


def again(one: Estimate, of: dict[str, np.ndarray[Any, Any]]) -> float:
    """The share of the two largest in the sums that a row shows, over again: its cases, and the others of its base."""
    subject = one.subject
    inside = {name: of[name] == level.value for name, level in subject.by.items()}
    group = np.all([np.ones(ROWS, dtype=bool), *inside.values()], axis=0)
    if subject.variable == "income":
        return _two(np.abs(of["w"] * of["income"])[group])
    name = "hurt" if subject.variable == "hurt_ever" else subject.variable
    answered = ~np.isnan(of[name]) & ~(np.isnan(of["region"]) & bool(subject.percent_of))
    answer = answered if subject.percent_of and not subject.level else of[name] == _code(subject.level)
    base = answered & np.all([np.ones(ROWS, dtype=bool), *(rows for of_by, rows in inside.items())], axis=0)
    if subject.percent_of in ("column", "total"):  # of a crossing: the answers of both questions are of its cells
        base = answered & inside.get("sex", np.ones(ROWS, dtype=bool))
    if subject.percent_of == "column" and subject.level:
        base = base & answer
    yes = group & answer & answered
    return max(_two(of["w"][yes]), _two(of["w"][base & ~yes]))


def _code(level: Level | None) -> float | str:
    return 1 if level is None else level.value


def _two(parts: np.ndarray[Any, Any]) -> float:
    return float(np.sort(parts)[-2:].sum() / parts.sum()) if np.count_nonzero(parts) >= 5 else 0.0


BY = requests.Domain(by=("region", "sex", "region*sex"))


@pytest.mark.parametrize(
    "asked",
    [
        requests.EstimateRequest(variable=("income",), statistic=("total", "mean"), domain=BY),
        requests.EstimateRequest(variable=("told",), statistic=("proportion",), domain=BY),
        requests.EstimateRequest(
            variable=("told", "hurt"),
            statistic=("proportion",),
            domain=BY,
            precision=requests.Precision(ci="kish"),
        ),
        requests.PrevalenceRequest(domain=BY),
        CompareRequest(indicator=("hurt_ever",), domain=requests.Domain(by=("region",))),
        CrosstabRequest(row="region", column="told"),
        CrosstabRequest(row="region", column="told", domain=requests.Domain(by=("sex",))),
    ],
    ids=["numbers", "answers", "two questions", "prevalence", "compare", "crosstab", "crosstab by sex"],
)
def test_the_share_of_the_two_largest_is_that_of_the_rows(uneven: requests.Data, asked: Any) -> None:
    made = estimated(replace(asked, data=uneven), Shelf())
    of = columns_of(uneven)
    rows = [one for one in made.estimates if not one.subject.contrast]
    assert len(rows) > 3
    for one in rows:
        assert one.dominance == pytest.approx(again(one, of), rel=1e-12)
