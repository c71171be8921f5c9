"""Where words go: data to standard output or a file, everything else to standard error."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import OutputError, UsageError, did_you_mean
from analysis.groups import Output, Pictures

if TYPE_CHECKING:
    from analysis.choices import OutputFormat
    from analysis.presentation.document import Exhibit
    from analysis.presentation.table import Table

NARROWEST, WIDEST = 60, 120  # a table of 200 cells is no easier to read than one of 120
STANDARD_OUTPUT = Path("-")
PICTURES = ("svg", "png")
BINARY = (*PICTURES, "xlsx", "docx", "pptx")


def speak_utf8() -> None:
    """Both streams in UTF-8 whatever the locale says: labels are in any alphabet."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def check(output: Output | Pictures) -> list[Path]:
    """Refuse an output that cannot be written, before any work is done for it; where each file goes.

    The links on the way to its folder are followed now: one that is made during the work leads nowhere.
    """
    goes = outputs(output)
    places: list[Path] = []
    if goes:
        from analysis.export import files
        from analysis.export.folders import settled

        for path, form in goes:
            places.append(settled(path))
            files.check(places[-1], force=output.force)
            _refuse_picture(form, output)
    elif isinstance(output, Pictures):
        raise UsageError("a chart needs a file to stand in, as in --output chart.svg; .png and .pptx do too.")
    elif output.format in BINARY:
        raise UsageError(f"{output.format} is not for a terminal; name a file, as in --output name.{output.format}.")
    elif output.format is not None:
        _refuse_picture(output.format, output)
    return places


def check_audit(audit: Path | None, places: Sequence[Path], output: Output | Pictures) -> Path | None:
    """Where the record for an output checker goes; refused beside the outputs, and where it cannot be written."""
    if audit is None:
        return None
    from analysis.export.audit import place

    return place(audit, [path.parent for path in places], force=output.force)


def outputs(output: Output | Pictures) -> list[tuple[Path, OutputFormat]]:
    """The files to write, each with its format: the one asked for, else the one that the name of the file tells."""
    if isinstance(output, Pictures):
        return [(path, _told_by(path)) for path in output.output]
    if output.output is None or output.output == STANDARD_OUTPUT:
        return []
    return [(output.output, output.format or _told_by(output.output))]


def show(shown: Table | Exhibit, output: Output | Pictures, places: Sequence[Path], audit: Path | None = None) -> None:
    """Write a table, or a table with its chart, to `places` as `output` says; its manifest stands beside it.

    The record for an output checker goes to `audit`, where one is asked for.
    """
    written: dict[str, bytes] = {}
    if outputs(output):
        written = _write(_exhibit(shown), output, places)
    else:
        say(_words(shown, getattr(output, "format", None) or "table"))
    if audit is not None:
        from analysis.export.audit import record, write

        write(record([_exhibit(shown)], written), audit, force=output.force)
        tell(f"wrote {audit}")


def _exhibit(shown: Table | Exhibit) -> Exhibit:
    from analysis.presentation.document import Exhibit

    return shown if isinstance(shown, Exhibit) else Exhibit("table", shown)


def _write(exhibit: Exhibit, output: Output | Pictures, places: Sequence[Path]) -> dict[str, bytes]:
    """The files with their manifests; what was written, by name."""
    from analysis.export import files, manifest, of_exhibit

    goes = outputs(output)
    synthetic = exhibit.table.synthetic
    placed = [path.with_name(files.named(path.name, synthetic=synthetic)) for path in places]
    made = [(path, form, of_exhibit(exhibit, form)) for path, (_, form) in zip(placed, goes, strict=True)]
    for path, _, _ in made:
        files.check(path, force=output.force)
    for path, form, content in made:
        files.write(content, path, force=output.force)
        tell(f"wrote {path}")
        if exhibit.table.inputs:
            told = manifest.of_output(exhibit, form, path.name, content)
            files.write(told, manifest.beside(path), force=True)
    return {path.name: content for path, _, content in made}


def _told_by(path: Path) -> OutputFormat:
    from analysis.export import SUFFIXES

    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        hint = did_you_mean(suffix, SUFFIXES)
        raise UsageError(f"the name {path.name} does not tell a format; end it in {known}, or add --format.{hint}")
    return SUFFIXES[suffix]


def _refuse_picture(form: OutputFormat, output: Output | Pictures) -> None:
    if form in PICTURES and not isinstance(output, Pictures):
        raise UsageError(f"{form} is a picture, and this command gives a table; see: tallybook chart --help.")


def say(text: str) -> None:
    """Data, to standard output, at once: a closed pipe or a full disk is known before the command ends."""
    if sys.stdout is None:
        raise OutputError("standard output is closed; name a file with --output.")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        why = error.strerror or "unknown reason"
        raise OutputError(f"could not write to standard output: {why}; name a file with --output.") from error


def tell(message: str) -> None:
    """A sentence to the person, on standard error; control characters cannot reach the terminal."""
    if sys.stderr is not None:
        plain = "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in message)
        with suppress(OSError):  # nobody listens; the exit code still speaks
            sys.stderr.write(f"{plain}\n")


def _words(shown: Table | Exhibit, form: OutputFormat) -> str:
    from analysis.export import of_exhibit, text

    exhibit = _exhibit(shown)
    if form == "table":
        columns = shutil.get_terminal_size(fallback=(80, 24)).columns
        return text.write(exhibit.table, width=max(NARROWEST, min(columns, WIDEST)))
    return of_exhibit(exhibit, form).decode()
