"""Shares of answers by hand: 100 of 200 children had one of two experiences or both, and said whom they told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis.errors import CodebookError, DesignError
from analysis.pipeline import breakdown
from analysis.presentation.table import Table
from analysis.request import BreakdownRequest, Domain, Missing
from tests.pipeline.small import OPEN, ROWS, Small, note, values, write

HEAD = """
survey: {id: small, title: A small survey, people: children}
files:
  people: {path: data.csv, design: {weight: w, strata: st, psu: psu}}
"""
CODEBOOK = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  colour: {label: Colour, values: {1: Red, 2: Green, 3: Blue}, missing: {9: refused}}
  hurt: {label: Was hurt, values: {1: "Yes", 2: "No"}}
  robbed: {label: Was robbed, values: {1: "Yes", 2: "No"}}
indicators:
  any: {label: Hurt or robbed, any_of: [hurt == 1, robbed == 1], missing: as_no, version: v1}
response_sets:
  told:
    label: Whom the child told
    role: disclosure
    base: any
    items: {friend: A friend, police: The police, no_one: No one}
    exclusive: [no_one]
    follow_up: {of: [hurt, robbed], columns: "told_{item}_{form}"}
    missing: {9: refused}
  incidents:
    label: Whom the child told
    role: offenders
    unit: instance
    base: any
    items: {friend: A friend, police: The police, no_one: No one}
    exclusive: [no_one]
    follow_up: {of: [hurt, robbed], columns: "told_{item}_{form}"}
    missing: {9: refused}
  devices: {label: Devices, role: platforms, delimited: {column: devices, separator: ;}, items: {phone: Phone, tv: TV}}
"""


def block(*parts: tuple[int, Any], other: Any = 0) -> list[Any]:
    """So many rows of each value, then `other`."""
    made = [value for count, value in parts for _ in range(count)]
    return made + [other] * (ROWS - len(made))


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """Equal weights. Rows 0-79 were hurt, rows 60-99 robbed; so 20 were both.

    After being hurt: 0-39 told a friend, of these 0-9 the police too; 40-69 told no one; 70-79 refused.
    After being robbed: 60-69 told no one, 70-84 told a friend, 85-99 told the police.
    """
    return write(
        tmp_path,
        CODEBOOK,
        HEAD,
        w=[2] * ROWS,
        hurt=block((80, 1), other=2),
        robbed=block((60, 2), (40, 1), other=2),
        told_friend_hurt=block((40, 1), (30, 0), (10, 9), other=None),
        told_police_hurt=block((10, 1), (60, 0), (10, 9), other=None),
        told_no_one_hurt=block((40, 0), (30, 1), (10, 9), other=None),
        told_friend_robbed=block((60, None), (10, 0), (15, 1), (15, 0), other=None),
        told_police_robbed=block((60, None), (10, 0), (15, 0), (15, 1), other=None),
        told_no_one_robbed=block((60, None), (10, 1), (15, 0), (15, 0), other=None),
        colour=block((50, 1), (100, 2), (30, 9), other=3),
        devices=block((100, "phone"), (50, "phone;tv"), (20, "tv"), other=""),
    )


def asked(small: Small, name: str = "told", **words: Any) -> Table:
    return breakdown(BreakdownRequest(set=(name,), data=small.data, **{"shown": OPEN, **words}))


def shares(table: Table, of: str = "respondents") -> dict[str, tuple[int | None, int]]:
    """Cases and base of each item."""
    return {
        str(part.value): (row.estimate.n_cases, row.estimate.n)
        for row in table.rows
        if row.estimate.subject.percent_of == of and not row.estimate.subject.by
        for part in [row.estimate.subject.item or row.estimate.subject.level]
        if part
    }


# After either: a friend 0-39 and 70-84; the police 0-9 and 85-99; no one 40-69 (60-69 after both). Nobody is missing,
# because those who refused after being hurt answered after being robbed.
POOLED = {"friend": (55, 100), "police": (25, 100), "no_one": (30, 100)}


def test_the_pooled_base_takes_an_answer_after_any_form_and_no_one_after_all(small: Small) -> None:
    table = asked(small)
    assert shares(table) == POOLED
    assert values(table)[:3] == pytest.approx([0.55, 0.25, 0.30])


def test_shares_of_responses_are_of_ticks_without_the_exclusive_ones(small: Small) -> None:
    table = asked(small, percent_of="responses")
    assert values(table) == pytest.approx([55 / 80, 25 / 80])
    assert set(shares(table, "responses")) == {"friend", "police"}


def test_share_of_respondents_alone_has_no_share_of_responses(small: Small) -> None:
    table = asked(small, percent_of="respondents")
    assert {row.estimate.subject.percent_of for row in table.rows} == {"respondents"}
    assert len(table.rows) == 3


def test_a_composite_as_base_is_the_pooled_one_where_it_has_every_form(small: Small) -> None:
    assert shares(asked(small, base="any")) == POOLED


