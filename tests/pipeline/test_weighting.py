"""`tallybook weight`, and tables of samples that are calibrated when they are opened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from analysis import pipeline
from analysis.errors import CodebookError, DesignError, OutputError, SurveyError, UsageError
from analysis.estimation.spread import spread
from analysis.groups import Copied
from analysis.input import read
from analysis.pipeline.shelf import Shelf
from analysis.presentation.table import Table
from analysis.request import (
    BreakdownRequest,
    Calibrating,
    Data,
    Design,
    Domain,
    EstimateRequest,
    FlowRequest,
    Precision,
    PrevalenceRequest,
    Replication,
    RerunRequest,
    Scaling,
)
from analysis.request_analysis import WeightRequest
from cli.app import main

from .small import HEAD, OPEN, ROWS, Small, every, note, values, write

CODEBOOK = """
variables:
  sex: {label: {en: Sex, id: Jenis kelamin}, values: {1: {en: Boy, id: Laki-laki}, 2: {en: Girl, id: Perempuan}}}
  hurt: {label: Hurt, values: {1: "Yes", 2: "No"}, missing: {9: refused}}
indicators:
  hurt_any: {label: Hurt, any_of: [hurt == 1], missing: complete}
"""
TOTALS = "sex: {1: 600, 2: 400}\n"


def survey(folder: Path, totals: str = TOTALS, head: str = HEAD, **columns: Any) -> Small:
    (folder / "totals.yaml").write_text(totals, encoding="utf-8")
    hurt = columns.pop("hurt", every(4))
    return write(folder, CODEBOOK, head, hurt=hurt, **columns)


def weigh(small: Small, folder: Path, **asked: Any) -> Table:
    return pipeline.weight(WeightRequest(data=small.data, margins=folder / "totals.yaml", **asked))


def test_weights_are_written_beside_what_the_file_holds(tmp_path: Path) -> None:
    small = survey(tmp_path)
    made = weigh(small, tmp_path, copy=Copied(tmp_path / "out.csv"))
    before, after = read(small.data.data or Path()), read(tmp_path / "out.csv")
    assert list(after.columns) == [*before.columns, "wt_cal"]
    weight, sex = after.columns["wt_cal"].values, small.of["sex"]
    assert [weight[sex == 1].sum(), weight[sex == 2].sum()] == pytest.approx([600, 400], rel=1e-12)
    assert "Written to out.csv as wt_cal." in made.notes
    assert "calibration: {margins: totals.yaml, method: raking}" in note(made, "keep the design weight")


def test_a_copy_has_a_manifest_that_repeats_it_and_tells_what_changed(tmp_path: Path) -> None:
    small = survey(tmp_path)
    weigh(small, tmp_path, copy=Copied(tmp_path / "out.csv"))
    request = RerunRequest(tmp_path / "out.csv.manifest.json")
    before = (tmp_path / "out.csv").read_bytes()
    assert pipeline.rerun(request).findings == 0
    (tmp_path / "totals.yaml").write_text("sex: {1: 500, 2: 500}\n", encoding="utf-8")
    again = pipeline.rerun(request)
    assert {"totals.yaml", "out.csv"} <= {line.cells[0] for line in again.lines}
    assert (tmp_path / "out.csv").read_bytes() == before


def test_the_diagnostics_are_by_hand(tmp_path: Path) -> None:
    small = survey(tmp_path)
    made = weigh(small, tmp_path, method="poststratify")
    weight, sex = small.of["w"], small.of["sex"]
    new = weight * np.where(sex == 1, 600 / weight[sex == 1].sum(), 400 / weight[sex == 2].sum())
    before, after = made.more["weights"]
    assert before["kish"] == pytest.approx(ROWS * (weight**2).sum() / weight.sum() ** 2)
    assert after["kish"] == pytest.approx(ROWS * (new**2).sum() / new.sum() ** 2)
    assert (after["rows"], after["sum_of_weights"], after["tail"]) == (ROWS, pytest.approx(1000), 0.05)
    assert after["median"] == pytest.approx(np.median(new))
    boys, _ = made.more["totals"]
    assert (boys["variable"], boys["level"], boys["known"]) == ("Sex", "Boy", 600)
    assert boys["before"] == pytest.approx(weight[sex == 1].sum())
    assert boys["off_before"] == pytest.approx(weight[sex == 1].sum() / 600 - 1)
    assert made.lines[-2].cells[:2] == ("Boy", "600.0")
    assert "Nothing was written; name a file with --output." in made.notes


def test_it_speaks_indonesian(tmp_path: Path) -> None:
    made = weigh(survey(tmp_path), tmp_path, lang="id")
    assert made.subtitle == "Bobot"
    assert [line.cells[0] for line in made.lines[-3:]] == ["Jenis kelamin", "Laki-laki", "Perempuan"]


def test_sums_of_fewer_than_five_rows_are_not_told(tmp_path: Path) -> None:
    area = [2 if row < 3 else 1 for row in range(ROWS)]
    made = weigh(survey(tmp_path, "area: {1: 900, 2: 100}\n", area=area), tmp_path)
    assert made.lines[-1].cells[2] == "*"
    assert made.more["totals"][1]["before"] is None
    assert note(made, "fewer than 5 rows (*)")


def test_files_of_synthetic_surveys_say_so_in_their_name(tmp_path: Path) -> None:
    totals = tmp_path / "totals.yaml"
    totals.write_text("sex: {1: 14_000_000, 2: 13_231_704}\n", encoding="utf-8")
    pipeline.weight(WeightRequest(margins=totals, copy=Copied(tmp_path / "w.sav")))
    assert [path.name for path in tmp_path.glob("*.sav")] == ["synthetic-w.sav"]
    with pytest.raises(OutputError, match=r"synthetic-w\.sav exists; use --force"):
        pipeline.weight(WeightRequest(margins=totals, copy=Copied(tmp_path / "w.sav")))


def test_nonresponse_trimming_and_margins_are_one_after_the_other(tmp_path: Path) -> None:
    small = survey(tmp_path, status=every(5, of=0, other=1), area=[1 + row // 100 for row in range(ROWS)])
    made = weigh(
        small, tmp_path, respondents="status == 1", classes=("area",), trim=1.6, copy=Copied(tmp_path / "out.csv")
    )
    weight = read(tmp_path / "out.csv").columns["wt_cal"].values
    sex, status = small.of["sex"], small.of["status"]
    assert (weight[status == 0] == 0).all()
    assert [weight[sex == 1].sum(), weight[sex == 2].sum()] == pytest.approx([600, 400], rel=1e-9)
    w = small.of["w"] * (status == 1)
    area = np.arange(ROWS) // 100
    w *= (np.bincount(area, small.of["w"]) / np.bincount(area, w))[area]
    w *= np.where(sex == 1, 600 / w[sex == 1].sum(), 400 / w[sex == 2].sum())
    assert weight.max() <= 1.6 * np.median(w[w > 0]) * (1 + 1e-8)
    assert note(made, "in 2 classes; the largest factor is 1.")
    assert not any("keep the design weight" in told for told in made.notes)  # more than a calibration


def test_replicate_weights_go_through_the_same_steps(tmp_path: Path) -> None:
    small = survey(tmp_path)
    weigh(small, tmp_path, replication=Replication(make_replicates="jkn"), copy=Copied(tmp_path / "out.csv"))
    made = read(tmp_path / "out.csv")
    names = [name for name in made.columns if name.startswith("wt_cal_")]
    assert names == [f"wt_cal_{number:02d}" for number in range(1, 21)]
    for name in names:
        sums = np.bincount(small.of["sex"].astype(int), made.columns[name].values)
        np.testing.assert_allclose(sums[1:], [600, 400], rtol=1e-10)


def test_a_calibrated_table_has_the_totals_without_error_and_says_so(tmp_path: Path) -> None:
    small = survey(tmp_path)
    request = EstimateRequest(
        variable=("w > 0",),
        statistic=("total",),
        data=small.data,
        domain=Domain(None, ("sex",)),
        calibrating=Calibrating(tmp_path / "totals.yaml"),
        shown=OPEN,
    )
    made = pipeline.estimate(request)
    assert values(made) == pytest.approx([1000, 600, 400])
    assert [row.estimate.se for row in made.rows] == pytest.approx([0, 0, 0], abs=1e-8)
    assert note(made, "calibrated to known totals of Sex")
    assert made.provenance["design"]["calibration"] == {"method": "raking", "variables": ["Sex"], "rounds": 1} | {
        "rounds": made.provenance["design"]["calibration"]["rounds"]
    }
    assert tmp_path / "totals.yaml" in made.inputs


def test_a_codebook_calibrates_its_own_weight_and_no_other(tmp_path: Path) -> None:
    head = HEAD.replace("psu: psu}", "psu: psu, calibration: {margins: totals.yaml, method: poststratify}}")
    small = survey(tmp_path, head=head)
    typed = survey(tmp_path)  # the same without, in cb.yaml
    (tmp_path / "declared.yaml").write_text(head + CODEBOOK, encoding="utf-8")
    asked = PrevalenceRequest(data=Data(small.data.data, tmp_path / "declared.yaml"), shown=OPEN)
    option = replace(asked, data=typed.data, calibrating=Calibrating(tmp_path / "totals.yaml", "poststratify"))
    declared, by_option = pipeline.prevalence(asked), pipeline.prevalence(option)
    assert [row.estimate for row in declared.rows] == [row.estimate for row in by_option.rows]
    yes, w, sex = small.of["hurt"] == 1, small.of["w"], small.of["sex"]
    new = w * np.where(sex == 1, 600 / w[sex == 1].sum(), 400 / w[sex == 2].sum())
    assert values(declared)[0] == pytest.approx(new[yes].sum() / 1000)
    other = pipeline.prevalence(replace(asked, design=Design(weight="1")))
    assert values(other)[0] == pytest.approx(yes.mean())
    assert not any("calibrated" in told for told in other.notes)


def test_a_set_of_forms_is_calibrated_as_the_children_are(tmp_path: Path) -> None:
    totals = tmp_path / "totals.yaml"
    totals.write_text("sex: {1: 14_000_000, 2: 13_231_704}\n", encoding="utf-8")
    request = BreakdownRequest(set=("whynot",), calibrating=Calibrating(totals), shown=OPEN)
    made = pipeline.breakdown(request)
    assert all(row.estimate.se is not None for row in made.rows if row.estimate.value is not None)
    flow = pipeline.flow(FlowRequest(calibrating=Calibrating(totals), shown=OPEN))
    assert values(flow) == values(pipeline.flow(FlowRequest(shown=OPEN)))


@pytest.mark.parametrize(
    ("totals", "message"),
    [
        ("sex: {1: 600, 3: 400}\n", r"totals\.yaml:1:15: sex\.3: sex has no level 3; it has 1 Boy, 2 Girl"),
        ("sex: {1: 1000}\n", r"totals\.yaml:1:1: sex: 100 rows are at levels without a total \(Girl\); add them"),
        ("sexx: {1: 600}\n", r"totals\.yaml:1:1: sexx: 'sexx' is neither .* Did you mean sex\?"),
        (
            "hurt: {1: 500, 2: 500}\n",
            r"totals\.yaml:1:1: hurt: 10 rows have no answer to hurt; give them one, or derive a variable",
        ),
        (
            "third: {1: 500, 2: 400, 3: 100}\n",
            r"totals\.yaml:1:25: third\.3: nobody in the sample is at Three; merge this level with another",
        ),
        (
            "'sex*third': {1: {1: 500, 2: 100}, 2: {1: 100}}\n",
            r"totals\.yaml:1:2: sex\*third: 40 rows are at levels without a total \(Girl, Two\); add them",
        ),
        ("'sex*third': {1: {1: 500, 2: 100}, 2: {1: 100, 2: 20, 4: 5}}\n", r"sex\*third\.2\.4: third has no level 4"),
    ],
)
def test_totals_that_do_not_match_the_rows_are_said_at_their_place(totals: str, message: str, tmp_path: Path) -> None:
    third = "  third: {label: Third, values: {1: One, 2: Two, 3: Three}}\n"
    hurt = [9 if row < 10 else 1 + row % 2 for row in range(ROWS)]
    small = survey(tmp_path, totals, hurt=hurt, third=[1 + (row % 5 == 1 or row % 5 == 3) for row in range(ROWS)])
    text = (tmp_path / "cb.yaml").read_text(encoding="utf-8")
    (tmp_path / "cb.yaml").write_text(text.replace("indicators:", f"{third}indicators:"), encoding="utf-8")
    with pytest.raises(CodebookError, match=message):
        weigh(small, tmp_path)


@pytest.mark.parametrize(
    ("asked", "kind", "message"),
    [
        ({"margins": None}, UsageError, "say what the weights are adjusted to: --margins totals.yaml"),
        ({"margins": None, "method": "linear"}, UsageError, "need totals; name them with --margins"),
        ({"trim": 3.0, "cap": 9.0}, UsageError, "the same thing twice; give one of them"),
        ({"trim": -1.0}, UsageError, "numbers above zero, as in --trim 5"),
        ({"respondents": "hurt == 1"}, UsageError, "--respondents and --classes go together"),
        ({"respondents": "hurt == 1", "classes": ("hurt",)}, DesignError, r"nobody responded in 1 of 2 .* \(No\)"),
        ({"name": "psu"}, UsageError, "the file has a column psu already; choose another --name"),
        ({"name": "new weight"}, UsageError, "is no name for a column"),
        ({"bounds": "2"}, UsageError, "are not two numbers; write them as in 0.3,3"),
        ({"bounds": "2,3"}, UsageError, "least factor from 0 to below 1 and a greatest above 1"),
        ({"method": "logit"}, DesignError, "needs bounds for the factors of the weights"),
        ({"bounds": "0.99,1.01"}, DesignError, "does not converge: .* widen --bounds"),
        ({"cap": 1.0}, DesignError, "not above the mean weight"),
        ({"copy": Copied(Path("-"))}, OutputError, "cannot go to standard output"),
        ({"copy": Copied(Path("out.sav"))}, UsageError, r"let the name of the output end in \.csv"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_remedy(
    asked: dict[str, Any], kind: type[SurveyError], message: str, tmp_path: Path
) -> None:
    small = survey(tmp_path)
    with pytest.raises(kind, match=message):
        pipeline.weight(replace(WeightRequest(data=small.data, margins=tmp_path / "totals.yaml"), **asked))


def test_a_survey_without_weights_cannot_be_calibrated(tmp_path: Path) -> None:
    head = "survey: {id: small, title: Small}\nfiles:\n  people: {path: data.csv, design: none}\n"
    small = survey(tmp_path, head=head)
    with pytest.raises(DesignError, match="there is nothing to adjust"):
        weigh(small, tmp_path)
    asked = PrevalenceRequest(data=small.data, calibrating=Calibrating(tmp_path / "totals.yaml"))
    with pytest.raises(DesignError, match="there are no weights to calibrate; leave --calibrate out"):
        pipeline.prevalence(asked)
    with pytest.raises(UsageError, match="need totals; name them with --calibrate FILE"):
        pipeline.prevalence(replace(asked, calibrating=Calibrating(calibrate_by="linear")))


def test_the_command_writes_the_copy_and_prints_the_diagnostics(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = survey(tmp_path)
    data, codebook, totals = (str(path) for path in (small.data.data, small.data.codebook, tmp_path / "totals.yaml"))
    output = str(tmp_path / "weighted.csv")
    assert main(["weight", data, "--codebook", codebook, "--margins", totals, "-o", output]) == 0
    assert "design effect of weighting (Kish)" in capsys.readouterr().out
    assert "wt_cal" in read(tmp_path / "weighted.csv").columns


def test_numbers_of_people_know_of_the_calibration(tmp_path: Path) -> None:
    totals = tmp_path / "totals.yaml"
    totals.write_text("sex: {1: 14_000_000, 2: 13_231_704}\narea: {1: 15_000_000, 2: 12_231_704}\n", encoding="utf-8")
    request = PrevalenceRequest(
        calibrating=Calibrating(totals),
        precision=Precision(ci="wald"),
        scaling=Scaling(round_to=1),
        forms=False,
        shown=OPEN,
    )
    found = pipeline.prevalence(request).rows[0].estimate
    shelf = Shelf()
    meaning = shelf.meaning(request, ["ocsea"])
    sample = shelf.sample(request)
    yes, weight = meaning.indicator("ocsea").code == 1, sample.weight
    share = weight[yes].sum() / weight.sum()  # of all children, whose number is known
    scores = (weight * (yes - share) / weight.sum())[:, None]
    everyone = np.ones(len(weight), dtype=np.bool_)
    error = float(spread(sample, scores, np.array([share]), lambda again: again, everyone)[0, 0]) ** 0.5
    half = stats.t.ppf(0.975, sample.units.size - len(sample.units.stages[0].sampled)) * error
    assert found.count is not None
    assert found.count.estimate == pytest.approx(27_231_704 * share, abs=1)
    assert [found.count.low, found.count.high] == pytest.approx(
        [27_231_704 * (share - half), 27_231_704 * (share + half)], abs=1
    )
