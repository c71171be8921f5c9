"""Surveys in two phases: what is said of them, and what is refused with the next step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis.errors import DesignError
from analysis.pipeline import flow, prevalence, weight
from analysis.request import Calibrating, Data, Design, Domain, FlowRequest, PrevalenceRequest, Replication
from analysis.request_analysis import WeightRequest
from tests.pipeline.drawn import HEAD, SECOND, asked, made, refused
from tests.pipeline.small import OPEN, ROWS, note


def test_what_a_table_says_of_its_variance(tmp_path: Path) -> None:
    table = asked(made(tmp_path, SECOND))
    assert note(table, "over two phases")
    assert note(table, "of 200 units of the first, 67 were drawn in the second (strata: 2)")
    assert table.provenance["design"]["second_phase"] == {"drawn": 67, "of": 200, "strata": 2}
    assert table.provenance["design"]["stages"] == 1


def test_who_was_not_drawn_is_no_missing_answer_and_counts_as_sampled(tmp_path: Path) -> None:
    made_of = made(tmp_path, SECOND)
    table = prevalence(PrevalenceRequest(data=made_of, shown=OPEN))
    (row,) = table.rows
    assert (row.estimate.n, row.estimate.df) == (67, 65)
    assert row.estimate.sum_of_weights == pytest.approx(4 * 30 * 10)
    assert not any("No answer" in text for text in table.notes)
    assert flow(FlowRequest(data=made_of, shown=OPEN)).rows[0].estimate.n == ROWS


def test_a_group_with_one_unit_in_every_stratum_of_the_second_phase_has_no_degrees_of_freedom(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(
        "psu,st,took,y\n" + "".join(f"{row // 2},{row % 2},1,{row}\n" for row in range(8)), encoding="utf-8"
    )
    head = HEAD % "{psu: psu, second_phase: {where: took == 1, strata: st}}"
    (tmp_path / "cb.yaml").write_text(head + "variables: {took: {}, y: {}}\n", encoding="utf-8")
    data = Data(codebook=tmp_path / "cb.yaml")
    estimate_of = asked(data, variable=("y",), domain=Domain("y in [2, 5]")).rows[0].estimate
    assert (estimate_of.df, estimate_of.n_psu) == (0, 2)
    assert "the second phase has one sampling unit of this group in each of its strata" in estimate_of.reason


@pytest.mark.parametrize(
    ("second", "columns", "says"),
    [
        ("where: asked == 2 and asked == 1", {}, "no row was drawn in the second phase; check where of second_phase"),
        ("where: asked == 1", {"asked": [1, None] * 100}, "100 rows do not say whether they were drawn"),
        ("where: asked", {}, "asked is not a yes/no question; compare it with a code, as in 'asked == 1'"),
        (
            "where: asked == 1, psu: psu",
            {},
            "some rows were drawn and some not; leave psu of",
        ),
        ("where: asked == 1, strata: age", {"age": [12] * 199 + [15], "asked": [1, 2] * 100}, "nobody was drawn in"),
        ("where: asked == 1, strata: age", {"age": [12] * 198 + [15] * 2, "asked": [1, 2] * 100}, "in stratum 15 of"),
        ("where: asked == 1, strata: age", {"age": [12] * 199 + [None]}, "1 rows have no stratum of the second phase"),
        (
            "where: asked == 1, psu: [psu, age]",
            {"age": [None] + [1] * 199},
            "1 rows have no sampling unit of the",
        ),
        (
            "where: asked == 1, psu: kind",
            {"asked": [1] * ROWS},
            "lie in several of the first; give second_phase",
        ),
        ("where: asked == 1, psu: psu, strata: sex", {"asked": [1] * ROWS}, "lie in several of its strata"),
    ],
)
def test_second_phases_that_cannot_be(second: str, columns: dict[str, Any], says: str, tmp_path: Path) -> None:
    data = made(tmp_path, f"{{strata: st, psu: psu, fpc: N, second_phase: {{{second}}}}}", **columns)
    assert says in refused(data, variable=("sex",))


def test_a_second_stratum_of_one_unit_can_be_left_to_add_nothing(tmp_path: Path) -> None:
    lonely = {"age": [12] * 198 + [15] * 2, "asked": [1, 2] * 100}
    data = made(tmp_path, SECOND.replace("strata: sex", "strata: age"), **lonely)
    assert "merge it with another, or choose --lonely certainty or remove" in refused(data, variable=("sex",))
    assert asked(data, variable=("sex",), design=Design(lonely="certainty")).rows[0].estimate.se is not None
    says = "--lonely adjust is not known for two phases; choose certainty, remove or collapse"
    assert refused(data, variable=("sex",), design=Design(lonely="adjust")) == says


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"design": Design(weight="w")}, "the codebook declares two phases, which no option can change"),
        ({"design": Design(nest=True)}, "leave --weight, --strata, --psu, --fpc and --nest out"),
        ({"replication": Replication(make_replicates="jkn")}, "replicates are not made of units drawn with unequal"),
    ],
)
def test_what_does_not_go_with_two_phases(more: dict[str, Any], says: str, tmp_path: Path) -> None:
    assert says in refused(made(tmp_path, SECOND), **more)


def test_weights_of_two_phases_are_not_changed(tmp_path: Path) -> None:
    data = made(tmp_path, SECOND)
    totals = tmp_path / "totals.yaml"
    totals.write_text("sex: {1: 600, 2: 600}\n", encoding="utf-8")
    assert "two phases, and calibrating" in refused(data, calibrating=Calibrating(totals))
    with pytest.raises(DesignError, match="two phases, and calibrating"):
        weight(WeightRequest(data=data, trim=3.0))
