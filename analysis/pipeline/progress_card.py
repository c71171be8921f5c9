"""The progress card of a country as a table and as a picture: `tallybook card`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..codebook.labels import in_language
from ..presentation.cells import Writing
from ..presentation.chart import Chart, Mark
from ..presentation.drawing import described
from ..presentation.rounding import numerals
from ..presentation.table import Column, Line, Table
from ..presentation.words import words
from ..report.card import Card, Fact, Goal, Indicator, load_card, shipped_card
from ..report.register import figure, shipped_registers
from ..request import CardRequest
from .finish import repeatable, versions


def card(request: CardRequest) -> Table:
    """The card that ships, or another, as a table."""
    made, _ = shown(read_card(request.card), request.lang)
    about = {**versions(), **made.provenance, "request": repeatable(request)}
    return replace(made, provenance=about, inputs=(request.card or shipped_card(), *shipped_registers()))


def chart_of_card(request: CardRequest) -> Chart:
    """The same card as a picture."""
    _, drawn = shown(read_card(request.card), request.lang)
    return drawn


def read_card(path: Path | None) -> Card:
    """The card in a file; the one that ships where none is named."""
    return load_card(path or shipped_card())


def shown(card: Card, lang: str | None) -> tuple[Table, Chart]:
    """Goals, their indicators, each with its rating, the mark of NGO work and the facts that bear on it."""
    writing = Writing(words(lang), numerals=numerals(lang), lang=lang or "en")
    sources = tuple(_sources(card, writing))
    notes = (*_notes(card, writing), *(f"{told}." for told, _ in sources))
    title, subtitle = _text(card.card.title, writing), _text(card.card.subtitle, writing)
    table = Table(
        command="card",
        title=title,
        subtitle=subtitle,
        columns=tuple(Column(writing.words[name], "left") for name in ("indicator", "rating", "ngo_work", "facts")),
        lines=tuple(_lines(card, writing)),
        notes=(*notes, *(address for _, addresses in sources for address in addresses)),
        credits=notes,
        more={"indicators": tuple(_records(card, writing))},
        provenance={"card": card.card.id},
        writing=writing,
    )
    chart = Chart(
        kind="card",
        title=title,
        subtitle=subtitle,
        marks=tuple(_mark(goal, indicator, writing) for goal, indicator in _indicators(card)),
        notes=notes,
        lang=writing.lang,
        words=writing.words,
        numerals=writing.numerals,
    )
    return table, replace(chart, alt=described(chart))


def _text(label: Mapping[str, str] | None, writing: Writing) -> str:
    return in_language(label, writing.lang, "en")


def _indicators(card: Card) -> Iterator[tuple[Goal, Indicator]]:
    for goal in card.goals.values():
        for indicator in goal.indicators.values():
            yield goal, indicator


def _rating(indicator: Indicator, writing: Writing) -> str:
    return writing.words[indicator.rating]


def _tag(indicator: Indicator, writing: Writing) -> str:
    """What the star means, where it is known to stand: a lost one is given to no indicator."""
    return writing.words["worked_on_by_ngos"] if indicator.ngo is True else ""


def _facts(indicator: Indicator, writing: Writing) -> str:
    return "; ".join(_fact(fact, writing) for fact in indicator.facts) or writing.words["no_fact"]


def _fact(fact: Fact, writing: Writing) -> str:
    """The fact with its numbers in the register."""
    numbers = f" [{', '.join(fact.figures)}]" if fact.figures else ""
    return _text(fact.text, writing) + numbers


def _mark(goal: Goal, indicator: Indicator, writing: Writing) -> Mark:
    return Mark(
        label=_text(indicator.label, writing),
        panel=_text(goal.label, writing),
        text=_rating(indicator, writing),
        detail=_facts(indicator, writing),
        tag=_tag(indicator, writing),
    )


def _lines(card: Card, writing: Writing) -> Iterator[Line]:
    for goal in card.goals.values():
        yield Line((_text(goal.label, writing),), "group")
        for indicator in goal.indicators.values():
            mark = _mark(goal, indicator, writing)
            otherwise = writing.words["ngo_unknown" if indicator.ngo == "unknown" else "ngo_none"]
            yield Line((mark.label, mark.text, mark.tag or otherwise, mark.detail))


def _notes(card: Card, writing: Writing) -> Iterator[str]:
    """What the print lost, what each goal leaves open, and where the card was printed."""
    if any(indicator.rating == "unknown" for _, indicator in _indicators(card)):
        yield writing.words["rating_lost"]
    yield from (_text(goal.note, writing) for goal in card.goals.values() if goal.note)
    yield from (_text(note, writing) for note in card.card.notes)
    if card.numbers:
        yield writing.words["register_numbers"]
    yield writing.words["source"].format(source=card.card.source)


def _sources(card: Card, writing: Writing) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Where the facts come from that are not in the register, each with its addresses."""
    for _, indicator in _indicators(card):
        for fact in indicator.facts:
            if fact.source:
                yield f"{_text(indicator.label, writing)}, {fact.year}: {fact.source}", fact.addresses


def _records(card: Card, writing: Writing) -> Iterator[dict[str, Any]]:
    """A record an indicator, with the words of the rating and of the mark as the card gives them."""
    for name, goal in card.goals.items():
        for short, indicator in goal.indicators.items():
            yield {
                "goal": name,
                "goal_label": _text(goal.label, writing),
                "indicator": short,
                "indicator_label": _text(indicator.label, writing),
                "rating": indicator.rating,
                "worked_on_by_ngos": None if indicator.ngo == "unknown" else indicator.ngo,
                "facts": [_text(fact.text, writing) for fact in indicator.facts],
                "figures": [number for fact in indicator.facts for number in fact.figures],
                "sources": [part for fact in indicator.facts for part in _cited(fact)],
            }


def _cited(fact: Fact) -> tuple[str, ...]:
    """Every source of a fact: its own with the addresses, and those of its figures."""
    own = (fact.source,) if fact.source else ()
    return (*own, *fact.addresses, *(figure(number).source for number in fact.figures))
