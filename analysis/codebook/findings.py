"""Does a codebook fit its data: columns, codes, keys, joins, conflicts, labels; each finding at its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..errors import SurveyError, as_written
from ..input import Microdata, ReadOptions, read
from .answers import NOT_ASKED
from .coding import UNDECLARED, answered, categories, distinct_of
from .faults import Steps, dotted
from .findings_columns import Found, Severity, absent, imputed, patterns
from .findings_imputed import differing, in_some
from .findings_labels import label_findings
from .forms import columns_of
from .imputed import completed, most
from .loading import load
from .meaning import Meaning
from .model import Codebook, Variable
from .opening import locate
from .pins import differences, has_its_name, measured
from .variables import rules_of

CONFLICTS = {"conflict_kept": "the other is kept", "conflict_missing": "these count as missing"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit: where in the codebook, how grave, and what to do."""

    place: str
    severity: Severity
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.severity}: {self.message}"


def check_file(codebook: Path, data: Path | None = None, options: ReadOptions | None = None) -> tuple[Finding, ...]:
    """Check a codebook file against its data; faults of the codebook itself are one CodebookError."""
    book = load(codebook)
    files: dict[str, list[Microdata]] = {}
    paths: dict[str, tuple[Path, ...]] = {}
    lost: list[Finding] = []
    for name in book.files:
        try:
            given = data is not None and name == book.main
            paths[name] = (data,) if data is not None and given else locate(book, name)
            files[name] = [read(path, None, (options if given else None) or ReadOptions()) for path in paths[name]]
        except SurveyError as error:
            lost.append(
                Finding(_at(book, ("files", name)), "error", f"{_bare(error, book)} What needs it was not checked.")
            )
    if book.main not in files:
        return tuple(lost)
    many = max(files.values(), key=len)
    every = [{name: some[min(which, len(some) - 1)] for name, some in files.items()} for which in range(len(many))]
    held = {name: some for name, some in paths.items() if book.files[name].sha256}
    if data is not None and not has_its_name(book.files[book.main], data):
        held.pop(book.main, None)
    pinned = [{name: some[min(which, len(some) - 1)] for name, some in held.items()} for which in range(len(many))]
    runs = [check(book, some, of, which) for which, (some, of) in enumerate(zip(every, pinned, strict=True))]
    where = in_some(runs, [data.facts.name for data in many])
    found = [replace(one, message=f"{one.message}{told}") for one, told in where]
    others = [
        Finding(_at(book, path), grave, f"{dotted(path)}: {said}") for path, grave, said in differing(book, every)
    ]
    return (*lost, *others, *found)


def check(
    codebook: Codebook, files: Mapping[str, Microdata], paths: Mapping[str, Path] | None = None, which_file: int = 0
) -> tuple[Finding, ...]:
    """Everything that does not fit, in the order of the codebook; `paths` lets fingerprints be checked too.

    Of several completed data sets `files` are those that stand at `which_file`.

    Imputed variables are looked at in the columns of every imputation.
    """
    facts = {name: data.facts for name, data in files.items()}
    runs: list[list[tuple[Steps, Severity, str]]] = []
    looks = (_pins(paths or {}, which_file), _keys, absent, patterns, imputed, _variables, _unasked, _sets, _joins)
    many = range(most(codebook, facts))
    for which in many:
        meaning = Meaning(completed(codebook, facts, which), files)
        runs.append([found for look in looks for found in look(meaning)])
    where = in_some(runs, [f"imputation {which + 1}" for which in many])
    found = [(path, grave, f"{said}{told}") for (path, grave, said), told in where]
    found.extend((path, "warning", sentence) for path, sentence in label_findings(codebook, files))
    unique = dict.fromkeys(
        Finding(_at(codebook, path), grave, f"{dotted(path)}: {said}") for path, grave, said in found
    )
    return tuple(sorted(unique, key=_place))


def _at(codebook: Codebook, path: Steps) -> str:
    return codebook.at(path).removesuffix(": ")


def _place(finding: Finding) -> tuple[int, ...]:
    return tuple(int(part) for part in finding.place.split(":")[-2:] if part.isdigit())


def _bare(error: SurveyError, codebook: Codebook) -> str:
    """The sentence without the place in the codebook that the finding gives already."""
    source = codebook.at(()).rsplit(":", 3)[0]
    text = str(error)
    return text.split(": ", 1)[1] if source and text.startswith(source) else text


