"""`--round-counts`: tables and reports whose bases and cases are multiples that still add up."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import DataError, UsageError
from analysis.export import of_table
from analysis.pipeline import breakdown, prevalence, protect_check
from analysis.presentation.table import Table
from analysis.request import BreakdownRequest, Domain, Missing, PrevalenceRequest, ProtectCheckRequest, Shown
from tests.pipeline.small import HEAD, ROWS, every, group, side_by_side, write

TOLD = BreakdownRequest(role="disclosure", domain=Domain(by=("sex",)))


def rows(table: Table) -> list[dict[str, Any]]:
    return json.loads(of_table(table, "json"))["rows"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("step", [5, 10])
def test_counts_are_multiples_beside_the_true_ones_and_all_else_is_as_it_was(step: int) -> None:
    exact, rounded = (breakdown(request) for request in (TOLD, rounding(TOLD, step)))
    for one, other in zip(rows(exact), rows(rounded), strict=True):
        for name in ("n", "n_cases"):
            assert (one[name] is None) == (other[name] is None)
            if one[name] is not None:
                assert other[name] % step == 0
                assert abs(other[name] - one[name]) < step
        assert (other["n_eff"], other["sum_of_weights"]) == (None, None)
        for name in ("status", "reason", "estimate", "se", "ci_low", "ci_high", "deff"):
            assert one[name] == other[name]


def rounding(request: Any, step: int | None, **shown: Any) -> Any:
    return replace(request, shown=Shown(round_counts=step, **shown))


def test_groups_and_answers_still_add_up() -> None:
    made = rows(breakdown(rounding(TOLD, 10)))
    bases = {tuple(group["code"] for group in row["by"].values()): row["n"] for row in made if row["set"] == "told"}
    assert bases[1,] + bases[2,] == bases[()]
    cases: dict[Any, dict[Any, int]] = defaultdict(dict)
    for row in made:
        if row["n_cases"] is not None:
            cases[row["set"], row["item"]][tuple(group["code"] for group in row["by"].values())] = row["n_cases"]
    whole = [of for of in cases.values() if len(of) == 3]
    assert len(whole) > 2
    assert all(of[1,] + of[2,] == of[()] for of in whole)


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "n and cases are multiples of 5, rounded so that these add up."),
        ("id", "n dan jumlah kasus dibulatkan ke kelipatan 5 sehingga penjumlahannya tetap sesuai."),
    ],
)
def test_the_table_says_so(lang: str, sentence: str) -> None:
    made = prevalence(rounding(PrevalenceRequest(), 5, lang=lang))
    assert sentence in made.notes
    assert made.provenance["counts_rounded_to"] == 5
    assert all(row.n % 5 == 0 for row in made.missing)
    plain = prevalence(PrevalenceRequest())
    assert sentence not in plain.notes
    assert "counts_rounded_to" not in plain.provenance


def test_tables_side_by_side_round_one_count_alike() -> None:
    by_sex, alone = side_by_side(
        *(PrevalenceRequest(domain=Domain(by=by), shown=Shown(round_counts=10)) for by in (("sex",), ()))
    )
    totals = {row["label"]: row["n"] for row in rows(alone)}
    groups: dict[str, int] = defaultdict(int)
    for row in rows(by_sex):
        if row["by"]:
            groups[row["label"]] += row["n"]
        else:
            assert row["n"] == totals[row["label"]]
    assert groups == {label: totals[label] for label in groups}


@pytest.mark.parametrize("step", [3, 4, 7])
def test_the_same_people_are_rounded_alike_under_every_rule_on_the_unanswered(step: int, tmp_path: Path) -> None:
    """Everybody answered, and nothing is hidden: the groups have one size whatever becomes of those who do not."""
    codebook = """
