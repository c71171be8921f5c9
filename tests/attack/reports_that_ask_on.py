"""Reports at random that ask on: their children, and what their tables ask for.

How often something happened; whether it ever did, or frequently; whether something else did, or any of both; of those
to whom it did, whether they told anybody; and where and of which sex they are. Some tables speak of everybody, some of
those who gave one of these answers; what becomes of those who gave none, and whose answers they are, differs; a
crossing, a mean, a total, a model and the steps of the sample may stand beside them. The place of some is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis.errors import SurveyError
from analysis.pipeline.shelf import Shelf
from analysis.pipeline.unprotected import Estimated
from analysis.pipeline.use_cases import estimated
from analysis.request import (
    BreakdownRequest,
    Domain,
    EstimateRequest,
    FlowRequest,
    Missing,
    PrevalenceRequest,
    Shown,
    SurveyRequest,
)
from analysis.request_analysis import CrosstabRequest, ModelRequest
from tests.pipeline.small import ROWS, Small, write

from .known_sums import LIMIT
from .who_is_counted import NEVER, NOBODY, SILENT, STEPS, TOLD, VARIABLES, Asks, Cells, answered_both, held

CODEBOOK = """
variables:
  place: {{values: {{{places}}}}}
  sex: {{values: {{1: Boy, 2: Girl}}}}
  often: {{values: {{1: Never, 2: Sometimes, 3: Often}}}}
  hit: {{values: {{1: Yes, 0: No}}}}
  told: {{values: {{1: Somebody, 2: Nobody}}{asked}}}
indicators:
  ever: {{label: Ever, any_of: [often >= 2], missing: complete}}
  any: {{label: Any of both, version: both, any_of: [often >= 2, hit == 1], missing: complete}}
  frequent: {{label: Frequently, any_of: [often == 3], missing: complete}}
  nobody: {{label: Told nobody, any_of: [told == 2], missing: complete}}
populations:
{populations}
"""
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
GROUPS = ((), ("place",), ("place",), ("sex",), ("place", "sex"), ("place*sex",), ("hit",))
BASES = ("often >= 2", "sex == 2", "place == 1", "hit == 1")  # whose answers, with --base


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
    requests = enumerate(_requests(rng, small, _some(rng, children), children, asked=asked))
    made = {str(number): one for number, request in requests if (one := _estimated(request, shelf))}
    return Report(children, asked, made)


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
    columns["hit"] = (1 - rows[:, 3]).tolist()
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
        *rng.choice([one for one in CONDITIONS if (children * held(one, children.shape)[0]).any()], 2).tolist(),
    ]


def _requests(
    rng: np.random.Generator, small: Small, conditions: list[str], children: Cells, *, asked: bool
) -> Iterator[SurveyRequest]:
    """Two to four tables, each by place, by sex, by both or of all whom it speaks of; at times a model, and steps."""
    shown = Shown(rules="none")
    questions = ["ever", "nobody", "often", "told", "told", "ever", "frequent", "frequent"]
    questions += ["any", "hit", *(["sex", "place", "often"] if conditions[1:] else [])]
    for name in map(str, rng.choice(questions, rng.integers(2, 5), replace=False)):
        of_indicator = name in ("ever", "frequent", "any", "nobody")
        where, whose = conditions[rng.integers(len(conditions))], "" if of_indicator else rng.choice(["", "", *BASES])
        inside = children * held(where, children.shape)[0] * held(whose, children.shape)[0]
        answering = {"told": inside[..., [TOLD, NOBODY]], "nobody": inside[..., [TOLD, NOBODY]], "place": inside[:-1]}
        if not answering.get(name, inside).any():
            where = whose = ""
        by = tuple(group for group in GROUPS[rng.integers(len(GROUPS))] if name not in group)
        domain = Domain(where=where or None, by=by)
        rule = Missing(rng.choice([None, None, "as-no", "bounds" if of_indicator else "level"]))
        if name in ("told", "nobody") and not asked:
            rule = Missing()
        if of_indicator:
            yield PrevalenceRequest(data=small.data, domain=domain, missing=rule, shown=shown, indicator=(name,))
        else:
            base = str(whose) or None
            yield BreakdownRequest(data=small.data, domain=domain, missing=rule, shown=shown, set=(name,), base=base)
    yield from _beside(rng, small, conditions, children)


def _beside(rng: np.random.Generator, small: Small, conditions: list[str], children: Cells) -> Iterator[SurveyRequest]:
    """A crossing, a number and a model, each in half of the reports, and steps of the sample once, twice or not."""
    shown = Shown(rules="none")
    if rng.random() < 0.5:
        yield _crossing(rng, small, conditions, children)
    if rng.random() < 0.5:
        statistic = (str(rng.choice(["mean", "total", "proportion"])),)
        by = tuple(group for group in GROUPS[rng.integers(len(GROUPS))] if group != "hit")
        domain = Domain(where=str(rng.choice(conditions)) or None, by=by)
        yield EstimateRequest(data=small.data, domain=domain, shown=shown, variable=("hit",), statistic=statistic)
    likely = [one for one in (*conditions, *CONDITIONS) if (children * held(one, children.shape)[0]).any()]
    if rng.random() < 0.5:
        domain = Domain(where=str(rng.choice(likely)) or None)
        yield ModelRequest(data=small.data, domain=domain, shown=shown, formula="hit == 1 ~ sex")
    for _ in range(rng.integers(0, 3)):
        domain = Domain(where=str(rng.choice(likely)) or None)
        steps = tuple(map(str, rng.choice([*STEPS], rng.integers(1, 4), replace=False)))
        yield FlowRequest(data=small.data, domain=domain, shown=shown, step=steps)


def _crossing(rng: np.random.Generator, small: Small, conditions: list[str], children: Cells) -> SurveyRequest:
    """Two questions, perhaps by a third."""
    row, column, *by = map(str, rng.permutation(["place", "sex", "hit", "often", "told", "ever"])[: rng.integers(2, 4)])
    where = str(rng.choice(conditions))
    asks = Asks(where, "", None, asked=False)
    if (children * answered_both(row, column, asks, children.shape)).sum() < 2 * LIMIT:
        where, row, column, by = "", "often", "hit", []
    domain = Domain(where=where or None, by=tuple(name for name in by if name in VARIABLES))
    return CrosstabRequest(data=small.data, domain=domain, shown=Shown(rules="none"), row=row, column=column)
