"""The families of models: statsmodels' families and links, and what a regression on weighted sums needs beside them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...arrays import FloatArray
from ...choices import ModelFamily

Function = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, slots=True)
class Family:
    """A family with its link.

    Attributes:
        link: from the mean to the linear predictor.
        mean: from the linear predictor to the mean.
        slope: how the mean changes with the linear predictor, from both.
        curve: how the slope does.
        variance: of an answer, as a function of its mean.
        canonical: the slope is the variance, which then need not be made.
        likelihood: working log-likelihood without what no coefficient changes, from the sums of w, w y and w y^2, and
            the mean.
        binary: the outcome is 0 or 1.
        ordered: the outcome is one of several answers in order; mean, slope and curve are those of the share above a
            threshold, and the mean of `likelihood` is the probability of a pattern's own answer.
        least: an answer cannot be below it.
    """

    name: ModelFamily
    link: Function
    mean: Function
    slope: Callable[[FloatArray, FloatArray], FloatArray]
    curve: Function
    variance: Function
    likelihood: Callable[[FloatArray, FloatArray, FloatArray, FloatArray], float]
    canonical: bool
    binary: bool
    ordered: bool = False
    least: float = -np.inf
    highest_mean: float = np.inf


def _bernoulli(w: FloatArray, wy: FloatArray, wyy: FloatArray, mean: FloatArray) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        yes = np.where(wy > 0, wy * np.log(mean), 0)
        no = np.where(w > wy, (w - wy) * np.log1p(-mean), 0)
    return float(yes.sum() + no.sum())


def _counts(w: FloatArray, wy: FloatArray, wyy: FloatArray, mean: FloatArray) -> float:
    return float((wy * np.log(mean) - w * mean).sum())


def _squares(w: FloatArray, wy: FloatArray, wyy: FloatArray, mean: FloatArray) -> float:
    return float(-(wyy - 2 * wy * mean + w * mean**2).sum() / 2)


def _own_answers(w: FloatArray, wy: FloatArray, wyy: FloatArray, mean: FloatArray) -> float:
    return float((w * np.log(mean)).sum())


# Distribution and link as statsmodels names them; canonical; binary; least answer; greatest mean; likelihood.
FAMILIES: Mapping[ModelFamily, tuple[str, str, bool, bool, float, float, Any]] = {
    "logistic": ("Binomial", "Logit", True, True, 0, np.inf, _bernoulli),
    "poisson": ("Poisson", "Log", True, False, 0, np.inf, _counts),
    "log-binomial": ("Binomial", "Log", False, True, 0, 1, _bernoulli),
    "linear": ("Gaussian", "Identity", True, False, -np.inf, np.inf, _squares),
    "ordinal": ("Binomial", "Logit", True, False, -np.inf, np.inf, _own_answers),
}


def family(name: ModelFamily) -> Family:
    """A family by its name."""
    from statsmodels.genmod import families  # takes a second, and only a model needs it

    distribution, link, canonical, binary, least, highest, likelihood = FAMILIES[name]
    with warnings.catch_warnings():  # a log link lets a share pass 1: the fit looks after that itself
        warnings.simplefilter("ignore")
        made = getattr(families, distribution)(link=getattr(families.links, link)())
    return Family(
        name=name,
        link=made.link,
        mean=made.link.inverse,
        slope=(lambda _, mean: made.variance(mean)) if canonical else (lambda eta, _: made.link.inverse_deriv(eta)),
        curve=made.link.inverse_deriv2,
        variance=made.variance,
        likelihood=likelihood,
        canonical=canonical,
        binary=binary,
        ordered=name == "ordinal",
        least=least,
        highest_mean=highest,
    )
