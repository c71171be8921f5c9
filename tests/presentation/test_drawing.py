"""From rows to marks: which stand where, in which order, and what a chart may not say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.choices import ChartKind
from analysis.errors import UsageError
from analysis.estimation.estimate import Estimate
from analysis.presentation import layout
from analysis.presentation.drawing import chart, one_in
from analysis.presentation.present import Setting, present
from analysis.presentation.showing import Rules
from analysis.presentation.table import Table
from tests.presentation.made import answers, grouped, level, number, share


def table(*estimates: Estimate, lang: str = "en", synthetic: bool = False, rules: Rules | None = None) -> Table:
    setting = Setting(
        command="estimate",
        title="A survey",
        subtitle="",
        layout=layout.breakdown if estimates[0].subject.set else layout.estimates,
        rules=rules or Rules("dhs", "standard"),
        lang=lang,
        decimals=1,
        level=0.95,
        df="domain",
        probability=True,
        weighted=True,
        synthetic=synthetic,
        source="Who asked",
    )
    return present(estimates, (), setting)


def item(name: str, cases: int, n: int = 200, **about: object) -> Estimate:
    return share(cases, n, set="told", item=level(name, name.title()), percent_of="respondents", **about)


def test_items_of_a_set_stand_from_the_largest_to_the_smallest() -> None:
    drawn = chart(table(item("friend", 40), item("sibling", 90), item("teacher", 60)), None)
    assert (drawn.kind, drawn.labels) == ("bars", ("Sibling", "Teacher", "Friend"))


def test_what_is_not_shown_comes_last_in_the_order_of_the_codebook_and_has_no_number() -> None:
    drawn = chart(table(item("police", 4), item("friend", 40), item("helpline", 2), item("sibling", 90)), "bars")
    assert drawn.labels == ("Sibling", "Friend", "Police", "Helpline")
    hidden = [mark for mark in drawn.marks if mark.status == "suppressed"]
    assert [(mark.label, mark.text, mark.value, mark.low, mark.high) for mark in hidden] == [
        ("Police", "*", None, None, None),
        ("Helpline", "*", None, None, None),
    ]


def test_answers_of_a_scale_keep_their_order() -> None:
    assert chart(table(*answers({1: 30, 2: 120, 3: 50})), "bars").labels == ("1", "2", "3")


def test_groups_keep_their_order_and_the_total_is_the_reference() -> None:
    drawn = chart(table(*grouped("sex", {1: (90, 200), 2: (20, 200)})), None)
    assert (drawn.kind, drawn.labels) == ("dots", ("Total", "1", "2"))
    assert drawn.reference is not None
    assert (drawn.reference.label, drawn.reference.text) == ("Total", "27.5")


def test_a_scale_in_groups_is_a_stack_whose_series_are_its_answers() -> None:
    rows = [*answers({1: 60, 2: 140}), *answers({1: 50, 2: 50}, by={"sex": 1}), *answers({1: 10, 2: 90}, by={"sex": 2})]
    drawn = chart(table(*rows), None)
    assert (drawn.kind, drawn.labels, drawn.series) == ("stack", ("Total", "1", "2"), ("1", "2"))


def test_items_in_groups_stand_side_by_side_without_the_total() -> None:
    rows = [item("friend", 40), item("sibling", 90)]
    rows += [item("friend", 30, by={"sex": 1}), item("friend", 10, by={"sex": 2})]
    rows += [item("sibling", 40, by={"sex": 1}), item("sibling", 50, by={"sex": 2})]
    drawn = chart(table(*rows), None)
    assert (drawn.kind, drawn.labels, drawn.series) == ("grouped", ("Sibling", "Friend"), ("1", "2"))
    assert len(drawn.marks) == 4


def test_small_multiples_have_a_panel_a_group_with_the_total_among_them() -> None:
    rows = [item("friend", 40), item("sibling", 90), *(item("friend", 20, by={"sex": code}) for code in (1, 2))]
    drawn = chart(table(*rows), "multiples")
    assert drawn.panels == ("Total", "1", "2")
    assert drawn.marks[0].label == "Sibling"


def test_a_slope_needs_two_rounds() -> None:
    two = [item("friend", 40), *(item("friend", 20 + code, by={"round": code}) for code in (1, 2))]
    assert chart(table(*two), "slope").series == ("1", "2")
    three = [*two, item("friend", 30, by={"round": 3})]
    with pytest.raises(UsageError, match="two levels"):
        chart(table(*three), "slope")


def test_items_that_do_not_add_up_are_no_stack() -> None:
    with pytest.raises(UsageError, match="add up"):
        chart(table(item("friend", 40), item("sibling", 90)), "stack")


def test_a_table_without_estimates_is_not_drawn() -> None:
    with pytest.raises(UsageError, match="nothing to draw"):
        chart(replace(table(share(50, 200)), rows=()), None)


@pytest.mark.parametrize(
    ("of", "count"),
    [(0.0203, 50), (0.2, 5), (0.5, 2), (1.0, 1), (0.07, 14), (0.061, 15), (0.0061, 160), (0.00032, 3100)],
)
def test_one_in_so_many_is_a_number_to_remember(of: float, count: int) -> None:
    assert one_in(of) == count


def test_one_in_says_the_count_in_words_and_in_digits() -> None:
    (mark,) = chart(table(share(20, 1000), lang="id"), "one-in").marks
    assert (mark.text, mark.detail) == ("sekitar 1 dari 50", "50")


def test_a_hidden_share_is_not_one_in_anything() -> None:
    with pytest.raises(UsageError, match="nothing of this table may be drawn"):
        chart(table(share(3, 1000)), "one-in")


@pytest.mark.parametrize("kind", ["bars", "dots"])
def test_the_alternative_text_says_every_number_and_what_is_hidden(kind: ChartKind) -> None:
    drawn = chart(table(item("friend", 40), item("police", 2), item("helpline", 3)), kind, title="Whom they told")
    assert drawn.alt.endswith(": Whom they told. Friend: 20.0 % (10.0-90.0); Police: not shown; Helpline: not shown.")


def test_a_chart_of_made_up_data_carries_the_words_for_its_picture() -> None:
    assert chart(table(share(50, 200), synthetic=True), None).synthetic.startswith("Synthetic data")
    assert chart(table(share(50, 200), synthetic=True, lang="id"), None).synthetic.startswith("Data sintetis")
    assert chart(table(share(50, 200)), None).synthetic == ""


def test_numbers_in_a_chart_are_written_in_its_language() -> None:
    (mark,) = chart(table(share(51, 200), lang="id"), None).marks
    assert (mark.text, mark.bounds) == ("25,5", "10,0-90,0")


def test_a_mean_is_drawn_in_its_own_unit() -> None:
    drawn = chart(table(number(3.25, by={"sex": 1}), number(4.5, by={"sex": 2})), None)
    assert (drawn.unit, [mark.text for mark in drawn.marks]) == ("number", ["3.250", "4.500"])


def test_the_notes_under_a_picture_leave_out_who_gave_no_answer_and_keep_base_and_source() -> None:
    drawn = chart(table(share(7, 200, base="Girls who use the internet")), None)
    assert drawn.notes[0] == "Base: Girls who use the internet."
    assert "^ rests on fewer than 10 cases." in drawn.notes
    assert drawn.notes[-1] == "Source: Who asked."


def test_a_chart_of_several_sets_is_of_the_first() -> None:
    other = share(70, 200, set="whynot", variable="whynot", label="Why not", item=level("ashamed", "Ashamed"))
    drawn = chart(table(item("friend", 40), item("sibling", 90), replace_percent(other)), None)
    assert drawn.labels == ("Sibling", "Friend")


def replace_percent(estimate: Estimate) -> Estimate:
    return replace(estimate, subject=replace(estimate.subject, percent_of="respondents"))


def test_a_table_of_hidden_rows_is_not_drawn() -> None:
    with pytest.raises(UsageError, match="nothing of this table may be drawn"):
        chart(table(item("police", 4), item("helpline", 2)), None)


@pytest.mark.parametrize(("made", "told"), [(share(150, 200), "more than half"), (number(0.2), "said of a share")])
def test_one_in_so_many_is_of_shares_up_to_a_half(made: Estimate, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        chart(table(made), "one-in")