def _pins(paths: Mapping[str, Path], which: int) -> Callable[[Meaning], Found]:
    def look(meaning: Meaning) -> Found:
        for name in meaning.files:
            file = meaning.codebook.files[name]
            found = measured(meaning, name, paths.get(name))
            for key, told in differences(file, found, which).items():
                yield ("files", name, key), "error", f"the file has {told}; use the right file, or change the pin."
            if meaning.files[name].facts.open_ended and file.rows is None and not file.sha256:
                yield ("files", name), "warning", "nothing in the file tells whether its end is there; pin its rows."

    return look


def _keys(meaning: Meaning) -> Found:
    for name, file in meaning.codebook.files.items():
        data = meaning.files.get(name)
        if data is None or file.key is None or file.key not in data.columns:
            continue
        column = data.columns[file.key]
        _, index = distinct_of(column.values, column.categories)
        repeated = data.rows - len(np.unique(index))
        if repeated:
            yield ("files", name, "key"), "error", f"{repeated:,} rows repeat the key of another; a key is unique."


def _variables(meaning: Meaning) -> Found:
    """Undeclared codes, whatever else stops a variable or an indicator, and declared answers that nobody gave."""
    for name, variable in meaning.codebook.variables.items():
        if _is_absent(meaning, name, variable):
            continue
        try:
            answers = meaning.resolve(name)
        except SurveyError as error:
            yield ("variables", name), "error", _bare(error, meaning.codebook).removeprefix(f"variables.{name}: ")
            continue
        if variable.values and answers.number is None:
            given = np.bincount(answers.code[answers.code >= 0], minlength=len(answers.levels))
            unused = [as_written(level.value) for level, n in zip(answers.levels, given, strict=True) if not n]
            if unused:
                yield ("variables", name, "values"), "warning", f"nobody gave {', '.join(unused)}; is the list right?"
    for name in meaning.codebook.indicators:
        try:
            meaning.indicator(name)
        except SurveyError as error:
            yield ("indicators", name), "error", _bare(error, meaning.codebook).removeprefix(f"indicators.{name}: ")


def _unasked(meaning: Meaning) -> Found:
    """Cells that hold an answer to a question that was not asked."""
    for name, variable in meaning.codebook.variables.items():
        if variable.asked_if is None or variable.derived is not None or _is_absent(meaning, name, variable):
            continue
        column = meaning.columns.get(variable.file or meaning.columns.main, variable.column or name)
        rules = rules_of(meaning, variable, column)
        as_text = variable.values or column.categories is not None
        cells = categories(column.values, column, rules).code if as_text else answered(column, rules)
        try:
            outside = meaning.resolve(name).code == NOT_ASKED
        except SurveyError:
            continue  # told at the variable
        count = int(np.count_nonzero(outside & ((cells >= 0) | (cells == UNDECLARED))))
        if count:
            yield (
                ("variables", name, "asked_if"),
                "warning",
                f"{count:,} answered although not asked; they are left out.",
            )


def _is_absent(meaning: Meaning, name: str, variable: Variable) -> bool:
    file = variable.file or meaning.codebook.main
    here = meaning.files.get(file)
    return variable.derived is None and (here is None or (variable.column or name) not in here.columns)


def _sets(meaning: Meaning) -> Found:
    for name, described in meaning.codebook.response_sets.items():
        if any(meaning.columns.home(column) is None for column in columns_of(described)):
            continue
        try:
            answers = meaning.response_set(name)
        except SurveyError as error:
            yield (
                ("response_sets", name),
                "error",
                _bare(error, meaning.codebook).removeprefix(f"response_sets.{name}: "),
            )
            continue
        for note in answers.notes:
            if note.kind in CONFLICTS:
                count = dict(note.values)["count"]
                sentence = f"{count:,} have an exclusive answer beside another; {CONFLICTS[note.kind]}."
                yield ("response_sets", name, "exclusive"), "warning", sentence


def _joins(meaning: Meaning) -> Found:
    for name, file in meaning.codebook.files.items():
        if file.join is None or name not in meaning.files:
            continue
        try:
            notes = meaning.columns.notes(name)
        except SurveyError as error:
            yield ("files", name, "join"), "error", str(error)
            continue
        for note in notes:
            of = dict(note.values)
            sentence = f"{of['count']:,} of {of['size']:,} rows have no row in {name}; its answers are blank there."
            yield ("files", name, "join"), "warning", sentence
