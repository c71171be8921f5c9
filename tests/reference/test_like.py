"""`--like` gives the numbers of the system it names: R's own, and what the others have printed.

like.R makes like.json (R 4.2.2, survey 4.1-1): estimates and standard errors to 1e-10 relative, bounds and design
effects to 1e-8; so are formulas that other systems document. Printed numbers are held to their last digit; each stands
beside where it was read, on 2026-11-22.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from analysis import pipeline
from analysis.choices import MadeReplicates, StatisticName, SystemName
from analysis.errors import DesignError
from analysis.estimation.estimate import Estimate
from analysis.request import Data, Design, Domain, EstimateRequest, Precision, Replication, Shown
from analysis.request_analysis import CompareRequest

HERE = Path(__file__).parent
CONTENT: dict[str, Any] = json.loads((HERE / "like.json").read_text(encoding="utf-8"))
REPLICATES: dict[str, Any] = json.loads((HERE / "replicates.json").read_text(encoding="utf-8"))
OPEN = Shown(rules="none", protect="none")
OF = {"proportion": "harm", "count": "harm"}
R_FITS = 1e-6  # svyciprop fits its logit by iteration


def estimated(path: Path, variable: str, statistic: StatisticName, system: SystemName, **more: Any) -> list[Estimate]:
    """The rows of one statistic like a system, in the order of the table."""
    precision = Precision(like=system)
    asked = EstimateRequest(
        variable=(variable,), statistic=(statistic,), data=Data(path), precision=precision, shown=OPEN, **more
    )
    return [row.estimate for row in pipeline.estimate(asked).rows]


def written(path: Path, names: str, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([names.split(), *rows])
    return path


def printed(number: float | None, text: str) -> bool:
    """Whether a number rounds to what was printed, give or take one unit of its last digit where it was halfway."""
    decimals = len(text.partition(".")[2])
    return number is not None and abs(number - float(text)) <= 0.51 * 10**-decimals


# ---- R -----------------------------------------------------------------------------------------------------------


def design_of(entry: dict[str, Any]) -> tuple[Path, Design]:
    spec = CONTENT["designs"][entry["design"]]
    design = Design(weight="w", strata=spec["strata"], psu=tuple(spec["psu"]), fpc=tuple(spec["fpc"]))
    return HERE / "data" / f"{spec['data']}.csv", design


@pytest.mark.parametrize(
    "entry", [each for each in CONTENT["entries"] if each["what"] != "difference"], ids=lambda e: e["id"]
)
def test_like_r_is_what_r_gives_when_nothing_but_the_question_is_asked(entry: dict[str, Any]) -> None:
    path, design = design_of(entry)
    statistic = {"count": "total"}.get(entry["what"], entry["what"])
    more = {"denominator": "income"} if statistic == "ratio" else {}
    variable = OF.get(entry["what"], "spend" if statistic == "ratio" else "income")
    found = estimated(path, variable, statistic, "r", design=design, domain=Domain(entry["where"]), **more)[-1]  # type: ignore[arg-type]
    result = entry["result"]
    fitted = entry["what"] == "proportion"
    assert found.value == pytest.approx(result["estimate"], rel=R_FITS if fitted else 1e-10)
    assert found.se == pytest.approx(result["se"], rel=R_FITS if fitted else 1e-10)
    assert (found.low, found.high) == pytest.approx((result["low"], result["high"]), rel=R_FITS if fitted else 1e-8)
    if result.get("deff") is not None:
        assert found.deff == pytest.approx(result["deff"], rel=1e-8)


@pytest.mark.parametrize(
    "entry", [each for each in CONTENT["entries"] if each["what"] == "difference"], ids=lambda e: e["id"]
)
def test_like_r_a_comparison_has_the_degrees_of_freedom_of_svyttest(entry: dict[str, Any]) -> None:
    path, design = design_of(entry)
    asked = CompareRequest(
        variable=("common",),
        measure=("difference",),
        data=Data(path),
        design=design,
        domain=Domain(entry["where"], ("sex",)),
        precision=Precision(like="r"),
        shown=OPEN,
    )
    table = pipeline.compare(asked)
    found, (test,), result = table.rows[-1].estimate, table.tests, entry["result"]
    assert (test.df, found.df) == (result["df"], result["df"])
    assert test.statistic == pytest.approx(result["t"], rel=1e-8)
    assert test.p == pytest.approx(result["p"], rel=1e-8)
    assert (found.value, found.low, found.high) == pytest.approx((result["estimate"], result["low"], result["high"]))


# ---- Of the sample: formulas that other systems document, computed by R ------------------------------------------

ALONE = Design(weight="w", strata="stratum", psu=("psu",))


@pytest.mark.parametrize("system", ["sas", "spss"])
def test_like_sas_and_spss_a_stratum_of_one_unit_adds_nothing(system: SystemName) -> None:
    # SAS/STAT manual, SURVEYMEANS, "Variance and Standard Error of the Mean": 0 where n_h = 1, if another has more;
    # support.sas.com/documentation/cdl/en/statug/66859/HTML/default/statug_surveymeans_details09.htm. IBM, "How does
    # SPSS Complex Samples handle singleton clusters within strata?", 2020-04-16: it will not contribute anything.
    (found,) = estimated(HERE / "data" / "lonely.csv", "spend", "mean", system, design=ALONE)
    expected = CONTENT["lonely"]
    assert (found.value, found.se) == pytest.approx((expected["estimate"], expected["se"]), rel=1e-10)
    assert found.df == expected["df"]


@pytest.mark.parametrize("system", ["r", "stata"])
def test_like_r_and_stata_a_stratum_of_one_unit_has_no_error(system: SystemName) -> None:
    # StataCorp, FAQ "Missing standard error because of stratum with single sampling unit": missing by default; R stops.
    with pytest.raises(DesignError, match="one sampling unit"):
        estimated(HERE / "data" / "lonely.csv", "spend", "mean", system, design=ALONE)


@pytest.mark.parametrize(("system", "about"), [("sas", "full"), ("r", "mean"), ("stata", "mean")])
@pytest.mark.parametrize("kind", ["JK1", "JKn"])
def test_squares_of_replicates_are_about_what_the_system_has_them_about(
    system: SystemName, about: str, kind: str
) -> None:
    # SAS/STAT manual, SURVEYREG, "Jackknife Method", whose text defines the estimate of the full sample for it. Stata,
    # [SVY] sdr_options: "By default, svy computes the variance by using deviations of the replicates from their mean."
    # R: the option survey.replicates.mse is FALSE.
    made: MadeReplicates = "jkn" if kind == "JKn" else "jk1"
    (found,) = estimated(
        HERE / "data" / "clusters.csv",
        "spend",
        "ratio",
        system,
        denominator="income",
        design=Design(weight="w", strata="stratum" if kind == "JKn" else None, psu=("psu",)),
        replication=Replication(make_replicates=made),
    )
    expected = CONTENT["jackknife"][f"{kind}.{about}"]
    assert (found.value, found.se) == pytest.approx((expected["estimate"], expected["se"]), rel=1e-10)


@pytest.mark.parametrize(("system", "design"), [("sas", "given_BRR_mse"), ("r", "given_BRR"), ("stata", "given_BRR")])
def test_given_replicates_have_the_centre_of_the_system_where_nobody_says_it(system: SystemName, design: str) -> None:
    expected = next(entry for entry in REPLICATES["entries"] if entry["id"] == f"{design}.mean.all")
    more = {"design": Design(weight="w"), "replication": Replication(("rep*",), "BRR")}
    (found,) = estimated(HERE / "data" / "replicate_weights.csv", "spend", "mean", system, **more)
    assert (found.value, found.se) == pytest.approx((expected["estimate"], expected["se"]), rel=1e-10)


# ---- Printed -----------------------------------------------------------------------------------------------------

# Lehtonen and Pahkinen, Practical Methods for Design and Analysis of Complex Surveys, Province'91: unemployed (ue91)
# and labour force (lab91) of municipalities; 8 of 32, every fourth in two strata (page 46) and at random (page 29).
SYSTEMATIC = [
    (1, 1, 4123, 33786),
    (1, 5, 721, 4930),
    (2, 9, 194, 2069),
    (2, 13, 129, 927),
    (2, 17, 239, 2144),
    (2, 21, 61, 573),
    (2, 25, 262, 1737),
    (2, 29, 166, 1615),
]
AT_RANDOM = [
    (1, 1, 4123, 33786),
    (1, 4, 760, 5919),
    (1, 5, 721, 4930),
    (1, 15, 142, 675),
    (1, 18, 187, 1448),
    (1, 26, 331, 2543),
    (1, 30, 127, 1084),
    (1, 31, 219, 1330),
]


def province(folder: Path, rows: Sequence[tuple[int, int, int, int]]) -> tuple[Path, Design]:
    path = written(folder / "province.csv", "str clu ue91 lab91 wt fpc", [(*row, 4, 0.25) for row in rows])
    return path, Design(weight="wt", strata="str", psu=("clu",), fpc=("fpc",))


def test_like_stata_a_total_of_a_stratified_sample_of_a_finite_population(tmp_path: Path) -> None:
    # UCLA, Stata FAQ "How do I analyze survey data with a systematic sample design", svy: total ue91, estat effects:
    # stats.oarc.ucla.edu/stata/faq/how-do-i-analyze-survey-data-with-a-systematic-sample-design
    path, design = province(tmp_path, SYSTEMATIC)
    (found,) = estimated(path, "ue91", "total", "stata", design=design)
    assert (found.value, found.df) == (23580, 6)
    assert printed(found.se, "11801.49")
    assert printed(found.low, "-5297.209")
    assert printed(found.high, "52457.21")
    assert printed(found.deff, ".758641")


def test_like_stata_a_share_of_a_sample_that_has_no_fpc(tmp_path: Path) -> None:
    # StataCorp on Statalist, 2004-08-27, svymean foreign: 22 of 74 cars of sysuse auto;
    # www.stata.com/statalist/archive/2004-08/msg00816.html
    path = written(tmp_path / "auto.csv", "foreign", [(1,)] * 22 + [(0,)] * 52)
    (found,) = estimated(path, "foreign", "mean", "stata")
    for number, text in (
        (found.value, ".2972973"),
        (found.se, ".0534958"),
        (found.low, ".1906803"),
        (found.high, ".4039143"),
    ):
        assert printed(number, text)
    assert found.deff == pytest.approx(1, rel=1e-12)


def hospitals(shared: Path) -> tuple[Path, Design]:
    """Levy and Lemeshow, Sampling of Populations, page 136: 15 of 158 hospitals, in three strata of obstetrics."""
    return shared / "fpc_hosp_crowd" / "data.csv", Design(weight="weightats", strata="oblevel", fpc=("tothosp",))


def test_like_stata_totals_by_group_keep_the_degrees_of_freedom_of_the_design(shared: Path) -> None:
    # UCLA, Stata 8 FAQ "How do I analyze survey data with a stratified random sampling design", svytotal births:
    # stats.oarc.ucla.edu/unlinked/how-do-i-analyze-survey-data-with-a-stratified-random-sampling-design-3
    path, design = hospitals(shared)
    total, *groups = estimated(path, "births", "total", "stata", design=design, domain=Domain(by=("oblevel",)))
    assert printed(total.value, "183982.9")
    assert printed(total.se, "34014.33")
    assert (round(total.low or 0), printed(total.high, "258093.8"), total.df) == (109872, True, 12)
    assert printed(total.deff, ".7035474")
    expected = [
        ("14931", "2669.857", "9113.882", "20748.12"),
        ("117116.9", "33067.66", "45068.68", "189165.2"),
        ("51934.98", "7508.399", "35575.58", "68294.37"),
    ]
    for found, texts in zip(groups, expected, strict=True):
        numbers = (found.value, found.se, found.low, found.high)
        assert all(map(printed, numbers, texts))


def test_like_sudaan_errors_and_degrees_of_freedom_of_groups_are_the_printed_ones(shared: Path) -> None:
    # UCLA, SUDAAN FAQ of the same title, proc descript design = wor:
    # www.ats.ucla.edu/stat/sudaan/faq/svy_sudaan_strrs.htm
    path, design = hospitals(shared)
    more = {"design": design, "domain": Domain(by=("oblevel",))}
    total, first, *_ = estimated(path, "births", "total", "sudaan", **more)
    mean, mean_of_first, *_ = estimated(path, "births", "mean", "sudaan", **more)
    assert {row.df for row in (total, first, mean, mean_of_first)} == {12}
    for row, texts in (
        (total, ("183982.904", "34014.329")),
        (first, ("14931.000", "2669.857")),
        (mean, ("1164.449", "215.281")),
        (mean_of_first, ("355.500", "63.568")),
    ):
        assert all(map(printed, (row.value, row.se), texts))


@pytest.mark.parametrize("system", ["sudaan", "spss"])
def test_like_sudaan_and_spss_a_share_has_the_interval_that_r_says_to_be_theirs(
    system: SystemName, shared: Path
) -> None:
    # R survey, help page of yrbs: method = "xlogit" "matches SUDAAN and SPSS exactly, per table 3" of CDC's Software
    # for Analysis of YRBS Data (2016). The table itself was not at hand: the numbers are those of R's example.
    design = Design(weight="weight", strata="stratum", psu=("psu",))
    found, _ = estimated(shared / "yrbs_r" / "data.csv", "qn8", "proportion", system, design=design)
    expected = CONTENT["yrbs"]
    assert (found.value, found.se) == pytest.approx((expected["estimate"], expected["se"]), rel=1e-10)
    assert (found.low, found.high) == pytest.approx((expected["low"], expected["high"]), rel=1e-8)


# CAMIS, "R vs SAS Survey Summary Statistics" and "Survey Summary Statistics using SAS", SAS 9.04.01M7P080520:
# psiaims.github.io/CAMIS/SAS/survey-stats-summary.html, github.com/PSIAIMS/CAMIS (Comp/r-sas_survey-stats-summary.qmd)
NHANES = Design(weight="WTMEC2YR", strata="SDMVSTRA", psu=("SDMVPSU",), nest=True)


def test_like_sas_means_totals_and_design_effects_of_a_clustered_sample(shared: Path) -> None:
    path = shared / "samplics_expected" / "nhanes.csv"
    more = {"design": NHANES, "domain": Domain(by=("race",))}
    mean, *groups = estimated(path, "HI_CHOL", "mean", "sas", **more)
    assert mean.df == 16
    for number, text in (
        (mean.value, "0.112143"),
        (mean.se, "0.005446"),
        (mean.low, "0.10059829"),
        (mean.high, "0.12368762"),
    ):
        assert printed(number, text)
    assert printed(mean.deff, "2.336725")
    expected = [
        ("0.101492", "0.006246", "1.082734"),
        ("0.121649", "0.006604", "1.407822"),
        ("0.078640", "0.010385", "2.091156"),
        ("0.099679", "0.024666", "3.098290"),
    ]
    for found, texts in zip(groups, expected, strict=True):
        assert all(map(printed, (found.value, found.se, found.deff), texts))
    (total,) = estimated(path, "HI_CHOL", "total", "sas", design=NHANES)
    for number, text in (
        (total.value, "28635245"),
        (total.se, "2020711"),
        (total.low, "24351529.8"),
        (total.high, "32918960.7"),
    ):
        assert printed(number, text)


def test_like_sas_shares_have_limits_of_wald(shared: Path, tmp_path: Path) -> None:
    found = estimated(shared / "samplics_expected" / "nhanes.csv", "agecat", "proportion", "sas", design=NHANES)
    expected = {
        "(0,19]": ("20.7749", "0.6130", "19.4755", "22.0744"),
        "(19,39]": ("29.3408", "0.9561", "27.3140", "31.3676"),
        "(39,59]": ("30.3290", "0.4519", "29.3709", "31.2870"),
        "(59,Inf]": ("19.5553", "0.8093", "17.8398", "21.2709"),
    }
    assert {str(row.subject.level.value) for row in found if row.subject.level} == set(expected)
    for row in found:
        texts = expected[str(row.subject.level.value)] if row.subject.level else ()
        assert all(
            printed(100 * number, text)
            for number, text in zip((row.value, row.se, row.low, row.high), texts, strict=True)
        )  # type: ignore[operator]
    path = written(tmp_path / "schools.csv", "wide fpc", [(0, 6194)] * 37 + [(1, 6194)] * 163)
    row, _ = estimated(path, "wide", "proportion", "sas", design=Design(fpc=("fpc",)))
    for number, text in ((row.value, "18.5000"), (row.se, "2.7078"), (row.low, "13.1604"), (row.high, "23.8396")):
        assert number is not None
        assert printed(100 * number, text)


def test_like_sas_means_and_totals_of_a_finite_population(tmp_path: Path) -> None:
    # UCLA, SAS textbook examples of Lehtonen and Pahkinen, chapter 2, and SAS FAQ on systematic samples:
    # stats.oarc.ucla.edu/sas/faq/how-do-i-analyze-survey-data-with-a-systematic-sample-design
    path, design = province(tmp_path, AT_RANDOM)
    for variable, texts in (("ue91", ("826.250000", "415.070586")), ("lab91", ("6464.375000", "3430.088578"))):
        (found,) = estimated(path, variable, "mean", "sas", design=design)
        assert all(map(printed, (found.value, found.se), texts))
    path, design = province(tmp_path, SYSTEMATIC)
    (found,) = estimated(path, "ue91", "total", "sas", design=design)
    assert all(map(printed, (found.value, found.se), ("23580", "11801")))


def test_like_nchs_nobody_has_the_limit_of_clopper_and_pearson(tmp_path: Path) -> None:
    # CDC surveytable, svyciprop_adjusted: n* is n at no cases ("limit case: set to sample size"); n = 82, df = 4.
    path = written(tmp_path / "none.csv", "harm psu", [(0, number % 5) for number in range(82)])
    found = estimated(path, "harm > 0", "proportion", "nchs", design=Design(psu=("psu",)))[-1]
    assert (found.value, found.low, found.df, found.n) == (0, 0, 4, 82)
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 82), rel=1e-12)
    assert printed(found.high, "0.0440")
