"""Multiple imputation and plausible values held to R: imputation.R combines what `survey` gives of each completed data
set with `mitools`, on the samples that imputation.py draws. To 1e-10 relative, fits of models that iterate to 1e-6.

Each number is made twice: of imputations that stand beside each other as columns, and of completed files.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analysis import pipeline
from analysis.estimation.estimate import Estimate
from analysis.estimation.rubin import pooled
from analysis.presentation.table import Table
from analysis.request import Data, Domain, EstimateRequest, Shown
from analysis.request_analysis import CompareRequest, CrosstabRequest, ModelRequest

HERE = Path(__file__).parent
CONTENT: dict[str, Any] = json.loads((HERE / "imputation.json").read_text(encoding="utf-8"))
ENTRIES: list[dict[str, Any]] = CONTENT["entries"]
IMPUTED, NUMBERS = ("math", "harm", "group"), range(1, 6)
OPEN = Shown(rules="none", protect="none")
DESIGNS = {
    "taylor": ("imputed", "{weight: w, strata: stratum, psu: psu}"),
    "fay": ("plausible", "{weight: w, replicates: {columns: 'fay*', type: Fay, rho: 0.5, mse: true}}"),
}
WAYS = ("columns", "files")


@pytest.fixture(scope="module")
def surveys(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Path]:
    """A codebook for each design, over columns and over files."""
    folder = tmp_path_factory.mktemp("imputation")
    made = {}
    for design, (name, declared) in DESIGNS.items():
        with (HERE / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for number in NUMBERS:
            completed = [
                {key: value for key, value in row.items() if not key.startswith(IMPUTED)}
                | {key: row[f"{key}{number}"] for key in IMPUTED}
                for row in rows
            ]
            with (folder / f"{name}_imp{number}.csv").open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, completed[0])
                writer.writeheader()
                writer.writerows(completed)
        (folder / f"{name}.csv").write_bytes((HERE / "data" / f"{name}.csv").read_bytes())
        for way, path in (("columns", f"{name}.csv"), ("files", f"{name}_imp*.csv")):
            made[design, way] = folder / f"{design}_{way}.yaml"
            made[design, way].write_text(_codebook(path, declared, over_columns=way == "columns"), encoding="utf-8")
    return made


def _codebook(path: str, design: str, *, over_columns: bool) -> str:
    def columns(name: str) -> str:
        return f"imputed: '{name}*'" if over_columns else f"label: {name}"

    return f"""
survey: {{id: reference, title: Reference}}
files: {{children: {{path: '{path}', key: id, design: {design}}}}}
variables:
  math: {{{columns("math")}}}
  harm: {{{columns("harm")}}}
  group: {{{columns("group")}, values: {{1: Low, 2: High}}}}
  sex: {{values: {{1: Girl, 2: Boy}}}}
indicators:
  harmed: {{label: Harm, any_of: [harm == 1], missing: complete, harm: false}}
