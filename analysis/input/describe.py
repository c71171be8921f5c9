"""Which columns look like the sample design: guesses with their reasons, never with a value of a respondent."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from ..arrays import AnyArray
from .microdata import Column, ColumnFacts, FileFacts, Microdata

DesignRole = Literal["weight", "strata", "psu", "fpc", "replicate"]


@dataclass(frozen=True, slots=True)
class Guess:
    """A column (for replicate weights `first-last`) that looks like part of the design, and why."""

    column: str
    role: DesignRole
    reason: str


@dataclass(frozen=True, slots=True)
class Signs:
    """What gives a role away: names, and words of the label in English, French and Indonesian."""

    names: re.Pattern[str]
    words: re.Pattern[str]


# Recode names of the DHS (v005), NHANES (sdmvpsu), Stata (finalwgt) and others; v022 and v023 both serve as strata.
SIGNS: Final[Mapping[DesignRole, Signs]] = {
    "weight": Signs(
        re.compile(
            r"w|pw|weights?|wts?|wgts?|p?weight_?\w*|(wt|wgt)_?\w*|\w*(weight|wgt|wt)|poids\w*|\w*_poids|pond\w*|bobot\w*"
            r"|penimbang\w*|m?v005|h[vm]005|d005|fexp\w*"
        ),
        re.compile(r"\bweight(s|ing|ed)?\b|\bpoids\b|ponderation|\bbobot\b|penimbang|expansion factor"),
    ),
    "strata": Signs(
        re.compile(r"strat\w*|\w*_?strat(a|um|e)?|v02[23]|hv02[23]|sdmvstra|vestr|varstr\w*|estrato\w*|lapisan\w*"),
        re.compile(r"\bstrat(um|a|e|es|ification|ifikasi)\b|\bsample (stratum|strata)\b"),
    ),
    "psu": Signs(
        re.compile(
            r"psu\w*|\w*_psu|(c?lust(er)?|klaster|grappe)(_?(id|no|num|nr|code))?|v_?clust\w*|ea(_?(id|no|num|nr|code))?"
            r"|v021|h?v001|hv021|sdmvpsu|secu|vepsu|varunit|upm\w*|segment\w*|blok_?sensus"
        ),
        re.compile(
            r"primary sampling unit|\bpsu\b|\bcluster\b|enumeration area|\bgrappe\b|unite primaire"
            r"|zone de denombrement|\bklaster\b|blok sensus"
        ),
    ),
    "fpc": Signs(
        re.compile(r"fpc\w*|\w*_fpc|n|n_?[h\d]|popsize\w*|pop_?size\w*|n_?pop"),
        re.compile(r"finite population|population size|taille de la population|koreksi populasi|ukuran populasi"),
    ),
}
NUMBERED: Final = re.compile(r"(\w*[^\W\d])(\d+)")
REPLICATE: Final = re.compile(r"rep|brr|^jk|fay|boot|^bsr?w?_?$|weight|wt|wgt|^p?w_?$|fstr")
# A body weight or a birth weight is no survey weight.
BODY: Final = re.compile(r"\bkgs?\b|\blbs?\b|pound|gram|birth|naissance|\bbody\b|\bberat\b|lahir|corporel")
Checks = Mapping[DesignRole, Callable[[Column, Column | None], str | None]]


def guess_design(facts: FileFacts, microdata: Microdata) -> tuple[Guess, ...]:
    """Candidates of each role, those with name and label on their side first."""
    families = _families(facts, microdata)
    inside = {name for names in families.values() for name in names}
    guesses: list[Guess] = []
    strata: Column | None = None
    for role in SIGNS:
        found = [
            guess
            for name, column in facts.columns.items()
            if name not in inside and (guess := _guess(column, role, microdata.columns.get(name), strata))
        ]
        found.sort(key=lambda guess: -guess.reason.count(";"))
        if role == "strata" and found:
            strata = microdata.columns.get(found[0].column)
        guesses += found
    return (*guesses, *(_family_guess(names) for names in families.values()))


def _guess(facts: ColumnFacts, role: DesignRole, column: Column | None, strata: Column | None) -> Guess | None:
    label = _plain(facts.label)
    if role == "weight" and BODY.search(f"{_plain(facts.name).replace('_', ' ')} {label}"):
        return None
    reasons = []
    if SIGNS[role].names.fullmatch(_plain(facts.name)):
        reasons.append("its name")
    if SIGNS[role].words.search(label):
        reasons.append("its label")
    if not reasons:
        return None
    if column is not None:
        seen = CHECKS[role](column, strata)
        if seen is None:
            return None
        reasons.append(seen)
    return Guess(facts.name, role, "; ".join(reasons))


def _plain(text: str) -> str:
    """Folded and without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)).strip()