def test_one_form_as_base_takes_its_answers_alone(small: Small) -> None:
    assert shares(asked(small, base="hurt")) == {"friend": (40, 70), "police": (10, 70), "no_one": (30, 70)}
    assert shares(asked(small, base="robbed")) == {"friend": (15, 40), "police": (15, 40), "no_one": (10, 40)}
    assert note(asked(small, base="hurt"), "Base:") == "Base: Was hurt."


def test_those_who_refused_are_counted_and_those_without_the_experience_were_not_asked(small: Small) -> None:
    found = {row.reason: row.n for row in asked(small, base="hurt").missing}
    assert found == {"refused": 10, "not_asked": 120}


def test_an_instance_is_a_child_after_a_form(small: Small) -> None:
    table = asked(small, "incidents")
    assert shares(table) == {"friend": (55, 110), "police": (25, 110), "no_one": (40, 110)}
    assert {row.estimate.subject.unit for row in table.rows} == {"instance"}


def test_missing_as_no_puts_those_who_refused_into_the_base(small: Small) -> None:
    table = asked(small, base="hurt", missing=Missing("as-no"))
    assert shares(table) == {"friend": (40, 80), "police": (10, 80), "no_one": (30, 80)}
    assert {row.treated for row in table.missing if row.reason == "refused"} == {"as_no"}


def test_missing_as_a_level_shows_who_refused_beside_the_items(small: Small) -> None:
    table = asked(small, base="hurt", missing=Missing("level"))
    assert shares(table) == {"friend": (40, 80), "police": (10, 80), "no_one": (30, 80), "(refused)": (10, 80)}
    assert "refused" not in shares(table, "responses")


def test_groups_of_a_set_have_their_own_shares(small: Small) -> None:
    table = asked(small, percent_of="respondents", domain=Domain(by=("sex",)))
    groups = [row.estimate for row in table.rows if row.estimate.subject.by]
    assert [(one.n_cases, one.n) for one in groups] == [(28, 50), (27, 50), (12, 50), (13, 50), (15, 50), (15, 50)]


def test_weights_are_taken_row_by_row(small: Small, tmp_path: Path) -> None:
    heavy = [10 if row < 10 else 1 for row in range(ROWS)]  # the ten who told both a friend and the police
    columns = {name: [None if x != x else x for x in of] for name, of in small.of.items() if name.startswith("told")}
    experience = {"hurt": block((80, 1), other=2), "robbed": block((60, 2), (40, 1), other=2)}
    other = write(tmp_path, CODEBOOK, HEAD, w=heavy, **experience, **columns, colour=[1] * ROWS, devices=["tv"] * ROWS)
    table = asked(other)
    assert values(table)[:3] == pytest.approx([145 / 190, 115 / 190, 30 / 190])
    assert values(table)[3:] == pytest.approx([145 / 260, 115 / 260])


def test_a_categorical_variable_is_a_set_of_which_everyone_ticks_one(small: Small) -> None:
    table = asked(small, "colour")
    assert values(table) == pytest.approx([50 / 170, 100 / 170, 20 / 170])
    assert {row.reason: row.n for row in table.missing} == {"refused": 30}
    assert {row.estimate.subject.percent_of for row in table.rows} == {"respondents"}


def test_a_categorical_variable_with_its_refusals_as_a_level_adds_up_to_everyone(small: Small) -> None:
    table = asked(small, "colour", missing=Missing("level"))
    assert values(table) == pytest.approx([50 / 200, 100 / 200, 20 / 200, 30 / 200])


def test_one_delimited_column_is_a_set(small: Small) -> None:
    table = asked(small, "devices")
    assert shares(table) == {"phone": (150, 170), "tv": (70, 170)}
    assert values(table)[2:] == pytest.approx([150 / 220, 70 / 220])


def test_a_role_finds_its_sets(small: Small) -> None:
    table = breakdown(BreakdownRequest(role="platforms", data=small.data, shown=OPEN))
    assert table.command == "platforms"
    assert {row.estimate.subject.set for row in table.rows} == {"devices"}


def test_several_sets_stand_in_one_table_in_the_order_asked(small: Small) -> None:
    table = breakdown(BreakdownRequest(set=("devices", "told"), data=small.data, shown=OPEN))
    assert [line.cells[0] for line in table.lines if line.kind == "group"] == ["Devices", "Whom the child told"]


def test_a_base_without_anyone_is_refused(small: Small) -> None:
    with pytest.raises(DesignError, match="nobody"):
        asked(small, base="sex == 1 and sex == 2")


def test_a_ticked_code_that_no_column_holds_is_a_fault_and_not_a_table_of_zeros(tmp_path: Path) -> None:
    codebook = "response_sets:\n  x: {label: X, columns: 'x_{item}', ticked: 'TRUE', items: {a: A, b: B}}\n"
    small = write(tmp_path, codebook, x_a=[row % 2 for row in range(ROWS)], x_b=[1] * ROWS)
    with pytest.raises(CodebookError, match="ticked"):
        asked(small, "x")
