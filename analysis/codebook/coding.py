"""One column to codes: which cell is which answer, and which is no answer and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from ..arrays import AnyArray, BoolArray, CodeArray, FloatArray
from ..choices import Reason
from ..errors import as_written
from ..input.microdata import Column, UserMissing
from .answers import Level, code_of

BLANK = code_of("blank")
USER_MISSING = code_of("user_missing")
UNDECLARED = -99
WIDEST_TABLE = 65_536
Value: TypeAlias = float | str


@dataclass(frozen=True, slots=True)
class Rules:
    """How the cells of a column are to be read.

    Attributes:
        levels: the declared answers in their order; empty where the file decides.
        missing: reason of each declared code that is no answer.
        labels: labels of the file itself, for codes that are not declared.
        user_missing: codes that the file declares missing.
    """

    levels: tuple[Level, ...] = ()
    missing: Mapping[Value, Reason] = field(default_factory=dict)
    labels: Mapping[Value, str] = field(default_factory=dict)
    user_missing: tuple[UserMissing, ...] = ()

    def reason(self, value: Value) -> int | None:
        """The reason code of a value, or None for an answer: the codebook's word goes before the file's."""
        if value in self.missing:
            return code_of(self.missing[value])
        if isinstance(value, str) and not value.strip():
            return BLANK
        declared = any(level.value == value for level in self.levels)
        return USER_MISSING if not declared and _within(value, self.user_missing) else None


@dataclass(frozen=True, slots=True)
class Coded:
    """A column in codes: `levels` are the answers, `code` is an index into them or a negative reason."""

    levels: tuple[Level, ...]
    code: CodeArray


def categories(values: AnyArray, column: Column | None, rules: Rules) -> Coded:
    """Values as answers; one that is not declared where others are has the code UNDECLARED."""
    distinct, index = distinct_of(values, column.categories if column else None)
    reasons = [rules.reason(value) for value in distinct]
    levels = rules.levels or _own_levels(distinct, reasons, rules)
    place = {level.value: code for code, level in enumerate(levels)}
    table = [place.get(value, UNDECLARED) if why is None else why for value, why in zip(distinct, reasons, strict=True)]
    code = np.array([*table, BLANK], dtype=np.int32)[index]
    return Coded(levels, code if column is None else _tagged(code, column, rules))


def answered(column: Column, rules: Rules) -> CodeArray:
    """0 where a number column holds an answer, else the reason."""
    values = column.values
    code = np.where(np.isnan(values), np.int32(BLANK), np.int32(0))
    for user_missing in rules.user_missing:
        if not isinstance(user_missing.low, str) and not isinstance(user_missing.high, str):
            code[(values >= user_missing.low) & (values <= user_missing.high)] = USER_MISSING
    for value, reason in rules.missing.items():
        if not isinstance(value, str):
            code[values == value] = code_of(reason)
    return _tagged(code, column, rules)


def _within(value: Value, ranges: tuple[UserMissing, ...]) -> bool:
    for span in ranges:
        low, high = span.low, span.high
        if isinstance(value, str):
            if isinstance(low, str) and isinstance(high, str) and low <= value <= high:
                return True
        elif not isinstance(low, str) and not isinstance(high, str) and low <= value <= high:
            return True
    return False


def _tagged(code: CodeArray, column: Column, rules: Rules) -> CodeArray:
    """Tags (.a to .z, and ._ of SAS): the reason the codebook gives, else a missing code of the file's own."""
    if column.tags is None:
        return code
    reasons = [BLANK]
    for letter in "abcdefghijklmnopqrstuvwxyz_":
        reason = rules.missing.get(f".{letter}")
        reasons.append(USER_MISSING if reason is None else code_of(reason))
    return np.where(column.tags > 0, np.array(reasons, dtype=np.int32)[column.tags], code)


def _own_levels(distinct: list[Value], reasons: list[int | None], rules: Rules) -> tuple[Level, ...]:
    """The answers of a column that the codebook does not list: what occurs, and what is labelled if all of that is."""
    found = {value for value, why in zip(distinct, reasons, strict=True) if why is None}
    labelled = {value for value in rules.labels if not _is_tag(value) and rules.reason(value) is None}
    listed = found | labelled if found <= labelled else found
    in_order = sorted(listed, key=lambda value: (isinstance(value, str), value))
    return tuple(Level(value, rules.labels.get(value, as_written(value))) for value in in_order)


def _is_tag(value: Value) -> bool:
    return isinstance(value, str) and len(value) == 2 and value[0] == "."


def distinct_of(values: AnyArray, texts: tuple[str, ...] | None) -> tuple[list[Value], CodeArray]:
    """The distinct values and, for each row, which it is; -1 where blank."""
    if texts is not None:
        return list(texts), values.astype(np.int32, copy=False)
    blank = np.isnan(values)
    if blank.all():
        return [], np.full(len(values), -1, dtype=np.int32)
    return _by_table(values, blank) or _by_sorting(values, blank)


def _by_table(values: FloatArray, blank: BoolArray) -> tuple[list[Value], CodeArray] | None:
    """Whole numbers in a narrow range, which codes are: one table, no sorting."""
    low, high = float(np.fmin.reduce(values)), float(np.fmax.reduce(values))
    if not high - low < WIDEST_TABLE or not float(low).is_integer() or abs(low) > 2**30:
        return None
    shifted = values - low
    shifted[blank] = high - low + 1
    whole = shifted.astype(np.int32)
    if not np.array_equal(whole, shifted):
        return None
    here = np.zeros(int(high - low) + 2, dtype=np.bool_)
    here[whole] = True
    here[-1] = False
    place = np.where(here, np.cumsum(here) - 1, -1).astype(np.int32)
    return [low + float(step) for step in np.flatnonzero(here)], place[whole]


def _by_sorting(values: FloatArray, blank: BoolArray) -> tuple[list[Value], CodeArray]:
    distinct, inverse = np.unique(values[~blank], return_inverse=True)
    index = np.full(len(values), -1, dtype=np.int32)
    index[~blank] = inverse
    return distinct.tolist(), index
