"""Tests of several completed data sets: of one number by its t, of several together by D1, and no others."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import get_args

import numpy as np
from scipy import special

from ..choices import Adjustment
from .contrasts import adjusted
from .estimate import Estimate, Test
from .rubin import joint_test

NOT_COMBINED = "tests of this kind are not combined over imputations"
NOT_IN_ALL = "some completed data sets do not have this test"
TOO_FEW = "too few imputations or degrees of freedom for a test of several numbers together"


def combined_tests(runs: Sequence[Sequence[Test]], estimates: Sequence[Estimate]) -> tuple[Test, ...]:
    """Each test once; `estimates` are the combined ones, of which the tests of single numbers are made."""
    found: dict[Hashable, list[Test]] = defaultdict(list)
    for run in runs:
        for test in run:
            found[_key(test)].append(test)
    rows: dict[Hashable, Estimate] = {}
    for estimate in estimates:
        rows.setdefault(_tested(estimate), estimate)
    made = [_one(tests, rows.get((tests[0].of, _group(tests[0]))), len(runs)) for tests in found.values()]
    return tuple(_adjusted(made, rows))


def _key(test: Test) -> Hashable:
    return (test.name, test.of, _group(test))


def _group(of: Test) -> Hashable:
    return tuple((name, level.value) for name, level in of.by.items())


def _tested(estimate: Estimate) -> Hashable:
    """What a test of an estimate is called: the contrast of a comparison, or the term of a model, in its group."""
    subject = estimate.subject
    group = tuple((name, level.value) for name, level in subject.by.items())
    return (f"{subject.label}: {subject.contrast or subject.term}", group)


def _one(tests: Sequence[Test], row: Estimate | None, many: int) -> Test:
    first = replace(tests[0], statistic=None, df=None, ddf=None, p=None, hypothesis=None)
    if row is not None:
        return _of_number(first, row)
    if len(tests) < many:
        return replace(first, reason=NOT_IN_ALL)
    hypotheses = [test.hypothesis for test in tests if test.hypothesis is not None]
    if len(hypotheses) < many or len({len(one.value) for one in hypotheses}) > 1:
        return replace(first, reason=NOT_COMBINED)
    df = np.mean([one.df for one in hypotheses])
    joint = joint_test([one.value for one in hypotheses], [one.covariance for one in hypotheses], float(df))
    if joint is None:
        return replace(first, reason=TOO_FEW)
    return replace(first, statistic=joint.statistic, df=joint.df, ddf=joint.ddf, p=joint.p)


def _of_number(test: Test, row: Estimate) -> Test:
    """Student's t of a combined estimate, on the scale that it was combined on."""
    value, se, df = row.value, row.se, row.df
    log = row.basis is not None and row.basis.log
    if value is None or not se or df is None or df <= 0 or (log and value <= 0):
        return replace(test, df=df, reason=row.reason or "no standard error")
    statistic = math.log(value) * value / se if log else value / se
    return replace(test, statistic=statistic, df=df, p=float(2 * special.stdtr(df, -abs(statistic))), reason="")


def _adjusted(tests: Sequence[Test], rows: dict[Hashable, Estimate]) -> Iterator[Test]:
    """The tests, those of a family of comparisons with p adjusted over it again."""
    families: dict[Hashable, list[int]] = defaultdict(list)
    for place, test in enumerate(tests):
        row = rows.get((test.of, _group(test)))
        if row is not None and row.subject.contrast:
            subject = row.subject
            groups = tuple(tuple(part.by) for part in subject.rests_on[:1])
            families[test.name, subject.variable, subject.statistic, groups, _group(test)].append(place)
    p = np.array([math.nan if test.p is None else test.p for test in tests])
    for places in families.values():
        p[places] = adjusted(p[places], _rule(tests[places[0]].name))
    for test, one in zip(tests, p.tolist(), strict=True):
        yield test if math.isnan(one) else replace(test, p=one)


def _rule(name: str) -> Adjustment:
    """The adjustment that the name of a test ends with."""
    return next((rule for rule in get_args(Adjustment) if name.endswith(f"-{rule}")), "none")
