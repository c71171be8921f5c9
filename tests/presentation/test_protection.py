"""Protection: what a table would tell of one child is hidden, and so is what would give it back."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from analysis.errors import ProtectionError
from analysis.estimation.estimate import Estimate
from analysis.presentation import protection
from analysis.presentation.protection.attack import worked_out
from analysis.presentation.protection.cheapest import NotFoundError
from analysis.presentation.protection.rules import Asked, Need
from analysis.presentation.protection.silence import silent
from analysis.presentation.protection.sums import added
from analysis.presentation.reliability import SUPPRESS
from analysis.presentation.showing import PROTECTED, Rules, shown
from tests.presentation.made import answers, grouped, level, number, share


def hidden(estimates: Sequence[Estimate]) -> set[int]:
    return set(protection.hidden(estimates, "standard"))


@pytest.mark.parametrize(("cases", "secret"), [(0, False), (1, True), (4, True), (5, False), (50, False)])
def test_one_to_four_cases_are_hidden_and_none_or_five_are_not(cases: int, secret: bool) -> None:
    assert hidden([share(cases, 100)]) == ({0} if secret else set())


@pytest.mark.parametrize(("without", "secret"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_without_the_answer_are_hidden_as_well(without: int, secret: bool) -> None:
    assert hidden([share(100 - without, 100)]) == ({0} if secret else set())


def test_a_harm_that_everyone_in_the_group_met_is_hidden_and_another_answer_is_not() -> None:
    assert hidden([share(60, 60, harm=True)]) == {0}
    assert hidden([share(60, 60, harm=False)]) == set()


@pytest.mark.parametrize(("n", "secret"), [(24, True), (25, False)])
def test_a_base_under_25_is_hidden_whatever_was_answered(n: int, secret: bool) -> None:
    assert hidden([share(0, n)]) == ({0} if secret else set())
    assert hidden([number(3.5, n=n)]) == ({0} if secret else set())


def test_a_single_hidden_group_takes_the_group_with_the_fewest_cases_along() -> None:
    table = grouped("region", {"north": (3, 100), "south": (9, 100), "east": (30, 100)})
    assert hidden(table) == {1, 2}


def test_two_hidden_groups_with_fewer_than_five_cases_between_them_take_a_third_along() -> None:
    table = grouped("region", {"north": (2, 100), "south": (2, 100), "east": (30, 100), "west": (40, 100)})
    assert hidden(table) == {1, 2, 3}


def test_two_hidden_groups_with_five_cases_between_them_are_enough() -> None:
    table = grouped("region", {"north": (3, 100), "south": (2, 100), "east": (30, 100)})
    assert hidden(table) == {1, 2}


def test_one_hidden_answer_takes_another_answer_of_the_same_question_along() -> None:
    assert hidden(answers({1: 150, 2: 2, 3: 48})) == {1, 2}


def test_a_group_with_a_small_base_is_not_given_back_by_subtraction() -> None:
    table = grouped("region", {"north": (8, 20), "south": (40, 100), "east": (60, 100)})
    assert hidden(table) == {1, 2}


def recoverable(estimates: Sequence[Estimate]) -> bool:
    """Can a hidden count be had from the total (the first) less the groups (the others) that are shown?"""
    secret = hidden(estimates)
    return 0 not in secret and len(secret & set(range(1, len(estimates)))) == 1


@pytest.mark.parametrize(
    "cells",
    [
        {"north": (97, 100), "south": (0, 100)},  # north is hidden: three did not; south is shown as 0
        {"north": (8, 20), "south": (0, 100)},
        {"north": (8, 20), "south": (0, 100), "east": (0, 100)},
    ],
    ids=["complement", "base", "base-of-three"],
)
def test_groups_without_a_case_do_not_give_the_hidden_one_back(cells: dict[float | str, tuple[int, int]]) -> None:
    assert not recoverable(grouped("region", cells))


def test_few_without_the_answer_in_two_hidden_groups_are_as_secret_as_few_with_it() -> None:
    mirrored = {"north": (98, 100), "south": (98, 100), "east": (70, 100), "west": (60, 100)}
    straight = {name: (n - cases, n) for name, (cases, n) in mirrored.items()}
    assert len(hidden(grouped("region", mirrored))) == len(hidden(grouped("region", straight))) == 3


def test_groups_asked_for_twice_are_as_secret_as_asked_for_once() -> None:
    cells: dict[float | str, tuple[int, int]] = {"north": (3, 100), "south": (9, 100), "east": (30, 100)}
    once = grouped("region", cells)
    assert hidden([*once, *once[1:]]) == {1, 2, 4, 5}


def test_a_crossing_asked_for_in_both_orders_hides_the_same_cells() -> None:
    cells = {("boy", "young"): 3, ("boy", "old"): 9, ("girl", "young"): 9, ("girl", "old"): 40}
    total = share(sum(cells.values()), 400)
    one = [share(cases, 100, by={"sex": sex, "age": age}) for (sex, age), cases in cells.items()]
    other = [
        share(cases, 100, by={"age": age, "sex": sex})
        for (sex, age), cases in sorted(cells.items(), key=lambda cell: cell[0][1])
    ]
    table = [total, *one, *other]
    secret = {frozenset((k, v.value) for k, v in table[i].subject.by.items()) for i in hidden(table)}
    assert hidden(table) == {
        i for i in range(1, 9) if frozenset((k, v.value) for k, v in table[i].subject.by.items()) in secret
    }


def test_a_margin_does_not_give_a_cell_of_the_crossing_back() -> None:
    cells = {("girl", "young"): 3, ("girl", "old"): 40, ("boy", "young"): 9, ("boy", "old"): 30}
    total = share(82, 400)
    margins = [
        share(sum(n for cell, n in cells.items() if cell[place] == code), 200, by={variable: code})
        for place, (variable, codes) in enumerate({"sex": ("girl", "boy"), "age": ("young", "old")}.items())
        for code in codes
    ]
    crossed = [share(cases, 100, by={"sex": sex, "age": age}) for (sex, age), cases in cells.items()]
    table = [total, *margins, *crossed]
    secret = {tuple(level.value for level in table[i].subject.by.values()) for i in hidden(table)}
    for place, codes in enumerate((("girl", "boy"), ("young", "old"))):
        for code in codes:
            inside = [cell for cell in cells if cell[place] == code and cell in secret]
            assert len(inside) != 1 or (code,) in secret


def test_a_hidden_margin_is_not_given_back_by_its_cells() -> None:
    cells = {(1, 1): (29, 30), (1, 2): (28, 30), (2, 1): (10, 30), (2, 2): (10, 30), (3, 1): (2, 30), (3, 2): (25, 30)}
    margins = [
        share(sum(cases for (a, _), (cases, _) in cells.items() if a == code), 60, by={"a": code}) for code in (1, 2, 3)
    ]
    crossed = [share(cases, n, by={"a": a, "b": b}) for (a, b), (cases, n) in cells.items()]
    table = [share(104, 180), *margins, *crossed]
    secret = {tuple(level.value for level in table[i].subject.by.values()) for i in hidden(table)}
    assert (1,) in secret  # 57 of 60: three without
    for code in (1, 2, 3):
        assert (code,) not in secret or {(code, 1), (code, 2)} & secret


def test_a_hidden_total_is_not_given_back_by_its_groups() -> None:
    table = [share(3, 300), share(0, 150, by={"sex": "girl"}), share(0, 140, by={"sex": "boy"})]
    assert hidden(table) == {0}  # ten without a group may be any of the three
    table = [share(3, 300), share(0, 150, by={"sex": "girl"}), share(3, 150, by={"sex": "boy"})]
    assert hidden(table) == {0, 2}  # no girl, and the boys are as many as all: of neither is there a number
    table = [share(3, 300), share(1, 150, by={"sex": "girl"}), share(2, 150, by={"sex": "boy"})]
    assert hidden(table) == {0, 1, 2}


def test_an_item_hidden_as_a_share_of_respondents_is_hidden_as_a_share_of_responses() -> None:
    items = [level(name) for name in ("friend", "police", "teacher")]
    of_people = [
        share(cases, 100, set="told", item=item, percent_of="respondents")
        for item, cases in zip(items, (60, 3, 20), strict=True)
    ]
    of_ticks = [
        share(cases, 100, set="told", item=item, percent_of="responses", exclusive_parts=True)
        for item, cases in zip(items, (60, 3, 20), strict=True)
    ]
    secret = hidden([*of_people, *of_ticks])
    assert {1, 4} <= secret  # the police, both ways
    assert {2, 5} <= secret  # 83 ticks less those shown would give the police back


def test_a_large_share_of_responses_has_no_complement_among_respondents() -> None:
    of_ticks = share(98, 100, set="told", item=level("friend"), percent_of="responses")
    assert hidden([of_ticks]) == set()


def test_items_of_a_set_do_not_add_up_so_that_one_hides_alone() -> None:
    items = [share(cases, 100, set="told", item=level(i)) for i, cases in enumerate((60, 3, 20))]
    assert hidden(items) == {1}


def test_rows_of_another_indicator_or_version_are_another_family() -> None:
    table = [
        *grouped("sex", {1: (3, 100), 2: (30, 100), 3: (40, 100)}),
        *grouped("sex", {1: (20, 100), 2: (30, 100), 3: (40, 100)}, indicator_version="broad"),
    ]
    assert hidden(table) == {1, 2}


def test_off_hides_nothing_and_marks_nothing() -> None:
    table = [*grouped("sex", {1: (1, 10), 2: (9, 10)}), share(5, 5, harm=True)]
    assert protection.hidden(table, "none") == frozenset()
    assert not any(protection.marked(estimate, "none") for estimate in table)


@pytest.mark.parametrize(("cases", "mark"), [(0, False), (1, True), (9, True), (10, False)])
def test_fewer_than_ten_cases_are_marked(cases: int, mark: bool) -> None:
    assert protection.marked(share(cases, 500), "standard") is mark


def test_a_mean_counts_nobody_and_is_never_marked() -> None:
    assert not protection.marked(number(3.5), "standard")


def test_a_hidden_row_keeps_its_base_and_loses_every_number_that_gives_it_back() -> None:
    (row,) = shown([share(3, 100, by={"sex": 2})], Rules("dhs", "standard"))
    assert (row.status, row.flags, row.reason) == ("suppressed", (), PROTECTED)
    estimate = row.estimate
    assert (estimate.n, estimate.n_psu, estimate.df) == (100, 60, 40)
    gone = ("value", "se", "low", "high", "deff", "n_eff", "n_cases", "count")
    assert [getattr(estimate, name) for name in gone] == [None] * len(gone)


def test_a_hidden_row_does_not_tell_primary_from_complementary_suppression() -> None:
    rows = shown(grouped("region", {"n": (3, 100), "s": (9, 100), "e": (30, 100)}), Rules("dhs", "standard"))
    assert [(row.status, row.flags, row.reason) for row in rows[1:3]] == [("suppressed", (), PROTECTED)] * 2


def test_a_cell_hidden_for_reliability_is_not_relied_on_as_protection() -> None:
    rows = shown(grouped("region", {"n": (8, 24), "s": (9, 100), "e": (30, 100)}), Rules("dhs", "standard"))
    assert [row.reason for row in rows] == ["", SUPPRESS["base_below_25"], PROTECTED, ""]


def test_protection_stands_where_the_reliability_rule_is_off() -> None:
    rows = shown([share(8, 24)], Rules("none", "standard"))
    assert [(row.status, row.reason) for row in rows] == [("suppressed", PROTECTED)]


def test_reliability_stands_where_protection_is_off() -> None:
    rows = shown([share(2, 24), share(2, 30)], Rules("dhs", "none"))
    assert [(row.status, row.flags) for row in rows] == [
        ("suppressed", ("base_below_25",)),
        ("shown", ("base_25_49",)),
    ]


def test_with_both_rules_off_everything_is_shown() -> None:
    estimates = [share(1, 2), share(2, 2, harm=True), number(3.0, n=1)]
    rows = shown(estimates, Rules("none", "none"))
    assert [row.estimate for row in rows] == estimates
    assert {row.status for row in rows} == {"shown"}


@pytest.mark.parametrize(
    ("cases", "n", "psus", "secret"),
    [
        (9, 200, 60, True),
        (10, 200, 60, False),
        (0, 200, 60, True),
        (191, 200, 60, True),
        (15, 29, 60, True),
        (15, 40, 4, True),
        (15, 40, 5, False),
    ],
)
def test_strict_protection_hides_counts_below_ten_zeros_too_and_bases_below_30(
    cases: int, n: int, psus: int, secret: bool
) -> None:
    estimate = share(cases, n, numbers={"n_psu": psus})
    assert protection.hidden([estimate], "strict") == ({0} if secret else set())


def test_strict_protection_shows_bases_as_multiples_of_five_and_no_numerator() -> None:
    (row,) = shown([share(60, 203)], Rules("none", "strict"))
    assert (row.status, row.estimate.n, row.estimate.n_cases) == ("shown", 205, None)


def test_strict_protection_shows_nothing_that_the_exact_base_is_read_from() -> None:
    (row,) = shown([share(60, 203)], Rules("none", "strict"))
    assert (row.estimate.n_eff, row.estimate.sum_of_weights) == (None, None)
    assert (row.estimate.n_psu, row.estimate.df) == (60, 40.0)
    (row,) = shown([share(60, 203, numbers={"n_psu": 203, "df": 202.0})], Rules("none", "strict"))
    assert (row.estimate.n_psu, row.estimate.df) == (None, None)


def test_a_domain_of_two_sampling_units_tells_of_places() -> None:
    assert protection.hidden([share(60, 200, numbers={"n_psu": 2})], "standard") == {0}
    assert protection.hidden([share(60, 200, numbers={"n_psu": 3})], "standard") == set()


def test_what_one_table_hides_the_table_beside_it_does_not_show() -> None:
    groups = grouped("region", {"north": (3, 100), "south": (9, 100), "east": (30, 100)})
    beside = [share(9, 100, by={"region": "south"})]
    together = protection.protected([(groups, "standard", "all"), (beside, "standard", "all")])
    assert [set(one.hidden) for one in together] == [{1, 2}, {0}]
    apart = protection.protected([(groups, "standard", "all"), (beside, "standard", "girls")])
    assert [set(one.hidden) for one in apart] == [{1, 2}, set()]


def test_groups_in_another_table_do_not_give_a_hidden_group_back() -> None:
    one = [share(42, 300), share(3, 100, by={"region": "north"}), share(9, 100, by={"region": "south"})]
    other = [share(30, 100, by={"region": "east"})]
    first, second = protection.protected([(one, "standard", ""), (other, "standard", "")])
    assert len(first.hidden - {0}) + len(second.hidden) >= 2 or 0 in first.hidden


def test_tables_without_protection_are_known_and_never_hidden() -> None:
    groups = grouped("region", {"north": (3, 100), "south": (9, 100), "east": (30, 100)})
    open_, closed = protection.protected([(groups, "none", ""), (grouped("sex", {"girl": (2, 150)}), "standard", "")])
    assert open_.hidden <= {1, 2, 0}
    assert 1 in closed.hidden


def test_a_table_without_protection_has_no_limits_beside_one_with() -> None:
    nobody = share(0, 0, numbers={"n_psu": 0})
    open_, closed = protection.protected([([nobody], "none", "a"), ([share(2, 100)], "standard", "b")])
    assert (open_.hidden, closed.hidden) == (set(), {0})


def test_ticks_that_are_known_in_all_do_not_give_two_rare_answers_back() -> None:
    # Of all ticks (18 as shares of responses tell) the shown ones leave two: one each for the police and the helpline.
    names = ("friend", "sibling", "police", "helpline")
    cases = (10, 6, 1, 1)
    rows = [
        share(n, 125, set="told", item=level(name), percent_of="responses", exclusive_parts=True)
        for name, n in zip(names, cases, strict=True)
    ]
    assert hidden(rows) == {1, 2, 3}


def test_without_an_answer_in_time_all_that_is_tied_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.presentation.protection.cheapest.SECONDS", 0.0)
    table = grouped("region", {"north": (3, 100), "south": (9, 100), "east": (30, 100)})
    apart = share(50, 300, variable="other")
    assert hidden([*table, apart]) == {0, 1, 2, 3}


def test_what_is_not_found_to_be_cheapest_in_time_is_enough_at_least(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise NotFoundError

    monkeypatch.setattr("analysis.presentation.protection.cheapest._solved", never)
    table = grouped("region", {"north": (3, 100), "south": (9, 100), "east": (30, 100), "west": (40, 100)})
    assert 2 <= len(hidden(table)) <= 3
    assert 1 in hidden(table)


def test_a_table_that_an_attack_still_opens_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.presentation.protection.counted.worked_out", lambda *_: frozenset({1}))
    with pytest.raises(ProtectionError, match="could be worked out from what would be shown; ask for fewer"):
        hidden(grouped("region", {"north": (3, 100), "south": (9, 100), "east": (30, 100)}))


def test_the_attack_sees_what_the_choice_missed() -> None:
    table = grouped("region", {"north": (3, 100), "south": (9, 100), "east": (30, 100)})
    asked = [Asked(one, protection.RULES["standard"]) for one in table]
    counts, sums, _ = added(asked)
    assert worked_out(counts, sums, {1}, {1: Need(up=2)}) == {1}
    assert worked_out(counts, sums, {1, 2}, {1: Need(up=2)}) == set()
    assert worked_out(counts, sums, {1, 2}, {1: Need(up=10)}) == {1}  # the other has but nine


def test_what_compiled_code_prints_reaches_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    with silent():
        os.write(1, b"chatter")
    os.write(1, b"a table")
    assert capfd.readouterr().out == "a table"
