"""The same survey with its rows in another order: what it says then, beside what it said before."""

from __future__ import annotations

import io
import json
import math
import random
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pandas as pd

from cli.app import main
from tests.canaries.commands import EVERY
from tests.canaries.survey import sound

AS_NEAR = 1e-12
ENGINES = (
    ("--lonely", "adjust"),
    ("--make-replicates", "jkn"),
    ("--make-replicates", "bootstrap", "--replicate-count", "40"),
)
SURVEY = ("data.csv", "--codebook", "cb.yaml")
ASKED: Sequence[Sequence[str]] = (
    *EVERY,
    *(("prevalence", *SURVEY, "--by", "sex", *engine) for engine in ENGINES),
    ("estimate", *SURVEY, "--variable", "age", "--statistic", "median", "--statistic", "quantile", "--probs", "0.2"),
    ("estimate", *SURVEY, "--variable", "age", "--statistic", "ratio", "--denominator", "income"),
    ("compare", *SURVEY, "--indicator", "all", "--by", "age", "--trend", "codes"),
    ("compare", *SURVEY, "--indicator", "hurt_ever", "--by", "sex", "--standardise", "age", "--measure", "ratio"),
)


def laid_out(folder: Path, seed: int) -> None:
    """The survey of the canaries with numbers of one size: beside a thousand millions no sum keeps twelve digits."""
    sound(folder, seed)
    frame = pd.read_csv(folder / "data.csv")
    frame["income"] %= 5000
    frame.to_csv(folder / "data.csv", index=False)


def shuffled(folder: Path, seed: int) -> None:
    """Put the rows of both files into another order."""
    for name in ("data.csv", "homes.csv"):
        head, *lines = (folder / name).read_text().splitlines()
        random.Random(seed).shuffle(lines)  # noqa: S311  # no secret
        (folder / name).write_text("\n".join([head, *lines]) + "\n")


def said(folder: Path, command: Sequence[str], form: str) -> str:
    """What a command says."""
    out = io.StringIO()
    with chdir(folder), redirect_stdout(out), redirect_stderr(out):
        main([*command, "--format", form])
    return out.getvalue()


def differences(before: str, now: str) -> list[str]:
    """Where two answers in JSON differ by more than the last digits; of fingerprints only that there are some."""
    try:
        pair = json.loads(before), json.loads(now)
    except ValueError:  # an error in words
        return [] if before == now else [f"{before} is now {now}"]
    return list(_differences(*pair, ""))


def _differences(before: Any, now: Any, place: str) -> Iterator[str]:
    if type(before) is not type(now):
        yield f"{place}: {before!r} is now {now!r}"
    elif isinstance(before, dict):
        for key in {**before, **now}:
            if key != "sha256":  # of a file in another order
                yield from _differences(before.get(key), now.get(key), f"{place}.{key}")
    elif isinstance(before, list):
        yield from _differences(len(before), len(now), f"length of {place}")
        for number, (one, other) in enumerate(zip(before, now, strict=False)):
            yield from _differences(one, other, f"{place}[{number}]")
    elif not _same(before, now):
        yield f"{place}: {before!r} is now {now!r}"


def _same(before: Any, now: Any) -> bool:
    if isinstance(before, float):
        return math.isclose(before, now, rel_tol=AS_NEAR, abs_tol=AS_NEAR)
    return bool(before == now)
