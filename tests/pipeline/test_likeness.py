"""`--like`: a family of switches at once, under what is typed, and told under the table."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest

from analysis.choices import SystemName
from analysis.errors import DesignError, UsageError
from analysis.estimation.base import Settings
from analysis.export import of_table
from analysis.pipeline import compare, crosstab, estimate, flow, model, prevalence, report, rerun
from analysis.pipeline.likeness import settings
from analysis.presentation.words import words
from analysis.request import (
    Distribution,
    Domain,
    EstimateRequest,
    FlowRequest,
    Folder,
    Precision,
    PrevalenceRequest,
    ReportRequest,
    RerunRequest,
    Shown,
    SurveyRequest,
    filled,
)
from analysis.request import rebuilt as from_json
from analysis.request_analysis import CompareRequest, CrosstabRequest, ModelRequest
from analysis.systems import SYSTEMS
from tests.pipeline.small import HEAD, OPEN, ROWS, Small, rebuilt, write

CODEBOOK = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  rare: {label: Rare, values: {1: "Yes", 0: "No"}}
indicators:
  harmed: {label: Harmed, any_of: [rare == 1], missing: complete}
presentation: {headline: harmed, reliability: dhs}
"""


RARE = [int(row % 9 == 0) for row in range(ROWS)]


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return write(tmp_path, CODEBOOK, rare=RARE, spent=[row % 7 for row in range(ROWS)])


def asked(small: Small, statistic: str = "mean", variable: str = "spent", **precision: Any) -> EstimateRequest:
    return EstimateRequest(
        variable=(variable,),
        statistic=(statistic,),  # type: ignore[arg-type]
        data=small.data,
        precision=Precision(**precision),
        shown=OPEN,
    )


def likeness_of(request: EstimateRequest) -> Any:
    """What a table says of its likeness to programs."""
    return estimate(request).provenance["like"]


def test_every_system_that_may_be_named_has_a_family() -> None:
    assert set(SYSTEMS) == set(get_args(SystemName))
    assert all(system.switches for system in SYSTEMS.values())


@pytest.mark.parametrize("like", get_args(SystemName))
def test_without_a_switch_of_its_own_a_family_leaves_our_settings(like: SystemName) -> None:
    ours, theirs = settings(SurveyRequest()), settings(SurveyRequest(precision=Precision(like=like)))
    changed = {one.name for one in fields(Settings) if getattr(ours, one.name) != getattr(theirs, one.name)}
    assert changed <= set(SYSTEMS[like].switches)


@pytest.mark.parametrize("like", get_args(SystemName))
def test_what_is_typed_wins_over_the_family(like: SystemName) -> None:
    typed = Precision(ci="jeffreys", df="7", deff="wr", like=like)
    request = SurveyRequest(precision=typed, shown=Shown(rules="rse30"))
    found = settings(request)
    assert (found.ci, found.df, found.deff, found.less) == ("jeffreys", "7", "wr", 0)
    assert found.count == "log-t"  # as any interval but Wald's that is typed


def test_typed_values_that_are_the_defaults_win_too(small: Small) -> None:
    (row,) = estimate(asked(small, like="stata", df="domain", deff="wr")).rows
    (plain,) = estimate(asked(small)).rows
    assert (row.estimate.df, row.estimate.deff) == (plain.estimate.df, plain.estimate.deff)


def test_a_mean_like_r_has_the_normal_and_like_stata_the_t(small: Small) -> None:
    (r,), (stata,), (plain,) = (estimate(asked(small, **one)).rows for one in ({"like": "r"}, {"like": "stata"}, {}))
    assert (r.estimate.method, stata.estimate.method, plain.estimate.method) == ("normal", "t", "t")
    half = (r.estimate.high or 0) - (r.estimate.value or 0)
    assert half == pytest.approx(1.959963984540054 * (r.estimate.se or 0), rel=1e-12)
    assert (stata.estimate.low, stata.estimate.high) == (plain.estimate.low, plain.estimate.high)


def test_a_count_like_sas_is_wald_s_and_like_nchs_on_the_log_scale(small: Small) -> None:
    for like, method in (("sas", "wald"), ("stata", "wald"), ("r", "normal"), ("nchs", "log-t"), ("spss", "log-t")):
        (row,) = estimate(asked(small, "total", "rare", like=like)).rows
        assert row.estimate.method == method, like


def test_the_interval_of_a_proportion_is_not_that_of_the_share_below_a_quantile(small: Small) -> None:
    (like,), (plain,) = (estimate(asked(small, "median", like=one)).rows for one in ("r", None))
    assert (like.estimate.low, like.estimate.high, like.estimate.method) == (
        plain.estimate.low,
        plain.estimate.high,
        "woodruff",
    )


def test_a_quantile_rule_that_is_typed_wins(small: Small) -> None:
    request = asked(small, "median", like="r")
    assert {"quantile_rule": "math", "quantile_interval": "woodruff"}.items() <= likeness_of(request)["set"].items()
    typed = filled(EstimateRequest, vars_of(request) | {"quantile_rule": "hf7"})
    assert typed.distribution == Distribution(quantile_rule="hf7")
    assert likeness_of(typed)["typed"] == {"quantile_rule": "hf7"}


