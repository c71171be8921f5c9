"""Numbers that the tests of the Python package `samplics` assert (MIT), many checked by its author against Stata and R.

Each of its tests is one entry, held within the tolerance it asserts itself, with `--like stata`: logit intervals of
shares, Wald's of counts, the degrees of freedom of the whole design. `samplics` takes rows without an answer out before
it makes the design; so its numbers are held on the answered rows alone (on the whole file ours are R's: see yrbs_r).
The calls are those of its tests at github.com/samplics-org/samplics, read on 2026-11-22.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis import pipeline
from analysis.choices import StatisticName
from analysis.estimation.estimate import Estimate
from analysis.request import Data, Design, Precision
from analysis.request_analysis import CrosstabRequest, ModelRequest

from .cases import Outcome
from .samplics import CASE, OPEN, PARTS, STATA, Files, estimates, keys_of, part_of

NHANES = Design(weight="WTMEC2YR", strata="SDMVSTRA", psu=("SDMVPSU",), nest=True)
COLUMNS = ("point_est", "stderror", "lower_ci", "upper_ci", "coef_var")
SHORT = dict(zip(("_estimate", "_stderror", "_lci", "_uci", "_cv"), COLUMNS, strict=True))
LEFT_OUT = {
    "jkn": "its replicate weights are not at hand; it takes (R - 1) / R for every replicate of JKn, and would differ",
    "brr": "its replicate weights are not at hand",
    "boot": "of its 1,000 replicate weights 50 are at hand, of a part of the rows (nmihs_boot)",
    "logistic": "outcome and file of this version of the test are not known",
    "known_mean": "a test of a mean against a number is not offered",
    "t_test": "a t test with pooled or Welch's variance, or one-sided, is not offered",
    "stddev": "there it is the standard error of the domain times the root of n; ours is the root of its variance",
    "LR": "the likelihood-ratio test of a crossing is not offered",
    "Unadj": "the test as if of a simple random sample is not offered; its statistic is held",
}
Rows = Mapping[Any, Estimate]  # by group and level
Found = Callable[[str], float | None]  # from the expression in a test of samplics to our number


def outcomes_of_samplics(cases: Path) -> Iterator[tuple[str, Outcome]]:
    """What became of each test, with its case; a test of which some numbers are left out is two."""
    content = json.loads((cases / CASE / "oracle.json").read_text(encoding="utf-8"))
    tests: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for entry in content["entries"]:
        tests[entry["file"].removesuffix(".py"), entry["test"]].append(entry)
    with TemporaryDirectory() as folder:
        made = Files(cases, Path(folder))
        for (file, test), entries in tests.items():
            reasons: dict[str, list[dict[str, Any]]] = defaultdict(list)
            for entry in entries:
                reasons[_left_out(file, test, entry["expr"])].append(entry)
            for reason, some in reasons.items():
                size = f"{len(some)} number{'s' if len(some) > 1 else ''}"
                wrong = "" if reason else _wrong(file, test, some, made)
                verdict = "left out" if reason else "differs" if wrong else "passed"
                yield CASE, Outcome(f"{file}.{test}", size, verdict, LEFT_OUT[reason] if reason else wrong)


def _left_out(file: str, test: str, expression: str) -> str:
    """The key of the reason why a number is left out; empty where it is held."""
    found = {
        "jkn": "test_jkn" in test,
        "brr": "test_brr" in test or "test_fay" in test,
        "boot": "test_boot" in test,
        "logistic": "logistic" in test,
        "LR": "['LR-" in expression,
        "Unadj": "Unadj" in expression and "chisq_value" not in expression,
        "known_mean": test in ("test_one_sample_known_mean_stats", "test_two_samples_paired_stats"),
        "t_test": "eq_variance" in test,
        "stddev": test == "test_one_sample_two_groups_stddev",
    }
    if "number_obs" in expression:
        return ""  # stands among numbers that are left out
    return next((reason for reason, applies in found.items() if applies), "")


def _wrong(file: str, test: str, entries: list[dict[str, Any]], files: Files) -> str:
    """Every number of a test that is not within the tolerance asserted there."""
    number = FINDERS[file](test, files)
    relative = 1e-4 if file == "test_comparison" else 1e-5  # its third argument, which the oracle does not have
    wrong = []
    for entry in entries:
        ours, absolute = number(entry["expr"]), _tolerance(entry)
        if ours is None or not abs(ours - entry["value"]) <= absolute + relative * abs(entry["value"]):
            wrong.append(f"{entry['expr']} {ours!r} for {entry['value']!r}")
    return ", ".join(wrong)


def _tolerance(entry: dict[str, Any]) -> float:
    """What a number may be off, as asserted there; cells of a data frame are rounded to six decimals."""
    options = entry["opts"]
    if "decimal" in options:
        return float(1.5 * 10 ** -int(options["decimal"]))
    return 5.1e-7 if "iloc" in entry["expr"] else float(options.get("atol", 1e-8))


# ---- Estimators ---------------------------------------------------------------------------------------------------

STATISTICS: Mapping[str, StatisticName] = {"total": "total", "mean": "mean", "ratio": "ratio"}


def _expansion(test: str, files: Files, *, fpc: bool = False) -> Found:
    """TaylorEstimator: the name of the test says what is estimated, and from which design."""
    statistic = STATISTICS.get(test.split("_")[1], "proportion")
    frame = "dataframe" in test
    if frame and test.endswith("with_str_dataframe"):
        statistic = "mean"
    units, strata = "nor_psu" not in test and "without_psu" not in test, "with_str" in test
    found = estimates(
        files.of_44() if fpc else files.yrbs(),
        "z" if fpc and statistic == "proportion" else "y",
        statistic,
        Design(
            weight="weight",
            strata=("stratid" if fpc else "stratum") if strata else None,
            psu=("psuid" if fpc else "psu",) if units else (),
            fpc=("Nh" if strata else "all",) if fpc else (),
            nest=True,
        ),
        by=("domain",) if "domain" in test or test.startswith("test_factor_mean_estimator_with_str_data") else (),
        denominator="x" if statistic == "ratio" else None,
    )
    return partial(_of_frame if frame else _of_estimator, found, levels=statistic == "proportion")


def _of_estimator(found: Rows, expression: str, *, levels: bool) -> float | None:
    keys = keys_of(expression)
    level = keys.pop() if levels else ""
    return part_of(expression)(found["".join(keys), level])


def _of_frame(found: Rows, expression: str, *, levels: bool) -> float | None:
    """A cell of a data frame: its row is a domain, or a domain and a level, its column a number."""
    if "iloc" not in expression:
        return PARTS[SHORT[expression.split(".")[1].split("[")[0]]](found["", ""])
    row, column = (int(number) for number in re.findall(r"\d+", expression.partition("iloc")[2]))
    group, level = divmod(row, 2) if levels else (row, 0)
    name = COLUMNS[column - (3 if levels else 2)]
    return PARTS[name](found[f"d{group + 1}", str(level) if levels else ""])


# One unit in some strata, which samplics skips: region, district, area, domain, weight, age.
FIRST = [
    (1, 1, 1, 1, 1.5, 12),
    (1, 2, 1, 1, 1.5, 34),
    (1, 2, 2, 1, 1.5, 24),
    (2, 1, 1, 1, 2.5, 12),
    (2, 2, 2, 1, 2.5, 33),
    (3, 1, 1, 2, 3.5, 46),
    (3, 2, 1, 2, 3.5, 78),
    (4, 1, 1, 2, 4.5, 98),
]
SECOND_DISTRICTS = (1, 2, 1, 1, 1, 1, 1, 1)


def _single(test: str, files: Files) -> Found:
    """TaylorEstimator with single_psu = skip: `--lonely certainty`."""
    names = ("region", "district", "area", "domain", "wgt", "age")
    rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in FIRST]
    if "dict" in test:
        rows = [{**row, "district": district} for row, district in zip(rows, SECOND_DISTRICTS, strict=True)]
    design = Design(weight="wgt", strata="region", psu=("district",), nest=True, lonely="certainty")
    by = ("domain",) if "domain" in test else ()
    found = estimates(files.write("single", rows), "age", "mean", design, by=by)
    return partial(_of_estimator, found, levels=False)


# ---- Tables -------------------------------------------------------------------------------------------------------

VARIABLES = {"var_1": "region", "var_2": "birthcat", "var_3": "agecat"}


def _tabulation(test: str, files: Files) -> Found:
    """Tabulation, one way: each variable on the rows that answered it."""

    def number(expression: str) -> float | None:
        name, level = keys_of(expression)
        variable = VARIABLES.get(name, name)
        weighted = variable == "HI_CHOL"
        design = NHANES if weighted else Design()
        path = files.answered("nhanes" if weighted else "birthcat", variable)
        return _cell(path, f"{variable} == {level}", design, counted="count" in test)(expression)

    return number


def _cell(path: Path, condition: str, design: Design, *, counted: bool) -> Found:
    """Count or share of the rows that satisfy a condition."""
    found = estimates(path, condition, "total" if counted else "proportion", design)
    row = found["", ""] if counted else found["", "1"]
    return lambda expression: part_of(expression)(row)


def _crosstabulation(test: str, files: Files) -> Found:
    """CrossTabulation, on the rows that answered both."""
    if "empty_cells" in test:
        return _invented(test, files)
    of_nhanes = "nhanes" in test
    row, column = ("race", "HI_CHOL") if of_nhanes else ("agecat", "birthcat")
    path = files.answered("nhanes" if of_nhanes else "birthcat", row, column)
    design = NHANES if of_nhanes else Design()
    if "stats" in test:
        return _tested(path, row, column, design)

    def number(expression: str) -> float | None:
        levels = keys_of(expression)
        return _cell(path, f"{row} == {levels[0]} and {column} == {levels[1]}", design, counted="count" in test)(
            expression
        )

    return number


def _tested(path: Path, row: str, column: str, design: Design) -> Found:
    """Pearson's X^2 and its second-order correction by Rao and Scott."""
    asked = CrosstabRequest(
        row=row, column=column, test=("all",), data=Data(path), design=design, precision=STATA, shown=OPEN
    )
    tests = {test.name: test for test in pipeline.crosstab(asked).tests}
    adjusted = tests["rao-scott-f"]
    numbers = {
        "chisq_value": tests["lincom"].statistic,
        "df_num": adjusted.df,
        "df_den": adjusted.ddf,
        "f_value": adjusted.statistic,
        "p_value": adjusted.p,
    }
    return lambda expression: numbers[keys_of(expression)[-1]]


