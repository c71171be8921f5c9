"""Weights of those who did not answer, moved to those who did inside classes of people like them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...arrays import BoolArray, FloatArray, IntArray
from ...errors import DesignError

MOST_NAMED = 8


def moved_to_respondents(
    weight: FloatArray, responded: BoolArray, cell: IntArray, names: Sequence[str]
) -> tuple[FloatArray, FloatArray]:
    """Weights, shape (n,), that are zero for nonrespondents and add up as before in every class; and each class's
    factor, shape (k,), which is 1 where nobody failed to answer.

    `cell` is the class of each row, shape (n,), and `names` what people call each.
    """
    everyone = np.bincount(cell, weight, len(names))
    answered = np.bincount(cell, weight * responded, len(names))
    if lost := [name for name, all_, some in zip(names, everyone, answered, strict=True) if all_ > 0 and not some > 0]:
        shown = ", ".join(lost[:MOST_NAMED]) + (", ..." if len(lost) > MOST_NAMED else "")
        raise DesignError(
            f"nobody responded in {len(lost)} of {len(names)} nonresponse classes ({shown}); merge them with classes "
            "of people like them, or give fewer --classes"
        )
    factor = np.divide(everyone, answered, out=np.ones(len(names)), where=answered > 0)
    return np.where(responded, weight * factor[cell], 0.0), factor
