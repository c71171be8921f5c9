"""Real microdata nobody here wrote: every linearised reference entry agrees with R, and the ledger says so."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from .cases import Outcome
from .cases_quantiles import LEFT_OUT, SECOND
from .cases_samplics import CASE
from .ledger import LEDGER, outcomes, text


@pytest.fixture(scope="module")
def found(shared: Path) -> dict[str, list[Outcome]]:
    """What became of each entry, estimated once."""
    return outcomes(shared)


def test_no_entry_differs_from_r(found: dict[str, list[Outcome]]) -> None:
    differing = [outcome for rows in found.values() for outcome in rows if outcome.verdict == "differs"]
    assert not differing


def test_only_entries_without_a_number_in_r_are_left_out(found: dict[str, list[Outcome]]) -> None:
    left_out = [
        outcome
        for case, rows in found.items()
        for outcome in rows
        if outcome.verdict == "left out" and case != CASE and not outcome.statistic.startswith("quantile")
    ]
    assert len(left_out) == 35
    assert all(outcome.note.startswith("R gives no number") for outcome in left_out)


def test_quantiles_are_left_out_where_the_rule_of_r_is_not_ours_or_not_its_own(found: dict[str, list[Outcome]]) -> None:
    quantiles = [outcome for rows in found.values() for outcome in rows if outcome.statistic.startswith("quantile")]
    left_out = Counter(outcome.note for outcome in quantiles if outcome.verdict == "left out")
    assert left_out == {LEFT_OUT["shahvaish"]: 5, LEFT_OUT["score"]: 4, SECOND: 2}
    assert sum(outcome.verdict == "passed" for outcome in quantiles) == 61


def test_the_numbers_of_samplics_are_held_but_for_those_that_have_no_like_here(found: dict[str, list[Outcome]]) -> None:
    numbers: Counter[str] = Counter()
    for outcome in found[CASE]:
        numbers[outcome.verdict] += int(outcome.statistic.split()[0])
    assert numbers == {"passed": 1093, "left out": 306}


def test_the_ledger_is_current(found: dict[str, list[Outcome]]) -> None:
    assert LEDGER.read_text(encoding="utf-8") == text(found), "run python -m tests.reference.ledger"
