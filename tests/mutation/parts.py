"""The parts of the program that are put to the test, each with the folders of tests that have to notice a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Part:
    """Rooms whose score is one figure.

    Attributes:
        rooms: folders, from the root of the checkout.
        tests: folders and files below `tests`.
    """

    rooms: tuple[str, ...]
    tests: tuple[str, ...]

    def files(self, root: Path) -> list[Path]:
        """Every file of the rooms."""
        return sorted(path for room in self.rooms for path in (root / room).rglob("*.py"))


PARTS: Final[Mapping[str, Part]] = {
    "numbers": Part(
        ("analysis/design", "analysis/estimation"),
        ("design", "estimation", "laws", "reference", "pipeline", "sample", "codebook"),
    ),
    "input": Part(
        ("analysis/input", "analysis/isolation"),
        (
            "input",
            "isolation",
            "fuzz",
            "cli/test_bad_input.py",
            "pipeline/test_open_ended_files.py",
            "pipeline/test_description_of_files.py",
        ),
    ),
    "export": Part(
        ("analysis/export",),
        (
            "export",
            "report",
            "cli/test_cli_output.py",
            "cli/test_cli_failures.py",
            "pipeline/test_hostile_labels.py",
            "pipeline/test_report_files.py",
        ),
    ),
    "protection": Part(
        ("analysis/presentation/protection",),
        (
            "presentation",
            "attack",
            "report",
            "laws/test_laws_of_protection.py",
            "cli/test_reliability_shown.py",
            "pipeline/test_breakdown_of_small_surveys.py",
            "pipeline/test_crosstab_of_small_surveys.py",
            "pipeline/test_dominance.py",
            "pipeline/test_groups_and_their_remainder.py",
            "pipeline/test_protection_check.py",
            "pipeline/test_report_files.py",
            "pipeline/test_shared_rows.py",
            "pipeline/test_words_of_few.py",
        ),
    ),
}
# What the other process runs, which no trace of this one sees, and what starts it.
ELSEWHERE: Final = frozenset(
    f"analysis/isolation/{name}.py" for name in ("child", "parsing", "parsing_parquet", "parsing_sheets", "wire")
)
STARTS: Final = "analysis/isolation/process.py"
