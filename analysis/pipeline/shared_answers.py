"""Which answers to one question make up answers to another: what a reader knows who knows the questionnaire."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import AnyArray, BoolArray, IntArray
from ..codebook.answers import NOT_ASKED
from ..presentation.protection import MadeOf

Names = Sequence[str]
Nobody = Mapping[frozenset[str], Names]  # by what a question is made of: its answers that nobody gave
FIRST = 500  # rows that are looked at before all are


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question as tables count it.

    Attributes:
        base: the name of all who answered.
        asked: that of all who were asked, with an answer or without.
        code: the answer of each row of the file, negative where there is none, shape (rows,).
        shown: the answers that tables count, each with the name of those who gave it.
        of: the names in the codebook that it is made of.
        about: what was asked, of whomever, and whatever became of those who gave no answer; None where that is unknown.
        part: which answer it is of, where each has a code of its own; None where one code has all of them.
        counted: whether a table counts it, and not only a condition names it.
    """

    base: str
    asked: str
    code: AnyArray
    shown: dict[int, str]
    of: frozenset[str]
    about: Hashable = None
    part: Hashable = None
    counted: bool = True

    def of_others(self, other: Question) -> bool:
        """Whether it is the same question, of others or with another rule on those who gave no answer."""
        return self.about is not None and self.about == other.about and self.base != other.base

    def akin(self, other: Question) -> bool:
        """Whether both are made of some of the same answers.

        Those of which each has a code of its own are tied already, in one table and where they are the same everywhere.
        """
        if self.of.isdisjoint(other.of):
            return False
        if self.about is not None and self.about == other.about:
            return None in (self.part, other.part) or (self.of_others(other) and self.part == other.part)
        return self.of != other.of


def all_asked(questions: Sequence[Question], inside: BoolArray) -> list[Question]:
    """Those who were asked each question, as one that they answered, where some did not, and some were not asked."""
    found: dict[tuple[str, frozenset[str]], Question] = {}
    for one in questions:
        if one.asked != one.base and one.code[inside].min(initial=0) == NOT_ASKED:
            code = np.where(one.code > NOT_ASKED, 0, -1)
            found.setdefault((one.asked, one.of), replace(one, base=one.asked, code=code, shown={}))
    return list(found.values())


def made_of(questions: Sequence[Question], inside: BoolArray, *, loosely: bool = True) -> list[MadeOf]:
    """What holds of all rows of the file that are `inside`, shape (rows,); who is among others only if `loosely`.

    Cases are held against the answers to every other question that is made of the same ones. They are put together from
    some of its answers, as `ever` is from `often` and `sometimes`, or these and the others make up its base; or they
    are among those who gave some of its answers, as those who met one harm are among those who met any. Cases may
    also be among those who answered, as those who met a harm were asked what followed. Those who answered are held
    against every other question: they may all have given one of some answers to it, as those who were asked what
    followed.
    """
    asked = [Answered(one, inside) for one in questions]
    nobody: defaultdict[frozenset[str], list[str]] = defaultdict(list)
    for one in asked:
        nobody[one.of] += [name for answer, name in one.shown.items() if not one.sizes[answer]]
    akin = ((one, other) for one in asked for other in asked if one is not other and one.question.akin(other.question))
    found = [tie for one, other in akin for tie in _cases_of(one, other, nobody, loosely)]
    bases = {one.base: one for one in asked}.values()
    found += [tie for one in bases for other in asked for tie in _base_of(one, other, nobody)]
    if loosely:
        found += [tie for one in asked for other in bases for tie in _asked_on(one, other)]
    return list(dict.fromkeys(found))


