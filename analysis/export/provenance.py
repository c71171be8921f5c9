"""What the numbers stand on as lines of a key and words, for documents that people read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .flat import plain


def lines(provenance: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Key and words of every entry; keys of what is nested are joined by dots, and what is absent is left out.

    >>> lines({"design": {"psus": 40, "lonely": None}, "files": ["a.sav", "b.sav"], "weighted": True})
    [('design.psus', '40'), ('files', 'a.sav; b.sav'), ('weighted', 'true')]
    """
    return list(_lines("", plain(provenance)))


def _lines(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list) and not any(isinstance(part, (dict, list)) for part in value):
        value = "; ".join(_words(part) for part in value) or None
    if isinstance(value, dict):
        parts = [(str(name), part) for name, part in value.items()]
    elif isinstance(value, list):
        parts = [(str(number), part) for number, part in enumerate(value, 1)]
    else:
        if value is not None:
            yield key, _words(value)
        return
    for name, part in parts:
        yield from _lines(f"{key}.{name}" if key else name, part)


def _words(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
