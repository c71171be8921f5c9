"""Rows of the data that no domain and no group of any table tells apart, as one: classes of rows."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import blake2b

import numpy as np

from ..arrays import AnyArray, BoolArray, IntArray
from ..codebook.answers import NOT_ASKED, Answers
from ..errors import SurveyError
from ..estimation.estimate import Subject
from ..estimation.tally import Tally
from ..request import BreakdownRequest
from ..request_analysis import CrosstabRequest
from .unprotected import Estimated


@dataclass(frozen=True, slots=True)
class Classes:
    """Rows that no domain and no group tells apart, as one.

    Attributes:
        of: class of each row, -1 in no domain, shape (n,).
        first: a row of each, shape (k,).
        known: of which every condition and every group is known, shape (k,).
        groups: the answers that make the groups, by variable.
        data: a name of the file, unlike those of all others.
        complete: whether every row of the file is in some domain.
        everybody: the name of all rows of the file that are in some domain.
        bases: the classes of whom answers are asked for, by what `--base` says, each shape (k,).
        names: of what was answered, of who answered, and of who was asked, by the identity of the array of answers.
        counted: by tally: the answers in each class, and the cases.
        whose: by tally of incidents: the people in each class who have a case, and who answered.
        inside: the classes of a group of a domain, by these, each shape (k,).
    """

    of: IntArray
    first: IntArray
    known: BoolArray
    groups: Mapping[str, Answers]
    data: str
    complete: bool
    everybody: str
    bases: Mapping[str, BoolArray]
    names: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    counted: dict[int, tuple[IntArray, IntArray]] = field(default_factory=dict)
    whose: dict[int, tuple[IntArray, IntArray]] = field(default_factory=dict)
    inside: dict[Hashable, BoolArray] = field(default_factory=dict)

    def count(self, tally: Tally) -> tuple[IntArray, IntArray]:
        """Rows of each class that answered, and rows that are cases; of incidents how many of each."""
        if id(tally) not in self.counted:
            of = self._of(tally)
            self.counted[id(tally)] = self._sizes(of[tally.answered]), self._sizes(of[tally.cases])
        return self.counted[id(tally)]

    def people(self, tally: Tally) -> tuple[IntArray, IntArray] | None:
        """People of each class who have a case, and who answered, where one may have several cases."""
        if tally.row is None:
            return None
        if id(tally) not in self.whose:
            cases, answered = (np.unique(tally.row[some]) for some in (tally.cases, tally.answered))
            self.whose[id(tally)] = self._sizes(self.of[cases]), self._sizes(self.of[answered])
        return self.whose[id(tally)]

    def sizes(self, rows: BoolArray) -> IntArray:
        """How many of some rows are in each class."""
        return self._sizes(self.of[rows])

    def _sizes(self, of: IntArray) -> IntArray:
        return np.bincount(of[of >= 0], minlength=len(self.first))

    def _of(self, tally: Tally) -> IntArray:
        """The class of each answer."""
        return self.of if tally.row is None else self.of[tally.row]

    def name(self, subject: Subject, tally: Tally) -> str:
        """What was asked, with a fingerprint of who answered what."""
        return f"{self.data} {subject.set or subject.variable} {self._names(tally)[0]}"

    def base(self, tally: Tally) -> str:
        """The name of who answered: the same for all answers to a question, and where the same answered several."""
        return self._names(tally)[1]

    def asked(self, tally: Tally) -> str:
        """The name of who was asked, with an answer or without."""
        return self._names(tally)[2]

    def _names(self, tally: Tally) -> tuple[str, str, str]:
        if id(tally.code) not in self.names:
            inside = self._of(tally) >= 0
            base, asked = (
                name_of(self.data, some[inside] if tally.row is None else tally.row[some & inside])
                for some in (tally.answered, tally.code > NOT_ASKED)
            )
            self.names[id(tally.code)] = _fingerprint(tally.code), base, asked
        return self.names[id(tally.code)]


def name_of(data: str, rows: AnyArray) -> str:
    """A name of some rows of those in any domain, or of their answers, shape (rows in domains,): alike for the same."""
    return f"{data} {_fingerprint(rows)}"


def _fingerprint(rows: AnyArray) -> str:
    return blake2b(rows.tobytes(), digest_size=16).hexdigest()


def groups_of(tables: Sequence[Estimated]) -> list[str]:
    """The variables of all groups."""
    return sorted({name for one in tables for estimate in one.estimates for name in estimate.subject.by})


def classes_of(tables: Sequence[Estimated], data: str) -> Classes:
    """The classes that the domains and the groups of several tables make of the rows of their file, by its name."""
    groups = {name: found for name in groups_of(tables) if (found := _answers(tables, name)) is not None}
    domains = {(one.request.domain.where, id(one.survey.sample)): one for one in tables}
    columns = [domain_of(one).astype(np.int64) for one in domains.values()]
    known = np.ones(tables[0].survey.meaning.rows, dtype=np.bool_)
    for one in domains.values():
        if one.request.domain.where is not None:
            known &= one.survey.meaning.truth(one.request.domain.where).known
    bases = _bases(tables)
    columns += [rows.astype(np.int64) for rows in bases.values()]
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
    complete = bool((of[tables[0].survey.sample.weight > 0] >= 0).all())
    everybody = name_of(data, np.ones(len(somewhere), dtype=np.bool_))
    rows = somewhere[first]
    asked = {base: inside[rows] for base, inside in bases.items()}
    return Classes(of, rows, known[rows], groups, data, complete, everybody, asked)


def domain_of(made: Estimated) -> BoolArray:
    """The rows that a table speaks of, shape (rows,)."""
    return np.asarray(made.survey.inside & (made.survey.sample.weight > 0))


def _bases(tables: Sequence[Estimated]) -> dict[str, BoolArray]:
    """The rows of every `--base`, by what it says, each shape (rows,); a form that is followed up is no condition."""
    found: dict[str, BoolArray] = {}
    for one in tables:
        _, base = said_of(one)
        if base is not None:
            with suppress(SurveyError):
                found[base] = one.survey.meaning.mask(base)
    return found


def said_of(made: Estimated) -> tuple[str | None, str | None]:
    """The conditions of a table: of whom it speaks, and whose answers it asks for."""
    return made.request.domain.where, made.request.base if isinstance(made.request, BreakdownRequest) else None


def spoken_of(made: Estimated, classes: Classes) -> BoolArray:
    """The classes whose answers a table asks for, shape (k,)."""
    _, base = said_of(made)
    return domain_of(made)[classes.first] & classes.bases.get(base or "", True)


def treatment(made: Estimated) -> str:
    """The data of a table, what becomes of those without an answer, and whose answers it asks for."""
    request = made.request
    return repr((request.data, request.reading, request.missing, said_of(made)[1]))


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


def as_answer(subject: Subject, made: Estimated) -> Subject:
    """A row of a crossing as an answer to its own question, which stands among its groups; all else as it is."""
    own = (isinstance(made.request, CrosstabRequest) and made.request.row) or ""
    if own not in subject.by or subject.rests_on or subject.percent_of != "column":
        return subject
    groups = {name: level for name, level in subject.by.items() if name != own}
    return replace(subject, variable=own, by=groups)


def inside_of(subject: Subject, made: Estimated, classes: Classes) -> BoolArray | None:
    """The classes of a group of a table, shape (k,)."""
    group = tuple((name, level.value) for name, level in subject.by.items())
    key = (said_of(made), id(made.survey.sample), group)
    if key not in classes.inside:
        inside = spoken_of(made, classes)
        for name, code in group:
            answers = classes.groups.get(name)
            codes = [] if answers is None else [level.value for level in answers.levels]
            if answers is None or code not in codes:
                return None
            inside &= answers.code[classes.first] == codes.index(code)
        classes.inside[key] = inside
    return classes.inside[key]
