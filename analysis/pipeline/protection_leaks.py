"""What `tallybook protect check` finds: the table, and in words what of it can be worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import as_written
from ..estimation.estimate import Subject


@dataclass(frozen=True, slots=True)
class Leak:
    """A hidden row that the shown ones give back; what it is stays untold here too."""

    severity: str
    place: str
    message: str


def printed_elsewhere(file: str, subject: Subject) -> Leak:
    """That one table hides what another shows."""
    return Leak(
        "error", file, f"{_group(subject)} is hidden here and shown in another table; protect them in one report"
    )


def worked_out(file: str, subject: Subject) -> Leak:
    """That a hidden row follows from others."""
    return Leak("error", file, f"{_group(subject)} can be worked out from what is shown; leave one of these tables out")


def differing(files: set[str], subject: Subject) -> Leak:
    """That tables differ by few people, of whom so much is told."""
    first, *others = sorted(files)
    beside = f" beside {', '.join(others)}" if others else ""
    told = "tells of the few people by whom groups or conditions differ; leave one of them out, or make one report"
    return Leak("error", first, f"{_answer(subject)}{beside} {told}")


def between_breaks(file: str, other: str, variable: str) -> Leak:
    """That two tables have breaks of a number between which there are few."""
    told = "have breaks between which there are few people, of whom one less the other tells; leave one out"
    return Leak("error", file, f"{variable} here and in {other} {told}")


def between_steps(files: Sequence[str]) -> Leak:
    """That the steps of several flows tell together of few rows."""
    first, *others = sorted(files)
    told = "tell together of few rows, of which none tells by itself; put them into one flow, or leave one out"
    return Leak("error", first, f"the steps here and in {', '.join(others)} {told}")


def _group(subject: Subject) -> str:
    """The question of a row, which answer, and in which group."""
    return ", ".join([_answer(subject), *(f"{name} {as_written(level.value)}" for name, level in subject.by.items())])


def _answer(subject: Subject) -> str:
    codes = (as_written(part.value) for part in (subject.item, subject.level) if part is not None)
    return ", ".join([subject.variable or "everybody", *codes])
