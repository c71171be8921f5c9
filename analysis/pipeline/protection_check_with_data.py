"""Finished tables held against the microdata: what protection would not have let them tell together.

Every table is made again as it was before protection, so that it is known which rows each number is of, and what hangs
together with what; then the attack of protection is made on what the tables print.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from ..presentation.protection import Noted, as_asked
from ..presentation.protection.given_back import Told, given_back
from ..presentation.words import words
from .breaks_in_several_tables import few_between
from .protection_leaks import Leak, between_breaks, between_steps, differing, printed_elsewhere, worked_out
from .shared_rows import shared
from .side_by_side import has_numbers, whom
from .steps_of_several_flows import few_apart
from .tables_made_again import counts_are_exact, key, key_of_row
from .unprotected import Estimated

Document = Mapping[str, Any]


def leaks_beside_data(documents: Mapping[str, Document], made: Mapping[str, Estimated]) -> Iterator[Leak]:
    """What tables by their names, as printed and as made again, give back together; lists without numbers nothing."""
    made = {name: one for name, one in made.items() if has_numbers(one)}
    tables = list(made.values())
    if not tables:
        return
    for name, other, variable in few_between(made, lambda _: "standard"):
        yield between_breaks(name, other, variable)
    of_each = {name: list(_told(documents[name], one)) for name, one in made.items()}
    shown = {name: [one.cases for one in some] for name, some in of_each.items()}
    for names in few_apart(made, shown, lambda _: "standard"):
        yield between_steps(names)
    known = shared(tables)
    asked, noted = as_asked([(one.estimates, "standard", whom(one)) for one in tables], known.extents, known.noted)
    told = [each for some in of_each.values() for each in some]
    names = [name for name, one in made.items() for _ in one.estimates]
    for (name, one), some in zip(made.items(), known.noted, strict=True):
        told += [Told(base=_notes_tell(documents[name], one, each)) for each in some]
        names += [name] * len(some)
    for found in given_back(asked, noted, told, known.made_of):
        rows = sorted(found.rows)
        hidden = [row for row in rows if told[row].hidden]
        subject = [*asked, *noted][(hidden or rows)[0]].estimate.subject
        if found.between or not hidden:
            yield differing({names[row] for row in rows}, subject)
        else:
            yield (printed_elsewhere if found.shown else worked_out)(names[hidden[0]], subject)


def _told(document: Document, made: Estimated) -> Iterator[Told]:
    """What a table prints of each of its estimates; of rounded counts nothing."""
    rows: dict[Hashable, Mapping[str, Any]] = {key_of_row(row): row for row in document["rows"]}
    exact = counts_are_exact(document)
    for one in made.estimates:
        row = rows.get(key(one.subject))
        if row is None:
            yield Told()
        else:
            hidden = row["status"] == "suppressed"
            yield Told(exact and not hidden, exact and row["n"] is not None, hidden)


def _notes_tell(document: Document, made: Estimated, noted: Noted) -> bool:
    """Whether the notes or the provenance of a table say how many people these are."""
    if not counts_are_exact(document):
        return False
    if noted.whole:
        return document["provenance"]["rows_in_domain"] is not None
    if noted.without:
        return _counts_without(document["notes"], made, noted.without)
    return any(row["variable"] in noted.names for row in document["missing"])


def _counts_without(notes: Sequence[str], made: Estimated, variable: str) -> bool:
    """Whether notes tell how many have no group of a variable, and do not say that this is not told."""
    phrases = words(made.request.shown.lang or made.survey.codebook.survey.language)
    told = (dict(note.values) for note in made.remarks if note.kind.startswith("ungrouped"))
    silent = {phrases["note_ungrouped_silent"].format(**one) for one in told if one["variable"] == variable}
    return bool(silent) and silent.isdisjoint(notes)
