"""Where answers can be at all: conditions and groups that are made of a question, and who is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import BoolArray, IntArray
from ..codebook.answers import NOT_ASKED
from ..codebook.forms import columns_of, reached
from ..codebook.model import Codebook
from ..estimation.estimate import Subject
from ..presentation.protection import Extent, MadeOf, Possible
from .shared_answers import Question, made_of
from .shared_classes import Classes, domain_of, said_of, spoken_of
from .unprotected import Estimated


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A domain, a base or a group of any table.

    Attributes:
        of: the names in the codebook that it is made of.
        inside: the classes for which it holds, shape (k,).
        domain: whether notes tell how many of it did not answer.
        cell: what it and others that are made of the same names tell apart, shape (k,): who is a girl and in the
            domain of boys and of those who told no one has told no one.
    """

    of: frozenset[str]
    inside: BoolArray
    domain: bool
    cell: IntArray


def everybody(classes: Classes, inside: BoolArray) -> Extent:
    """All rows of some classes, with an answer or without."""
    name, size = classes.everybody, classes.sizes(np.ones(len(classes.of), dtype=np.bool_))
    return Extent(name, name, inside, size, size, classes.known)


def possible(questions: Sequence[Question], conditions: Sequence[Condition], classes: Classes) -> list[Possible]:
    """What a reader knows who knows what domains and groups, and the questions of several tables, are made of.

    Nothing, where no domain and no group is made of a question, or of whether it was asked, and no domains are all that
    others leave.
    """
    counted = [_counts(one, classes) for one in questions]
    akin = [
        [one for one in conditions if not one.of.isdisjoint(question.of) or _confined(of, one)]
        for question, of in zip(questions, counted, strict=True)
    ]
    domains = [one for one in conditions if one.domain]
    if not any(akin) and not (classes.complete and len(domains) > 1):
        return []
    return [_possible(*one, domains, classes) for one in zip(questions, counted, akin, strict=True)]


def made_of_inside(questions: Sequence[Question], conditions: Sequence[Condition], classes: Classes) -> list[MadeOf]:
    """What answers make up others inside a group, or inside or outside a domain.

    Where all who were not hit are looked at, those to whom anything happened are those to whom the rest did.
    """
    found: list[MadeOf] = []
    rows = classes.of >= 0
    for one in conditions:
        related = [each for each in questions if any(_meet(each, other, one) for other in questions)]
        for side in (one.inside, ~one.inside) if one.domain else (one.inside,):
            if len(related) > 1 and side.any() and not side.all():
                made = made_of(related, rows & side[classes.of], loosely=False)
                found += [replace(each, inside=side.tobytes()) for each in made]
    return found


def _meet(one: Question, other: Question, condition: Condition) -> bool:
    """Whether two questions are made of some of the same answers, and one of them of answers of the condition.

    The same question may be one of those for whom it holds in one table, and of everybody in another.
    """
    if one.of_others(other):
        return True
    return one.akin(other) and not (one.of | other.of).isdisjoint(condition.of)


def _confined(counts: IntArray, condition: Condition) -> bool:
    """Whether all who answered are on one of its two sides, as those are who are asked what followed."""
    answered, inside = counts[1:].sum(axis=0), condition.inside
    return not inside.all() and not (answered[inside].any() and answered[~inside].any())


def conditions_of(tables: Sequence[Estimated], classes: Classes) -> list[Condition]:
    """The domains, groups and bases of all tables, but for those that nobody is in."""
    codebook = tables[0].survey.codebook
    domains = {said_of(one): spoken_of(one, classes) for one in tables}
    for one in tables:  # of which notes tell how many are in it, of whatever base
        domains.setdefault((one.request.domain.where, None), domain_of(one)[classes.first])
    of = [
        (frozenset().union(*(rests_on(codebook, one) for one in said if one)), inside, True)
        for said, inside in domains.items()
        if said != (None, None)
    ]
    for name, answers in classes.groups.items():
        code = answers.code[classes.first]
        of += [(rests_on(codebook, name), code == group, False) for group in np.unique(code)]
    of = [one for one in of if one[1].any()]
    return [Condition(*one, _cell([one[1], *(other for names, other, _ in of if names & one[0])])) for one in of]


