"""Replicate weights of a file, by the command and by the codebook: computed beside them with a few lines of numpy."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import special

from analysis.codebook import load
from analysis.errors import CodebookError, DesignError, SurveyError, UsageError
from analysis.export import json_
from analysis.pipeline import breakdown, estimate, flow, prevalence
from analysis.presentation.table import Table
from analysis.request import (
    BreakdownRequest,
    Data,
    Design,
    Domain,
    EstimateRequest,
    FlowRequest,
    Missing,
    Precision,
    PrevalenceRequest,
    Replication,
    Scaling,
    Shown,
)
from tests.pipeline.small import OPEN, ROWS, Small, every, write

REPLICATES = 20
HEAD = """
survey: {id: small, title: A small survey, people: children}
files:
  people:
    path: data.csv
    design: {weight: w, replicates: {columns: 'rep*', type: bootstrap, mse: true}}
"""
CODEBOOK = """
populations:
  all: {label: All children, size: {known: 100_000, source: census}}
  users: {label: Users, where: online == 1, size: {of: all, share: online == 1}}
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  online: {label: Online, values: {1: "Yes", 2: "No"}}
  hurt: {label: Hurt, values: {1: "Yes", 2: "No"}, missing: {9: refused}, asked_if: online == 1}
  colour: {label: Colour, values: {1: Red, 2: Green, 3: Blue}, missing: {9: refused}}
indicators:
  harmed: {label: Harmed, population: users, any_of: [hurt == 1], missing: complete}
response_sets:
  told: {label: Told, items: {friend: A friend, sibling: A sibling}, columns: "told_{item}", missing: {9: refused}}
