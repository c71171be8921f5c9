"""The JSON Schema of the codebook, so that editors complete keys and explain them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from .faults import Steps
from .model import Codebook

SHIPPED = Path(__file__).with_name("codebook.schema.json")


def schema(model: type[BaseModel] = Codebook, title: str = "tallybook codebook") -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what may be written, made from the model."""
    made = model.model_json_schema()
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return {**head, **{key: part for key, part in made.items() if key != "title"}}


def write() -> None:
    """Write the schema that ships beside this file; run it when the model changes."""
    SHIPPED.write_text(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def keys_at(model: type[BaseModel], path: Steps) -> list[str]:
    """The keys that a section may have: the part of `model` at `path`."""
    made = _made(model)
    definitions = made.get("$defs", {})
    parts = [made]
    for step in path:
        inner = [_inside(part, step) for part in parts]
        parts = [choice for part in inner if isinstance(part, dict) for choice in _choices(part, definitions)]
    return [key for part in parts for key in part.get("properties", {})]


def _inside(part: dict[str, Any], step: str | int | float) -> Any:
    """The schema of what stands at a step: an entry of a list, a key, or any key of a mapping."""
    if isinstance(step, int) and "items" in part:
        return part["items"]
    return part.get("properties", {}).get(step, part.get("additionalProperties"))


@cache
def _made(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _choices(part: dict[str, Any], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    """A part with its references followed and its alternatives laid side by side."""
    if "$ref" in part:
        part = definitions[part["$ref"].rsplit("/", 1)[1]]
    alternatives = part.get("anyOf", part.get("oneOf"))
    if alternatives is None:
        return [part]
    return [choice for alternative in alternatives for choice in _choices(alternative, definitions)]
