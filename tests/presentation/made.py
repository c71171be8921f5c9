"""Estimates made by hand: only what presentation looks at is filled in."""

from __future__ import annotations

from typing import Any

from analysis.codebook.answers import Level
from analysis.estimation.estimate import Estimate, Subject


def level(code: float | str, label: str = "") -> Level:
    """An answer, an item or a group."""
    return Level(code, label or str(code))


def share(cases: int, n: int, *, numbers: dict[str, Any] | None = None, **about: Any) -> Estimate:
    """`cases` of `n` as a proportion with plenty of degrees of freedom."""
    about = {"variable": "hurt", "label": "Was hurt", "statistic": "proportion", **about}
    by = {name: level(code) for name, code in about.pop("by", {}).items()}
    subject = Subject(**about, by=by, by_labels={name: name.title() for name in by})
    filled: dict[str, Any] = {
        "se": 0.01,
        "low": 0.1,
        "high": 0.9,
        "method": "korn-graubard",
        "df": 40.0,
        "deff": 1.0,
        "n_eff": float(n),
        "n_psu": 60,
        "n_strata": 20,
        "sum_of_weights": float(n),
        "contributors": cases,
    }
    return Estimate(subject, value=cases / n if n else None, n=n, n_cases=cases, **filled | (numbers or {}))


def grouped(variable: str, cells: dict[float | str, tuple[int, int]], **about: Any) -> list[Estimate]:
    """The total of all cells first, and then each cell of one breakdown."""
    total = share(sum(cases for cases, _ in cells.values()), sum(n for _, n in cells.values()), **about)
    return [total, *(share(cases, n, by={variable: code}, **about) for code, (cases, n) in cells.items())]


def answers(counts: dict[float | str, int], **about: Any) -> list[Estimate]:
    """Every answer to one question: the counts add up to the base."""
    n = sum(counts.values())
    return [share(cases, n, level=level(code), exclusive_parts=True, **about) for code, cases in counts.items()]


def number(value: float, *, statistic: str = "mean", n: int = 200, **fields: Any) -> Estimate:
    """A mean, a total or a ratio: there are no cases to count."""
    about = {name: fields.pop(name) for name in ("by", "variable", "label") if name in fields}
    made = share(0, n, statistic=statistic, **about)
    filled = {
        "value": value,
        "se": 0.5,
        "low": value - 1,
        "high": value + 1,
        "n_cases": None,
        "contributors": n,
        "method": "t",
    }
    return Estimate(made.subject, **{**_numbers(made), **filled, **fields})


def _numbers(estimate: Estimate) -> dict[str, Any]:
    names = ("level", "df", "deff", "n_eff", "n", "n_psu", "n_strata", "sum_of_weights")
    return {name: getattr(estimate, name) for name in names}
