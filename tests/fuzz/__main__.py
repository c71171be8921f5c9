"""Damage files and read them: `python -m tests.fuzz [inputs] [seed] [folder]`; the folder holds further whole files."""

from __future__ import annotations

import argparse
import datetime
import os
import select
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from . import seeds
from .damage import damaged
from .pinned import all_pinned
from .trial import trial

LATE = 200  # seconds; more than the limit of the command itself
MEMORY = 6 << 30  # of the process that plays the user's


def inputs(whole: Sequence[Path], seed: int, first: int, last: int, folder: Path) -> Iterator[tuple[int, Path, Path]]:
    """The damaged files from `first` to before `last` and what they were made of; with one seed the damage is one, but
    some hold the hour."""
    for number in range(first, last):
        rng = np.random.default_rng([seed, number])
        origin = whole[number % len(whole)]
        path = folder / f"{number}{origin.suffix}"
        path.write_bytes(damaged(origin.read_bytes(), rng))
        yield number, path, origin


def work(whole: Sequence[Path], seed: int, first: int, last: int, folder: Path, line: int) -> None:
    """Read one after the other and say on `line` what became of each."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pins = all_pinned(whole)
    for number, path, origin in inputs(whole, seed, first, last, folder):
        os.write(line, f"{number}\t{path.suffix}\n".encode())
        started = time.monotonic()
        fate, found = trial(path, pins[origin])
        took = time.monotonic() - started
        said = "; ".join(" ".join(fault.split()) for fault in found)
        os.write(line, f"{number}\t{path.suffix}\t{took:.3f}\t{fate}\t{said[:400]}\n".encode())
        if not found and fate in ("read", "refused"):
            path.unlink()
    from analysis.isolation import process

    process.stop()


class Tally:
    """What became of the inputs so far."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.fates: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.slowest = 0.0
        self.open: tuple[int, str] | None = None

    def hear(self, text: str) -> None:
        """One line of the process that reads."""
        number, suffix, *rest = text.split("\t")
        self.open = (int(number), suffix)
        if rest:
            self.seen[suffix] += 1
            self.slowest = max(self.slowest, float(rest[0]))
            self.fates[rest[1]] += 1
            self.open = None
            if rest[2]:
                self.blame(int(number), suffix, rest[2])

    def blame(self, number: int, suffix: str, why: str) -> None:
        """One more input that was not taken as it should be."""
        self.wrong.append(f"{number}{suffix}: {why}")
        print(self.wrong[-1], flush=True)


def campaign(whole: Sequence[Path], seed: int, count: int, folder: Path) -> Tally:
    """All inputs, in a process that is started anew after one that ended it or did not come back."""
    tally, first = Tally(), 0
    while first < count:
        ours, theirs = os.pipe()
        reader = os.fork()
        if not reader:
            os.close(ours)
            code = 1
            try:
                work(whole, seed, first, count, folder, theirs)
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(theirs)
        late = _listen(ours, tally)
        if late:
            os.kill(reader, signal.SIGKILL)
        _, status = os.waitpid(reader, 0)
        os.close(ours)
        if tally.open is None and status:
            raise RuntimeError("the fuzzer itself failed")
        if tally.open is None:
            break
        number, suffix = tally.open
        tally.seen[suffix] += 1
        tally.blame(number, suffix, "it hangs" if late else f"it ended the process, status {status}")
        tally.open, first = None, number + 1
    return tally


def _listen(line: int, tally: Tally) -> bool:
    """Hear all that is said; whether it stopped for too long."""
    rest = b""
    while select.select([line], [], [], LATE)[0]:
        said = os.read(line, 1 << 16)
        if not said:
            return False
        *lines, rest = (rest + said).split(b"\n")
        for text in lines:
            tally.hear(text.decode())
    return True


def main() -> int:
    """Make, damage, read, and print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("inputs", nargs="?", type=int, default=2_000)
    asked.add_argument("seed", nargs="?", type=int, default=1)
    asked.add_argument("folder", nargs="?", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        whole = seeds.make(Path(made))
        further = sorted(path for path in given.folder.iterdir() if path.is_file()) if given.folder else []
        folder = Path(tempfile.mkdtemp(prefix="tallybook-fuzz-"))
        seeds.beside(folder)
        started = time.monotonic()
        tally = campaign([*whole, *further], given.seed, given.inputs, folder)
    each = ", ".join(f"{count:,} {suffix}" for suffix, count in sorted(tally.seen.items()))
    print(
        f"{datetime.date.today().isoformat()}, seed {given.seed}: {sum(tally.seen.values()):,} damaged files ({each})"
    )
    print(", ".join(f"{count:,} {fate}" for fate, count in tally.fates.most_common()))
    print(
        f"{len(tally.wrong)} not taken as they should be; the slowest took {tally.slowest:.1f} s, "
        f"all {time.monotonic() - started:.0f} s. Those and what ended the library are kept in {folder}"
    )
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
