"""How many rows each step of the sample has, and what share of the step before: `tallybook flow`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..arrays import BoolArray, IntArray
from ..choices import ProtectionRule
from ..codebook.answers import Note
from ..errors import UsageError, did_you_mean
from ..estimation.estimate import Estimate, Subject
from ..estimation.tally import Tally
from ..groups import Missing, Precision
from ..presentation import layout_flow, protection
from ..presentation.table import Table
from ..presentation.words import words
from ..request import FlowRequest
from .finish import finish
from .likeness import settings
from .shelf import Shelf
from .survey import Survey, asked_of, open_survey
from .unprotected import Estimated


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the sample.

    Attributes:
        everywhere: the rows of the file that belong to it, shape (n,): what tells which step contains which.
        here: the same of the domain alone, shape (r,).
        unknown: rows of the domain of which it is not known whether they belong, shape (r,).
    """

    name: str
    label: str
    everywhere: BoolArray
    here: BoolArray
    unknown: BoolArray


def flow(request: FlowRequest) -> Table:
    """Read, count, protect, lay out."""
    return finish(estimated(request, Shelf()))


def names_of(request: FlowRequest, shelf: Shelf) -> list[str]:
    """What a request needs of the files: its steps, else every population of the first file."""
    codebook = shelf.codebook(request.data)
    if codebook is None:
        raise UsageError("flow needs a codebook whose populations are the steps of the sample: --codebook CB.yaml")
    own = [name for name, one in codebook.populations.items() if one.file in (None, codebook.main)]
    if unknown := [name for name in request.step if name not in codebook.populations]:
        near = did_you_mean(unknown[0], codebook.populations)
        raise UsageError(f"step {unknown[0]!r} is no population of the codebook.{near}")
    if not own and not request.step:
        raise UsageError("the codebook has no populations; see docs/codebook.md for how to write one")
    return list(dict.fromkeys(request.step or own))


def estimated(request: FlowRequest, shelf: Shelf) -> Estimated:
    """Read and count."""
    settings(request)  # refuses decimals that cannot be
    _refuse_estimates(request)
    names = names_of(request, shelf)
    if shelf.has_imputations(request) and shelf.imputations(request, asked_of(names, request)) > 1:
        raise UsageError(
            "flow counts rows, and imputed answers have none of one number; take steps that are not imputed, or name "
            "one completed data set after the command"
        )
    survey = open_survey(shelf, names, _without_variance(request, shelf))
    rule = request.shown.protect or survey.codebook.presentation.protection
    counted = _Counted(survey, rule)
    for name in names:
        counted.add(_step(survey, name))
    # A count of rows has no weights and no variance, so nothing that the design says of them is told.
    domain = tuple(note for note in survey.notes if note.kind in ("where_unknown", "open_ended"))
    phrases = words(request.shown.lang or survey.codebook.survey.language)
    return Estimated(
        "flow",
        request,
        replace(survey, notes=domain),
        counted.estimates,
        (),
        layout_flow.flow,
        subtitle=phrases["flow_of_sample"],
        remarks=counted.notes,
        method="rows_counted",
    )


def _refuse_estimates(request: FlowRequest) -> None:
    shown, asked = request.shown, request.precision
    refused = {
        "--by": request.domain.by,
        "--missing": request.missing != Missing(),
        "--ci, --level, --df, --deff or --like": asked != Precision(),
        "--columns": shown.columns != "standard",
        "--show": shown.show != "numbers",
    }
    for option, typed in refused.items():
        if typed:
            raise UsageError(
                f"flow counts rows, and has no estimate for {option}; leave it out, or narrow with --where"
            )


def _without_variance(request: FlowRequest, shelf: Shelf) -> FlowRequest:
    """The same request, which a stratum of one sampling unit does not stop: a count has no variance."""
    codebook = shelf.codebook(request.data)
    if codebook is None or codebook.design == "none" or request.design.lonely is not None:
        return request
    if codebook.design is not None and codebook.design.replicates is not None:
        return request  # which have no units that could be lonely
    return replace(request, design=replace(request.design, lonely="certainty"))


def _step(survey: Survey, name: str) -> Step:
    meaning, described = survey.meaning, survey.codebook.populations[name]
    everywhere = meaning.population(name)
    unknown = np.zeros(meaning.rows, dtype=np.bool_)
    if described.where is not None:
        unknown = ~meaning.truth(described.where).known
    label = meaning.text(described.label) or name
    inside = survey.inside
    return Step(name, label, everywhere, everywhere[inside], unknown[inside])


@dataclass(slots=True)
class _Counted:
    """The steps counted so far, and which groups of rows a reader can tell apart by those that are shown.

    Whatever can be had from the counts shown, by adding and subtracting, is a sum of such groups. So nothing that has
    one to four rows can, as long as no group has: a step that would split off such a group is hidden.

    Attributes:
        group: which group each row of the domain is in, shape (r,).
    """

    survey: Survey
    rule: ProtectionRule
    group: IntArray = field(init=False)
    shown: list[Step] = field(default_factory=list)
    estimates: list[Estimate] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.group = np.zeros(int(np.count_nonzero(self.survey.inside)), dtype=np.int64)

    def add(self, step: Step) -> None:
        """Count a step; it is a share of the last step before that is shown and has all its rows, else of all rows."""
        apart = _split(self.group, step.here)
        estimate = self._estimate(step, int(np.bincount(apart).min()))
        self.estimates.append(estimate)
        if protection.hidden((estimate,), self.rule):
            return
        self.shown.append(step)
        self.group = apart
        self.notes += self._unknown(step)

    def _estimate(self, step: Step, least: int) -> Estimate:
        codebook = self.survey.codebook
        n = len(step.here)
        whole = _containing(self.shown, step)
        of_whole = np.ones_like(step.everywhere) if whole is None else whole.everywhere
        subject = Subject(
            variable=step.name,
            label=step.label,
            statistic="proportion",
            file=codebook.main,
            unit="row",
            synthetic=codebook.survey.synthetic,
            tally=Tally(np.where(of_whole, step.everywhere, -1).astype(np.int8), 1),
        )
        if whole is None and step.here.all():
            reason = "every row that is counted belongs to it"
            return Estimate(replace(subject, population=step.name), None, n=n, reason=reason)
        if whole is not None:
            subject, n = replace(subject, population=whole.name), int(np.count_nonzero(whole.here))
        cases = int(np.count_nonzero(step.here))
        # What protection counts is not the step alone but the smallest group that it lets a reader tell apart.
        return Estimate(subject, cases / n, n=n, n_cases=cases, contributors=least)

    def _unknown(self, step: Step) -> Iterator[Note]:
        """A sentence on rows of which it is not known whether they belong, unless their number would tell of few."""
        count = int(np.count_nonzero(step.unknown))
        if not count:
            return
        apart = _split(self.group, step.unknown)
        if int(np.bincount(apart).min()) >= protection.RULES[self.rule].count:
            self.group = apart
            yield Note.of("step_unknown", variable="--step", label=step.label, count=count)
        else:
            yield Note.of("step_unknown_some", label=step.label)


def _split(group: IntArray, member: BoolArray) -> IntArray:
    """The groups, each split into those who are in a step and those who are not."""
    split: IntArray = np.unique(2 * group + member, return_inverse=True)[1].astype(np.int64)
    return split


def _containing(steps: Sequence[Step], step: Step) -> Step | None:
    """The last of some steps that has every row of a step, in the whole file and so under any condition."""
    found = [one for one in steps if one.here.any() and not (step.everywhere & ~one.everywhere).any()]
    return found[-1] if found else None