def _invented(test: str, files: Files) -> Found:
    """The two crossings with empty cells: 455 people of two genders and three nationalities, and nine rows."""
    if test == "test_empty_cells_4":
        values = ((1, "one", 200), (2, "one", 123), (2, "two", 0), (1, "one", 0), (2, "two", 234), (1, "one", 123))
        last = ((2, "two", 234), (1, "one", 0), (2, "one", 123))
        names, rows = ("q1", "group", "w"), [*values, *last]
    else:
        sizes = {("Woman", "European"): 100, ("Woman", "American"): 35, ("Woman", "Other"): 93}
        sizes |= {("Man", "European"): 150, ("Man", "American"): 77}
        people = [kind for kind, size in sizes.items() for _ in range(size)]
        weights = [1, 0.3, 8, 3, 0.7] * 91
        names, rows = ("q1", "group", "w"), [(*kind, weight) for kind, weight in zip(people, weights, strict=True)]
    path = files.write("invented", [dict(zip(names, row, strict=True)) for row in rows])

    def number(expression: str) -> float | None:
        first, second = keys_of(expression)
        first = first if first.isdigit() else f"'{first}'"
        found = estimates(path, f"q1 == {first} and group == '{second}'", "proportion", Design(weight="w"))
        return found["", "1"].value if ("", "1") in found else 0.0

    return number


