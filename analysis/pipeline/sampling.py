"""The sample as the codebook describes it, each part replaced by what the request says."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import AnyArray, FloatArray
from ..codebook import Meaning
from ..codebook.answers import Level
from ..codebook.model_design import Design as DeclaredDesign
from ..design import DesignColumns, Sample, draw
from ..errors import DesignError
from ..groups import Design, Replication
from ..systems import NONE, System
from .replication import made, replicated, replicates_of


def columns_of(design: Design) -> list[str]:
    """The columns and expressions that the options of the design name."""
    single = (design.weight, design.strata)
    return [*(name for name in single if name), *design.psu, *design.fpc]


def sample_of(meaning: Meaning, design: Design, replication: Replication, system: System = NONE) -> Sample:
    """The sample as the codebook describes it, each part replaced by what the command says.

    What neither says is as the system has it.
    """
    declared, typed = declared_design(meaning), columns_of(design)
    if meaning.codebook.design == "none":
        if typed or design.lonely is not None or design.nest is not None or replication != Replication():
            raise DesignError(
                "the codebook says design: none: the survey has no weights, strata or sampling units; "
                "leave out what speaks of them"
            )
        return draw(DesignColumns(meaning.rows), "certainty", probability=False)
    given = replicates_of(meaning, design, replication, part_of(declared, "replicates"), system)
    weight, strata = design.weight or part_of(declared, "weight"), design.strata or part_of(declared, "strata")
    if given is not None:
        full = _number(meaning, weight) if weight else None
        return replicated(meaning, given, full)
    psu, fpc = design.psu or part_of(declared, "psu") or (), design.fpc or part_of(declared, "fpc") or ()
    nest = design.nest if design.nest is not None else part_of(declared, "nest")
    columns = DesignColumns(
        meaning.rows,
        weight=_number(meaning, weight) if weight else None,
        strata=_identity(meaning, strata) if strata else None,
        psu=tuple(_identity(meaning, name) for name in psu),
        fpc=tuple(_number(meaning, name) for name in fpc),
        nest=nest,
    )
    sample = draw(columns, design.lonely or part_of(declared, "lonely") or system.lonely or "fail")
    return made(sample, replication, system)


def declared_design(meaning: Meaning) -> DeclaredDesign | None:
    """The design that the codebook declares; None where it says there is none."""
    design = meaning.codebook.design
    return None if design == "none" else design


def part_of(declared: DeclaredDesign | None, part: str) -> Any:
    return None if declared is None else getattr(declared, part)


def _number(meaning: Meaning, expression: str) -> FloatArray:
    if any(isinstance(level.value, str) for level in _levels_of(meaning, expression)):
        raise DesignError(f"{expression} holds text, and --weight and --fpc need numbers; name another column")
    number = meaning.number(expression).number
    return np.full(meaning.rows, np.nan) if number is None else number


def _levels_of(meaning: Meaning, expression: str) -> tuple[Level, ...]:
    return meaning.resolve(expression).levels if meaning.knows(expression) else ()


def _identity(meaning: Meaning, name: str) -> AnyArray:
    """What tells strata or units apart: the values of a column, as they are in the file; NaN or "" where blank."""
    answers = meaning.levels(name, most=None)
    values = np.array([level.value for level in answers.levels])
    if values.dtype.kind == "U":
        return np.append(values, "")[np.where(answers.code < 0, len(values), answers.code)]
    return np.append(values, np.nan)[np.where(answers.code < 0, len(values), answers.code)]
