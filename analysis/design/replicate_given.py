"""Replicate weights as a file gives them: what they must be, and how squares are scaled for each way of making them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..arrays import FloatArray
from ..choices import ReplicateType
from ..codebook.answers import Note
from ..errors import DesignError
from .replicates import Replicates

ALIKE = 2.0  # whole weights average what the weight does, within this factor
SCALES: Mapping[ReplicateType, Callable[[int, float], float]] = {  # of r replicates, with Fay's factor
    "BRR": lambda r, rho: 1 / r,
    "Fay": lambda r, rho: 1 / (r * (1 - rho) ** 2),
    "JK1": lambda r, rho: (r - 1) / r,
    "JKn": lambda r, rho: 1.0,
    "JK2": lambda r, rho: 1.0,
    "bootstrap": lambda r, rho: 1 / (r - 1),
    "SDR": lambda r, rho: 4 / r,
}


@dataclass(frozen=True, slots=True)
class Scaling:
    """How the squares of given replicates are added up.

    Attributes:
        kind: how they were made; gives the scale where none is given.
        rho: Fay's factor; None for other kinds.
        rscales: one for all replicates, or one each; ones where empty.
        mse: None where nobody said: about the mean of the replicates, as in R, with a note.
        combined: the columns are whole weights; None where nobody said, which takes them so if they look like it.
    """

    kind: ReplicateType
    rho: float | None = None
    scale: float | None = None
    rscales: tuple[float, ...] = ()
    mse: bool | None = None
    df: float | None = None
    combined: bool | None = None


def given(columns: FloatArray, weight: FloatArray, scaling: Scaling) -> tuple[Replicates, tuple[Note, ...]]:
    """The replicates of columns, shape (n, r), which are taken over and may be changed; and what must be said of them.

    Scales: Wolter (2007), chapters 3 to 5; for SDR Fay and Train (1995), as the American Community Survey has it.
    """
    size = columns.shape[1]
    if size < 2:
        raise DesignError("a spread needs two replicate weights or more; check the pattern of --replicates")
    _refuse(columns, weight)
    whole, notes = _whole(columns, weight, scaling.combined)
    if not whole:
        columns *= weight[:, None]
    if scaling.mse is None:
        notes += (Note.of("replicates_about_mean"),)
    made = Replicates(
        columns,
        scaling.scale if scaling.scale is not None else SCALES[scaling.kind](size, _rho(scaling)),
        _rscales(scaling, size),
        bool(scaling.mse),
        scaling.df,
        scaling.kind,
    )
    return made, notes


def _refuse(columns: FloatArray, weight: FloatArray) -> None:
    """Stop at weights that cannot be; a look at the least and the sum of each row finds them in one pass."""
    least = columns.min(axis=1)
    if missing := int(np.count_nonzero(~np.isfinite(least))):
        raise DesignError(f"{missing} rows have a replicate weight that is missing; give them one (0 leaves a row out)")
    if negative := int(np.count_nonzero(least < 0)):
        raise DesignError(f"{negative} rows have a negative replicate weight; check that --replicates names weights")
    without = np.flatnonzero(weight == 0)
    if odd := int(np.count_nonzero(columns[without].any(axis=1))):
        raise DesignError(
            f"{odd} rows weigh nothing and have a replicate weight above zero, so they are in the spread and not in "
            "the estimate; check that --weight and --replicates belong together"
        )
    if empty := int(np.count_nonzero(~columns.any(axis=0))):
        raise DesignError(f"{empty} replicates have no weight above zero; check the pattern of --replicates")


def _whole(columns: FloatArray, weight: FloatArray, said: bool | None) -> tuple[bool, tuple[Note, ...]]:
    """Whether the columns are whole weights: as was said, or as they look; what looks like neither is refused."""
    if said is not None:
        return said, ()
    typical, full = float(columns.mean()), float(weight.mean())
    if 1 / ALIKE < full < ALIKE and 1 / ALIKE < typical < ALIKE:
        return True, (Note.of("replicates_taken_whole"),)
    if not 1 / ALIKE < typical / full < ALIKE:
        raise DesignError(
            f"the replicate weights average {typical:.4g} and the weights {full:.4g}; give --no-combined if the "
            "columns are factors of the weight, --combined if they are whole weights, or check --weight"
        )
    return True, ()


def _rho(scaling: Scaling) -> float:
    if scaling.kind != "Fay":
        if scaling.rho is not None:
            raise DesignError(f"--rho is Fay's factor and {scaling.kind} has none; leave it out, or say Fay")
        return 0.0
    if scaling.rho is None:
        raise DesignError("Fay's method has a factor: give --rho, as in --rho 0.3")
    if not 0 <= scaling.rho < 1:
        raise DesignError(f"--rho {scaling.rho:g} is not from 0 to below 1")
    return scaling.rho


def _rscales(scaling: Scaling, size: int) -> FloatArray:
    """A factor for each replicate."""
    if not scaling.rscales:
        if scaling.kind == "JKn" and scaling.scale is None:
            raise DesignError(
                "JKn needs --rscales: for each replicate (n - 1) / n of the stratum whose unit it leaves out, "
                "or --scale where they are all the same"
            )
        return np.ones(size)
    given_ = np.asarray(scaling.rscales, dtype=np.float64)
    if not (np.isfinite(given_) & (given_ >= 0)).all():
        raise DesignError("--rscales has a number that is negative or none; give factors of zero or more")
    if len(given_) not in (1, size):
        raise DesignError(f"there are {size} replicate weights and {len(given_)} --rscales; give one for each, or one")
    return np.broadcast_to(given_, size).copy()
