"""A survey opened for one request: its meaning, its sample, the rows of the domain and the breakdowns."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from ..arrays import BoolArray, IntArray
from ..choices import ProtectionRule
from ..codebook import Answers, Codebook, Meaning
from ..codebook.answers import Note, SetAnswers
from ..codebook.model_replicates import Pattern
from ..design import Sample
from ..errors import DataError, DesignError, ProtectionError, UsageError
from ..groups import Design, Domain
from ..presentation.cells import FEW
from ..presentation.protection.rules import RULES
from ..request import SurveyRequest
from .likeness import df_of
from .sampling import columns_of, declared_design, part_of
from .shelf import Shelf
from .words_of_few import refuse_items_of_few, refuse_words_of_few

MOST_RARE = 5  # a question of so few answers may have rare ones without being free text


@dataclass(frozen=True, slots=True)
class Survey:
    """What every use case starts from.

    Attributes:
        rows: rows of the domain (`--where`), shape (r,); None for all.
        by: the variables of the breakdowns, each once.
        breakdowns: the total first, then each breakdown as positions in `by`.
        notes: what must be said of the design, the domain and the files.
    """

    meaning: Meaning
    sample: Sample
    rows: IntArray | None
    by: tuple[Answers, ...]
    breakdowns: tuple[tuple[int, ...], ...]
    notes: tuple[Note, ...]

    @property
    def codebook(self) -> Codebook:
        """The codebook the survey is read through."""
        return self.meaning.codebook

    @property
    def inside(self) -> BoolArray:
        """Whether a row is in the domain, shape (n,)."""
        if self.rows is None:
            return np.ones(self.meaning.rows, dtype=np.bool_)
        inside = np.zeros(self.meaning.rows, dtype=np.bool_)
        inside[self.rows] = True
        return inside


def open_survey(shelf: Shelf, names: Collection[str], request: SurveyRequest) -> Survey:
    """Read what the request needs, and nothing more; `names` are what it asks to be estimated."""
    where = request.domain.where
    terms = _terms(request.domain)
    variables = list(dict.fromkeys(name for term in terms for name in term))
    meaning = shelf.meaning(request, asked_of(names, request))
    if not meaning.rows:
        raise DataError(
            f"{meaning.files[meaning.codebook.main].facts.name} has no rows; check that it is the right file"
        )
    sample = shelf.sample(request)
    if not sample.probability and (request.precision.ci or request.precision.like or df_of(request) != "domain"):
        raise DesignError("the codebook says design: none: there is no interval, so leave --ci, --df and --like out")
    if request.precision.df == "replicates" and sample.replicates is None:
        raise UsageError("--df replicates needs replicate weights; give --replicates or --make-replicates")
    rows = None if where is None else _rows(meaning, where)
    by = tuple(groups(meaning, variable, request) for variable in variables)
    breakdowns = [tuple(variables.index(name) for name in term) for term in terms]
    notes = (*_design_notes(meaning, request.design, sample), *open_ended(meaning), *_unknown(meaning, where, sample))
    return Survey(meaning, sample, rows, by, ((), *breakdowns), notes)


def asked_of(names: Collection[str], request: SurveyRequest) -> list[str]:
    """All that must be read for a request: what it estimates, its groups, its condition and its design."""
    patterns = [Pattern(pattern) for pattern in request.replication.replicates]
    where = request.domain.where
    variables = [name for term in _terms(request.domain) for name in term]
    return [*names, *variables, *([] if where is None else [where]), *columns_of(request.design), *patterns]


def groups(meaning: Meaning, variable: str, request: SurveyRequest) -> Answers:
    """A variable as the groups of a table; refused where the groups would tell of single people or places.

    Those are the sampling unit itself, answers that are nearly as many as the rows (names, numbers, free text), and
    single ones that only the file knows.
    """
    answers, rule = meaning.levels(variable), protection(meaning, request)
    if rule == "none":
        return answers
    if variable in (request.design.psu or part_of(declared_design(meaning), "psu") or ()):
        raise ProtectionError(
            f"{variable} is the sampling unit, and a table by it would show where people live; "
            "use a variable of larger areas"
        )
    declared = meaning.codebook.variables.get(variable)
    if not (declared and declared.values) and _tells_of_people(answers):
        raise ProtectionError(
            f"many answers to {variable} were given by one or two people, so that they would tell of them; "
            "use a variable with groups, or declare its values in a codebook"
        )
    refuse_words_of_few(answers, meaning.codebook, RULES[rule].count)
    return answers


def protection(meaning: Meaning, request: SurveyRequest) -> ProtectionRule:
    """The rule that was typed, or that of the codebook."""
    return request.shown.protect or meaning.codebook.presentation.protection


def set_asked(meaning: Meaning, name: str, request: SurveyRequest, base: str | None = None) -> SetAnswers:
    """A response set; refused where its items would show what single people wrote."""
    asked, rule = meaning.response_set(name, base), protection(meaning, request)
    if rule != "none":
        refuse_items_of_few(meaning, asked, RULES[rule].count)
    return asked


def _tells_of_people(answers: Answers) -> bool:
    """Whether the answers look like names, numbers or free text: nearly as many as rows, or mostly given by few."""
    given = np.bincount(answers.code[answers.code >= 0], minlength=len(answers.levels))
    if 2 * len(answers.levels) > given.sum() > 0:
        return True
    return len(given) > MOST_RARE and bool(2 * np.count_nonzero(given < FEW) > len(given))


def _terms(domain: Domain) -> list[tuple[str, ...]]:
    """The breakdowns, each once: `a,b` are two, `a*b` is one of two variables."""
    if domain.where is not None and not domain.where.strip():
        raise UsageError('--where has no condition; write one, as in --where "age >= 15"')
    texts = [text.strip() for part in domain.by for text in part.split(",")]
    terms = [tuple(name.strip() for name in text.split("*")) for text in texts]
    if not all(name for term in terms for name in term):
        raise UsageError("--by has an empty name; write --by a,b for two breakdowns and --by a*b for their crossing")
    return list(dict.fromkeys(terms))


def _rows(meaning: Meaning, where: str) -> IntArray:
    rows = np.flatnonzero(meaning.mask(where))
    if not len(rows):
        raise DesignError(f'no row satisfies --where "{where}"; check its codes with: tallybook data describe')
    return rows


def open_ended(meaning: Meaning) -> Iterator[Note]:
    """Files that would look like this if their last rows were cut off, unless the codebook pins the rows they have."""
    for name, data in meaning.files.items():
        file = meaning.codebook.files[name]
        if data.facts.open_ended and file.rows is None and not file.sha256:
            yield Note.of("open_ended", label=data.facts.name)


def _unknown(meaning: Meaning, where: str | None, sample: Sample) -> tuple[Note, ...]:
    """Rows of whom it is not known whether they satisfy the condition: they are left out."""
    if where is None:
        return ()
    lost = int(np.count_nonzero(~meaning.truth(where).known & (sample.weight > 0)))
    return (Note.of("where_unknown", variable="--where", count=lost),) if lost else ()


def _design_notes(meaning: Meaning, design: Design, sample: Sample) -> tuple[Note, ...]:
    declared = declared_design(meaning)
    if design.weight or part_of(declared, "weight") or not sample.probability:
        return sample.notes
    if design.fpc or part_of(declared, "fpc"):
        return (Note.of("weights_by_fpc"), *sample.notes)
    if sample.units.second is not None:
        return sample.notes
    return (Note.of("no_weight"), *sample.notes)
