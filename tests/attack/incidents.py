"""Random reports that count incidents, attacked: `python -m tests.attack.incidents [reports] [seed]`.

Two things may have happened to a child, who was asked after each whether a friend was told. The tables count children
to whom one happened or any, who told of any or of one, and what happened: of everybody or of some, by place, by sex or
by both. Who told may be crossed with these. The reader knows that an incident is of a child, how their numbers add up,
and what notes tell.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ProtectionError
from analysis.estimation.estimate import Subject
from analysis.pipeline.finish import finish
from analysis.pipeline.shelf import Shelf
from analysis.pipeline.side_by_side import protected_together
from analysis.pipeline.unprotected import Estimated
from analysis.pipeline.use_cases import estimated
from analysis.presentation.table import Table
from analysis.request import BreakdownRequest, Domain, Missing, PrevalenceRequest, Shown, SurveyRequest
from analysis.request_analysis import CrosstabRequest
from tests.pipeline.small import ROWS, Small, write

from .known_sums import LIMIT, attack, learned

CODEBOOK = """
variables:
  place: {{values: {{{places}}}}}
  sex: {{values: {{1: Boy, 2: Girl}}}}
  a: {{values: {{1: Yes, 2: No}}}}
  b: {{values: {{1: Yes, 2: No}}}}
indicators:
  any: {{label: Any of both, version: both, any_of: [a == 1, b == 1], missing: complete}}
response_sets:
  told:
    {{label: Told, base: any, unit: instance, items: {{friend: A friend}},
     follow_up: {{of: [a, b], columns: "t_{{item}}_{{form}}"}}}}
  who:
    {{label: Who, base: any, items: {{friend: A friend}}, follow_up: {{of: [a, b], columns: "t_{{item}}_{{form}}"}}}}
  once:
    {{label: Once, base: any, items: {{friend: A friend}}, follow_up: {{of: [a], columns: "t_{{item}}_{{form}}"}}}}
