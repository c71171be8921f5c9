"""Direct standardisation: which strata a group is made of, and the shares that they get in every group."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from ..arrays import BoolArray, IntArray
from ..codebook.answers import Answers, Note
from ..errors import UsageError
from ..estimation.base import Ask
from ..estimation.levels import Levels
from ..estimation.statistics import Ratio, Share, Standardised

NAMED = re.compile(r"\s*([^=:]+?)\s*(?:=\s*(.+?))?\s*")
WHOLE = 1e-6  # how far given shares may be off one
MOST_MARKED = 10  # the largest count that a rule of protection asks for


@dataclass(frozen=True, slots=True)
class Standard:
    """The strata of a direct standardisation.

    Attributes:
        strata: the variables that are crossed.
        shares: of each stratum, by its codes; None where they are those of all groups together.
    """

    strata: tuple[Answers, ...] = ()
    shares: Mapping[tuple[int, ...], float] | None = None

    def parts(self, cells: IntArray) -> tuple[BoolArray, tuple[float, ...] | None]:
        """Which cells belong to each stratum, shape (p, cells), and the shares; `cells` are their codes of the strata.

        A stratum of no share is none, and neither is one without rows where shares are those of the rows.
        """
        if self.shares is None:
            return np.array([(cells == stratum).all(axis=1) for stratum in np.unique(cells, axis=0)]), None
        given = {codes: share for codes, share in self.shares.items() if share > 0}
        return np.array([(cells == codes).all(axis=1) for codes in given]), tuple(given.values())

    @property
    def note(self) -> Note:
        """What a reader must know of the shares."""
        if self.shares is None:
            return Note.of("own_standard")
        written = [
            f"{', '.join(part.levels[code].label for part, code in zip(self.strata, codes, strict=True))} {share:g}"
            for codes, share in self.shares.items()
        ]
        return Note.of("given_standard", shares="; ".join(written))


def named(standardise: Sequence[str]) -> dict[str, str | None]:
    """The variables to standardise for, each with the shares that were typed."""
    found: dict[str, str | None] = {}
    for text in standardise:
        match = NAMED.fullmatch(text)
        if match is None:
            raise UsageError(f"--standardise {text!r} is neither NAME nor NAME=CODE:SHARE,CODE:SHARE")
        found[match[1]] = match[2]
    if len({shares is None for shares in found.values()}) > 1:
        raise UsageError("--standardise has shares for some variables and none for others; give all or none")
    return found


def standard(strata: tuple[Answers, ...], typed: Mapping[str, str | None]) -> Standard:
    """The standard of these strata; shares of a crossing are products of those that were given."""
    texts = [shares for shares in typed.values() if shares is not None]
    if not texts:
        return Standard(strata)
    given = [_shares(answers, text) for answers, text in zip(strata, texts, strict=True)]
    crossed = product(*(shares.items() for shares in given))
    return Standard(
        strata,
        {tuple(code for code, _ in cell): float(np.prod([share for _, share in cell])) for cell in crossed},
    )


def _shares(answers: Answers, text: str) -> dict[int, float]:
    """Shares by the position of the level they were given for."""
    codes = [f"{level.value:g}" if isinstance(level.value, float) else level.value for level in answers.levels]
    found: dict[int, float] = {}
    for part in text.split(","):
        code, _, share = (piece.strip() for piece in part.rpartition(":"))
        if code not in codes:
            raise UsageError(f"--standardise {answers.name}: {code!r} is no code of it; it has {', '.join(codes)}")
        try:
            found[codes.index(code)] = float(share)
        except ValueError:
            raise UsageError(f"--standardise {answers.name}: {share!r} is no share, as in 0.5") from None
    if min(found.values()) < 0 or abs(sum(found.values()) - 1) > WHOLE:
        raise UsageError(f"--standardise {answers.name}: the shares must be 0 or more and add up to 1")
    return found


def standardised(ask: Ask, strata: int, shares: tuple[float, ...] | None) -> Ask:
    """What is asked of groups whose strata stand side by side; without shares those of everybody follow them."""
    of = ask.statistic
    if not isinstance(of, Ratio | Share):
        raise TypeError("only shares and means are standardised; this is a mistake in the program")
    columns = len(ask.columns)
    weights = tuple(range(columns)) if isinstance(of, Share) else tuple(range(1, columns))
    statistic = Standardised(of, columns, weights, shares)
    parts = strata if shares is not None else 2 * strata
    return replace(ask, statistic=statistic, columns=tuple(range(columns * parts)), base=(0,))


def fewest(cells: Levels, ask: Ask, inside: BoolArray) -> tuple[int, int]:
    """Fewest people who make up a cell, and fewest in one, of the cells `inside`.

    Under shares of his own choosing a reader could look at one stratum alone, so that each counts as a row would.
    """
    n = cells.rows(ask.answered)[inside]
    if not ask.cases:
        return int(cells.rows(ask.contributors[0])[inside].min()), int(n.min())
    cases = cells.rows(ask.cases[0])[inside]
    counts = np.concatenate([cases, n - cases])
    some = counts[counts > 0]
    least = int(some.min()) if len(some) else 0
    return (0 if least >= MOST_MARKED and (cases == 0).any() else least), int(n.min())
