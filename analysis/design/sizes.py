"""What the fpc says: how many units there were in each stratum, or how likely each unit was to be drawn."""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray, IntArray
from ..codebook.model_design import Pps
from ..errors import DesignError
from .codes import first_rows
from .units import Unequal


def population(fpc: FloatArray, group: IntArray, sampled: IntArray, number: int) -> FloatArray:
    """Units there were in each stratum, shape (h,); a stratum whose rows disagree is an error."""
    where = f"at stage {number}"
    if missing := int(np.count_nonzero(~(fpc > 0))):
        raise DesignError(f"{missing} rows have no fpc above zero {where}; give every stratum its population size")
    size = fpc[first_rows(group)]
    if (size < 1).any() and (size > 1).any():
        raise DesignError(f"the fpc mixes sampling fractions and counts {where}; give one kind for every stratum")
    if varying := len(np.unique(group[fpc != size[group]])):
        raise DesignError(f"the fpc differs inside {varying} strata {where}; it must be one number per stratum")
    there = np.where(size <= 1, sampled / size, size)
    if short := int(np.count_nonzero(there < sampled * (1 - 1e-12))):
        raise DesignError(
            f"in {short} strata {where} the fpc is smaller than the number of units drawn; "
            "it must count the sampling units of the stratum, not the people"
        )
    return there


def unequal_chances(fpc: FloatArray, unit: IntArray, stratum: IntArray, how: Pps, number: int) -> Unequal:
    """Units with a probability each; `unit` is of each row, shape (n,), and `stratum` of each unit, shape (u,).

    An unknown probability, one outside (0, 1] and one that differs inside a unit are errors.
    """
    where = f"at stage {number}"
    if wrong := int(np.count_nonzero(~((fpc > 0) & (fpc <= 1)))):
        raise DesignError(
            f"{wrong} rows have no probability above 0 and up to 1 {where}; under pps the fpc must be the chance that "
            "the sampling unit was drawn"
        )
    chance = fpc[first_rows(unit)]
    if varying := len(np.unique(unit[fpc != chance[unit]])):
        raise DesignError(
            f"the probability differs inside {varying} sampling units {where}; it must be one number per unit"
        )
    return Unequal(how, chance, *_quadratic_form(chance, stratum, how))


def _quadratic_form(chance: FloatArray, stratum: IntArray, how: Pps) -> tuple[FloatArray, FloatArray | None]:
    """What the squared distance from the mean of the stratum counts, and the square itself, shape (u,) each.

    With p the chance of a unit, n the units drawn, P the sum of their chances and S that of the squared chances of all
    units there were, the approximations of pi_ij by Overton (1985) and by Hartley and Rao (1962; S
    by P where it is not known) are both

        1 - p_i p_j / pi_ij = (a (p_i + p_j) - 1 - b) / (n - 1),    a, b = 1/2, 0 and 1, S / n.

    This is linear in p_i + p_j, so the sum over pairs is one over units. The form of Yates and Grundy is then that of a
    spread; that of Horvitz and Thompson has beside it the sum of each row of the matrix times the unit's square. The
    variance of Brewer (2002, chapter 9) is the first with a, b = 1, P / n.
    """
    n = np.bincount(stratum)[stratum]
    chances = np.bincount(stratum, chance)[stratum]
    a, b = (0.5, 0.0) if how.method == "overton" else (1.0, (chances if how.squares is None else how.squares) / n)
    spread = (n * (1 + b - a * chance) - a * chances) / np.maximum(n - 1, 1)
    if how.method == "brewer" or how.variance == "yates-grundy":
        return np.asarray(spread), None
    own = a * ((n - 2) * chance + chances) / np.maximum(n - 1, 1) - chance - b
    return np.asarray(spread), np.where(n > 1, own, 0.0)
