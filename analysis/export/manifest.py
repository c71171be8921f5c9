"""The manifest beside an output: what it was made from, by which request, and what it says, for whoever repeats it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..codebook.pins import fingerprint
from ..errors import DataError
from ..presentation.document import Exhibit
from .flat import plain

SCHEMA_VERSION = "1.0"
NAME = "manifest.json"
PARTS = ("request", "inputs", "about", "says", "outputs")


def manifest(
    command: str,
    request: Mapping[str, Any],
    inputs: Mapping[str, str],
    shown: Sequence[Exhibit],
    outputs: Mapping[str, bytes],
    about: Mapping[str, Any],
    failed: Iterable[str] = (),
) -> bytes:
    """The manifest as JSON.

    Args:
        inputs: sha256 of each file read, by its name; no folder, since that would tell of a machine.
        outputs: content of each file written, by its name.
        about: versions, and what the numbers stand on.
        failed: figures and formats that could not be made.
    """
    document = {
        "schema_version": SCHEMA_VERSION,
        "command": command,
        "request": request,
        "inputs": dict(sorted(inputs.items())),
        "about": about,
        "rows": {exhibit.id: _rows(exhibit) for exhibit in shown},
        "says": {exhibit.id: [list(line.cells) for line in exhibit.table.lines] for exhibit in shown},
        "outputs": {name: sha256(content) for name, content in sorted(outputs.items())},
        "failed": sorted(failed),
    }
    return (json.dumps(plain(document), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def of_output(shown: Exhibit, form: str, name: str, content: bytes) -> bytes:
    """The manifest of a single table, chart or copy of the data that was written to the file `name`."""
    made = shown.table
    about = {key: part for key, part in made.provenance.items() if key not in ("request", "drawing")}
    asked = {
        "of": made.provenance.get("request", {}),
        "drawing": made.provenance.get("drawing") if shown.chart else None,
        "format": form,
    }
    return manifest(made.command, asked, fingerprints(made.inputs), [shown], {name: content}, about)


def fingerprints(paths: Iterable[Path]) -> dict[str, str]:
    """The sha256 of each file by its name; of files that share a name, as those of the register do, of all together."""
    found: dict[str, list[str]] = {}
    for path in dict.fromkeys(paths):
        if path.is_file():
            found.setdefault(path.name, []).append(fingerprint(path))
    return {
        name: digests[0] if len(digests) == 1 else sha256("".join(digests).encode()) for name, digests in found.items()
    }


def read(path: Path) -> dict[str, Any]:
    """A manifest; refused where it is none."""
    try:
        return parsed(path.read_bytes(), path.name)
    except OSError as error:
        raise DataError(f"{path.name} cannot be read ({error.strerror}); check the path.") from error


def parsed(content: bytes, name: str) -> dict[str, Any]:
    """What the manifest of this name says; refused where it is none, with all its parts."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{name} cannot be read as a manifest; name the {NAME} beside an output.") from error
    if not isinstance(found, dict) or not isinstance(found.get("command"), str) or not _whole(found):
        raise DataError(f"{name} is no manifest of tallybook; name the {NAME} beside an output.")
    return found


def _whole(found: Mapping[str, Any]) -> bool:
    """Is every part of a manifest there, and every name of a file one without a folder?"""
    return all(isinstance(found.get(part), dict) for part in PARTS) and all(
        name not in ("", "..") and Path(name).name == name for name in found["outputs"]
    )


def sha256(content: bytes) -> str:
    """The fingerprint of an output."""
    return hashlib.sha256(content).hexdigest()


def beside(output: Path) -> Path:
    """Where the manifest of a single output stands."""
    return output.with_name(f"{output.name}.{NAME}")


def _rows(exhibit: Exhibit) -> dict[str, Any]:
    """Rows at each step: in the files, in the domain, and answered where the first number of the table stands."""
    about, rows = exhibit.table.provenance, exhibit.table.rows
    files = {name: one.get("rows") for name, one in about.get("files", {}).items()}
    answered = None if not rows or rows[0].base_hidden else rows[0].estimate.n
    return {"files": files, "domain": about.get("rows_in_domain"), "answered": answered}
