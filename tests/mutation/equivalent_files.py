"""Changes to what reads, writes and hides after which the program does the same, each with the reason."""

from __future__ import annotations

EQUIVALENT: dict[tuple[str, str, str, str], str] = {}
