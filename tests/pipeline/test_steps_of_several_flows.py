"""Steps of two flows of one report, or of two runs, do not tell together of few rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import ProtectionError
from analysis.export import of_table
from analysis.pipeline import protect_check
from analysis.pipeline.finish import finish
from analysis.pipeline.shelf import Shelf
from analysis.pipeline.use_cases import estimated
from analysis.request import Domain, FlowRequest, ProtectCheckRequest, Shown
from tests.pipeline.small import ROWS, Small, side_by_side, write

TELLS = "the steps of these flows tell together of few rows"
Members = Sequence[bool]


def survey(folder: Path, steps: Mapping[str, Members]) -> Small:
    """Every row with a column and a population for each step."""
    populations = "".join(f"  {name}: {{label: {name}, where: in_{name} == 1}}\n" for name in steps)
    variables = "".join(f"  in_{name}: {{values: {{0: no, 1: yes}}}}\n" for name in steps)
    codebook = f"populations:\n  all: {{label: All}}\n{populations}variables:\n{variables}"
    return write(folder, codebook, **{f"in_{name}": [int(one) for one in rows] for name, rows in steps.items()})


def first(members: int) -> list[bool]:
    return [row < members for row in range(ROWS)]


def flows(small: Small, *steps: tuple[str, ...], protect: str | None = None) -> list[FlowRequest]:
    shown = Shown(rules="none", protect=protect)
    return [FlowRequest(data=small.data, step=names, shown=shown) for names in steps]


@pytest.mark.parametrize("interviewed", [96, 99, 95, 60])
def test_a_step_of_one_less_a_step_of_another_is_not_told_where_it_is_few(interviewed: int, tmp_path: Path) -> None:
    small = survey(tmp_path, {"eligible": first(100), "interviewed": first(interviewed)})
    asked = flows(small, ("all", "eligible"), ("all", "interviewed"))
    if interviewed > 95:
        with pytest.raises(ProtectionError, match=f"0, 1: {TELLS}.* put the steps into one flow"):
            side_by_side(*asked)
    else:
        assert [row.estimate.n_cases for one in side_by_side(*asked) for row in one.rows] == [
            None,
            100,
            None,
            interviewed,
        ]


@pytest.mark.parametrize("other", ["none", "standard"])
def test_without_protection_all_steps_are_shown(other: str, tmp_path: Path) -> None:
    small = survey(tmp_path, {"eligible": first(100), "interviewed": first(97)})
    (eligible,), (interviewed,) = (
        flows(small, ("eligible",), protect="none"),
        flows(small, ("interviewed",), protect=other),
    )
    tables = side_by_side(eligible, interviewed)
    assert [row.estimate.n_cases for one in tables for row in one.rows] == [100, 97]


def test_rows_in_both_of_two_steps_may_be_few_where_no_sum_tells_it(tmp_path: Path) -> None:
    """Three are in both; a reader who knows only how many are in either cannot tell. In one flow the second goes."""
    small = survey(tmp_path, {"one": first(60), "other": [row >= 57 and row < 130 for row in range(ROWS)]})
    tables = side_by_side(*flows(small, ("one",), ("other",)))
    assert [row.estimate.n_cases for one in tables for row in one.rows] == [60, 73]
    (together,) = side_by_side(*flows(small, ("one", "other")))
    assert together.rows[1].estimate.n_cases is None


def test_three_flows_tell_what_no_two_of_them_do(tmp_path: Path) -> None:
    """Screened are the eligible, those who are not, and three of whom it is not known, each a step of its own flow."""
    steps = {"screened": first(100), "eligible": first(60), "not_eligible": [60 <= row < 97 for row in range(ROWS)]}
    small = survey(tmp_path, steps)
    of_two = [("screened",), ("eligible",)], [("screened",), ("not_eligible",)], [("eligible",), ("not_eligible",)]
    for some in of_two:
        assert all(row.status == "shown" for one in side_by_side(*flows(small, *some)) for row in one.rows)
    with pytest.raises(ProtectionError, match=TELLS):
        side_by_side(*flows(small, ("screened",), ("eligible",), ("not_eligible",)))


def test_few_who_are_two_steps_and_others_are_told_together(tmp_path: Path) -> None:
    """Of three who were eligible and not interviewed one called, as did many others: three follow, not one."""
    steps = {"eligible": first(100), "interviewed": first(97), "called": [row >= 99 for row in range(ROWS)]}
    small = survey(tmp_path, steps)
    with pytest.raises(ProtectionError, match=TELLS):
        side_by_side(*flows(small, ("eligible",), ("called",), ("interviewed",)))


def test_few_are_told_beside_many_who_are_in_neither_step(tmp_path: Path) -> None:
    steps = {
        "one": first(150),
        "rest": [row >= 150 for row in range(ROWS)],
        "part": [3 <= row < 150 for row in range(ROWS)],
    }
    small = survey(tmp_path, steps)
    with pytest.raises(ProtectionError, match=TELLS):
        side_by_side(*flows(small, ("one",), ("rest",), ("part",)))


def test_what_one_flow_tells_by_itself_is_no_matter_of_others(tmp_path: Path) -> None:
    """How many a condition leaves of the file stands in every table."""
    small = survey(tmp_path, {"near": first(197), "half": first(100), "some": first(60)})
    asked = [replace(one, domain=Domain(where="in_near == 1")) for one in flows(small, ("half",), ("some",))]
    assert [row.estimate.n_cases for one in side_by_side(*asked) for row in one.rows] == [100, 60]


def test_two_conditions_tell_of_those_for_whom_neither_holds(tmp_path: Path) -> None:
    odd = [row % 2 > 0 for row in range(ROWS)]
    small = survey(tmp_path, {"boys": first(100), "girls": [100 <= row < 197 for row in range(ROWS)], "odd": odd})
    asked = [
        FlowRequest(data=small.data, step=("odd",), domain=Domain(where=f"in_{name} == 1"))
        for name in ("boys", "girls")
    ]
    with pytest.raises(ProtectionError, match=TELLS):
        side_by_side(*asked)


@pytest.mark.parametrize(("interviewed", "found"), [(97, 1), (60, 0)])
def test_flows_of_two_runs_are_found_to_tell(interviewed: int, found: int, tmp_path: Path) -> None:
    small = survey(tmp_path, {"eligible": first(100), "interviewed": first(interviewed)})
    (tmp_path / "out").mkdir()
    for request, name in zip(flows(small, ("eligible",), ("interviewed",)), ("a", "b"), strict=True):
        (tmp_path / "out" / f"{name}.json").write_bytes(of_table(finish(estimated(request, Shelf())), "json"))
    made = protect_check(ProtectCheckRequest(tmp_path / "out", small.data.data, small.data.codebook))
    told = [line.cells[1] for line in made.lines if "the steps here and in b.json tell together" in line.cells[1]]
    assert len(told) == found


def test_what_a_reader_adds_and_subtracts_is_what_a_linear_program_finds(tmp_path: Path) -> None:
    """Random steps in two flows: where few rows are a sum of counts, plus or minus each, they are refused."""
    rng = np.random.default_rng(8)
    refused = 0
    for _ in range(30):
        marks = np.sort(rng.integers(20, 180, 4))
        steps = {name: first(int(mark)) for name, mark in zip("abcd", marks, strict=True)}
        few = any(0 < gap < 5 for gap in (marks[1] - marks[0], marks[2] - marks[1], marks[3] - marks[2]))
        small = survey(tmp_path, steps)
        try:
            side_by_side(*flows(small, ("a", "c"), ("b", "d")))
            told = False
        except ProtectionError:
            told = True
        assert told == few
        refused += told
    assert 0 < refused < 30