"""
NEVER, TOLD, KEPT, SILENT = range(4)  # after each of the two
SETS = {"told": (2, 3), "who": (2, 3), "once": (2,)}
FORMS = {"a": (2,), "b": (3,), "any": (2, 3), **SETS}
WHERE = ("", "a == 1", "b == 1", "sex == 2", "place == 1", "any == 0", "sex == 2 and a == 1")
Cells = NDArray[np.float64]  # children by place, the last of which is none, sex, and both forms: shape (p + 1, 2, 4, 4)


def main(number_of_reports: int = 500, seed: int = 1) -> int:
    """Exit status 1 where a secret count was found out."""
    return attack(attacked, number_of_reports, seed)


def attacked(rng: np.random.Generator, folder: Path, *, together: bool = True) -> list[str] | None:
    """What a reader of one report learns of secret counts; None where it is refused."""
    children = _children(rng)
    small, shelf = _written(children, folder), Shelf()
    made = {str(number): estimated(one, shelf) for number, one in enumerate(_requests(rng, small, children))}
    try:
        hidden = protected_together(made) if together else {}
        tables = {name: finish(one, hidden.get(name)) for name, one in made.items()}
    except ProtectionError:
        return None
    known = [(np.ones(children.shape), float(ROWS))]
    known += [one for name, table in tables.items() for one in _known(table, made[name].request, children.shape)]
    return list(learned(children, known, _secrets(made, children)))


def _children(rng: np.random.Generator) -> Cells:
    places = int(rng.integers(2, 5))
    lost = rng.choice([0, 0, 0.02, 0.1])
    place = rng.choice(places + 1, ROWS, p=np.append(rng.dirichlet(np.full(places, 2.0)) * (1 - lost), lost))
    children = np.zeros((places + 1, 2, 4, 4))
    answers = []
    for _ in range(2):
        followed = rng.dirichlet([rng.choice([0.2, 1.0, 3.0]), 1.0, rng.choice([1e-9, 0.1])])
        happened = rng.choice([0.03, 0.2, 0.5])
        answers.append(rng.choice(4, ROWS, p=[1 - happened, *(happened * followed)]))
    if rng.random() < 0.5:  # few to whom only one happened
        answers[1] = np.where(
            (answers[0] != NEVER) & (rng.random(ROWS) < 0.9), np.maximum(answers[1], TOLD), answers[1]
        )
    answers[0][:2], answers[1][1:3] = (TOLD, KEPT), (TOLD, KEPT)
    np.add.at(children, (place, rng.integers(0, 2, ROWS), *answers), 1)
    return children


def _written(children: Cells, folder: Path) -> Small:
    rows = np.repeat(np.argwhere(np.ones(children.shape)), children.ravel().astype(int), axis=0)
    rows = np.random.default_rng(len(rows)).permutation(rows)
    columns = {
        "place": [place + 1 if place < len(children) - 1 else None for place in rows[:, 0].tolist()],
        "sex": (rows[:, 1] + 1).tolist(),
    }
    for form, (axis,) in {"a": FORMS["a"], "b": FORMS["b"]}.items():
        columns[form] = [2 if code == NEVER else 1 for code in rows[:, axis].tolist()]
        columns[f"t_friend_{form}"] = [{TOLD: 1, KEPT: 0}.get(code) for code in rows[:, axis].tolist()]
    places = ", ".join(f"{code}: P{code}" for code in range(1, len(children)))
    return write(folder, CODEBOOK.format(places=places), **columns)


def _requests(rng: np.random.Generator, small: Small, children: Cells) -> Iterator[SurveyRequest]:
    """One table of incidents and one to three others, of everybody or of those of whom one of two conditions holds."""
    shown = Shown(rules="none")
    groups = [(), ("place",), ("sex",), ("place", "sex"), ("place*sex",)]
    conditions = ["", *rng.choice([one for one in WHERE if (children * _held(one, children.shape)).any()], 2).tolist()]
    others = ["told", "told", "a", "b", "any", "any", "who", "who", "once", "once"]
    for name in ["told", *rng.choice(others, rng.integers(1, 4), replace=False).tolist()]:
        where, base = conditions[rng.integers(3)], str(rng.choice(["", "", "any", "a", "b"])) if name == "told" else ""
        domain = Domain(where=where or None, by=groups[rng.integers(len(groups))])
        met = children * _held(where, children.shape)
        if name in SETS and not (met * _incidents(base or name, (TOLD, KEPT), children.shape)).any():
            base, domain = "", Domain(by=domain.by)
        if name == "any":
            yield PrevalenceRequest(data=small.data, domain=domain, shown=shown, indicator=("any",))
        else:
            rule = Missing(rng.choice([None, None, "as-no", "level"]) if name in SETS else None)
            about = {"domain": domain, "missing": rule, "shown": shown}
            yield BreakdownRequest(data=small.data, set=(name,), base=base or None, **about)
    if rng.random() < 0.4:
        where, (column, *by) = conditions[rng.integers(3)], rng.permutation(["place", "sex"])[: rng.integers(1, 3)]
        met = children[:-1] * _held(where, children.shape)[:-1] * _of_who("who", children.shape)["answered"][:-1]
        domain = Domain(where=(where if met.sum() > LIMIT else "") or None, by=tuple(by))
        yield CrosstabRequest(data=small.data, row="who", column=str(column), domain=domain, shown=shown)


def _known(table: Table, request: SurveyRequest, shape: tuple[int, ...]) -> Iterator[tuple[Cells, float]]:
    """Which cells add up to which number, as far as a table tells."""
    inside, base = _held(request.domain.where or "", shape), getattr(request, "base", None) or ""
    if table.provenance["rows_in_domain"] is not None:
        yield inside, table.provenance["rows_in_domain"]
    for reason in table.missing:
        if reason.variable in SETS:
            of_who = _of_who(base or reason.variable, shape)[reason.reason]
            some = _incidents(base or "told", (SILENT,), shape) if reason.variable == "told" else of_who
            yield inside * some, reason.n
    yield from _noted(table, shape)
    for row in table.rows:
        of, cases = _counted(row.estimate.subject, request, shape)
        if not row.base_hidden:
            yield of, row.estimate.n
        if row.estimate.n_cases is not None:
            yield cases, row.estimate.n_cases


def _noted(table: Table, shape: tuple[int, ...]) -> Iterator[tuple[Cells, float]]:
    """Those to whom only what nobody asked on about happened, in the whole file."""
    for text in table.notes:
        if found := re.search("asked no follow-up, and left out: ([0-9]+)", text):
            yield _held("any == 1", shape) - _held("a == 1", shape), int(found[1])


def _counted(subject: Subject, request: SurveyRequest, shape: tuple[int, ...]) -> tuple[Cells, Cells]:
    """The base of a row, and its cases: children, or incidents; of a crossing who answered both."""
    base, column = (getattr(request, name, None) or "" for name in ("base", "column"))
    group = _held(request.domain.where or "", shape)
    for name, level in subject.by.items():
        group *= 1 if name == column else np.indices(shape)[("place", "sex").index(name)] == level.value - 1
    if column:
        return _of_crossing(subject, group, column)
    if subject.set in SETS:
        answered, told, blank = (group * some for some in _of_set(subject.set, base or subject.set, shape))
        whole = answered if request.missing.missing is None else answered + blank
        return whole, blank if subject.item and str(subject.item.value).startswith("(") else told
    form = str(subject.item.value) if subject.item else subject.variable
    met = _incidents(form, (TOLD, KEPT, SILENT), shape) > 0
    yes = subject.level is None or int(subject.level.value) == 1
    return group, group * (met if yes else ~met)


def _of_set(name: str, base: str, shape: tuple[int, ...]) -> tuple[Cells, Cells, Cells]:
    """The incidents or the children of whom it was said whether they told, who did, and of whom it was not said."""
    if name == "told":
        answered, told, blank = (_incidents(base, some, shape) for some in ((TOLD, KEPT), (TOLD,), (SILENT,)))
        return answered, told, blank
    of_who = _of_who(base, shape)
    return of_who["answered"], of_who["told"], of_who["blank"]


def _of_crossing(subject: Subject, group: Cells, column: str) -> tuple[Cells, Cells]:
    who = _of_who("who", group.shape)
    of_column = np.indices(group.shape)[("place", "sex").index(column)]
    both = group * who["answered"] * (of_column < group.shape[("place", "sex").index(column)] - (column == "place"))
    level = subject.by.get(column) or (subject.level if subject.variable == column else None)
    across = np.ones(group.shape) if level is None else (of_column == int(level.value) - 1).astype(np.float64)
    down = who["told"] if subject.set == "who" else np.ones(group.shape)
    return both * {"row": down, "column": across, "total": np.ones(group.shape)}[
        subject.percent_of
    ], both * down * across


def _of_who(base: str, shape: tuple[int, ...]) -> dict[str, Cells]:
    """Children who told of any, who said whether they did, who gave no answer, and who were not asked."""
    told, kept, silent = (_incidents(base, (answer,), shape) > 0 for answer in (TOLD, KEPT, SILENT))
    answered = told | (kept & ~silent)
    found = {
        "told": told,
        "answered": answered,
        "blank": (kept | silent) & ~answered,
        "not_asked": ~(told | kept | silent),
    }
    return {name: some.astype(np.float64) for name, some in found.items()}


def _incidents(base: str, answers: tuple[int, ...], shape: tuple[int, ...]) -> Cells:
    """How many incidents each child had after which one of these answers was given."""
    return np.sum([np.isin(np.indices(shape)[axis], answers) for axis in FORMS[base]], axis=0).astype(np.float64)


def _held(where: str, shape: tuple[int, ...]) -> Cells:
    place, sex, a, b = np.indices(shape)
    held = {
        "": sex >= 0,
        "a == 1": a != NEVER,
        "b == 1": b != NEVER,
        "sex == 2": sex == 1,
        "place == 1": place == 0,
        "any == 0": (a == NEVER) & (b == NEVER),
        "any == 1": (a != NEVER) | (b != NEVER),
        "sex == 2 and a == 1": (sex == 1) & (a != NEVER),
    }
    return held[where].astype(np.float64)


def _secrets(made: Mapping[str, Estimated], children: Cells) -> Iterator[Cells]:
    """Of every row the cases, whose cases these are, and the others, where these are one to four."""
    for one in made.values():
        for estimate in one.estimates:
            of, cases = _counted(estimate.subject, one.request, children.shape)
            for some in (cases, (cases > 0).astype(np.float64), of - cases):
                if 0 < (some * children).sum() < LIMIT:
                    yield some


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
