"""Where words go: data to standard output or a file, everything else to standard error."""

from __future__ import annotations

import io
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import OutputError, UsageError, did_you_mean

if TYPE_CHECKING:
    from analysis.choices import OutputFormat
    from analysis.presentation.table import Table
    from analysis.request import Output

NARROWEST, WIDEST = 60, 120  # a table of 200 cells is no easier to read than one of 120
STANDARD_OUTPUT = Path("-")
SYNTHETIC = "synthetic-"


def speak_utf8() -> None:
    """Both streams in UTF-8 whatever the locale says: labels are in any alphabet."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def check(output: Output) -> None:
    """Refuse an output that cannot be written, before any work is done for it."""
    format_of(output)
    if output.output is not None and output.output != STANDARD_OUTPUT:
        from analysis.export import files

        files.check(output.output, force=output.force)


def format_of(output: Output) -> OutputFormat:
    """The format asked for; else the one that the name of the file tells; else a table."""
    if output.format is not None:
        return output.format
    if output.output is None or output.output == STANDARD_OUTPUT:
        return "table"
    from analysis.export import SUFFIXES

    suffix = output.output.suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        hint = did_you_mean(suffix, SUFFIXES)
        name = output.output.name
        raise UsageError(f"the name {name} does not tell a format; end it in {known}, or add --format.{hint}")
    return SUFFIXES[suffix]


def show(table: Table, output: Output) -> None:
    """Write `table` where and how `output` says."""
    words = _words(table, format_of(output), to_file=output.output not in (None, STANDARD_OUTPUT))
    if output.output is None or output.output == STANDARD_OUTPUT:
        say(words)
        return
    from analysis.export import files

    path = named_for(table, output.output)
    files.write(words, path, force=output.force)
    tell(f"wrote {path}")


def named_for(table: Table, path: Path) -> Path:
    """`path`; for made-up data with a name that says so, because an invented percentage would be quoted as fact."""
    if not table.synthetic or path.name.startswith(SYNTHETIC):
        return path
    return path.with_name(SYNTHETIC + path.name)


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


def _words(table: Table, form: OutputFormat, *, to_file: bool) -> str:
    from analysis.export import WRITERS, text

    if form == "table" and not to_file:
        columns = shutil.get_terminal_size(fallback=(80, 24)).columns
        return text.write(table, width=max(NARROWEST, min(columns, WIDEST)))
    return WRITERS[form](table)
