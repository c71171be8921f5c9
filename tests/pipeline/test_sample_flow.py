"""The flow of a sample: rows at each step, the step each is a share of, and nothing told of one to four rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.export import json_, text
from analysis.pipeline.sample_flow import flow
from analysis.presentation.table import Row, Table
from analysis.presentation.words import words
from analysis.request import (
    BreakdownRequest,
    Data,
    Design,
    Domain,
    FlowRequest,
    Missing,
    Precision,
    PrevalenceRequest,
    Shown,
)
from tests.pipeline.small import HEAD, ROWS, group, note, side_by_side, write

ROOT = Path(__file__).parents[2]
CONTACTS = Data(codebook=ROOT / "codebooks" / "disrupting_harm_indonesia" / "contacts.yaml")
SCHEMA = json.loads((ROOT / "analysis" / "export" / "output.schema.json").read_text(encoding="utf-8"))
# Outcomes of the contacts that make up each step, and the step that it is a share of: 1 interviewed, 2 not eligible,
# 3 eligible and refused, 4 household refused, 5 nobody at home, 6 no child.
STEPS = {
    "selected": ("123456", "selected"),
    "contacted": ("12346", "selected"),
    "household_screened": ("1236", "contacted"),
    "screened": ("123", "household_screened"),
    "eligible": ("13", "screened"),
    "interviewed": ("1", "eligible"),
    "refused": ("3", "eligible"),
    "not_eligible": ("2", "screened"),
    "no_child": ("6", "household_screened"),
    "household_refused": ("4", "contacted"),
    "not_at_home": ("5", "selected"),
}


def outcomes() -> list[str]:
    """The outcome of every household, from the CSV."""
    path = ROOT / "sample_data" / "synthetic-contacts.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [row["outcome"] for row in csv.DictReader(lines)]


def by_name(table: Table) -> dict[str, Row]:
    return {row.estimate.subject.variable: row for row in table.rows}


def parents(table: Table) -> dict[str, str]:
    return {name: row.estimate.subject.population for name, row in by_name(table).items()}


def survey(folder: Path, head: str = HEAD, **steps: Sequence[bool] | int) -> Data:
    """A file of 200 rows with a population per step: the rows where its column is 1, or the first so many."""
    columns = {
        f"in_{name}": [int(row < members) for row in range(ROWS)]
        if isinstance(members, int)
        else [int(member) for member in members]
        for name, members in steps.items()
    }
    populations = "".join(f"  {name}: {{label: Step {name}, where: in_{name} == 1}}\n" for name in steps)
    variables = "".join(f"  in_{name}: {{values: {{0: no, 1: yes}}}}\n" for name in steps)
    return write(folder, f"populations:\n{populations}variables:\n{variables}", head, **columns).data


def hidden(table: Table) -> set[str]:
    return {name for name, row in by_name(table).items() if row.status == "suppressed"}


# --- what is counted


def test_each_step_has_the_rows_of_the_file_and_is_a_share_of_the_last_step_that_has_them_all() -> None:
    found = outcomes()
    table = flow(FlowRequest(data=CONTACTS))
    rows = by_name(table)
    assert list(rows) == list(STEPS)
    assert parents(table) == {name: parent for name, (_, parent) in STEPS.items()}
    counts = {name: sum(outcome in codes for outcome in found) for name, (codes, _) in STEPS.items()}
    assert (counts["selected"], counts["interviewed"], counts["not_eligible"]) == (len(found), 995, 87)
    for name, (_, parent) in list(STEPS.items())[1:]:
        estimate = rows[name].estimate
        assert (estimate.n_cases, estimate.n) == (counts[name], counts[parent]), name
        assert estimate.value == counts[name] / counts[parent]
    first = rows["selected"].estimate
    assert (first.n, first.value) == (len(found), None)


def test_the_table_says_step_rows_share_and_of_what() -> None:
    lines = {line.cells[0]: line.cells[1:] for line in flow(FlowRequest(data=CONTACTS)).lines}
    found = outcomes()
    eligible = sum(outcome in "13" for outcome in found)
    assert lines["Households selected"] == (f"{len(found):,}", "-", "")
    assert lines["Child interviewed"] == ("995", f"{100 * 995 / eligible:.1f}", "Eligible: uses the internet")


def test_the_embedded_survey_has_its_1082_children_and_995_internet_users() -> None:
    table = flow(FlowRequest())
    rows = by_name(table)
    assert rows["all_children"].estimate.n == 1082
    assert rows["internet_users"].estimate.n_cases == 995
    assert parents(table)["sex_educated"] == "internet_users"  # and not those of 15-17, who lack some of them
    assert note(table, "not known whether they belong").startswith("Internet-using children aged 12-17 who ever")


def test_the_steps_asked_for_come_in_the_order_asked_for_and_each_once(tmp_path: Path) -> None:
    data = survey(tmp_path, all=200, some=100, few=50)
    table = flow(FlowRequest(data=data, step=("few", "some", "few")))
    assert parents(table) == {"few": "", "some": ""}  # the larger step comes later, and so does not contain the other
    assert [row.estimate.value for row in table.rows] == [50 / 200, 100 / 200]
    assert [line.cells[3] for line in table.lines] == ["all rows", "all rows"]


def test_a_step_with_the_same_rows_as_the_one_before_is_all_of_it(tmp_path: Path) -> None:
    table = flow(FlowRequest(data=survey(tmp_path, all=200, same=200, half=100, same_half=100)))
    assert parents(table) == {"all": "all", "same": "all", "half": "same", "same_half": "half"}
    assert [row.estimate.value for row in table.rows] == [None, 1, 0.5, 1]


def test_counts_are_unweighted_whatever_the_weights(tmp_path: Path) -> None:
    data = survey(tmp_path, all=200, heavy=[row % 3 == 2 for row in range(ROWS)])
    table = flow(FlowRequest(data=data))
    assert by_name(table)["heavy"].estimate.value == sum(row % 3 == 2 for row in range(ROWS)) / ROWS
    assert table.notes[0].startswith("Unweighted")
    assert not any("Weighted" in said or "interval" in said for said in (*table.notes, *table.credits))
    assert table.notes[0] in table.credits


def test_a_condition_narrows_every_step_and_changes_no_step_that_another_is_a_share_of() -> None:
    where = Domain(where="area == 1")
    table = flow(FlowRequest(data=CONTACTS, domain=where))
    path = ROOT / "sample_data" / "synthetic-contacts.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        urban = [row["outcome"] for row in csv.DictReader(lines) if row["area"] == "1"]
    rows = by_name(table)
    assert rows["selected"].estimate.n == len(urban)
    assert rows["refused"].estimate.n_cases == sum(outcome == "3" for outcome in urban)
    assert parents(table) == {name: parent for name, (_, parent) in STEPS.items()}
    assert note(table, "Only rows where") == "Only rows where area == 1."


def test_a_stratum_of_one_sampling_unit_does_not_stop_a_count(tmp_path: Path) -> None:
    data = survey(tmp_path, HEAD.replace("strata: st, psu: psu", "strata: psu, psu: st"), all=200, some=100)
    assert by_name(flow(FlowRequest(data=data)))["some"].estimate.n_cases == 100


def test_a_survey_that_is_no_probability_sample_has_a_flow_and_says_what_it_is(tmp_path: Path) -> None:
    head = HEAD.replace("design: {weight: w, strata: st, psu: psu}", "design: none")
    table = flow(FlowRequest(data=survey(tmp_path, head, all=200, some=60, fewer=40)))
    assert table.lines[2].cells == ("Step fewer", "40", "40 of 60", "Step some")
    assert "not a probability sample" in table.notes[0]


def test_rows_of_which_it_is_not_known_whether_they_belong_are_counted_in_a_note(tmp_path: Path) -> None:
    answers = [None if row < 30 else 1 + row % 2 for row in range(ROWS)]
    codebook = "populations: {all: {}, yes: {label: Said yes, where: q == 1}}\nvariables: {q: {values: {1: y, 2: n}}}\n"
    data = write(tmp_path, codebook, q=answers).data
    table = flow(FlowRequest(data=data))
    assert by_name(table)["yes"].estimate.n_cases == sum(answer == 1 for answer in answers)
    assert note(table, "not known") == "Said yes: not counted, because it is not known whether they belong: 30."


def test_few_of_which_it_is_not_known_are_not_counted(tmp_path: Path) -> None:
    answers = [None if row < 3 else 1 + row % 2 for row in range(ROWS)]
    codebook = "populations: {yes: {label: Said yes, where: q == 1}}\nvariables: {q: {values: {1: y, 2: n}}}\n"
    said = note(flow(FlowRequest(data=write(tmp_path, codebook, q=answers).data)), "not known")
    assert said == "Said yes: some are not counted, because it is not known whether they belong."


# --- protection


@pytest.mark.parametrize(
    ("steps", "secret"),
    [
        ({"all": 200, "most": 195}, set()),
        ({"all": 200, "most": 196}, {"most"}),
        ({"all": 200, "none": 0}, set()),
        ({"all": 200, "few": 4}, {"few"}),
        ({"all": 200, "five": 5}, set()),
        ({"all": 200, "a": 100, "b": 97, "c": 60}, {"b"}),
        ({"all": 200, "a": 100, "b": 97, "c": 94}, {"b"}),  # six less than a, the last step shown
        ({"all": 200, "a": 100, "b": 103}, {"b"}),  # the later step is the larger one
    ],
)
def test_of_two_steps_that_one_to_four_rows_tell_apart_the_later_is_hidden(
    steps: dict[str, int], secret: set[str], tmp_path: Path
) -> None:
    assert hidden(flow(FlowRequest(data=survey(tmp_path, **steps)))) == secret


def test_a_step_that_the_others_would_leave_three_of_is_hidden(tmp_path: Path) -> None:
    refused = [60 <= row < 97 for row in range(ROWS)]
    table = flow(FlowRequest(data=survey(tmp_path, all=200, eligible=100, interviewed=60, refused=refused)))
    assert hidden(table) == {"refused"}  # 100 less 60 less 37 would be three whom nobody speaks of


def test_no_share_is_of_a_hidden_step_so_that_no_base_gives_its_count_back(tmp_path: Path) -> None:
    table = flow(FlowRequest(data=survey(tmp_path, all=200, eligible=197, interviewed=120)))
    assert hidden(table) == {"eligible"}
    assert parents(table) == {"all": "all", "eligible": "all", "interviewed": "all"}
    document = json_.write(table)
    assert "197" not in document + text.write(table)


def test_the_first_step_is_hidden_where_the_rest_of_the_file_is_few(tmp_path: Path) -> None:
    table = flow(FlowRequest(data=survey(tmp_path, screened=198, interviewed=100)))
    assert hidden(table) == {"screened"}
    assert table.lines[0].cells == ("Step screened", "*", "*", "all rows")
    assert "198" not in json_.write(table) + text.write(table)


def test_shares_of_fewer_than_25_rows_are_hidden(tmp_path: Path) -> None:
    assert hidden(flow(FlowRequest(data=survey(tmp_path, all=200, few=20, fewer=10)))) == {"fewer"}


def test_without_protection_everything_is_shown_and_a_note_says_so(tmp_path: Path) -> None:
    data = survey(tmp_path, all=200, most=197, few=3)
    table = flow(FlowRequest(data=data, shown=Shown(protect="none", rules="none")))
    assert [row.estimate.n_cases for row in table.rows] == [None, 197, 3]
    assert words("en")["unprotected"] in table.notes


@pytest.mark.parametrize("seed", range(30))
def test_nothing_that_the_shown_steps_tell_apart_has_one_to_four_rows(seed: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    outcome = rng.choice(6, size=ROWS, p=(0.5, 0.25, 0.15, 0.06, 0.025, 0.015))
    steps = {f"s{i}": np.isin(outcome, np.flatnonzero(rng.random(6) < 0.6)).tolist() for i in range(5)}
    table = flow(FlowRequest(data=survey(tmp_path, **steps)))
    known = [np.array(steps[name]) for name in steps if name not in hidden(table)]
    for pattern in product((True, False), repeat=len(known)):
        inside = np.ones(ROWS, dtype=bool)
        for members, belongs in zip(known, pattern, strict=True):
            inside &= members == belongs
        assert not 0 < np.count_nonzero(inside) < 5
    bases = {row.estimate.subject.population for row in table.rows} - {""}
    assert not bases & hidden(table)


# --- what is written


def test_the_raw_numbers_stand_behind_what_is_shown_and_behind_nothing_else(tmp_path: Path) -> None:
    table = flow(FlowRequest(data=survey(tmp_path, all=200, some=100, less=97)))
    assert [line.numbers for line in table.lines] == [
        ((), (200,), (), ()),
        ((), (100,), (0.5,), ()),
        ((), (), (), ()),
    ]
    assert [column.unit for column in table.columns] == ["", "whole", "percent", ""]


def test_the_json_is_the_contract() -> None:
    document = json.loads(json_.write(flow(FlowRequest(data=CONTACTS))))
    jsonschema.validate(document, SCHEMA)
    assert document["command"] == "flow"
    rows = {row["variable"]: row for row in document["rows"]}
    assert (rows["selected"]["estimate"], rows["selected"]["reason"]) == (
        None,
        "every row that is counted belongs to it",
    )
    assert (rows["refused"]["population"], rows["refused"]["ci_low"], rows["refused"]["synthetic"]) == (
        "eligible",
        None,
        True,
    )


def test_the_flow_is_in_the_language_asked_for() -> None:
    table = flow(FlowRequest(data=CONTACTS, shown=Shown(lang="id")))
    assert table.lines[0].cells == ("Rumah tangga terpilih", "2.000", "-", "")
    assert table.lines[5].cells[0] == "Anak diwawancarai"
    assert table.columns[3].heading == "dari"
    assert table.notes[0] == words("id")["rows_counted"]
    assert not set(table.notes) & set(flow(FlowRequest(data=CONTACTS)).notes)


# --- refusals


@pytest.mark.parametrize(
    ("asked", "option"),
    [
        ({"domain": Domain(by=("area",))}, "--by"),
        ({"precision": Precision(ci="wald")}, "--ci"),
        ({"precision": Precision(df="design")}, "--df"),
        ({"missing": Missing("exclude")}, "--missing"),
        ({"shown": Shown(columns="errors")}, "--columns"),
        ({"shown": Shown(show="order")}, "--show"),
    ],
)
def test_what_only_an_estimate_has_is_refused(asked: dict[str, Any], option: str) -> None:
    with pytest.raises(UsageError, match=f"flow counts rows, and .*{option}"):
        flow(FlowRequest(data=CONTACTS, **asked))


def test_a_step_that_is_no_population_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"'screen' is no population of the codebook\. Did you mean screened"):
        flow(FlowRequest(data=CONTACTS, step=("selected", "screen")))


def test_a_file_without_a_codebook_has_no_steps(tmp_path: Path) -> None:
    data = survey(tmp_path, all=200)
    with pytest.raises(UsageError, match="needs a codebook"):
        flow(FlowRequest(data=Data(data=data.data)))


def test_a_codebook_without_populations_has_no_steps(tmp_path: Path) -> None:
    data = write(tmp_path, "variables: {age: {}}\n").data
    with pytest.raises(UsageError, match="has no populations"):
        flow(FlowRequest(data=data))


def test_a_design_typed_on_the_command_line_is_kept_in_the_record() -> None:
    table = flow(FlowRequest(data=CONTACTS, design=Design(lonely="adjust")))
    assert table.provenance["request"]["design"]["lonely"] == "adjust"


# --- beside other tables

FOLLOWED = """
populations:
  all: {label: All}
  followed: {label: Girls who were hurt, where: sex == 2 and often == 2}
  refused: {label: Refused, where: refused == 1}
