"""Who is in the base of a number, and who are its cases: the children of a report that asks on, in cells.

Of how often something happened, whether something else did, whom those it happened to told, where they live and of
which sex they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.codebook.answers import Level
from analysis.estimation.estimate import Subject
from analysis.request import FlowRequest, SurveyRequest
from analysis.request_analysis import CrosstabRequest, ModelRequest

VARIABLES = ("place", "sex", "often", "hit")
NEVER, TOLD, NOBODY, SILENT = range(4)  # those whom it never happened to were not asked whom they told
STEPS = {"everybody": "", "hurt": "often >= 2", "girls": "sex == 2 and often == 2", "was_hit": "hit == 1"}
Cells = NDArray[np.float64]  # children by place, the last of which is none, and the rest: shape (p + 1, 2, 3, 2, 4)


@dataclass(frozen=True, slots=True)
class Asks:
    """Of whom a table speaks, and what becomes of those who gave no answer; whether the codebook says who was asked."""

    where: str
    whose: str
    rule: str | None
    asked: bool
    crossing: tuple[str, str] | None = None

    @classmethod
    def of(cls, request: SurveyRequest, *, asked: bool) -> Asks:
        """What a request asks for."""
        rule = None if isinstance(request, FlowRequest | ModelRequest) else request.missing.missing
        crossing = (request.row or "", request.column or "") if isinstance(request, CrosstabRequest) else None
        return cls(request.domain.where or "", getattr(request, "base", None) or "", rule, asked, crossing)

    def blank(self, variable: str, shape: tuple[int, ...]) -> Cells:
        """Who was asked a question and gave no answer."""
        if variable not in ("told", "nobody", "place"):
            return np.zeros(shape)
        some = [SILENT] if self.asked else [NEVER, SILENT]
        blank = those(shape, -1) if variable == "place" else those(shape, answers=some)
        return blank * held(self.whose, shape)[0]

    def not_asked(self, variable: str, shape: tuple[int, ...]) -> Cells:
        """Who was not asked it."""
        never = self.asked and variable in ("told", "nobody")
        return np.maximum(1 - held(self.whose, shape)[0], those(shape, answers=[NEVER] if never else []))


def counted(subject: Subject, asks: Asks, shape: tuple[int, ...]) -> tuple[Cells, Cells]:
    """The children in the base of a row, and its cases."""
    if subject.variable in STEPS:
        return _of_step(subject, held(asks.where, shape)[0])
    return _of_crossing(subject, asks, shape) if asks.crossing else _of_answer(subject, asks, shape)


def _of_answer(subject: Subject, asks: Asks, shape: tuple[int, ...]) -> tuple[Cells, Cells]:
    base, blank = _group(subject.by, shape), asks.blank(subject.variable, shape)
    base *= held(asks.where, shape)[0] * (1 - asks.not_asked(subject.variable, shape))
    item = subject.item and subject.item.value
    if asks.rule in (None, "exclude") or item in ("any_yes", "complete"):
        base *= 1 - blank
    if subject.level and str(subject.level.value).startswith("("):
        return base, base * blank
    return base, base * (1 - blank) * _cases(subject, shape)


def _cases(subject: Subject, shape: tuple[int, ...]) -> Cells:
    cases = np.zeros(shape)
    match subject.variable, subject.item and subject.item.value:
        case "nobody", _:
            cases[..., NOBODY] = 1
        case ("ever", _) | ("any", "often"):
            cases[:, :, 1:] = 1
        case "frequent", _:
            cases[:, :, 2] = 1
        case ("any", "hit") | ("hit == 1", _) | ("hit", None) if subject.level is None:
            cases[:, :, :, 0] = 1
        case "any", _:
            cases[:, :, 1:] = cases[:, :, :, 0] = 1
        case name, _:
            return _gave(name, subject.level, shape)
    return cases


def _gave(name: str, level: Level | None, shape: tuple[int, ...]) -> Cells:
    """Who gave an answer to a question; everybody where it is none in particular."""
    cases, code = np.zeros(shape), 0 if level is None else int(level.value)
    if level is None:
        return cases + 1
    if name == "told":
        cases[..., code] = 1
    elif name == "ever":
        cases[:, :, 1:] = 1
        cases = cases if code else 1 - cases
    else:
        np.moveaxis(cases, VARIABLES.index(name), 0)[code - 1] = 1
    return cases


def _group(by: Mapping[str, Level], shape: tuple[int, ...], *, but: str = "") -> Cells:
    """Who is in a group of some variables."""
    group = np.ones(shape)
    for name, level in by.items():
        group *= 1 if name == but else _gave(name, level, shape)
    return group


def _of_crossing(subject: Subject, asks: Asks, shape: tuple[int, ...]) -> tuple[Cells, Cells]:
    """The children of a row, of a column or of both, and those of whom it is a share."""
    row, column = asks.crossing or ("", "")
    base = answered_both(row, column, asks, shape) * _group(subject.by, shape, but=row)
    down, across = _gave(row, subject.by.get(row), shape), _gave(column, subject.level, shape)
    whole = base * {"row": down, "column": across, "total": np.ones(shape)}[subject.percent_of]
    return whole, base * down * across


def answered_both(row: str, column: str, asks: Asks, shape: tuple[int, ...]) -> Cells:
    """Who answered two questions, of those whom a table speaks of."""
    base = held(asks.where, shape)[0]
    for name in (row, column):
        base = base * (1 - np.maximum(asks.blank(name, shape), asks.not_asked(name, shape)))
    return base


def _of_step(subject: Subject, inside: Cells) -> tuple[Cells, Cells]:
    """The children of the step that one is a share of, and its own; those of the domain where it has them all."""
    own, whole = (held(STEPS.get(name, ""), inside.shape)[0] for name in (subject.variable, subject.population))
    base = inside if subject.population == subject.variable else inside * whole
    return base, own * base


def held(where: str, shape: tuple[int, ...]) -> tuple[Cells, Cells]:
    """The children for whom a condition holds, and, of those who were asked, of whom that is not known."""
    place, sex, often, hit, told = np.indices(shape)
    nobody, silent, nowhere = told == NOBODY, told == SILENT, place == len(place) - 1
    holds, unknown = {
        "": (sex >= 0, False),
        "often >= 2": (often > 0, False),
        "ever == 0": (often == 0, False),
        "told == 2": (nobody, silent),
        "sex == 2 and often == 2": ((sex == 1) & (often == 1), False),
        "sex == 2": (sex == 1, False),
        "place == 1": (place == 0, nowhere),
        "hit == 1": (hit == 0, False),
        "any == 0": ((often == 0) & (hit == 1), False),
        "missing(place)": (nowhere, False),
        "often == 2 or hit == 1": ((often == 1) | (hit == 0), False),
        "sex == 1 or told == 2": ((sex == 0) | nobody, (sex == 1) & silent),
    }[where]
    return holds.astype(np.float64), np.broadcast_to(unknown, shape).astype(np.float64)


def those(shape: tuple[int, ...], place: Any = slice(None), *, answers: Any = slice(None)) -> Cells:
    some = np.zeros(shape)
    some[place][..., answers] = 1
    return some
