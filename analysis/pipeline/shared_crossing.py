"""Which answers to several questions go together, in which classes: cells that a reader thinks possible."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..arrays import BoolArray, IntArray
from ..codebook.answers import NOT_ASKED
from ..codebook.forms import reached
from ..errors import SurveyError
from ..presentation.protection import Crossed
from .shared_answers import Question
from .shared_classes import Classes, said_of
from .shared_conditions import Condition, of_question, of_step, rests_on, seen_in
from .shared_incidents import Incidents
from .unprotected import Estimated

QUESTIONS = 16  # that hang together; where there are more, they are only held against each other by two
MOST = 20_000  # cells, likewise
LOOKS = 3 * 10**8  # rows times pairs of questions that are looked at for what goes together
LEVELS = 20  # answers to a question that only conditions name
UNASKED, BLANK, FIRST = range(3)  # places of those who were not asked, of those who gave no answer, of answers


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A question with all its answers by the place of each, behind those who gave none.

    Attributes:
        question: one of its answers, as tables count them.
        code: of every row in any domain, shape (rows,); `FIRST` where the answer is one that no table counts.
        names: those of the answers that tables count, which follow.
    """

    question: Question
    code: IntArray
    names: list[str]

    @property
    def named(self) -> list[str]:
        """The names of its answers, and of all who gave one."""
        return [*self.names, self.question.base]

    @property
    def levels(self) -> int:
        """How many places there are."""
        return FIRST + 1 + len(self.names)


def not_counted(tables: Sequence[Estimated], questions: Sequence[Question]) -> Iterator[Question]:
    """Questions that conditions name, or that were followed up, and no table counts.

    Conditions are those of tables, of steps of the sample, and on whom a question was asked.
    """
    survey = tables[0].survey
    said = dict.fromkeys(one for table in tables for one in _conditions(table))
    names = [name for one in said for name in sorted(reached(survey.codebook, one))]
    tallies = (one.subject.tally for made in tables for one in made.estimates)
    names += [form for tally in tallies if tally is not None for form, _ in tally.forms]
    for name in dict.fromkeys(names):
        try:
            answers = survey.meaning.levels(name, most=LEVELS)
        except SurveyError:
            continue  # numbers have no answers to cross
        if not any(np.array_equal(answers.code, one.code) for one in questions):
            shown = {answer: f"{name} {answer}" for answer in range(len(answers.levels))}
            of = rests_on(survey.codebook, name)
            yield Question(f"{name} answered", f"{name} asked", answers.code, shown, of, (name, None), counted=False)


def _conditions(made: Estimated) -> Iterator[str]:
    """What is said of those whom a table speaks of, and of those whom its questions were asked of."""
    codebook = made.survey.codebook
    yield from filter(None, said_of(made))
    for subject in {one.subject.variable: one.subject for one in made.estimates}.values():
        names = sorted(codebook.variables.keys() & of_question(codebook, subject))
        step = codebook.populations[subject.variable].where if of_step(codebook, subject) else None
        yield from filter(None, [*(codebook.variables[name].asked_if for name in names), step])


def crossed(
    questions: Sequence[Question],
    conditions: Sequence[Condition],
    classes: Classes,
    incidents: Sequence[Incidents],
) -> Iterator[Crossed]:
    """Questions of which some answers do not go together, crossed with each other and with classes.

    So are those on the several incidents of one person.
    """
    inside = classes.of >= 0
    questions = [*questions, *(after for one in incidents for after in one.after)]
    of = classes.of[inside]
    coded = _few_akin(list(_coded(sorted(questions, key=lambda one: len(one.of)), inside)))
    if len(coded) ** 2 * len(of) > LOOKS:
        coded = [one for one in coded if one.question.counted]
    if len(coded) ** 2 * len(of) > LOOKS:
        return
    pairs = {(a, b): _together(coded[a], coded[b]) for b in range(len(coded)) for a in range(b)}
    apart = [pair for pair, can_be in pairs.items() if not _all_go_together(can_be)]
    add_up = [[a for a, each in enumerate(coded) if not set(one.parts).isdisjoint(each.named)] for one in incidents]
    for related in _parts(len(coded), [*apart, *(pair for some in add_up for pair in pairwise(some))]):
        if not 1 < len(related) <= QUESTIONS:
            continue
        own = [coded[a] for a in related]
        possible = [_possible(one, of, conditions, len(classes.first)) for one in own]
        go_together = [[pairs[a, b] for a in related[:place]] for place, b in enumerate(related)]
        if (found := _cells(own, possible, go_together, of)) is not None:
            yield _crossed(own, *found, classes, incidents)


def _cells(
    questions: Sequence[Coded], possible: Sequence[BoolArray], pairs: Sequence[Sequence[BoolArray]], of: IntArray
) -> tuple[IntArray, IntArray] | None:
    """The cells by class and by place of each answer, shape (c, 1 + questions), and how many rows are in each.

    None where they are too many. Every answer must be `possible` in its class, and go together with each one before
    it, by `pairs`; `of` is the class of each row.
    """
    cells, at = np.arange(len(possible[0]))[:, None], of
    for number, one in enumerate(questions):
        can_be = possible[number][cells[:, 0]]
        for before, together in enumerate(pairs[number], 1):
            can_be &= together[cells[:, before]]
        parts = [before for before in range(number) if questions[before].question.of < one.question.of]
        can_be &= _made_of([questions[part] for part in parts], one, cells[:, [part + 1 for part in parts]])
        if can_be.sum() > MOST:
            return None
        cell, answer = np.nonzero(can_be)
        place = np.full(can_be.shape, -1)
        place[cell, answer] = np.arange(len(cell))
        cells, at = np.column_stack([cells[cell], answer]), place[at, one.code]
    return cells, np.bincount(at, minlength=len(cells))


