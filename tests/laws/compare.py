"""What it means that two computations say the same.

VALUE and ERROR leave room for sums taken in another order, about n units of the last place of the numbers summed; a
standard error below FLOOR of its estimate is what rounding leaves of zero. BOUND is looser: a beta quantile at one
degree of freedom moves twenty times as much as the size that goes into it.
"""

from __future__ import annotations

import numpy as np
import pytest

from analysis.arrays import FloatArray
from analysis.estimation.figures import Figures

VALUE = 1e-12
ERROR = 1e-10
FLOOR = 1e-12
BOUND = 1e-9


def assert_near(found: FloatArray, expected: FloatArray, relative: float, scale: FloatArray | float = 0.0) -> None:
    """Every number within `relative` of its own size, or of `scale` where rounding is of that size; NaN is NaN."""
    found, expected = np.asarray(found), np.asarray(expected)
    assert found.shape == expected.shape
    room = relative * np.abs(expected) + FLOOR * np.abs(scale)
    off = (np.isnan(found) != np.isnan(expected)) | (np.abs(found - expected) > room)
    assert not off.any(), f"{found[off]} is not {expected[off]}"


def assert_estimates_agree(found: Figures, expected: Figures, *, times: float = 1.0) -> None:
    """Values and standard errors agree, those of `found` being `times` larger."""
    assert_near(found.value, times * expected.value, VALUE)
    assert_near(np.sqrt(found.variance), times * np.sqrt(expected.variance), ERROR, found.value)


def assert_same(found: Figures, expected: Figures, *, times: float = 1.0) -> None:
    """All that is said of the estimates agrees: values, errors, bounds, degrees of freedom, n, design effects."""
    assert_estimates_agree(found, expected, times=times)
    scale = np.maximum(1, np.abs(found.value))
    assert_near(found.low, times * expected.low, BOUND, scale)
    assert_near(found.high, times * expected.high, BOUND, scale)
    assert found.base.df.tolist() == expected.base.df.tolist()
    assert found.base.n.tolist() == expected.base.n.tolist()
    spread = np.sqrt(found.variance) > 1e-8 * np.abs(found.value)  # elsewhere rounding over rounding
    assert_near(found.deff[spread], expected.deff[spread], 1e-8)


def exactly(number: float) -> object:
    """A number to what sums leave of it."""
    return pytest.approx(number, rel=ERROR, abs=FLOOR)
