"""Why a row is hidden, as an output checker is told: each limit that it passes, or that it would give another back."""

from __future__ import annotations

import pytest

from analysis.estimation.estimate import Estimate
from analysis.presentation.protection import RULES, Thresholds, protected, why
from analysis.presentation.protection.rules import Need, need
from tests.presentation.made import grouped, level, number, share


def told(*estimates: Estimate, rule: str = "standard") -> tuple[tuple[str, ...], ...]:
    (one,) = protected([(estimates, rule, "")])  # type: ignore[list-item]
    return why(estimates, rule, one)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("estimate", "limits"),
    [
        (share(4, 100), ("count",)),
        (share(96, 100), ("complement",)),
        (share(60, 60, harm=True), ("everyone",)),
        (share(10, 24), ("base",)),
        (share(10, 100, numbers={"n_psu": 2}), ("psus",)),
        (share(2, 24, numbers={"n_psu": 2}), ("count", "base", "psus")),
        (number(3.5, contributors=4), ("count",)),
        (share(50, 100, numbers={"dominance": 0.901}), ("dominance",)),
        (share(50, 100, numbers={"dominance": 0.9 + 1e-12}), ()),  # nine tenths, and what rounding leaves
        (share(50, 100), ()),
    ],
    ids=["count", "complement", "everyone", "base", "psus", "several", "of-numbers", "dominance", "at-it", "none"],
)
def test_a_row_is_hidden_for_every_limit_that_it_passes(estimate: Estimate, limits: tuple[str, ...]) -> None:
    assert told(estimate) == (limits,)


def test_a_row_that_passes_none_is_hidden_since_it_would_give_another_back() -> None:
    table = grouped("region", {"north": (3, 100), "south": (9, 100), "east": (30, 100)})
    assert told(*table) == ((), ("count",), ("complementary",), ())


def test_a_completed_data_set_that_passes_a_limit_is_enough() -> None:
    one = share(9, 100)
    assert told(Estimate(one.subject, 0.05, n=100, n_cases=6, completed=(one, share(3, 100)))) == (("count",),)


def test_where_nothing_is_hidden_the_limits_of_the_standard_are_told() -> None:
    table = grouped("region", {"north": (3, 100), "south": (9, 100), "east": (30, 100)})
    assert told(*table, rule="none") == ((), ("count",), (), ())


def test_the_stricter_rule_has_stricter_limits() -> None:
    assert told(share(9, 100), rule="strict") == (("count",),)
    assert told(share(0, 100), rule="strict") == (("count",),)
    assert told(share(15, 29), share(15, 30, level=level(2)), rule="strict") == (("base",), ())
    assert told(share(50, 100, numbers={"dominance": 0.901}), rule="strict") == (("dominance",),)


@pytest.mark.parametrize(
    ("estimate", "limits", "secret"),
    [
        (share(10, 24), RULES["standard"], Need(5, 5)),
        (share(2, 100), RULES["standard"], Need(3, 0)),
        (share(98, 100), RULES["standard"], Need(0, 3)),
        (share(2, 24), RULES["standard"], Need(5, 5)),
        (share(50, 100, numbers={"dominance": 1.0}), RULES["strict"], Need(10, 10)),
        (share(10, 24), Thresholds(count=0, base=25, mark=0, psus=0), Need(1, 1)),
        (share(1, 2, numbers={"n_psu": 1, "dominance": 1.0}), RULES["none"], Need()),
    ],
)
def test_what_a_row_needs_is_the_most_that_any_of_its_limits_asks_for(
    estimate: Estimate, limits: Thresholds, secret: Need
) -> None:
    assert need(estimate, limits) == secret
