"""What others have published, as they printed it: `tallybook figures`, and the chart of countries side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..errors import UsageError
from ..presentation.cells import ABSENT, Writing
from ..presentation.chart import Chart, Mark
from ..presentation.drawing import described
from ..presentation.rounding import half_up, numerals
from ..presentation.table import Column, Line, Table
from ..presentation.words import words
from ..report.register import COLUMNS, PublishedFigure, figure, find, register, shipped_registers
from ..request import FiguresRequest
from .finish import repeatable, versions

AS_PRINTED = frozenset({"fraction", "goal", "rank", "tier", "year"})  # a number alone would not say what was printed
UNSAID = frozenset({"count", "ratio"})  # units that the label says
Groups = Mapping[str, Mapping[str, Sequence[PublishedFigure]]]


def figures(request: FiguresRequest) -> Table:
    """The figures asked for, by country and topic, each with whom it speaks of and where it stands."""
    found = selected(request)
    writing = _writing(request.lang)
    phrases = writing.words
    groups = _grouped(found)
    in_order = [figure for topics in groups.values() for part in topics.values() for figure in part]
    sources = {source: number for number, source in enumerate(dict.fromkeys(one.source for one in in_order), start=1)}
    quoted = (phrases["quoted_terms"],) if any(one.quotation for one in found) else ()
    notes = (phrases["as_published"], *quoted, *_source_notes(in_order, sources))
    return Table(
        command="figures",
        title=phrases["published_figures"].format(count=writing.numerals.whole(len(found))),
        subtitle=_asked(request),
        columns=tuple(
            Column(phrases[name], "left")
            for name in ("number", "published_figure", "value", "population", "year", "sources")
        ),
        lines=tuple(_lines(groups, sources, writing)),
        notes=notes,
        credits=notes,
        more={"figures": tuple(_record(one) for one in in_order)},
        provenance={**versions(), "figures_in_register": len(register()), "request": repeatable(request)},
        inputs=shipped_registers(),
        writing=writing,
    )


def selected(request: FiguresRequest) -> tuple[PublishedFigure, ...]:
    """The figures that a request asks for, in the order of the register or in that of the numbers named."""
    asked = tuple(dict.fromkeys(figure(number) for number in request.figure)) or register()
    found = find(asked, request.search, request.country, request.topic)
    if not found:
        told = ", ".join(filter(None, (*request.figure, _asked(request))))
        raise UsageError(f"no published figure has all of this: {told}; leave something out")
    return found


def chart_of_request(request: FiguresRequest) -> Chart:
    """The chart of the figures asked for, under their own words where all have the same."""
    found, phrases = selected(request), words(request.lang)
    labels = {in_words(one, phrases) for one in found}
    title = labels.pop() if len(labels) == 1 else phrases["published_figures"].format(count=len(found))
    return chart_of(found, title, _asked(request), request.lang)


def chart_of(figures: Sequence[PublishedFigure], title: str, subtitle: str, lang: str | None) -> Chart:
    """Countries side by side, from the largest to the smallest; nothing is averaged, and a range stays a range."""
    unit = _one_unit(figures)
    writing = _writing(lang)
    marks = [_mark(one, writing) for one in sorted(figures, key=_size, reverse=True)]
    percent = unit == "percent"
    chart = Chart(
        kind="dots",
        title=title,
        subtitle=subtitle,
        marks=tuple(marks),
        axis="" if percent else unit,  # the ticks of shares carry their sign
        unit="percent" if percent else "number",
        notes=_chart_notes(figures, writing),
        lang=writing.lang,
        words=writing.words,
        numerals=writing.numerals,
    )
    return replace(chart, alt=described(chart))


def value_of(figure: PublishedFigure, writing: Writing) -> str:
    """The value as it was printed, with what the text says of it, its unit, its interval and its n of N."""
    number = _number(figure, writing)
    if not _has_number(figure) or figure.unit in AS_PRINTED:
        return number
    unit = {"percent": "\N{NO-BREAK SPACE}%"}.get(figure.unit, "" if figure.unit in UNSAID else f" {figure.unit}")
    beside = [_bounds(figure, writing), "" if _is_count(figure) else _cases(figure, writing)]
    return number + unit + "".join(f" ({part})" for part in beside if part)


def in_words(figure: PublishedFigure, phrases: Mapping[str, str]) -> str:
    """What the figure is about; the terms of the older document are quoted with its year."""
    return phrases["quoted"].format(term=figure.label) if figure.quotation else figure.label


def _asked(request: FiguresRequest) -> str:
    """The words, countries and topics that were asked for."""
    return ", ".join((*request.search, *request.country, *request.topic))


def _writing(lang: str | None) -> Writing:
    return Writing(words(lang), numerals=numerals(lang), lang=lang or "en")


def _grouped(found: Sequence[PublishedFigure]) -> Groups:
    """By country and topic, in the order of their first figures."""
    groups: dict[str, dict[str, list[PublishedFigure]]] = {}
    for one in found:
        groups.setdefault(one.country, {}).setdefault(one.topic, []).append(one)
    return groups


def _lines(groups: Groups, sources: Mapping[str, int], writing: Writing) -> Iterator[Line]:
    several = len({topic for topics in groups.values() for topic in topics}) > 1
    for country, topics in groups.items():
        yield Line((country,), "group")
        for topic, part in topics.items():
            if several:
                yield Line((topic,), "subgroup")
            for one in part:
                told = (one.id, in_words(one, writing.words), value_of(one, writing), one.population or ABSENT)
                yield Line((*told, one.year or ABSENT, f"[{sources[one.source]}]"))


def _source_notes(found: Sequence[PublishedFigure], sources: Mapping[str, int]) -> Iterator[str]:
    """Each source once, under its number; an address with the name of what stands there."""
    documents = {one.source: one.document for one in found}
    for source, number in sources.items():
        yield f"[{number}] {source}" if documents[source] in source else f"[{number}] {documents[source]}: {source}"


def _record(figure: PublishedFigure) -> dict[str, Any]:
    """The figure as programs read it; what the source does not say is null."""
    told = {name: getattr(figure, name) for name in COLUMNS}
    return {name: None if part == "" else part for name, part in told.items()}


def _has_number(figure: PublishedFigure) -> bool:
    return figure.value is not None or figure.is_range or figure.numerator is not None


def _number(figure: PublishedFigure, writing: Writing) -> str:
    """The value without its unit; a range as its two ends."""
    if figure.unit in AS_PRINTED or not _has_number(figure):
        return figure.printed or ABSENT
    if _is_count(figure):
        return _cases(figure, writing)
    ends = (figure.low, figure.high) if figure.is_range else (figure.value,)
    text = "-".join(writing.numerals.plain(end, figure.decimals) for end in ends if end is not None)
    return f"{writing.words[figure.qualifier]} {text}" if figure.qualifier else text


def _is_count(figure: PublishedFigure) -> bool:
    """Is the value itself the n of an n of N?"""
    return figure.numerator is not None and figure.value in (None, figure.numerator)


def _cases(figure: PublishedFigure, writing: Writing) -> str:
    if figure.numerator is None or figure.base_n is None:
        return ""
    of = {"cases": writing.numerals.whole(figure.numerator), "n": writing.numerals.whole(figure.base_n)}
    return writing.words["count_of"].format(**of)


def _bounds(figure: PublishedFigure, writing: Writing) -> str:
    """The interval that was printed beside the value."""
    if figure.value is None or figure.low is None or figure.high is None:
        return ""
    return "-".join(writing.numerals.plain(end, figure.decimals) for end in (figure.low, figure.high))


def _one_unit(figures: Sequence[PublishedFigure]) -> str:
    """The unit that all share; refused where marks could not be held against each other."""
    if not figures:
        raise UsageError("there is no published figure to draw; name some")
    if without := [one.id for one in figures if one.value is None and not one.is_range]:
        raise UsageError(f"{', '.join(without)} has no number to draw; leave it out")
    units = {one.unit: one.id for one in figures}
    if len(units) > 1:
        told = ", ".join(f"{number} in {unit}" for unit, number in units.items())
        raise UsageError(f"figures of several units do not stand on one axis ({told}); choose those of one")
    for country in dict.fromkeys(one.country for one in figures):
        twice = [one.id for one in figures if one.country == country]
        if len(twice) > 1:
            raise UsageError(
                f"{country} has several figures here ({', '.join(twice)}), and none is averaged; choose one"
            )
    return next(iter(units))


def _size(figure: PublishedFigure) -> float:
    """What countries are put in order by: the value, or the upper end of a range."""
    size = figure.value if figure.value is not None else figure.high
    return size or 0.0


def _mark(figure: PublishedFigure, writing: Writing) -> Mark:
    ends: tuple[float | None, ...] = (figure.value, figure.low, figure.high)
    if figure.unit == "percent":
        ends = tuple(None if end is None else float(half_up(end / 100, 6)) for end in ends)
    value, low, high = ends
    return Mark(
        label=figure.country,
        value=value,
        low=low,
        high=high,
        text=_number(figure, writing),
        bounds=_bounds(figure, writing),
        n="" if figure.base_n is None else writing.numerals.whole(figure.base_n),
        base=figure.base_n,
        detail=figure.population,
    )


def _chart_notes(figures: Sequence[PublishedFigure], writing: Writing) -> tuple[str, ...]:
    """Base and source; where they differ, of which countries."""
    told = []
    for phrase, field in (("base", "population"), ("source", "document")):
        parts: dict[str, list[str]] = {}
        for one in figures:
            parts.setdefault(getattr(one, field), []).append(one.country)
        alone = len(parts) == 1
        texts = [text if alone else f"{', '.join(who)}: {text}" for text, who in parts.items() if text]
        if texts:
            told.append(writing.words[phrase].format(**{phrase: "; ".join(texts)}))
    quoted = (writing.words["quoted_terms"],) if any(one.quotation for one in figures) else ()
    return (*told, *quoted)
