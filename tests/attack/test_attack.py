"""A reader who knows all that is printed finds no secret; and finds them where only the small counts are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from analysis.presentation.protection import Protected
from analysis.presentation.showing import Rules
from tests.pipeline.small import OPEN

from . import crossings, finished_tables, follow_ups, incidents, reports_that_ask_on, rounded_reports
from .reader import Told, found_out, printed
from .surveys import DOMAINS, KINDS, Asked, Survey, hidden, survey, tables

RULES = Rules(reliability="none", protection="standard")


def told(made: Survey, asked: Sequence[Asked], hidden: Sequence[Protected]) -> list[Told]:
    return list(found_out(made, printed(made, asked, hidden, RULES)))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_hidden_is_found_out(kind: str) -> None:
    rng = np.random.default_rng(20261122)
    rows = 0
    for _ in range(4):
        made = survey(rng, 4 if kind == "answers by group" else 2)
        asked = tables(made, kind, rng)
        secret = hidden(made, asked)
        rows += sum(len(one.hidden) for one in secret)
        assert told(made, asked, secret) == []
    assert rows > 0


def test_a_reader_finds_small_counts_out_where_only_they_are_hidden() -> None:
    rng = np.random.default_rng(1)
    found = 0
    for _ in range(10):
        made = survey(rng, 2)
        asked = tables(made, "two ways with margins", rng)
        small = [frozenset(p for p, e in enumerate(t.estimates) if 0 < (e.n_cases or 0) < 5) for t in asked]
        found += sum(one.exactly for one in told(made, asked, [Protected(one, frozenset()) for one in small]))
    assert found > 5


def test_people_without_a_group_are_the_same_in_every_margin() -> None:
    # Place 1 and 2, school 1 and 2; three children of the second school say no place, one of them harmed. They are left
    # over by the places in the total, and by the crossing in the second school: two equations, one group.
    harmed = np.array([[37, 20, 0], [29, 27, 0], [3, 27, 0], [0, 1, 0]])
    others = np.array([[326, 229, 0], [58, 57, 0], [114, 187, 0], [0, 2, 0]])
    children = np.zeros((4, 3, 2, 2), np.int64)
    children[:, :, 0, 0], children[:, :, 0, 1] = others, harmed
    made = Survey(children)
    asked = tables(made, "two ways with margins", np.random.default_rng(0))
    assert told(made, asked, hidden(made, asked)) == []


def test_a_reader_finds_by_difference_what_tables_with_other_domains_hide_each_by_itself() -> None:
    rng = np.random.default_rng(1)
    found = 0
    for _ in range(20):
        made = survey(rng, 2)
        asked = tables(made, DOMAINS, rng)
        found += sum(one.exactly for one in told(made, asked, hidden(made, asked, rows_known=False)))
    assert found > 5


def test_numbers_of_several_domains_are_held_against_each_other_all_at_once() -> None:
    # Everybody, one age, and some ages in two schools: each two leave many pieces, and all together four children.
    rng = np.random.default_rng(20261124)
    for _ in range(96):
        made = survey(rng, 4 if rng.random() < 0.25 else 2)
        asked = tables(made, DOMAINS, rng)
    assert told(made, asked, hidden(made, asked)) == []


@pytest.mark.parametrize("groups", [1, 3])
@pytest.mark.parametrize("of_set", [False, True])
def test_no_secret_of_a_crossing_is_found_out_unless_all_is_shown(tmp_path: Path, of_set: bool, groups: int) -> None:
    for seed in range(6):
        assert crossings.attacked(np.random.default_rng(seed), tmp_path, of_set=of_set, groups=groups) == []
    rng = np.random.default_rng(0)
    assert any(crossings.attacked(rng, tmp_path, of_set=of_set, groups=groups, shown=OPEN) for _ in range(6))


def test_those_who_are_asked_on_tell_nothing_of_each_other_unless_each_table_is_protected_by_itself(
    tmp_path: Path,
) -> None:
    rng = np.random.default_rng(27)
    assert [follow_ups.attacked(rng, tmp_path) for _ in range(12)] == [[]] * 12
    rng = np.random.default_rng(27)
    assert any(follow_ups.attacked(rng, tmp_path, together=False) for _ in range(12))


def test_incidents_tell_nothing_of_few_children_unless_each_table_is_protected_by_itself(tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    assert [incidents.attacked(rng, tmp_path) for _ in range(20)] == [[]] * 20
    rng = np.random.default_rng(6)
    assert any(incidents.attacked(rng, tmp_path, together=False) for _ in range(20))


def test_finished_tables_are_found_to_tell_where_they_do_and_not_where_they_were_protected_together(
    tmp_path: Path,
) -> None:
    rng = np.random.default_rng(31)
    learned = 0
    for _ in range(15):
        report = reports_that_ask_on.made_up(rng, tmp_path)
        assert finished_tables.check(report, together=True) == ([], [])
        leaks, told = finished_tables.check(report, together=False)
        assert leaks or not told
        learned += bool(told)
    assert learned > 1


def test_that_all_without_a_group_were_hurt_is_no_reason_to_refuse_a_report(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    assert [follow_ups.attacked(rng, tmp_path) for _ in range(4)] == [[]] * 4


def test_rounded_counts_of_a_report_are_those_of_some_children(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    assert [rounded_reports.rounded(rng, tmp_path) for _ in range(4)] == [[]] * 4
    for _ in range(18):
        reports_that_ask_on.made_up(rng, tmp_path)
        rng.choice(rounded_reports.STEPS)
    # All of whom some answer was crossed with another gave the other one: a base that is a row of the crossing.
    assert rounded_reports.rounded(rng, tmp_path) == []
