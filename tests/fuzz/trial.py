"""One damaged file given to the command, and what is wrong with how it took it."""

from __future__ import annotations

import io
import warnings
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

from cli.app import main

from .seeds import CANARY

ALLOWED: Final = range(7)  # done, findings, usage, codebook, data, design, protection
FATES: Final = {"makes the program that reads it fail": "ended the library", "takes too long": "took too long"}
LINES_OF_A_CODEBOOK: Final = 200  # faults of a codebook are told all at once, a line each


def faults(path: Path) -> list[str]:
    """What is wrong with how the command takes this file; nothing when all is well."""
    return trial(path)[1]


def trial(path: Path) -> tuple[str, list[str]]:
    """What became of the file in a word, and what is wrong with that."""
    out, err = io.StringIO(), io.StringIO()
    with warnings.catch_warnings(), redirect_stdout(out), redirect_stderr(err):
        warnings.simplefilter("always")
        try:
            code = main(arguments(path))
        except BaseException as error:
            return "failed", [f"{type(error).__name__} came out of it"]
    said = err.getvalue()
    fate = "read" if code < 2 else next((fate for words, fate in FATES.items() if words in said), "refused")
    return fate, _faults(code, out.getvalue(), said, codebook=path.suffix == ".yaml")


def arguments(path: Path) -> list[str]:
    """A codebook is read together with the answers that lie beside it; of a survey file every value is read."""
    if path.suffix == ".yaml":
        return ["prevalence", "--codebook", str(path)]
    return ["data", "describe", str(path)]


def _faults(code: int, out: str, err: str, *, codebook: bool) -> list[str]:
    found = [] if code in ALLOWED else [f"exit code {code}: {err.strip()[:200]}"]
    if "Traceback" in err or "Warning" in err:
        found.append(f"a traceback or a warning: {err.strip()[-200:]}")
    if CANARY in err or (code and CANARY in out):
        found.append("the answer of a respondent")
    lines = err.strip().count("\n") + 1
    if code > 1 and not 1 <= lines <= (LINES_OF_A_CODEBOOK if codebook else 1):
        found.append(f"{lines} lines where one sentence belongs")
    if code > 1 and not err.startswith("tallybook: "):
        found.append("it says nothing")
    return found
