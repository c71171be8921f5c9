"""Prevalence on surveys small enough to be computed beside it with a few lines of numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from analysis.errors import DesignError, UsageError
from analysis.pipeline import prevalence
from analysis.presentation.table import Table
from analysis.request import Domain, Missing, PrevalenceRequest, Scaling
from tests.pipeline.small import OPEN, ROWS, Small, every, group, note, values, write

CODEBOOK = """
populations:
  all: {label: All children, size: {known: 1_000_000, source: a census}}
  girls: {label: Girls, where: sex == 2, size: {of: all, share: sex == 2}}
  weighed: {label: All children, size: {weights: true}}
  guessed: {label: All children, size: {estimated: {value: 500_000, se: 20_000}, source: a survey}}
  sizeless: {label: All children}
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  age: {label: Age, unit: years}
  a: {label: The first, values: {1: "Yes", 2: "No"}, missing: {8: dont_know, 9: refused}}
  b: {label: The second, values: {1: "Yes", 2: "No"}, missing: {8: dont_know, 9: refused}}
  group: {label: Group, values: {1: Early, 2: Late}}
indicators:
  any: {label: Either, population: all, any_of: [a == 1, b == 1], missing: as_no, version: v1, qualifier: at_least}
  either: {label: Either, population: all, any_of: [a == 1, b == 1], missing: any_yes, version: v2}
  girl: {label: The first, population: girls, any_of: [a == 1], missing: complete}
  by_weights: {label: The first, population: weighed, any_of: [a == 1], missing: complete}
  by_guess: {label: The first, population: guessed, any_of: [a == 1], missing: complete}
  uncounted: {label: The first, population: sizeless, any_of: [a == 1], missing: complete}
