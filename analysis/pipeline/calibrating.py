"""Known totals held against the rows of a survey, and a sample calibrated to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import BoolArray, IntArray
from ..codebook import Answers, Meaning
from ..codebook.answers import Note
from ..codebook.faults import Fault, suggestion
from ..codebook.margins import KnownTotal, PopulationTotals
from ..design import Sample
from ..design.weighting import Amount, Known, Margin, calibrated
from ..errors import CodebookError, DesignError, UsageError, as_written
from .calibration_asked import Asked
from .words_of_few import OF_FEW, called

MOST_SHOWN = 8  # levels of a variable that a message lists


def blamed(error: UsageError, totals: PopulationTotals) -> Exception:
    """The same error at the place of the totals, where a variable of theirs is unknown."""
    for one in totals.totals:
        if any(str(error).startswith(f"{name!r} is neither") for name in one.names):
            return refused(totals, [totals.fault(one.path, str(error))])
    return error


def refused(totals: PopulationTotals, faults: Sequence[Fault]) -> CodebookError:
    """One error that names every fault of the totals in the order of their file."""
    from ..codebook.faults import refuse

    return refuse(str(totals.path), faults)


def known_of(meaning: Meaning, totals: PopulationTotals, inside: BoolArray) -> list[Known]:
    """The totals with the level of every row; what does not match is refused, all of it at once.

    `inside` are the rows that weigh something, shape (n,).
    """
    made: list[Known] = []
    faults: list[Fault] = []
    for one in totals.totals:
        held = _Held(meaning, totals, one, inside)
        faults.extend(held.faults())
        if not faults:
            made.append(held.known())
    if faults:
        raise refused(totals, faults)
    if totals.stated and totals.size is not None and all(isinstance(one, Amount) for one in made):
        made.append(Amount("size", np.ones(meaning.rows), totals.size))
    return made


def notes_of(totals: PopulationTotals) -> tuple[Note, ...]:
    """What must be said of the totals themselves."""
    if not totals.scaled:
        return ()
    return (Note.of("shares_scaled", variables=", ".join(totals.scaled)),)


def calibrated_as(sample: Sample, meaning: Meaning, totals: PopulationTotals, how: Asked) -> Sample:
    """The sample with weights that add up to the totals."""
    if not sample.probability:
        raise DesignError("the codebook says design: none: there are no weights to calibrate; leave --calibrate out")
    refuse_two_phases(sample)
    known = known_of(meaning, totals, sample.weight > 0)
    made = calibrated(sample, known, how.method, how.bounds)
    return replace(made, notes=(*made.notes, *notes_of(totals)))


def refuse_two_phases(sample: Sample) -> None:
    """Stop where weights of two phases are to be changed: which phase the totals are of is not known."""
    if sample.units.second is not None:
        raise DesignError(
            "the codebook declares two phases, and calibrating or changing their weights is not known here; leave "
            "--calibrate out, or take the weights as they are"
        )


@dataclass(frozen=True, slots=True)
class _Held:
    """One known total held against the rows."""

    meaning: Meaning
    totals: PopulationTotals
    one: KnownTotal
    inside: BoolArray

    def known(self) -> Known:
        """As the weighting takes it."""
        answers, label = self._answers(), self._label()
        if self.one.amount is not None:
            number = answers[0].number
            value = np.zeros(self.meaning.rows) if number is None else np.nan_to_num(number)
            return Amount(label, value, self.one.amount)
        people = np.array(list(self.one.levels.values()))
        return Margin(label, tuple(self._called(codes) for codes in self.one.levels), self._code(), people)

    def faults(self) -> Iterator[Fault]:
        """What does not match: rows without an answer, levels on one side only, levels without a row."""
        for answers in self._answers():
            if without := int(np.count_nonzero((answers.code < 0) & self.inside)):
                problem = (
                    f"{without} rows have no answer to {answers.name}; give them one, or derive a variable in which "
                    "they have a level"
                )
                yield self.totals.fault(self.one.path, problem)
        if self.one.amount is not None:
            return
        strange = list(self._strange())
        yield from strange
        if not strange:
            yield from self._unmatched()

    def _strange(self) -> Iterator[Fault]:
        """Codes that no variable has."""
        for position, answers in enumerate(self._answers()):
            own = called(answers, self.meaning.codebook)
            for codes in self.one.levels:
                if codes[position] not in own:
                    written = as_written(codes[position])
                    told = [(as_written(value), label) for value, label in own.items() if label != OF_FEW]
                    known = [code for code, _ in told]
                    listed = ", ".join(
                        f"{code} {label}".strip() if code != label else label for code, label in told[:MOST_SHOWN]
                    )
                    problem = f"{answers.name} has no level {written}; it has {listed}{suggestion(written, known)}"
                    yield self.totals.fault((*self.one.path, *codes[: position + 1]), problem)

    def _unmatched(self) -> Iterator[Fault]:
        code = self._code()
        if outside := int(np.count_nonzero((code < 0) & self.inside & self._answered())):
            missing = ", ".join(sorted({self._called(codes) for codes in self._untold()})[:MOST_SHOWN])
            problem = f"{outside} rows are at levels without a total ({missing}); add them"
            yield self.totals.fault(self.one.path, problem)
        rows = np.bincount(code[(code >= 0) & self.inside], minlength=len(self.one.levels))
        for codes, n in zip(self.one.levels, rows.tolist(), strict=True):
            if not n:
                problem = (
                    f"nobody in the sample is at {self._called(codes)}; merge this level with another, here and by a "
                    "derived variable"
                )
                yield self.totals.fault((*self.one.path, *codes), problem)

    def _answers(self) -> list[Answers]:
        if self.one.amount is not None:
            return [self.meaning.number(self.one.names[0])]
        return [self.meaning.levels(name) for name in self.one.names]

    def _label(self) -> str:
        return " * ".join(answers.label for answers in self._answers())

    def _called(self, codes: Sequence[float | str]) -> str:
        """What people call a combination; codes that have totals are no secret."""
        if codes in self.one.levels:
            labels = [{level.value: level.label for level in answers.levels} for answers in self._answers()]
        else:
            labels = [dict(called(answers, self.meaning.codebook)) for answers in self._answers()]
        return ", ".join(own.get(code, as_written(code)) for own, code in zip(labels, codes, strict=True))

    def _answered(self) -> BoolArray:
        return np.asarray(np.logical_and.reduce([answers.code >= 0 for answers in self._answers()]), dtype=np.bool_)

    def _codes_of_rows(self) -> tuple[IntArray, list[tuple[float | str, ...]]]:
        """Which combination of answers each answered row has, -1 where it has none; and the combinations."""
        answers = self._answers()
        composite = np.zeros(self.meaning.rows, np.int64)
        for one in answers:
            composite = composite * (len(one.levels) + 1) + one.code
        present, place = np.unique(np.where(self._answered(), composite, -1), return_inverse=True)
        found: list[tuple[float | str, ...]] = []
        for whole in present.tolist():
            codes: list[float | str] = []
            for one in reversed(answers):
                whole, code = divmod(whole, len(one.levels) + 1)
                codes.insert(0, one.levels[code].value if 0 <= code < len(one.levels) else "")
            found.append(tuple(codes))
        return np.where(self._answered(), place, -1), found

    def _untold(self) -> list[tuple[float | str, ...]]:
        place, found = self._codes_of_rows()
        here = np.unique(place[(place >= 0) & self.inside]).tolist()
        return [found[position] for position in here if found[position] not in self.one.levels]

    def _code(self) -> IntArray:
        """Position of each row's level among those that have a total; -1 where it has none."""
        place, found = self._codes_of_rows()
        position = {codes: number for number, codes in enumerate(self.one.levels)}
        table = np.array([*(position.get(codes, -1) for codes in found), -1], np.int64)
        return np.asarray(table[place], dtype=np.int64)
