"""Further sets of columns: a profile of the sample, and all that an appendix of sampling errors has."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from ..choices import ColumnSet
from .cells import ABSENT, Writing
from .layout import Columns, Filling, Fillings, bounds, unit_of
from .table import Row


def profile(rows: Sequence[Row], writing: Writing) -> Fillings:
    """Who was asked, and whom they stand for: count and share as they came, share by weight with its interval."""
    return {
        "cases": Filling(writing.cases, lambda row: _some(row.estimate.n_cases), "whole"),
        "unweighted_percent": Filling(
            lambda row: _text(_unweighted(row), lambda share: writing.numerals.percent(share, writing.decimals)),
            lambda row: _some(_unweighted(row)),
            "percent",
        ),
        "weighted_percent": Filling(writing.value, lambda row: _some(row.estimate.value), "percent"),
        "interval": Filling(writing.bounds, bounds, "percent"),
    }


def errors(rows: Sequence[Row], writing: Writing) -> Fillings:
    """Value, standard error, base, weighted base, square root of the design effect, relative error, bounds."""
    unit = unit_of(rows, writing)
    numerals = writing.numerals
    return {
        "estimate": Filling(writing.value, lambda row: _some(row.estimate.value) if unit else (), unit),
        "se": Filling(writing.error, lambda row: _some(row.estimate.se) if unit else (), unit),
        "n": Filling(writing.base, lambda row: () if row.base_hidden else (row.estimate.n,), "whole"),
        "weighted_n": Filling(
            lambda row: _text(row.estimate.sum_of_weights, numerals.whole),
            lambda row: _some(row.estimate.sum_of_weights),
            "whole",
        ),
        "deft": Filling(
            lambda row: _text(_deft(row), lambda deft: numerals.plain(deft, 2)), lambda row: _some(_deft(row)), "number"
        ),
        "rse": Filling(
            lambda row: _text(_relative(row), numerals.percent), lambda row: _some(_relative(row)), "percent"
        ),
        "interval": Filling(writing.bounds, bounds if unit else lambda row: (), unit),
    }


COLUMNS: Mapping[ColumnSet, Columns | None] = {"standard": None, "profile": profile, "errors": errors}


def _unweighted(row: Row) -> float | None:
    cases, n = row.estimate.n_cases, row.estimate.n
    return None if cases is None or not n else cases / n


def _deft(row: Row) -> float | None:
    return None if row.estimate.deff is None else math.sqrt(row.estimate.deff)


def _relative(row: Row) -> float | None:
    value, se = row.estimate.value, row.estimate.se
    return None if se is None or not value else abs(se / value)


def _some(value: float | None) -> tuple[float, ...]:
    return () if value is None else (value,)


def _text(value: float | None, written: Callable[[float], str]) -> str:
    return ABSENT if value is None else written(value)
