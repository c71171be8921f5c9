"""Weights and the variance that knows of them agree with R's `survey`: numbers made by weighting.R."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.design.weighting.trimming import trimmed

from .weighting_cases import CASES, TRIMS, estimate_of, sample_of

DIRECT = ("poststratify", "linear")  # solved in one step where nothing bounds it
ESTIMATES = [(index, case) for index, case in enumerate(CASES) if case["results"]]


def _id(value: Any) -> str:
    return value["id"] if isinstance(value, dict) else ""


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_every_weight_agrees_with_r(case: dict[str, Any], tmp_path: Path) -> None:
    ours = sample_of(case, tmp_path / "totals.yaml").weight
    exact = case["method"] in DIRECT and not case.get("bounds")
    np.testing.assert_allclose(ours, case["weights"], rtol=1e-10 if exact else 1e-8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("totals")


@pytest.mark.parametrize(("index", "case"), ESTIMATES, ids=_id)
def test_estimates_and_standard_errors_agree_with_r(index: int, case: dict[str, Any], folder: Path) -> None:
    exact = case["method"] in DIRECT and not case.get("bounds")
    relative = 1e-10 if exact else 1e-8
    for result in case["results"]:
        ours, where = estimate_of(index, folder, result), (result["statistic"], result["variable"], result["domain"])
        assert ours.value == pytest.approx(result["estimate"], rel=relative), where
        # What is known to the person has no error: R leaves the rounding of a sum that cancels, we a zero.
        least = 1e-9 * abs(result["estimate"])
        assert ours.se == pytest.approx(result["se"], rel=relative, abs=least if result["se"] < least else 0), where
        if "beta" in result:
            assert (ours.low, ours.high) == pytest.approx(result["beta"], rel=1e-8)


@pytest.mark.parametrize("trim", TRIMS, ids=lambda trim: f"{trim['design']} {trim['times']}")
def test_trimmed_weights_agree_with_r(trim: dict[str, Any]) -> None:
    from .weighting_cases import data_of

    rows = data_of(trim["design"]).data.read_text(encoding="utf-8").splitlines()
    place = rows[0].split(",").index("w")
    weight = np.array([float(row.split(",")[place]) for row in rows[1:]])
    ours = trimmed(weight, trim["cap"])
    np.testing.assert_allclose(ours, trim["weights"], rtol=1e-10)
    assert ours.sum() == pytest.approx(weight.sum(), rel=1e-13)
