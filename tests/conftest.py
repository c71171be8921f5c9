"""Fixtures that every room's tests may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import cli  # noqa: F401  # before numpy, as in the command

CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real survey files that lies beside the repository and is not part of it."""
    if not CASES.is_dir():
        if os.environ.get("TALLYBOOK_REQUIRE_SHARED") == "1":
            pytest.fail(f"../shared is not here, and TALLYBOOK_REQUIRE_SHARED=1 says it must be: {CASES}")
        pytest.skip("../shared is not here")
    return CASES
