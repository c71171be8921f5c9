"""Which rows of the data every number is of, so that protection sees where those of several tables are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..codebook.answers import NOT_ASKED
from ..codebook.forms import columns_of, reached
from ..codebook.model import Codebook
from ..estimation.estimate import Estimate, Subject
from ..presentation.protection import ADDITIVE, RULES, Extent, MadeOf, Noted, needs, questions_of
from .shared_answers import Question, all_asked, asked_of, made_of
from .shared_classes import Classes, classes_of, domain_of, groups_of, inside_of
from .unprotected import Estimated, rules_of


@dataclass(frozen=True, slots=True)
class Shared:
    """What protection is told of the rows of tables.

    Attributes:
        extents: of every table, of every estimate: its rows; None where they are unknown, or where no others can be
            among them.
        made_of: which answers make up others.
        noted: of every table, what its notes would tell of the bases of its questions.
    """

    extents: Sequence[Sequence[Extent | None]]
    made_of: Sequence[MadeOf]
    noted: Sequence[Sequence[Noted]]


def shared(made: Sequence[Estimated]) -> Shared:
    """The rows of every number.

    They are unknown of what is no count and no sum, of units that are no rows of the file (incidents), and where
    anything is imputed.
    """
    found: list[list[Extent | None]] = [[None] * len(one.estimates) for one in made]
    noted: list[list[Noted]] = [[] for _ in made]
    all_made_of: list[MadeOf] = []
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for position, one in enumerate(made):
        if not one.completed:
            alike[one.request.data, one.request.reading, one.survey.meaning.rows].append(position)
    for positions in alike.values():
        tables = [made[position] for position in positions]
        overlapping = max(len({one.request.domain.where for one in tables}), len(groups_of(tables))) > 1
        if not overlapping and not any(_may_hide(one) for one in tables):
            continue
        classes = classes_of(tables)
        of_notes = [list(_noted(one, classes)) for one in tables]
        rows, questions = classes.of >= 0, _questions(tables, classes)
        asked = list(all_asked(questions, rows))
        known = made_of([*questions, *asked], rows)
        tied = overlapping or bool(known)
        all_made_of += [*known, *(MadeOf((one.base,), (asked_of(one.base),)) for one in questions)]
        for position, one, told in zip(positions, tables, of_notes, strict=True):
            noted[position] = told if tied else [replace(each, extent=None) for each in told]
            if tied:
                found[position] = [_extent(estimate, one, classes) for estimate in one.estimates]
    return Shared(found, all_made_of, noted)


def _may_hide(made: Estimated) -> bool:
    """Whether a row may not be shown, or people have no group: where they are few, rows beside them are hidden."""
    if any(note.kind.startswith("ungrouped") for note in made.remarks):
        return True
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
                found[name] = Question(classes.base(subject, tally), tally.code, {}, _rests_on(codebook, subject))
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


def _extent(estimate: Estimate, made: Estimated, classes: Classes) -> Extent | None:
    """The rows of an estimate, where counting them gives its own numbers."""
    subject = estimate.subject
    plain = subject.statistic in ADDITIVE and not (subject.contrast or subject.term)
    if not plain or subject.tally is None or len(classes.of) != len(subject.tally.code):
        return None
    inside = inside_of(estimate, made, classes)
    if inside is None:
        return None
    answered, cases = classes.count(subject.tally)
    makers = estimate.contributors if estimate.n_cases is None else estimate.n_cases
    if (answered[inside].sum(), cases[inside].sum()) != (estimate.n, makers):
        return None
    name, base = classes.name(subject, subject.tally), classes.base(subject, subject.tally)
    return Extent(
        f"{treatment(made)} {base}", f"{name} {subject.tally.case}", inside, cases, answered, classes.known, base
    )


def _noted(made: Estimated, classes: Classes) -> Iterator[Noted]:
    """How many of its domain answered each question of a table, and were asked it where that is another number.

    And of those who were asked how many have no group.
    """
    subjects = [one.subject for one in made.estimates]
    rows = domain_of(made)
    inside, domain = rows[classes.first], int(np.count_nonzero(rows))
    everybody = domain if made.request.domain.where is None else None
    ruled = {row.variable for row in made.missing if row.treated == "as_no"}
    without = {
        name: inside & (classes.groups[name].code[classes.first] < 0)
        for name in groups_of([made])
        if name in classes.groups
    }
    for subject in {id(one.tally.code): one for one in subjects if one.tally and not one.rests_on}.values():
        tally = subject.tally
        if tally is None or len(tally.code) != len(classes.of):
            continue
        base, (answered, _) = classes.base(subject, tally), classes.count(tally)
        of_base = Extent(f"{treatment(made)} {base}", base, inside, answered, answered, classes.known, base)
        of_asked, people = of_base, int(answered[inside].sum())
        by_rule = not ruled.isdisjoint(questions_of(subject))
        yield Noted(subject, people, everybody, ruled=by_rule, extent=of_base)
        if people < domain:
            name, size = asked_of(base), classes.sizes(tally.code > NOT_ASKED)
            if size[inside].sum() > people:
                of_asked = Extent(f"{treatment(made)} {name}", name, inside, size, size, classes.known, name)
        if people < of_asked.cases[inside].sum() < domain:
            yield Noted(
                subject, int(of_asked.cases[inside].sum()), everybody, asked=True, ruled=by_rule, extent=of_asked
            )
        for variable, nowhere in without.items():
            if few := int(of_asked.cases[nowhere].sum()):
                extent = replace(of_asked, inside=nowhere)
                yield Noted(subject, few, everybody, of_asked is not of_base, variable, extent=extent)
