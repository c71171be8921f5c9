"""The JSON Schema of the codebook, so that editors complete keys and explain them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from .faults import Steps
from .model import Codebook

SHIPPED = Path(__file__).with_name("codebook.schema.json")


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a codebook, made from the model."""
    made = Codebook.model_json_schema()
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "tallybook codebook"}
    return {**head, **{key: part for key, part in made.items() if key != "title"}}


def write() -> None:
    """Write the schema that ships beside this file; run it when the model changes."""
    SHIPPED.write_text(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def keys_at(path: Steps) -> list[str]:
    """The keys that a section of the codebook may have."""
    definitions = _made().get("$defs", {})
    parts = [_made()]
    for step in path:
        inner = [part.get("properties", {}).get(step, part.get("additionalProperties")) for part in parts]
        parts = [choice for part in inner if isinstance(part, dict) for choice in _choices(part, definitions)]
    return [key for part in parts for key in part.get("properties", {})]


@cache
def _made() -> dict[str, Any]:
    return schema()


def _choices(part: dict[str, Any], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    """A part with its references followed and its alternatives laid side by side."""
    if "$ref" in part:
        part = definitions[part["$ref"].rsplit("/", 1)[1]]
    alternatives = part.get("anyOf", part.get("oneOf"))
    if alternatives is None:
        return [part]
    return [choice for alternative in alternatives for choice in _choices(alternative, definitions)]
