"""JUnit XML of a check: each verdict or finding a test case, for servers that show what failed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from ..presentation.table import Table

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what no XML may hold


@dataclass(frozen=True, slots=True)
class _Case:
    """A test case; `failure` is its message and its text, None where it passed."""

    group: str
    name: str
    failure: tuple[str, str] | None


def write(table: Table) -> str:
    """One suite; no time and no host, so that the same check gives the same bytes."""
    cases = [*_verified(table.more), *_relations(table.more), *_findings(table.more)]
    failed = sum(case.failure is not None for case in cases)
    counts = f'tests="{len(cases)}" failures="{failed}" errors="0" skipped="0"'
    name = quoteattr(_clean(f"tallybook {table.command}"))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites name={name} {counts}>",
        f"  <testsuite name={quoteattr(_clean(table.title))} {counts}>",
        *(line for case in cases for line in _written(case)),
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _written(case: _Case) -> Iterator[str]:
    head = f"    <testcase classname={quoteattr(_clean(case.group))} name={quoteattr(_clean(case.name))}"
    if case.failure is None:
        yield f"{head}/>"
        return
    message, text = case.failure
    yield f"{head}>"
    yield f"      <failure message={quoteattr(_clean(message))}>{escape(_clean(text))}</failure>"
    yield "    </testcase>"


def _verified(more: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[_Case]:
    for one in more.get("verified", ()):
        text = "\n".join(part for part in (one["remark"], *one["explanations"], one["source"]) if part)
        message = f"{one['verdict']}: {one['printed_text']}"
        name = f"{one['of']}: {one['printed_text']}"
        yield _Case(one["figure"], name, None if one["verdict"] == "agrees" else (message, text))


def _relations(more: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[_Case]:
    for one in more.get("relations", ()):
        text = "\n".join(part for part in (one["remark"], one["note"], *one["sources"]) if part)
        message = f"{one['verdict']}: {one['printed_text']}"
        name = ", ".join((one["register"], *one["others"]))
        yield _Case(one["relation"], name, None if one["verdict"] == "agrees" else (message, text))


def _findings(more: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[_Case]:
    """Faults of a codebook; a doubt does not fail a check, and so is a case that passed."""
    for one in more.get("findings", ()):
        failed = one["severity"] == "error"
        yield _Case(one["severity"], one["place"], (one["message"], one["message"]) if failed else None)


def _clean(text: str) -> str:
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
