"""What new weights are like beside the old ones, as a table: their spread, and the totals before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..arrays import FloatArray
from ..codebook import Meaning
from ..codebook.answers import Note
from ..design import Sample
from ..design.weighting import Amount, Known, Spread, spread
from ..presentation import notes
from ..presentation.cells import ABSENT, FEW, Writing
from ..presentation.rounding import numerals
from ..presentation.table import Column, Line, Table
from ..presentation.words import words
from ..request_analysis import WeightRequest
from .calibration_asked import Asked
from .finish import repeatable, versions

AT_BOUND = 1e-9  # a factor so near to a bound, relative to it, is at the bound


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """The weights of every step.

    Attributes:
        drawn, moved, whole: weights as drawn, with those of nonrespondents moved, and calibrated before any cap.
        sample: with the new weights.
        cap: above which there is none; None where there is no cap.
    """

    drawn: FloatArray
    moved: FloatArray
    whole: FloatArray
    sample: Sample
    known: Sequence[Known]
    how: Asked | None
    cap: float | None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """One known total with what the weights make of it; sums of few rows are None."""

    name: str
    level: str
    known: float
    before: float | None
    after: float

    @property
    def off(self) -> float | None:
        """How far the sum was from the total before, relative to it."""
        return None if self.before is None or not self.known else self.before / self.known - 1


def table(made: Weighed, meaning: Meaning, request: WeightRequest, margins: Path | None) -> Table:
    """The diagnostics; no number in them is of one row."""
    codebook = meaning.codebook
    lang = request.lang or codebook.survey.language
    writing = Writing(words(lang), numerals=numerals(lang), lang=lang)
    totals = [total for one in made.known for total in _totals(one, made)]
    before, after = spread(made.drawn), spread(made.sample.weight)
    remarks = (*_remarks(made, totals, writing), *made.notes, *_in_codebook(made, request, margins))
    phrases = writing.words
    headings = ("", *(phrases[f"weights_{name}"] for name in ("total", "before", "after", "off")))
    paths = [*([codebook.path] if codebook.path else []), *meaning.paths.values(), *([margins] if margins else [])]
    return Table(
        command="weight",
        title=meaning.text(codebook.survey.title),
        subtitle=phrases["weights_title"],
        columns=tuple(Column(heading, "right" if position else "left") for position, heading in enumerate(headings)),
        lines=(*_lines_of_spread(before, after, writing), *_lines_of_totals(totals, writing)),
        notes=(
            *notes.remarks(writing, remarks, of_file=False),
            *([phrases["synthetic"]] if codebook.survey.synthetic else []),
        ),
        more={"weights": tuple(_records(before, after)), "totals": tuple(_record(total) for total in totals)},
        provenance={**versions(), "codebook": codebook.survey.id, "request": repeatable(request)},
        inputs=tuple(paths),
        synthetic=codebook.survey.synthetic,
        writing=writing,
    )


def _totals(one: Known, made: Weighed) -> Iterator[Total]:
    after = made.sample.weight
    if isinstance(one, Amount):
        yield Total(one.name, "", one.total, float(made.drawn @ one.value), float(after @ one.value))
        return
    here = one.code >= 0
    sums = [np.bincount(one.code[here], weight[here], len(one.total)) for weight in (made.drawn, after)]
    rows = np.bincount(one.code[here & (made.drawn > 0)], minlength=len(one.total))
    for level, known, old, new, n in zip(one.levels, one.total, *sums, rows, strict=True):
        yield Total(one.name, level, float(known), float(old) if n >= FEW else None, float(new))


def _lines_of_spread(before: Spread, after: Spread, writing: Writing) -> Iterator[Line]:
    phrases, plain = writing.words, writing.numerals.plain
    yield Line((phrases["weights_spread"],), "group")
    pairs = {
        phrases["weights_rows"]: [writing.numerals.whole(one.rows) for one in (before, after)],
        phrases["weights_sum"]: [plain(one.total) for one in (before, after)],
        phrases["weights_kish"]: [plain(one.kish, 3) for one in (before, after)],
        phrases["weights_effective"]: [writing.numerals.whole(one.rows / one.kish) for one in (before, after)],
    }
    tails = [one.tail for one in (before, after)]
    if None not in tails:
        tail = max(one for one in tails if one is not None)
        low, high = writing.short(100 * tail), writing.short(100 * (1 - tail))
        for percent, quantile in ((low, "low"), (None, "median"), (high, "high")):
            label = phrases["weights_median"]
            if percent is not None:
                label = phrases["weights_quantile"].format(percent=percent)
            pairs[label] = [plain(getattr(one, quantile)) for one in (before, after)]
        ratios = [plain((one.high or 0) / (one.low or 1), 2) for one in (before, after)]
        pairs[phrases["weights_ratio"].format(low=low, high=high)] = ratios
    for label, (old, new) in pairs.items():
        yield Line((label, "", old, new, ""))


def _lines_of_totals(totals: Sequence[Total], writing: Writing) -> Iterator[Line]:
    plain, name = writing.numerals.plain, None
    for total in totals:
        if total.level and total.name != name:
            yield Line((total.name,), "group")
        name = total.name
        label = total.level or writing.words["weights_sum_of"].format(name=total.name)
        before = "*" if total.before is None else plain(total.before)
        off = ABSENT if total.off is None else f"{writing.numerals.percent(total.off)} %"
        yield Line((label, plain(total.known), before, plain(total.after), off))


def _remarks(made: Weighed, totals: Sequence[Total], writing: Writing) -> Iterator[Note]:
    told = made.sample.calibration
    if made.how is not None and told is not None:
        yield Note.of("weights_method", method=made.how.method, rounds=str(told.rounds))
    if totals:
        gaps = [max(abs(one.off) for one in totals if one.off is not None)] if any(one.off for one in totals) else [0.0]
        gaps.append(max(abs(one.after / one.known - 1) for one in totals if one.known))
        before, after = (writing.numerals.plain(100 * gap) if gap > 1e-12 else "0" for gap in gaps)
        yield Note.of("weights_gap", before=before, after=after)
    if made.how is not None and made.how.bounds is not None:
        low, high = made.how.bounds
        held = made.moved > 0
        factor = made.whole[held] / made.moved[held]
        at = int(np.count_nonzero((factor <= low * (1 + AT_BOUND)) | (factor >= high * (1 - AT_BOUND))))
        yield Note.of("weights_bounds", low=writing.short(low, 4), high=writing.short(high, 4), count=at)
    if made.cap is not None:
        above = int(np.count_nonzero(made.whole > made.cap))
        yield Note.of("weights_cap", cap=writing.numerals.plain(made.cap), count=above)
    if any(total.before is None for total in totals):
        yield Note.of("weights_few")


def _in_codebook(made: Weighed, request: WeightRequest, margins: Path | None) -> Iterator[Note]:
    """How a variance is made to know of the calibration."""
    if made.how is not None and margins is not None and made.cap is None and request.respondents is None:
        yield Note.of("weights_design", file=margins.name, method=made.how.method)


def _records(before: Spread, after: Spread) -> Iterator[dict[str, Any]]:
    for when, one in (("before", before), ("after", after)):
        yield {
            "when": when,
            "rows": one.rows,
            "sum_of_weights": one.total,
            "kish": one.kish,
            "n_eff": one.rows / one.kish,
            "tail": one.tail,
            "low": one.low,
            "median": one.median,
            "high": one.high,
        }


def _record(total: Total) -> dict[str, Any]:
    return {
        "variable": total.name,
        "level": total.level,
        "known": total.known,
        "before": total.before,
        "after": total.after,
        "off_before": total.off,
    }
