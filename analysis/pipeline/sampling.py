"""The sample as the codebook describes it, each part replaced by what the request says."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import AnyArray, FloatArray
from ..codebook import Meaning
from ..codebook.answers import Level
from ..codebook.model_design import Design as DeclaredDesign
from ..codebook.model_design import SecondPhase
from ..design import DesignColumns, Sample, draw
from ..design.second_phase import SecondColumns, drawn_again
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
    if declared is not None:
        _refuse_typed(declared, design)
    psu, fpc = design.psu or part_of(declared, "psu") or (), design.fpc or part_of(declared, "fpc") or ()
    nest = design.nest if design.nest is not None else part_of(declared, "nest")
    columns = DesignColumns(
        meaning.rows,
        weight=_number(meaning, weight) if weight else None,
        strata=_identity(meaning, strata) if strata else None,
        psu=tuple(_identity(meaning, name) for name in psu),
        fpc=tuple(_number(meaning, name) for name in fpc),
        nest=nest,
        pps=part_of(declared, "pps"),
    )
    sample = draw(columns, design.lonely or part_of(declared, "lonely") or system.lonely or "fail")
    if declared is not None and declared.second_phase is not None:
        sample = drawn_again(sample, _second_phase(meaning, declared.second_phase))
    return made(sample, replication, system)


def _refuse_typed(declared: DeclaredDesign, design: Design) -> None:
    """Stop where options would change a part of a design whose parts hang together."""
    typed = design.strata or design.psu or design.fpc or design.nest is not None
    if declared.second_phase is not None and (typed or design.weight):
        raise DesignError(
            "the codebook declares two phases, which no option can change; leave --weight, --strata, --psu, --fpc and "
            "--nest out"
        )
    if declared.pps is not None and typed:
        raise DesignError(
            "the codebook declares unequal probabilities (pps), whose units no option can change; leave --strata, "
            "--psu, --fpc and --nest out"
        )


def _second_phase(meaning: Meaning, second: SecondPhase) -> SecondColumns:
    """Who was drawn once more; nobody may leave it open."""
    truth = meaning.truth(second.where)
    if unknown := int(np.count_nonzero(~truth.known)):
        raise DesignError(
            f"{unknown} rows do not say whether they were drawn in the second phase (where: {second.where}); fill it in"
        )
    return SecondColumns(
        truth.yes,
        strata=_identity(meaning, second.strata) if second.strata else None,
        psu=tuple(_identity(meaning, name) for name in second.psu),
    )


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
