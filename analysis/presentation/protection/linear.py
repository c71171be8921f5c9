"""Linear programs over the same equations, one after the other: each begins where the last one ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...arrays import FloatArray
from .counts import Sum

PRIMAL = 4  # of the methods of HiGHS the one for which the last goal's answer is a place to begin from


def equations_of(sums: Sequence[Sum], unknown: Mapping[int, int]) -> Any:
    """What sums of unknown counts make up, a sparse array of shape (e, u), the total with the other sign.

    `unknown` has the column of each count that is not known.
    """
    from scipy import sparse

    signs = [(row, part, 1.0) for row, one in enumerate(sums) for part in one.parts]
    signs += [(row, one.total, -1.0) for row, one in enumerate(sums) if one.total is not None]
    told = [(row, unknown[position], sign) for row, position, sign in signs if position in unknown]
    rows, columns, values = np.array(told).reshape(-1, 3).T
    made = sparse.csr_array((values, (rows.astype(np.int64), columns.astype(np.int64))), (len(sums), len(unknown)))
    made.sum_duplicates()
    made.eliminate_zeros()  # a total that is its own part
    return made


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a goal can be reached.

    Attributes:
        most: the goal itself.
        higher: by how much more it could be, were the upper limit of an unknown one higher, shape (u,).
        lower: likewise, were its lower limit one lower.
    """

    most: float
    higher: FloatArray
    lower: FloatArray


class Linear:
    """Unknowns of which it is known what they add up to, and between which limits each one is."""

    def __init__(self, equations: Any, known: FloatArray) -> None:
        """Of sparse equations, shape (e, u), and what they make up, shape (e,)."""
        import highspy  # here, because most tables hide nothing

        columns = equations.tocsc()
        program = highspy.HighsLp()
        program.num_row_, program.num_col_ = columns.shape
        unknowns = np.zeros(program.num_col_)
        program.col_cost_, program.col_lower_, program.col_upper_ = unknowns, unknowns, unknowns
        program.row_lower_, program.row_upper_ = known, known
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = columns.indptr, columns.indices
        program.a_matrix_.value_ = columns.data
        solver: Any = highspy.Highs
        self._solver, self._found = solver(), highspy.HighsModelStatus.kOptimal
        for option, value in (("output_flag", False), ("threads", 1), ("simplex_strategy", PRIMAL)):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(program)
        self._every = np.arange(program.num_col_, dtype=np.int32)

    def within(self, lower: FloatArray, upper: FloatArray) -> None:
        """Limits of the unknowns, shapes (u,)."""
        self._solver.changeColsBounds(len(self._every), self._every, lower, upper)

    def most(self, goal: FloatArray, seconds: float) -> Reached | None:
        """How far a sum of unknowns times `goal`, shape (u,), can be reached; None where that is not found in time.

        Or where the equations contradict each other.
        """
        self._solver.changeColsCost(len(self._every), self._every, -goal)
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + seconds)
        self._solver.run()
        if self._solver.getModelStatus() != self._found:
            return None
        found = self._solver.getSolution()
        dual = np.array(found.col_dual)
        return Reached(float(goal @ np.array(found.col_value)), np.maximum(-dual, 0), np.maximum(dual, 0))
