"""A row of the table as programs read it: one flat record, the same fields in JSON, CSV and a data frame."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..codebook.answers import Level
    from ..estimation.estimate import Count, Test, Unanswered
    from ..presentation.table import Row, Table

TOTAL = ("estimate", "low", "high", "qualifier", "rounded_to", "size_source")


def plain(value: Any) -> Any:
    """`value` in what JSON has; not-a-number and infinity become null, a numpy scalar the number it stands for.

    >>> plain({"a": float("nan"), "b": (1, "x")})
    {'a': None, 'b': [1, 'x']}
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(part) for part in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if hasattr(value, "item"):
        return plain(value.item())
    raise TypeError(f"a table holds a {type(value).__name__}, which no format can say")


def record(row: Row) -> dict[str, Any]:
    """One estimate with the fields of the JSON contract, in its order; absent is None."""
    estimate, subject = row.estimate, row.estimate.subject
    reasons = dict.fromkeys(reason for reason in (row.reason, estimate.reason) if reason)
    fields = {
        "file": subject.file or None,
        "population": subject.population or None,
        "base": subject.base or None,
        "unit": subject.unit or None,
        "variable": subject.variable,
        "label": subject.label,
        "indicator_version": subject.indicator_version or None,
        "set": subject.set or None,
        "item": _code(subject.item),
        "item_label": _label(subject.item),
        "level": _code(subject.level),
        "level_label": _label(subject.level),
        "by": {name: {"code": _code(level), "label": level.label} for name, level in subject.by.items()},
        "statistic": subject.statistic,
        "percent_of": subject.percent_of or None,
        "contrast": subject.contrast or None,
        "term": subject.term or None,
        "synthetic": subject.synthetic,
        "estimate": estimate.value,
        "se": estimate.se,
        "ci_low": estimate.low,
        "ci_high": estimate.high,
        "ci_level": estimate.level if estimate.method else None,  # a level without a method is no interval
        "ci_method": estimate.method or None,
        "df": estimate.df,
        "deff": estimate.deff,
        "n_eff": estimate.n_eff,
        "n": None if row.base_hidden else estimate.n,
        "n_cases": estimate.n_cases,
        "n_psu": estimate.n_psu,
        "n_strata": estimate.n_strata,
        "sum_of_weights": estimate.sum_of_weights,
        "population_size": estimate.population_size,
        "total": _total(estimate.count),
        "status": row.status,
        "flags": list(row.flags),
        "reason": "; ".join(reasons) or None,
    }
    if estimate.imputed is not None:
        of = estimate.imputed
        fields |= {"imputations": of.count, "between_variance": of.between, "missing_information": of.missing}
    return {name: plain(value) for name, value in fields.items()}


def unanswered(missing: Unanswered) -> dict[str, Any]:
    """How many gave no answer and why, as a flat record."""
    fields = ("variable", "label", "reason", "n", "share", "treated")
    return {name: plain(getattr(missing, name)) for name in fields}


def test(made: Test) -> dict[str, Any]:
    """A test as a flat record, its group as codes with their labels."""
    fields = ("name", "of", "statistic", "df", "ddf", "p")
    group = {name: {"code": _code(level), "label": level.label} for name, level in made.by.items()}
    return {**{name: plain(getattr(made, name)) for name in fields}, "by": group, "reason": made.reason or None}


def wide(table: Table) -> tuple[list[str], list[dict[str, Any]]]:
    """Columns and records without nesting: `by_sex`, `by_sex_label`, `total_low`; flags in one text.

    A table without estimates (what a file knows, what a check found) is its first array of `more`.
    """
    if not table.rows and table.more:
        first = [{name: _one_cell(plain(value)) for name, value in entry.items()} for entry in _first(table.more)]
        return list(dict.fromkeys(name for entry in first for name in entry)), first
    by = list(dict.fromkeys(name for row in table.rows for name in row.estimate.subject.by))
    records = [_unnested(record(row), by) for row in table.rows]
    return (list(records[0]) if records else []), records


def _first(more: Mapping[str, tuple[Mapping[str, Any], ...]]) -> tuple[Mapping[str, Any], ...]:
    return next(iter(more.values()))


def _unnested(flat: dict[str, Any], by: list[str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for field, value in flat.items():
        if field == "by":
            for name in by:
                group = value.get(name) or {}
                out[f"by_{name}"], out[f"by_{name}_label"] = group.get("code"), group.get("label")
        elif field == "total":
            out |= {f"total_{part}": (value or {}).get(part) for part in TOTAL}
        else:
            out[field] = _one_cell(value)
    return out


def _one_cell(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(str(part) for part in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {part}" for key, part in value.items())
    return value


def _code(level: Level | None) -> float | int | str | None:
    """The code as it stands in the codebook: 1, not 1.0."""
    if level is None:
        return None
    value = level.value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _label(level: Level | None) -> str | None:
    return None if level is None else level.label


def _total(count: Count | None) -> dict[str, Any] | None:
    """A count of people, rounded to what `rounded_to` says; unrounded where that is null."""
    if count is None:
        return None
    return {
        "estimate": count.estimate,
        "low": count.low,
        "high": count.high,
        "qualifier": count.qualifier or None,
        "rounded_to": count.rounded_to,
        "size_source": count.size_source,
    }
