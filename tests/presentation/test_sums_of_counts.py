"""Which counts of tables add up to which, each count once, and of whom each base is: small tables counted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.estimation.estimate import Estimate, Subject
from analysis.presentation.protection import RULES, Extent
from analysis.presentation.protection.bases import bases
from analysis.presentation.protection.rules import Asked
from analysis.presentation.protection.sums import added
from tests.presentation.made import answers, grouped, level, number, share


def asked(rows: Sequence[Estimate], whom: str = "", extent: Extent | None = None) -> list[Asked]:
    return [Asked(one, RULES["standard"], whom, extent=extent) for one in rows]


def sums(rows: Sequence[Asked]) -> set[tuple[tuple[int, ...], int | None]]:
    _, adding, _ = added(rows)
    return {(one.parts, one.total) for one in adding}


def extent(of: str, inside: str, base: str = "answered") -> Extent:
    """Of three classes of 10, 20 and 30, of whom 1, 2 and 3 are cases, those with a 1."""
    classes = np.array([one == "1" for one in inside])
    return Extent(base, of, classes, np.array([1, 2, 3]), np.array([10, 20, 30]), np.ones(3, np.bool_))


def test_answers_of_people_without_a_group_add_up_too() -> None:
    # Of 100 five who said yes and five who said no live in no region.
    table = [*answers({1: 30, 2: 70}), *answers({1: 10, 2: 30}, by={"region": "north"})]
    table += answers({1: 15, 2: 35}, by={"region": "south"})
    counts, adding, _ = added(asked(table))
    assert [(one.cases, one.n) for one in counts[6:]] == [(5, 10), (5, 10)]
    assert {(one.parts, one.total) for one in adding} == {
        ((2, 4, 6), 0),
        ((3, 5, 7), 1),
        *(((first, first + 1), None) for first in (0, 2, 4, 6)),
    }


def test_answers_whose_rest_has_no_total_add_up_in_their_groups_alone() -> None:
    # Neither answer of all is shown: nobody is left over.
    table = [*answers({1: 10, 2: 30}, by={"region": "north"}), *answers({1: 15, 2: 35}, by={"region": "south"})]
    assert sums(asked(table)) == {((0, 2), 4), ((1, 3), 5), ((0, 1), None), ((2, 3), None)}
    # Nor has who took part of a list, that does not add up, answers left over.
    items = [
        *grouped("region", {"north": (9, 100), "south": (20, 100)}, item=level("friend"))[1:],
        share(32, 210, item=level("friend")),
    ]
    assert sums(asked(items)) == {((0, 1, 3), 2)}


def test_incidents_of_those_without_a_group_are_of_so_many_people() -> None:
    def incidents(cases: int, people: int, **by: Any) -> Estimate:
        return replace(share(cases, 2 * cases, **by), contributors=people, people=2 * people)

    table = incidents(30, 20), incidents(12, 9, by={"region": "north"}), incidents(10, 8, by={"region": "south"})
    counts, adding, _ = added(asked(table))
    assert [(one.cases, one.people) for one in counts] == [(30, 20), (12, 9), (10, 8), (8, 3)]
    assert [one.without_group for one in counts] == [False, False, False, True]
    assert [(one.parts, one.total) for one in adding] == [((1, 2, 3), 0)]
    bases = [replace(one, n_cases=None, contributors=one.n) for one in table]
    assert [one.people for one in added(asked(bases))[0]][:3] == [40, 18, 16]


def test_all_ticks_are_a_count_that_no_row_shows_in_each_group() -> None:
    def ticks(friend: int, police: int, n: int, **by: Any) -> list[Estimate]:
        about: dict[str, Any] = {"set": "told", "percent_of": "responses", "exclusive_parts": True, "by": by}
        return [share(friend, n, item=level("friend"), **about), share(police, n, item=level("police"), **about)]

    counts, adding, _ = added(asked([*ticks(60, 20, 100), *ticks(25, 8, 40, sex=1), *ticks(35, 12, 60, sex=2)]))
    assert [(one.rows, one.cases, one.n) for one in counts[6:]] == [((), 80, 200), ((), 33, 80), ((), 47, 120)]
    assert {(one.parts, one.total) for one in adding} == {
        ((2, 4), 0),
        ((3, 5), 1),
        ((0, 1), 6),
        ((2, 3), 7),
        ((4, 5), 8),
    }


def test_the_rows_behind_means_add_up_and_those_of_ratios_do_not() -> None:
    # Of 200 children 150 missed school on some day; of the two of no sex one did.
    def table(statistic: str) -> list[Asked]:
        cells = [({}, 200, 150), ({"sex": 1}, 120, 90), ({"sex": 2}, 78, 59)]
        return asked(
            [replace(number(3.5, statistic=statistic, n=n, by=by), contributors=some) for by, n, some in cells]
        )

    counts, adding, _ = added(table("mean"))
    assert [(one.cases, one.n, one.without_group) for one in counts] == [
        (150, None, False),
        (90, None, False),
        (59, None, False),
        (1, None, True),
    ]
    assert [(one.parts, one.total) for one in adding] == [((1, 2, 3), 0)]
    assert sums(table("ratio")) == set()
    assert [one.cases for one in added(asked([replace(number(3.5, n=90), contributors=None)]))[0]] == [90]


def crossing(
    *percents: str,
    where: dict[str, str] | None = None,
    totals: bool = True,
    girls: tuple[int, int] = (30, 70),
    boys: tuple[int, int] = (20, 80),
) -> list[Estimate]:
    """Girls and boys by whether they were hurt, yes and no; the cells first, then rows and columns."""
    by, everybody = where or {}, sum(girls + boys)
    sexes = {"girl": girls, "boy": boys}
    hurt = dict(zip(("yes", "no"), zip(*sexes.values(), strict=True), strict=True))
    rows = {sex: share(sum(n), everybody, by={**by, "sex": sex}, percent_of="column") for sex, n in sexes.items()}
    columns = {
        answer: share(sum(n), everybody, by=by, level=level(answer), percent_of="row", exclusive_parts=True)
        for answer, n in hurt.items()
    }
    of = {
        "row": lambda sex, _: sum(sexes[sex]),
        "column": lambda _, answer: sum(hurt[answer]),
        "total": lambda *_: everybody,
    }
    cells = [
        share(
            cases,
            of[percent](sex, answer),
            by={**by, "sex": sex},
            level=level(answer),
            percent_of=percent,
            exclusive_parts=True,
            rests_on=(rows[sex].subject, columns[answer].subject),
        )
        for percent in percents
        for sex, some in sexes.items()
        for answer, cases in zip(hurt, some, strict=True)
    ]
    return [*cells, *rows.values(), *columns.values()] if totals else cells


def test_cells_of_a_row_add_up_to_the_row_where_it_is_shown() -> None:
    counts, adding, _ = added(asked(crossing("row")))
    assert [one.cases for one in counts] == [30, 70, 20, 80, 100, 100, 50, 150, 200]
    assert {(one.parts, one.total) for one in adding} == {
        ((0, 1), 4),
        ((2, 3), 5),
        ((0, 2), 6),
        ((1, 3), 7),
        ((6, 7), None),
        ((4, 5), 8),
    }
    alone = sums(asked(crossing("row", totals=False)))
    assert {((0, 1), None), ((2, 3), None)} <= alone
    # A table of others shows its own rows: they say nothing of these.
    others = crossing("row")[4:6]
    beside = sums([*asked(crossing("row", totals=False), "all"), *asked(others, "others")])
    assert {((0, 1), None), ((2, 3), None)} <= beside


def test_a_crossing_of_one_cell_has_that_of_its_row() -> None:
    table = crossing("row")
    assert ((0,), 1) in sums(asked([table[0], table[4], table[6]]))


@pytest.mark.parametrize(
    ("percents", "n"),
    [
        (("row",), 100),
        (("column",), 50),
        (("row", "column"), 50),
        (("column", "row"), 50),
        (("total",), 200),
        (("row", "column", "total"), 200),
    ],
)
def test_a_cell_is_counted_among_everybody_who_is_known_or_its_smallest_margin(
    percents: tuple[str, ...], n: int
) -> None:
    table = [one for one in crossing(*percents, totals=False) if one.n_cases == 30]
    (count, *_), _, _ = added(asked(table))
    assert (count.rows, count.cases, count.n) == (tuple(range(len(percents))), 30, n)


def test_of_a_count_shown_twice_the_smaller_base_that_is_known_bounds_it() -> None:
    twice = asked([share(30, n, percent_of=of) for n, of in ((100, "respondents"), (40, "responses"))])
    for rows in (twice, twice[::-1]):
        assert [(one.rows, one.cases, one.n) for one in added(rows)[0]] == [((0, 1), 30, 40)]
    for unknown, n in (({0}, 40), ({1}, 100), ({0, 1}, None)):
        rows = [replace(one, based=place not in unknown) for place, one in enumerate(twice)]
        assert [one.n for one in added(rows)[0]] == [n]


def ticked(told: dict[str, int], **by: Any) -> list[Estimate]:
    """Who told a friend, of 100 girls and 100 boys or of fewer: the cells, those who told, and how many of each sex."""
    n = {sex: 50 * cases for sex, cases in told.items()}
    item, everybody = level("friend"), sum(n.values())
    row = share(sum(told.values()), everybody, by=by, item=item, percent_of="column")
    columns = {
        sex: share(some, everybody, by=by, variable="sex", level=level(sex), percent_of="row", exclusive_parts=True)
        for sex, some in n.items()
    }
    of = {"row": lambda _: sum(told.values()), "column": n.__getitem__, "total": lambda _: everybody}
    cells = [
        share(
            cases,
            of[percent](sex),
            by={**by, "sex": sex},
            item=item,
            percent_of=percent,
            rests_on=(row.subject, columns[sex].subject),
        )
        for percent in of
        for sex, cases in told.items()
    ]
    return [*cells, row, *columns.values()]


def test_who_ticked_an_answer_is_part_of_a_row_and_of_a_column_whose_sizes_are_counts() -> None:
    counts, adding, _ = added(asked(ticked({"girl": 3, "boy": 2})))
    assert [(one.cases, one.n) for one in counts if one.rows] == [(3, 250), (2, 250), (5, 250), (150, 250), (100, 250)]
    made = [(sorted(counts[part].cases for part in one.parts), one.total) for one in adding]
    assert ([2, 3], 2) in made  # to the row
    assert ([3, 147], 3) in made  # of the girls
    assert ([2, 98], 4) in made
    assert all(counts[one.parts[1]].unsaid for one in adding if one.total in (3, 4))


def test_of_those_who_have_no_group_too_ticks_are_part_of_a_column_and_cells_add_up_to_a_row() -> None:
    # Of no region are 50 girls, one of whom told.
    counts, adding, _ = added(asked([*ticked({"girl": 3, "boy": 2}), *ticked({"girl": 2, "boy": 2}, region="north")]))
    (girls,) = (place for place, one in enumerate(counts) if (one.cases, one.n, one.without_group) == (50, 50, True))
    made = [sorted(counts[part].cases for part in one.parts) for one in adding if one.total == girls]
    assert made == [[1, 49]]
    # Of no region are two girls who were hurt and a boy who was not: how many of either sex is no known base.
    everybody = crossing("row", "column", "total")
    north = crossing("row", "column", "total", where={"region": "north"}, girls=(28, 70), boys=(20, 79))
    counts, adding, _ = added(asked([*everybody, *north]))
    left = {place for place, one in enumerate(counts) if one.without_group}
    assert {counts[place].n for place in left} == {3}
    cells = [one for one in adding if left.issuperset(one.parts) and one.total in left and len(one.parts) == 2]
    made = [(*(counts[part].cases for part in one.parts), counts[one.total or 0].cases) for one in cells]
    assert sorted(made) == [(0, 1, 1), (0, 1, 1), (2, 0, 2), (2, 0, 2)]  # to the columns, and to the rows


def test_where_the_unanswered_count_as_no_they_are_part_of_the_base() -> None:
    counts, adding, _ = added(asked(answers({1: 30, 2: 60})[:2]))
    assert {(one.parts, one.total) for one in adding} == {((0, 1), None)}
    table = [replace(one, n=100) for one in answers({1: 30, 2: 60})]
    counts, adding, _ = added(asked(table))
    assert {(one.parts, one.total) for one in adding} == {((0, 1, 2), None)}
    assert (counts[2].cases, counts[2].rows, counts[2].unsaid) == (10, (), True)
    # Of files it is not known that others are in the base.
    _, adding, _ = added(asked(table), counted=False)
    assert {(one.parts, one.total) for one in adding} == {((0, 1), None)}


def test_a_harm_in_one_of_its_rows_is_a_harm_of_the_count() -> None:
    for harms in ((True, False), (False, True), (False, False)):
        rows = asked([share(30, 100, percent_of=of, harm=harm) for of, harm in zip(("a", "b"), harms, strict=True)])
        (count,), _, (place,) = added([replace(one, extent=extent("ever", "110")) for one in rows])
        assert (count.harm, place.harm) == (any(harms), any(harms))


def test_a_count_whose_rows_are_known_stands_with_question_answer_and_places() -> None:
    about: dict[str, Any] = {"exclusive_parts": True}
    yes, no = (share(30, 100, level=level(code), **about) for code in (1, 2))
    tick = share(30, 100, level=level(1), set="told", percent_of="responses", **about)
    plain = share(30, 100, level=level(1), variable="plain")
    other = share(30, 100, level=level(2), variable="plain")
    rows = [Asked(one, RULES["standard"], "all", extent=extent("x", "111")) for one in (yes, no, tick, plain, other)]
    _, _, placed = added([*rows, *asked([share(3, 30, variable="unknown")])])
    assert [one.position for one in placed] == [0, 1, 2, 3, 4]
    assert placed[0].question == placed[1].question
    assert [one.answer for one in placed] == [(1,), (2,), None, None, None]
    assert len({one.question for one in placed}) == 4
    assert {one.places for one in placed} == {(("all", frozenset()),)}
    # Where a table shows one answer alone beside those that add up, it is one of these still.
    alone = replace(rows[0], estimate=share(30, 100, level=level(1)))
    assert [one.answer for one in added([alone, *rows[:2]])[2]] == [(1,), (2,)]
    # The row with the place need not come first.
    late = [replace(rows[0], extent=None), rows[0]]
    assert [one.position for one in added(late)[2]] == [0]


def test_a_total_is_those_of_a_domain_and_the_rest_whom_no_row_shows() -> None:
    table = [Asked(share(6, 60), RULES["standard"], "all", extent=extent("ever", "111"))]
    table += [Asked(share(3, 30), RULES["standard"], "young", extent=extent("ever", "110"))]
    counts, adding, _ = added(table)
    assert [(one.rows, one.cases, one.n, one.between) for one in counts] == [
        ((0,), 6, 60, False),
        ((1,), 3, 30, False),
        ((), 3, 30, True),
    ]
    assert [({*one.parts}, one.total) for one in adding] == [({1, 2}, 0)]
    (nobody,), _, _ = added(asked([share(0, 40)]))
    assert (nobody.cases, nobody.n) == (0, 40)


def test_the_same_rows_are_one_count_whatever_they_are_called_but_empty_groups_are_not() -> None:
    boys = [Asked(share(3, 60, by={"sex": 1}), RULES["standard"], "all", extent=extent("ever", "110"))]
    boys += [Asked(share(3, 60), RULES["standard"], "boys", extent=extent("ever", "110"))]
    counts, _, (placed,) = added(boys)
    assert [{*one.rows} for one in counts if one.rows] == [{0, 1}]
    assert {*placed.places} == {("all", frozenset({("sex", 1)})), ("boys", frozenset())}
    nobody = [replace(one, extent=extent("ever", "000")) for one in boys]
    assert [one.rows for one in added(nobody)[0] if one.rows] == [(0,), (1,)]
    unknown = [replace(one, extent=None) for one in boys]
    assert [one.rows for one in added(unknown)[0] if one.rows] == [(0,), (1,)]


def test_people_without_a_group_are_where_nobody_of_the_groups_is() -> None:
    by: list[dict[str, Any]] = [{}, {"sex": 1}, {"sex": 2}]
    sizes = [(6, 60, "111"), (1, 10, "100"), (2, 20, "010")]
    table = [
        Asked(share(cases, n, by=group), RULES["standard"], "all", extent=extent("ever", inside))
        for group, (cases, n, inside) in zip(by, sizes, strict=True)
    ]
    counts, _, placed = added(table)
    assert [(one.cases, one.n) for one in counts[3:]] == [(3, 30)]
    assert [one.extent.inside.tolist() for one in placed if one.position == 3] == [[False, False, True]]
    assert [one.places for one in placed if one.position == 3] == [(("all", frozenset({("sex", None)})),)]


def of_bases(rows: Sequence[Asked]) -> list[tuple[str, str, dict[str, Any], int | None, list[int]]]:
    """Of each base whom its table speaks of, its variable and group, how many it is, and which rows stand on it."""
    made, on = bases(rows)
    for one in made:
        subject = one.estimate.subject
        assert (subject.statistic, subject.level, subject.exclusive_parts) == ("proportion", None, False)
        assert subject.rests_on == ()
        assert (one.estimate.value, one.estimate.n_cases) == (None, None)
    return [
        (
            one.whom,
            one.estimate.subject.variable,
            {name: code.value for name, code in one.estimate.subject.by.items()},
            one.estimate.contributors,
            rows,
        )
        for one, rows in zip(made, on, strict=True)
    ]


def test_each_base_stands_once_with_all_rows_that_stand_on_it() -> None:
    few = answers({1: 30, 2: 20}, percent_of="respondents")
    mean = number(3.5, variable="hurt", n=50)
    girls, boys = (share(12, n, by={"sex": sex}) for sex, n in ((2, 26), (1, 24)))
    contrast = share(12, 26, contrast="Girl - Boy", rests_on=(girls.subject, boys.subject))
    made = share(12, 26, rests_on=(girls.subject,), variable="sum")
    term = share(12, 26, term="sex")
    table = asked([*few, contrast, girls, term, boys, mean, share(9, 40, variable="other"), made], "all")
    table += asked([*few[1:], share(1, 26, by={"sex": 2}, level=level(9))], "some")
    assert of_bases(table) == [
        ("all", "hurt", {}, 50, [0, 1, 6]),
        ("all", "hurt", {"sex": 2}, 26, [3]),
        ("all", "hurt", {"sex": 1}, 24, [5]),
        ("all", "other", {}, 40, [7]),
        ("all", "sum", {}, 26, [8]),
        ("some", "hurt", {}, 50, [9]),
        ("some", "hurt", {"sex": 2}, 26, [10]),
    ]
    assert bases(table)[0][0].estimate == Estimate(Subject("hurt", "Was hurt", "proportion"), None, contributors=50)


def test_a_base_is_where_the_first_of_its_rows_is_known_to_be() -> None:
    table = [
        *asked([share(3, 60)]),
        *asked([share(6, 60, level=level(2))], extent=extent("ever", "110", "all")),
        *asked([share(9, 60, level=level(3))], extent=extent("often", "011", "others")),
        *asked([share(9, 60, level=level(4))]),
    ]
    for rows in (table, table[1:]):
        ((base,), on) = bases(rows)
        assert on == [[*range(len(rows))]]
        assert base.extent is not None
        assert (base.extent.of, base.extent.base, base.extent.inside.tolist()) == ("all", "all", [True, True, False])
        assert base.extent.cases.tolist() == [10, 20, 30]
    assert [one.extent for one in bases(table[:1])[0]] == [None]


@pytest.mark.parametrize("where", [{}, {"town": "hill"}])
def test_bases_of_a_crossing_are_its_rows_its_columns_and_everybody(where: dict[str, str]) -> None:
    table = asked(crossing("row", "column", "total", where=where))
    assert of_bases(table) == [
        ("", "hurt", {**where, "sex": "girl"}, 100, [0, 1]),
        ("", "hurt", {**where, "sex": "boy"}, 100, [2, 3]),
        ("", "hurt", {**where, "hurt": "yes"}, 50, [4, 6]),
        ("", "hurt", {**where, "hurt": "no"}, 150, [5, 7]),
        ("", "hurt", where, 200, [8, 9, 10, 11, 12, 13, 14, 15]),
    ]
    assert {one.estimate.subject.percent_of for one in bases(table)[0]} == {""}


def test_bases_of_a_crossing_of_items_are_those_who_ticked_and_the_groups() -> None:
    row = share(50, 200, variable="told", set="told", item=level("friend"), percent_of="column")
    column = share(100, 200, variable="sex", level=level("girl"), percent_of="row", exclusive_parts=True)
    about: dict[str, Any] = {"variable": "told", "set": "told", "item": level("friend"), "by": {"sex": "girl"}}
    cells = [
        share(30, n, percent_of=percent, rests_on=(row.subject, column.subject), **about)
        for percent, n in (("row", 50), ("column", 100), ("total", 200))
    ]
    table = asked([*cells, row, column])
    assert of_bases(table) == [
        ("", "told", {}, 50, [0]),
        ("", "sex", {"sex": "girl"}, 100, [1]),
        ("", "sex", {}, 200, [2, 3, 4]),
    ]
    assert [one.estimate.subject.percent_of for one in bases(table)[0]] == ["row", "", ""]
