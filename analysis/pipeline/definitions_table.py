"""What the indicators of a codebook mean, in words: `tallybook codebook definitions`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..codebook import Codebook
from ..codebook.expression import Logic, Tree, names
from ..codebook.forms import reached
from ..codebook.indicators import described_in
from ..codebook.model import Indicator
from ..errors import UsageError
from ..presentation.cells import Writing
from ..presentation.conditions import Wording
from ..presentation.rounding import numerals
from ..presentation.table import Column, Line, Table
from ..presentation.words import words
from ..request import DefinitionsRequest
from .finish import repeatable, versions
from .glossary import Glossary, facts_of
from .shelf import Shelf


@dataclass(frozen=True, slots=True)
class Item:
    """One condition of an indicator.

    Attributes:
        expression: as the codebook has it.
        kind: what stands in `meaning`: the wording of a question, its label, or a condition on more than one.
        asked: who of the base was asked it; empty for everyone.
        made: how its variable is made of others; empty for a question of the survey.
    """

    expression: str
    kind: str
    meaning: str
    asked: str
    made: str


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator in words."""

    name: str
    label: str
    version: str
    rule: str
    items: tuple[Item, ...]
    period: str
    population: str
    base: str
    missing: str
    treated: str


def definitions(request: DefinitionsRequest) -> Table:
    """Every indicator asked for: its questions, the answers that count, period, base and missing rule."""
    codebook = Shelf().codebook(request.data)
    if codebook is None:
        raise UsageError("definitions stand in a codebook; name it, as in: tallybook codebook definitions survey.yaml")
    if not codebook.indicators:
        raise UsageError("the codebook has no indicators; see docs/codebook.md for how to write one")
    lang = request.lang or codebook.survey.language
    phrases = words(lang)
    glossary = Glossary(codebook, facts_of(codebook, request.data.data), request.lang)
    wording = Wording(phrases, numerals(lang), glossary.label, glossary.answers, glossary.called)
    made = [_definition(name, glossary, wording) for name in _chosen(codebook, request.indicator)]
    about = codebook.survey
    notes = (
        *_notes(made, phrases),
        *([phrases["source"].format(source=source)] if (source := glossary.text(about.source)) else []),
        *([phrases["synthetic"]] if about.synthetic else []),
    )
    return Table(
        command="codebook definitions",
        title=glossary.text(about.title),
        subtitle=phrases["definitions"],
        columns=(Column(phrases["term"], "left"), Column(phrases["meaning"], "left")),
        lines=tuple(line for one in made for line in _lines(one, phrases)),
        notes=notes,
        credits=notes,
        more={"definitions": tuple(_record(one) for one in made)},
        provenance={**versions(), "codebook": about.id, "request": repeatable(request)},
        inputs=(codebook.path,) if codebook.path else (),
        synthetic=about.synthetic,
        writing=Writing(phrases, numerals=numerals(lang), lang=lang),
    )


def _chosen(codebook: Codebook, asked: Sequence[str]) -> list[str]:
    """The indicators asked for, each once; all where none is named."""
    found = [name for one in asked or ("all",) for name in (codebook.indicators if one == "all" else (one,))]
    for name in found:
        described_in(codebook, name)  # refuses a name that is not there
    return list(dict.fromkeys(found))


def _definition(name: str, glossary: Glossary, wording: Wording) -> Definition:
    described, phrases = glossary.codebook.indicators[name], wording.words
    return Definition(
        name=name,
        label=glossary.text(described.label),
        version=described.version or "",
        rule=_rule(described, phrases),
        items=tuple(_item(text, described, glossary, wording) for text in described.items),
        period=glossary.text(described.period),
        population=described.population or "",
        base=_base(described, glossary, wording),
        missing=described.missing,
        treated=phrases[f"treats_{described.missing}"],
    )


def _rule(described: Indicator, phrases: Mapping[str, str]) -> str:
    """How many of several conditions must hold; empty for a single one."""
    count = len(described.items)
    if described.at_least is not None:
        return phrases["several_of"].format(least=described.at_least.n, count=count)
    if count == 1:
        return ""
    return phrases["all_of" if described.all_of is not None else "any_of"].format(count=count)