def test_like_nchs_the_rule_of_reliability_is_theirs_whatever_the_codebook_says(small: Small) -> None:
    like = PrevalenceRequest(data=small.data, precision=Precision(like="nchs"), shown=Shown(protect="none"))
    assert prevalence(like).provenance["reliability"] == "nchs"
    typed = PrevalenceRequest(data=small.data, precision=Precision(like="nchs"), shown=Shown("dhs", "none"))
    assert prevalence(typed).provenance["reliability"] == "dhs"


def test_numbers_of_people_are_of_no_system(tmp_path: Path) -> None:
    weighed = "populations:\n  everybody: {label: All, size: {weights: true}}\n"
    small = write(tmp_path, weighed + CODEBOOK.replace("harmed: {", "harmed: {population: everybody, "), rare=RARE)

    def people(like: SystemName | None) -> Any:
        request = PrevalenceRequest(data=small.data, precision=Precision(like=like, df="domain"), shown=OPEN)
        return prevalence(request).rows[0].estimate.count

    assert people(None) is not None
    assert [people(like) for like in get_args(SystemName)] == [people(None)] * len(SYSTEMS)


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_table_says_what_was_set_and_nothing_of_what_was_typed(small: Small, lang: str) -> None:
    request = PrevalenceRequest(
        data=small.data, precision=Precision(like="stata", df="domain"), shown=Shown("none", "none", lang)
    )
    table = prevalence(request)
    told = words(lang)["note_like"].format(system="Stata", options="--ci logit, --deff fpc")
    typed = words(lang)["note_like_typed"].format(system="Stata", options="--df domain")
    assert {told, typed} <= set(table.notes)
    assert "{" not in "".join(table.notes)
    document = json.loads(of_table(table, "json").decode())
    assert document["provenance"]["like"] == {
        "system": "stata",
        "set": {"ci": "logit", "deff": "fpc"},
        "typed": {"df": "domain"},
        "left": [],
    }
    assert document["provenance"]["request"]["precision"]["like"] == "stata"


def test_every_sentence_of_every_family_exists_in_both_languages(small: Small) -> None:
    for like in get_args(SystemName):
        for lang in ("en", "id"):
            shown = Shown("none", "none", lang)
            for statistic in ("total", "mean", "median", "proportion"):
                request = asked(small, statistic, "rare", like=like)
                notes = estimate(filled(EstimateRequest, vars_of(request) | {"lang": lang})).notes
                assert any(SYSTEMS[like].name in note for note in notes), (like, lang)
            groups = CompareRequest(
                variable=("spent",),
                data=small.data,
                domain=Domain(by=("sex",)),
                precision=Precision(like=like),
                shown=shown,
            )
            assert any(SYSTEMS[like].name in note for note in compare(groups).notes)


def vars_of(request: EstimateRequest) -> dict[str, Any]:
    """The flat values of a request that these tests vary."""
    return {
        "variable": request.variable,
        "statistic": request.statistic,
        "data": request.data.data,
        "codebook": request.data.codebook,
        "like": request.precision.like,
        "rules": "none",
        "protect": "none",
    }


def test_what_is_typed_as_the_system_has_it_is_as_the_system_has_it(small: Small) -> None:
    found = likeness_of(asked(small, "proportion", "rare", like="stata", ci="logit", df="domain"))
    assert (found["set"]["ci"], found["typed"]) == ("logit", {"df": "domain"})
    of_count = likeness_of(asked(small, "total", "rare", like="stata", ci="wald"))
    assert (of_count["set"]["count"], of_count["typed"]) == ("wald", {})
    of_count = likeness_of(asked(small, "total", "rare", like="stata", ci="jeffreys"))
    assert of_count["typed"] == {"ci": "jeffreys", "count": "jeffreys"}


def test_what_a_system_leaves_alone_is_told_to_be_ours(small: Small) -> None:
    request = asked(small, "median", like="sas")
    assert likeness_of(request)["left"] == ["quantile_rule", "quantile_interval"]
    ours = words("en")["note_like_left"].format(system="SAS", options="--quantile-rule, --quantile-interval")
    assert ours in estimate(request).notes
    counted = estimate(asked(small, "total", "rare", like="sudaan"))
    assert counted.provenance["like"]["set"] == {"df": "design"}  # its --ci is of proportions
    assert counted.provenance["like"]["left"] == ["deff", "count", "mean"]
    assert words("en")["note_like_count_left"].format(system="SUDAAN") in counted.notes


