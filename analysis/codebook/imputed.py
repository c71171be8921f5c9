"""Imputed variables and files: what completes them, and the codebook as one of the completed data sets is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import numpy as np

from ..errors import CodebookError, DataError, UsageError
from ..input.microdata import Column, FileFacts
from .meaning import Meaning
from .model import Codebook, Variable
from .model_replicates import matching
from .needs import imputed_columns, looked_up, needed

IN_DESIGN = "a design and known totals"


def several(codebook: Codebook) -> bool:
    """Whether anything in a codebook is imputed."""
    return any(one.imputed for one in codebook.variables.values()) or any(
        file.completed for file in codebook.files.values()
    )


def imputations(
    codebook: Codebook, wanted: Collection[str], facts: Mapping[str, FileFacts], files: Mapping[str, Collection[Path]]
) -> int:
    """How many completed data sets a request stands on, which is 1 where nothing that it asks for is imputed.

    Args:
        wanted: names and expressions, as for `needed`.
        files: the data files of each file of the codebook that was read.
    """
    found = looked_up(codebook, wanted, facts)
    many = {f"variable {name}": len(columns) for name, columns in found.imputed.items()}
    many |= {f"file {name}": len(files[name]) for name in found.columns if len(files.get(name, ())) > 1}
    if len(set(many.values())) > 1:
        told = ", ".join(f"{name} has {count}" for name, count in many.items())
        raise CodebookError(
            f"the imputations that are used together differ in number: {told}; the first goes with the first, so name "
            "as many for each"
        )
    return next(iter(many.values()), 1)


def completed(codebook: Codebook, facts: Mapping[str, FileFacts], which: int) -> Codebook:
    """The codebook whose imputed variables are the column of imputation `which`, counted from 0, as any variable is.

    One that the data do not have is left as it is: whoever asks for it is told.
    """
    bound: dict[str, Variable] = {}
    for name, variable in codebook.variables.items():
        if variable.imputed:
            columns = there(variable, codebook, facts)
            label = variable.label or {"": name}  # the label of a column would say which imputation it is
            if columns:
                own = {"column": columns[min(which, len(columns) - 1)], "label": label}
                bound[name] = variable.model_copy(update=own)
    return codebook.model_copy(update={"variables": {**codebook.variables, **bound}}) if bound else codebook


def there(variable: Variable, codebook: Codebook, facts: Mapping[str, FileFacts]) -> list[str]:
    """The columns of an imputed variable that the data have, whether they are all or not."""
    file = facts.get(variable.file or codebook.main)
    columns = () if file is None else file.columns
    return list(dict.fromkeys(name for pattern in variable.imputed for name in matching(pattern, columns)))


def most(codebook: Codebook, facts: Mapping[str, FileFacts]) -> int:
    """The greatest number of columns that an imputed variable has; 1 without any."""
    return max([1, *(len(there(variable, codebook, facts)) for variable in codebook.variables.values())])


def problems(codebook: Codebook, facts: Mapping[str, FileFacts]) -> Iterator[tuple[str, str]]:
    """What is wrong with the columns of imputed variables, by variable."""
    for name, variable in codebook.variables.items():
        if variable.imputed and (variable.file or codebook.main) in facts:
            try:
                imputed_columns(codebook, name, facts[variable.file or codebook.main])
            except CodebookError as error:
                yield name, str(error).split(f"variables.{name}.imputed: ", 1)[1]


def check_same(first: Meaning, other: Meaning, names: Collection[str]) -> None:
    """Refuse a completed file that is not of the same people: other rows, weights, strata, units or keys.

    `names` are what the design is made of, beside what the codebook declares.
    """
    main = first.codebook.main
    one, two = first.files[main], other.files[main]
    if one.rows != two.rows:
        raise DataError(
            f"{two.facts.name} has {two.rows:,} rows and {one.facts.name} {one.rows:,}; completed data sets have the "
            "same rows in the same order, so use those of one imputation"
        )
    facts = {name: data.facts for name, data in first.files.items()}
    for name in sorted(needed(first.codebook, [*names, *_keys(first)], facts)[main]):
        if name not in one.columns:
            continue  # the design room says what is missing
        if name not in two.columns or not _equal(one.columns[name], two.columns[name]):
            raise DataError(
                f"{name} differs between {one.facts.name} and {two.facts.name}; completed data sets have the same rows "
                "in the same order and one design, so sort them alike, and do not impute the design"
            )


def _keys(meaning: Meaning) -> list[str]:
    file = meaning.codebook.files[meaning.codebook.main]
    return [] if file.key is None else [file.key]


def _equal(one: Column, two: Column) -> bool:
    if (one.categories is None) != (two.categories is None):
        return False
    if one.categories is None or two.categories is None:
        return bool(np.array_equal(one.values, two.values, equal_nan=True))
    first, second = (np.array([*(of.categories or ()), None], dtype=object)[of.values] for of in (one, two))
    return bool(np.array_equal(first, second))


def refuse_imputed(meaning: Meaning, names: Collection[str], use: str) -> None:
    """Refuse variables that differ between imputations where one number a row is needed."""
    facts = {name: data.facts for name, data in meaning.files.items()}
    if found := looked_up(meaning.codebook, names, facts).imputed:
        raise UsageError(
            f"{next(iter(found))} is imputed, and {use} need one number a row; name one of its columns, or a variable "
            "that is not imputed"
        )
