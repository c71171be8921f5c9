"""Random reports that ask on, attacked: `python -m tests.attack.follow_ups [reports] [seed]`.

How often something happened; whether it ever did, or frequently; whether something else did, or any of both; of those
to whom it did, whether they told anybody; and where and of which sex they are. Some tables speak of everybody, some of
those who gave one of these answers; a model and the steps of the sample may stand beside them. The place of some is
not known. The reader knows how these hang together, every count and base that the tables show, and how many their notes
and their provenance say are in the domain, did not answer, were not asked or have no place.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ProtectionError, SurveyError
from analysis.estimation.estimate import Subject
from analysis.pipeline.finish import finish
from analysis.pipeline.shelf import Shelf
from analysis.pipeline.side_by_side import protected_together
from analysis.pipeline.unprotected import Estimated
from analysis.pipeline.use_cases import estimated
from analysis.presentation.table import Table
from analysis.request import BreakdownRequest, Domain, FlowRequest, PrevalenceRequest, Shown, SurveyRequest
from analysis.request_analysis import ModelRequest
from tests.pipeline.small import ROWS, Small, write

from .known_sums import LIMIT, learned

VARIABLES = ("place", "sex", "often", "hit")
NEVER, TOLD, NOBODY, SILENT = range(4)  # those whom it never happened to were not asked whom they told
CODEBOOK = """
variables:
  place: {{values: {{{places}}}}}
  sex: {{values: {{1: Boy, 2: Girl}}}}
  often: {{values: {{1: Never, 2: Sometimes, 3: Often}}}}
  hit: {{values: {{1: Yes, 2: No}}}}
  told: {{values: {{1: Somebody, 2: Nobody}}{asked}}}
indicators:
  ever: {{label: Ever, any_of: [often >= 2], missing: complete}}
  any: {{label: Any of both, version: both, any_of: [often >= 2, hit == 1], missing: complete}}
  frequent: {{label: Frequently, any_of: [often == 3], missing: complete}}
  nobody: {{label: Told nobody, any_of: [told == 2], missing: complete}}
