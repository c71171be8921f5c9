"""Protect and attack random tables: `python -m tests.attack [tables] [seed] [kind]`, where a kind is any word of it."""

from __future__ import annotations

import sys
import time
from collections import Counter

import numpy as np

from analysis.presentation.showing import Rules

from .reader import found_out, printed
from .surveys import DOMAINS, KINDS, hidden, survey, tables

RULES = Rules(reliability="none", protection="standard")


def main(number_of_tables: int = 10_000, seed: int = 20261122, only: str = "") -> int:
    """Exit status 1 where a secret count was found out; `only` is a word of the kinds that are made."""
    kinds = [kind for kind in KINDS if only in kind]
    rng = np.random.default_rng(seed)
    told_of: Counter[tuple[str, bool]] = Counter()
    hidden_of: Counter[str] = Counter()
    rows_of: Counter[str] = Counter()
    begun = time.perf_counter()
    for number in range(number_of_tables):
        kind = kinds[number % len(kinds)]
        several = kind == "answers by group" or (kind == DOMAINS and rng.random() < 0.25)
        made = survey(rng, 4 if several else 2)
        asked = tables(made, kind, rng)
        lines = printed(made, asked, hidden(made, asked), RULES)
        rows_of[kind] += len(lines)
        hidden_of[kind] += sum(line.row.status == "suppressed" for line in lines)
        for told in found_out(made, lines):
            of = told.secret
            told_of[kind, told.exactly] += 1
            what = "found out" if told.exactly else "known to be below the limit"
            what += " by difference" if told.by_difference else ""
            print(f"table {number}, {kind}, {dict(of.subject.by)}, {of.n_cases} of {of.n}: {what}", flush=True)
    print(f"{number_of_tables} tables, seed {seed}, {time.perf_counter() - begun:.0f} s")
    for kind in kinds:
        print(
            f"{kind}: {rows_of[kind]} rows, {hidden_of[kind]} hidden, {told_of[kind, True]} found out, "
            f"{told_of[kind, False]} known to be below the limit"
        )
    return int(any(exactly for _, exactly in told_of))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3]), *sys.argv[3:4]))
