"""Codebooks and files opened once, for one request or for all the figures of a report."""

from __future__ import annotations

from collections.abc import Collection
from importlib import resources
from pathlib import Path

from ..codebook import Codebook, Meaning, load, open_meaning
from ..codebook.margins import PopulationTotals, load_totals
from ..design import Sample
from ..errors import UsageError
from ..groups import Calibrating, Data, Design, Reading, Replication
from ..input import ReadOptions
from ..request import SurveyRequest
from ..systems import System
from . import calibrating
from .likeness import system_of
from .sampling import sample_of

EMBEDDED = ("codebooks", "disrupting_harm_indonesia", "codebook.yaml")
Key = tuple[Data, Reading, str | None]


class Shelf:
    """What several requests read together: each file is read once, with the columns that any of them announced."""

    def __init__(self) -> None:
        self._codebooks: dict[Path | None, Codebook] = {}
        self._names: dict[Key, list[str]] = {}
        self._meanings: dict[Key, Meaning] = {}
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
        if key not in self._meanings or key in self._alone:
            asked = [*([] if key in self._alone else self._names.get(key, ())), *names]
            data, lang = request.data, request.shown.lang
            options, totals = read_options(request.reading), self.totals(request)
            variables = () if totals is None else totals.variables
            try:
                self._meanings[key] = open_meaning(
                    self.codebook(data), data.data, [*asked, *variables], options=options, lang=lang
                )
            except UsageError as error:
                if key not in self._alone and self._names.get(key):
                    self._alone.add(key)  # one of several names what is not there: each reads for itself now
                    return self.meaning(request, names)
                raise error if totals is None else calibrating.blamed(error, totals) from error
        return self._meanings[key]

    def totals(self, request: SurveyRequest) -> PopulationTotals | None:
        """The population totals that the weights of a request are calibrated to; None where they are not."""
        asked = calibrating.asked(self.codebook(request.data), request)
        if asked is None:
            return None
        if asked.margins not in self._totals:
            self._totals[asked.margins] = load_totals(asked.margins)
        return self._totals[asked.margins]

    def sample(self, request: SurveyRequest) -> Sample:
        """The sample of the files of a request, as its codebook and its options describe it."""
        system = system_of(request)
        key = (_key(request), request.design, request.replication, request.calibrating, system)
        if key not in self._samples or key[0] in self._alone:
            meaning = self._meanings[key[0]]
            sample = sample_of(meaning, request.design, request.replication, system)
            asked, totals = calibrating.asked(self.codebook(request.data), request), self.totals(request)
            if asked is not None and totals is not None:
                sample = calibrating.calibrated_as(sample, meaning, totals, asked)
            self._samples[key] = sample
        return self._samples[key]


def embedded() -> Path:
    """The codebook that ships with the synthetic sample survey."""
    return Path(str(resources.files(EMBEDDED[0]).joinpath(*EMBEDDED[1:])))


def read_options(reading: Reading) -> ReadOptions:
    """What the command says of a file that does not say it itself."""
    return ReadOptions(reading.encoding, reading.delimiter, reading.decimal, reading.sheet)


def _key(request: SurveyRequest) -> Key:
    return (request.data, request.reading, request.shown.lang)
