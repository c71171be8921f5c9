"""Completed data sets held against each other, and what is found in some of them alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

from ..errors import SurveyError
from ..input import Microdata
from .findings_columns import Found
from .imputed import check_same
from .meaning import Meaning
from .model import Codebook

T = TypeVar("T", bound=Hashable)


def in_some(runs: Sequence[Sequence[T]], names: Sequence[str]) -> Iterator[tuple[T, str]]:
    """Each finding once, with the names of the runs that have it in brackets, where these are not all."""
    found: dict[T, dict[str, None]] = defaultdict(dict)
    for run, name in zip(runs, names, strict=True):
        for one in run:
            found[one][name] = None
    for one, having in found.items():
        yield one, f" ({', '.join(having)})" if len(having) < len(runs) else ""


def differing(codebook: Codebook, every: Sequence[Mapping[str, Microdata]]) -> Found:
    """Completed files that are not of the same people, or have another design."""
    first = Meaning(codebook, every[0])
    for other in every[1:]:
        try:
            check_same(first, Meaning(codebook, other), ())
        except SurveyError as error:
            yield ("files", codebook.main, "path"), "error", f"{error}."
