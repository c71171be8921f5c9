"""Gradients are the change of the value, checked by small steps."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.estimation.statistics import Ratio, Share, ShareOfPopulation, Spread, Statistic, Total

TOTALS = np.array([[3.0, 40.0, 7.5], [8.0, 90.0, 9.5], [12.0, 55.0, 30.0], [21.0, 70.0, 44.0]])


@pytest.mark.parametrize(
    ("statistic", "parts"),
    [
        (Total(), 1),
        (Total(), 3),
        (Ratio(), 2),
        (Share(), 3),
        (Share((2, 0)), 4),
        (ShareOfPopulation(), 4),
        (Spread(), 3),
        (Spread(), 4),
    ],
    ids=str,
)
def test_the_gradient_is_the_change_of_the_value(statistic: Statistic, parts: int) -> None:
    total = TOTALS[:parts]
    gradient = statistic.gradient(total)
    assert gradient.shape == (len(statistic.value(total)), parts, 3)
    for part in range(parts):
        step = np.zeros_like(total)
        step[part] = 1e-6 * total[part]
        slope = (statistic.value(total + step) - statistic.value(total - step)) / (2 * step[part])
        assert gradient[:, part] == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_the_values_are_what_their_names_say() -> None:
    assert Total().value(TOTALS).tolist() == TOTALS.tolist()
    assert Ratio().value(TOTALS[:2]).tolist() == [[3 / 8, 40 / 90, 7.5 / 9.5]]
    assert Share((1,)).value(TOTALS[:, :1]).tolist() == [[8 / 44]]
    assert Share().value(TOTALS[:2, :1]).tolist() == [[3 / 11], [8 / 11]]
    assert ShareOfPopulation().value(TOTALS[:, :1]) == pytest.approx(np.array([[3 / 8 * 12 / 21]]), rel=1e-15)