variables:
  sex: {values: {1: Boy, 2: Girl}}
  often: {values: {1: Never, 2: Sometimes}}
  refused: {values: {0: no, 1: yes}}
"""


@pytest.mark.parametrize(("never", "told"), [(3, False), (20, True)])
def test_a_step_does_not_give_back_what_a_table_beside_it_hides(never: int, told: bool, tmp_path: Path) -> None:
    """Three of 100 girls and 30 of 100 boys were never hurt; the other girls are a step of the sample."""
    often = [1 if row // 2 < (never if row % 2 else 30) else 2 for row in range(ROWS)]
    refused = [None if row < 40 else 0 for row in range(ROWS)]
    data = write(tmp_path, FOLLOWED, often=often, refused=refused).data
    steps = FlowRequest(data=data)
    breakdown = BreakdownRequest(data=data, set=("often",), domain=Domain(by=("sex",)), shown=Shown(rules="none"))
    alone = flow(steps)
    counted, table = side_by_side(steps, breakdown)
    assert by_name(alone)["followed"].estimate.n_cases == ROWS / 2 - never
    assert by_name(counted)["followed"].estimate.n_cases == (ROWS / 2 - never if told else None)
    assert [row.status for row in table.rows if row.estimate.subject.by][1] == ("shown" if told else "suppressed")
    of_refused = "Refused: not counted, because it is not known whether they belong: 40."
    assert note(alone, "Refused") == of_refused
    assert note(counted, "Refused") == (
        of_refused if told else "Refused: some are not counted, because it is not known whether they belong."
    )


@pytest.mark.parametrize(("never", "told"), [(4, False), (20, True)])
def test_a_step_that_has_every_row_of_a_condition_does_not_say_how_many_these_are(
    never: int, told: bool, tmp_path: Path
) -> None:
    often = [1 + (row >= never) for row in range(ROWS)]
    data = write(tmp_path, FOLLOWED, often=often, refused=[0] * ROWS).data
    steps = FlowRequest(data=data, step=("all",), domain=Domain(where="often == 2"))
    counted, table = side_by_side(steps, BreakdownRequest(data=data, set=("often",), shown=Shown(rules="none")))
    assert counted.rows[0].base_hidden is not told
    assert counted.lines[0].cells[1] == (str(ROWS - never) if told else "*")
    assert counted.provenance["rows_in_domain"] == (ROWS - never if told else None)
    assert [row.status for row in table.rows] == ["shown" if told else "suppressed"] * 2


@pytest.mark.parametrize(("last", "told"), [(3, False), (20, True)])
def test_two_flows_do_not_tell_by_how_few_their_steps_differ(last: int, told: bool, tmp_path: Path) -> None:
    """The last rows are not near, and half of all are some: of the others 30 are not near either."""
    some = [(row % 2 == 0 and row < ROWS - 40) or row >= ROWS - last for row in range(ROWS)]
    data = survey(tmp_path, near=[row < ROWS - 40 for row in range(ROWS)], some=some)
    everybody = FlowRequest(data=data, step=("some",))
    near = FlowRequest(data=data, step=("some",), domain=Domain(where="in_near == 1"))
    assert [hidden(flow(one)) for one in (everybody, near)] == [set(), set()]
    assert any(hidden(table) for table in side_by_side(everybody, near)) is not told


def test_flows_alone_are_as_one_by_one(tmp_path: Path) -> None:
    data = survey(tmp_path, all=200, eligible=197, interviewed=120)
    first, second = side_by_side(FlowRequest(data=data), FlowRequest(data=data, step=("all", "interviewed")))
    assert hidden(first) == {"eligible"}
    assert not hidden(second)


OF_GIRLS = """
populations:
  girls: {label: Girls who were hurt once, where: sex == 2 and often == 2}