class Answered:
    """A question with the answers of the rows in question."""

    def __init__(self, question: Question, inside: BoolArray) -> None:
        self.question, self.base, self.shown, self.of = question, question.base, question.shown, question.of
        self.code: IntArray = np.maximum(question.code[inside], -1).astype(np.int64)
        self.levels = max((int(self.code.max(initial=0)), *self.shown)) + 1
        self.sizes = self.counted(self.code)[1:]

    def counted(self, code: IntArray) -> IntArray:
        """How many gave no answer, and each, shape (1 + answers,)."""
        return np.bincount(code + 1, minlength=self.levels + 1)

    def names(self, answers: Iterable[int]) -> tuple[str, ...]:
        """The names of those who gave these answers; none where one of them is not shown."""
        found = [self.shown.get(answer, "") for answer in answers]
        return tuple(found) if all(found) else ()

    def among(self, inside: BoolArray, *, lacking: bool) -> list[int]:
        """The answers that some rows gave; none where one of them gave none.

        And none where others gave these answers too, unless some may be `lacking`.
        """
        own = self.sizes
        for rows in (slice(FIRST), slice(None)):
            code, some = self.code[rows], inside[rows]
            own = self.counted(code[some])
            if own[0] or (not lacking and np.minimum(own, self.counted(code[~some]))[1:].any()):
                return []
        return [int(answer) for answer in np.flatnonzero(own[1:])]


def _cases_of(one: Answered, other: Answered, nobody: Nobody, loosely: bool) -> Iterator[MadeOf]:
    """What answers to the other question, which is made of some of the same ones, make up of those to the first."""
    for case, name in one.shown.items():
        if among := other.among(one.code == case, lacking=False):
            yield from _put_together((name, *nobody[one.of]), among, other, nobody[other.of])
        elif loosely and 0 < len(among := other.among(one.code == case, lacking=True)) < np.count_nonzero(other.sizes):
            yield from (replace(tie, loose=True) for tie in _put_together((name,), among, other, nobody[other.of]))
    if loosely and one.base == other.base:
        yield from _all_together(one, other)


def _asked_on(one: Answered, other: Answered) -> Iterator[MadeOf]:
    """Answers that only those gave who were asked the other question."""
    if one.base != other.base and other.sizes.sum() < len(other.code):
        met = ((name, one.code == case) for case, name in one.shown.items() if one.sizes[case])
        yield from (MadeOf((name,), (other.base,), loose=True) for name, some in met if other.code[some].min() >= 0)


def _base_of(one: Answered, other: Answered, nobody: Nobody) -> Iterator[MadeOf]:
    """What answers to the other question make up of those who answered the first one."""
    if one.base == other.base:
        return
    among = other.among(one.code >= 0, lacking=True)
    if among and other.sizes[among].sum() == other.sizes.sum() == one.sizes.sum():
        yield MadeOf((one.base,), (other.base,))
    elif 0 < len(among) < other.levels:
        yield from _put_together((one.base,), among, other, nobody[other.of])


def _all_together(one: Answered, other: Answered) -> Iterator[MadeOf]:
    """Answers to two questions, one of which everybody gave: who did not meet any harm has never met this one."""
    for case, name in one.shown.items():
        for answer, further in other.shown.items():
            neither = (one.code >= 0) & (one.code != case)
            if name < further and neither.any() and (other.code[neither] == answer).all():
                yield MadeOf((one.base,), (name, further), loose=True)


def _put_together(names: Names, among: Sequence[int], other: Answered, nobody: Names) -> Iterator[MadeOf]:
    """Rows, by their name, as those who gave some answers, or as all but those who gave the others.

    Answers that nobody gave may belong to them: those to their own question, which follow their name, and the other's.
    Not where everybody gave these answers: all of them and those that nobody gave are no more than the base.
    """
    rest = [answer for answer in np.flatnonzero(other.sizes).tolist() if answer not in among]
    if not rest:
        names, nobody = names[:1], ()
    if whole := other.names(among):
        yield MadeOf(tuple(dict.fromkeys(names)), tuple(dict.fromkeys((*whole, *nobody))))
    elif parts := other.names(rest):
        yield MadeOf((*parts, names[0]), (other.base,))
