"""A request answered from every completed data set in turn: multiple imputation, plausible values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps
from typing import TypeVar

from ..codebook.answers import Note
from ..request import SurveyRequest
from .shelf import Shelf
from .survey import asked_of
from .unprotected import Estimated

R = TypeVar("R", bound=SurveyRequest)
Names = Callable[[R, Shelf], list[str]]
Make = Callable[[R, Shelf], Estimated]


def over_imputations(names_of: Names[R]) -> Callable[[Make[R]], Make[R]]:
    """Let a use case answer from each completed data set in turn, where anything that it asks for is imputed.

    Args:
        names_of: what a request needs of the files.
    """

    def of(make: Make[R]) -> Make[R]:
        @wraps(make)
        def estimated(request: R, shelf: Shelf) -> Estimated:
            if not shelf.has_imputations(request):
                return make(request, shelf)
            many = shelf.imputations(request, asked_of(names_of(request, shelf), request))
            if many == 1:
                made = make(request, shelf)
                return replace(made, remarks=(*_of_one(request, made), *made.remarks))
            from .imputed_answers import combined  # here, because most surveys have no imputations

            return combined([make(request, shelf.completed(which)) for which in range(many)])

        return estimated

    return of


def _of_one(request: SurveyRequest, made: Estimated) -> Iterator[Note]:
    """What must be said of one completed data set that was named in place of all."""
    codebook = made.survey.codebook
    if request.data.data is not None and codebook.files[codebook.main].completed:
        yield Note.of("one_imputation")
