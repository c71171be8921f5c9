"""Random reports that ask on, attacked: `python -m tests.attack.follow_ups [reports] [seed]`.

How often something happened; whether it ever did; and, of those to whom it did, whether they told anybody. The place
of some is not known. The reader knows how these hang together, every count and base that the tables show, and how many
their notes say did not answer, were not asked or have no place.
"""

from __future__ import annotations

import re
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
  told: {{values: {{1: Somebody, 2: Nobody}}{asked}}}
indicators:
  ever: {{label: Ever, any_of: [often >= 2], missing: complete}}
  nobody: {{label: Told nobody, any_of: [told == 2], missing: complete}}
"""
Cells = NDArray[np.float64]  # children by place, sex, often and what they told: shape (p + 1, 2, 3, 4); last: no place


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
    while not children[..., [TOLD, NOBODY]].any():  # nobody to ask on
        children = _children(rng)
    asked = bool(rng.integers(0, 2))
    small = _written(children, folder, asked=asked)
    shelf = Shelf()
    made = {number: estimated(request, shelf) for number, request in enumerate(_requests(rng, small))}
    try:
        hidden = protected_together(made) if together else {}
        tables = [finish(one, hidden.get(number)) for number, one in made.items()]
    except ProtectionError:
        return None
    known = [equation for table in tables for equation in _known(table, children, asked=asked)]
    possible = np.ones(children.shape, np.bool_)
    possible[:, :, 0, NEVER + 1 :] = possible[:, :, 1:, NEVER] = False
    return list(learned(children, known, _secrets(made.values(), children), possible))


def _children(rng: np.random.Generator) -> Cells:
    places = int(rng.integers(2, 5))
    lost = rng.choice([0, 0, 0.02, 0.1])
    place = rng.choice(places + 1, ROWS, p=np.append(rng.dirichlet(np.full(places, 2.0)) * (1 - lost), lost))
    sex = rng.integers(0, 2, ROWS)
    often = rng.choice(3, ROWS, p=rng.permutation(rng.dirichlet([3.0, 0.7, 0.4])))
    told = rng.choice([TOLD, NOBODY, SILENT], ROWS, p=rng.dirichlet([2.0, 1.0, rng.choice([1e-9, 0.1, 0.3])]))
    children = np.zeros((places + 1, 2, 3, 4))
    np.add.at(children, (place, sex, often, np.where(often > 0, told, NEVER)), 1)
    return children


def _written(children: Cells, folder: Path, *, asked: bool) -> Small:
    rows = np.repeat(np.argwhere(np.ones(children.shape)), children.ravel().astype(int), axis=0)
    rows = np.random.default_rng(len(rows)).permutation(rows)
    columns: dict[str, Any] = dict(zip(("sex", "often"), (rows[:, 1:3] + 1).T.tolist(), strict=True))
    columns["place"] = [place + 1 if place < len(children) - 1 else None for place in rows[:, 0].tolist()]
    columns["told"] = [{TOLD: 1, NOBODY: 2}.get(code) for code in rows[:, 3].tolist()]
    places = ", ".join(f"{code}: P{code}" for code in range(1, len(children)))
    base = ", asked_if: often >= 2" if asked else ""
    return write(folder, CODEBOOK.format(places=places, asked=base), **columns)


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


def _known(table: Table, children: Cells, *, asked: bool) -> Iterator[tuple[Cells, float]]:
    """Which cells add up to which number, as far as a table tells; `asked` if the codebook says who was."""
    yield np.ones(children.shape), ROWS
    for reason in table.missing:
        assert reason.variable in ("told", "nobody")
        kinds = {"not_asked": [NEVER], "blank": [SILENT] if asked else [NEVER, SILENT]}
        yield _those(children.shape, answers=kinds[reason.reason]), reason.n
    for text in table.notes:
        if found := re.search("place: rows without a value, which form no group: ([0-9]+) ", text):
            everybody = table.rows[0].estimate.subject.variable in ("often", "ever") or not asked
            answers = [NEVER, TOLD, NOBODY, SILENT] if everybody else [TOLD, NOBODY, SILENT]
            yield _those(children.shape, -1, answers=answers), int(found[1])
    for row in table.rows:
        base, cases = _of(row, children.shape)
        if not row.base_hidden:
            yield base, row.estimate.n
        if row.estimate.n_cases is not None:
            yield cases, row.estimate.n_cases


def _those(shape: tuple[int, ...], place: Any = slice(None), *, answers: list[int]) -> Cells:
    some = np.zeros(shape)
    some[place][..., answers] = 1
    return some


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
