"""The tail of a weighted sum of chi-squares, as such or over an independent chi-square: what quadratic forms follow.

Q is the sum of a_i X_i, with X_i independent chi-squares of one degree of freedom. P(Q > x), and with `ddf` degrees of
freedom of the variance P(Q / (Y / ddf) > x), Y an independent chi-square of ddf, which is P(Q - x Y / ddf > 0).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from ..arrays import FloatArray

ALIKE = 1e-12  # weights as near as this to each other make one chi-square
AWAY = 0.25  # least distance of the path from the pole at zero, in parts of the path's own scale
NEAR = 1e-4  # a saddlepoint as near to zero as this leaves no digits in the approximation


@dataclass(frozen=True, slots=True)
class Form:
    """A weighted sum of independent chi-squares, and the number it is to exceed.

    Attributes:
        weights: of each chi-square, scaled so that the largest is 1, shape (k,); one is negative where there is a ddf.
        degrees: of freedom of each, shape (k,).
    """

    weights: FloatArray
    degrees: FloatArray
    x: float

    def log(self, s: complex) -> complex:
        """Cumulant generating function less s x, on the branch that is real at zero."""
        return complex(-0.5 * (self.degrees * np.log(1 - 2 * self.weights * s)).sum() - s * self.x)

    def slope(self, s: float) -> float:
        """Its first derivative."""
        return float((self.degrees * self.weights / (1 - 2 * self.weights * s)).sum() - self.x)

    def bend(self, s: float) -> float:
        """Its second derivative."""
        return float(2 * (self.degrees * (self.weights / (1 - 2 * self.weights * s)) ** 2).sum())

    def twist(self, s: float) -> float:
        """Its third derivative."""
        return float(8 * (self.degrees * (self.weights / (1 - 2 * self.weights * s)) ** 3).sum())

    def saddlepoint(self) -> float:
        """Where the first derivative is zero, between the poles."""
        from scipy.optimize import brentq  # here, because only these two tests ask

        high = 0.5 * (1 - 1e-12)
        low = 0.5 / self.weights.min() * (1 - 1e-12) if self.weights.min() < 0 else -self.degrees.sum() / self.x
        return float(brentq(self.slope, low, high, xtol=1e-15, rtol=1e-14))


def tail(x: float, weights: FloatArray, ddf: float = math.inf) -> float:
    """P(Q > x) by numerical inversion of the moment generating function along a path through its saddlepoint.

    The integral is that of Imhof (1961) on another path: the integrand has one hump there and does not oscillate, so
    that small tails keep their relative accuracy.
    """
    if x <= 0:
        return 1.0
    if np.ptp(weights) <= ALIKE * weights.max():
        return one_chi_square(x / weights.mean(), len(weights), ddf)
    from scipy.integrate import quad

    form = _form(x, weights, ddf)
    away = AWAY * min(0.5, 1 / math.sqrt(form.bend(0)))
    centre = max(form.saddlepoint(), away)
    scale = 1 / math.sqrt(form.bend(centre))
    curve = form.twist(centre) / (6 * form.bend(centre))
    height = form.log(centre).real

    def integrand(step: float) -> float:
        t = step * scale
        s = complex(centre + curve * t * t, t)
        return float((np.exp(form.log(s) - height) / s * complex(2 * curve * t, 1)).imag * scale)

    area, _ = quad(integrand, 0, math.inf, epsabs=1e-13, epsrel=1e-11, limit=500)
    return float(min(1.0, max(0.0, math.exp(height) * area / math.pi)))


def saddlepoint_tail(x: float, weights: FloatArray, ddf: float = math.inf) -> float:
    """P(Q > x) by the saddlepoint approximation in the form of Barndorff-Nielsen (Kuonen 1999).

    As R's `survey` has it: the denominator is divided by its degrees of freedom, and adds up the whole ones of them.
    """
    if x <= 0:
        return 1.0
    form = _form(x, weights, ddf)
    form = replace(form, degrees=np.floor(form.degrees))
    s = form.saddlepoint()
    if abs(s) < NEAR:  # the limit as the saddlepoint goes to zero
        return float(special.ndtr(-form.twist(0) / (6 * form.bend(0) ** 1.5)))
    w = math.copysign(math.sqrt(-2 * form.log(s).real), s)
    v = s * math.sqrt(form.bend(s))
    return float(special.ndtr(-(w + math.log(v / w) / w)))


def one_chi_square(x: float, df: float, ddf: float = math.inf) -> float:
    """P(X > x) of a chi-square, or P(X / df / (Y / ddf) > x / df) of an F."""
    if math.isinf(ddf):
        return float(special.chdtrc(df, x))
    return float(special.betainc(ddf / 2, df / 2, ddf / (ddf + x)))


def _form(x: float, weights: FloatArray, ddf: float) -> Form:
    largest = float(weights.max())
    each = np.ones(len(weights))
    if math.isinf(ddf):
        return Form(weights / largest, each, x / largest)
    return Form(np.append(weights, -x / ddf) / largest, np.append(each, ddf), 0.0)
