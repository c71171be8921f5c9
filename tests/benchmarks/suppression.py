"""Protecting a table of 20 x 10 with its margins, over one bare call of `milp` on the whole program.

The whole program has every table that a reader must not be able to rule out in it from the start (Fischetti and Salazar
2001, section 2). Both must find a choice that costs the same.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.estimation.estimate import Estimate
from analysis.presentation.protection import RULES, protected
from analysis.presentation.protection.cheapest import balance_of, cost_of
from analysis.presentation.protection.counts import Count, Sum
from analysis.presentation.protection.rules import Asked, Need, need
from analysis.presentation.protection.sums import added
from tests.presentation.made import share

DOWN, ACROSS = 20, 10


def crossing(seed: int) -> list[Estimate]:
    """A rare answer in groups of 60 to 200 people."""
    random = np.random.default_rng(seed)
    n = random.integers(60, 200, (DOWN, ACROSS))
    cases = random.binomial(n, random.beta(1.2, 6, n.shape))
    made = [share(int(cases.sum()), int(n.sum()))]
    made += [share(int(cases[i].sum()), int(n[i].sum()), by={"down": i}) for i in range(DOWN)]
    made += [share(int(cases[:, j].sum()), int(n[:, j].sum()), by={"across": j}) for j in range(ACROSS)]
    cells = [(i, j) for i in range(DOWN) for j in range(ACROSS)]
    return [*made, *(share(int(cases[i, j]), int(n[i, j]), by={"down": i, "across": j}) for i, j in cells)]


def whole_program(counts: Sequence[Count], sums: Sequence[Sum], needs: Mapping[int, Need]) -> float:
    """What the cheapest choice costs: m choices, and for each need by how much every count is off in another table."""
    m, wanted = len(counts), [(p, by) for p, n in needs.items() for by in (n.up, -n.down) if by]
    up, down = (np.array([getattr(one, name) for one in counts], dtype=np.float64) for name in ("up", "down"))
    lower, upper = np.tile(-down, (len(wanted), 1)), np.tile(up, (len(wanted), 1))
    for table, (position, amount) in enumerate(wanted):
        (lower if amount > 0 else upper)[table, position] = amount
    tables, own, ones = sparse.eye_array(len(wanted)), sparse.eye_array(lower.size), np.ones((len(wanted), 1))
    adding = sparse.kron(tables, sparse.csr_array(balance_of(sums, m)))
    matrix = sparse.vstack(
        [
            sparse.hstack([sparse.csr_array((adding.shape[0], m)), adding]),
            sparse.hstack([sparse.kron(ones, sparse.diags_array(-up)), own]),
            sparse.hstack([sparse.kron(ones, sparse.diags_array(down)), own]),
        ],
        format="csr",
    )
    equal, each = np.zeros(adding.shape[0]), np.full(lower.size, np.inf)
    secret = np.isin(np.arange(m), list(needs)).astype(np.float64)
    least = np.concatenate([equal, -each, np.zeros(lower.size)])
    most = np.concatenate([equal, np.zeros(lower.size), each])
    found = milp(
        np.concatenate([cost_of(counts, sums), np.zeros(lower.size)]),
        integrality=(np.arange(m + lower.size) < m).astype(np.int64),
        bounds=Bounds(np.concatenate([secret, lower.ravel()]), np.concatenate([np.ones(m), upper.ravel()])),
        constraints=LinearConstraint(matrix, least, most),
    )
    return float(found.fun)


def ratios(runs: int = 5) -> list[float]:
    """Time of all that protects a table over that of the bare call, each on a table of its own."""
    return [_ratio(seed) for seed in range(runs)]


def _ratio(seed: int) -> float:
    estimates = crossing(seed)
    start = time.perf_counter()
    (told,) = protected([(estimates, "standard", "")])
    between = time.perf_counter()
    asked = [Asked(one, RULES["standard"]) for one in estimates]
    counts, sums, _ = added(asked)
    needs = {p: made for p, count in enumerate(counts) if (made := need(estimates[count.rows[0]], RULES["standard"]))}
    begun = time.perf_counter()
    least = whole_program(counts, sums, needs)
    end = time.perf_counter()
    cost = cost_of(counts, sums)
    ours = sum(cost[position] for position, count in enumerate(counts) if count.rows[0] in told.hidden)
    if not np.isclose(ours, least, rtol=1e-4):
        raise RuntimeError(f"what is hidden costs {ours}, and the cheapest choice {least}")
    return (between - start) / (end - begun)
