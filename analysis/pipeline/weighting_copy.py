"""The copy of a data file that new weights are written into."""

from __future__ import annotations

import re
from pathlib import Path

from ..codebook import Meaning
from ..codebook.answers import Note
from ..design import Sample
from ..errors import OutputError, UsageError
from ..export import copies, files
from ..request_analysis import WeightRequest
from .shelf import read_options

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,25}")  # what every format takes, with a number behind it for replicates


def check(request: WeightRequest, meaning: Meaning) -> None:
    """Refuse what cannot be written, before any work is done for it."""
    if not NAME.fullmatch(request.name):
        raise UsageError(
            f"--name {request.name!r} is no name for a column: a letter, then up to 25 letters, digits or underscores"
        )
    new = re.compile(rf"{request.name}(_\d+)?", re.IGNORECASE)
    if taken := [name for name in meaning.files[meaning.codebook.main].facts.columns if new.fullmatch(name)]:
        raise UsageError(f"the file has a column {taken[0]} already; choose another --name")
    if request.copy.output is None:
        return
    if str(request.copy.output) == "-":
        raise OutputError("a copy of the data cannot go to standard output; name a file with --output")
    copies.check(meaning.paths[meaning.codebook.main], request.copy.output)
    files.check(_goes(request.copy.output, meaning), force=request.copy.force)


def copy_of(
    request: WeightRequest, meaning: Meaning, sample: Sample
) -> tuple[tuple[Path, bytes] | None, tuple[Note, ...]]:
    """Where the copy goes and what it holds, None where none is asked for; and what must be said of it."""
    if request.copy.output is None:
        return None, (Note.of("weights_unwritten"),)
    path = _goes(request.copy.output, meaning)
    label = f"Adjusted weight, from {_weight_of(request, meaning)}"
    added = [copies.Added(request.name, label, sample.weight)]
    if sample.replicates is not None:
        width = len(str(sample.replicates.size))
        added += [
            copies.Added(f"{request.name}_{number:0{width}d}", f"{label}, replicate {number}", column)
            for number, column in enumerate(sample.replicates.weights.T, start=1)
        ]
    data = meaning.paths[meaning.codebook.main]
    copy = copies.copied(data, added, read_options(request.reading), path.parent)
    name = added[0].name if len(added) == 1 else f"{added[0].name}, {added[1].name} - {added[-1].name}"
    told = Note.of("weights_written", file=path.name, name=name)
    lost = (Note.of("weights_lost", what=", ".join(copy.lost)),) if copy.lost else ()
    return (path, copy.content), (told, *lost)


def _goes(output: Path, meaning: Meaning) -> Path:
    """Where the copy goes; that of made-up data says so in its name."""
    return output.with_name(files.named(output.name, synthetic=meaning.codebook.survey.synthetic))


def _weight_of(request: WeightRequest, meaning: Meaning) -> str:
    declared = meaning.codebook.design
    own = getattr(declared, "weight", None)
    return request.design.weight or own or "equal weights"
