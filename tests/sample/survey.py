"""The synthetic files as plain arrays, and the few lines of arithmetic that the published figures need."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pyreadstat
from scipy.special import betaincinv
from scipy.stats import t as student

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_data"
CODEBOOK = ROOT / "codebooks" / "disrupting_harm_indonesia" / "codebook.yaml"
POPULATION = 27_231_704  # D040

FORMS = ("threatened", "image_shared", "offer_images", "offer_meeting")
REQUESTS = ("asked_talk", "asked_images")
QUESTION_GROUPS = (*FORMS, *REQUESTS, "unwanted")
MISSING = (97, 98, 99)


def half_up(number: float, decimals: int = 0) -> float:
    """Round half up on the decimal value, as the tables print it."""
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(round(number, 9))).quantize(step, ROUND_HALF_UP))


def to_ten_thousand(count: float) -> int:
    """Round a count of people to 10,000."""
    return round(half_up(count / 10_000) * 10_000)


@dataclass(frozen=True)
class Survey:
    """One file: columns by name; 97-99 are still codes, a blank is NaN."""

    column: dict[str, np.ndarray]

    @classmethod
    def read(cls, name: str, folder: Path = SAMPLE) -> Survey:
        """Read the .sav of `name`."""
        frame, _ = pyreadstat.read_sav(str(folder / f"synthetic-{name}.sav"), user_missing=True)
        return cls({column: frame[column].to_numpy() for column in frame})

    def __getitem__(self, name: str) -> np.ndarray:
        return self.column[name]

    @property
    def user(self) -> np.ndarray:
        """Who uses the internet."""
        return self["uses_internet"] == 1

    def answered(self, name: str) -> np.ndarray:
        """Who gave a substantive answer."""
        return ~np.isnan(self[name]) & ~np.isin(self[name], MISSING)

    def union(self, names: tuple[str, ...]) -> np.ndarray:
        """Yes to any of `names`; an unanswered item counts as no."""
        return np.any([self[name] == 1 for name in names], axis=0)

    def percent(self, cases: np.ndarray, base: np.ndarray) -> float:
        """Weighted percentage of `cases` in `base`."""
        return float(100 * self["wt"][cases & base].sum() / self["wt"][base].sum())

    def percent_who(self, name: str, *codes: int) -> float:
        """Weighted percentage with one of `codes` among those who answered `name`."""
        return self.percent(np.isin(self[name], codes), self.answered(name))

    def standard_error(self, cases: np.ndarray, base: np.ndarray) -> float:
        """Taylor standard error of a weighted share: ultimate clusters, PSUs nested in strata."""
        w = np.where(base, self["wt"], 0.0)
        influence = w * (cases - (w @ cases) / w.sum()) / w.sum()
        variance = 0.0
        for stratum in np.unique(self["stratum"]):
            here = self["stratum"] == stratum
            units = [influence[here & (self["psu"] == psu)].sum() for psu in np.unique(self["psu"][here])]
            variance += len(units) * np.var(units, ddof=1)
        return float(np.sqrt(variance))

    def korn_graubard(self, cases: np.ndarray, base: np.ndarray, level: float = 0.95) -> tuple[float, float]:
        """Korn and Graubard's interval of a weighted share, adjusted for df and capped at n."""
        p, se, n = self.percent(cases, base) / 100, self.standard_error(cases, base), np.count_nonzero(base)
        df = len(np.unique(self["psu"][base])) - len(np.unique(self["stratum"][base]))
        tail = (1 - level) / 2
        factor = (student.isf(tail, n - 1) / student.isf(tail, df)) ** 2
        size = min(n, p * (1 - p) / se**2 * factor)
        low = betaincinv(size * p, size * (1 - p) + 1, tail)
        return float(low), float(betaincinv(size * p + 1, size * (1 - p), 1 - tail))
