"""Whole processes: `tallybook --help`, and the first table of the sample survey, each over a bare import in turn."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path


def ratios(ours: list[str], bare: str, runs: int = 9) -> list[float]:
    """Wall time of `python -m cli ...` over `python -c bare`, in turn, after one warm-up of each."""
    commands = ([sys.executable, "-m", "cli", *ours], [sys.executable, "-c", bare])
    for command in commands:
        seconds(command)
    return [seconds(commands[0]) / seconds(commands[1]) for _ in range(runs)]


def seconds(command: list[str], folder: str | None = None) -> float:
    """Wall time of a process, in `folder` or here."""
    # An installed package has its bytecode; a variable that forbids writing it would time the compiler.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment.setdefault("PYTHONPATH", str(Path.cwd()))  # `folder` is not the root of the checkout
    start = time.perf_counter()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(command, check=True, env=environment, cwd=folder, **quiet)
    return time.perf_counter() - start
