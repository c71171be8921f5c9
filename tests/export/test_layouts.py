"""Pictures, slides, workbooks and documents look as they did when somebody last looked at them and approved."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from tests.export.layouts import APPROVED, LOOKS, look


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_is_the_approved_one(name: str) -> None:
    approved = (APPROVED / f"{name}.txt").read_text(encoding="utf-8")
    library = LOOKS[name][0]
    if not approved.startswith(f"{library} {version(library)}\n"):
        pytest.skip(f"approved with another version of {library}")
    found, wanted = look(name).splitlines(), approved.splitlines()
    changed = [f"{old!r} became {new!r}" for old, new in zip(wanted, found, strict=False) if old != new]
    assert not changed, "look at it; if it is meant: python -m tests.export.layouts"
    assert len(found) == len(wanted)


def test_nothing_is_approved_that_is_not_drawn() -> None:
    assert {path.stem for path in APPROVED.iterdir()} == set(LOOKS)