def _item(expression: str, described: Indicator, glossary: Glossary, wording: Wording) -> Item:
    tree = glossary.written(expression)
    counted = wording.counted(tree)
    variable = None if counted is None else glossary.codebook.variables.get(counted[0])
    made = "" if variable is None or variable.derived is None else _made(variable.derived, counted, glossary, wording)
    asked = _asked(tree, described, glossary, wording)
    if counted is None or counted[0] in glossary.codebook.indicators:
        return Item(expression, "condition", wording.condition(tree), asked, made)
    question = glossary.text(variable.question) if variable else ""
    told = {"question": question or wording.label(counted[0]), "answers": counted[1]}
    kind = "question" if question else "question_label"
    return Item(expression, kind, wording.words["counts_as_yes"].format(**told), asked, made)


def _made(
    derived: str | Mapping[float | str, str], counted: tuple[str, str] | None, glossary: Glossary, wording: Wording
) -> str:
    """Each answer of a derived variable with its condition; or the calculation."""
    if isinstance(derived, str):
        return wording.condition(glossary.written(derived))
    answers = glossary.answers(counted[0]) if counted else {}
    cases = {answers.get(code, wording.number(code)): glossary.written(text) for code, text in derived.items()}
    return "; ".join(
        wording.words["value_if"].format(value=value, condition=wording.condition(tree))
        for value, tree in cases.items()
    )


def _asked(tree: Tree, described: Indicator, glossary: Glossary, wording: Wording) -> str:
    """Who was asked, less what the population says already; empty where that is everyone in it."""
    codebook = glossary.codebook
    where = codebook.populations[described.population].where if described.population else None
    told = set() if where is None else set(_joined(glossary.written(where)))
    behind = {other for name in names(tree) if name not in codebook.indicators for other in reached(codebook, name)}
    asked = [one.asked_if for name, one in codebook.variables.items() if name in behind and one.asked_if is not None]
    parts = dict.fromkeys(part for text in asked for part in _joined(glossary.written(text)) if part not in told)
    return wording.condition(Logic("and", tuple(parts)) if len(parts) > 1 else next(iter(parts))) if parts else ""


def _joined(tree: Tree) -> Iterator[Tree]:
    """The terms that must all hold."""
    if isinstance(tree, Logic) and tree.operator == "and":
        for term in tree.terms:
            yield from _joined(term)
    else:
        yield tree


def _base(described: Indicator, glossary: Glossary, wording: Wording) -> str:
    """The name of the population and what makes a row belong to it."""
    codebook = glossary.codebook
    if described.population is None:
        return wording.words["everyone"]
    population = codebook.populations[described.population]
    label = glossary.text(population.label) or described.population
    parts = []
    if population.file not in (None, codebook.main):
        parts.append(wording.words["with_row_in"].format(file=population.file))
    if population.where is not None:
        parts.append(wording.condition(glossary.written(population.where)))
    return f"{label} ({'; '.join(parts)})" if parts else label


def _lines(one: Definition, phrases: Mapping[str, str]) -> Iterator[Line]:
    yield Line((one.label,), "group")
    yield Line((phrases["indicator"], one.name))
    if one.version:
        yield Line((phrases["version"], one.version))
    if one.rule:
        yield Line((phrases["yes_if"], one.rule))
    for number, item in enumerate(one.items, start=1):
        term = phrases[item.kind]
        yield Line((f"{term} {number}" if len(one.items) > 1 else term, item.meaning))
        if item.made:
            yield Line((phrases["made_of"], item.made))
        if item.asked:
            yield Line((phrases["asked_only"], item.asked))
    yield Line((phrases["period"], one.period or phrases["not_stated"]))
    yield Line((phrases["base_of"], one.base))
    yield Line((phrases["without_answer"], one.treated))


def _notes(made: Sequence[Definition], phrases: Mapping[str, str]) -> Iterator[str]:
    items = [item for one in made for item in one.items]
    if any(item.kind == "question_label" for item in items):
        yield phrases["no_wording"]
    if any(item.asked for item in items):
        yield phrases["not_asked_item"]


def _record(one: Definition) -> dict[str, Any]:
    """The definition as programs read it, each text of a condition under the condition."""
    return {
        "indicator": one.name,
        "label": one.label,
        "version": one.version or None,
        "rule": one.rule or None,
        "conditions": {item.expression: item.meaning for item in one.items},
        "wordings": {item.expression: item.kind for item in one.items},
        "asked_only": {item.expression: item.asked for item in one.items if item.asked},
        "made_of": {item.expression: item.made for item in one.items if item.made},
        "period": one.period or None,
        "population": one.population or None,
        "base": one.base,
        "missing": one.missing,
        "missing_in_words": one.treated,
    }
