"""What the variables of a codebook and their answers are called, where the rows themselves are not needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..codebook import Codebook, locate
from ..codebook.expression import Name, Tree, parse
from ..codebook.opening import UNTYPED
from ..errors import SurveyError, as_written
from ..input import ColumnFacts, FileFacts, look


@dataclass(frozen=True, slots=True)
class Glossary:
    """The names of a codebook in one language; what it leaves to the file is called as the file calls it.

    Attributes:
        facts: what each file says of itself, for those that are there.
    """

    codebook: Codebook
    facts: Mapping[str, FileFacts]
    lang: str | None

    def text(self, label: Mapping[str, str] | None) -> str:
        """The label in the language asked for."""
        return self.codebook.text(label, self.lang)

    def written(self, expression: str) -> Tree:
        """The tree of an expression; a name that exists is itself, however odd it looks."""
        known = expression in self.codebook.variables or expression in self.codebook.indicators
        return Name(expression) if known else parse(expression)

    def label(self, name: str) -> str:
        """A variable or an indicator."""
        if name in self.codebook.indicators:
            return self.text(self.codebook.indicators[name].label)
        variable, column = self.codebook.variables.get(name), self._column(name)
        return (self.text(variable.label) if variable else "") or (column.label if column else "") or name

    def answers(self, name: str) -> Mapping[float | str, str]:
        """The answers of a variable that the codebook declares, by their code."""
        variable = self.codebook.variables.get(name)
        if variable is None:
            return {}
        if not variable.values and isinstance(variable.derived, Mapping):
            return {code: as_written(code) for code in variable.derived}
        return {code: self.text(label) or as_written(code) for code, label in variable.values.items()}

    def called(self, name: str, code: float | str) -> str:
        """A code that the codebook does not declare: by the label of the file, else as it is written."""
        column = self._column(name)
        return (column.value_labels.get(code) if column else None) or as_written(code)

    def _column(self, name: str) -> ColumnFacts | None:
        variable = self.codebook.variables.get(name)
        if variable is not None and variable.derived is not None:
            return None
        column = (variable.column if variable else None) or name
        files = [variable.file or self.codebook.main] if variable else list(self.codebook.files)
        found = (self.facts[file].columns.get(column) for file in files if file in self.facts)
        return next((one for one in found if one is not None), None)


def facts_of(codebook: Codebook, data: Path | None) -> Mapping[str, FileFacts]:
    """What the files say of themselves; a codebook can be read without them, so that only `data` must be there."""
    facts = {}
    for name in codebook.files:
        named = data is not None and name == codebook.main
        try:
            path = data if data is not None and named else locate(codebook, name)[0]
            if path.suffix.lower() not in UNTYPED:  # texts and sheets have no labels
                facts[name] = look(path)
        except SurveyError:
            if named:
                raise
    return facts
