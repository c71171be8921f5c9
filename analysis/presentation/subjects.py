"""What an estimate is of, as a key: rows that stand in a table twice and sums of groups are found by it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from ..estimation.estimate import Subject

Key = tuple[Any, ...]


def about(subject: Subject) -> tuple[Any, ...]:
    """What an estimate is of, and in which group: sums of groups are met under the key of the larger group."""
    made = (subject.statistic, subject.percent_of, subject.contrast, subject.term)
    of = (subject.variable, subject.set, subject.indicator_version, *made)
    return (*of, code_of(subject.item), code_of(subject.level), group_of(subject))


def key_of(subject: Subject) -> Key:
    """What an estimate is of, whatever the order of the variables of its group."""
    *of, _ = about(subject)
    return (*of, frozenset(group_of(subject)))


def group_of(subject: Subject) -> tuple[tuple[str, float | str], ...]:
    """Variables and codes of the group; empty for the total."""
    return tuple((name, code.value) for name, code in subject.by.items())


def code_of(level: object) -> Hashable:
    """The code of a level or an item; None where there is none."""
    return getattr(level, "value", None)
