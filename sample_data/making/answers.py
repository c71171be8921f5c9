"""Answers of the children and their caregivers on everything but the seven experiences."""

from __future__ import annotations

import numpy as np

from .calibrate import BoolArray, FloatArray, Window, drawn_share
from .households import Sample

YES, NO = 1, 2
REFUSED, DONT_KNOW, NO_ANSWER = 97, 98, 99
NOT_ANSWERED = (REFUSED, DONT_KNOW, NO_ANSWER, np.nan)  # the last is a blank: asked, and nothing written down
OF_THOSE = (0.4, 0.35, 0.17, 0.08)


def unanswered(asked: BoolArray, rate: float, propensity: FloatArray, rng: np.random.Generator) -> FloatArray:
    """A column for all children: the code of a missing answer in about `rate` of those asked, 0 elsewhere.

    Whoever was not asked is NaN. The reluctant are more often silent, so silences gather in the same children.
    """
    column = np.where(asked, 0.0, np.nan)
    chance = np.clip(rate * propensity / propensity[asked].mean(), 0, 0.5)
    silent = asked & (rng.random(len(asked)) < chance)
    column[silent] = rng.choice(NOT_ANSWERED, size=np.count_nonzero(silent), p=OF_THOSE)
    return column


def filled(column: FloatArray, cases: BoolArray, codes: tuple[FloatArray | int, FloatArray | int]) -> FloatArray:
    """Give the answered of `column` (those at 0) the first of `codes` where `cases`, else the second."""
    return np.where(column == 0, np.where(cases, *codes), column)


class Questionnaire:
    """Asks the children of a sample; holds what every question needs, so that a question is one line."""

    def __init__(self, sample: Sample, rng: np.random.Generator) -> None:
        self.sample, self.rng = sample, rng
        self.reluctance = rng.lognormal(0, 0.9, size=len(sample.weight))
        self.even = np.ones(len(sample.weight))

    def ask(
        self,
        window: Window,
        *,
        asked: BoolArray | None = None,
        silent: float = 0.01,
        leaning: FloatArray | None = None,
        codes: tuple[FloatArray | int, FloatArray | int] = (YES, NO),
    ) -> FloatArray:
        """A question whose first answer has a weighted share of `window` among those who answer it."""
        asked = self.sample.user if asked is None else asked
        column = unanswered(asked, silent, self.reluctance, self.rng)
        leaning = self.even if leaning is None else leaning
        return filled(column, drawn_share(window, leaning, column == 0, self.sample.weight, self.rng), codes)

    def one_of(self, codes: tuple[int, ...], chances: tuple[float, ...]) -> FloatArray:
        """A code for every child, to be used where it applies."""
        return self.rng.choice(codes, size=len(self.even), p=chances).astype(float)


def agreement(questions: Questionnaire) -> tuple[FloatArray, FloatArray]:
    """Codes of those who agree (strongly or not) and of those who disagree."""
    return questions.one_of((1, 2), (0.35, 0.65)), questions.one_of((3, 4), (0.7, 0.3))


def going_online(questions: Questionnaire) -> dict[str, np.ndarray]:
    """Smartphone, how often, how long and on what; all 995 use a smartphone."""
    user, rng = questions.sample.user, questions.rng
    often = questions.one_of((1, 2), (0.72, 0.28)), questions.one_of((3, 4, 5), (0.6, 0.25, 0.15))
    hours = np.clip(np.round(2 * rng.gamma(2.6, 1.5, size=len(user))) / 2, 0.5, 16)
    silent = unanswered(user, 0.02, questions.reluctance, rng)
    extras = {"computer": 0.21, "tablet": 0.06, "tv": 0.11, "console": 0.05}
    owned = {device: rng.random(len(user)) < chance for device, chance in extras.items()}
    lists = [" ".join(["smartphone", *(d for d in extras if owned[d][row])]) for row in range(len(user))]
    blank = ~user | (rng.random(len(user)) < 0.01)
    return {
        "smartphone": np.where(user, 1.0, np.nan),
        "frequency": questions.ask((0.947, 0.953), silent=0.005, codes=often),
        "hours_online": np.where(silent == 0, hours, silent),
        "devices": np.where(blank, None, np.array(lists, dtype=object)),
    }


def content_and_views(questions: Questionnaire) -> dict[str, np.ndarray]:
    """Sexual content met and sought, one item asked only at 15-17, a view on fault, information and education."""
    user, older, exposure = questions.sample.user, questions.sample.older, questions.sample.exposure
    educated = questions.ask((0.277, 0.283), silent=0.01)
    return {
        "came_across": questions.ask((0.2175, 0.2225), silent=0.015, leaning=exposure),
        "looked_for": questions.ask((0.088, 0.0925), silent=0.02, leaning=exposure),
        "sent_own_image": questions.ask((0.015, 0.025), asked=user & older, silent=0.025, leaning=exposure),
        "image_fault": questions.ask((0.757, 0.763), silent=0.015, codes=agreement(questions)),
        "safety_info": questions.ask((0.587, 0.593)),
        "sex_education": educated,
        "sex_ed_topic": questions.ask(
            (0.847, 0.853), asked=educated == YES, codes=(YES, questions.one_of((2, 3, 4), (0.5, 0.3, 0.2)))
        ),
    }


def caregivers(questions: Questionnaire) -> dict[str, np.ndarray]:
    """One caregiver of each interviewed child's household, under the household's number, in a file of its own."""
    sample, rng = questions.sample, questions.rng
    relation = questions.one_of((1, 2, 3, 4), (0.56, 0.31, 0.09, 0.04))
    woman = (relation == 1) | ((relation >= 3) & (rng.random(len(relation)) < 0.6))
    silent = unanswered(sample.user, 0.01, questions.reluctance, rng)
    years = np.clip(np.round(rng.normal(42, 6, len(relation)) + 16 * (relation == 3)), 24, 78)
    columns = {
        "household_id": sample.columns["household_id"],
        "caregiver_sex": np.where(woman, 2, 1),
        "caregiver_age": np.where(silent == 0, years, silent + 900),
        "caregiver_relation": relation,
        "caregiver_online": questions.ask((0.66, 0.72), silent=0.005),
        "caregiver_fault": questions.ask((0.847, 0.853), silent=0.015, codes=agreement(questions)),
    }
    order = np.argsort(columns["household_id"][sample.user])
    return {name: column[sample.user][order] for name, column in columns.items()}