def test_the_rule_of_lonely_units_is_told_where_there_are_some_and_gives_way_to_the_codebook(tmp_path: Path) -> None:
    strata = {"st": [min(row // 50, 3) if row < 190 else 4 for row in range(ROWS)], "spent": [1.0] * ROWS}
    alone = write(tmp_path, CODEBOOK, rare=RARE, **strata)
    found = estimate(asked(alone, like="spss"))
    assert found.provenance["like"]["set"]["lonely"] == "remove"
    assert "Like SPSS: --lonely remove." in found.notes
    head = HEAD.replace("psu: psu}", "psu: psu, lonely: adjust}")
    declared = write(tmp_path, CODEBOOK, head, rare=RARE, **strata)
    found = estimate(asked(declared, like="spss"))
    assert found.provenance["design"]["lonely"] == "adjust"
    assert found.provenance["like"]["typed"] == {"lonely": "adjust"}


def test_the_centre_of_replicates_is_told_as_a_flag_and_the_codebook_knows_better(tmp_path: Path) -> None:
    columns = {f"rep{place}": [1 + (row + place) % 3 for row in range(ROWS)] for place in range(4)}
    given = "{weight: w, replicates: {columns: rep*, type: BRR, mse: true}}"
    head = HEAD.replace("{weight: w, strata: st, psu: psu}", given)
    small = write(tmp_path, CODEBOOK, head, rare=RARE, spent=[row % 7 for row in range(ROWS)], **columns)
    table = estimate(asked(small, like="r"))
    assert table.provenance["design"]["replicates"]["mse"] is True
    assert words("en")["note_like_typed"].format(system="R", options="--mse") in table.notes
    assert "lonely" not in table.provenance["like"]["set"]  # the file gives no units
    assert "--mse" in " ".join(estimate(asked(small, like="sas")).notes)


def test_without_a_system_nothing_is_told(small: Small) -> None:
    table = estimate(asked(small))
    assert "like" not in table.provenance
    assert not [note for note in table.notes if note.startswith("Like ")]


def test_a_model_keeps_its_own_degrees_of_freedom(small: Small) -> None:
    def asked_like(like: SystemName | None) -> ModelRequest:
        return ModelRequest(formula="rare ~ sex", data=small.data, precision=Precision(like=like), shown=OPEN)

    like, plain = model(asked_like("stata")), model(asked_like(None))
    assert [row.estimate.df for row in like.rows] == [row.estimate.df for row in plain.rows]
    assert words("en")["note_like_nothing"].format(system="Stata") in like.notes
    assert words("en")["note_like_left"].format(system="Stata", options="--df") in like.notes


def test_a_crossing_takes_the_interval_of_the_family(small: Small) -> None:
    asked_like = CrosstabRequest(
        row="rare", column="sex", data=small.data, precision=Precision(like="sas"), shown=Shown("none", "none")
    )
    assert {row.estimate.method for row in crosstab(asked_like).rows} == {"wald"}


def test_a_comparison_like_r_has_one_degree_of_freedom_less_unless_they_are_typed(small: Small) -> None:
    def df_of(**precision: Any) -> float | None:
        request = CompareRequest(
            variable=("spent",),
            data=small.data,
            domain=Domain(by=("sex",)),
            precision=Precision(**precision),
            shown=OPEN,
        )
        return compare(request).tests[0].df

    assert (df_of(), df_of(like="r"), df_of(like="r", df="design"), df_of(like="sas")) == (16, 15, 16, 16)


def test_the_request_of_a_table_repeats_it(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small.data.data.parent if small.data.data else ".")
    request = asked(small, "proportion", "rare", like="r")
    written = json.loads(of_table(estimate(request), "json").decode())["provenance"]["request"]
    again = rebuilt(EstimateRequest, written)
    assert again.precision == Precision(like="r")
    assert estimate(again).rows == estimate(request).rows


def test_a_request_of_a_former_version_with_its_defaults_written_out_is_still_read() -> None:
    former = {"precision": {"ci": None, "level": 0.95, "df": "domain", "deff": "wr"}}
    assert settings(from_json(EstimateRequest, former)) == Settings()


def test_a_figure_of_a_report_is_like_a_system_too_and_repeats(tmp_path: Path) -> None:
    write(tmp_path, CODEBOOK, rare=RARE)
    (tmp_path / "report.yaml").write_text(
        "report: {id: r, title: A report, codebook: cb.yaml}\n"
        "figures: [{id: one, title: Rare, estimate: {prevalence: {indicator: harmed, like: stata, rules: none, "
        "protect: none}}}]\n",
        encoding="utf-8",
    )
    report(ReportRequest(report=tmp_path / "report.yaml", format=("json",), folder=Folder(tmp_path / "out")))
    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    written = (tmp_path / "out" / "one.json").read_text(encoding="utf-8")
    assert "Like Stata: --ci logit, --df design, --deff fpc." in written
    again = rerun(RerunRequest(tmp_path / "out" / "manifest.json", codebook=tmp_path / "report.yaml"))
    assert (told["command"], again.findings) == ("report", 0)


def test_counting_rows_is_like_no_system(small: Small) -> None:
    with pytest.raises(UsageError, match=r"no estimate for .*--like"):
        flow(FlowRequest(data=small.data, precision=Precision(like="r")))


def test_a_survey_without_a_probability_sample_is_like_no_system(tmp_path: Path) -> None:
    head = HEAD.replace("{weight: w, strata: st, psu: psu}", "none")
    none = write(tmp_path, CODEBOOK, head, rare=RARE)
    with pytest.raises(DesignError, match="leave --ci, --df and --like out"):
        prevalence(PrevalenceRequest(data=none.data, precision=Precision(like="sas")))
