"""A number as a histogram or a distribution function: shares between breaks, and shares up to points.

A histogram is a question whose answers are its bins, so that all that holds for proportions holds for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ..codebook.answers import Answers, Level
from ..errors import UsageError, as_written
from ..estimation.estimate import Estimate
from ..presentation.rounding import Numerals
from ..request import EstimateRequest
from .quantities import numbers_of
from .survey import Survey

OF_BREAKS = ("histogram", "distribution")


def check(request: EstimateRequest, survey: Survey) -> None:
    """Refuse breaks that make no bins, and both pictures of a number, each of which gives back what the other hides."""
    asked, breaks = set(request.statistic) & {*OF_BREAKS}, request.distribution.breaks
    if not asked:
        if breaks:
            raise UsageError("--breaks goes with --statistic histogram or --statistic distribution")
        return
    least = 2 if "histogram" in asked else 1
    if len(set(breaks)) < least or not np.isfinite(breaks).all():
        raise UsageError(
            f"{' and '.join(sorted(asked))} {'needs' if len(asked) == 1 else 'need'} --breaks with at least {least} "
            "different numbers, as in --breaks 0,10,20,50"
        )
    if len(asked) > 1 and (request.shown.protect or survey.codebook.presentation.protection) != "none":
        raise UsageError(
            "a histogram and a distribution in one table would give back the small counts that each of them hides; "
            "ask for one of them"
        )


def binned(answers: Answers, breaks: Sequence[float], words: Mapping[str, str], numerals: Numerals) -> Answers:
    """The bins between breaks as answers: each from above its lower break up to its upper, the first with both.

    Numbers below the first break and above the last have a bin of their own where somebody gave one.
    """
    at = sorted(set(breaks))
    number = numbers_of(answers)
    place = np.searchsorted(at, number, "left")  # 0 at or below the first break, k above the last of k breaks
    place = np.where(number == at[0], 1, place)
    levels = [Level(f"<{as_written(at[0])}", words["bin_below"].format(low=_written(at[0], numerals)))]
    for first, last in pairwise(at):
        phrase, open_end = ("bin_first", "[") if first == at[0] else ("bin", "(")
        label = words[phrase].format(low=_written(first, numerals), high=_written(last, numerals))
        levels.append(Level(f"{open_end}{as_written(first)},{as_written(last)}]", label))
    levels.append(Level(f">{as_written(at[-1])}", words["bin_above"].format(high=_written(at[-1], numerals))))
    answered = answers.code >= 0
    used = [code for code in range(len(levels)) if 0 < code < len(levels) - 1 or (place[answered] == code).any()]
    position = np.full(len(levels), -1, np.int32)
    position[used] = range(len(used))
    code = np.where(answered, position[np.where(answered, place, 0)], answers.code).astype(np.int32)
    return replace(answers, levels=tuple(levels[one] for one in used), code=code, number=None)


def up_to(
    answers: Answers, points: Sequence[float], words: Mapping[str, str], numerals: Numerals
) -> Iterator[tuple[Level, Answers]]:
    """For each point whether an answer is at or below it, as a question of no and yes."""
    for point in sorted(set(points)):
        label = words["up_to_point"].format(high=_written(point, numerals))
        level = Level(f"<={as_written(point)}", label)
        code = np.where(answers.code >= 0, numbers_of(answers) <= point, answers.code).astype(np.int32)
        yield level, replace(answers, levels=(Level(0, "no"), Level(1, "yes")), code=code, number=None)


def told_apart(estimates: Sequence[Estimate]) -> list[Estimate]:
    """Shares up to points, group by group, each with the people since the point before as those who make it up.

    Two points that one to four people lie between would tell their number by subtraction.
    """
    of_group: dict[tuple[object, ...], tuple[int, int]] = defaultdict(lambda: (0, 0))  # cases, and those who are new
    made: dict[tuple[object, ...], list[Estimate]] = defaultdict(list)
    for estimate in estimates:
        group = tuple((name, level.value) for name, level in estimate.subject.by.items())
        cases, (before, new) = estimate.n_cases or 0, of_group[group]
        of_group[group] = (cases, cases - before if cases > before else new)
        made[group].append(replace(estimate, contributors=of_group[group][1]))
    return [estimate for rows in made.values() for estimate in rows]


def _written(number: float, numerals: Numerals) -> str:
    """A break as it was typed; thousands stay together, for it may be a year."""
    return as_written(number).replace(".", numerals.decimal)
