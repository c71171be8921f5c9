"""Writes the test environment with its hashes, from the versions that are installed: `python -m tests.supply.hashes`.

`builders.txt` has what builds, `environment.txt` everything. The index that pip asks is that of a bare installation, so
that the hashes are those of what was published and not of a copy that lies on this machine. Every Python that the
workflow runs is asked for, on this kind of machine.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.utils import canonicalize_name

from .installed import components

HERE = Path(__file__).parent
BUILDERS, ENVIRONMENT = HERE / "builders.txt", HERE / "environment.txt"
PYTHONS = ("3.11", "3.13")  # those of .github/workflows/ci.yml
BUILD = ("setuptools", "wheel")
ABOUT = "# Made by python -m tests.supply.hashes from the versions installed when the tests passed; never by hand.\n"


def write() -> None:
    """Ask for the hashes of every file that pip would install, and write both lists."""
    versions = {one.name: one.version for one in components()}
    hashes: dict[str, set[str]] = defaultdict(set)
    for python in PYTHONS:
        for name, digest in _asked([f"{name}=={version}" for name, version in versions.items()], python):
            hashes[name].add(digest)
    for path, names in ((BUILDERS, BUILD), (ENVIRONMENT, versions)):
        pinned = [_pinned(name, versions[name], sorted(hashes[name])) for name in sorted(names)]
        path.write_text(ABOUT + "".join(f"# fits: {kind(python)}\n" for python in PYTHONS) + "".join(pinned), "utf-8")


def kind(python: str) -> str:
    """The interpreter and the machine that wheels are for."""
    return f"{platform.python_implementation()} {python} {platform.system()} {platform.machine()}"


def _pinned(name: str, version: str, hashes: Iterable[str]) -> str:
    return f"{name}=={version}" + "".join(f" \\\n    --hash=sha256:{digest}" for digest in hashes) + "\n"


def _asked(pins: Iterable[str], python: str) -> list[tuple[str, str]]:
    """Name and SHA-256 of each file that pip would install for this Python; nothing is installed."""
    bare = {name: value for name, value in os.environ.items() if name != "PIP_FIND_LINKS" and "INDEX" not in name}
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        options = ["--dry-run", "--ignore-installed", "--no-deps", "--prefer-binary", "--python-version", python]
        command = [sys.executable, "-m", "pip", "install", "--quiet", *options, "--target", folder]
        subprocess.run(
            [*command, "--report", str(report), *pins], check=True, env={**bare, "PIP_CONFIG_FILE": os.devnull}
        )
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    return [
        (canonicalize_name(one["metadata"]["name"]), one["download_info"]["archive_info"]["hashes"]["sha256"])
        for one in found
    ]


if __name__ == "__main__":
    write()