"""


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """Every fourth row a yes on the first, every fifth on the second; some answers are missing, each in its way."""
    a: list[object] = every(4)
    b: list[object] = every(5)
    for row in range(0, 30):
        b[row] = 8 if row % 2 else b[row]
    for row in range(100, 120):
        a[row] = 9
    return write(
        tmp_path, CODEBOOK, a=a, b=b, group=[1 if row < 90 else 2 if row < 180 else None for row in range(ROWS)]
    )


def asked(small: Small, indicator: str = "any", **words: object) -> Table:
    parts = {"shown": OPEN, **words}
    return prevalence(PrevalenceRequest(indicator=(indicator,), data=small.data, **parts))


def test_a_composite_is_the_union_of_its_forms_and_not_their_sum(small: Small) -> None:
    table = asked(small)
    a, b = small.of["a"] == 1, small.of["b"] == 1
    assert values(table) == pytest.approx([small.share(a | b), small.share(a), small.share(b)], rel=1e-12)
    assert [row.estimate.subject.item and row.estimate.subject.item.value for row in table.rows] == [None, "a", "b"]
    assert values(table)[0] < values(table)[1] + values(table)[2]


def test_forms_are_left_out_by_group_and_shown_when_asked_for(small: Small) -> None:
    by = Domain(by=("sex",))
    assert len(asked(small, domain=by).rows) == 3
    assert len(asked(small, domain=by, forms=True).rows) == 9
    assert len(asked(small, forms=False).rows) == 1


def test_each_missing_rule_has_its_own_base_and_its_own_yes(small: Small) -> None:
    a, b = small.of["a"], small.of["b"]
    yes = (a == 1) | (b == 1)
    complete = (a < 3) & (b < 3)
    decided = yes | complete
    assert values(asked(small, forms=False)) == pytest.approx([small.share(yes)], rel=1e-12)
    excluded = asked(small, forms=False, missing=Missing("exclude"))
    assert values(excluded) == pytest.approx([small.share(yes, complete)], rel=1e-12)
    assert excluded.rows[0].estimate.n == int(complete.sum())
    assert values(asked(small, "either", forms=False)) == pytest.approx([small.share(yes, decided)], rel=1e-12)
    as_no = asked(small, "either", forms=False, missing=Missing("as-no"))
    assert values(as_no) == pytest.approx([small.share(yes)], rel=1e-12)


def test_bounds_are_all_three_rules_with_the_rule_in_the_label(small: Small) -> None:
    a, b = small.of["a"], small.of["b"]
    yes, complete = (a == 1) | (b == 1), (a < 3) & (b < 3)
    table = asked(small, missing=Missing("bounds"))
    expected = [small.share(yes), small.share(yes, yes | complete), small.share(yes, complete)]
    assert values(table) == pytest.approx(expected, rel=1e-12)
    labels = [row.estimate.subject.label for row in table.rows]
    assert len(set(labels)) == 3
    assert all(label.startswith("Either (") for label in labels)


def test_the_qualifier_belongs_to_the_codebooks_own_rule(small: Small) -> None:
    def words(table: Table) -> list[str]:
        return [row.estimate.count.qualifier for row in table.rows if row.estimate.count]

    assert words(asked(small)) == ["at_least"] * 3
    assert words(asked(small, missing=Missing("exclude"))) == [""] * 3
    assert words(asked(small, missing=Missing("bounds"))) == ["at_least", "", ""]


def test_a_condition_is_a_domain_and_is_said_in_a_note(small: Small) -> None:
    table = asked(small, "uncounted", domain=Domain(where="age >= 15"))
    a, old = small.of["a"], small.of["age"] >= 15
    assert values(table) == pytest.approx([small.share(a == 1, (a < 3) & old)], rel=1e-12)
    assert "age >= 15" in note(table, "Only rows")
    assert table.rows[0].estimate.n_psu == 20


def test_two_breakdowns_are_side_by_side_and_a_crossing_has_every_cell(small: Small) -> None:
    table = asked(small, "uncounted", domain=Domain(by=("sex", "sex*group")))
    a, sex, of = small.of["a"], small.of["sex"], small.of["group"]
    found = {group(row): row.estimate.value for row in table.rows}
    expected = {(): small.share(a == 1, a < 3)}
    expected |= {(code,): small.share(a == 1, (a < 3) & (sex == code)) for code in (1, 2)}
    cells = [(one, two) for one in (1, 2) for two in (1, 2)]
    expected |= {(s, g): small.share(a == 1, (a < 3) & (sex == s) & (of == g)) for s, g in cells}
    assert found == pytest.approx(expected, rel=1e-12)


def test_rows_without_a_group_are_in_the_total_and_told(small: Small) -> None:
    table = asked(small, "uncounted", domain=Domain(by=("group",)))
    assert [row.estimate.n for row in table.rows] == [180, 90, 70]  # 20 of the late group refused; 20 have no group
    said = note(table, "form no group")
    assert said.startswith("Group: rows without a value, which form no group: 20 (")
    assert f"{100 * small.share(np.isnan(small.of['group'])):.1f} %" in said


def test_a_known_size_multiplies_the_rate_and_its_bounds(small: Small) -> None:
    (row,) = asked(small, forms=False).rows
    count = row.estimate.count
    assert count is not None
    assert [count.estimate, count.low, count.high] == pytest.approx(
        [1e6 * part for part in (row.estimate.value, row.estimate.low, row.estimate.high)],
        rel=1e-9,
    )
    assert row.estimate.population_size == 1e6


def test_a_population_that_is_a_share_of_another_counts_users_times_rate(small: Small) -> None:
    (row,) = asked(small, "girl").rows
    a, girls = small.of["a"], small.of["sex"] == 2
    assert row.estimate.value == pytest.approx(small.share(a == 1, girls & (a < 3)), rel=1e-12)
    assert row.estimate.population_size == pytest.approx(1e6 * small.share(girls), rel=1e-12)
    assert row.estimate.count is not None
    wanted = 1e6 * small.share(girls) * small.share(a == 1, girls & (a < 3))
    assert row.estimate.count.estimate == pytest.approx(wanted, rel=1e-12)


def test_a_population_as_large_as_its_weights_counts_the_weights_of_those_who_said_yes(tmp_path: Path) -> None:
    small = write(tmp_path, CODEBOOK, a=every(4), b=every(5), group=every(2))
    (row,) = asked(small, "by_weights").rows
    assert row.estimate.count is not None
    assert row.estimate.count.estimate == pytest.approx(small.of["w"][small.of["a"] == 1].sum(), rel=1e-12)


def test_an_estimated_size_adds_its_error_on_the_log_scale(tmp_path: Path) -> None:
    small = write(tmp_path, CODEBOOK, a=every(4), b=every(5), group=every(2))
    (row,) = asked(small, "by_guess").rows
    p, v, r, u = row.estimate.value or 0, (row.estimate.se or 0) ** 2, 5e5, 2e4**2
    error = np.sqrt(r**2 * v + p**2 * u + v * u) / (r * p)  # design.md, section 5
    t = stats.t.ppf(0.975, row.estimate.df)
    count = row.estimate.count
    assert count is not None
    assert [count.estimate, count.low, count.high] == pytest.approx(
        [r * p, r * p * np.exp(-t * error), r * p * np.exp(t * error)], rel=1e-9
    )


def test_a_population_without_a_size_counts_nobody(small: Small) -> None:
    (row,) = asked(small, "uncounted").rows
    assert row.estimate.count is None
    assert not any("are parts of" in text for text in asked(small, "uncounted").notes)


@pytest.mark.parametrize(("size", "told"), [(400, False), (397, False), (404, False), (395, True), (405, True)])
def test_weights_more_than_one_in_a_hundred_off_the_known_size_are_told(size: int, told: bool, tmp_path: Path) -> None:
    w = [2] * ROWS  # they add up to 400
    small = write(tmp_path, CODEBOOK.replace("1_000_000", str(size)), w=w, a=every(4), b=every(5), group=every(2))
    notes = [text for text in asked(small).notes if "add up to 400" in text]
    assert len(notes) == told
    assert all(f"{size:,}" in text for text in notes)


def test_people_are_rounded_to_what_the_user_names(small: Small) -> None:
    (row,) = asked(small, forms=False, scaling=Scaling(round_to=50_000)).rows
    assert row.estimate.count is not None
    people = 1e6 * (row.estimate.value or 0)
    assert row.estimate.count.estimate == 50_000 * np.floor(people / 50_000 + 0.5)
    assert row.estimate.count.rounded_to == 50_000


def test_groups_of_a_population_of_known_size_add_up_to_the_whole(tmp_path: Path) -> None:
    small = write(tmp_path, CODEBOOK, a=every(4), b=every(5), group=every(2))
    table = asked(small, domain=Domain(by=("sex",)))
    people = [row.estimate.count.estimate for row in table.rows if row.estimate.count]
    assert people[0] == pytest.approx(people[1] + people[2], rel=1e-9)


def test_scaling_to_other_people_is_refused_with_the_reason(small: Small) -> None:
    with pytest.raises(UsageError, match="people it does not speak of"):
        asked(small, scaling=Scaling(scale_to="girls"))


def test_a_domain_outside_the_population_is_refused(small: Small) -> None:
    with pytest.raises(DesignError, match="base of girl"):
        asked(small, "girl", domain=Domain(where="sex == 1"))


def test_the_base_is_named_in_a_note(small: Small) -> None:
    assert note(asked(small, "girl"), "Base:") == "Base: Girls."


def test_the_version_of_a_composite_stands_beside_its_number(small: Small) -> None:
    assert {row.estimate.subject.indicator_version for row in asked(small).rows} == {"v1"}
