"""A label in the language that is asked for."""

from __future__ import annotations

from collections.abc import Mapping


def in_language(label: Mapping[str, str] | None, lang: str | None, own: str) -> str:
    """The label in the language asked for, else in its document's own, else in any; empty where there is none."""
    if not label:
        return ""
    for language in (lang, "" if lang in (own, None) else None, own, ""):
        if language is not None and language in label:
            return label[language]
    return next(iter(label.values()))
