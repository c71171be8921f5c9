"""Histograms and shares up to points of one number with other breaks tell of those between, where these are few."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import ProtectionError
from analysis.export import of_table
from analysis.pipeline import protect_check
from analysis.request import Distribution, Domain, EstimateRequest, ProtectCheckRequest, Shown
from tests.pipeline.small import OPEN, ROWS, Small, side_by_side, write

PROTECTED = Shown(rules="none")


def survey(folder: Path, fourteen: int, *, of_sex: int | None = None) -> Small:
    """So many are 14, all or the girls among them (of whom there are half of all); the others 12, 13 or 15 to 17."""
    girls = [row for row in range(ROWS) if of_sex is None or 1 + row % 2 == of_sex]
    age = [(12, 13, 15, 16, 17)[row // 2 % 5] for row in range(ROWS)]
    for row in girls[:fourteen]:
        age[row] = 14
    for row in [row for row in range(ROWS) if row not in girls][:10]:
        age[row] = 14
    return write(folder, "variables: {age: {}}\n", age=age)


def cut(small: Small, statistic: Any, breaks: Sequence[float], shown: Shown = PROTECTED, **domain: Any) -> Any:
    asked = {"variable": ("age",), "statistic": (statistic,), "distribution": Distribution(breaks=tuple(breaks))}
    return EstimateRequest(data=small.data, domain=Domain(**domain), shown=shown, **asked)


HISTOGRAM, OTHER = ("histogram", (11, 13, 15, 18)), ("histogram", (11, 14, 18))


@pytest.mark.parametrize("few", [4, 5])
@pytest.mark.parametrize("other", [OTHER, ("distribution", (14, 16))])
def test_breaks_with_few_between_them_are_refused(tmp_path: Path, other: tuple[Any, Any], few: int) -> None:
    small = survey(tmp_path, few)
    requests = cut(small, *HISTOGRAM), cut(small, *other)
    for one in requests:
        assert all(row.status == "shown" for table in side_by_side(one) for row in table.rows)
    if few < 5:
        with pytest.raises(
            ProtectionError, match="0, 1: the tables of age have breaks between which there are few people"
        ):
            side_by_side(*requests)
    else:
        assert all(row.status == "shown" for table in side_by_side(*requests) for row in table.rows)


def test_shares_up_to_other_points_are_refused(tmp_path: Path) -> None:
    small = survey(tmp_path, 4)
    with pytest.raises(ProtectionError, match="the same breaks"):
        side_by_side(cut(small, "distribution", (13, 15)), cut(small, "distribution", (14, 16)))


@pytest.mark.parametrize("few", [4, 5])
def test_tables_of_several_runs_are_found_to_tell_of_those_between(tmp_path: Path, few: int) -> None:
    small = survey(tmp_path, few)
    out = tmp_path / "out"
    out.mkdir()
    for name, one in {"bins": cut(small, *HISTOGRAM), "other": cut(small, *OTHER)}.items():
        (out / f"{name}.json").write_bytes(of_table(*side_by_side(one), "json"))
    found = protect_check(ProtectCheckRequest(out, data=small.data.data, codebook=small.data.codebook))
    assert found.findings == (few < 5)
    assert any("age here and in other.json have breaks" in cell for line in found.lines for cell in line.cells) == (
        few < 5
    )


def test_the_same_breaks_are_not(tmp_path: Path) -> None:
    small = survey(tmp_path, 4)
    histogram, points = side_by_side(
        cut(small, "histogram", (11, 13, 14, 18)), cut(small, "distribution", (11, 13, 14, 18))
    )
    assert any(row.status == "suppressed" for row in histogram.rows)
    assert any(row.status == "suppressed" for row in points.rows)


def test_few_of_a_group_are_looked_at_where_both_tables_have_it(tmp_path: Path) -> None:
    small = survey(tmp_path, 3, of_sex=2)
    by_sex = cut(small, *HISTOGRAM, by=("sex",))
    with pytest.raises(ProtectionError, match="age"):
        side_by_side(by_sex, cut(small, *OTHER, by=("sex",)))
    side_by_side(by_sex, cut(small, *OTHER))


TWENTY = "psu <= 1"  # people, of whom all is hidden


@pytest.mark.parametrize(("few", "rule", "where"), [(8, "strict", None), (4, "none", None), (4, "standard", TWENTY)])
def test_few_are_so_many_as_the_rules_of_both_tables_say_and_of_what_is_shown(
    tmp_path: Path, few: int, rule: Any, where: str | None
) -> None:
    small = survey(tmp_path, few)
    second = cut(small, *OTHER, Shown(rules="none", protect=rule), where=where)
    assert len(side_by_side(cut(small, *HISTOGRAM, where=where), second)) == 2


def test_tables_of_other_people_and_of_what_nobody_protects_are_not_looked_at(tmp_path: Path) -> None:
    small = survey(tmp_path, 4)
    side_by_side(cut(small, *HISTOGRAM), cut(small, *OTHER, where="sex == 1"))
    shown = side_by_side(cut(small, *HISTOGRAM, OPEN), cut(small, *OTHER, OPEN))
    assert all(row.status == "shown" for table in shown for row in table.rows)
