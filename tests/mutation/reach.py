"""What each test reaches, kept from one run to the next for files of tests that did not change."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from .tracing import Reached, Tracing
from .trials import in_a_fork


def reached_by(
    session: pytest.Session, root: Path, rooms: Sequence[str], say: Callable[[str], None]
) -> dict[str, Reached]:
    """By test, of those that pass; a file is traced again only when it or something that all share changed."""
    kept = _kept(session, root, rooms)
    if missing := [item for item in session.items if not kept[item.path].exists()]:
        say(f"tracing {len(missing)} of {len(session.items)} tests ...")
        said, status = in_a_fork(lambda pipe: _trace(session, missing, root, rooms, pipe))
        if status:
            raise RuntimeError("the trace came to no end")
        traced = json.loads(said)
        for path in {item.path for item in missing}:
            here = {item.nodeid: traced[item.nodeid] for item in missing if item.path == path}
            kept[path].write_text(json.dumps(here), encoding="utf-8")
    reached = {
        test: Reached({(file, line) for file, line in lines}, seconds, passed)
        for path in kept.values()
        for test, (lines, seconds, passed) in json.loads(path.read_text(encoding="utf-8")).items()
    }
    failing = [test for test, one in reached.items() if not one.passed] or "none"
    say(f"{len(reached)} tests; left out, since they fail: {failing}")
    return {test: one for test, one in reached.items() if one.passed}


def _kept(session: pytest.Session, root: Path, rooms: Sequence[str]) -> dict[Path, Path]:
    """Where the trace of each file of tests is kept."""
    folder = Path(tempfile.gettempdir()) / "tallybook-reached"
    folder.mkdir(exist_ok=True)
    shared = hashlib.sha256(" ".join(rooms).encode())
    for path in (path for room in ("analysis", "cli", "tests") for path in sorted((root / room).rglob("*.py"))):
        if not path.name.startswith("test_") and path.parent != Path(__file__).parent:
            shared.update(path.read_bytes())
    digests = {path: hashlib.sha256(shared.digest() + path.read_bytes()) for path in {i.path for i in session.items}}
    return {path: folder / f"{digest.hexdigest()[:24]}.json" for path, digest in digests.items()}


def _trace(session: pytest.Session, items: Sequence[pytest.Item], root: Path, rooms: Sequence[str], pipe: int) -> None:
    tracing = Tracing(root, rooms)
    session.config.pluginmanager.unregister(name="terminalreporter")
    session.config.pluginmanager.register(tracing)
    reached = {test: (sorted(one.lines), one.seconds, one.passed) for test, one in tracing.run(items).items()}
    with os.fdopen(os.dup(pipe), "w", encoding="utf-8") as stream:
        json.dump(reached, stream)
