"""What use cases have estimated, before anybody has asked what may be shown of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..codebook.answers import Note
from ..estimation.estimate import Estimate, Test, Unanswered
from ..presentation.layout import Grid
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
    reliability = shown.rules or likeness.system_of(made.request).rules or defaults.reliability
    return Rules(reliability, shown.protect or defaults.protection, made.round_to)
