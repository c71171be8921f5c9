"""Changes after which the program does the same, each with the reason; keys do not move with lines."""

from __future__ import annotations

EQUIVALENT: dict[tuple[str, str, str, str], str] = {}
