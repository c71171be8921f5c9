"""Where everybody was hurt nobody says never: a reader who knows that nobody could learns no more from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.pipeline import shared_crossing
from analysis.presentation.table import Table
from analysis.request import BreakdownRequest, Domain, PrevalenceRequest, Shown
from tests.pipeline.small import ROWS, side_by_side, write

CODEBOOK = """
variables:
  place: {label: Place, values: {1: North, 2: South, 3: East, 4: West}}
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  often: {label: How often, values: {1: Never, 2: Sometimes, 3: Often}}
  told: {label: Whom told, values: {1: Somebody, 2: Nobody}}
indicators:
  ever: {label: Ever, any_of: [often >= 2], missing: complete}
"""
HURT = {  # of each sex in each place, how many were hurt sometimes, and often
    (1, 1): (1, 50),
    (1, 2): (3, 39),
    (2, 1): (1, 25),
    (2, 2): (3, 14),
    (3, 1): (2, 18),
    (3, 2): (1, 29),
    (4, 1): (0, 6),
    (4, 2): (0, 8),
}
SHOWN = Shown(rules="none")


@pytest.fixture(params=[0, 16])
def often(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Table:
    """How often, by place and by sex, beside whom they told, which all say, and whether it ever happened, by place.

    Also where these are more questions than are crossed with each other.
    """
    monkeypatch.setattr(shared_crossing, "QUESTIONS", request.param)
    rows = [
        (*where, often) for where, counts in HURT.items() for often, count in enumerate(counts, 2) for _ in range(count)
    ]
    place, sex, how = zip(*rows, strict=True)
    told = [1 + row % 3 // 2 for row in range(ROWS)]
    data = write(tmp_path, CODEBOOK, place=place, sex=sex, often=how, told=told).data
    by_place, both = Domain(by=("place",)), Domain(by=("place", "sex"))
    made, *_ = side_by_side(
        BreakdownRequest(data=data, set=("often",), domain=both, shown=SHOWN),
        BreakdownRequest(data=data, set=("told",), shown=SHOWN),
        PrevalenceRequest(data=data, indicator=("ever",), domain=by_place, shown=SHOWN),
    )
    return made


def test_four_boys_are_not_what_the_girls_leave_over_where_nobody_can_have_said_never(often: Table) -> None:
    # All of a sex said sometimes or often, so one of these tells the other; and all less the girls tells the boys.
    shown: dict[tuple[float, ...], bool] = {}
    for row in often.rows:
        subject = row.estimate.subject
        assert subject.level is not None
        group = [float(level.value) for name, level in subject.by.items() if name == "sex"]
        if len(group) == len(subject.by):
            shown[float(subject.level.value), *group] = row.status == "shown"
    boys, girls, all_ = (any(shown[level, *sex] for level in (2.0, 3.0)) for sex in ((1.0,), (2.0,), ()))
    assert not boys
    assert not (girls and all_)
