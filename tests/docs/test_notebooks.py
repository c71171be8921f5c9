"""The notebooks run, print what they were committed with, and say what the pipeline says."""

from __future__ import annotations

import base64
import io
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from PIL import Image, ImageColor

from analysis import pipeline
from analysis.export.drawing.colours import NOTICE
from analysis.request import BreakdownRequest, PrevalenceRequest
from tests.docs import notebook
from tests.docs.pages import ROOT

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the machinery that runs kernels

SYNTHETIC = "**The sample survey is synthetic: no child gave any of these answers.**"
every = pytest.mark.parametrize("path", notebook.NOTEBOOKS, ids=lambda path: path.stem)
PUBLISHED = {"countries"}  # cells whose chart holds published figures only
executed = cache(notebook.executed)  # one kernel after the other, each notebook once


def named(stem: str) -> Path:
    (path,) = (path for path in notebook.NOTEBOOKS if path.stem == stem)
    return path


def said(stem: str) -> dict[str, str]:
    return notebook.printed(executed(named(stem)))


@every
def test_a_notebook_is_valid_and_its_cells_have_names(path: Path) -> None:
    committed = notebook.read(path)
    nbformat.validate(committed)
    assert (committed.nbformat, committed.nbformat_minor) == (4, 5)
    assert all(not cell.id.isdigit() and "-" not in cell.id.removesuffix("-text") for cell in committed.cells)


@every
def test_a_notebook_says_first_that_the_survey_is_synthetic(path: Path) -> None:
    assert SYNTHETIC in notebook.read(path).cells[0].source


@every
def test_a_notebook_prints_what_it_was_committed_with(path: Path) -> None:
    shown, now = notebook.printed(notebook.read(path)), notebook.printed(executed(path))
    assert now == shown, "read the difference, then: python -m tests.docs.refresh --notebook"


@every
def test_a_notebook_tells_nothing_of_the_machine(path: Path) -> None:
    committed = path.read_text(encoding="utf-8")
    assert [part for part in ("/tmp", "/home", "/root", "Users", str(ROOT)) if part in committed] == []  # noqa: S108


@every
def test_the_pictures_of_a_notebook_are_described_and_say_that_the_data_are_synthetic(path: Path) -> None:
    for one in (notebook.read(path), executed(path)):
        found = notebook.pictures(one)
        assert found
        for cell, output in found.items():
            assert len(output.metadata["image/png"]["alt"]) > 100
            assert has_notice(output.data["image/png"]) == (cell not in PUBLISHED), cell


def test_the_headline_of_the_first_notebook_is_the_pipeline_s() -> None:
    (headline, *_) = pipeline.prevalence(PrevalenceRequest(indicator=("ocsea",))).rows
    estimate = headline.estimate
    expected = f"{estimate.value:.6f} ({estimate.low:.6f} to {estimate.high:.6f}), {estimate.method}"
    assert said("01_prevalence")["headline"].startswith(expected)


def test_the_second_notebook_has_the_pipeline_s_share_beside_the_published_range() -> None:
    rows = pipeline.breakdown(BreakdownRequest(set=("told",), percent_of="respondents")).rows
    items = {row.estimate.subject.item.value: row.estimate for row in rows if row.estimate.subject.item}
    published, _, synthetic = said("02_disclosure_and_platforms")["published"].splitlines()
    assert "17-56 %" in published
    assert synthetic.startswith(f"synthetic: told no one: {100 * items['no_one'].value:.1f} %")


def test_the_second_notebook_shows_no_number_of_the_composite_and_writes_both_figures_as_slides() -> None:
    printed = said("02_disclosure_and_platforms")
    assert printed["composite"] == "8 of 8 numbers are not shown\n"
    assert not any(letter.isdigit() for letter in printed["order"].replace("under 18", ""))
    assert printed["slides"].endswith("2 charts\n")


def test_the_third_notebook_agrees_where_the_report_is_whole_and_explains_where_it_is_spoiled() -> None:
    printed = said("03_reproduce_a_report")
    assert ", 0 differ, 0 cannot be computed" in printed["verify"]
    assert "differs" not in printed["verify"]
    spoiled, explained, *others, _ = printed["spoiled"].splitlines()
    assert spoiled.endswith("differs")
    assert "consistent with another indicator: ocsea_broad" in explained
    assert all(line.endswith("agrees") for line in others)
    assert printed["rerun"].endswith("all as they were\n")


def has_notice(png: str) -> bool:
    """Whether a picture has the coloured strip on which it says that its data are synthetic."""
    drawn = np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB"), dtype=int)
    distance: Any = np.abs(drawn - np.array(ImageColor.getrgb(NOTICE))).max(axis=2)
    return bool((distance <= 8).mean() > 0.01)  # a palette moves a colour by a few steps
