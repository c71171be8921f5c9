"""Weights moved to respondents, calibrated and trimmed, and written into a copy of the data: `tallybook weight`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..arrays import BoolArray, IntArray
from ..codebook import Answers, Codebook, Meaning
from ..codebook.answers import Note
from ..design import Sample
from ..design.weighting import Known, cap_of, capped, responding, reweighed
from ..errors import DesignError, UsageError
from ..export import files, manifest
from ..export.folders import settled
from ..groups import Calibrating, Shown
from ..presentation.document import Exhibit
from ..presentation.table import Table
from ..request import SurveyRequest
from ..request_analysis import WeightRequest
from . import calibrating, calibration_asked, weighting_copy
from .sampling import columns_of, sample_of
from .shelf import Shelf
from .survey import open_ended
from .weighting_diagnostics import Weighed, table
from .words_of_few import called


def weight(request: WeightRequest) -> Table:
    """Write the copy with its manifest, and tell what became of the weights."""
    if request.copy.output is not None:
        request = replace(request, copy=replace(request.copy, output=settled(request.copy.output)))
    table, copy = weighed(request)
    if copy is not None:
        path, content = copy
        files.write(content, path, force=request.copy.force)
        told = manifest.of_output(Exhibit("table", table), path.suffix[1:], path.name, content)
        files.write(told, manifest.beside(path), force=True)
    return table


def weighed(request: WeightRequest) -> tuple[Table, tuple[Path, bytes] | None]:
    """Read, move, calibrate and trim: the diagnostics, and the copy of the data with where it goes."""
    shelf = Shelf()
    codebook = shelf.codebook(request.data)
    asking = _asking(request, codebook)
    how = calibration_asked.asked(codebook, asking, "--method and --bounds need totals; name them with --margins FILE")
    _check(request, how)
    wanted = [*request.classes, *([request.respondents] if request.respondents else []), *columns_of(request.design)]
    meaning = shelf.meaning(asking, wanted)
    if shelf.has_imputations(asking) and shelf.imputations(asking, [*wanted, *_known(shelf, asking)]) > 1:
        raise UsageError(
            "weights are made of one number a row, and of one file: take variables that are not imputed, or name one "
            "completed data set after the command"
        )
    weighting_copy.check(request, meaning)
    drawn = sample_of(meaning, asking.design, asking.replication)
    if not drawn.probability:
        raise DesignError("the codebook says design: none: the survey has no weights, so there is nothing to adjust")
    calibrating.refuse_two_phases(drawn)
    sample, notes = _responding(request, meaning, drawn)
    notes = (*notes, *open_ended(meaning))
    totals, known = shelf.totals(asking), list[Known]()
    if totals is not None:
        known = calibrating.known_of(meaning, totals, sample.weight > 0)
        notes = (*notes, *calibrating.notes_of(totals))
    made = _adjusted(request, drawn, sample, known, how)
    copy, told = weighting_copy.copy_of(request, meaning, made.sample)
    margins = None if totals is None else totals.path
    return table(replace(made, notes=(*notes, *told)), meaning, request, margins), copy


def _known(shelf: Shelf, asking: SurveyRequest) -> tuple[str, ...]:
    totals = shelf.totals(asking)
    return () if totals is None else totals.variables


def _asking(request: WeightRequest, codebook: Codebook | None) -> SurveyRequest:
    """The same as the request of an estimate; a stratum of one sampling unit does not stop what has no variance."""
    design = request.design
    if design.lonely is None and not (codebook and codebook.design == "none"):
        design = replace(design, lonely="certainty")
    return SurveyRequest(
        data=request.data,
        reading=request.reading,
        design=design,
        replication=request.replication,
        calibrating=Calibrating(request.margins, request.method, request.bounds),
        shown=Shown(lang=request.lang),
    )


def _check(request: WeightRequest, how: calibration_asked.Asked | None) -> None:
    if how is None and request.respondents is None and request.trim is None and request.cap is None:
        raise UsageError(
            "say what the weights are adjusted to: --margins totals.yaml, --respondents CONDITION, or --trim 5"
        )
    if request.trim is not None and request.cap is not None:
        raise UsageError("--trim (times the median) and --cap (a weight) are the same thing twice; give one of them")
    if any(limit is not None and not limit > 0 for limit in (request.trim, request.cap)):
        raise UsageError("--trim and --cap are numbers above zero, as in --trim 5")
    if (request.respondents is None) != (not request.classes):
        raise UsageError('--respondents and --classes go together, as in --respondents "status == 1" --classes region')


def _responding(request: WeightRequest, meaning: Meaning, drawn: Sample) -> tuple[Sample, tuple[Note, ...]]:
    """The weights of nonrespondents moved to respondents of their class."""
    if request.respondents is None:
        return drawn, ()
    answers = [meaning.levels(name) for name in request.classes]
    for one in answers:
        if without := int(np.count_nonzero((one.code < 0) & (drawn.weight > 0))):
            raise DesignError(
                f"{without} rows have no answer to {one.name}, which must be known of nonrespondents too; take another "
                "variable for --classes, or derive one in which they have a level"
            )
    cell, names = _classes(answers, meaning.codebook)
    moved, factor = responding(drawn, _responded(meaning, request.respondents), cell, names)
    told = Note.of("weights_nonresponse", classes=str(len(names)), factor=f"{factor.max():.3g}")
    return moved, (told,)


def _responded(meaning: Meaning, condition: str) -> BoolArray:
    """Who responded; whoever is not known to have is a nonrespondent."""
    return meaning.mask(condition)


def _classes(answers: Sequence[Answers], codebook: Codebook) -> tuple[IntArray, list[str]]:
    """The class of every row, shape (n,), and what each is called; rows without an answer weigh nothing."""
    cell = np.zeros(len(answers[0].code), np.int64)
    for one in answers:
        cell = cell * max(len(one.levels), 1) + np.maximum(one.code, 0)
    present, place = np.unique(cell, return_inverse=True)
    labels = [tuple(called(one, codebook).values()) for one in answers]
    names = []
    for whole in present.tolist():
        parts: list[str] = []
        for own in reversed(labels):
            whole, level = divmod(whole, max(len(own), 1))
            parts.insert(0, own[level])
        names.append(", ".join(parts))
    return place.astype(np.int64), names


def _adjusted(
    request: WeightRequest, drawn: Sample, sample: Sample, known: Sequence[Known], how: calibration_asked.Asked | None
) -> Weighed:
    """Calibrated where totals are known, and then with no weight above the cap."""
    whole = sample if how is None else reweighed(sample, known, how.method, how.bounds)[0]
    cap = request.cap if request.trim is None else cap_of(whole.weight, request.trim)
    made = whole
    if cap is not None and how is None:
        made = capped(sample, cap)
    elif cap is not None and how is not None:
        made = reweighed(sample, known, how.method, how.bounds, cap)[0]
    return Weighed(drawn.weight, sample.weight, whole.weight, made, known, how, cap)
