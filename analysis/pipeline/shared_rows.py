"""Which rows of the data every number is of, so that protection sees where those of several tables are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np

from ..arrays import BoolArray, IntArray
from ..codebook.answers import Answers
from ..codebook.forms import columns_of, reached
from ..codebook.model import Codebook
from ..errors import SurveyError
from ..estimation.estimate import Estimate, Subject
from ..estimation.tally import Tally
from ..presentation.protection import ADDITIVE, RULES, Extent, MadeOf, needs
from .shared_answers import Question, made_of
from .unprotected import Estimated, rules_of


@dataclass(frozen=True, slots=True)
class Shared:
    """What protection is told of the rows of tables.

    Attributes:
        extents: of every table, of every estimate: its rows; None where they are unknown, or where no others can be
            among them.
        made_of: which answers make up others.
    """

    extents: Sequence[Sequence[Extent | None]]
    made_of: Sequence[MadeOf]


def shared(made: Sequence[Estimated]) -> Shared:
    """The rows of every number.

    They are unknown of what is no count and no sum, of units that are no rows of the file (incidents), and where
    anything is imputed.
    """
    found: list[list[Extent | None]] = [[None] * len(one.estimates) for one in made]
    all_made_of: list[MadeOf] = []
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for position, one in enumerate(made):
        if not one.completed:
            alike[one.request.data, one.request.reading, one.survey.meaning.rows].append(position)
    for positions in alike.values():
        tables = [made[position] for position in positions]
        overlapping = max(len({one.request.domain.where for one in tables}), len(_names(tables))) > 1
        if not overlapping and not any(_some_secret(one) for one in tables):
            continue
        classes = _classes(tables)
        known = made_of(_questions(tables, classes), classes.of >= 0)
        if overlapping or known:
            all_made_of += known
            for position, one in zip(positions, tables, strict=True):
                found[position] = [_extent(estimate, one, classes) for estimate in one.estimates]
    return Shared(found, all_made_of)


def _some_secret(made: Estimated) -> bool:
    limits = RULES[rules_of(made).protection]
    return any(needs(estimate, limits) for estimate in made.estimates)


def _questions(tables: Sequence[Estimated], classes: Classes) -> list[Question]:
    """What the tables count, each question once."""
    found: dict[str, Question] = {}
    subjects = ((table.survey.codebook, one.subject) for table in tables for one in table.estimates)
    for codebook, subject in subjects:
        tally = subject.tally
        if tally is not None and len(tally.code) == len(classes.of):
            name = classes.name(subject, tally)
            if name not in found:
                found[name] = Question(name, tally.code, {}, _rests_on(codebook, subject))
            found[name].shown[tally.case] = f"{name} {tally.case}"
    return list(found.values())


def _rests_on(codebook: Codebook, subject: Subject) -> frozenset[str]:
    described = codebook.response_sets.get(subject.set)
    names = columns_of(described) if described else (subject.set or subject.variable,)
    return frozenset().union(*(reached(codebook, name) for name in names), names)


def treatment(made: Estimated) -> str:
    """The data of a table, and what becomes of those without an answer: not which of the rows."""
    request = made.request
    return repr((request.data, request.reading, request.missing, getattr(request, "base", None)))


@dataclass(frozen=True, slots=True)
class Classes:
    """Rows that no domain and no group tells apart, as one.

    Attributes:
        of: class of each row, -1 in no domain, shape (n,).
        first: a row of each, shape (k,).
        known: of which every condition and every group is known, shape (k,).
        groups: the answers that make the groups, by variable.
        names: fingerprints of the answers of all rows, by the identity of the array.
        counted: by tally: the rows of each class that answered and that are cases.
    """

    of: IntArray
    first: IntArray
    known: BoolArray
    groups: Mapping[str, Answers]
    names: dict[int, str] = field(default_factory=dict)
    counted: dict[int, tuple[IntArray, IntArray]] = field(default_factory=dict)
    inside: dict[Hashable, BoolArray] = field(default_factory=dict)

    def count(self, tally: Tally) -> tuple[IntArray, IntArray]:
        """Rows of each class that answered, and rows that are cases."""
        if id(tally) not in self.counted:
            rows, size = self.of >= 0, len(self.first)
            answered, cases = (
                np.bincount(self.of[rows & some], minlength=size) for some in (tally.answered, tally.cases)
            )
            self.counted[id(tally)] = answered, cases
        return self.counted[id(tally)]

    def name(self, subject: Subject, tally: Tally) -> str:
        """What was asked, with a fingerprint of who answered what."""
        if id(tally.code) not in self.names:
            self.names[id(tally.code)] = blake2b(tally.code.tobytes(), digest_size=16).hexdigest()
        return f"{subject.set or subject.variable} {self.names[id(tally.code)]}"


def _names(tables: Sequence[Estimated]) -> list[str]:
    """The variables of all groups."""
    return sorted({name for one in tables for estimate in one.estimates for name in estimate.subject.by})


def _classes(tables: Sequence[Estimated]) -> Classes:
    groups = {name: found for name in _names(tables) if (found := _answers(tables, name)) is not None}
    domains = {(one.request.domain.where, id(one.survey.sample)): one for one in tables}
    columns = [_domain(one).astype(np.int64) for one in domains.values()]
    known = np.ones(tables[0].survey.meaning.rows, dtype=np.bool_)
    for one in domains.values():
        if one.request.domain.where is not None:
            known &= one.survey.meaning.truth(one.request.domain.where).known
    somewhere = np.flatnonzero(np.any(columns, axis=0))
    for answers in groups.values():
        known &= answers.code >= 0
        columns.append(np.maximum(answers.code, -1).astype(np.int64) + 1)
    together = np.zeros(len(somewhere), dtype=np.int64)
    for column in columns:
        _, together = np.unique(together * (column.max() + 1) + column[somewhere], return_inverse=True)
    _, first = np.unique(together, return_index=True)
    of = np.full(len(known), -1, dtype=np.int64)
    of[somewhere] = together
    return Classes(of, somewhere[first], known[somewhere[first]], groups)


def _domain(made: Estimated) -> BoolArray:
    return np.asarray(made.survey.inside & (made.survey.sample.weight > 0))


def _answers(tables: Sequence[Estimated], name: str) -> Answers | None:
    """The answers of a variable of groups: one of a breakdown, or of a crossing."""
    for one in tables:
        for answers in one.survey.by:
            if answers.name == name:
                return answers
    for one in tables:
        try:
            return one.survey.meaning.levels(name)
        except SurveyError:
            continue
    return None


def _extent(estimate: Estimate, made: Estimated, classes: Classes) -> Extent | None:
    """The rows of an estimate, where counting them gives its own numbers."""
    subject = estimate.subject
    plain = subject.statistic in ADDITIVE and not (subject.contrast or subject.term)
    if not plain or subject.tally is None or len(classes.of) != len(subject.tally.code):
        return None
    inside = _inside(estimate, made, classes)
    if inside is None:
        return None
    answered, cases = classes.count(subject.tally)
    makers = estimate.contributors if estimate.n_cases is None else estimate.n_cases
    if (answered[inside].sum(), cases[inside].sum()) != (estimate.n, makers):
        return None
    name = classes.name(subject, subject.tally)
    return Extent(
        f"{treatment(made)} {name}", f"{name} {subject.tally.case}", inside, cases, answered, classes.known, name
    )


def _inside(estimate: Estimate, made: Estimated, classes: Classes) -> BoolArray | None:
    """The classes of a group of a table, shape (k,)."""
    group = tuple((name, level.value) for name, level in estimate.subject.by.items())
    key = (made.request.domain.where, id(made.survey.sample), group)
    if key not in classes.inside:
        inside = _domain(made)[classes.first]
        for name, code in group:
            answers = classes.groups.get(name)
            codes = [] if answers is None else [level.value for level in answers.levels]
            if answers is None or code not in codes:
                return None
            inside &= answers.code[classes.first] == codes.index(code)
        classes.inside[key] = inside
    return classes.inside[key]
