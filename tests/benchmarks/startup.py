"""Whole processes: `tallybook --help`, and the first table of the sample survey, each over a bare import in turn."""

from __future__ import annotations

import os
import subprocess
import sys
import time


def ratios(ours: list[str], bare: str, runs: int = 9) -> list[float]:
    """Wall time of `python -m cli ...` over `python -c bare`, in turn, after one warm-up of each."""
    commands = ([sys.executable, "-m", "cli", *ours], [sys.executable, "-c", bare])
    for command in commands:
        _seconds(command)
    return [_seconds(commands[0]) / _seconds(commands[1]) for _ in range(runs)]


def _seconds(command: list[str]) -> float:
    # An installed package has its bytecode; a variable that forbids writing it would time the compiler.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
    return time.perf_counter() - start