"""
GIVEN = Replication(("rep*",), "bootstrap", mse=True)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return survey(tmp_path, HEAD)


def survey(folder: Path, head: str, **more: Any) -> Small:
    chance = np.random.default_rng(7)
    weight = np.array([1 + row % 3 for row in range(ROWS)]) * 10.0
    factors = chance.uniform(0.2, 1.8, (ROWS, REPLICATES)).round(3)
    columns: dict[str, Any] = {"w": weight.tolist()}
    columns |= {f"rep{n}": (factors[:, n] * weight).round(6).tolist() for n in range(REPLICATES)}
    columns |= {f"f{n:02d}": factors[:, n].tolist() for n in range(REPLICATES)}
    return write(
        folder,
        CODEBOOK,
        head,
        online=every(7, of=2, other=1),
        hurt=[9 if row % 11 == 3 else 1 if row % 5 == 1 else 2 for row in range(ROWS)],
        colour=[9 if row % 10 == 9 else 1 + row % 3 for row in range(ROWS)],
        spent=[row * 5 % 17 + 3 for row in range(ROWS)],
        told_friend=[1 if row % 3 == 0 else 0 for row in range(ROWS)],
        told_sibling=[1 if row % 4 == 0 else 0 for row in range(ROWS)],
        rare=[1 if row == 5 else 0 for row in range(ROWS)],
        **(columns | more),
    )


def asked(small: Small, *variable: str, **words: Any) -> Table:
    return estimate(EstimateRequest(variable=variable, data=small.data, **{"shown": OPEN, **words}))


def bare(small: Small) -> Small:
    """The same file without its codebook."""
    return replace(small, data=Data(small.data.data))


def by_hand(small: Small, statistic: Any, mse: bool = True) -> tuple[float, float]:
    """A statistic of weights, and its standard error over the replicates."""
    full = statistic(small.of["w"])
    under = np.array([statistic(small.of[f"rep{n}"]) for n in range(REPLICATES)])
    centre = full if mse else under.mean(axis=0)
    return full, np.sqrt(((under - centre) ** 2).sum(axis=0) / (REPLICATES - 1))


def test_the_codebook_and_the_command_say_the_same(small: Small) -> None:
    (declared,) = asked(small, "spent").rows
    (typed,) = asked(bare(small), "spent", design=Design(weight="w"), replication=GIVEN).rows
    expected = by_hand(small, lambda w: (w * small.of["spent"]).sum() / w.sum())
    assert (declared.estimate.value, declared.estimate.se) == pytest.approx(expected, rel=1e-10)
    assert (typed.estimate.value, typed.estimate.se) == (declared.estimate.value, declared.estimate.se)


def test_an_option_replaces_what_the_codebook_says(small: Small) -> None:
    (row,) = asked(small, "spent", replication=Replication(mse=False, scale=1 / (REPLICATES - 1))).rows
    _, se = by_hand(small, lambda w: (w * small.of["spent"]).sum() / w.sum(), mse=False)
    assert row.estimate.se == pytest.approx(se, rel=1e-10)


@pytest.mark.parametrize("written", [("rep0-rep19",), tuple(f"rep{n}" for n in range(20)), ("rep?*", "rep*")])
def test_columns_are_a_pattern_a_range_or_a_list(small: Small, written: tuple[str, ...]) -> None:
    if written[0] == "rep?*":
        with pytest.raises(DesignError, match=r"no column of data.csv is named by --replicates 'rep\?\*'"):
            asked(bare(small), "spent", design=Design(weight="w"), replication=replace(GIVEN, replicates=written))
        return
    (row,) = asked(bare(small), "spent", design=Design(weight="w"), replication=replace(GIVEN, replicates=written)).rows
    assert row.estimate.se == asked(small, "spent").rows[0].estimate.se


def test_factors_of_the_weight_give_what_whole_weights_give(small: Small) -> None:
    factors = replace(GIVEN, replicates=("f00-f19",), combined=False)
    (row,) = asked(bare(small), "spent", design=Design(weight="w"), replication=factors).rows
    assert row.estimate.se == pytest.approx(asked(small, "spent").rows[0].estimate.se, rel=1e-6)


def test_columns_that_look_like_factors_are_not_taken_for_weights(small: Small) -> None:
    with pytest.raises(
        DesignError, match=r"average \S+ and the weights 19.95; give --no-combined if the columns are f"
    ):
        asked(bare(small), "spent", design=Design(weight="w"), replication=replace(GIVEN, replicates=("f*",)))


def test_where_both_average_one_a_note_says_how_they_were_taken(small: Small) -> None:
    near_one = replace(GIVEN, replicates=("f*",))
    table = asked(bare(small), "spent", design=Design(weight="1 + 0 * w"), replication=near_one)
    assert any("taken as whole weights; --no-combined takes" in note for note in table.notes)


def test_shares_by_group_are_those_of_every_replicate(small: Small) -> None:
    table = asked(small, "colour", statistic=("proportion",), domain=Domain(by=("sex",)))
    answered = small.of["colour"] < 9
    for row in table.rows:
        level, group = row.estimate.subject.level, [one.value for one in row.estimate.subject.by.values()]
        assert level is not None
        inside = answered & (np.isin(small.of["sex"], group) if group else True)
        yes = inside & (small.of["colour"] == level.value)
        expected = by_hand(small, lambda w, yes=yes, inside=inside: w[yes].sum() / w[inside].sum())
        assert (row.estimate.value, row.estimate.se) == pytest.approx(expected, rel=1e-10)


def test_missing_answers_may_be_a_level(small: Small) -> None:
    table = asked(small, "colour", statistic=("proportion",), missing=Missing("level"))
    refused = small.of["colour"] == 9
    row = table.rows[-1].estimate
    assert (row.value, row.se) == pytest.approx(by_hand(small, lambda w: w[refused].sum() / w.sum()), rel=1e-10)


def test_a_set_has_shares_of_responses(small: Small) -> None:
    table = breakdown(BreakdownRequest(set=("told",), data=small.data, shown=OPEN, percent_of="responses"))
    friend, sibling = (small.of[f"told_{item}"] for item in ("friend", "sibling"))
    row = table.rows[0].estimate
    expected = by_hand(small, lambda w: (w * friend).sum() / (w * (friend + sibling)).sum())
    assert (row.value, row.se) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("ci", ["wald", "logit"])
def test_people_are_a_share_of_the_population_under_every_replicate(small: Small, ci: Any) -> None:
    request = PrevalenceRequest(
        data=small.data,
        shown=OPEN,
        scaling=Scaling(round_to=1),
        precision=Precision(ci=ci, df="10"),
        domain=Domain(by=("sex",)),
    )
    online, known = small.of["online"] == 1, small.of["hurt"] < 9
    t = special.stdtrit(10, 0.975)
    for row in prevalence(request).rows:
        group = [one.value for one in row.estimate.subject.by.values()]
        of_group = np.isin(small.of["sex"], group) if group else np.ones(ROWS, bool)
        cases = online & known & (small.of["hurt"] == 1) & of_group

        def share(w: Any, cases: Any = cases) -> Any:
            q = w[cases].sum() / w[online & known].sum() * w[online].sum() / w.sum()
            return np.log(q / (1 - q)) if ci == "logit" else q

        q, se = by_hand(small, share)
        bounds = np.array([q, q - t * se, q + t * se])
        expected = 100_000 * (1 / (1 + np.exp(-bounds)) if ci == "logit" else bounds)
        count = row.estimate.count
        assert count is not None
        assert [count.estimate, count.low, count.high] == pytest.approx(expected.tolist(), abs=0.5001)


def test_units_of_given_weights_are_not_known_and_of_made_ones_they_are(small: Small) -> None:
    (given,) = asked(small, "spent").rows
    assert (given.estimate.n_psu, given.estimate.n_strata, given.estimate.n) == (None, None, ROWS)
    design = Design(weight="w", strata="st", psu=("psu",))
    (made,) = asked(bare(small), "spent", design=design, replication=Replication(make_replicates="jkn")).rows
    assert (made.estimate.n_psu, made.estimate.n_strata, made.estimate.df) == (20, 4, 16)


def test_degrees_of_freedom_are_the_rank_or_those_of_the_codebook(small: Small, tmp_path: Path) -> None:
    assert asked(small, "spent").rows[0].estimate.df == REPLICATES - 1
    few = Domain("psu == 3")  # ten rows, of which no two have a pattern in common
    assert asked(small, "spent", domain=few).rows[0].estimate.df == 9
    assert asked(small, "spent", domain=few, precision=Precision(df="design")).rows[0].estimate.df == REPLICATES - 1
    stated = survey(tmp_path, HEAD.replace("mse: true", "mse: true, df: 12"))
    for df, expected in {"domain": 12, "design": 12, "replicates": REPLICATES - 1, "7": 7}.items():
        assert asked(stated, "spent", domain=few, precision=Precision(df=df)).rows[0].estimate.df == expected


def test_the_table_says_what_its_variance_is(small: Small) -> None:
    table = asked(small, "spent")
    assert any(f"replicate weights (bootstrap, {REPLICATES}); n is" in note for note in table.notes)
    indonesian = asked(small, "spent", shown=replace(OPEN, lang="id"))
    assert any(f"bobot replikasi (bootstrap, {REPLICATES});" in note for note in indonesian.notes)
    told = json.loads(json_.write(table))["provenance"]["design"]
    assert told["variance"] == f"replicate weights (bootstrap, {REPLICATES})"
    assert told["psus"] is None
    assert told["replicates"] == {"made": False, "scale": 1 / 19, "rscales": 1.0, "mse": True, "df": None}
    about_mean = asked(bare(small), "spent", design=Design(weight="w"), replication=replace(GIVEN, mse=None))
    assert any("about the mean of the replicates" in note for note in about_mean.notes)


def test_a_group_that_some_replicate_leaves_out_keeps_its_estimate_without_an_error(tmp_path: Path) -> None:
    gone = [0 if row == 5 else 20 for row in range(ROWS)]
    (row,) = asked(survey(tmp_path, HEAD, rep3=gone), "spent", domain=Domain("rare == 1")).rows
    assert row.estimate.value == 5 * 5 % 17 + 3
    assert (row.estimate.se, row.estimate.low) == (None, None)
    assert row.estimate.reason == "no standard error: under some replicate weights nobody in this group is left"


def test_a_logit_that_some_replicate_does_not_have_is_said_to_be_linearised(tmp_path: Path) -> None:
    small = survey(tmp_path, HEAD, rep3=[0 if row == 5 else 20 for row in range(ROWS)])
    words: dict[str, Any] = {"statistic": ("proportion",), "shown": OPEN}
    found = {ci: asked(small, "rare", precision=Precision(ci=ci), **words).rows[-1] for ci in ("logit", "logit-delta")}
    logit, delta = (found[ci].estimate for ci in ("logit", "logit-delta"))
    assert (logit.low, logit.high) == (delta.low, delta.high)
    assert "so the interval is logit-delta" in logit.reason
    assert not delta.reason


def test_strict_protection_does_not_give_a_base_back_by_its_degrees_of_freedom(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    more = {f"rep{n}": chance.uniform(5, 40, ROWS).round(4).tolist() for n in range(60)}
    small = survey(tmp_path, HEAD, **more)
    (row,) = asked(small, "spent", domain=Domain("psu <= 3"), shown=Shown(rules="none", protect="strict")).rows
    assert row.estimate.n == 40
    assert row.estimate.df is None


def test_flow_counts_rows_with_replicate_weights_too(small: Small) -> None:
    assert [row.estimate.n_cases or row.estimate.n for row in flow(FlowRequest(data=small.data, shown=OPEN)).rows]


WEIGHT = Design(weight="w")
STRATA, UNITS = Design(weight="w", strata="st"), Design(weight="w", strata="st", psu=("psu",))


def given(**other: Any) -> Replication:
    return replace(GIVEN, **other)


def making(method: Any, **more: Any) -> Replication:
    return Replication(make_replicates=method, **more)


REFUSED: list[tuple[str, type[SurveyError], str, Design, Replication]] = [
    ("no columns", DesignError, "is named by --replicates 'zz*'", WEIGHT, given(replicates=("zz*",))),
    ("a gap in a range", DesignError, "named by --replicates 'rep0-rep20'", WEIGHT, given(replicates=("rep0-rep20",))),
    ("one replicate", DesignError, "two replicate weights or more", WEIGHT, given(replicates=("rep1",))),
    ("no type", UsageError, "--replicate-type bootstrap", WEIGHT, given(replicate_type=None)),
    ("no weight", DesignError, "--weight is needed beside", Design(), GIVEN),
    ("its own weight", DesignError, "rep1 is among the columns", Design(weight="rep1"), GIVEN),
    ("strata", DesignError, "in place of strata and sampling units; leave out", STRATA, GIVEN),
    ("units", DesignError, "in place of strata and sampling units; leave out", Design(weight="w", psu=("psu",)), GIVEN),
    ("made as well", DesignError, "leave --make-replicates out", WEIGHT, given(make_replicates="jkn")),
    (
        "rscales that do not fit",
        DesignError,
        "20 replicate weights and 3 --rscales",
        WEIGHT,
        given(rscales=(1.0, 1.0, 0.5)),
    ),
    ("negative rscales", DesignError, "--rscales has a number that is negative", WEIGHT, given(rscales=(-1.0,))),
    ("JKn alone", DesignError, "JKn needs --rscales", WEIGHT, given(replicate_type="JKn")),
    ("Fay without rho", DesignError, "give --rho", WEIGHT, given(replicate_type="Fay")),
    ("rho of 1", DesignError, "--rho 1 is not from 0 to below 1", WEIGHT, given(replicate_type="Fay", rho=1.0)),
    ("rho elsewhere", DesignError, "bootstrap has none; leave it out", WEIGHT, given(rho=0.3)),
    ("seed of given ones", UsageError, "--seed are for --make-replicates", WEIGHT, given(seed=3)),
    ("text", DesignError, "name holds text", WEIGHT, given(replicates=("rep1", "name"))),
    ("loose scale", UsageError, "--scale says something of replicate weights", WEIGHT, Replication(scale=1.0)),
    ("loose seed", UsageError, "give --make-replicates", WEIGHT, Replication(seed=1)),
    ("scale of made ones", UsageError, "has its own scales", WEIGHT, Replication(scale=1.0, make_replicates="jk1")),
    ("jk1 of strata", DesignError, "choose --make-replicates jkn", STRATA, making("jk1")),
    ("brr of fives", DesignError, "these have others: 0, 1, 2, 3; choose", UNITS, making("brr")),
    ("fay without rho made", DesignError, "these have others|--rho", UNITS, making("fay")),
    ("rho of jkn", DesignError, "jkn has none", STRATA, making("jkn", rho=0.3)),
    ("count of jkn", DesignError, "leave --replicate-count out", STRATA, making("jkn", replicate_count=9)),
    ("seed of jkn", DesignError, "jkn has no chance in it", STRATA, making("jkn", seed=9)),
    ("one bootstrap", DesignError, "ask for 2 or more", WEIGHT, making("bootstrap", replicate_count=1)),
]


@pytest.mark.parametrize(("why", "kind", "sentence", "design", "replication"), REFUSED, ids=lambda part: str(part)[:30])
def test_what_cannot_be_is_refused_with_the_next_step(
    tmp_path: Path, why: str, kind: type[SurveyError], sentence: str, design: Design, replication: Replication
) -> None:
    small = bare(survey(tmp_path, HEAD, name=[f"n{row % 3}" for row in range(ROWS)]))
    with pytest.raises(kind, match=sentence.replace("*", r"\*")):
        asked(small, "spent", design=design, replication=replication)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (None, "1 rows have a replicate weight that is missing"),
        (-1, "1 rows have a negative replicate weight"),
    ],
)
def test_weights_that_cannot_be_are_counted(tmp_path: Path, value: Any, sentence: str) -> None:
    small = survey(tmp_path, HEAD, rep3=[value if row == 9 else 20 for row in range(ROWS)])
    with pytest.raises(DesignError, match=sentence):
        asked(small, "spent")


def test_a_row_of_no_weight_cannot_be_in_the_spread(tmp_path: Path) -> None:
    small = survey(tmp_path, HEAD, w=[0 if row < 3 else 20 for row in range(ROWS)])
    with pytest.raises(DesignError, match="3 rows weigh nothing and have a replicate weight above zero"):
        asked(small, "spent")


def test_a_replicate_without_weight_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DesignError, match="1 replicates have no weight above zero"):
        asked(survey(tmp_path, HEAD, rep3=[0] * ROWS), "spent")


def test_degrees_of_replicates_need_replicates(small: Small) -> None:
    with pytest.raises(UsageError, match="--df replicates needs replicate weights; give --replicates"):
        asked(bare(small), "spent", design=WEIGHT, precision=Precision(df="replicates"))


@pytest.mark.parametrize(
    ("design", "fault"),
    [
        ("{weight: w, replicates: {columns: 'rep*', type: BRR}}", "mse"),
        ("{replicates: {columns: 'rep*', type: BRR, mse: true}}", "add weight"),
        ("{weight: w, psu: psu, replicates: {columns: 'rep*', type: BRR, mse: true}}", "keep one of the two"),
        ("{weight: w, replicates: {columns: 'rep*', type: Fay, mse: true}}", "rho is Fay's factor"),
        ("{weight: w, replicates: {columns: 'rep*', type: BRR, rho: .3, mse: true}}", "rho is Fay's factor"),
        ("{weight: w, replicates: {columns: 'rep*', type: JKn, mse: true}}", "JKn needs rscales"),
        ("{weight: w, replicates: {columns: 'rep*', type: jkn, mse: true}}", "JKn"),
        ("{weight: w, replicates: {columns: [], type: BRR, mse: true}}", "columns"),
    ],
)
def test_a_codebook_that_contradicts_itself_is_told_where(tmp_path: Path, design: str, fault: str) -> None:
    head = f"survey: {{id: small, title: Small}}\nfiles:\n  people: {{path: data.csv, design: {design}}}\n"
    (tmp_path / "cb.yaml").write_text(head, encoding="utf-8")
    with pytest.raises(CodebookError, match=r"cb.yaml:3:.*design.*") as refused:
        load(tmp_path / "cb.yaml")
    assert fault in str(refused.value)


def test_a_codebook_may_give_every_number(tmp_path: Path) -> None:
    ones = ", ".join(["1"] * REPLICATES)
    design = f"type: JKn, mse: true, scale: 0.5, rscales: [{ones}], df: 12, combined: true"
    small = survey(tmp_path, HEAD.replace("type: bootstrap, mse: true", design))
    _, se = by_hand(small, lambda w: (w * small.of["spent"]).sum() / w.sum())
    (row,) = asked(small, "spent").rows
    assert row.estimate.se == pytest.approx(se * np.sqrt(19 / 2), rel=1e-10)
    assert row.estimate.df == 12
