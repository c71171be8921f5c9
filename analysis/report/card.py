"""The progress card of a country: what may be written in it, and the strict loader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ..codebook.faults import Fault, Steps, suggestion
from ..codebook.fields import ItemNames, Label, Section, Word
from ..codebook.shape import shaped
from ..codebook.tree import Tree, parse_tree, read_tree
from .register import register

Rating: TypeAlias = Literal["significant", "partial", "inadequate", "unknown"]
Labels: TypeAlias = Annotated[tuple[Label, ...], Field(strict=False)]
NEEDED = {
    "card": "the key is not there; begin with card: {id: ..., country: ..., title: ..., year: ..., source: ...}",
    "rating": "the key is not there; write significant, partial, inadequate or unknown",
    "ngo": "the key is not there; write true, false or unknown",
}


class Head(Section):
    """What the card is called and where it was printed."""

    id: Word = Field(description="Short name in small letters, digits and dashes.")
    country: Word = Field(description="Country it speaks of.")
    title: Label = Field(description="Title: the message.")
    subtitle: Label | None = Field(default=None, description="What is shown.")
    year: Word = Field(description="Year of the document that printed it.")
    source: Word = Field(description="Document that printed it.")
    figures: ItemNames = Field(default=(), description="Numbers in the register that speak of the whole card.")
    notes: Labels = Field(default=(), description="What stands under the card.")


class Fact(Section):
    """A fact beside an indicator: in words with its year, and where it comes from."""

    text: Label = Field(description="The fact, with its year.")
    figures: ItemNames = Field(default=(), description="Its numbers in the register of published figures.")
    year: Word | None = Field(default=None, description="Its year, where it is not in the register.")
    source: Word | None = Field(default=None, description="Its source, where it is not in the register.")
    addresses: ItemNames = Field(default=(), description="Where the source is found.")


class Indicator(Section):
    """One indicator of a goal."""

    label: Label = Field(description="Its name on the card.")
    rating: Rating = Field(description="The rating as printed; unknown where the print lost it.")
    ngo: bool | Literal["unknown"] = Field(description="Marked as worked on by NGOs; unknown where the print lost it.")
    facts: Annotated[tuple[Fact, ...], Field(strict=False)] = Field(default=(), description="Facts that bear on it.")


class Goal(Section):
    """A goal and its indicators, in the order of the card."""

    label: Label = Field(description="Its name on the card.")
    figure: Word | None = Field(default=None, description="Its number in the register.")
    stars: int | None = Field(default=None, ge=0, description="Marks of NGO work in its row.")
    note: Label | None = Field(default=None, description="What the print lost or left open.")
    indicators: Annotated[Mapping[str, Indicator], Field(min_length=1)] = Field(description="Its indicators.")


class Card(Section):
    """A progress card."""

    card: Head = Field(description="What it is called and where it was printed.")
    goals: Annotated[Mapping[str, Goal], Field(min_length=1)] = Field(description="Its goals.")

    @property
    def numbers(self) -> tuple[str, ...]:
        """The figures of the register that it draws on, each once."""
        return tuple(dict.fromkeys(number for _, number in _cited(self)))


def shipped_card() -> Path:
    """The card that ships: Indonesia, as printed in the older founding document."""
    return Path(str(resources.files("codebooks").joinpath("country_progress_card", "card.yaml")))


def load_card(path: Path) -> Card:
    """The card in a YAML file."""
    return _card(read_tree(path), str(path))


def card_of(text: str, source: str = "card") -> Card:
    """The card in a YAML text, with `source` as its name in messages."""
    return _card(parse_tree(text, source), source)


def _card(tree: Tree, source: str) -> Card:
    return shaped(Card, tree, source, _checked(tree), NEEDED)


def _checked(tree: Tree) -> Callable[[Card], Iterator[Fault]]:
    """What is wrong with the sense of a card: strange numbers, facts from nowhere, more stars than indicators."""

    def faults(card: Card) -> Iterator[Fault]:
        known = [figure.id for figure in register()]
        for path, number in _cited(card):
            if number not in known:
                problem = f"figure {number} is not in the register{suggestion(number, known)}"
                yield Fault(tree.position(path), path, problem)
        for path, problem in (*_sourceless(card), *_miscounted(card)):
            yield Fault(tree.position(path), path, problem)

    return faults


def _facts(card: Card) -> Iterator[tuple[Steps, Fact]]:
    for goal, about in card.goals.items():
        for name, indicator in about.indicators.items():
            for position, fact in enumerate(indicator.facts):
                yield ("goals", goal, "indicators", name, "facts", position), fact


def _cited(card: Card) -> Iterator[tuple[Steps, str]]:
    """Numbers of the register and where in the card they stand."""
    yield from ((("card", "figures", position), number) for position, number in enumerate(card.card.figures))
    for name, goal in card.goals.items():
        if goal.figure is not None:
            yield ("goals", name, "figure"), goal.figure
    for path, fact in _facts(card):
        yield from (((*path, "figures", position), number) for position, number in enumerate(fact.figures))


def _sourceless(card: Card) -> Iterator[tuple[Steps, str]]:
    for path, fact in _facts(card):
        if not fact.figures and not (fact.source and fact.year):
            yield path, "a fact needs figures of the register, or a source and a year of its own"


def _miscounted(card: Card) -> Iterator[tuple[Steps, str]]:
    """More or fewer marks on the indicators than the row has."""
    for name, goal in card.goals.items():
        if goal.stars is None:
            continue
        marks = [indicator.ngo for indicator in goal.indicators.values()]
        sure = sum(mark is True for mark in marks)
        if not sure <= goal.stars <= sure + marks.count("unknown"):
            told = f"{sure} are marked and {marks.count('unknown')} unknown"
            yield ("goals", name, "stars"), f"{goal.stars} stars do not fit the indicators, of which {told}"
