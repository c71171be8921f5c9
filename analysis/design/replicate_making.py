"""Replicate weights made from a design: jackknife, balanced half-samples and Rao and Wu's bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray
from ..choices import MadeReplicates
from ..codebook.answers import Note
from ..errors import DesignError, as_written
from .hadamard import hadamard
from .replicates import Replicates
from .sample import Sample
from .units import MOST_NAMED, Stage

MOST = 2**29  # weights that are made at most: 4 GB
USUAL_COUNT = 500
USUAL_SEED = 1


@dataclass(frozen=True, slots=True)
class Making:
    """What is to be made.

    Attributes:
        count: how many replicates; None for as many as the method needs, and 500 for the bootstrap.
        rho: Fay's factor.
        seed: of the bootstrap; 1 where nobody said.
    """

    method: MadeReplicates
    count: int | None = None
    rho: float | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class _Made:
    """Factors of the weight by first-stage unit, shape (u, r), and how squares are added up."""

    factors: FloatArray
    scale: float
    rscales: FloatArray
    kind: str


def with_replicates(sample: Sample, making: Making) -> Sample:
    """The sample with replicate weights; its units stay, and so does what is known of them.

    Only the first stage is replicated, as in R's `as.svrepdesign`: what later stages add is part of the spread between
    first-stage units.
    """
    _refuse(sample, making)
    first = sample.units.stages[0]
    made = _METHODS[making.method](first, making)
    unit = sample.units.primary()[sample.unit]
    rows, size = len(unit), made.factors.shape[1]
    if rows * size > MOST:
        raise DesignError(
            f"{size:,} replicates of {rows:,} rows are too many to hold ({rows * size / 2**27:.0f} GB); "
            "make fewer with --make-replicates bootstrap --replicate-count, or leave --make-replicates out"
        )
    weights = made.factors[unit]
    weights *= sample.weight[:, None]
    df = float(np.count_nonzero(sample.units.active) - np.count_nonzero(_active_strata(sample)))
    if making.method == "bootstrap":
        df = min(df, float(size - 1))  # a spread of few replicates is no better known than they are many
    found = Replicates(weights, made.scale, made.rscales, df=df, kind=made.kind, made=True)
    return replace(sample, replicates=found, notes=(*sample.notes, *_notes(sample, making)))


def _refuse(sample: Sample, making: Making) -> None:
    if sample.units.second is not None or any(stage.unequal is not None for stage in sample.units.stages):
        raise DesignError(
            "replicates are not made of units drawn with unequal probabilities (pps) or in two phases, whose variance "
            "they would not have; leave --make-replicates out"
        )
    if making.method != "bootstrap" and making.seed is not None:
        raise DesignError(f"--seed is for the bootstrap; {making.method} has no chance in it")
    if making.method in ("jk1", "jkn") and making.count is not None:
        raise DesignError(f"{making.method} makes one replicate for each unit; leave --replicate-count out")
    if making.method != "fay" and making.rho is not None:
        raise DesignError(f"--rho is for --make-replicates fay; {making.method} has none")
    if sample.lonely in ("adjust", "average") and sample.units.stages[0].lonely.any():
        raise DesignError(
            f"--lonely {sample.lonely} has no like among replicates, since a lonely unit cannot be left out; "
            "choose collapse, certainty or remove"
        )


def _active_strata(sample: Sample) -> BoolArray:
    return np.asarray(np.logical_or.reduceat(sample.units.active, sample.units.stages[0].starts()))


def _notes(sample: Sample, making: Making) -> tuple[Note, ...]:
    """What the method leaves out of the design."""
    first, *later = sample.units.stages
    notes: list[Note] = []
    if making.method in ("brr", "fay") and (first.fraction > 0).any():
        notes.append(Note.of("replicates_without_fpc"))
    if later:
        notes.append(Note.of("replicates_of_first_stage"))
    if making.method == "bootstrap":
        notes.append(Note.of("replicates_seed", seed=str(USUAL_SEED if making.seed is None else making.seed)))
    return tuple(notes)


def _deleting(first: Stage, unit: IntArray) -> FloatArray:
    """Factors that leave out one unit each, the others of its stratum making up for it."""
    stratum = first.stratum
    n = first.sampled[stratum[unit]]
    factors = np.where(stratum[:, None] == stratum[unit], n / (n - 1), 1.0)
    factors[unit, np.arange(len(unit))] = 0
    return np.asarray(factors)


def _left(first: Stage) -> FloatArray:
    """Share of each stratum that was not drawn: the finite population correction."""
    return np.asarray(1 - first.fraction)


def _jk1(first: Stage, making: Making) -> _Made:
    """Every unit left out once (Wolter 2007, sec. 4.5), in a design of one stratum."""
    if len(first.sampled) > 1:
        raise DesignError("jk1 is for designs without strata; choose --make-replicates jkn")
    n = int(first.sampled[0])
    if n < 2:
        raise DesignError("there is one sampling unit, so none can be left out; check --psu")
    scale = (n - 1) / n * float(_left(first)[0])
    return _Made(_deleting(first, np.arange(n)), scale, np.ones(n), "JK1")


def _jkn(first: Stage, making: Making) -> _Made:
    """Every unit left out once, inside its stratum; one that was alone or taken whole is in every replicate."""
    n = first.sampled[first.stratum]
    unit = np.flatnonzero((n > 1) & (_left(first)[first.stratum] > 0))
    if not len(unit):
        raise DesignError("no stratum has two sampling units, so none can be left out; check --strata and --psu")
    rscales = ((n - 1) / n * _left(first)[first.stratum])[unit]
    return _Made(_deleting(first, unit), 1.0, rscales, "JKn")


def _balanced(first: Stage, making: Making) -> _Made:
    """Half-samples balanced by a Hadamard matrix (McCarthy 1969); Fay's keep a part of the other half."""
    rho = 0.0 if making.method == "brr" else making.rho
    if rho is None or not 0 <= rho < 1:
        raise DesignError("fay needs --rho from 0 to below 1, as in --rho 0.3")
    pairs = first.sampled == 2
    if odd := [as_written(name) for name in first.names[~pairs & ~_in_all(first)].tolist()]:
        named = ", ".join(odd[:MOST_NAMED]) + (", ..." if len(odd) > MOST_NAMED else "")
        raise DesignError(
            f"half-samples need two sampling units in every stratum, and these have others: {named}; "
            "choose --make-replicates jkn or bootstrap"
        )
    if not pairs.any():
        raise DesignError("no stratum has two sampling units, so there are no half-samples; check --strata and --psu")
    signs = hadamard(int(np.count_nonzero(pairs)) + 1, making.count)[:, 1:]  # the first column is all ones
    factors = np.ones((len(first.stratum), len(signs)))
    start = first.starts()[pairs]
    chosen = signs[:, : len(start)].T * (1 - rho)
    factors[start], factors[start + 1] = 1 + chosen, 1 - chosen
    size = len(signs)
    return _Made(factors, 1 / (size * (1 - rho) ** 2), np.ones(size), "BRR" if making.method == "brr" else "Fay")


