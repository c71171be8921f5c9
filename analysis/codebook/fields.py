"""What the keys of a codebook may hold: labels, codes, names and expressions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

from ..errors import as_written


class Section(BaseModel):
    """A mapping of the codebook: known keys only, nothing converted, nothing changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _label(value: Any) -> Any:
    """A text without languages stands under the empty language; a number is its own label."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"": as_written(value)}
    if isinstance(value, str):
        return {"": value}
    if not isinstance(value, Mapping) or not value:
        raise ValueError("must be a text in quotes, or one text per language as in {en: ..., id: ...}")
    return value


def _word(value: Any) -> Any:
    return as_written(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def one_or_many(value: Any) -> Any:
    """A list as it is; a single word as a list of one."""
    return tuple(value) if isinstance(value, list) else (value,) if isinstance(value, str) else value


def _form(value: Any) -> str | None:
    """Text or mapping: which of two shapes a value has."""
    if isinstance(value, str):
        return "text"
    return "mapping" if isinstance(value, Mapping | BaseModel) else None


LABEL_SCHEMA = {"type": ["string", "number", "object"], "additionalProperties": {"type": "string"}}
NAMES_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}

Word: TypeAlias = Annotated[str, Field(min_length=1)]
Label: TypeAlias = Annotated[Mapping[str, str], BeforeValidator(_label), WithJsonSchema(LABEL_SCHEMA)]
Code: TypeAlias = float | str
ItemName: TypeAlias = Annotated[str, BeforeValidator(_word), Field(min_length=1)]
ItemNames: TypeAlias = Annotated[tuple[ItemName, ...], Field(strict=False)]
Expression: TypeAlias = Annotated[str, Field(min_length=1)]
Expressions: TypeAlias = Annotated[tuple[Expression, ...], Field(strict=False)]
OneOrMany: TypeAlias = Annotated[tuple[Word, ...], BeforeValidator(one_or_many), WithJsonSchema(NAMES_SCHEMA)]
Text = Tag("text")
Shape = Tag("mapping")
TextOrShape = Discriminator(_form)
