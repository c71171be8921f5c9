"""What the notes of a table tell of the rows that it leaves out, in numbers that protection holds against its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ..arrays import BoolArray
from ..codebook.answers import NOT_ASKED
from ..estimation.estimate import Subject
from ..estimation.tally import Tally
from ..presentation.protection import Extent, Noted, questions_of
from ..request_analysis import CrosstabRequest
from .shared_classes import Classes, as_answer, domain_of, groups_of, spoken_of
from .shared_conditions import everybody
from .unprotected import Estimated


def noted_of(made: Estimated, classes: Classes, *, whole: bool) -> Iterator[Noted]:
    """How many of its domain answered each question of a table, and were asked it where that is another number.

    And of those who were asked how many have no group; and how many are in the domain, where anything follows from the
    `whole` of it.
    """
    request, rows = made.request, domain_of(made)
    inside, domain = spoken_of(made, classes), int(np.count_nonzero(rows))
    known = domain if request.domain.where is None else None
    ruled = {row.variable for row in made.missing if row.treated == "as_no"}
    # Of each question of a crossing notes tell by itself, and not of those who answered both.
    crossed = {request.row, request.column} if isinstance(request, CrosstabRequest) else set()
    without = _without_group(made, classes, inside)
    for subject, tally in _questions(made, classes):
        of_base, of_asked = _bases(tally, inside, classes)
        people, asked = (int(of.cases[inside].sum()) for of in (of_base, of_asked))
        by_rule = bool(crossed) or not ruled.isdisjoint(questions_of(subject))
        if whole or known is None:
            yield Noted(
                subject, domain, known, ruled=by_rule, extent=everybody(classes, rows[classes.first]), whole=True
            )
        yield Noted(subject, people, known, ruled=by_rule, extent=of_base)
        if people < asked < domain:
            yield Noted(subject, asked, known, asked=True, ruled=by_rule, extent=of_asked)
        for variable, nowhere in without.items():
            if few := int(of_asked.cases[nowhere].sum()):
                lacking = replace(of_asked, inside=nowhere)
                some = of_asked is not of_base
                yield Noted(subject, few, known, some, variable, ruled=variable in crossed, extent=lacking)


def _questions(made: Estimated, classes: Classes) -> Iterator[tuple[Subject, Tally]]:
    """A number of each question of a table, with its answers."""
    subjects = [one.subject for one in made.estimates if as_answer(one.subject, made) is one.subject]
    for subject in {id(one.tally.code): one for one in subjects if one.tally and not one.rests_on}.values():
        if subject.tally is not None and subject.tally.row is None:
            yield subject, subject.tally


def _without_group(made: Estimated, classes: Classes, inside: BoolArray) -> dict[str, BoolArray]:
    """The classes of a domain that have no group, by the variable of the groups."""
    names = [name for name in groups_of([made]) if name in classes.groups]
    return {name: inside & (classes.groups[name].code[classes.first] < 0) for name in names}


def _bases(tally: Tally, inside: BoolArray, classes: Classes) -> tuple[Extent, Extent]:
    """Who answered a question, and who was asked it; the same, where all of these answered."""
    base, (answered, _) = classes.base(tally), classes.count(tally)
    of_base = Extent(base, base, inside, answered, answered, classes.known)
    name, asked = classes.asked(tally), classes.sizes(tally.code > NOT_ASKED)
    if asked[inside].sum() == answered[inside].sum():
        return of_base, of_base
    return of_base, Extent(name, name, inside, asked, asked, classes.known)
