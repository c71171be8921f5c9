"""The notebook runs, prints what it was committed with, and says what the pipeline says."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest

from analysis import pipeline
from analysis.request import PrevalenceRequest
from tests.docs import notebook

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the machinery that runs kernels


@pytest.fixture(scope="module")
def executed() -> Any:
    return notebook.executed()


def test_the_notebook_is_valid_and_its_cells_have_names() -> None:
    committed = notebook.read()
    nbformat.validate(committed)
    assert (committed.nbformat, committed.nbformat_minor) == (4, 5)
    assert all(not cell.id.isdigit() and "-" not in cell.id.removesuffix("-text") for cell in committed.cells)


def test_the_notebook_prints_what_it_was_committed_with(executed: Any) -> None:
    shown = notebook.printed(notebook.read())
    assert notebook.printed(executed) == shown, "read the difference, then: python -m tests.docs.refresh --notebook"


def test_its_headline_is_the_pipeline_s(executed: Any) -> None:
    (headline, *_) = pipeline.prevalence(PrevalenceRequest(indicator=("ocsea",))).rows
    estimate = headline.estimate
    expected = f"{estimate.value:.6f} ({estimate.low:.6f} to {estimate.high:.6f}), {estimate.method}"
    assert notebook.printed(executed)["headline"].startswith(expected)


def test_its_chart_says_that_the_data_are_synthetic(executed: Any) -> None:
    (chart,) = (cell for cell in executed.cells if cell.id == "chart")
    assert "Synthetic data" in chart.source
    (picture,) = (output for output in chart.outputs if "image/png" in output.get("data", {}))
    assert len(picture.data["image/png"]) > 10_000
