"""Random reports that ask on, attacked: `python -m tests.attack.follow_ups [reports] [seed]`.

How often something happened; whether it ever did; and, of those to whom it did, whether they told anybody. The reader
knows how these hang together, and every count, base and number of unanswered that the tables show.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ProtectionError
from analysis.pipeline.finish import finish
from analysis.pipeline.shelf import Shelf
from analysis.pipeline.side_by_side import protected_together
from analysis.pipeline.use_cases import estimated
from analysis.presentation.table import Row, Table
from analysis.request import BreakdownRequest, Domain, PrevalenceRequest, Shown, SurveyRequest
from tests.pipeline.small import ROWS, Small, write

from .known_sums import LIMIT, learned

NEVER, TOLD, NOBODY, SILENT = range(4)  # those whom it never happened to were not asked whom they told
CODEBOOK = """
variables:
  place: {{values: {{{places}}}}}
  sex: {{values: {{1: Boy, 2: Girl}}}}
  often: {{values: {{1: Never, 2: Sometimes, 3: Often}}}}
  told: {{values: {{1: Somebody, 2: Nobody}}}}
indicators:
  ever: {{label: Ever, any_of: [often >= 2], missing: complete}}
  nobody: {{label: Told nobody, any_of: [told == 2], missing: complete}}
"""
Cells = NDArray[np.float64]  # children by place, sex, often and what they told: shape (p, 2, 3, 4)


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
    children = _children(rng)
    small = _written(children, folder)
    shelf = Shelf()
    made = {number: estimated(request, shelf) for number, request in enumerate(_requests(rng, small))}
    try:
        hidden = protected_together(made) if together else {}
        tables = [finish(one, hidden.get(number)) for number, one in made.items()]
    except ProtectionError:
        return None
    known = [equation for table in tables for equation in _known(table, children.shape)]
    possible = np.ones(children.shape, np.bool_)
    possible[:, :, 0, NEVER + 1 :] = possible[:, :, 1:, NEVER] = False
    return list(learned(children, known, _secrets(made.values(), children), possible))


def _children(rng: np.random.Generator) -> Cells:
    places = int(rng.integers(2, 5))
    place, sex = rng.choice(places, ROWS, p=rng.dirichlet(np.full(places, 2.0))), rng.integers(0, 2, ROWS)
    often = rng.choice(3, ROWS, p=rng.permutation(rng.dirichlet([3.0, 0.7, 0.4])))
    told = rng.choice([TOLD, NOBODY, SILENT], ROWS, p=rng.dirichlet([2.0, 1.0, rng.choice([1e-9, 0.1, 0.3])]))
    children = np.zeros((places, 2, 3, 4))
    np.add.at(children, (place, sex, often, np.where(often > 0, told, NEVER)), 1)
    return children


def _written(children: Cells, folder: Path) -> Small:
    rows = np.repeat(np.argwhere(np.ones(children.shape)), children.ravel().astype(int), axis=0)
    rows = np.random.default_rng(len(rows)).permutation(rows)
    columns: dict[str, Any] = dict(zip(("place", "sex", "often"), (rows[:, :3] + 1).T.tolist(), strict=True))
    columns["told"] = [{TOLD: 1, NOBODY: 2}.get(code) for code in rows[:, 3].tolist()]
    places = ", ".join(f"{code}: P{code}" for code in range(1, len(children) + 1))
    return write(folder, CODEBOOK.format(places=places), **columns)


def _requests(rng: np.random.Generator, small: Small) -> Iterator[SurveyRequest]:
    """Two to four tables, each by place, by sex, by both or of everybody."""
    shown, groups = Shown(rules="none"), [(), ("place",), ("place",), ("sex",), ("place", "sex"), ("place*sex",)]
    for name in rng.choice(["ever", "nobody", "often", "told", "told", "ever"], rng.integers(2, 5), replace=False):
        domain = Domain(by=groups[rng.integers(len(groups))])
        if name in ("ever", "nobody"):
            yield PrevalenceRequest(data=small.data, domain=domain, shown=shown, indicator=(str(name),))
        else:
            yield BreakdownRequest(data=small.data, domain=domain, shown=shown, set=(str(name),))


def _of(row: Row, shape: tuple[int, ...]) -> tuple[Cells, Cells]:
    """The children in the base of a row, and its cases."""
    subject = row.estimate.subject
    base = np.zeros(shape)
    group = [int(subject.by[name].value) - 1 if name in subject.by else slice(None) for name in ("place", "sex")]
    base[*group] = 1
    cases = base.copy()
    level = int(subject.level.value) - 1 if subject.level else 0
    if subject.variable in ("told", "nobody"):
        base[..., [NEVER, SILENT]] = 0
        cases[..., [kind for kind in range(4) if kind != (NOBODY if subject.variable == "nobody" else level + 1)]] = 0
    else:
        cases[:, :, [at for at in range(3) if (at == 0 if subject.variable == "ever" else at != level)]] = 0
    return base, cases


def _known(table: Table, shape: tuple[int, ...]) -> Iterator[tuple[Cells, float]]:
    """Which cells add up to which number, as far as a table tells."""
    not_answered = np.zeros(shape)
    not_answered[..., [NEVER, SILENT]] = 1
    yield np.ones(shape), ROWS
    for reason in table.missing:
        assert reason.variable in ("told", "nobody")  # who is blank is everybody who was not asked or did not answer
        yield not_answered, reason.n
    for row in table.rows:
        base, cases = _of(row, shape)
        if not row.base_hidden:
            yield base, row.estimate.n
        if row.estimate.n_cases is not None:
            yield cases, row.estimate.n_cases


def _secrets(made: Any, children: Cells) -> Iterator[Cells]:
    """Of every row the cases, the others and the base, where these are one to four children."""
    for one in made:
        for estimate in one.estimates:
            base, cases = _of(Row(estimate, "shown", (), ""), children.shape)
            for some in (base, cases, base - cases):
                if 0 < (some * children).sum() < LIMIT:
                    yield some


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
