"""What use cases have estimated, before anybody has asked what may be shown of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..codebook.answers import Note
from ..errors import UsageError
from ..estimation.estimate import Estimate, Test, Unanswered
from ..presentation.layout import Grid
from ..presentation.protection import RULES
from ..presentation.showing import Rules
from ..request import SurveyRequest
from . import likeness
from .survey import Survey


@dataclass(frozen=True, slots=True)
class Estimated:
    """What a use case has estimated, before anybody has asked what may be shown of it.

    Attributes:
        layout: one of the functions of `presentation.layout`.
        quiet: questions whose unanswered are not told in the notes.
        method: the phrase that says how the numbers were made, where that is not how estimates are.
        keep: which estimates the reader asked for.
        laid_out: which of these the layout shows; the others stand in JSON and CSV alone.
        shows_tests: the layout has tests beside the estimates, and is given them.
        completed: of an imputed survey the completed data sets, the first of which is `survey`.
    """

    command: str
    request: SurveyRequest
    survey: Survey
    estimates: Sequence[Estimate]
    missing: Sequence[Unanswered]
    layout: Callable[..., Grid]
    subtitle: str = ""
    remarks: Sequence[Note] = ()
    round_to: int | None = None
    quiet: frozenset[str] = frozenset()
    keep: Callable[[Estimate], bool] = lambda estimate: True
    laid_out: Callable[[Estimate], bool] = lambda estimate: True
    method: str = ""
    tests: tuple[Test, ...] = ()
    shows_tests: bool = False
    completed: tuple[Survey, ...] = ()


def rules_of(made: Estimated) -> Rules:
    """The rules that what was estimated is shown under: those asked for, else the codebook's."""
    shown, defaults = made.request.shown, made.survey.codebook.presentation
    rules = Rules(
        shown.rules or likeness.system_of(made.request).rules or defaults.reliability,
        shown.protect or defaults.protection,
        made.round_to,
        defaults.round_counts_to if shown.round_counts is None else shown.round_counts,
    )
    least = max(RULES[rules.protection].coarse, 2)
    if rules.round_counts is not None and rules.round_counts < least:
        raise UsageError(
            f"counts rounded to {rules.round_counts} (--round-counts, or round_counts_to of the codebook): that is "
            f"less than {least}; take {least} or more, as in --round-counts 10"
        )
    return rules