indicators:
  twice: {label: Hurt twice, any_of: [often == 3], missing: complete}
variables:
  sex: {values: {1: Boy, 2: Girl}}
  often: {values: {1: Never, 2: Once, 3: Twice}}
  place: {values: {1: North, 2: South, 3: East, 4: West}}
  told: {values: {1: Somebody, 2: Nobody}, asked_if: often >= 2}
"""
HURT = (((8, 6, 24), (6, 12, 26)), ((5, 9, 29), (16, 3, 23)), ((2, 1, 5), (4, 0, 4)), ((2, 2, 3), (1, 4, 5)))


@pytest.mark.parametrize("more", [0, 10])
def test_a_step_of_some_girls_does_not_give_back_the_rest_of_them(more: int, tmp_path: Path) -> None:
    """Girls hurt once, a step, and girls hurt twice are all girls hurt: of one place four, unless they are more."""
    rows = [
        (place, sex, often)
        for place, of_place in enumerate(HURT, 1)
        for sex, of_sex in enumerate(of_place, 1)
        for often, number in enumerate(of_sex, 1)
        for _ in range(number + more * ((sex, often) == (2, 3)) * {1: -1, 3: 1}.get(place, 0))
    ]
    columns = dict(zip(("place", "sex", "often"), map(list, zip(*rows, strict=True)), strict=True))
    whom = [None if often == 1 else 1 + row % 3 // 2 for row, often in enumerate(columns["often"])]
    data, shown = write(tmp_path, OF_GIRLS, **columns, told=whom).data, Shown(rules="none")
    by = Domain(by=("place", "sex"))
    twice = PrevalenceRequest(data=data, indicator=("twice",), domain=by, shown=shown)
    told = BreakdownRequest(data=data, set=("told",), domain=Domain(by=("place*sex",)), shown=shown)
    steps, counted, asked = side_by_side(FlowRequest(data=data), twice, told)
    of_girls = [
        *(row.estimate.n_cases is not None for row in steps.rows),
        *(row.estimate.n_cases is not None for row in counted.rows if "sex" in row.estimate.subject.by),
        *(not row.base_hidden for row in asked.rows if group(row)[1:] == (2,) and group(row)[0] != 3),
    ]
    assert all(of_girls) is (more > 0)
