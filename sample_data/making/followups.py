"""Follow-ups of every experience: who did it, where, whom the child told, and why no one, as 0/1 columns."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .answers import DONT_KNOW, NO_ANSWER, REFUSED, Questionnaire
from .calibrate import BoolArray, Window, settle

OFFENDERS = {"adult": 0.32, "peer": 0.36, "family": 0.26, "partner": 0.10, "stranger": 0.13}
PLATFORMS = {
    "whatsapp": 0.44,
    "facebook": 0.36,
    "messenger": 0.30,
    "instagram": 0.12,
    "tiktok": 0.09,
    "telegram": 0.05,
    "game": 0.07,
    "other": 0.06,
}
CONFIDANTS = {"friend": 0.58, "sibling": 0.36, "caregiver": 0.13, "other_adult": 0.06, "teacher": 0.05}
RARE_CONFIDANTS = ("police", "helpline")
REASONS = {
    "unsure_whom": 0.34,
    "ashamed": 0.33,
    "not_serious": 0.26,
    "blame": 0.22,
    "disbelieved": 0.12,
    "phone_loss": 0.09,
    "other": 0.06,
}

# Children who told no one, of those who answered: how many, and their weighted share. Published: 17 % at the
# least and 56 % at the most over the question groups; the groups at these two ends are our choice, the largest two.
TOLD_NO_ONE: dict[str, tuple[float, Window]] = {
    "threatened": (0.35, (0.22, 0.50)),
    "image_shared": (0.35, (0.22, 0.50)),
    "offer_images": (0.35, (0.22, 0.50)),
    "offer_meeting": (0.35, (0.22, 0.50)),
    "asked_talk": (0.56, (0.556, 0.564)),
    "asked_images": (0.36, (0.30, 0.42)),
    "unwanted": (0.17, (0.167, 0.173)),
}
# Who would not say whom they told; the rarest groups are too small to lose anyone.
SILENT_ON_TELLING = {"asked_talk": (DONT_KNOW,), "asked_images": (np.nan,), "unwanted": (REFUSED, REFUSED, NO_ANSWER)}
# Published: one child told the police, of unwanted content, and one a helpline, of an offer for images.
THE_ONE_CHILD = {("unwanted", "police"), ("offer_images", "helpline")}

Columns = dict[str, np.ndarray]


def ticks(chances: Mapping[str, float], rows: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """0/1 of each item for `rows`: each item by its own chance, and at least one for everyone."""
    chance = np.array(list(chances.values()))
    ticked = rng.random((len(rows), len(chance))) < chance
    first = rng.choice(len(chance), size=len(rows), p=chance / chance.sum())
    none = ~ticked.any(axis=1)
    ticked[none, first[none]] = True
    return dict(zip(chances, ticked.T.astype(float), strict=True))


def spread(pattern: str, form: str, ticked: Mapping[str, np.ndarray], rows: np.ndarray, size: int) -> Columns:
    """Columns of all children from the ticks of `rows`; NaN elsewhere."""
    columns = {}
    for item, values in ticked.items():
        column = np.full(size, np.nan)
        column[rows] = values
        columns[pattern.format(item=item, form=form)] = column
    return columns


def silenced(ticked: dict[str, np.ndarray], position: int, code: float) -> None:
    """One child gives no answer to a whole follow-up: every item holds the code."""
    for values in ticked.values():
        values[position] = code


def asked_simply(
    pattern: str, form: str, chances: Mapping[str, float], asked: BoolArray, rng: np.random.Generator
) -> Columns:
    """A follow-up without further rules; about one child in 25 does not know or will not say."""
    rows = np.flatnonzero(asked)
    ticked = ticks(chances, rows, rng)
    for position in np.flatnonzero(rng.random(len(rows)) < 0.04):
        silenced(ticked, int(position), float(rng.choice((DONT_KNOW, REFUSED), p=(0.7, 0.3))))
    return spread(pattern, form, ticked, rows, len(asked))


def telling(form: str, case: BoolArray, questions: Questionnaire) -> tuple[Columns, BoolArray]:
    """Whom the child told of one experience, and who told no one."""
    rng, rows = questions.rng, np.flatnonzero(case)
    silent = dict(zip(rng.permutation(len(rows)), SILENT_ON_TELLING.get(form, ()), strict=False))
    answered = case.copy()
    answered[rows[list(silent)]] = False
    part, window = TOLD_NO_ONE[form]
    no_one = np.zeros(len(case), dtype=bool)
    base = np.flatnonzero(answered)
    no_one[rng.choice(base, size=round(part * len(base)), replace=False)] = True
    no_one = settle(no_one, answered, questions.sample.weight, window, rng, pool=answered)
    ticked = ticks(CONFIDANTS, rows, rng) | {item: np.zeros(len(rows)) for item in RARE_CONFIDANTS}
    told = np.flatnonzero((answered & ~no_one)[rows])
    for rare in (item for item in RARE_CONFIDANTS if (form, item) in THE_ONE_CHILD):
        ticked[rare][rng.choice(told)] = 1
    ticked = {item: np.where(no_one[rows], 0, values) for item, values in ticked.items()}
    ticked["no_one"] = no_one[rows].astype(float)
    for position, code in silent.items():
        silenced(ticked, int(position), code)
    return spread("told_{item}_{form}", form, ticked, rows, len(case)), no_one


def follow_ups(cases: Mapping[str, BoolArray], questions: Questionnaire) -> Columns:
    """The follow-ups of every form, each asked only of the children it happened to."""
    columns: Columns = {}
    for form, case in cases.items():
        columns |= asked_simply("offender_{item}_{form}", form, OFFENDERS, case, questions.rng)
        columns |= asked_simply("platform_{item}_{form}", form, PLATFORMS, case, questions.rng)
        told, no_one = telling(form, case, questions)
        columns |= told
        columns |= asked_simply("whynot_{item}_{form}", form, REASONS, no_one, questions.rng)
    return columns
