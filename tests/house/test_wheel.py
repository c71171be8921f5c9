"""The wheel holds what it should and nothing else; its command runs in a new environment from an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {"analysis", "cli", "codebooks", "sample_data"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what the wheel is made of, so that the checkout stays clean."""
    source = tmp_path_factory.mktemp("source")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    out = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "-w", str(out)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, "."], cwd=source, check=True, env=_bare())
    return next(out.glob("*.whl"))


def test_the_wheel_has_the_four_packages_and_their_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == PACKAGES
    assert {
        "analysis/codebook/codebook.schema.json",
        "analysis/export/output.schema.json",
        "analysis/export/web/page.css",
        "analysis/export/web/page.html.j2",
        "analysis/export/web/page.js",
        "analysis/report/report.schema.json",
        "codebooks/country_progress_card/card.yaml",
        "codebooks/country_progress_card/figures.csv",
        "codebooks/country_progress_card/report.yaml",
        "codebooks/disrupting_harm_countries/figures.csv",
        "codebooks/disrupting_harm_countries/report.yaml",
        "codebooks/disrupting_harm_indonesia/codebook.yaml",
        "codebooks/disrupting_harm_indonesia/contacts.yaml",
        "codebooks/disrupting_harm_indonesia/figures.csv",
        "codebooks/disrupting_harm_indonesia/report.yaml",
        "codebooks/frontline_workers/codebook.yaml",
        "codebooks/yrbs_2015/codebook.yaml",
        "codebooks/yrbs_2015/report.yaml",
        "sample_data/synthetic-children.sav",
        "sample_data/synthetic-caregivers.sav",
        "sample_data/synthetic-contacts.sav",
        "sample_data/synthetic-frontline.sav",
    } <= set(names)


def test_the_command_runs_out_of_the_wheel_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    packages = next((environment / "lib").glob("python*")) / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    # The dependencies are those of this environment; tallybook itself can only come from the wheel.
    here = Path(next(path for path in sys.path if path.endswith("site-packages")))
    for entry in here.iterdir():
        if not entry.name.startswith(("__editable__", "tallybook", "_virtualenv")):
            (packages / entry.name).symlink_to(entry) if not (packages / entry.name).exists() else None
    empty = tmp_path / "empty"
    empty.mkdir()
    code = "from cli.app import main; raise SystemExit(main(['prevalence']))"
    command = [str(environment / "bin" / "python"), "-c", code]
    done = subprocess.run(command, cwd=empty, capture_output=True, text=True, check=False, env=_bare())
    assert done.returncode == 0, done.stderr
    assert "at least 500,000" in done.stdout
    assert not list(empty.iterdir())


def _bare() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
