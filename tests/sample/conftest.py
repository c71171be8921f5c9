"""The files of the sample survey, read once."""

from __future__ import annotations

import pytest

from .survey import Survey


@pytest.fixture(scope="session")
def children() -> Survey:
    """The 1,082 children screened."""
    return Survey.read("children")


@pytest.fixture(scope="session")
def caregivers() -> Survey:
    """The 995 caregivers."""
    return Survey.read("caregivers")


@pytest.fixture(scope="session")
def frontline() -> Survey:
    """The 50 frontline workers."""
    return Survey.read("frontline")


@pytest.fixture(scope="session")
def contacts() -> Survey:
    """The households selected, and how the visit to each ended."""
    return Survey.read("contacts")
