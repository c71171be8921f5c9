"""Codebooks and files opened once, for one request or for all the figures of a report."""

from __future__ import annotations

from collections.abc import Collection
from importlib import resources
from pathlib import Path

from ..codebook import Codebook, Meaning, load, open_meaning
from ..design import Sample
from ..groups import Data, Design, Reading
from ..input import ReadOptions
from ..request import SurveyRequest
from .sampling import sample_of

EMBEDDED = ("codebooks", "disrupting_harm_indonesia", "codebook.yaml")
Key = tuple[Data, Reading, str | None]


class Shelf:
    """What several requests read together: each file is read once, with the columns that any of them announced."""

    def __init__(self) -> None:
        self._codebooks: dict[Path | None, Codebook] = {}
        self._names: dict[Key, list[str]] = {}
        self._meanings: dict[Key, Meaning] = {}
        self._samples: dict[tuple[Key, Design], Sample] = {}

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
        if key not in self._meanings:
            asked = [*self._names.get(key, ()), *names]
            data, lang = request.data, request.shown.lang
            options = read_options(request.reading)
            self._meanings[key] = open_meaning(self.codebook(data), data.data, asked, options=options, lang=lang)
        return self._meanings[key]

    def sample(self, request: SurveyRequest) -> Sample:
        """The sample of the files of a request, as its codebook and its options describe it."""
        key = (_key(request), request.design)
        if key not in self._samples:
            self._samples[key] = sample_of(self._meanings[key[0]], request.design)
        return self._samples[key]


def embedded() -> Path:
    """The codebook that ships with the synthetic sample survey."""
    return Path(str(resources.files(EMBEDDED[0]).joinpath(*EMBEDDED[1:])))


def read_options(reading: Reading) -> ReadOptions:
    """What the command says of a file that does not say it itself."""
    return ReadOptions(reading.encoding, reading.delimiter, reading.decimal, reading.sheet)


def _key(request: SurveyRequest) -> Key:
    return (request.data, request.reading, request.shown.lang)
