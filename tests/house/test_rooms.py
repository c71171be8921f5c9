"""The house rules that no linter knows: length of files, what stands at the root, what start-up loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = sorted((*ROOT.glob("analysis/**/*.py"), *ROOT.glob("cli/**/*.py")))
AT_THE_ROOT = {
    *("analysis", "cli", "codebooks", "sample_data", "notebooks", "tests", "docs"),
    *("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "SECURITY.md"),
}


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_has_at_most_250_lines_and_says_what_it_is_for(room: Path) -> None:
    lines = room.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 250
    assert lines[0].startswith('"""')


def test_nothing_else_lies_at_the_root() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    names = {line.split("/")[0] for line in tracked.stdout.splitlines()}
    assert {name for name in names if not name.startswith(".")} <= AT_THE_ROOT


def test_the_first_table_needs_no_pandas_no_statsmodels_no_matplotlib_no_scipy_stats_and_no_parser_in_its_process() -> (
    None
):
    script = (
        "import sys; from cli.app import main; code = main(['prevalence']); "
        "heavy = {'pandas', 'pyreadstat', 'statsmodels', 'matplotlib', 'scipy.stats', 'rich'} & set(sys.modules); "
        "print(sorted(heavy), file=sys.stderr); sys.exit(code or bool(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
