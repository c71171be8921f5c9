"""The seven experiences of the past year: who was subjected to which, and who would not say."""

from __future__ import annotations

import numpy as np

from .answers import NO, YES, Questionnaire, filled, unanswered
from .calibrate import BoolArray, draw, settle

FORMS = ("threatened", "image_shared", "offer_images", "offer_meeting")
REQUESTS = ("asked_talk", "asked_images")
OLDER_ONLY = ("asked_images",)

STRICT = (0.0199, 0.0201)  # published: 2 %, which is 500,000 children
BROAD = (0.0659, 0.0663)  # published: 6.6 % of internet users, 6.1 % of all children
FORM_COUNTS = {"threatened": 7, "image_shared": 6, "offer_images": 9, "offer_meeting": 7}
UNWANTED_AMONG_BROAD, UNWANTED_ELSEWHERE = 24, 62


def subjected(questions: Questionnaire) -> dict[str, BoolArray]:
    """Who was subjected to what: 20 children to the four forms, 46 more to a request only, 86 sent unwanted content."""
    sample, rng = questions.sample, questions.rng
    everyone = sample.user
    strict = draw(20, sample.exposure, everyone, rng)
    strict = settle(strict, everyone, sample.weight, STRICT, rng, pool=everyone)
    others = everyone & ~strict
    younger_asked = draw(16, sample.exposure, others & ~sample.older, rng)
    older_asked = draw(30, sample.exposure, others & sample.older, rng)
    broad = strict | younger_asked | older_asked
    broad = settle(broad, everyone, sample.weight, BROAD, rng, pool=others & sample.older)
    cases = forms_of(strict, rng) | requests_of(strict, broad & ~strict, sample.older, rng)
    even = questions.even
    cases["unwanted"] = draw(UNWANTED_AMONG_BROAD, even, broad, rng) | draw(
        UNWANTED_ELSEWHERE, sample.exposure, everyone & ~broad, rng
    )
    return cases


def forms_of(strict: BoolArray, rng: np.random.Generator) -> dict[str, BoolArray]:
    """Deal the 29 form-by-child cases to the 20 children: each gets one first, then some a second or third."""
    rows = rng.permutation(np.flatnonzero(strict))
    cases = {form: np.zeros(len(strict), dtype=bool) for form in FORMS}
    dealt = 0
    for form, count in FORM_COUNTS.items():
        # 20 children in a circle: dealing 29 cards in form order gives no child one form twice.
        cases[form][rows[np.arange(dealt, dealt + count) % len(rows)]] = True
        dealt += count
    return cases


def requests_of(strict: BoolArray, only: BoolArray, older: BoolArray, rng: np.random.Generator) -> dict[str, BoolArray]:
    """The two requests: all children asked for images are 15-17, for that question was asked of them alone."""
    even = np.ones(len(strict))
    images_only = draw(10, even, only & older, rng)
    both = draw(10, even, only & older & ~images_only, rng)
    among_strict = draw(4, even, strict & older, rng)
    return {
        "asked_talk": (only & ~images_only) | draw(6, even, strict, rng),
        "asked_images": images_only | both | among_strict,
    }


def answers(cases: dict[str, BoolArray], questions: Questionnaire) -> dict[str, np.ndarray]:
    """The seven columns: yes, no, refused, don't know, no answer, blank; NaN for whoever was not asked."""
    sample, columns = questions.sample, {}
    for form, case in cases.items():
        asked = sample.user & sample.older if form in OLDER_ONLY else sample.user
        column = unanswered(asked, 0.02, questions.reluctance, questions.rng)
        columns[form] = filled(np.where(case, 0, column), case, (YES, NO))
    return columns
