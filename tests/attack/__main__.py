"""Protect random tables, attack them, print how many secrets were told: `python -m tests.attack [tables] [seed]`."""

from __future__ import annotations

import sys
import time
from collections import Counter

import numpy as np

from analysis.presentation.protection import protected
from analysis.presentation.showing import Rules, shown

from .reader import found_out
from .surveys import KINDS, survey, tables

RULES = Rules(reliability="none", protection="standard")


def main(number_of_tables: int = 10_000, seed: int = 20261122) -> int:
    """Exit status 1 where a secret count was found out."""
    rng = np.random.default_rng(seed)
    told_of: Counter[tuple[str, bool]] = Counter()
    hidden_of: Counter[str] = Counter()
    rows_of: Counter[str] = Counter()
    begun = time.perf_counter()
    for number in range(number_of_tables):
        kind = list(KINDS)[number % len(KINDS)]
        made = survey(rng, 4 if kind == "answers by group" else 2)
        estimates = tables(made, kind)
        secret = protected([(one, "standard", "") for one in estimates])
        rows = [row for one, hidden in zip(estimates, secret, strict=True) for row in shown(one, RULES, hidden)]
        rows_of[kind] += len(rows)
        hidden_of[kind] += sum(row.status == "suppressed" for row in rows)
        for told in found_out(made, rows, [one for table in estimates for one in table]):
            of = told.secret
            told_of[kind, told.exactly] += 1
            what = "found out" if told.exactly else "known to be below the limit"
            print(f"table {number}, {kind}, {dict(of.subject.by)}, {of.n_cases} of {of.n}: {what}", flush=True)
    print(f"{number_of_tables} tables, seed {seed}, {time.perf_counter() - begun:.0f} s")
    for kind in KINDS:
        print(
            f"{kind}: {rows_of[kind]} rows, {hidden_of[kind]} hidden, {told_of[kind, True]} found out, "
            f"{told_of[kind, False]} known to be below the limit"
        )
    return int(any(exactly for _, exactly in told_of))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
