"""Plant 500 canaries in a survey, and look for them in all that is written or said: `python -m tests.canaries [SEED]`.

Every command runs in every format and with --debug, on a sound survey and on one of each fault. Exit code 1 where a
canary was seen.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from .commands import CHARTS, EVERY, FORMATS, OTHER_FILES, REPORT, RERUN, asked
from .survey import FAULTS, Planted, sound, spoilt, torn


def everything(seed: int) -> Iterator[tuple[Planted, list[str]]]:
    """Each command with what it gave away."""
    with tempfile.TemporaryDirectory() as place:
        planted = sound(Path(place), seed)
        for command in _all():
            yield planted, asked(planted, command)
    for fault in (*FAULTS, "torn"):
        with tempfile.TemporaryDirectory() as place:
            planted = torn(Path(place), seed) if fault == "torn" else spoilt(Path(place), fault, seed)
            for command in (*EVERY, REPORT, RERUN):
                yield planted, asked(planted, command)


def _all() -> Iterator[Sequence[str]]:
    """Every command in every format that it has."""
    for command in EVERY:
        yield command
        for form in FORMATS:
            if form != "junit" or command[0] in ("verify", "codebook"):
                yield (*command, *_to(form, command))
    yield from OTHER_FILES
    for command in CHARTS:
        yield (*command, "-o", "a.svg", "-o", "a.png", "-o", "a.pptx")
    yield from (REPORT, RERUN)


def _to(form: str, command: Sequence[str]) -> tuple[str, ...]:
    if command[0] == "weight":
        return ("--format", form) if form in ("csv", "json", "md") else ()
    endings = {"table": "txt", "latex": "tex", "junit": "xml"}
    return ("--format", form, "-o", f"a.{endings.get(form, form)}")


def main() -> int:
    """Print how many canaries, how many commands, and what was seen."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    most, commands, seen = 0, 0, list[str]()
    for planted, found in everything(seed):
        most, commands = max(most, len(planted.canaries)), commands + 1
        for what in found:
            print(what, flush=True)
        seen += found
    print(f"seed {seed}: {most} canaries, {commands} commands, {len(seen)} sightings")
    return 1 if seen else 0


if __name__ == "__main__":
    raise SystemExit(main())
