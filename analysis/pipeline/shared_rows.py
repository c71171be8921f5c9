"""Which rows of the data every number is of, so that protection sees where those of several tables are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from ..codebook.model import Codebook
from ..estimation.estimate import Estimate, Subject
from ..estimation.tally import Tally
from ..presentation.protection import RULES, Extent, MadeOf, Noted, Possible, Tie, needs, of_cases
from ..presentation.subjects import code_of
from .shared_answers import Question, all_asked, made_of
from .shared_classes import Classes, as_answer, classes_of, groups_of, inside_of, said_of
from .shared_conditions import conditions_of, made_of_inside, of_question, possible, rests_on
from .shared_crossing import crossed, not_counted
from .shared_incidents import of_incidents, one_by_one
from .shared_notes import noted_of
from .unprotected import Estimated, rules_of


@dataclass(frozen=True, slots=True)
class Shared:
    """What protection is told of the rows of tables.

    Attributes:
        extents: of every table, of every estimate: its rows; None where they are unknown, or where no others can be
            among them.
        made_of: which answers make up others, and where they can be.
        noted: of every table, what its notes would tell of the bases of its questions.
    """

    extents: Sequence[Sequence[Extent | None]]
    made_of: Sequence[Tie]
    noted: Sequence[Sequence[Noted]]


def shared(made: Sequence[Estimated]) -> Shared:
    """The rows of every number.

    They are unknown of contrasts, and where anything is imputed; those of incidents are the people who met them.
    """
    found: list[list[Extent | None]] = [[None] * len(one.estimates) for one in made]
    noted: list[list[Noted]] = [[] for _ in made]
    all_made_of: list[Tie] = []
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for position, one in enumerate(made):
        if not one.completed:
            alike[one.request.data, one.request.reading, one.survey.meaning.rows].append(position)
    for number, positions in enumerate(alike.values()):
        tables = [made[position] for position in positions]
        overlapping = max(len({said_of(one) for one in tables}), len(groups_of(tables))) > 1
        rounded = any(rules_of(one).round_counts for one in tables)  # the same rows are rounded alike
        if not overlapping and not rounded and not any(_may_hide(one) for one in tables):
            continue
        classes = classes_of(tables, f"data {number}")
        questions = _questions(tables, classes)
        known = _known(tables, questions, classes)
        of_conditions = any(isinstance(one, Possible) for one in known)
        of_notes = [list(noted_of(one, classes, whole=of_conditions)) for one in tables]
        tied = overlapping or rounded or bool(known) or len(tables) > 1
        answered = (MadeOf((one.base,), (one.asked,)) for one in questions if one.base != one.asked)
        all_made_of += [*known, *dict.fromkeys(answered)]
        for position, one, told in zip(positions, tables, of_notes, strict=True):
            noted[position] = told if tied else [replace(each, extent=None) for each in told]
            if tied:
                found[position] = [_extent(estimate, one, classes) for estimate in one.estimates]
    return Shared(found, all_made_of, noted)


def _known(tables: Sequence[Estimated], questions: Sequence[Question], classes: Classes) -> list[Tie]:
    """What a reader knows of answers to several questions, and of domains and groups, who knows the questionnaire."""
    rows = classes.of >= 0
    asked = [*questions, *all_asked(questions, rows)]
    conditions = conditions_of(tables, classes)
    of_answers = [*made_of(asked, rows), *made_of_inside(asked, conditions, classes)]
    every = [*questions, *not_counted(tables, questions)]
    together = crossed(every, conditions, classes, one_by_one(tables, classes))
    met = of_incidents(tables, questions, classes)
    return [*of_answers, *possible(asked, conditions, classes), *together, *met]


def _may_hide(made: Estimated) -> bool:
    """Whether a row may not be shown, or people have no group: where they are few, rows beside them are hidden."""
    if any(note.kind.startswith("ungrouped") for note in made.remarks):
        return True
    limits = RULES[rules_of(made).protection]
    return any(needs(estimate, limits) for estimate in made.estimates)


def _questions(tables: Sequence[Estimated], classes: Classes) -> list[Question]:
    """What the tables count, each question once."""
    found: dict[str, Question] = {}
    subjects = ((table, as_answer(one.subject, table)) for table in tables for one in table.estimates)
    for table, subject in subjects:
        tally = subject.tally
        if tally is not None and tally.row is None:
            name = classes.name(subject, tally)
            if name not in found:
                found[name] = _question(table, subject, tally, classes)
            found[name].shown[tally.case] = f"{name} {tally.case}"
    return [one if len(one.shown) == 1 else replace(one, part=None) for one in found.values()]


def _question(made: Estimated, subject: Subject, tally: Tally, classes: Classes) -> Question:
    codebook, name = made.survey.codebook, subject.set or subject.variable
    form = _form(codebook, subject)
    of = form or of_question(codebook, subject)
    about = name, code_of(subject.item) if form else None
    part = code_of(subject.item or subject.level) if subject.set else None  # shares up to points lie in each other
    return Question(classes.base(tally), classes.asked(tally), tally.code, {}, of, about, part)


def _form(codebook: Codebook, subject: Subject) -> frozenset[str]:
    """What a form of an indicator is made of, its own answers and none of the others'; empty where it is no form."""
    if subject.item is None or subject.variable not in codebook.indicators:
        return frozenset()
    of = rests_on(codebook, str(subject.item.value))  # or it is one of the rules on the unanswered
    return frozenset() if of.isdisjoint(rests_on(codebook, subject.variable)) else of


def _extent(estimate: Estimate, made: Estimated, classes: Classes) -> Extent | None:
    """The rows of an estimate, where counting them gives its own numbers; those of its base for what is no sum."""
    subject = as_answer(estimate.subject, made)
    if subject.contrast or subject.tally is None:
        return None
    inside = inside_of(subject, made, classes)
    if inside is None:
        return None
    answered, cases = classes.count(subject.tally)
    makers = estimate.n if estimate.contributors is None else estimate.contributors
    makers = makers if estimate.n_cases is None else estimate.n_cases
    if not of_cases(subject):
        cases, makers = answered, estimate.n
    if (answered[inside].sum(), cases[inside].sum()) != (estimate.n, makers):
        return None
    name, base = classes.name(subject, subject.tally), classes.base(subject.tally)
    people = classes.people(subject.tally)
    return Extent(base, f"{name} {subject.tally.case}", inside, cases, answered, classes.known, people)