populations:
{populations}
"""
STEPS = {"everybody": "", "hurt": "often >= 2", "girls": "sex == 2 and often == 2", "was_hit": "hit == 1"}
CONDITIONS = (
    "",
    "often >= 2",
    "ever == 0",
    "told == 2",
    "sex == 2 and often == 2",
    "place == 1",
    "hit == 1",
    "any == 0",
    "missing(place)",
    "often == 2 or hit == 1",
    "sex == 1 or told == 2",
)
Cells = NDArray[np.float64]  # children by place, the last of which is none, and the rest: shape (p + 1, 2, 3, 2, 4)


def main(number_of_reports: int = 500, seed: int = 1) -> int:
    """Exit status 1 where a secret count was found out."""
    rng = np.random.default_rng(seed)
    told = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(number_of_reports):
            found = attacked(rng, Path(folder))
            refused += found is None
            for secret in found or ():
                told += 1
                print(f"report {number}: {secret}")
    print(f"{number_of_reports} reports, seed {seed}: {told} secret counts told, {refused} refused")
    return int(told > 0)


def attacked(rng: np.random.Generator, folder: Path, *, together: bool = True) -> list[str] | None:
    """What a reader of one report learns of secret counts; None where it is refused."""
    report = made_up(rng, folder)
    tables = finished(report, together=together)
    return None if tables is None else learned_of(report, tables)


@dataclass(frozen=True, slots=True)
class Report:
    """The children of a survey, whether its codebook says who was asked on, and tables by their names."""

    children: Cells
    asked: bool
    made: dict[str, Estimated]


def made_up(rng: np.random.Generator, folder: Path) -> Report:
    """A report at random."""
    children = _children(rng)
    while not children[..., [TOLD, NOBODY]].any():  # nobody to ask on
        children = _children(rng)
    asked = bool(rng.integers(0, 2))
    small = _written(children, folder, asked=asked)
    shelf = Shelf()
    requests = enumerate(_requests(rng, small, _some(rng, children), children))
    made = {str(number): one for number, request in requests if (one := _estimated(request, shelf))}
    return Report(children, asked, made)


def finished(report: Report, *, together: bool) -> dict[str, Table] | None:
    """Its tables, protected together or each by itself; None where these are refused."""
    try:
        hidden = protected_together(report.made) if together else {}
        return {name: finish(one, hidden.get(name)) for name, one in report.made.items()}
    except ProtectionError:
        return None


def learned_of(report: Report, tables: Mapping[str, Table]) -> list[str]:
    """What a reader of tables learns of secret counts."""
    children = report.children
    known = [equation for table in tables.values() for equation in _known(table, children, asked=report.asked)]
    possible = np.ones(children.shape, np.bool_)
    possible[:, :, 0, :, NEVER + 1 :] = possible[:, :, 1:, :, NEVER] = False
    return list(learned(children, known, _secrets(report.made.values(), children), possible))


def _estimated(request: SurveyRequest, shelf: Shelf) -> Estimated | None:
    """None of a model that is refused by itself."""
    try:
        return estimated(request, shelf)
    except SurveyError:
        if isinstance(request, ModelRequest):
            return None
        raise


def _children(rng: np.random.Generator) -> Cells:
    places = int(rng.integers(2, 5))
    lost = rng.choice([0, 0, 0.02, 0.1])
    place = rng.choice(places + 1, ROWS, p=np.append(rng.dirichlet(np.full(places, 2.0)) * (1 - lost), lost))
    sex = rng.integers(0, 2, ROWS)
    often = rng.choice(3, ROWS, p=rng.permutation(rng.dirichlet([3.0, 0.7, 0.4])))
    told = rng.choice([TOLD, NOBODY, SILENT], ROWS, p=rng.dirichlet([2.0, 1.0, rng.choice([1e-9, 0.1, 0.3])]))
    hit = rng.choice(2, ROWS, p=rng.permutation(rng.dirichlet([3.0, 0.4])))
    children = np.zeros((places + 1, 2, 3, 2, 4))
    np.add.at(children, (place, sex, often, hit, np.where(often > 0, told, NEVER)), 1)
    return children


def _written(children: Cells, folder: Path, *, asked: bool) -> Small:
    rows = np.repeat(np.argwhere(np.ones(children.shape)), children.ravel().astype(int), axis=0)
    rows = np.random.default_rng(len(rows)).permutation(rows)
    columns: dict[str, Any] = dict(zip(VARIABLES[1:], (rows[:, 1:4] + 1).T.tolist(), strict=True))
    columns["place"] = [place + 1 if place < len(children) - 1 else None for place in rows[:, 0].tolist()]
    columns["told"] = [{TOLD: 1, NOBODY: 2}.get(code) for code in rows[:, 4].tolist()]
    places = ", ".join(f"{code}: P{code}" for code in range(1, len(children)))
    base = ", asked_if: often >= 2" if asked else ""
    populations = "\n".join(
        f"  {name}: {{label: Step{f', where: {where}' if where else ''}}}" for name, where in STEPS.items()
    )
    return write(folder, CODEBOOK.format(places=places, asked=base, populations=populations), **columns)


def _some(rng: np.random.Generator, children: Cells) -> list[str]:
    """The conditions of some of the tables, such as hold for anybody; in half of the reports none."""
    if rng.random() < 0.5:
        return [""]
    return [
        "",
        *rng.choice([one for one in CONDITIONS if (children * _held(one, children.shape)[0]).any()], 2).tolist(),
    ]


def _held(where: str, shape: tuple[int, ...]) -> tuple[Cells, Cells]:
    """The children for whom a condition holds, and, of those who were asked, of whom that is not known."""
    place, sex, often, hit, told = np.indices(shape)
    nobody, silent, nowhere = told == NOBODY, told == SILENT, place == len(place) - 1
    holds, unknown = {
        "": (sex >= 0, False),
        "often >= 2": (often > 0, False),
        "ever == 0": (often == 0, False),
        "told == 2": (nobody, silent),
        "sex == 2 and often == 2": ((sex == 1) & (often == 1), False),
        "place == 1": (place == 0, nowhere),
        "hit == 1": (hit == 0, False),
        "any == 0": ((often == 0) & (hit == 1), False),
        "missing(place)": (nowhere, False),
        "often == 2 or hit == 1": ((often == 1) | (hit == 0), False),
        "sex == 1 or told == 2": ((sex == 0) | nobody, (sex == 1) & silent),
    }[where]
    return holds.astype(np.float64), np.broadcast_to(unknown, shape).astype(np.float64)


def _requests(
    rng: np.random.Generator, small: Small, conditions: list[str], children: Cells
) -> Iterator[SurveyRequest]:
    """Two to four tables, each by place, by sex, by both or of all whom it speaks of; at times a model, and steps."""
    shown = Shown(rules="none")
    groups = [(), ("place",), ("place",), ("sex",), ("place", "sex"), ("place*sex",), ("hit",)]
    asked = ["ever", "nobody", "often", "told", "told", "ever", "frequent", "frequent"]
    asked += ["any", "hit", *(["sex", "place", "often"] if conditions[1:] else [])]
    for name in map(str, rng.choice(asked, rng.integers(2, 5), replace=False)):
        where = conditions[rng.integers(len(conditions))]
        inside = children * _held(where, children.shape)[0]
        answering = {"told": inside[..., [TOLD, NOBODY]], "nobody": inside[..., [TOLD, NOBODY]], "place": inside[:-1]}
        if not answering.get(name, inside).any():
            where = ""
        by = tuple(group for group in groups[rng.integers(len(groups))] if name not in group)
        domain = Domain(where=where or None, by=by)
        if name in ("ever", "frequent", "any", "nobody"):
            yield PrevalenceRequest(data=small.data, domain=domain, shown=shown, indicator=(name,))
        else:
            yield BreakdownRequest(data=small.data, domain=domain, shown=shown, set=(name,))
    likely = [one for one in (*conditions, *CONDITIONS) if (children * _held(one, children.shape)[0]).any()]
    if rng.random() < 0.5:
        domain = Domain(where=str(rng.choice(likely)) or None)
        yield ModelRequest(data=small.data, domain=domain, shown=shown, formula="hit == 1 ~ sex")
    if rng.random() < 0.5:
        domain = Domain(where=str(rng.choice(likely)) or None)
        steps = tuple(map(str, rng.choice([*STEPS], rng.integers(1, 4), replace=False)))
        yield FlowRequest(data=small.data, domain=domain, shown=shown, step=steps)


def _of(subject: Subject, where: str, shape: tuple[int, ...]) -> tuple[Cells, Cells]:
    """The children in the base of a row, and its cases."""
    of_step = subject.variable in STEPS
    return _of_step(subject, _held(where, shape)[0]) if of_step else _of_answer(subject, where, shape)


def _of_answer(subject: Subject, where: str, shape: tuple[int, ...]) -> tuple[Cells, Cells]:
    base = np.zeros(shape)
    group = [int(subject.by[name].value) - 1 if name in subject.by else slice(None) for name in VARIABLES]
    base[*group] = 1
    base *= _held(where, shape)[0]
    cases, level = np.zeros(shape), int(subject.level.value) - 1 if subject.level else 0
    match subject.variable, subject.item and subject.item.value:
        case "told" | "nobody", _:
            base[..., [NEVER, SILENT]] = 0
            cases[..., NOBODY if subject.variable == "nobody" else level + 1] = 1
        case ("ever", _) | ("any", "often"):
            cases[:, :, 1:] = 1
        case "frequent", _:
            cases[:, :, 2] = 1
        case ("any", "hit") | ("hit == 1", _):
            cases[:, :, :, 0] = 1
        case "any", _:
            cases[:, :, 1:] = cases[:, :, :, 0] = 1
        case "place", _:
            base[-1] = 0
            cases[level] = 1
        case name, _:
            np.moveaxis(cases, VARIABLES.index(name), 0)[level] = 1
    return base, cases * base


def _of_step(subject: Subject, inside: Cells) -> tuple[Cells, Cells]:
    """The children of the step that one is a share of, and its own; those of the domain where it has them all."""
    own, whole = (_held(STEPS.get(name, ""), inside.shape)[0] for name in (subject.variable, subject.population))
    base = inside if subject.population == subject.variable else inside * whole
    return base, own * base


def _known(table: Table, children: Cells, *, asked: bool) -> Iterator[tuple[Cells, float]]:
    """Which cases add up to which number, as far as a table tells; `asked` if the codebook says who was."""
    where, shape = table.provenance["request"]["domain"]["where"] or "", children.shape
    inside, rows = _held(where, shape)[0], table.provenance["rows_in_domain"]
    yield np.ones(shape), ROWS
    if rows is not None:
        yield inside, rows
    for reason in table.missing:
        kinds = {"not_asked": [NEVER], "blank": [SILENT] if asked else [NEVER, SILENT]}
        some = _those(shape, -1) if reason.variable == "place" else _those(shape, answers=kinds[reason.reason])
        yield some * inside, reason.n
    yield from _noted(table, shape, asked=asked)
    for row in table.rows:
        base, cases = _of(row.estimate.subject, where, shape)
        if not row.base_hidden:
            yield base, row.estimate.n
        if row.estimate.n_cases is not None:
            yield cases, row.estimate.n_cases


def _noted(table: Table, shape: tuple[int, ...], *, asked: bool) -> Iterator[tuple[Cells, float]]:
    where = table.provenance["request"]["domain"]["where"] or ""
    inside, unknown = _held(where, shape)
    if "told" in where:
        unknown = unknown + _those(shape, answers=[NEVER]) * (1 - inside)
    for text in table.notes:
        if found := re.search("place: rows without a value, which form no group: ([0-9]+) ", text):
            everybody = table.rows[0].estimate.subject.variable not in ("told", "nobody") or not asked
            some = _those(shape, -1, answers=[*([NEVER] if everybody else []), TOLD, NOBODY, SILENT])
            yield some * inside, int(found[1])
        if found := re.search("not known whether the condition holds: ([0-9]+)", text):
            yield unknown, int(found[1])


def _those(shape: tuple[int, ...], place: Any = slice(None), *, answers: Any = slice(None)) -> Cells:
    some = np.zeros(shape)
    some[place][..., answers] = 1
    return some


def _secrets(made: Iterable[Estimated], children: Cells) -> Iterator[Cells]:
    """Of every row the cases, the others and the base, where these are one to four children."""
    for one in made:
        for estimate in one.estimates:
            base, cases = _of(estimate.subject, one.request.domain.where or "", children.shape)
            for some in (base, cases, base - cases):
                if 0 < (some * children).sum() < LIMIT:
                    yield some


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