def _coded(questions: Sequence[Question], inside: BoolArray) -> Iterator[Coded]:
    """Each question once, with all those of its answers of which nobody gave two."""
    found: dict[Hashable, list[Coded]] = {}
    for question in questions:
        own = question.code[inside]
        alike = found.setdefault((question.of, question.base, question.asked), [])
        for answer, name in question.shown.items():
            case = own == answer
            one = next((one for one in alike if (one.code[case] == FIRST).all()), None)
            if one is None:
                code = np.where(own >= 0, FIRST, np.where(own > NOT_ASKED, BLANK, UNASKED))
                alike.append(one := Coded(question, code, []))
            one.names.append(name)
            one.code[case] = one.levels - 1
    return (one for alike in found.values() for one in alike)


def _together(one: Coded, other: Coded) -> BoolArray:
    """Which answers to two questions go together, shape (levels, levels).

    Of questions that are made of the same answers those that somebody gave; of others it only matters who answered.
    """
    if not one.question.of.isdisjoint(other.question.of):
        return _seen(one.code, other.code, one.levels, other.levels)
    first, second = (np.minimum(np.arange(each.levels), FIRST) for each in (one, other))
    answered = _seen(np.minimum(one.code, FIRST), other.code, FIRST + 1, other.levels)
    answers = _seen(one.code, np.minimum(other.code, FIRST), one.levels, FIRST + 1)
    return answered[first] & answers[:, second]


def _made_of(parts: Sequence[Coded], one: Coded, answers: IntArray) -> BoolArray:
    """Which answers go with those to its parts, shape (c, parts), where anybody gave these together, (c, levels)."""
    if len(parts) < 2:
        return np.ones((len(answers), one.levels), dtype=np.bool_)
    together = np.zeros(len(one.code) + len(answers), dtype=np.int64)
    for part, own in zip(parts, answers.T, strict=True):
        _, together = np.unique(together * part.levels + np.concatenate([part.code, own]), return_inverse=True)
    given, wanted = np.split(together, [len(one.code)])
    seen = _seen(given, one.code, int(together.max()) + 1, one.levels)
    return np.asarray(seen[wanted] | ~np.any(seen, axis=1, keepdims=True)[wanted])


def _seen(one: IntArray, other: IntArray, levels: int, others: int) -> BoolArray:
    counts = np.bincount(one * others + other, minlength=levels * others)
    return np.asarray(counts.reshape(levels, others) > 0)


def _few_akin(questions: Sequence[Coded]) -> list[Coded]:
    """Those that are not made of the same answers as too many others: the forms of an indicator, say.

    Where they would be too many with those that no table counts, without these.
    """
    names = [one.question.of for one in questions]
    akin = [(a, b) for b in range(len(names)) for a in range(b) if not names[a].isdisjoint(names[b])]
    few: list[int] = []
    for part in _parts(len(questions), akin):
        some = part if len(part) <= QUESTIONS else [a for a in part if questions[a].question.counted]
        few += some if len(some) <= QUESTIONS else []
    return [questions[a] for a in sorted(few)]


def _all_go_together(can_be: BoolArray) -> bool:
    return bool(can_be[np.ix_(can_be.any(axis=1), can_be.any(axis=0))].all())


def _parts(size: int, tied: Iterable[tuple[int, int]]) -> list[list[int]]:
    """What hangs together by pairs, in order."""
    part = list(range(size))
    for a, b in tied:
        part = [part[a] if one == part[b] else one for one in part]
    return [[a for a in range(size) if part[a] == one] for one in dict.fromkeys(part)]


def _possible(one: Coded, of: IntArray, conditions: Sequence[Condition], k: int) -> BoolArray:
    """In which classes a reader thinks each answer possible, shape (k, levels)."""
    counts = np.bincount(one.code * k + of, minlength=one.levels * k).reshape(one.levels, k)
    return seen_in(counts, one.question.of, conditions, first=FIRST) & counts.any(axis=1)


def _crossed(
    questions: Sequence[Coded],
    cells: IntArray,
    rows: IntArray,
    classes: Classes,
    incidents: Sequence[Incidents],
) -> Crossed:
    named = {classes.everybody: np.ones(len(cells), dtype=np.bool_)}
    for code, one in zip(cells[:, 1:].T, questions, strict=True):
        named |= {name: code == place for place, name in enumerate(one.names, FIRST + 1)}
        named |= {one.question.asked: code > UNASKED, one.question.base: code >= FIRST}
    often = {name: rows.astype(np.int64) for name, rows in named.items()}
    for met in incidents:
        if often.keys() >= {*met.parts}:
            often[met.name] = np.sum([often[name] for name in met.parts], axis=0)
    return Crossed(cells[:, 0], rows, often)
