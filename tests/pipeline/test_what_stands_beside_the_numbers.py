"""The missing answers, the survey that is no probability sample, the notes and the provenance."""

from __future__ import annotations

import getpass
import json
import platform
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from analysis.errors import DesignError
from analysis.export import of_table
from analysis.pipeline import breakdown, estimate, prevalence
from analysis.presentation.words import ENGLISH
from analysis.request import (
    BreakdownRequest,
    Data,
    Design,
    Domain,
    EstimateRequest,
    Missing,
    Precision,
    PrevalenceRequest,
    Scaling,
    Shown,
)
from tests.pipeline.small import HEAD, OPEN, ROWS, Small, every, note, rebuilt, values, write

CODEBOOK = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  online: {label: Is online, values: {1: "Yes", 2: "No"}}
  q:
    label: The question
    values: {1: "Yes", 2: "No"}
    missing: {97: refused, 98: dont_know, 99: no_answer}
    asked_if: online == 1
indicators:
  yes: {label: Said yes, any_of: [q == 1], missing: complete}
presentation: {headline: yes}
"""
REASONS = {"refused": 6, "dont_know": 7, "no_answer": 8, "user_missing": 9, "blank": 10}


@pytest.fixture
def spss(tmp_path: Path) -> Path:
    """An SPSS file with five reasons for having no answer, each given by a number of its own; 50 were not asked."""
    q: list[Any] = [code for reason, code in (("refused", 97), ("dont_know", 98), ("no_answer", 99))
                    for _ in range(REASONS[reason])]  # fmt: skip
    q += [96] * REASONS["user_missing"] + [None] * REASONS["blank"]
    q += [1 + row % 2 for row in range(ROWS - len(q))]
    frame = pd.DataFrame({"q": q, "w": 2.0, "sex": [1 + row % 2 for row in range(ROWS)]})
    frame["online"] = [1.0 if row < ROWS - 50 else 2.0 for row in range(ROWS)]
    pyreadstat.write_sav(frame, tmp_path / "data.sav", missing_ranges={"q": [96]})
    head = "survey: {id: small, title: Small}\nfiles: {people: {path: data.sav, design: {weight: w}}}\n"
    (tmp_path / "cb.yaml").write_text(head + CODEBOOK, encoding="utf-8")
    return tmp_path


def test_five_reasons_and_not_being_asked_are_six_different_things(spss: Path) -> None:
    table = prevalence(PrevalenceRequest(data=Data(codebook=spss / "cb.yaml")))
    assert {row.reason: row.n for row in table.missing} == REASONS | {"not_asked": 50}
    shares = {row.reason: row.share for row in table.missing}
    assert shares["not_asked"] == pytest.approx(50 / 200)  # of everyone
    assert shares["blank"] == pytest.approx(10 / 150)  # of those who were asked
    assert table.rows[0].estimate.n == 150 - sum(REASONS.values())


def test_five_reasons_are_said_in_one_note_and_not_being_asked_apart(spss: Path) -> None:
    said = note(prevalence(PrevalenceRequest(data=Data(codebook=spss / "cb.yaml"))), "No answer to Said yes")
    answered, apart = said.rsplit("; ", 1)
    assert [word in answered for word in ("refused 6", "don't know 7", "no answer 8", "by the file 9", "blank 10")] == [
        True
    ] * 5
    assert answered.endswith("left out")
    assert apart == "not asked 50 (25.0 %)."


def test_a_reason_of_fewer_than_five_is_told_nowhere(tmp_path: Path) -> None:
    q = [97] * 4 + [98] * 6 + [None] * 3 + [1 + row % 2 for row in range(ROWS - 13)]
    small = write(tmp_path, CODEBOOK, q=q, online=[1] * ROWS)
    table = prevalence(PrevalenceRequest(data=small.data))
    assert {row.reason for row in table.missing} == {"dont_know"}
    said = note(table, "No answer to")
    assert "refused" not in said
    assert "blank" not in said
    document = json.loads(of_table(table, "json").decode())
    assert [row["reason"] for row in document["missing"]] == ["dont_know"]
    shown = prevalence(PrevalenceRequest(data=small.data, shown=OPEN))
    assert {row.reason: row.n for row in shown.missing} == {"refused": 4, "dont_know": 6, "blank": 3}


def test_a_single_reason_of_fewer_than_five_is_not_given_back_by_the_base(tmp_path: Path) -> None:
    q = [97] * 2 + [1 + row % 2 for row in range(ROWS - 2)]
    small = write(tmp_path, CODEBOOK, q=q, online=[1] * ROWS)
    text = of_table(prevalence(PrevalenceRequest(data=small.data)), "table").decode()
    assert "refused 2" not in text
    assert "fewer than 5" in text


NONE = HEAD.replace("design: {weight: w, strata: st, psu: psu}", "design: none")


def convenience(folder: Path, yes: int, n: int) -> Small:
    """`yes` of `n` said yes; the other rows are blank."""
    q = [1] * yes + [2] * (n - yes) + [None] * (ROWS - n)
    return write(folder, CODEBOOK, NONE, q=q, online=[1] * ROWS)


@pytest.mark.parametrize(("n", "said"), [(99, "36 of 99"), (100, "36.0"), (200, "18.0")])
def test_shares_of_no_probability_sample_are_counts_under_a_hundred(n: int, said: str, tmp_path: Path) -> None:
    table = prevalence(PrevalenceRequest(data=convenience(tmp_path, 36, n).data))
    assert table.lines[0].cells[1] == said


def test_no_probability_sample_is_unweighted_and_has_no_interval(tmp_path: Path) -> None:
    table = prevalence(PrevalenceRequest(data=convenience(tmp_path, 36, 100).data))
    (row,) = table.rows
    assert row.estimate.value == 0.36
    absent = ("se", "low", "high", "df", "deff", "n_eff", "n_psu", "n_strata", "sum_of_weights", "count")
    assert [getattr(row.estimate, name) for name in absent] == [None] * len(absent)
    assert "not a probability sample" in note(table, "not representative")
    assert [column.heading for column in table.columns] == ["", "%", "n"]


@pytest.mark.parametrize("statistic", ["total", "ratio"])
def test_no_probability_sample_has_no_total(statistic: Any, tmp_path: Path) -> None:
    small = convenience(tmp_path, 36, 100)
    denominator = "age" if statistic == "ratio" else None
    request = EstimateRequest(variable=("age",), statistic=(statistic,), denominator=denominator, data=small.data)
    with pytest.raises(DesignError, match=f"no {statistic}"):
        estimate(request)


def test_no_probability_sample_has_a_mean_without_an_interval(tmp_path: Path) -> None:
    small = convenience(tmp_path, 36, 100)
    (row,) = estimate(EstimateRequest(variable=("age",), data=small.data)).rows
    assert row.estimate.value == pytest.approx(np.mean(small.of["age"]))
    assert row.estimate.low is None


def test_no_probability_sample_says_so_on_every_command(tmp_path: Path) -> None:
    small = convenience(tmp_path, 36, 100)
    tables = [
        prevalence(PrevalenceRequest(data=small.data)),
        breakdown(BreakdownRequest(set=("sex",), data=small.data)),
        estimate(EstimateRequest(variable=("age",), data=small.data)),
    ]
    assert [ENGLISH["unweighted"] in table.notes for table in tables] == [True] * 3
    assert [table.provenance["design"]["probability"] for table in tables] == [False] * 3


@pytest.mark.parametrize("design", [Design(weight="w"), Design(lonely="adjust"), Design(nest=True)])
def test_a_design_on_the_command_line_does_not_make_a_probability_sample(design: Design, tmp_path: Path) -> None:
    small = convenience(tmp_path, 36, 100)
    with pytest.raises(DesignError, match="design: none"):
        prevalence(PrevalenceRequest(data=small.data, design=design))


def test_no_probability_sample_is_not_scaled_to_a_population(tmp_path: Path) -> None:
    small = convenience(tmp_path, 36, 100)
    with pytest.raises(DesignError, match="leave --scale-to out"):
        prevalence(PrevalenceRequest(data=small.data, scaling=Scaling(scale_to="online")))


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Data:
    """A survey in the present folder, so that its paths are names."""
    write(tmp_path, CODEBOOK, q=every(4), online=[1] * ROWS)
    monkeypatch.chdir(tmp_path)
    return Data(Path("data.csv"), Path("cb.yaml"))


def test_the_request_in_the_provenance_is_json_that_rebuilds_it(plain: Data) -> None:
    request = PrevalenceRequest(
        indicator=("yes",),
        forms=False,
        data=plain,
        design=Design(weight="w", strata="st", psu=("psu",), nest=True, lonely="adjust"),
        domain=Domain(where="sex == 2", by=("online", "sex*online")),
        precision=Precision(ci="wilson", level=0.9, df="design", deff="wor"),
        missing=Missing("exclude"),
        scaling=Scaling(round_to=10),
        shown=Shown(rules="none", protect="none", lang="id", decimals=2),
    )
    written = json.loads(of_table(prevalence(request), "json").decode())["provenance"]["request"]
    again = rebuilt(PrevalenceRequest, written)
    assert again == request
    assert prevalence(again).rows == prevalence(request).rows


@pytest.mark.parametrize("kind", [BreakdownRequest, EstimateRequest])
def test_the_request_of_every_use_case_rebuilds_it(kind: Any, plain: Data) -> None:
    if kind is BreakdownRequest:
        request: Any = BreakdownRequest(set=("sex",), percent_of="respondents", data=plain)
        table = breakdown(request)
    else:
        request = EstimateRequest(variable=("age", "sex == 2"), statistic=("mean", "total"), data=plain)
        table = estimate(request)
    assert rebuilt(kind, json.loads(json.dumps(table.provenance["request"]))) == request


def test_the_provenance_has_no_folder_no_user_no_machine_and_no_time(tmp_path: Path) -> None:
    small = write(tmp_path, CODEBOOK, q=every(4), online=[1] * ROWS)
    first = prevalence(PrevalenceRequest(data=small.data))
    text = json.dumps(first.provenance)
    assert str(tmp_path) not in of_table(first, "json").decode()
    assert str(tmp_path.parent) not in text
    assert f'"{getpass.getuser()}"' not in text
    assert platform.node() not in text
    assert first.provenance == prevalence(PrevalenceRequest(data=small.data)).provenance
    assert first.provenance["files"] == {"people": {"name": "data.csv", "rows": ROWS}}


@pytest.mark.parametrize(
    ("typed", "written", "recorded"),
    [(None, "", "standard"), ("none", "", "none"), (None, "none", "none"), ("standard", "none", "standard")],
)
def test_protection_is_recorded_and_said_where_it_is_off(
    typed: Any, written: str, recorded: str, tmp_path: Path
) -> None:
    codebook = CODEBOOK.replace("{headline: yes}", f"{{headline: yes, protection: {written}}}") if written else CODEBOOK
    small = write(tmp_path, codebook, q=[1 if row < 3 else 2 for row in range(ROWS)], online=[1] * ROWS)
    table = prevalence(PrevalenceRequest(data=small.data, shown=Shown(protect=typed)))
    assert table.provenance["protection"] == recorded
    assert (ENGLISH["unprotected"] in table.notes) is (recorded == "none")
    assert values(table) == ([pytest.approx(small.share(small.of["q"] == 1))] if recorded == "none" else [None])


def test_the_provenance_says_what_the_design_was(plain: Data) -> None:
    design = prevalence(PrevalenceRequest(data=plain)).provenance["design"]
    assert (design["strata"], design["psus"], design["probability"]) == (4, 20, True)
    assert design["sum_of_weights"] == sum(1 + row % 3 for row in range(ROWS))


def test_a_breakdown_asked_for_twice_is_shown_once(plain: Data) -> None:
    once = prevalence(PrevalenceRequest(data=plain, domain=Domain(by=("sex",))))
    twice = prevalence(PrevalenceRequest(data=plain, domain=Domain(by=("sex", "sex"))))
    assert twice.lines == once.lines


def test_a_breakdown_asked_for_twice_gives_no_hidden_count_back(tmp_path: Path) -> None:
    q = [1 if row in (1, 3, 5) or (row % 10 == 0) else 2 for row in range(ROWS)]  # 3 girls and 20 boys
    small = write(tmp_path, CODEBOOK, q=q, online=[1] * ROWS)
    table = prevalence(PrevalenceRequest(data=small.data, domain=Domain(by=("sex", "sex"))))
    shown = {row.status for row in table.rows if row.estimate.subject.by}
    assert shown == {"suppressed"}


def test_the_language_of_the_codebook_is_the_language_of_every_word(tmp_path: Path) -> None:
    head = HEAD.replace("people: children", "language: id, people: anak")
    small = write(tmp_path, CODEBOOK, head, q=[97] * 10 + every(4)[10:], online=[1] * ROWS)
    where = Domain(where="age >= 12")
    table = prevalence(PrevalenceRequest(data=small.data, domain=where, missing=Missing("bounds")))
    assert note(table, "age >= 12") == "Hanya baris dengan age >= 12."
    assert "(tanpa jawaban dihitung sebagai tidak)" in table.rows[0].estimate.subject.label
    levels = breakdown(BreakdownRequest(set=("q",), data=small.data, missing=Missing("level")))
    last = levels.rows[-1].estimate.subject
    assert (last.item or last.level or last).label == "menolak"


def test_every_note_is_in_the_language_asked_for(tmp_path: Path) -> None:
    codebook = CODEBOOK.replace("complete}", "complete, population: all}").replace(
        "indicators:", "populations: {all: {label: Semua, size: {known: 1000, source: sensus}}}\nindicators:"
    )
    blank = [None if row < 10 else 1 + row % 2 for row in range(ROWS)]
    small = write(tmp_path, codebook, q=every(4), online=[1] * ROWS, sex=blank)
    request = PrevalenceRequest(data=small.data, domain=Domain(by=("sex",)), shown=Shown(lang="id"))
    english = [text for text in prevalence(request).notes if "form no group" in text or "add up to" in text]
    assert english == []


def test_a_table_reads_the_same_whether_its_codebook_names_the_file_or_the_user_does(plain: Data) -> None:
    named = prevalence(PrevalenceRequest(data=plain))
    found = prevalence(PrevalenceRequest(data=replace(plain, data=None)))
    assert (named.lines, named.notes) == (found.lines, found.notes)


@pytest.mark.parametrize(("rule", "not_asked", "blank", "rows"), [("standard", 51, 37, 101), ("strict", 50, 35, 100)])
def test_strict_rounds_the_counts_of_rows_in_notes_as_it_rounds_bases(
    rule: Any, not_asked: int, blank: int, rows: int, tmp_path: Path
) -> None:
    q = [None] * 37 + [97] * 9 + [1 + row % 2 for row in range(ROWS - 46)]
    sex = [None if row % 6 == 5 else 1 + row % 2 for row in range(ROWS)]
    small = write(tmp_path, CODEBOOK, q=q, online=[1 + (row >= 149) for row in range(ROWS)], sex=sex)
    shown = Shown(rules="none", protect=rule)
    table = breakdown(BreakdownRequest(data=small.data, set=("q",), domain=Domain(by=("sex",)), shown=shown))
    reasons = {"not_asked": not_asked, "blank": blank} | ({"refused": 9} if rule == "standard" else {})
    assert {row.reason: row.n for row in table.missing} == reasons
    assert f"blank {blank} (" in note(table, "No answer to The question")
    assert f"form no group: {24 if rule == 'standard' else 25} (" in note(table, "Sex: rows without a value")
    assert table.provenance["rows_in_domain"] == ROWS
    younger = Domain(where="age <= 14")
    narrowed = breakdown(BreakdownRequest(data=small.data, set=("sex",), domain=younger, shown=shown))
    assert narrowed.provenance["rows_in_domain"] == rows