def _in_all(first: Stage) -> BoolArray:
    """Strata of one unit that a lonely rule, or its certainty, keeps in every replicate."""
    return np.asarray(first.sampled == 1)


def _bootstrap(first: Stage, making: Making) -> _Made:
    """n - 1 of the n units of a stratum drawn with replacement, and rescaled.

    Rao and Wu (1988), with the finite population in the factor; as weights, Rao, Wu and Yue (1992).
    """
    size = USUAL_COUNT if making.count is None else making.count
    if size < 2:
        raise DesignError(f"--replicate-count {size} gives no spread; ask for 2 or more, as in 500")
    chance = np.random.default_rng(USUAL_SEED if making.seed is None else making.seed)
    factors = np.ones((len(first.stratum), size))
    for start, n, left in zip(first.starts(), first.sampled, _left(first), strict=True):
        if n > 1:
            drawn = chance.multinomial(n - 1, np.full(n, 1 / n), size).T
            kept = np.sqrt(left)
            factors[start : start + n] = 1 - kept + kept * n / (n - 1) * drawn
    return _Made(factors, 1 / (size - 1), np.ones(size), "bootstrap")


_METHODS: Mapping[MadeReplicates, Callable[[Stage, Making], _Made]] = {
    "jk1": _jk1,
    "jkn": _jkn,
    "brr": _balanced,
    "fay": _balanced,
    "bootstrap": _bootstrap,
}
