"""One damaged file given to the command, and what is wrong with how it took it."""

from __future__ import annotations

import io
import warnings
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

from cli.app import main

from .pinned import Pinned, lost
from .seeds import CANARY

ALLOWED: Final = range(7)  # done, findings, usage, codebook, data, design, protection
FATES: Final = {"makes the program that reads it fail": "ended the library", "takes too long": "took too long"}
# Faults of a codebook are told all at once, a line each; what a report could not make stands under a line that says so.
LINES: Final = {".yaml": 200, ".pptx": 2}


def faults(path: Path) -> list[str]:
    """What is wrong with how the command takes this file; nothing when all is well."""
    return trial(path)[1]


def trial(path: Path, pins: Pinned | None = None) -> tuple[str, list[str]]:
    """What became of the file in a word, and what is wrong with that; `pins` are of the file before it was damaged."""
    out, err = io.StringIO(), io.StringIO()
    with warnings.catch_warnings(), redirect_stdout(out), redirect_stderr(err):
        warnings.simplefilter("always")
        try:
            code = main(arguments(path))
            silent = lost(path, pins) if pins is not None and code < 2 else []
        except BaseException as error:
            return "failed", [f"{type(error).__name__} came out of it"]
    said = err.getvalue()
    fate = "read" if code < 2 else next((fate for words, fate in FATES.items() if words in said), "refused")
    return fate, [*silent, *_faults(code, out.getvalue(), said, LINES.get(path.suffix, 1))]


def arguments(path: Path) -> list[str]:
    """A codebook and a template are read with what `seeds.beside` wrote; of a survey file every value is read."""
    if path.suffix == ".yaml":
        return ["prevalence", "--codebook", str(path)]
    if path.suffix == ".pptx":
        report, out = path.parent / "report" / "report.yaml", path.parent / "report" / "out"
        return ["report", str(report), "-o", str(out), "--format", "pptx", "--template", str(path), "--force"]
    return ["data", "describe", str(path)]


def _faults(code: int, out: str, err: str, most: int) -> list[str]:
    found = [] if code in ALLOWED else [f"exit code {code}: {err.strip()[:200]}"]
    if "Traceback" in err or "Warning" in err:
        found.append(f"a traceback or a warning: {err.strip()[-200:]}")
    if CANARY in err or (code and CANARY in out):
        found.append("the answer of a respondent")
    lines = err.strip().count("\n") + 1
    if code > 1 and not 1 <= lines <= most:
        found.append(f"{lines} lines where one sentence belongs")
    if code > 1 and not err.startswith("tallybook: "):
        found.append("it says nothing")
    return found
