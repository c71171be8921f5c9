"""An SPSS or Stata file as the library that writes its copy wants it: a frame, and what the file knows of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..input.options import ReadOptions
from ..isolation.reading import Described, Dictionary, Numbers, Question, Texts, visit

if TYPE_CHECKING:
    import pandas as pd

WIDEST: Final = 255  # characters, to SPSS; a damaged file can say anything


@dataclass(frozen=True, slots=True)
class Original:
    """What a file knows of itself, each part under the name that the library gives to it.

    Attributes:
        missing_user_values: the letters among the values of each column that has some; none before they are read.
    """

    file_label: str
    notes: list[str]
    column_names: list[str]
    column_names_to_labels: dict[str, str | None]
    variable_value_labels: dict[str, dict[Any, str]]
    missing_ranges: dict[str, list[Any]]
    variable_measure: dict[str, str]
    variable_display_width: dict[str, int]
    original_variable_types: dict[str, str]
    mr_sets: dict[str, dict[str, Any]]
    missing_user_values: dict[str, list[str]]


def look_original(parser: str, path: Path, options: ReadOptions) -> Original:
    """What the file knows of itself; DataError, as of every file that is read."""
    with visit(_question(parser, path, options)) as file:
        return _original(file.dictionary, {})


def read_original(parser: str, path: Path, options: ReadOptions) -> tuple[pd.DataFrame, Original]:
    """The values as they are stored, dates as numbers and missing codes among them; and what the file knows."""
    import pandas as pd

    with visit(_question(parser, path, options)) as file:
        _, cells = file.cells(list(file.dictionary.columns), file.dictionary.rows)
    tagged = {name: one.letters for name, one in cells.items() if isinstance(one, Numbers) and one.letters is not None}
    letters = {name: sorted({chr(byte) for byte in found if byte}) for name, found in tagged.items()}
    frame = pd.DataFrame({name: _values(one) for name, one in cells.items()})
    return frame, _original(file.dictionary, {name: some for name, some in letters.items() if some})


def _question(parser: str, path: Path, options: ReadOptions) -> Question:
    return Question(path, parser, {"user_missing": True} | ({"encoding": options.encoding} if options.encoding else {}))


def _values(cells: Numbers | Texts) -> Any:
    """Numbers; texts; or numbers among which letters stand."""
    if isinstance(cells, Texts):
        return np.array(cells.texts, dtype=object)[cells.codes]
    if cells.letters is None or not cells.letters.any():
        return cells.values
    mixed = cells.values.astype(object)
    mixed[np.nonzero(cells.letters)] = [chr(byte) for byte in cells.letters if byte]
    return mixed


def _original(said: Dictionary, letters: dict[str, list[str]]) -> Original:
    def each(part: Callable[[Described], Any]) -> dict[str, Any]:
        return {name: part(column) for name, column in said.columns.items() if part(column)}

    sets = {
        name: {
            "label": one.label,
            "variable_list": list(one.columns),
            "is_dichotomy": one.counted is not None,
            "counted_value": one.counted,
        }
        for name, one in said.sets.items()
    }
    return Original(
        said.label,
        list(said.notes),
        list(said.columns),
        each(lambda column: column.label),
        each(lambda column: dict(column.labels)),
        each(lambda column: [{"lo": low, "hi": high} for low, high in column.missing]),
        each(lambda column: column.level),
        each(lambda column: min(column.width, WIDEST)),
        each(lambda column: column.format),
        sets,
        letters,
    )