"""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("entry", [one for one in ENTRIES if one["command"] != "test"], ids=lambda one: str(one["id"]))
def test_every_combined_number_agrees_with_r(entry: dict[str, Any], way: str, surveys: Any) -> None:
    ours = ANSWERS[entry["command"]](entry, surveys[entry["design"], way])
    close = 1e-6 if entry.get("family") == "logistic" else 1e-10
    assert ours.value == pytest.approx(entry["estimate"], rel=close)
    assert ours.se == pytest.approx(entry["se"], rel=close)
    assert ours.df == pytest.approx(entry["df"], rel=max(close, 1e-9))
    assert (ours.low, ours.high) == pytest.approx((entry["low"], entry["high"]), rel=max(close, 1e-9))
    assert ours.imputed is not None
    assert ours.imputed.count == len(NUMBERS)
    assert ours.imputed.between == pytest.approx(entry["between"], rel=max(close, 1e-8))
    assert ours.imputed.missing == pytest.approx(entry["missing"], rel=max(close, 1e-8))
    if "n" in entry:
        assert ours.n == entry["n"]


def _estimated(entry: dict[str, Any], codebook: Path) -> Estimate:
    rows = [
        row.estimate for row in _estimates(codebook, entry["variable"], entry["statistic"], entry.get("where")).rows
    ]
    return next(row for row in rows if row.subject.level is None or row.subject.level.value == 1)


@cache
def _estimates(codebook: Path, variable: str, statistic: Any, where: str | None) -> Table:
    request = EstimateRequest(
        data=Data(codebook=codebook),
        variable=(variable,),
        statistic=(statistic,),
        denominator="spend" if statistic == "ratio" else None,
        domain=Domain(where),
        shown=OPEN,
    )
    return pipeline.estimate(request)


def _compared(entry: dict[str, Any], codebook: Path) -> Estimate:
    of = {"variable": ("math",)} if entry["variable"] == "math" else {"indicator": ("harmed",)}
    request = CompareRequest(
        data=Data(codebook=codebook), domain=Domain(by=("sex",)), measure=(entry["measure"],), shown=OPEN, **of
    )
    return pipeline.compare(request).rows[-1].estimate


def _crossed(entry: dict[str, Any], codebook: Path) -> Estimate:
    request = CrosstabRequest(
        data=Data(codebook=codebook), row="group", column="sex", percent=entry["percent"], shown=OPEN
    )
    rows = [row.estimate for row in pipeline.crosstab(request).rows]
    return next(row for row in rows if row.subject.percent_of == entry["percent"] and _codes(row) == (2, 2))


def _codes(cell: Estimate) -> tuple[Any, Any]:
    row, column = cell.subject.by.get("group"), cell.subject.level
    return row and row.value, column and column.value


def _coefficient(entry: dict[str, Any], codebook: Path) -> Estimate:
    rows = [row.estimate for row in _model(codebook, entry["formula"], entry["family"]).rows]
    term = entry["term"].replace("(Intercept)", "constant")
    return next(row for row in rows if row.subject.statistic == "coefficient" and row.subject.term == term)


@cache
def _model(codebook: Path, formula: str, family: Any) -> Table:
    return pipeline.model(ModelRequest(data=Data(codebook=codebook), formula=formula, family=family, shown=OPEN))


ANSWERS = {"estimate": _estimated, "compare": _compared, "crosstab": _crossed, "model": _coefficient}


@pytest.mark.parametrize("entry", [one for one in ENTRIES if one["command"] == "test"], ids=lambda one: str(one["id"]))
def test_the_joint_test_of_a_term_is_d1(entry: dict[str, Any], surveys: Any) -> None:
    table = _model(surveys[entry["design"], "columns"], entry["formula"], entry["family"])
    ours = next(test for test in table.tests if test.name == "wald-f" and entry["term"] in test.of)
    close = 1e-6 if entry["family"] == "logistic" else 1e-9
    assert (ours.statistic, ours.df, ours.ddf, ours.p) == pytest.approx(
        (entry["statistic"], entry["df"], entry["ddf"], entry["p"]), rel=close
    )


def test_the_test_of_a_coefficient_is_its_combined_t(surveys: Any) -> None:
    entry = next(one for one in ENTRIES if one["id"].startswith("coefficient.linear.spend"))
    table = _model(surveys[entry["design"], "columns"], entry["formula"], entry["family"])
    ours = next(test for test in table.tests if test.of.endswith(": spend"))
    assert ours.statistic == pytest.approx(entry["estimate"] / entry["se"], rel=1e-10)
    assert ours.df == pytest.approx(entry["df"], rel=1e-10)


@pytest.mark.parametrize("entry", [one for one in ENTRIES if "df_mitools" in one], ids=lambda one: str(one["id"]))
def test_the_degrees_of_freedom_of_mitools_differ_in_one_factor(entry: dict[str, Any]) -> None:
    """`mitools` takes W / (W + B) for the share of W in the variance, where the paper has W / (W + (1 + 1/m) B)."""
    m, between, complete = len(NUMBERS), entry["between"], entry["df_complete"]
    error = entry["se"] / entry["estimate"] if entry.get("measure") in ("ratio", "odds") else entry["se"]
    within = error**2 - (1 + 1 / m) * between
    old = (m - 1) / ((1 + 1 / m) * between / error**2) ** 2

    def df(share: float) -> float:
        return 1 / (1 / old + (complete + 3) / (complete * (complete + 1) * share))

    assert df(within / (within + between)) == pytest.approx(entry["df_mitools"], rel=1e-7)
    assert df(within / error**2) == pytest.approx(entry["df"], rel=1e-7)


def test_rubins_rules_agree_with_the_hand() -> None:
    """Values .1 to .5 of variance .04 each: B is 1/40, T is .04 + 1.2 / 40 = .07, and g is 3/7."""
    made = pooled([(number / 10, 0.04) for number in NUMBERS], 50)
    of_imputations, of_sample = 4 / (3 / 7) ** 2, 50 * 51 / 53 * 4 / 7
    assert (made.value, made.between, made.variance) == pytest.approx((0.3, 0.025, 0.07), rel=1e-12)
    assert made.df == pytest.approx(1 / (1 / of_imputations + 1 / of_sample), rel=1e-12)
