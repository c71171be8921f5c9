"""Incidents, of which one person may have met several: what they add up to, and each form of them by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import BoolArray, IntArray
from ..codebook import Codebook
from ..codebook.answers import NOT_ASKED
from ..codebook.forms import filled
from ..estimation.estimate import Subject
from ..estimation.tally import Tally
from ..presentation.protection import MadeOf
from ..presentation.subjects import code_of
from .shared_answers import Question
from .shared_classes import Classes, name_of
from .shared_conditions import rests_on
from .unprotected import Estimated

MOST = 6  # answers after each form that are told apart; forms, where these are more


def of_incidents(tables: Sequence[Estimated], questions: Sequence[Question], classes: Classes) -> Iterator[MadeOf]:
    """Incidents as those who met each of the forms that were followed up, all of them or all but the unanswered.

    And incidents after any form, with an answer or with one in particular, as those after each. It is read off the
    data, and must hold of every row that any of the tables is of.
    """
    for made in tables:
        for subject in (one.subject for one in made.estimates if not one.subject.by):
            tally, described = subject.tally, made.survey.codebook.response_sets.get(subject.set)
            if tally is None or described is None or described.follow_up is None or described.unit != "instance":
                continue
            row = np.arange(len(classes.of)) if tally.row is None else tally.row
            alike = [one for one in questions if one.about == (subject.set, None)]
            after = [Met(one.base, one.code >= 0) for one in alike]
            told = [Met(one.shown[1], one.code == 1) for one in alike if one.part == code_of(subject.item)]
            base, cases = classes.base(tally), f"{classes.name(subject, tally)} {tally.case}"
            for name, some, met in (
                (base, tally.code > NOT_ASKED, list(_forms(questions, described.follow_up.of))),
                (base, tally.answered, after),
                (cases, tally.cases, told),
            ):
                names = _met(row, some, [one for one in met if one.name != name], classes)
                if names:
                    yield MadeOf((name,), tuple(names))


@dataclass(frozen=True, slots=True)
class Incidents:
    """Incidents with an answer, or with one in particular, by their name.

    Attributes:
        after: a question for each form, which no others have.
        parts: the names of those who gave the answer after each.
    """

    name: str
    after: Sequence[Question]
    parts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Met:
    """Who met something, by their name and by rows of the file."""

    name: str
    rows: BoolArray


def _forms(questions: Sequence[Question], forms: Sequence[str]) -> Iterator[Met]:
    """Answers to questions on one form each."""
    for question in questions:
        if len(question.of.intersection(forms)) == 1:
            yield from (Met(name, question.code == case) for case, name in question.shown.items())


def _met(row: IntArray, some: BoolArray, candidates: Iterable[Met], classes: Classes) -> list[str]:
    """The names of those to whom some of the incidents happened, one each; none where others met some too."""
    left: IntArray = np.bincount(row[some], minlength=len(classes.of)) * (classes.of >= 0)
    names = []
    for one in sorted(candidates, key=lambda one: -int(np.count_nonzero(one.rows))):  # a form before parts of it
        rows = one.rows & (classes.of >= 0)
        if rows.any() and (left[rows] > 0).all():
            names.append(one.name)
            left -= rows
    return [] if left.any() else names


def one_by_one(tables: Sequence[Estimated], classes: Classes) -> list[Incidents]:
    """Incidents of which somebody had several: of the answers to all, and of one answer where these are few."""
    found: dict[str, Incidents] = {}
    for made in tables:
        subjects = {id(one.subject.tally): one.subject for one in made.estimates}
        tallies = [(one, one.tally) for one in subjects.values() if one.tally is not None and one.tally.row is not None]
        for subject, tally in tallies:
            after = list(_after(subject, tally, made.survey.codebook, classes))
            base, bases = classes.base(tally), [one.base for one in after]
            if len(tallies) * len(after) <= MOST:
                name = f"{classes.name(subject, tally)} {tally.case}"
                found[name] = Incidents(name, after, [one.shown[tally.case] for one in after])
                found.setdefault(base, Incidents(base, [], bases))
            elif len(after) <= MOST:
                after = [replace(one, code=np.minimum(one.code, 0), shown={0: one.base}) for one in after]
                found.setdefault(base, Incidents(base, after, bases))
    return list(found.values())


def _after(subject: Subject, tally: Tally, codebook: Codebook, classes: Classes) -> Iterator[Question]:
    """What those said to whom something happened: a question for each form."""
    follow_up, start = codebook.response_sets[subject.set].follow_up, 0
    for form, many in tally.forms:
        code = np.full(len(classes.of), NOT_ASKED, np.int32)
        if tally.row is not None:
            code[tally.row[start : start + many]] = tally.code[start : start + many]
        start += many
        column = filled(follow_up.columns if follow_up else "", item=str(code_of(subject.item)), form=form)
        told, base, asked = (
            f"{of} {name_of(classes.data, rows[classes.of >= 0])}"
            for of, rows in ((column, code == tally.case), (form, code >= 0), (f"{form} asked", code > NOT_ASKED))
        )
        yield Question(base, asked, code, {tally.case: told}, rests_on(codebook, form) | {column})