def _weighs(column: Column, strata: Column | None) -> str | None:
    """What the values say for a weight; None when they cannot be weights."""
    if column.categories is not None:
        return None
    values = column.values[~np.isnan(column.values)]
    if not values.size or values.min() < 0 or not values.any():
        return None
    whole = bool(np.all(values == np.trunc(values)))
    sign = "positive" if values.min() > 0 else "never negative"
    # Whole weights that are large are those of the DHS, a million times too big, or counts of people.
    return f"{sign}, {'whole numbers' if whole else 'not whole numbers'}, {_many(len(np.unique(values)))}"


def _stratifies(column: Column, strata: Column | None) -> str | None:
    distinct, rows = _distinct(column), len(column.values)
    if distinct < 2 or distinct > rows / 2:
        return None
    return f"{_many(distinct)} in {rows} rows"


def _clusters(column: Column, strata: Column | None) -> str | None:
    distinct, rows = _distinct(column), len(column.values)
    if distinct < 2:
        return None
    said = f"{_many(distinct)} in {rows} rows"
    if strata is None or strata.facts.name == column.facts.name:
        return said
    crossed = len(np.unique(np.stack([_codes(strata), _codes(column)]), axis=1).T)
    if crossed == distinct:
        return f"{said}, each inside one value of {strata.facts.name}"
    return f"{said}, numbered anew inside {strata.facts.name} ({crossed} in all)"


def _corrects(column: Column, strata: Column | None) -> str | None:
    """A population size or a sampling fraction, the same for all of a stratum."""
    if column.categories is not None:
        return None
    values = column.values[~np.isnan(column.values)]
    if not values.size or values.min() <= 0:
        return None
    if strata is None:
        distinct = len(np.unique(values))
        return _many(distinct) if distinct <= max(1, values.size / 2) else None
    crossed = len(np.unique(np.stack([_codes(strata), _codes(column)]), axis=1).T)
    return f"constant inside {strata.facts.name}" if crossed == _distinct(strata) else None


CHECKS: Final[Checks] = {"weight": _weighs, "strata": _stratifies, "psu": _clusters, "fpc": _corrects}


def _codes(column: Column) -> AnyArray:
    """A whole number for each distinct value, so that columns of either kind can be crossed."""
    return np.unique(column.values, return_inverse=True)[1]


def _many(distinct: int) -> str:
    return "one value throughout" if distinct == 1 else f"{distinct} distinct values"


def _distinct(column: Column) -> int:
    filled = column.values >= 0 if column.categories is not None else ~np.isnan(column.values)
    return len(np.unique(column.values[filled]))


def _families(facts: FileFacts, microdata: Microdata) -> dict[str, list[str]]:
    """Runs of at least four numbered columns that are weights by their stem and by their values."""
    runs: dict[str, list[str]] = defaultdict(list)
    for name in facts.columns:
        found = NUMBERED.fullmatch(_plain(name))
        if found and REPLICATE.search(found[1]):
            runs[found[1]].append(name)
    return {stem: names for stem, names in runs.items() if len(names) >= 4 and _all_weigh(names, microdata)}


def _all_weigh(names: list[str], microdata: Microdata) -> bool:
    read = [microdata.columns[name] for name in names if name in microdata.columns]
    return all(_weighs(column, None) for column in read)


def _family_guess(names: list[str]) -> Guess:
    return Guess(f"{names[0]}-{names[-1]}", "replicate", f"their names; {len(names)} numbered columns, never negative")
