"""What is asked of a survey full of canaries, and where its values are looked for afterwards."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

from cli.app import main

from .survey import Planted

SURVEY = ("data.csv", "--codebook", "cb.yaml")
EVERY: Sequence[Sequence[str]] = (
    ("prevalence", *SURVEY, "--indicator", "all", "--by", "sex"),
    ("prevalence", *SURVEY, "--by", "sex*age", "--columns", "errors"),
    ("prevalence", *SURVEY, "--missing", "bounds"),
    ("prevalence", *SURVEY, "--by", "child"),
    ("prevalence", *SURVEY, "--by", "note"),
    ("prevalence", *SURVEY, "--where", "note == 1"),
    ("prevalence", *SURVEY, "--where", "child > 3"),
    ("prevalence", *SURVEY, "--weight", "note"),
    ("prevalence", *SURVEY, "--weight", "child"),
    ("prevalence", *SURVEY, "--psu", "child"),
    ("prevalence", *SURVEY, "--psu", "village"),
    ("prevalence", *SURVEY, "--psu", "note"),
    ("prevalence", *SURVEY, "--fpc", "income"),
    ("prevalence", *SURVEY, "--fpc", "note"),
    ("prevalence", *SURVEY, "--make-replicates", "jkn"),
    ("prevalence", *SURVEY, "--calibrate", "totals.yaml"),
    ("prevalence", *SURVEY, "--calibrate", "classes.yaml"),
    ("prevalence", *SURVEY, "--by", "class"),
    ("estimate", *SURVEY, "--variable", "sex", "--by", "sex"),
    ("estimate", *SURVEY, "--variable", "income", "--statistic", "mean", "--statistic", "total"),
    ("estimate", *SURVEY, "--variable", "income", "--statistic", "histogram", "--breaks", "0,1500,3000,1e9"),
    ("estimate", *SURVEY, "--variable", "income", "--statistic", "proportion"),
    ("estimate", *SURVEY, "--variable", "income", "--by", "sex", "--statistic", "variance"),
    ("estimate", *SURVEY, "--variable", "note"),
    ("estimate", *SURVEY, "--variable", "child", "--statistic", "proportion"),
    ("estimate", *SURVEY, "--variable", "note", "--statistic", "mean"),
    ("estimate", *SURVEY, "--variable", "home", "--statistic", "proportion"),
    ("estimate", *SURVEY, "--variable", "class", "--statistic", "proportion"),
    ("estimate", *SURVEY, "--variable", "age", "--statistic", "median", "--by", "class"),
    ("estimate", *SURVEY, "--variable", "noote"),
    ("breakdown", *SURVEY, "--set", "note"),
    ("breakdown", *SURVEY, "--set", "income"),
    ("breakdown", *SURVEY, "--set", "class"),
    ("breakdown", *SURVEY, "--set", "hurt", "--by", "sex"),
    ("compare", *SURVEY, "--indicator", "hurt_ever", "--by", "sex"),
    ("compare", *SURVEY, "--variable", "income", "--by", "age"),
    ("compare", *SURVEY, "--variable", "note", "--by", "child"),
    ("compare", *SURVEY, "--variable", "income", "--by", "class", "--against", "E"),
    ("compare", *SURVEY, "--variable", "income", "--by", "sex", "--standardise", "class"),
    ("crosstab", *SURVEY, "--row", "sex", "--column", "hurt", "--counts", "--residuals", "--test", "all"),
    ("crosstab", *SURVEY, "--row", "note", "--column", "child"),
    ("crosstab", *SURVEY, "--row", "income", "--column", "hurt"),
    ("crosstab", *SURVEY, "--row", "class", "--column", "hurt"),
    ("model", "hurt_ever ~ sex + age", *SURVEY),
    ("model", "income ~ sex", *SURVEY),
    ("model", "income ~ sex", *SURVEY, "--family", "linear", "--effects"),
    ("model", "age ~ sex", *SURVEY, "--family", "ordinal"),
    ("model", "note ~ sex", *SURVEY, "--family", "ordinal"),
    ("model", "hurt_ever ~ C(note)", *SURVEY),
    ("model", "hurt_ever ~ note", *SURVEY),
    ("model", "note ~ sex", *SURVEY),
    ("model", "hurt_ever ~ class", *SURVEY),
    ("flow", *SURVEY, "--step", "girls", "--step", "hurt"),
    ("weight", *SURVEY, "--margins", "totals.yaml"),
    ("weight", *SURVEY, "--margins", "classes.yaml"),
    ("weight", *SURVEY, "--respondents", "hurt == 1", "--classes", "class"),
    ("codebook", "check", "cb.yaml", "data.csv"),
    ("codebook", "check", "cb.yaml"),
    ("codebook", "definitions", "cb.yaml", "data.csv"),
    ("data", "describe", "data.csv"),
    ("data", "describe", "homes.csv"),
    ("verify", "report.yaml"),
)
OTHER_FILES: Sequence[Sequence[str]] = tuple(
    command
    for name in ("data.sav", "data.dta", "data.parquet")
    for command in (
        ("data", "describe", name),
        ("estimate", name, "--variable", "income", "--statistic", "histogram", "--breaks", "0,1500,3000,1e9"),
        ("estimate", name, "--variable", "note", "--weight", "child"),
        ("estimate", name, "--variable", "child", "--statistic", "proportion"),
    )
)
CHARTS: Sequence[Sequence[str]] = (
    ("chart", "prevalence", *SURVEY, "--by", "sex"),
    ("chart", "estimate", *SURVEY, "--variable", "income", "--by", "sex"),
    ("chart", "crosstab", *SURVEY, "--row", "sex", "--column", "hurt"),
    ("chart", "compare", *SURVEY, "--indicator", "hurt_ever", "--by", "sex"),
)
FORMATS = ("table", "csv", "json", "md", "html", "xlsx", "docx", "pptx", "latex", "junit")
REPORT = ("report", "report.yaml", "-o", "out", "--format", "html,pptx,xlsx,docx,md,latex,csv,json,svg,png")
RERUN = ("rerun", "out/manifest.json", "--data", "data.csv", "--codebook", "report.yaml")
COPIES = ("data.csv", "data.sav", "data.dta", "data.parquet", "homes.csv")


def asked(planted: Planted, command: Sequence[str], *more: str) -> list[str]:
    """Run a command in the folder of the survey, and name every canary that is seen: on the screen, or in a file."""
    said = io.StringIO()
    scratch = planted.folder / "scratch"
    scratch.mkdir(exist_ok=True)
    before, tempfile.tempdir = tempfile.tempdir, str(scratch)
    try:
        with chdir(planted.folder), redirect_stdout(said), redirect_stderr(said):
            code = main([*command, *more, "--debug"])
    finally:
        tempfile.tempdir = before
    seen = [f"the screen: {said.getvalue()[-2000:]}"] if _held(planted, said.getvalue()) else []
    for path in _written(planted.folder):
        held = {one for text in _texts(path.name, path.read_bytes()) for one in _held(planted, text)}
        seen += [
            f"{path.relative_to(planted.folder)} holds what was {planted.canaries[one]}" for one in sorted(held)[:3]
        ]
        if command[0] != "report":  # `rerun` reads its manifest
            path.unlink()
    if code == 70:
        seen.append(f"a bug: {said.getvalue()[-2000:]}")
    return [f"{' '.join((*command, *more))} ({code}): {what}" for what in seen]


def _held(planted: Planted, text: str) -> list[str]:
    plain = text.replace(",", "").replace(" ", "").replace("\u202f", "").replace("\u00a0", "")
    return [one for one in planted.canaries if one in text or one in plain]


def _written(folder: Path) -> Iterator[Path]:
    """Every file that is no part of the survey, hidden ones and those of a crash too."""
    inputs = {*COPIES, "cb.yaml", "report.yaml", "totals.yaml", "classes.yaml"}
    for top, _, names in os.walk(folder):
        for name in names:
            if name not in inputs or Path(top) != folder:
                yield Path(top) / name


def _texts(name: str, content: bytes) -> Iterator[str]:
    """What a file holds as text, packed parts too."""
    yield content.decode("utf-8", "replace")
    yield content.decode("utf-16-le", "replace")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for part in packed.namelist():
                yield part
                yield from _texts(part, packed.read(part))
