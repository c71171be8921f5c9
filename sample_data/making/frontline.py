"""The answers of 50 frontline workers: a convenience sample, so without weights, strata or sampling units."""

from __future__ import annotations

import numpy as np

from .answers import REFUSED

WORKERS = 50
SERVICES = {"medical": 0.7, "counselling": 0.6, "legal": 0.4, "shelter": 0.3}


def exactly(count: int, rng: np.random.Generator, codes: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """The first of `codes` for `count` workers drawn at random, the second for the others."""
    return np.where(rng.permutation(WORKERS) < count, *codes).astype(float)


def workers(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """The columns of the frontline file; no count is made to match a published one."""
    agree, disagree = rng.choice((1, 2), size=WORKERS, p=(0.4, 0.6)), rng.choice((3, 4), size=WORKERS, p=(0.7, 0.3))
    services = {name: (rng.random(WORKERS) < chance).astype(float) for name, chance in SERVICES.items()}
    services["nothing"] = 1.0 - np.max(list(services.values()), axis=0)
    columns = {
        "worker_id": np.arange(1, WORKERS + 1),
        "role": rng.choice((1, 2, 3, 4, 5), size=WORKERS, p=(0.34, 0.22, 0.16, 0.14, 0.14)),
        "region": rng.choice((1, 2, 3), size=WORKERS, p=(0.5, 0.3, 0.2)),
        "years": np.clip(np.round(rng.gamma(2.2, 3.6, size=WORKERS)), 1, 30),
        "stigma": exactly(36, rng, (agree, disagree)),
        "low_awareness": exactly(33, rng, (agree, disagree)),
        "workload": exactly(17, rng, (agree, disagree)),
        "trained": exactly(19, rng, (np.array(1), np.array(2))),
        "cases_seen": exactly(22, rng, (np.array(1), np.array(2))),
        **{f"service_{name}": values for name, values in services.items()},
    }
    columns["workload"][rng.integers(WORKERS)] = REFUSED
    columns["cases_seen"][rng.integers(WORKERS)] = REFUSED
    columns["years"][rng.integers(WORKERS)] = np.nan
    return columns
