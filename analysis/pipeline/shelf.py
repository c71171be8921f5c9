"""Codebooks and files opened once, for one request or for all the figures of a report."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from importlib import resources
from pathlib import Path

from ..codebook import Codebook, Meaning, load, locate, open_meaning
from ..codebook.imputed import IN_DESIGN, check_same, imputations, refuse_imputed, several
from ..codebook.margins import PopulationTotals, load_totals
from ..codebook.model_replicates import Pattern
from ..codebook.opening import again
from ..design import Sample
from ..errors import UsageError
from ..groups import Calibrating, Data, Design, Reading, Replication
from ..input import ReadOptions
from ..request import SurveyRequest
from ..systems import System
from . import calibration_asked
from .likeness import system_of
from .sampling import columns_of, sample_of

EMBEDDED = ("codebooks", "disrupting_harm_indonesia", "codebook.yaml")
Key = tuple[Data, Reading, str | None]


class Shelf:
    """What several requests read together: each file is read once, with the columns that any of them announced.

    Attributes:
        which: of several completed data sets the one that requests are answered from, counted from 0.
    """

    which = 0

    def __init__(self) -> None:
        self._codebooks: dict[Path | None, Codebook] = {}
        self._names: dict[Key, list[str]] = {}
        self._meanings: dict[tuple[Key, int], Meaning] = {}
        self._alone: set[Key] = set()
        self._samples: dict[tuple[Key, Design, Replication, Calibrating, System], Sample] = {}
        self._totals: dict[Path, PopulationTotals] = {}

    def codebook(self, data: Data) -> Codebook | None:
        """The codebook named; the embedded one when no data are either; None for a file that speaks for itself."""
        if data.codebook is None and data.data is not None:
            return None
        if data.codebook not in self._codebooks:
            self._codebooks[data.codebook] = load(data.codebook or embedded())
        return self._codebooks[data.codebook]

    def announce(self, request: SurveyRequest, names: Collection[str]) -> None:
        """Say beforehand what a request will ask for."""
        self._names.setdefault(_key(request), []).extend(names)

    def meaning(self, request: SurveyRequest, names: Collection[str]) -> Meaning:
        """The files of a request, read with what it and those announced beside it ask for."""
        key = _key(request)
        if (key, self.which) not in self._meanings or key in self._alone:
            asked = [*([] if key in self._alone else self._names.get(key, ())), *names]
            totals = self.totals(request)
            try:
                self._meanings[key, self.which] = self._opened(request, asked, totals)
            except UsageError as error:
                if key not in self._alone and self._names.get(key):
                    self._alone.add(key)  # one of several names what is not there: each reads for itself now
                    return self.meaning(request, names)
                if totals is None:
                    raise
                from .calibrating import blamed

                raise blamed(error, totals) from error
        return self._meanings[key, self.which]

    def _opened(self, request: SurveyRequest, names: Collection[str], totals: PopulationTotals | None) -> Meaning:
        """The files read; for a further imputation the same ones where its columns stand in them."""
        codebook, data, design = self.codebook(request.data), request.data.data, request.design
        variables = () if totals is None else totals.variables
        first = self._meanings.get((_key(request), 0)) if self.which else None
        if first is not None and codebook is not None and not _files_differ(codebook, data):
            return again(first, self.which)
        options, lang = read_options(request.reading), request.shown.lang
        read = open_meaning(codebook, data, [*names, *variables], options=options, lang=lang, which=self.which)
        if first is not None:
            replicates = [Pattern(pattern) for pattern in request.replication.replicates]
            check_same(first, read, [*columns_of(design), *replicates, *variables])
        return read

    def has_imputations(self, request: SurveyRequest) -> bool:
        """Whether the codebook of a request has anything that is imputed."""
        codebook = self.codebook(request.data)
        return codebook is not None and several(codebook)

    def imputations(self, request: SurveyRequest, names: Collection[str]) -> int:
        """How many completed data sets a request stands on: 1 where nothing that it asks for is imputed."""
        codebook, data = self.codebook(request.data), request.data.data
        if codebook is None:
            return 1
        read = self.meaning(request, names).files
        located = {name: locate(codebook, name) for name in read if data is None or name != codebook.main}
        return imputations(codebook, names, {name: one.facts for name, one in read.items()}, located)

    def completed(self, which: int) -> Shelf:
        """The same shelf, its requests answered from one completed data set; what was read stays read."""
        view = copy(self)
        view.which = which
        return view

    def totals(self, request: SurveyRequest) -> PopulationTotals | None:
        """The population totals that the weights of a request are calibrated to; None where they are not."""
        asked = calibration_asked.asked(self.codebook(request.data), request)
        if asked is None:
            return None
        if asked.margins not in self._totals:
            self._totals[asked.margins] = load_totals(asked.margins)
        return self._totals[asked.margins]

    def sample(self, request: SurveyRequest) -> Sample:
        """The sample of the files of a request, as its codebook and its options describe it."""
        system = system_of(request)
        key = (_key(request), request.design, request.replication, request.calibrating, system)
        if key not in self._samples or (key[0] in self._alone and not self.which):
            meaning = self._meanings[key[0], 0]  # every completed data set has the design of the first
            codebook, totals = self.codebook(request.data), self.totals(request)
            if codebook is not None and several(codebook):
                known = () if totals is None else totals.variables
                refuse_imputed(meaning, [*columns_of(request.design), *known], IN_DESIGN)
            sample = sample_of(meaning, request.design, request.replication, system)
            asked = calibration_asked.asked(codebook, request)
            if asked is not None and totals is not None:
                from .calibrating import calibrated_as  # no other request needs what makes weights

                sample = calibrated_as(sample, meaning, totals, asked)
            self._samples[key] = sample
        return self._samples[key]


def _files_differ(codebook: Codebook, data: Path | None) -> bool:
    """Whether completed data sets are files of their own."""
    return any(file.completed for name, file in codebook.files.items() if data is None or name != codebook.main)


def embedded() -> Path:
    """The codebook that ships with the synthetic sample survey."""
    return Path(str(resources.files(EMBEDDED[0]).joinpath(*EMBEDDED[1:])))


def read_options(reading: Reading) -> ReadOptions:
    """What the command says of a file that does not say it itself."""
    return ReadOptions(reading.encoding, reading.delimiter, reading.decimal, reading.sheet)


def _key(request: SurveyRequest) -> Key:
    return (request.data, request.reading, request.shown.lang)
