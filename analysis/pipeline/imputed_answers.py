"""The answers of all completed data sets as one: estimates and tests combined, notes and counts on average."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from ..codebook.answers import Note
from ..errors import DesignError
from ..estimation import imputation
from ..estimation.estimate import Estimate, Unanswered
from ..estimation.imputed_tests import combined_tests
from ..presentation.cells import FEW
from .unprotected import Estimated


def combined(made: Sequence[Estimated]) -> Estimated:
    """The answers of all completed data sets as one, laid out as the first is."""
    first = made[0]
    if not first.survey.sample.probability:
        raise DesignError(
            "the codebook says design: none: there is no variance, and so nothing that imputations are combined by; "
            "name one column, or one completed data set"
        )
    estimates = imputation.combined([one.estimates for one in made])
    _refuse_other_terms(estimates)
    survey = replace(first.survey, notes=_notes([one.survey.notes for one in made]))
    return replace(
        first,
        survey=survey,
        estimates=estimates,
        missing=list(_unanswered([one.missing for one in made])),
        remarks=_notes([one.remarks for one in made]),
        tests=combined_tests([one.tests for one in made], estimates),
        completed=(survey, *(one.survey for one in made[1:])),
    )


def _refuse_other_terms(estimates: Sequence[Estimate]) -> None:
    """A model without one of its categories is another model."""
    for estimate in estimates:
        if estimate.subject.term and any(one.reason == imputation.NOBODY for one in estimate.completed):
            raise DesignError(
                f"{estimate.subject.term} is not in the model of every completed data set, so that these are different "
                "models; merge levels in a derived variable"
            )


def _unanswered(runs: Sequence[Sequence[Unanswered]]) -> Iterator[Unanswered]:
    """Who gave no answer, on average."""
    found: dict[Hashable, list[Unanswered]] = defaultdict(list)
    for run in runs:
        for row in run:
            found[row.variable, row.label, row.reason, row.treated].append(row)
    for rows in found.values():
        lacking = len(runs) - len(rows)
        n = _some([*(row.n for row in rows), *[0] * lacking])
        shares = [row.share for row in rows if row.share is not None]
        share = math.fsum(shares) / (len(shares) + lacking) if shares else None
        if n:
            yield replace(rows[0], n=n, share=rows[0].share if _same([row.share for row in rows]) else share)


def _notes(runs: Sequence[Sequence[Note]]) -> tuple[Note, ...]:
    """What must be said of the completed data sets, each sentence once, its numbers on average."""
    found: dict[Hashable, list[Note]] = defaultdict(list)
    for run in runs:
        for note in dict.fromkeys(run):
            words = tuple((name, value) for name, value in note.values if isinstance(value, str))
            found[note.kind, words].append(note)
    return tuple(one for notes in found.values() for one in ([notes[0]] if _same(notes) else _averaged(notes)))


def _averaged(notes: Sequence[Note]) -> list[Note]:
    """One note with the averages of the numbers of several; several where they do not have the same numbers."""
    names = [tuple(name for name, _ in note.values) for note in notes]
    if not _same(names):
        return list(notes)
    columns = zip(*(note.values for note in notes), strict=True)
    return [
        replace(notes[0], values=tuple((column[0][0], _mean([value for _, value in column])) for column in columns))
    ]


def _mean(values: Sequence[str | float]) -> str | float:
    numbers = [value for value in values if not isinstance(value, str)]
    if _same(values) or not numbers:
        return values[0]
    whole = [number for number in numbers if isinstance(number, int)]
    return _some(whole) if len(whole) == len(numbers) else math.fsum(numbers) / len(numbers)


def _some(counts: Sequence[int]) -> int:
    """The mean of counts in whole numbers; a count of few people in any data set stays one of few."""
    few = [count for count in counts if 0 < count < FEW]
    return min(few) if few and not _same(counts) else math.floor(sum(counts) / len(counts) + 0.5)


def _same(values: Sequence[object]) -> bool:
    return all(value == values[0] for value in values)
