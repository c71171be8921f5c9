"""Cells and tests of crossings agree with R survey; crosstab.py draws the sample and crosstab.R makes crosstab.json."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analysis import pipeline
from analysis.presentation.table import Table
from analysis.request import Data, Design, Domain, Replication, Shown
from analysis.request_analysis import CrosstabRequest

HERE = Path(__file__).parent
CONTENT = json.loads((HERE / "crosstab.json").read_text(encoding="utf-8"))
CLUSTERS = Design(weight="w", strata="stratum", psu=("psu",))
DESIGNS = {
    "clusters": CLUSTERS,
    "clusters_fpc": Design(weight="w", strata="stratum", psu=("psu",), fpc=("N",)),
    "rows": Design(weight="w"),
    "simple": Design(weight="1"),
    "jkn": CLUSTERS,
}
CODEBOOK = """
survey: {id: crossed, title: Made up}
files:
  rows: {path: crosstab.csv}
response_sets:
  told:
    label: Whom they told
    columns: "t_{item}"
    items: {friend: Friend, sibling: Sibling, teacher: Teacher, police: Police, no_one: No one}
    exclusive: [no_one]
"""


@pytest.fixture(scope="module")
def codebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A codebook beside nothing: the data are named by the request."""
    path = tmp_path_factory.mktemp("crossed") / "cb.yaml"
    path.write_text(CODEBOOK, encoding="utf-8")
    return path


@cache
def made(codebook: Path, design: str, row: str, column: str, where: int | None) -> Table:
    """The crossing with all tests, from the command's own request."""
    request = CrosstabRequest(
        row=row,
        column=column,
        test=("all",),
        residuals=True,
        data=Data(HERE / "data" / "crosstab.csv", codebook),
        design=DESIGNS[design],
        replication=Replication(make_replicates="jkn" if design == "jkn" else None),
        domain=Domain(where=None if where is None else f"place == {where}"),
        shown=Shown(rules="none", protect="none"),
    )
    return pipeline.crosstab(request)


def _id(entry: dict[str, Any]) -> str:
    return " ".join(str(entry[key]) for key in ("design", "row", "column", "where", "test"))


@pytest.mark.parametrize("entry", CONTENT["tests"], ids=_id)
def test_a_test_of_independence_agrees_with_r_survey(entry: dict[str, Any], codebook: Path) -> None:
    table = made(codebook, entry["design"], entry["row"], entry["column"], entry["where"])
    (found,) = [test for test in table.tests if test.name == entry["test"]]
    assert found.statistic == pytest.approx(entry["statistic"], rel=1e-8)
    if entry["df"] is not None:
        assert found.df == pytest.approx(entry["df"], rel=1e-8)
    if entry["ddf"] is not None:
        assert found.ddf == pytest.approx(entry["ddf"], rel=1e-8)
    # R looks for the saddlepoint to 1e-8 of its scale and no nearer; Imhof's integral is asked for 1e-10 of 1.
    limit = {"saddlepoint": {"rel": 1e-6}, "lincom": {"rel": 1e-8, "abs": 1e-9}}.get(entry["test"], {"rel": 1e-8})
    assert found.p == pytest.approx(entry["p"], **limit)


@pytest.mark.parametrize(
    "cell", CONTENT["cells"], ids=lambda c: f"{c['where']} {c['row']} {c['column']} {c['percent']}"
)
def test_a_cell_of_a_crossing_agrees_with_r_survey(cell: dict[str, Any], codebook: Path) -> None:
    table = made(codebook, "clusters", "a3", "b4", cell["where"])
    (found,) = [row.estimate for row in table.rows if _is(row.estimate.subject, cell)]
    assert found.n == cell["n"]
    assert found.value == pytest.approx(cell["estimate"], rel=1e-8 if cell["se"] is None else 1e-10)
    if cell["se"] is not None:
        assert found.se == pytest.approx(cell["se"], rel=1e-10)
        assert found.n_cases == cell["n_cases"]


def _is(subject: Any, cell: dict[str, Any]) -> bool:
    percent = "residual" if subject.statistic == "residual" else subject.percent_of
    row = subject.by.get("a3")
    return (percent, row and row.value, subject.level and subject.level.value) == (
        cell["percent"],
        cell["row"],
        cell["column"],
    )