# ---- Comparisons and models ---------------------------------------------------------------------------------------


def _comparison(test: str, files: Files) -> Found:
    """Ttest: means of the groups, as domains of one sample or, of two samples, as strata; and of paired differences."""
    two = "two_samples_unpaired" in test
    path, design = files.cases / CASE / "auto2.csv", Design(strata="foreign" if two else None)
    variable = "y1 - y2" if "paired" in test and not two else "mpg"
    by = ("foreign",) if "two_groups" in test or two else ()
    precision = Precision() if two else STATA  # each sample has its own degrees of freedom
    found = estimates(path, variable, "mean", design, by=by, precision=precision)
    spread = estimates(path, variable, "variance", design, by=by)

    def number(expression: str) -> float | None:
        group = next((key for key in keys_of(expression) if key in ("Domestic", "Foreign")), "")
        if "stddev" in expression:
            return (spread[group, ""].value or 0) ** 0.5
        return found[group, ""].n if "number_obs" in expression else part_of(expression)(found[group, ""])

    return number


def _linear(test: str, files: Files) -> Found:
    """SurveyGLM: api00 on three variables; the variances of its coefficients."""
    asked = ModelRequest(
        formula="api00 ~ ell + meals + mobility",
        family="linear",
        data=Data(files.cases / "api_strat" / "data.csv"),
        design=Design(weight="pw"),
        shown=OPEN,
    )
    rows = [row.estimate for row in pipeline.model(asked).rows]
    return lambda expression: PARTS["variance"](rows[int(re.findall(r"\d+", expression)[0])])


FINDERS: Mapping[str, Callable[[str, Files], Found]] = {
    "test_expansion": _expansion,
    "test_expansion_fpc": partial(_expansion, fpc=True),
    "test_single_psu_strata": _single,
    "test_tabulation": _tabulation,
    "test_crosstabulation": _crosstabulation,
    "test_comparison": _comparison,
    "test_glm": _linear,
}
