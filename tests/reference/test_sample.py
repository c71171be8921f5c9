"""The numbers that the sample survey prints stay what they were: this guards against drift and proves nothing."""

from __future__ import annotations

import json

import pytest

from .sample import SAMPLE, numbers

KEPT = json.loads(SAMPLE.read_text(encoding="utf-8"))


def test_the_sample_survey_prints_the_numbers_it_printed_before() -> None:
    found = numbers()
    assert found.keys() == KEPT.keys()
    for table, rows in found.items():
        assert rows.keys() == KEPT[table].keys(), table
        for row, values in rows.items():
            for name, value in values.items():
                # Another build of numpy may sum in another order: the twelfth digit is free.
                kept = KEPT[table][row][name]
                expected = pytest.approx(kept, rel=1e-11) if isinstance(kept, float) else kept
                assert value == expected, f"{table}: {row}: {name}"
