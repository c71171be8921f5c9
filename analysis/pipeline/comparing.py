"""One question compared: the groups' own figures, the covariance between them, and the contrasts these allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import BoolArray, FloatArray
from ..choices import Comparison
from ..codebook.answers import Answers
from ..errors import DesignError, UsageError
from ..estimation.arranged import arranged, degrees_together
from ..estimation.base import Ask, Settings
from ..estimation.bounds import bounds
from ..estimation.contrasts import slope
from ..estimation.dominance import dominance
from ..estimation.estimate import Estimate, Test
from ..estimation.figures import Figures, figures
from ..estimation.joint import joint
from ..estimation.levels import Levels
from ..request_analysis import CompareRequest
from .compare_questions import Question, cells_of_pairs
from .contrast_rows import Compared, Pair, contrast_rows, names_of_groups, pairs
from .quantities import Folded, estimates_of
from .standardising import Standard, fewest, standardised

Rows = tuple[list[Estimate], list[Test]]
EVERYBODY_ELSE = "rest"


@dataclass(frozen=True, slots=True)
class Comparing:
    """How every question of a request is compared.

    Attributes:
        strata: positions of the variables to standardise for among those of the fold.
        phrases: words of the language of the table.
    """

    request: CompareRequest
    sums: Folded
    settings: Settings
    standard: Standard
    strata: tuple[int, ...]
    phrases: Mapping[str, str]

    def rows(self, question: Question, position: int) -> Iterator[Rows]:
        """The rows and tests of the question whose measure is at `position`, breakdown by breakdown."""
        slot = self.sums.totals.slots[position]
        ask = question.ask(slot)
        for breakdown, levels in zip(self.sums.breakdowns, self.sums.rolled, strict=True):
            if self.request.paired:
                yield from self._pairs(question, ask, breakdown, levels, list(cells_of_pairs(slot)))
            elif breakdown:
                yield self._groups(question, ask, breakdown, levels)

    def _groups(self, question: Question, ask: Ask, breakdown: tuple[int, ...], levels: Levels) -> Rows:
        by = [self.sums.by[key] for key in breakdown]
        named = ", ".join(answers.label for answers in by)
        if levels.size < 2:
            raise DesignError(f"{named} has one group in the domain, and nothing to hold it against; check --where")
        found, value, covariance = self._figures(ask, breakdown, levels)
        estimates = self._estimates(question, ask, found, by, breakdown)
        codes, names = zip(*names_of_groups(estimates), strict=True)
        compared = Compared(estimates, value, covariance, before=f"{named}: ")
        wanted = pairs(names, codes, self.request.against, self.phrases[EVERYBODY_ELSE])
        rows, tests = self._contrasts(question, ask, levels, compared, wanted, self._measures(question))
        if self.request.trend:
            trend = self._trend(by, levels, len(value))
            more, tested = self._contrasts(question, ask, levels, compared, [trend], ("difference",))
            rows, tests = rows + more, tests + tested
        return [*estimates, *rows], tests

    def _contrasts(
        self,
        question: Question,
        ask: Ask,
        levels: Levels,
        compared: Compared,
        wanted: Sequence[Pair],
        measures: Sequence[Comparison],
    ) -> Rows:
        members = [pair.members for pair in wanted]
        df = degrees_together(levels, ask, members, self.sums.sample, self.settings.df)
        return contrast_rows(compared, wanted, df - self.settings.less, measures, self.request.adjust, self.settings)

    def _figures(self, ask: Ask, breakdown: tuple[int, ...], levels: Levels) -> tuple[Figures, FloatArray, FloatArray]:
        """The groups' own figures; value and covariance of these and, where they are asked for, of their rests."""
        sample, settings = self.sums.sample, self.settings
        found = figures(levels, ask, sample, settings)
        cells = self.sums.totals.levels((*breakdown, *self.strata))
        own = (cells.codes[:, : len(breakdown)] == levels.codes[:, None]).all(axis=2)
        inside = np.concatenate([own, ~own]) if self.request.against == EVERYBODY_ELSE else own
        if not self.strata:
            asked = replace(ask, columns=tuple(range(len(ask.columns))), base=(0,))
            value, covariance = joint(arranged(cells, inside[:, None], ask), asked, sample)
            return found, value[0], covariance
        parts, shares = self.standard.parts(cells.codes[:, len(breakdown) :])
        of_figure = inside[:, None] & parts
        if shares is None:
            of_figure = np.concatenate([of_figure, np.broadcast_to(parts, of_figure.shape)], axis=1)
        asked = standardised(ask, len(parts), shares)
        value, covariance = joint(arranged(cells, of_figure, ask), asked, sample)
        of_groups, variance = value[:, : levels.size], np.diagonal(covariance)[None, : levels.size]
        low, high, method = bounds(ask.kind, of_groups, variance, found.base, settings)
        none = np.full_like(of_groups, np.nan)
        made = replace(found, value=of_groups, variance=variance, low=low, high=high, deff=none, method=method)
        return made, value[0], covariance

    def _estimates(
        self, question: Question, ask: Ask, found: Figures, by: Sequence[Answers], breakdown: tuple[int, ...]
    ) -> list[Estimate]:
        """The groups' own rows; under given shares with the fewest people of any of their strata."""
        subjects = question.subjects
        if not self.strata:
            return list(estimates_of(found, subjects, by, self.settings, probability=True))
        named = ", ".join(answers.label for answers in self.standard.strata)
        labels = [self.phrases["standardised_for"].format(label=subject.label, by=named) for subject in subjects]
        told = [replace(subject, label=label) for subject, label in zip(subjects, labels, strict=True)]
        rows = list(estimates_of(found, told, by, self.settings, probability=True))
        if self.standard.shares is not None:
            cells = self.sums.totals.levels((*breakdown, *self.strata))
            for position, codes in enumerate(found.levels):
                inside: BoolArray = (cells.codes[:, : len(breakdown)] == codes).all(axis=1)
                contributors, people = fewest(cells, ask, inside)
                most = float(dominance(cells, ask)[0, inside].max())
                rows[position] = replace(rows[position], contributors=contributors, people=people, dominance=most)
        lost = "this group has nobody in one of the strata, or nobody there who answered"
        return [replace(row, reason=lost) if row.value is None and row.n else row for row in rows]

    def _measures(self, question: Question) -> tuple[Comparison, ...]:
        asked = tuple(dict.fromkeys(self.request.measure))
        if "odds" in asked and not question.yes_or_no:
            raise UsageError(
                f"{question.answers.name} is no yes or no and has no odds; use --measure difference or ratio"
            )
        return asked or (("difference", "ratio") if question.share else ("difference",))

    def _trend(self, by: Sequence[Answers], levels: Levels, figures_: int) -> Pair:
        """The slope of the groups' figures over their ranks or codes."""
        if len(by) != 1:
            raise UsageError("--trend needs groups in one order; give --by one variable, and not a crossing")
        values = [by[0].levels[code].value for code in levels.codes[:, 0]]
        scores = np.arange(1.0, len(values) + 1)
        if self.request.trend == "codes":
            if any(isinstance(value, str) for value in values):
                raise UsageError(f"{by[0].name} has codes that are text; score its groups by --trend ranks")
            scores = np.array(values, dtype=np.float64)
        weights = np.zeros(figures_)
        weights[: len(scores)] = slope(scores)
        return Pair((self.phrases[f"by_{self.request.trend}"],), weights, np.arange(len(scores)))

    def _pairs(
        self, question: Question, ask: Ask, breakdown: tuple[int, ...], levels: Levels, cells: Sequence[list[int]]
    ) -> Iterator[Rows]:
        """Two answers of the same rows, in every level of a breakdown."""
        by = [self.sums.by[key] for key in breakdown]
        found = figures(levels, ask, self.sums.sample, self.settings)
        estimates = list(estimates_of(found, question.subjects, by, self.settings, probability=True))
        value, covariance = joint(levels, ask, self.sums.sample)
        codes = [subject.variable for subject in question.subjects]
        wanted = pairs(codes, codes, self.request.against, "")
        counts = np.array([levels.rows(columns) for columns in cells])
        for level in range(levels.size):
            here = slice(2 * level, 2 * level + 2)
            some = counts[:, level][counts[:, level] > 0]
            least = int(some.min()) if len(some) else 0
            compared = Compared(estimates[here], value[:, level], covariance[here, here], contributors=least)
            df = np.full(len(wanted), found.base.df[level] - self.settings.less)
            rows, tests = contrast_rows(
                compared, wanted, df, self._measures(question), self.request.adjust, self.settings
            )
            yield [*compared.estimates, *rows], tests
