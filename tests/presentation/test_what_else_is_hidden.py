"""Which rows go along with a secret one, which bases are not told, and what an attacker makes of printed counts."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.optimize

from analysis.estimation.estimate import Estimate
from analysis.presentation import protection
from analysis.presentation.protection import cheapest
from analysis.presentation.protection.attack import ranges, worked_out
from analysis.presentation.protection.counts import FREE, Count, Sum
from analysis.presentation.protection.rules import Asked, Need, need, need_of
from analysis.presentation.protection.silence import silent
from analysis.presentation.protection.sums import added
from tests.presentation.made import answers, grouped, level, number, share

Cells = dict[float | str, tuple[int, int]]


def hidden(estimates: list[Estimate]) -> set[int]:
    return set(protection.hidden(estimates, "standard"))


def untold(estimates: list[Estimate]) -> set[int]:
    return set(protection.protected([(estimates, "standard", "")])[0].untold)


def test_a_group_goes_along_before_the_total_and_few_cases_before_none() -> None:
    # North has three without: it needs a group that could be higher.
    assert hidden(grouped("region", {"north": (97, 100), "south": (0, 100)})) == {1, 2}
    assert hidden(grouped("region", {"north": (97, 100), "south": (0, 100), "east": (30, 100)})) == {1, 3}
    assert hidden(grouped("region", {"north": (97, 100), "south": (40, 100), "east": (30, 100)})) == {1, 3}


def crossed(cells: dict[tuple[str, str], int], n: int = 100) -> list[Estimate]:
    return [share(cases, n, by={"sex": sex, "age": age}) for (sex, age), cases in cells.items()]


def test_cells_of_a_crossing_add_up_to_the_total_where_no_margin_is_shown() -> None:
    cells = {("girl", "young"): 3, ("girl", "old"): 40, ("boy", "young"): 9, ("boy", "old"): 30}
    assert hidden([share(82, 400), *crossed(cells)]) == {1, 3}


def test_cells_of_a_crossing_add_up_to_the_one_margin_that_is_shown() -> None:
    cells = {("girl", "young"): 3, ("girl", "old"): 40, ("boy", "young"): 9, ("boy", "old"): 30}
    margins = [share(43, 200, by={"sex": "girl"}), share(39, 200, by={"sex": "boy"})]
    assert hidden([share(82, 400), *margins, *crossed(cells)]) == {3, 4}


def test_cells_of_three_variables_add_up_to_the_margin_of_one() -> None:
    cells = {(sex, age, place): 30 for sex in (1, 2) for age in (1, 2) for place in (1, 2)}
    cells |= {(1, 1, 1): 3, (1, 2, 2): 20, (2, 1, 1): 10}
    three = [share(n, 100, by={"sex": s, "age": a, "place": p}) for (s, a, p), n in cells.items()]
    margins = [share(sum(n for (s, *_), n in cells.items() if s == sex), 400, by={"sex": sex}) for sex in (1, 2)]
    table = [share(sum(cells.values()), 800), *margins, *three]
    told = {tuple(level.value for level in table[row].subject.by.values()) for row in hidden(table)}
    assert told == {(1, 1, 1), (1, 2, 2)}  # one of the other sex would not keep it


@pytest.mark.parametrize("margins", [("a", "b"), ("c", "b", "a"), ("ab", "c"), ("ab", "bc"), ("a", "bc")])
def test_cells_of_a_crossing_add_up_to_every_margin_that_is_shown(margins: tuple[str, ...]) -> None:
    cells = {(a, b, c): 30 for a in (1, 2) for b in (1, 2) for c in (1, 2)}
    cells |= {(1, 1, 1): 3, (2, 1, 1): 10, (1, 2, 2): 25}

    def share_of(names: str, codes: tuple[int, ...]) -> Estimate:
        places = ["abc".index(name) for name in names]
        inside = [n for cell, n in cells.items() if tuple(cell[place] for place in places) == codes]
        return share(sum(inside), 100 * len(inside), by=dict(zip(names, codes, strict=True)))

    table = [share_of("", ()), *(share_of("abc", cell) for cell in cells)]
    table += [share_of(names, codes) for names in margins for codes in product((1, 2), repeat=len(names))]
    secret = hidden(table)
    for names in margins:  # in no margin does one cell stand alone among those that are shown
        for codes in product((1, 2), repeat=len(names)):
            here = [i for i, one in enumerate(table) if i and one.subject.by.keys() == set("abc")]
            here = [
                i for i in here if all(table[i].subject.by[n].value == c for n, c in zip(names, codes, strict=True))
            ]
            (whole,) = (i for i, one in enumerate(table) if one.subject == share_of(names, codes).subject)
            assert whole in secret or len(secret & set(here)) != 1


def test_people_without_a_group_are_left_over_and_kept() -> None:
    table = [share(40, 303), *grouped("region", {"north": (9, 100), "south": (10, 100), "east": (20, 100)})[1:]]
    assert hidden(table) == {1}  # one of the three without a region was harmed
    table = [share(39, 300), *table[1:]]
    assert hidden(table) == set()
    table = [share(60, 400), *table[1:]]
    assert hidden(table) == set()  # 21 of the 100 without a region
    table = [share(40, 301), *table[1:]]
    assert hidden(table) != set()  # the only one without a region was harmed


@pytest.mark.parametrize(("n", "secret"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_base_of_one_to_four_is_not_told(n: int, secret: bool) -> None:
    assert untold([share(0, n)]) == ({0} if secret else set())
    assert protection.tells_by_its_base(share(0, n), "standard") is secret
    assert not protection.tells_by_its_base(share(0, n), "none")


def test_no_more_bases_are_untold_than_keep_a_small_one() -> None:
    assert untold(grouped("region", {"north": (1, 3), "south": (1, 5), "east": (40, 92)})) == {1, 2}
    assert untold(grouped("region", {"north": (1, 3), "south": (10, 30), "east": (40, 67)})) == {1, 2}
    assert untold(grouped("region", {"north": (1, 1), "south": (1, 2), "east": (40, 97)})) == {1, 2, 3}


def test_a_base_of_five_keeps_none_and_is_told_where_another_keeps_the_small_one() -> None:
    table = grouped("region", {"north": (1, 3), "south": (2, 5), "west": (2, 5), "east": (40, 92)})
    assert len(untold(table)) == 2
    assert untold([share(0, 5)]) == set()


def test_a_row_whose_base_is_not_told_is_not_shown() -> None:
    table = grouped("region", {"north": (1, 3), "south": (10, 30), "east": (40, 67)})
    (told,) = protection.protected([(table, "standard", "")])
    assert (told.hidden, told.untold) == ({1, 2}, {1, 2})


def test_a_base_that_is_untold_is_so_in_all_rows_that_stand_on_it() -> None:
    few = answers({1: 1, 2: 2}, by={"sex": 1})
    many = answers({1: 30, 2: 20}, by={"sex": 2})
    whole = answers({1: 31, 2: 22})
    assert untold([*whole, *few, *many]) == {2, 3, 4, 5}


def test_in_a_list_without_numbers_bases_and_places_are_let_be() -> None:
    rows = [
        share(8, 20, variable="a"),
        share(0, 0, variable="b", numbers={"n_psu": 0}),
        share(60, 200, variable="c", numbers={"n_psu": 1}),
    ]
    assert protection.hidden(rows, "standard", bases=False) == set()
    assert protection.hidden(rows, "standard") == {0, 1, 2}
    assert protection.hidden([*rows, share(3, 100)], "standard", bases=False) == {3}
    # A base of three would be kept by that of 30, its one case by the fewest others.
    groups = grouped("region", {"north": (1, 3), "south": (25, 30), "east": (12, 67)})
    assert protection.hidden(groups, "standard", bases=False) == {1, 3}
    assert {1, 2} <= hidden(groups)


def test_what_one_completed_data_set_would_tell_is_hidden() -> None:
    first, second = share(8, 100), share(3, 100)
    imputed = replace(share(6, 100), completed=(first, second))
    plain = share(50, 100, variable="other")
    assert hidden([imputed, plain]) == {0}
    assert hidden([replace(imputed, completed=(first, share(7, 100))), plain]) == set()
    assert hidden([plain, replace(plain, completed=(plain, plain)), share(2, 100, variable="third")]) == {2}
    assert protection.marked(imputed, "standard")
    assert protection.marked(replace(imputed, completed=(first, share(12, 100))), "standard")
    assert not protection.marked(replace(imputed, completed=(share(12, 100), share(11, 100))), "standard")


def test_a_contrast_goes_with_a_part_of_it_that_is_hidden_and_what_rests_on_the_contrast_too() -> None:
    girl, boy, unsaid = grouped("sex", {"girl": (3, 100), "boy": (30, 100), "unsaid": (9, 100)})[1:]
    made = number(0.2, variable="difference")
    contrast = replace(made, subject=replace(made.subject, rests_on=(girl.subject, boy.subject)))
    further = replace(made, subject=replace(made.subject, variable="ratio", rests_on=(contrast.subject,)))
    apart = replace(made, subject=replace(made.subject, variable="age", rests_on=(boy.subject,)))
    assert hidden([girl, boy, unsaid, contrast, further, apart]) == {0, 2, 3, 4}
    tables = [([girl], "standard", "all"), ([contrast], "standard", "others")]
    assert [set(one.hidden) for one in protection.protected(tables)] == [{0}, set()]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("units", "df", "kept"),
    [(202, 200.0, (202, 200.0)), (203, 200.0, (None, None)), (None, 201.0, (None, 201.0)), (None, 202.0, (None, None))],
)
def test_units_of_one_person_each_would_tell_the_exact_base(
    units: int | None, df: float, kept: tuple[int | None, float | None]
) -> None:
    coarse = protection.coarsened(share(60, 203, numbers={"n_psu": units, "df": df}), "strict", 5)
    assert (coarse.n, coarse.n_psu, coarse.df) == (205, *kept)
    bare = share(60, 203, numbers={"n_psu": None, "df": None})
    assert protection.coarsened(bare, "strict", 5).n == 205
    assert protection.coarsened(bare, "standard", 1) is bare


def test_a_sum_of_people_counts_those_behind_it_and_not_its_rows() -> None:
    of_incidents = share(40, 200, numbers={"contributors": 3})
    assert hidden([of_incidents]) == {0}
    assert hidden([replace(of_incidents, contributors=5)]) == set()
    assert hidden([replace(share(40, 200), people=24)]) == {0}
    assert hidden([replace(share(40, 200), people=25)]) == set()
    assert hidden([replace(number(3.5), contributors=4)]) == {0}
    assert hidden([replace(number(3.5), contributors=None)]) == set()


@pytest.mark.parametrize(
    ("without", "rule", "need"),
    [(3, "standard", Need(0, 2)), (5, "standard", Need()), (0, "standard", Need()), (0, "strict", Need(0, 10))],
)
def test_few_others_need_as_many_as_they_lack(without: int, rule: str, need: Need) -> None:
    limits = protection.RULES[rule]  # type: ignore[index]
    assert need_of(50, without, limits) == need
    assert need_of(without, 50, limits) == Need(need.down, need.up)


# Three groups of 100 with 3, 9 and 30 cases, and all of them: places 0 to 2, and 3.
COUNTS = [Count((0,), 3, 100), Count((1,), 9, 100), Count((2,), 30, 100), Count((3,), 42, 300)]
SUMS = [Sum((0, 1, 2), 3)]


@pytest.mark.parametrize(
    ("secret", "need", "told"),
    [
        ({0, 1}, Need(up=9), False),  # the other group can be none at least
        ({0, 1}, Need(up=10), True),
        ({0, 1}, Need(down=3), False),
        ({0, 1}, Need(down=4), True),
        ({0}, Need(up=1), True),
        ({0, 3}, Need(up=97), False),  # of 100
        ({0, 3}, Need(up=98), True),
    ],
)
def test_a_secret_is_told_where_it_cannot_be_as_far_off_as_it_needs(secret: set[int], need: Need, told: bool) -> None:
    assert worked_out(COUNTS, SUMS, secret, {0: need}) == ({0} if told else set())


def test_a_count_that_is_shown_twice_needs_what_either_of_its_rows_needs() -> None:
    cases = {"friend": 97, "police": 20, "teacher": 30}
    items = [
        share(n, 100, set="told", item=level(name), percent_of=of, exclusive_parts=of == "responses")
        for of in ("respondents", "responses")
        for name, n in cases.items()
    ]
    assert hidden(items) == {0, 3, 1, 4}  # three told no friend; as shares of responses nobody is left out


def test_a_cell_that_is_a_share_of_its_row_and_of_its_column_needs_what_either_of_these_needs() -> None:
    # Of 24 in the row 21 are many more than can be told of so few; of 25 in the column four others are left.
    row, column = (share(21, n, percent_of=of) for of, n in (("row", 24), ("column", 25)))
    asked = [Asked(one, protection.RULES["standard"]) for one in (row, column)]
    assert [need(one.estimate, one.limits) for one in asked] == [Need(5, 5), Need(0, 1)]
    others = [share(cases, 100, percent_of="row", by={"sex": code}) for code, cases in ((1, 2), (2, 19))]
    assert hidden([row, column, *others]) == {0, 1, 2, 3}


@pytest.mark.parametrize("cases", [(3, 3, 30), (97, 97, 70)])
def test_of_the_rows_that_show_a_count_the_one_that_needs_most_decides(cases: tuple[int, int, int]) -> None:
    # Of two places five more, or fewer, must be possible: the second group can give or take but three.
    about: dict[str, Any] = {"percent_of": "column"}
    table = grouped("region", dict(zip("abc", ((n, 100) for n in cases), strict=True)), **about)
    assert hidden(table) == {1, 2}
    places = share(cases[0], 100, percent_of="row", by={"region": "a"}, numbers={"n_psu": 2})
    assert hidden([*table, places]) == {1, 2, 3, 4}


def test_people_without_a_group_who_all_are_cases_are_told_of_where_they_are_few_or_were_harmed() -> None:
    groups = grouped("region", {"north": (40, 100), "south": (30, 100)})[1:]
    assert hidden([share(94, 224), *groups]) != set()  # all 24 of no region
    assert hidden([share(95, 225), *groups]) == set()
    harmed = [replace(one, subject=replace(one.subject, harm=True)) for one in [share(100, 230), *groups]]
    assert hidden(harmed) != set()


@pytest.mark.parametrize("variables", [1, 2, 3])
def test_people_without_a_group_are_counted_in_every_margin(variables: int) -> None:
    # The last code of each variable is "not known": no row shows it, and all rows together leave it over.
    rng = np.random.default_rng(variables)
    cases = rng.integers(5, 30, (3,) * variables)
    size = cases + rng.integers(5, 300, cases.shape)

    def counted(codes: tuple[int | slice, ...]) -> tuple[int, int]:
        return int(cases[codes].sum()), int(size[codes].sum())

    margins = list(product((0, 1, 2, slice(None)), repeat=variables))
    printed = [codes for codes in margins if 2 not in codes]
    rows = [
        share(*counted(codes), by={"abc"[place]: code for place, code in enumerate(codes) if isinstance(code, int)})
        for codes in printed
    ]
    counts, sums, _ = added([Asked(one, protection.RULES["standard"]) for one in rows])
    left_over = [(one.cases, one.n) for one in counts if one.without_group]
    assert sorted(left_over) == sorted(counted(codes) for codes in margins if 2 in codes)  # type: ignore[type-var]
    for one in sums:
        assert one.total is not None
        parts, whole = [counts[part] for part in one.parts], counts[one.total]
        assert (sum(part.cases for part in parts), sum(part.n or 0 for part in parts)) == (whole.cases, whole.n)


def test_where_nobody_is_left_over_no_part_is() -> None:
    table = [Asked(one, protection.RULES["standard"]) for one in grouped("sex", {1: (30, 100), 2: (40, 100)})]
    counts, sums, _ = added(table)
    assert [(one.cases, one.n) for one in counts] == [(70, 200), (30, 100), (40, 100)]
    assert [(one.parts, one.total) for one in sums] == [((1, 2), 0)]


def test_nothing_is_told_where_nothing_is_asked() -> None:
    assert worked_out(COUNTS, SUMS, {0, 1}, {}) == set()


def test_an_attacker_knows_the_least_and_the_most_of_what_is_not_printed() -> None:
    assert ranges(COUNTS, SUMS, {2: 30, 3: 42}, [0, 1]) == [(0, 12), (0, 12)]
    assert ranges(COUNTS, SUMS, {1: 9, 2: 30, 3: 42}, [0]) == [(3, 3)]
    assert ranges(COUNTS, SUMS, {2: 30}, [3, 0]) == [(30, 230), (0, 100)]
    assert ranges(COUNTS, SUMS, {0: 3, 1: 9, 2: 30}, [3]) == [(42, 42)]
    assert ranges(COUNTS, SUMS, {0: 3, 1: 9, 3: 5}, [2]) is None
    assert ranges([Count((0,), 1, None)], [], {}, [0]) == [(0, FREE)]


def test_answers_to_one_question_add_up_to_its_base_where_that_is_known() -> None:
    counts = [Count((0,), 60, 100), Count((1,), 38, 100), Count((2,), 2, 100)]
    assert ranges(counts, [Sum((0, 1, 2))], {0: 60}, [1]) == [(0, 40)]
    assert ranges(counts, [Sum((0, 1, 2))], {0: 60, 1: 38}, [2]) == [(2, 2)]
    unknown = [replace(one, n=None) for one in counts]
    assert ranges(unknown, [Sum((0, 1, 2))], {0: 60, 1: 38}, [2]) == [(0, FREE)]
    assert ranges([Count((0,), 60, 60)], [Sum((0,))], {}, [0]) == [(60, 60)]
    nobody = [Count((0,), 0, 0), Count((1,), 0, 0)]
    assert ranges(nobody, [Sum((0, 1))], {0: 0}, [1]) == [(0, 0)]


def test_of_bases_that_are_not_known_nothing_is_left_over() -> None:
    total, *groups = grouped("sex", {1: (30, 100), 2: (40, 100)})
    rules = protection.RULES["standard"]
    for whole, parts in ((False, True), (True, False)):
        counts, sums, _ = added(
            [Asked(total, rules, based=whole), *(Asked(group, rules, based=parts) for group in groups)]
        )
        (left,) = [count for count in counts if count.without_group]
        assert (left.cases, left.n) == (0, None)
        assert [(one.parts, one.total) for one in sums] == [((1, 2, 3), 0)]


def test_the_program_has_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []
    milp = scipy.optimize.milp

    def timed(*program: Any, **how: Any) -> Any:
        given.append(how["options"]["time_limit"])
        return milp(*program, **how)

    monkeypatch.setattr(scipy.optimize, "milp", timed)
    assert hidden(grouped("region", {"north": (3, 100), "south": (9, 100), "east": (30, 100)})) == {1, 2}
    assert given
    assert all(0 < seconds <= cheapest.SECONDS for seconds in given)


@pytest.mark.parametrize(("rule", "lacks"), [("standard", 5), ("strict", 10)])
def test_of_a_small_base_the_cases_could_be_as_many_more_or_fewer_as_the_limit(rule: str, lacks: int) -> None:
    limits = protection.RULES[rule]  # type: ignore[index]
    assert need(share(12, 24), limits) == Need(lacks, lacks)
    assert need(share(60, 200, numbers={"n_psu": 2}), limits) == Need(lacks, lacks)


def test_standard_output_is_given_back_whole() -> None:
    before = len(list(Path("/dev/fd").iterdir()))
    with silent():
        pass
    assert len(list(Path("/dev/fd").iterdir())) == before
