"""Draw mutants and put each on trial, in the place where pytest would run its tests."""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import re
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TextIO

import pytest

from .equivalent import EQUIVALENT as OF_NUMBERS
from .equivalent_files import EQUIVALENT as OF_FILES
from .mutants import Mutant, mutants
from .parts import ELSEWHERE, PARTS, STARTS
from .reach import reached_by
from .tracing import Reached
from .trials import Verdict, trial

ROOT = Path(__file__).resolve().parents[2]
EQUIVALENT = OF_NUMBERS | OF_FILES
SURVIVED = ("survived", "unreached")


class Campaign:
    """A plugin that takes the place of pytest's own loop once all tests are collected."""

    def __init__(self, options: argparse.Namespace, out: TextIO) -> None:
        self.options, self.out = options, out
        self.part = PARTS[options.part]
        self.results: list[tuple[Mutant, Verdict]] = []
        self.seconds = 0.0  # spent on mutants, without the trace

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Trace the tests once, or read what an earlier trace of the same tree left; then try each mutant."""
        session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # one, for all processes
        import hypothesis  # here, because pytest wants to be the first who loads it

        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)  # a failure need not be made small
        hypothesis.settings.register_profile("mutation", hypothesis.settings(), phases=phases)
        hypothesis.settings.load_profile("mutation")
        reached = reached_by(session, ROOT, self.part.rooms, self.say)
        drawn, known = self._drawn(), self._known()
        self.results = [(mutant, known[_of_line(mutant)]) for mutant in drawn if _of_line(mutant) in known]
        left = [mutant for mutant in drawn if _of_line(mutant) not in known]
        start = time.perf_counter()
        for number, mutant, verdict, told in self._tried(session, left, reached):
            self.results.append((mutant, verdict))
            self._keep(mutant, verdict)
            if verdict.fate in SURVIVED or self.options.verbose:
                self.say(f"{number} {verdict.fate} ({told}): [{mutant.kind}] {mutant}")
        self.seconds = time.perf_counter() - start
        return True

    def say(self, line: str) -> None:
        """Past pytest's capture."""
        print(line, file=self.out, flush=True)

    def _tried(
        self, session: pytest.Session, drawn: Sequence[Mutant], reached: dict[str, Reached]
    ) -> Iterator[tuple[int, Mutant, Verdict, str]]:
        """Verdicts as they come, of as many processes at once as there are jobs."""
        items = {item.nodeid: item for item in session.items}
        context = multiprocessing.get_context("fork")
        said = context.SimpleQueue()

        def work(first: int) -> None:
            noticed: dict[str, set[str]] = defaultdict(set)  # by file; what noticed one change often notices another
            for number in range(first, len(drawn), self.options.jobs):
                tests, apart = self._tests(drawn[number], reached)
                ordered = self._afforded(tests, reached, noticed[drawn[number].file])
                chosen = [(items[test], reached[test].seconds) for test in ordered]
                start = time.perf_counter()
                verdict = trial(ROOT, drawn[number], session, chosen, apart=apart, every=self.options.every)
                noticed[drawn[number].file].update(verdict.by)
                said.put((number, verdict, f"{len(chosen)} of {len(tests)} tests, {time.perf_counter() - start:.1f} s"))

        workers = [context.Process(target=work, args=(first,), daemon=True) for first in range(self.options.jobs)]
        for worker in workers:
            worker.start()
        for _ in drawn:
            while said.empty() and any(worker.is_alive() for worker in workers):
                time.sleep(0.02)
            if said.empty():
                raise RuntimeError("a process that tries mutants ended early")
            number, verdict, told = said.get()
            yield number, drawn[number], verdict, told

    def _afforded(self, tests: Sequence[str], reached: dict[str, Reached], early: Collection[str]) -> Sequence[str]:
        """The `early` tests and then the quickest, as many as fit into the budget."""
        ordered = sorted(tests, key=lambda test: (test not in early, reached[test].seconds))
        spent = accumulate(reached[test].seconds for test in ordered)
        return ordered[: max(1, sum(seconds <= self.options.budget for seconds in spent))]

    def _known(self) -> dict[str, Verdict]:
        """Verdicts of an earlier run that the file of `--out` holds, by mutant."""
        if not self.options.out or not self.options.out.exists():
            return {}
        rows = [json.loads(line) for line in self.options.out.read_text(encoding="utf-8").splitlines()]
        return {row["mutant"]: Verdict(row["fate"], tuple(row["by"])) for row in rows}

    def _keep(self, mutant: Mutant, verdict: Verdict) -> None:
        if self.options.out:
            row = {"mutant": _of_line(mutant), "kind": mutant.kind} | asdict(verdict)
            with self.options.out.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(row) + "\n")

    def _drawn(self) -> list[Mutant]:
        """One mutant of every file, then others, in an order that the seed gives; equivalent ones left out."""
        wanted = re.compile(self.options.only)
        every = [mutant for path in self.part.files(ROOT) for mutant in mutants(ROOT, str(path.relative_to(ROOT)))]
        stale = EQUIVALENT.keys() - {mutant.key for mutant in every}
        for key in sorted(key for key in stale if key[0].startswith(self.part.rooms)):
            self.say(f"listed as equivalent, but no such mutant any more: {key}")
        every = sorted((one for one in every if wanted.search(str(one))), key=self._place)
        of_files = {mutant.file: mutant for mutant in reversed(every)}.values()
        every.sort(key=lambda mutant: not any(mutant is first for first in of_files))
        first = every[: self.options.sample]
        drawn = [mutant for mutant in first if (mutant.key in EQUIVALENT) == self.options.equivalent]
        self.say(f"{len(every)} mutants; of {len(first)} drawn {len(first) - len(drawn)} set aside as equivalent")
        return drawn

    def _place(self, mutant: Mutant) -> bytes:
        """By chance, and the same whatever other mutants there are: a change elsewhere draws no other sample."""
        return hashlib.sha256(f"{self.options.seed} {mutant.key}".encode()).digest()

    def _tests(self, mutant: Mutant, reached: dict[str, Reached]) -> tuple[list[str], bool]:
        """Tests that reach the mutant's statement; of one outside functions those that reach a line with its name.

        And whether the change is made before anything is imported: outside functions, and where no test comes by.
        """
        lines = {(mutant.file, line) for line in range(mutant.lines[0], mutant.lines[1] + 1)}
        if not mutant.function:
            named = re.compile(rf"\b(?:{mutant.uses or re.escape(Path(mutant.file).stem)})\b")
            lines = {line for line, text in self._texts.items() if named.search(text)} - lines
        found = [test for test, one in reached.items() if one.lines & lines]
        if mutant.file in ELSEWHERE:
            return self._of_file(STARTS, reached, found), True
        if found:
            return found, not mutant.function
        return self._of_file(mutant.file, reached) or list(reached), True  # of definitions no line is run by a test

    def _of_file(self, name: str, reached: dict[str, Reached], first: Sequence[str] = ()) -> list[str]:
        """Tests that reach any line of a file, besides those that are `first`."""
        return [*dict.fromkeys([*first, *(t for t, one in reached.items() if any(f == name for f, _ in one.lines))])]

    @cached_property
    def _texts(self) -> dict[tuple[str, int], str]:
        return {
            (str(path.relative_to(ROOT)), number): text
            for path in self.part.files(ROOT)
            for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        }


def _of_line(mutant: Mutant) -> str:
    """Name of a mutant in the file of verdicts; two alike on one line share it."""
    return f"{mutant} [{mutant.kind}]"
