"""The notes under a table: only what is true of it, and only the marks that occur."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.codebook.answers import Note
from analysis.estimation.estimate import Count, Estimate, Unanswered
from analysis.presentation import layout, notes
from analysis.presentation.cells import Writing
from analysis.presentation.present import Setting, present
from analysis.presentation.reliability import BRACKET, SUPPRESS
from analysis.presentation.showing import Rules, shown
from analysis.presentation.table import Table
from analysis.presentation.words import ENGLISH, INDONESIAN, LANGUAGES
from tests.presentation.made import grouped, number, share

DHS = Rules("dhs", "standard")
WRITING = Writing(ENGLISH)


def footnotes(*estimates: Estimate) -> str:
    return " ".join(note[:3].strip() for note in notes.footnotes(WRITING, shown(estimates, DHS)))


@pytest.mark.parametrize(
    ("estimates", "marks"),
    [
        ([share(50, 200)], ""),
        ([share(3, 200)], "* n"),
        ([share(3, 24)], "(*)"),
        ([share(20, 40)], "( )"),
        ([share(50, 200, numbers={"df": 4.0})], "? f"),
        ([share(7, 200)], "^ r"),
        ([share(3, 200), share(3, 24, variable="b"), share(7, 200, variable="c")], "* n (*) ^ r"),
        ([share(3, 24, numbers={"df": 4.0})], "(*)"),  # a number that is not there needs no other mark
        ([share(3, 40)], "* n"),
        ([share(0, 0)], ""),  # nobody is there: a dash, which needs no mark
        ([replace(share(20, 40), value=None)], ""),
    ],
)
def test_a_mark_is_explained_where_it_occurs_and_only_there(estimates: list[Estimate], marks: str) -> None:
    assert footnotes(*estimates) == marks


def test_a_count_of_few_says_its_base_itself_and_has_no_mark_to_explain() -> None:
    rows = shown([share(20, 40)], Rules("dhs", "none"))
    unweighted = replace(WRITING, probability=False)
    assert (unweighted.value(rows[0]), notes.footnotes(unweighted, rows)) == ("20 of 40", [])


@pytest.mark.parametrize("flag", notes.FOOTNOTES)
def test_every_mark_is_explained_in_every_language_with_the_mark_that_stands_in_the_cell(flag: str) -> None:
    mark = "(*)" if flag in SUPPRESS else "( )" if flag in BRACKET else "^" if flag == "small_count" else "?"
    assert all(language[flag].startswith(f"{mark} ") for language in LANGUAGES.values())


@pytest.mark.parametrize(
    ("df", "said"),
    [("domain", "degrees of freedom of each group"), ("design", "of the design"), ("12", "12 degrees of freedom")],
)
def test_the_method_names_weights_interval_and_degrees_of_freedom(df: str, said: str) -> None:
    note = notes.method(WRITING, shown([share(50, 200)], DHS), df, weighted=True)
    assert note.startswith("Weighted; Korn-Graubard intervals")
    assert said in note


def test_the_method_of_several_intervals_names_each_once() -> None:
    rows = shown([share(50, 200), share(60, 200), number(3.0)], DHS)
    note = notes.method(WRITING, rows, "domain", weighted=False)
    assert note.startswith("Every row counts the same; Korn-Graubard, t intervals")


@pytest.mark.parametrize("phrases", [ENGLISH, INDONESIAN])
def test_without_a_probability_sample_the_note_says_that_it_is_not_representative(phrases: dict[str, str]) -> None:
    note = notes.method(Writing(phrases, probability=False), shown([share(50, 200)], DHS), "domain", weighted=False)
    assert "representati" in note
    assert "Weighted" not in note


def test_each_base_is_named_once() -> None:
    rows = shown([share(50, 200, base="girls"), share(50, 200, base="girls"), share(50, 200, base="boys")], DHS)
    assert notes.bases(WRITING, rows) == ["Base: girls.", "Base: boys."]


def test_the_size_note_says_what_shares_were_scaled_by_and_rounded_to() -> None:
    counted = replace(share(50, 200), count=Count(501_063.0, None, None, 27_231_704.0, "census 2020"))
    (note,) = notes.sizes(replace(WRITING, people_word="children"), shown([counted], Rules("dhs", "standard", 10_000)))
    assert note == "Numbers of children are parts of 27,231,704 (census 2020), rounded to 10,000."


def test_groups_with_counts_of_people_warn_that_parts_may_not_add_up() -> None:
    table = [
        replace(one, count=Count(1000.0, None, None, 5000.0, "census"))
        for one in grouped("sex", {1: (40, 99), 2: (60, 99)})
    ]
    assert notes.sizes(WRITING, shown(table, DHS))[-1] == ENGLISH["parts_differ"]


def unanswered_notes(*rows: Unanswered, protection: str = "standard", **about: Any) -> tuple[str, ...]:
    table = made([share(50, 200)], rows, rules=Rules("dhs", protection), **about)
    return tuple(note for note in table.notes if "Sleep" in note)


def missing(reason: str, n: int, part: float, treated: str = "excluded") -> Unanswered:
    return Unanswered("sleep", "Sleep", reason, n, part, treated)


def made(estimates: list[Estimate], missing_rows: tuple[Unanswered, ...] = (), **about: Any) -> Table:
    setting: dict[str, Any] = {
        "command": "prevalence",
        "title": "A survey",
        "subtitle": "",
        "layout": layout.prevalence,
        "rules": DHS,
        "lang": None,
        "decimals": 1,
        "level": 0.95,
        "df": "domain",
        "probability": True,
        "weighted": True,
        "synthetic": False,
        "source": "",
    }
    return present(estimates, missing_rows, Setting(**setting | about))


def test_reasons_for_no_answer_have_their_number_and_share_and_what_became_of_them() -> None:
    (note,) = unanswered_notes(missing("refused", 12, 0.0345), missing("blank", 1234, 0.5))
    assert note == "No answer to Sleep: refused 12 (3.5 %), blank 1,234 (50.0 %); left out."


def test_those_not_asked_are_told_apart_from_those_who_did_not_answer() -> None:
    (note,) = unanswered_notes(missing("refused", 12, 0.03), missing("not_asked", 80, 0.25))
    assert note.index("left out") < note.index("not asked 80 (25.0 %)")
    (alone,) = unanswered_notes(missing("not_asked", 80, 0.25))
    assert alone == "Sleep: not asked 80 (25.0 %)."


def test_reasons_that_few_gave_are_named_without_their_number() -> None:
    (note,) = unanswered_notes(missing("refused", 12, 0.03), missing("blank", 3, 0.01))
    assert "refused 12" in note
    assert "fewer than 5" in note
    assert "3 " not in note.replace("(3.0 %)", "")
    assert "blank" not in note


def test_reasons_that_only_few_gave_do_not_speak_of_other_reasons() -> None:
    (note,) = unanswered_notes(missing("blank", 3, 0.01))
    assert "other reasons" not in note
    assert "fewer than 5" in note


def test_few_who_were_not_asked_leave_no_empty_note() -> None:
    assert all(len(note) > len("Sleep: .") for note in unanswered_notes(missing("not_asked", 3, 0.01)))


def test_reasons_of_two_questions_stand_in_two_notes() -> None:
    table = made([share(50, 200)], (missing("refused", 12, 0.03), Unanswered("food", "Food", "refused", 14, 0.04)))
    told = [note for note in table.notes if note.startswith("No answer to")]
    assert [note.split(":")[0] for note in told] == ["No answer to Sleep", "No answer to Food"]


def test_the_rows_of_missing_answers_hold_no_reason_that_few_gave() -> None:
    table = made([share(50, 200)], (missing("refused", 12, 0.03), missing("blank", 3, 0.01)))
    assert [row.reason for row in table.missing] == ["refused"]


def test_protection_that_is_off_is_said() -> None:
    assert ENGLISH["unprotected"] in made([share(50, 200)], rules=Rules("dhs", "none")).notes
    assert ENGLISH["unprotected"] not in made([share(50, 200)]).notes


def test_made_up_data_and_the_source_are_said_last() -> None:
    table = made([share(50, 200)], synthetic=True, source="me")
    assert table.notes[-2:] == ("Source: me.", ENGLISH["synthetic"])
    assert table.synthetic


def test_a_remark_is_printed_once() -> None:
    remark, another = Note.of("no_weight"), Note.of("unsettled", count=7)
    table = made([share(50, 200)], remarks=(remark, remark, another))
    assert table.notes.count(ENGLISH["note_no_weight"]) == 1
    assert ENGLISH["note_unsettled"].format(count="7") in table.notes


def test_a_remark_does_not_tell_of_one_to_four_people() -> None:
    table = made([share(50, 200)], remarks=(Note.of("ungrouped_few", label="Sex", count=3),))
    (note,) = [note for note in table.notes if note.startswith("Sex: rows without a value")]
    assert "fewer than 5" in note
    assert "3" not in note


@pytest.mark.parametrize(("asked", "told"), [(4, "some of 200"), (5, "195 of 200"), (0, "200 of 200")])
def test_a_remark_on_all_but_one_to_four_people_does_not_tell_of_these(asked: int, told: str) -> None:
    table = made([share(50, 200)], remarks=(Note.of("not_in_union", label="Hit", count=200 - asked, size=200),))
    (note,) = [note for note in table.notes if note.startswith("Hit: ")]
    assert f"not asked of {told}" in note


def test_every_note_is_in_the_language_of_the_table() -> None:
    estimates = [
        share(3, 200, base="X"),
        share(3, 24),
        share(20, 40),
        share(7, 200),
        share(50, 200, numbers={"df": 4.0}),
    ]
    table = made(estimates, (missing("refused", 12, 0.03),), lang="id", synthetic=True, source="X", rules=DHS)
    english = {" ".join(phrase.split()[:3]) for phrase in ENGLISH.values() if len(phrase.split()) > 3}
    assert [note for note in table.notes if " ".join(note.split()[:3]) in english] == []


@pytest.mark.parametrize(("weighted", "words"), [(True, "Weighted"), (False, "Every row counts the same")])
def test_a_table_without_a_row_has_no_interval(weighted: bool, words: str) -> None:
    assert notes.method(WRITING, [], "domain", weighted=weighted) == f"{words}; no interval is shown."
