"""Which columns of which file a request needs, so that nothing else is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from ..errors import CodebookError, UsageError, did_you_mean
from ..input.microdata import FileFacts
from .expression import names, parse
from .forms import asked_after, columns_of
from .model import Codebook, Population, Size, Variable
from .model_design import Design
from .model_replicates import Pattern, in_range, matching
from .model_sets import ResponseSet
from .tokens import ExpressionError


def needed(codebook: Codebook, wanted: Collection[str], facts: Mapping[str, FileFacts]) -> Mapping[str, frozenset[str]]:
    """The columns of each file behind names and expressions: variables, indicators, sets, populations, columns.

    Everything they rest on is counted in, and the columns of the design and of the joins. The first file is there
    in any case.
    """
    return {file: frozenset(columns) for file, columns in looked_up(codebook, wanted, facts).columns.items()}


def looked_up(codebook: Codebook, wanted: Collection[str], facts: Mapping[str, FileFacts]) -> Needs:
    """As `needed`, with the imputed variables among them."""
    needs = Needs(codebook, facts)
    for name in wanted:
        needs.anything(name)
    needs.design()
    needs.joins()
    return needs


def imputed_columns(codebook: Codebook, name: str, facts: FileFacts) -> list[str]:
    """The columns of an imputed variable, in the order of its imputations; two at least, each once."""
    at = f"{codebook.at(('variables', name, 'imputed'))}variables.{name}.imputed: "
    found: dict[str, None] = {}
    for pattern in codebook.variables[name].imputed:
        here = matching(pattern, facts.columns)
        if not here:
            raise CodebookError(f"{at}{_none_named(pattern, facts)}")
        found |= dict.fromkeys(here)
    if len(found) < 2:
        raise CodebookError(
            f"{at}there is one column, {next(iter(found))}, and imputations are two or more; name them all, or write "
            "column: in place of imputed:"
        )
    return list(found)


def _none_named(pattern: str, facts: FileFacts) -> str:
    if lost := [name for name in in_range(pattern) if name not in facts.columns]:
        return f"{facts.name} has no column {lost[0]!r}; write the range that is there, or a list."
    near = did_you_mean(pattern, facts.columns) or " See its columns with: tallybook data describe"
    return f"no column of {facts.name} is named by {pattern!r}.{near}"


class Needs:
    """Follows names to columns; each name once.

    Attributes:
        columns: those of each file.
        imputed: the columns of each imputed variable that was met.
    """

    def __init__(self, codebook: Codebook, facts: Mapping[str, FileFacts]) -> None:
        self.codebook = codebook
        self.facts = facts
        self.columns: dict[str, set[str]] = defaultdict(set)
        self.columns[codebook.main] = set()
        self.imputed: dict[str, list[str]] = {}
        self._seen: set[str] = set()

    def anything(self, name: str) -> None:
        """A name of any kind, a pattern of columns, or an expression."""
        if isinstance(name, Pattern):
            self._matching(name)
            return
        found = False
        if name in self.codebook.response_sets:
            self._set(self.codebook.response_sets[name])
            found = True
        if name in self.codebook.populations:
            self._population(self.codebook.populations[name])
            found = True
        if not found and self._file_set(name) is not None:
            self._columns(self._file_set(name) or ())
        elif not found or self._is_reference(name):
            self.expression(name)

    def expression(self, text: str | None) -> None:
        """Every name in an expression; a name that exists is itself, however odd it looks."""
        if text is None:
            return
        for name in (text,) if self._is_reference(text) else names(parse(text)):
            self.reference(name)

    def reference(self, name: str) -> None:
        """A variable, an indicator or a column."""
        if name in self._seen:
            return
        self._seen.add(name)
        if name in self.codebook.variables:
            self._variable(name, self.codebook.variables[name])
        elif name in self.codebook.indicators:
            indicator = self.codebook.indicators[name]
            for item in indicator.items:
                self.expression(item)
            if indicator.population is not None:
                self._population(self.codebook.populations[indicator.population])
        else:
            self._columns((name,))

    def design(self) -> None:
        """The design's own columns, where the file has them: the design room says what is missing and why.

        Of a file in several completed data sets its key too, which tells that they are of the same people.
        """
        main = self.codebook.files[self.codebook.main]
        if main.completed and main.key is not None and main.key in self.facts[self.codebook.main].columns:
            self.columns[self.codebook.main].add(main.key)
        if isinstance(self.codebook.design, Design):
            self._sample(self.codebook.design)

    def _sample(self, design: Design) -> None:
        for text in design.columns:
            try:
                used = (text,) if self._is_reference(text) else names(parse(text))
            except ExpressionError:
                continue
            for name in used:
                if self._is_reference(name):
                    self.reference(name)
        if design.second_phase is not None:
            self.expression(design.second_phase.where)
        for pattern in () if design.replicates is None else design.replicates.columns:
            self._matching(pattern)

    def _matching(self, pattern: str) -> None:
        """The columns of the first file that a pattern names; one that names none is told of by the design room."""
        main = self.codebook.main
        self.columns[main].update(matching(pattern, self.facts[main].columns))

    def joins(self) -> None:
        """The keys of every joined file that is needed."""
        waiting = [file for file in self.columns if file != self.codebook.main]
        while waiting:
            file = waiting.pop()
            described = self.codebook.files[file]
            if described.join is None:
                continue
            self.columns[file].add(described.key or described.join.on)
            if described.join.to not in self.columns:
                waiting.append(described.join.to)
            self.columns[described.join.to].add(described.join.on)

    def _variable(self, name: str, variable: Variable) -> None:
        self.expression(variable.asked_if)
        if isinstance(variable.derived, Mapping):
            for condition in variable.derived.values():
                self.expression(condition)
        elif variable.derived is not None:
            self.expression(variable.derived)
        elif variable.imputed:
            file = variable.file or self.codebook.main
            self.imputed[name] = imputed_columns(self.codebook, name, self.facts[file])
            self.columns[file].update(self.imputed[name])
        else:
            self.columns[variable.file or self.codebook.main].add(variable.column or name)

    def _population(self, population: Population) -> None:
        self.expression(population.where)
        if population.file is not None:
            self.columns[population.file].update(())
        if population.size is not None:
            self._size(population.size)

    def _size(self, size: Size) -> None:
        if isinstance(size.share, str):
            self.expression(size.share)
        if size.of is not None and f"population {size.of}" not in self._seen:
            self._seen.add(f"population {size.of}")
            self._population(self.codebook.populations[size.of])

    def _set(self, described: ResponseSet) -> None:
        self.expression(described.base)
        if described.mrset is not None:
            self._columns(self._file_set(described.mrset) or ())
        self._columns(columns_of(described))
        for form in described.follow_up.of if described.follow_up else ():
            self.reference(form)
            asked = asked_after(self.codebook, described, form)
            for name in names(asked) if asked is not None else ():
                self.reference(name)

    def _columns(self, wanted: Collection[str]) -> None:
        for name in wanted:
            home = self._home(name)
            if home is None:
                raise UsageError(
                    f"{name!r} is neither a variable nor an indicator of the codebook nor a column of the file."
                    + did_you_mean(name, self._known())
                )
            self.columns[home].add(name)

    def _home(self, name: str) -> str | None:
        files = (file for file in self.codebook.files if file in self.facts)
        return next((file for file in files if name in self.facts[file].columns), None)

    def _file_set(self, name: str) -> Collection[str] | None:
        for facts in self.facts.values():
            for candidate in (name, f"${name}", name.removeprefix("$")):
                if candidate in facts.sets:
                    return facts.sets[candidate].columns
        return None

    def _is_reference(self, name: str) -> bool:
        known = name in self.codebook.variables or name in self.codebook.indicators
        return known or self._home(name) is not None

    def _known(self) -> set[str]:
        book = self.codebook
        known = {*book.variables, *book.indicators, *book.response_sets, *book.populations}
        return known.union(*(facts.columns for facts in self.facts.values()))
