"""Real microdata nobody here wrote: every linearised reference entry agrees with R, and the ledger says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import Outcome
from .ledger import LEDGER, outcomes, text


@pytest.fixture(scope="module")
def found(shared: Path) -> dict[str, list[Outcome]]:
    """What became of each entry, estimated once."""
    return outcomes(shared)


def test_no_entry_differs_from_r(found: dict[str, list[Outcome]]) -> None:
    differing = [outcome for rows in found.values() for outcome in rows if outcome.verdict == "differs"]
    assert not differing


def test_only_entries_without_a_number_in_r_are_left_out(found: dict[str, list[Outcome]]) -> None:
    left_out = [outcome for rows in found.values() for outcome in rows if outcome.verdict == "left out"]
    assert len(left_out) == 32
    assert all(outcome.note.startswith("R gives no number") for outcome in left_out)


def test_the_ledger_is_current(found: dict[str, list[Outcome]]) -> None:
    assert LEDGER.read_text(encoding="utf-8") == text(found), "run python -m tests.reference.ledger"