def _cell(inside: Sequence[BoolArray]) -> IntArray:
    """Which classes are on the same side of every condition, shape (k,)."""
    _, cell = np.unique(np.array(inside), axis=1, return_inverse=True)
    return np.ravel(cell)


def rests_on(codebook: Codebook, expression: str) -> frozenset[str]:
    """Every name that a variable, an indicator or a condition is made of, and of which it depends who was asked."""
    found = reached(codebook, expression)
    while True:
        asked_if = (codebook.variables[name].asked_if for name in found if name in codebook.variables)
        more = frozenset().union(*(reached(codebook, one) for one in asked_if if one is not None)) - found
        if not more:
            return found
        found |= more


def of_question(codebook: Codebook, subject: Subject) -> frozenset[str]:
    """What a question is made of."""
    if of_step(codebook, subject):
        return rests_on(codebook, codebook.populations[subject.variable].where or "")
    described = codebook.response_sets.get(subject.set)
    names = columns_of(described) if described else (subject.set or subject.variable,)
    base = [described.base] if described and described.base else []
    return frozenset(names).union(*(rests_on(codebook, one) for one in (*names, *base)))


def of_step(codebook: Codebook, subject: Subject) -> bool:
    """Whether a number is of a step of the sample, which is a population."""
    return subject.unit == "row" and subject.variable in codebook.populations


def seen_in(counts: IntArray, of: frozenset[str], conditions: Sequence[Condition], *, first: int) -> BoolArray:
    """In which classes a reader thinks each answer possible, and, before the first, each way of giving none.

    Of `counts` by answer and class, shape (answers, k), to a question that is made `of` some names: where answers are
    seen in the conditions that are made of these, and in all of a domain where somebody gave none. Shape (k, answers).
    """
    akin = [one for one in conditions if not one.of.isdisjoint(of) or _confined(counts[first - 1 :], one)]
    domains = [one for one in conditions if one.domain]
    found = [_seen(one, akin) if answer >= first else _silent(one, akin, domains) for answer, one in enumerate(counts)]
    return np.array(found).T


def _possible(
    question: Question, counts: IntArray, akin: Sequence[Condition], domains: Sequence[Condition], classes: Classes
) -> Possible:
    """Where its answers are seen, and where somebody gave none: in all of a domain, of which notes tell how many."""
    blank = classes.sizes((question.code < 0) & (question.code > NOT_ASKED))
    silent, asked = (_silent(of, akin, domains) for of in (counts[0], blank))
    shown = {name: counts[answer + 1] for answer, name in question.shown.items()}
    others = _seen(counts[1:].sum(axis=0) - np.sum(list(shown.values()), axis=0), akin)
    answers = {name: _seen(of, akin) for name, of in shown.items()} if akin else {}
    names = question.base, question.asked, classes.everybody
    return Possible(*names, classes.complete, silent, asked, answers, others, _certain(question, counts, akin))


def _certain(question: Question, counts: IntArray, akin: Sequence[Condition]) -> dict[str, BoolArray]:
    """Where all gave an answer, in conditions that are made of the very names that the question is made of."""
    found: dict[str, BoolArray] = {}
    answered = counts[1:].sum(axis=0)
    for one in akin:
        for answer, name in question.shown.items():
            if one.of == question.of and (counts[answer + 1] == answered)[one.inside].all():
                found[name] = found.get(name, False) | one.inside
    return found


def _silent(of: IntArray, akin: Sequence[Condition], domains: Sequence[Condition]) -> BoolArray:
    found = _seen(of, akin)
    for one in domains:
        found &= ~one.inside | of[one.inside].any()
    return found


def _counts(question: Question, classes: Classes) -> IntArray:
    """Rows that gave no answer, and each, by class, shape (1 + answers, k)."""
    k, inside = len(classes.first), classes.of >= 0
    code = np.maximum(question.code[inside], -1).astype(np.int64) + 1
    answers = max([int(code.max(initial=0)), *(answer + 1 for answer in question.shown)]) + 1
    return np.bincount(code * k + classes.of[inside], minlength=answers * k).reshape(answers, k)


def _seen(of: IntArray, conditions: Sequence[Condition]) -> BoolArray:
    """The classes that are in the same cell of every condition as somebody is, shape (k,)."""
    found = np.ones(len(of), dtype=np.bool_)
    for one in conditions:
        found &= (np.bincount(one.cell, of) > 0)[one.cell]
    return found