variables: {sex: {values: {1: Boy, 2: Girl}}, hit: {values: {1: Yes, 2: No}}}
indicators: {hurt: {label: Hurt, any_of: [hit == 1], missing: complete}}
"""
    sex = [1 + (row >= 106) for row in range(ROWS)]
    small = write(tmp_path, codebook, sex=sex, hit=every(2))
    request = PrevalenceRequest(
        data=small.data, indicator=("hurt",), domain=Domain(by=("sex",)), missing=Missing("bounds")
    )
    made = prevalence(replace(request, shown=Shown(rules="none", round_counts=step)))
    counts: dict[Any, set[tuple[int, int | None]]] = defaultdict(set)
    for row in made.rows:
        counts[group(row)].add((row.estimate.n, row.estimate.n_cases))
    assert [len(of_group) for of_group in counts.values()] == [1, 1, 1]


def test_strict_rounds_by_itself_unless_it_is_asked_to_keep_sums() -> None:
    with pytest.raises(UsageError, match=r"rounded to 3 .*: that is less than 5; take 5 or more"):
        prevalence(rounding(PrevalenceRequest(), 3, protect="strict"))
    made = prevalence(rounding(PrevalenceRequest(), 10, protect="strict"))
    assert all(row["n"] % 10 == 0 and row["n_cases"] is None for row in rows(made))


@pytest.mark.parametrize("step", [-5, 0, 1])
def test_a_number_that_rounds_nothing_is_refused(step: int) -> None:
    with pytest.raises(UsageError, match=f"counts rounded to {step} .* that is less than 2"):
        prevalence(rounding(PrevalenceRequest(), step))


def test_finished_tables_whose_counts_are_rounded_are_not_taken_for_exact(tmp_path: Path) -> None:
    # Exact, these two give back the girls who told another adult; see test_protection_check.
    for name, request in (("by-sex", TOLD), ("all", BreakdownRequest(role="disclosure"))):
        (tmp_path / f"{name}.json").write_bytes(of_table(breakdown(rounding(request, 5)), "json"))
    assert protect_check(ProtectCheckRequest(tmp_path)).findings == 0


def test_a_rounded_base_gives_no_others_to_reckon_with(tmp_path: Path) -> None:
    # Exact, 26 of the 28 girls said yes in a table without protection, so that two said no in the one that hides it.
    small = write(
        tmp_path,
        "variables: {q: {label: Q, values: {1: {label: Yes}, 2: {label: No}}}}\n",
        HEAD,
        q=[1 + (row in (24, 34) or (row % 3 == 0 and not 24 <= row < 52)) for row in range(200)],
        sex=[2 if 24 <= row < 52 else 1 for row in range(200)],
    )
    by_sex = BreakdownRequest(data=small.data, set=("q",), domain=Domain(by=("sex",)))
    (tmp_path / "a.json").write_bytes(of_table(breakdown(rounding(by_sex, 25)), "json"))
    (tmp_path / "b.json").write_bytes(of_table(breakdown(rounding(by_sex, None, protect="none")), "json"))
    rounded = protect_check(ProtectCheckRequest(tmp_path)).findings
    assert rounded
    (tmp_path / "a.json").write_bytes(of_table(breakdown(by_sex), "json"))
    assert rounded == protect_check(ProtectCheckRequest(tmp_path)).findings


def test_a_codebook_may_ask_for_it(tmp_path: Path) -> None:
    # 200 are 100 boys and 100 girls, whose nearest multiples of 7 are 203 and twice 98.
    small = write(
        tmp_path,
        "variables: {hit: {label: Hit, values: {1: {label: Yes}, 2: {label: No}}}}\n"
        "indicators: {hurt: {label: Hurt, any_of: [hit == 1], missing: as_no}}\n"
        "presentation: {round_counts_to: 7}\n",
        HEAD,
        hit=every(3),
    )
    made = prevalence(PrevalenceRequest(data=small.data, indicator=("hurt",), domain=Domain(by=("sex",))))
    whole, boys, girls = ((row["n"], row["n_cases"]) for row in rows(made))
    assert {whole[0], boys[0], girls[0]} <= {98, 105, 196, 203}
    assert (boys[0] + girls[0], boys[1] + girls[1]) == whole


def test_rounded_tables_are_held_against_the_data_they_are_checked_with(tmp_path: Path) -> None:
    codebook = "variables: {q: {label: Q, values: {1: {label: Yes}, 2: {label: No}}}}\n"
    small = write(tmp_path, codebook, HEAD, q=every(3))
    table = breakdown(rounding(BreakdownRequest(data=small.data, set=("q",)), 10))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.json").write_bytes(of_table(table, "json"))
    checked = ProtectCheckRequest(tmp_path / "out", small.data.data, small.data.codebook)
    assert protect_check(checked).findings == 0
    write(tmp_path, codebook, HEAD, q=every(2))
    with pytest.raises(DataError, match="other counts than these data give"):
        protect_check(checked)
