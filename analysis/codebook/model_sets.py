"""Response sets in the codebook: questions with several answers, and where their answers stand in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from pydantic import Field

from .fields import Code, Expression, ItemName, ItemNames, Label, Section, Word

MissingReason: TypeAlias = Literal["refused", "dont_know", "no_answer", "blank"]
Role: TypeAlias = Literal["disclosure", "reasons", "platforms", "offenders"]
Unit: TypeAlias = Literal["child", "instance", "last_incident"]
Conflict: TypeAlias = Literal["substantive", "missing", "error"]


class FollowUp(Section):
    """The same question asked after each of several experiences."""

    of: ItemNames = Field(description="The variables (or indicators) after which it was asked.")
    columns: Word = Field(description="Pattern of the columns with {item} and {form}, as in told_{item}_{form}.")
    asked_if: Expression | None = Field(
        default=None, description="Who was asked after a form, with {form}; otherwise whoever said yes to the form."
    )


class Delimited(Section):
    """All answers in one text column."""

    column: Word = Field(description="The column.")
    separator: str = Field(default=" ", min_length=1, description="What stands between two answers.")


class ResponseSet(Section):
    """A question with several answers."""

    label: Label = Field(description="Its name in tables.")
    role: Role | None = Field(default=None, description="Which command shows it.")
    base: Expression | None = Field(
        default=None, description="Whose answers: an indicator or a condition; everyone otherwise."
    )
    unit: Unit = Field(
        default="child", description="What is counted: a child, a child and form (instance), the last incident."
    )
    items: Mapping[ItemName, Label] = Field(
        default={}, description="The answers, in the order of tables; an mrset brings its own."
    )
    exclusive: ItemNames = Field(default=(), description="Answers that exclude the others, such as no_one.")
    conflict: Conflict = Field(
        default="substantive",
        description="An exclusive answer beside another: keep the other, count as missing, or stop.",
    )
    columns: Word | None = Field(default=None, description="Pattern of 0/1 columns with {item}, as in told_{item}.")
    follow_up: FollowUp | None = Field(default=None, description="Columns for each of several experiences.")
    delimited: Delimited | None = Field(default=None, description="One text column with all answers.")
    mrset: Word | None = Field(default=None, description="A multiple-response set that the SPSS file itself defines.")
    ticked: Code = Field(default=1.0, description="Code that means ticked.")
    missing: Mapping[Code, MissingReason] = Field(default={}, description="Codes in the columns that are no answer.")
