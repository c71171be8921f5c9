"""Reliability: the rule of the DHS on unweighted bases, and few degrees of freedom."""

from __future__ import annotations

import pytest

from analysis.presentation.reliability import flags_of
from analysis.presentation.showing import UNRELIABLE, Rules, shown
from tests.presentation.made import number, share


@pytest.mark.parametrize(
    ("n", "flags"),
    [
        (1, ("base_below_25",)),
        (24, ("base_below_25",)),
        (25, ("base_25_49",)),
        (49, ("base_25_49",)),
        (50, ()),
    ],
)
def test_bases_at_the_borders_of_the_dhs_rule(n: int, flags: tuple[str, ...]) -> None:
    assert flags_of(share(n // 2, n), "dhs") == flags
    assert flags_of(number(2.5, n=n), "dhs") == flags


@pytest.mark.parametrize(("df", "few"), [(7.0, True), (7.9, True), (8.0, False), (0.0, True), (None, False)])
def test_fewer_than_eight_degrees_of_freedom_are_flagged(df: float | None, few: bool) -> None:
    flags = flags_of(share(50, 100, numbers={"df": df}), "dhs")
    assert flags == (("few_degrees_of_freedom",) if few else ())


def test_no_rule_flags_nothing() -> None:
    assert flags_of(share(1, 2, numbers={"df": 1.0}), "none") == ()


def test_few_degrees_of_freedom_ask_for_a_review_and_hide_nothing() -> None:
    (row,) = shown([share(50, 100, numbers={"df": 5.0})], Rules("dhs", "standard"))
    assert row.status == "review"
    assert row.estimate.value == 0.5


def test_a_base_under_25_is_suppressed_with_its_reason_and_its_base() -> None:
    (row,) = shown([share(12, 24)], Rules("dhs", "none"))
    assert (row.status, row.reason, row.estimate.value, row.estimate.n) == ("suppressed", UNRELIABLE, None, 24)


def test_the_flag_of_a_bracketed_base_stays_beside_few_degrees_of_freedom() -> None:
    (row,) = shown([share(20, 40, numbers={"df": 5.0})], Rules("dhs", "standard"))
    assert row.flags == ("base_25_49", "few_degrees_of_freedom")
