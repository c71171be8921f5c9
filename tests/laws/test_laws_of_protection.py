"""What no table may tell of one child, whatever the numbers in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from analysis.codebook.answers import Level
from analysis.estimation.estimate import Count, Estimate, Subject, Unanswered
from analysis.presentation.protection import unanswered
from analysis.presentation.showing import Rules, shown
from analysis.presentation.table import Row

STANDARD = Rules("none", "standard")
both_rules = st.sampled_from([STANDARD, Rules("dhs", "standard")])
BASE = {"subject", "n", "n_psu", "n_strata", "df", "sum_of_weights", "population_size", "level", "method", "reason"}


def _estimate(subject: Subject, cases: int | None, n: int) -> Estimate:
    value = 0.5 if cases is None else cases / n if n else None
    count = None if cases is None else Count(1e3 * cases, 0.0, 1e6, 1e7, "census")
    numbers = {"contributors": cases, "se": 0.01, "low": 0.1, "high": 0.9, "df": 40.0, "deff": 1.5, "n_eff": n / 1.5}
    return Estimate(
        subject, value, n=n, n_cases=cases, n_psu=40, n_strata=5, sum_of_weights=9e3, count=count, **numbers
    )


counts = st.one_of(st.integers(0, 12), st.integers(0, 400))


@st.composite
def tables(draw: st.DrawFn, *, groups: tuple[int, int] = (0, 4)) -> list[Estimate]:
    """Exclusive answers of one question, in the total and in the groups of a breakdown, which add up to it."""
    answers = draw(st.integers(2, 5))
    split = draw(st.integers(*groups))
    cells = [draw(st.lists(counts, min_size=answers, max_size=answers)) for _ in range(max(split, 1))]
    whole = [sum(column) for column in zip(*cells, strict=True)]
    made = _rows({}, whole)
    for group, cases in enumerate(cells[:split] if split > 1 else []):
        made += _rows({"region": Level(float(group), f"Region {group}")}, cases)
    return made


def _rows(by: dict[str, Level], cases: Sequence[int]) -> list[Estimate]:
    return [
        _estimate(
            Subject("q", "Question", "proportion", by=by, level=Level(float(code), str(code)), exclusive_parts=True),
            count,
            sum(cases),
        )
        for code, count in enumerate(cases)
    ]


def _families(rows: Sequence[tuple[Estimate, Row]]) -> list[list[tuple[Estimate, Row]]]:
    """Answers of one group, which add up to its base, and groups of one answer beside their total where it is shown."""
    answers, groups = defaultdict(list), defaultdict(list)
    totals = {before.subject.level.value for before, row in rows if not before.subject.by and row.status == "shown"}
    for before, row in rows:
        group = tuple(level.value for level in before.subject.by.values())
        answers[group].append((before, row))
        if group and before.subject.level.value in totals:
            groups[before.subject.level.value].append((before, row))
    return [family for family in (*answers.values(), *groups.values()) if len(family) > 1]


@given(tables(), both_rules)
def test_no_row_of_one_to_four_cases_or_of_all_but_one_to_four_is_shown(table: list[Estimate], rules: Rules) -> None:
    for before, row in zip(table, shown(table, rules), strict=True):
        if 0 < before.n_cases < 5 or 0 < before.n - before.n_cases < 5 or before.n < 25:
            assert row.status == "suppressed"


@given(tables(), both_rules)
def test_hidden_rows_carry_no_number_but_their_base(table: list[Estimate], rules: Rules) -> None:
    for before, row in zip(table, shown(table, rules), strict=True):
        if row.status == "suppressed":
            assert all(getattr(row.estimate, f.name) in (None, ()) for f in fields(Estimate) if f.name not in BASE)
            told = 0 if row.base_hidden else before.n  # of one to four people, or what would give such a base back
            assert (row.estimate.n, row.estimate.subject) == (told, before.subject)
            assert row.base_hidden or not 0 < before.n < 5
            assert row.reason


@given(tables(), both_rules)
def test_rows_that_are_shown_are_shown_whole(table: list[Estimate], rules: Rules) -> None:
    for before, row in zip(table, shown(table, rules), strict=True):
        if row.status != "suppressed":
            assert row.estimate == before


@given(tables())
def test_of_rows_that_add_up_to_something_shown_never_one_alone_is_hidden(table: list[Estimate]) -> None:
    for family in _families(list(zip(table, shown(table, STANDARD), strict=True))):
        hidden = [before for before, row in family if row.status == "suppressed"]
        assert len(hidden) != 1 or hidden[0].n == 0  # nobody there, nobody to protect


@given(tables())
def test_what_subtraction_leaves_for_the_hidden_rows_is_no_count_of_one_to_four(table: list[Estimate]) -> None:
    for family in _families(list(zip(table, shown(table, STANDARD), strict=True))):
        hidden = [before for before, row in family if row.status == "suppressed"]
        left = sum(before.n_cases for before in hidden)
        assert left == 0 or left >= min(5, max(before.n for before in hidden))


@given(st.integers(25, 400))
def test_everyone_in_a_harm_is_hidden(n: int) -> None:
    subject = Subject("harm", "Harm", "proportion", harm=True, level=Level("yes", "Yes"))
    (row,) = shown([_estimate(subject, n, n)], STANDARD)
    assert row.status == "suppressed"


@given(tables(), st.sampled_from(["none", "dhs"]))
def test_without_protection_only_small_bases_are_hidden(table: list[Estimate], reliability: str) -> None:
    for before, row in zip(table, shown(table, Rules(reliability, "none")), strict=True):
        assert (row.status == "suppressed") == (reliability == "dhs" and before.n < 25)


@given(tables())
def test_shown_counts_below_ten_are_marked(table: list[Estimate]) -> None:
    for before, row in zip(table, shown(table, STANDARD), strict=True):
        if row.status != "suppressed":
            assert ("small_count" in row.flags) == (0 < before.n_cases < 10)


@given(st.lists(st.integers(0, 30), max_size=6))
def test_reasons_that_one_to_four_people_gave_are_left_out(given_by: list[int]) -> None:
    rows = [Unanswered("q", "Question", f"reason {n}", n, 0.1) for n in given_by]
    assert unanswered(rows, "standard", 1, bool) == tuple(row for row in rows if row.n == 0 or row.n >= 5)
    assert unanswered(rows, "none", 1, bool) == tuple(rows)
