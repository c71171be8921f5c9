"""What a codebook should pin of its files, to be written into it: `tallybook codebook pins`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from ..codebook import Codebook, load, locate, open_meaning
from ..codebook.pins import pins as pins_of
from ..presentation.table import Column, Line, Table
from ..request import PinsRequest
from .finish import repeatable, versions

NOTES = (
    "Write these keys under their file in the codebook: one of other rows, columns, weights or bytes is then refused.",
    "They tell what the files are now, and not that they are whole: compare the rows with where the files came from.",
)


def pins(request: PinsRequest) -> Table:
    """Rows, columns, sum of weights and sha256 of each file as it is now, whatever the codebook pins."""
    codebook = load(request.codebook)
    free = _without_pins(codebook)
    paths = {name: locate(free, name) for name in free.files}
    runs = [open_meaning(free, None, None, which=which) for which in range(max(map(len, paths.values())))]
    found = pins_of(free, runs)
    return Table(
        command="codebook pins",
        title=f"{request.codebook.name}: what its files are",
        columns=(Column("Keys of the codebook", "left"),),
        lines=tuple(_lines(found)),
        more={"pins": tuple({"file": name, **keys} for name, keys in found.items())},
        notes=NOTES,
        provenance={**versions(), "request": repeatable(request)},
        inputs=(request.codebook, *(path for some in paths.values() for path in some)),
    )


def _without_pins(codebook: Codebook) -> Codebook:
    none = {"rows": None, "columns": None, "sum_of_weights": None, "sha256": ()}
    files = {name: file.model_copy(update=none) for name, file in codebook.files.items()}
    return codebook.model_copy(update={"files": files})


def _lines(found: Mapping[str, Mapping[str, object]]) -> Iterator[Line]:
    """Keys and values as YAML, which the JSON of each value is."""
    for name, keys in found.items():
        yield Line((f"files.{name}",), "group")
        for key, value in keys.items():
            yield Line((f"{key}: {json.dumps(value)}",))
