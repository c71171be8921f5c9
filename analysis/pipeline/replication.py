"""Replicate weights of a request: read from the columns that a file gives, or made from the design."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import FloatArray
from ..codebook import Meaning
from ..codebook.model_replicates import ReplicateWeights, matching
from ..design import Sample, weighed
from ..design.replicate_given import Scaling, given
from ..design.replicate_making import Making, with_replicates
from ..errors import DesignError, UsageError, did_you_mean
from ..groups import Design, Replication
from ..systems import System


@dataclass(frozen=True, slots=True)
class Given:
    """Columns of replicate weights, each once, and how their squares are added up."""

    columns: tuple[str, ...]
    scaling: Scaling


def replicates_of(
    meaning: Meaning, design: Design, asked: Replication, declared: ReplicateWeights | None, system: System
) -> Given | None:
    """What replicate weights are given, by the command or else by the codebook; None where there are none."""
    if not asked.replicates and declared is None:
        _refuse_loose(asked)
        return None
    if asked.make_replicates is not None:
        where = "--replicates names them" if asked.replicates else "the codebook names them"
        raise DesignError(f"there are replicate weights already: {where}; leave --make-replicates out")
    if design.strata or design.psu or design.fpc or design.nest is not None or design.lonely is not None:
        raise DesignError(
            "replicate weights stand in place of strata and sampling units; leave out either --replicates (or the "
            "replicates of the codebook) or --strata, --psu, --fpc, --nest and --lonely"
        )
    patterns = asked.replicates or (declared.columns if declared else ())
    columns = _columns(patterns, meaning)
    if design.weight in columns or (declared is None and design.weight is None):
        weight = f"{design.weight} is among" if design.weight else "--weight is needed beside"
        raise DesignError(f"{weight} the columns of --replicates, which replicate it; name both apart")
    return Given(columns, _scaling(asked, None if asked.replicates else declared, system))


def replicated(meaning: Meaning, given_: Given, weight: FloatArray | None) -> Sample:
    """The sample of given replicate weights; it knows of no units, so all rows are one that has no variance."""
    if weight is None:
        raise DesignError("replicate weights need the weight they replicate; give --weight")
    sample = weighed(weight)
    held = np.empty((meaning.rows, len(given_.columns)))
    for position, name in enumerate(given_.columns):
        held[:, position] = _weights(meaning, name)
    replicates, notes = given(held, weight, given_.scaling)
    return replace(sample, replicates=replicates, notes=(*sample.notes, *notes))


def made(sample: Sample, asked: Replication, system: System) -> Sample:
    """The sample with the replicate weights that were asked for, if any were."""
    if asked.make_replicates is None:
        return sample
    making = Making(asked.make_replicates, asked.replicate_count, asked.rho, asked.seed)
    drawn = with_replicates(sample, making)
    if drawn.replicates is None or system.mse is None:
        return drawn
    return replace(drawn, replicates=replace(drawn.replicates, mse=system.mse))


def _refuse_loose(asked: Replication) -> None:
    """Options that say something of replicate weights where there are none."""
    given_ = {
        "--replicate-type": asked.replicate_type,
        "--scale": asked.scale,
        "--rscales": asked.rscales or None,
        "--mse": asked.mse,
        "--combined": asked.combined,
    }
    making = {"--replicate-count": asked.replicate_count, "--seed": asked.seed, "--rho": asked.rho}
    loose = given_ if asked.make_replicates else given_ | making
    if option := next((option for option, typed in loose.items() if typed is not None), None):
        if asked.make_replicates:
            raise UsageError(f"{option} is for replicate weights of the file; --make-replicates has its own scales")
        needs = "--make-replicates" if option in making else "--replicates"
        raise UsageError(f"{option} says something of replicate weights, and there are none; give {needs}")


def _columns(patterns: Collection[str], meaning: Meaning) -> tuple[str, ...]:
    """The columns that the patterns name, each once, in the order of the patterns."""
    facts = meaning.files[meaning.codebook.main].facts
    found: dict[str, None] = {}
    for pattern in patterns:
        names = matching(pattern, facts.columns)
        if not names:
            near = did_you_mean(pattern, facts.columns)
            raise DesignError(f"no column of {facts.name} is named by --replicates {pattern!r}; check it.{near}")
        found.update(dict.fromkeys(names))
    return tuple(found)


def _scaling(asked: Replication, declared: ReplicateWeights | None, system: System) -> Scaling:
    """What the command says, and where it is silent the codebook; of the centre also the system."""
    kind = asked.replicate_type or (declared.type if declared else None)
    if kind is None:
        raise UsageError("say how the replicate weights were made: --replicate-type bootstrap, BRR, Fay, JKn, ...")
    if asked.replicate_count is not None or asked.seed is not None:
        raise UsageError("--replicate-count and --seed are for --make-replicates; leave them out")
    own = declared or ReplicateWeights.model_construct(columns=(), type=kind, mse=system.mse)
    return Scaling(
        kind,
        rho=own.rho if asked.rho is None else asked.rho,
        scale=own.scale if asked.scale is None else asked.scale,
        rscales=asked.rscales or own.rscales,
        mse=own.mse if asked.mse is None else asked.mse,
        df=own.df,
        combined=own.combined if asked.combined is None else asked.combined,
    )


def _weights(meaning: Meaning, name: str) -> FloatArray:
    """A column of the file as it stands, not kept a second time."""
    column = meaning.columns.get(meaning.codebook.main, name)
    if column.categories is not None:
        raise DesignError(f"{name} holds text, and a replicate weight is a number; check the pattern of --replicates")
    return np.asarray(column.values, dtype=np.float64)
