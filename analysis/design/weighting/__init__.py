"""Weights made to fit: known totals, calibration to them, post-stratification, trimming, nonresponse classes."""

from .applying import calibrated, capped, responding, reweighed
from .diagnostics import Spread, spread
from .margins import Amount, Auxiliaries, Known, Margin, auxiliaries
from .trimming import cap_of

__all__ = [
    "Amount",
    "Auxiliaries",
    "Known",
    "Margin",
    "Spread",
    "auxiliaries",
    "calibrated",
    "cap_of",
    "capped",
    "responding",
    "reweighed",
    "spread",
]
