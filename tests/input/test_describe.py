"""The design is guessed from names, labels and values, and no guess quotes a value."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from analysis.input import Guess, guess_design, read


def guesses(path: Path, columns: dict[str, object], labels: dict[str, str] | None = None) -> dict[str, Guess]:
    pyreadstat.write_sav(pd.DataFrame(columns), path, column_labels=labels)
    microdata = read(path)
    return {guess.column: guess for guess in guess_design(microdata.facts, microdata)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sample.sav"


STRATUM = np.repeat([1.0, 2.0, 3.0], 8)
WEIGHT = np.linspace(10.123, 98.765, 24)


@pytest.mark.parametrize("name", ["wt", "weight", "finalwgt", "pw", "poids", "bobot", "v005", "hv005", "pondera"])
def test_weights_by_their_name(path: Path, name: str) -> None:
    found = guesses(path, {name: WEIGHT, "age": STRATUM})
    assert {column: guess.role for column, guess in found.items()} == {name: "weight"}


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Sampling weight", "weight"),
        ("Poids de sondage", "weight"),
        ("Bobot survei", "weight"),
        ("Strate de tirage", "strata"),
        ("Stratum of the first stage", "strata"),
        ("Primary sampling unit", "psu"),
        ("Unité primaire de sondage", "psu"),
        ("Nomor klaster", "psu"),
        ("Taille de la population", "fpc"),
    ],
)
def test_a_role_by_its_label_in_three_languages(path: Path, label: str, role: str) -> None:
    values = WEIGHT if role == "weight" else STRATUM
    found = guesses(path, {"x": values}, {"x": label})
    assert found["x"].role == role
    assert found["x"].reason.startswith("its label")


def test_clusters_inside_strata_or_numbered_anew(path: Path) -> None:
    columns = {"strata": STRATUM, "psu": np.arange(24) // 4 + 1.0, "ea": np.tile(np.repeat([1.0, 2.0], 4), 3)}
    found = guesses(path, columns)
    assert found["strata"].reason == "its name; 3 distinct values in 24 rows"
    assert found["psu"].reason == "its name; 6 distinct values in 24 rows, each inside one value of strata"
    assert found["ea"].reason == "its name; 2 distinct values in 24 rows, numbered anew inside strata (6 in all)"


def test_a_population_size_is_constant_inside_strata(path: Path) -> None:
    found = guesses(path, {"strata": STRATUM, "fpc": STRATUM * 100, "nh": WEIGHT})
    assert found["fpc"].reason == "its name; constant inside strata"
    assert "nh" not in found


def test_a_run_of_replicate_weights_is_one_guess(path: Path) -> None:
    columns: dict[str, object] = {"wt": WEIGHT, **{f"repwt{place}": WEIGHT for place in range(1, 13)}}
    found = guesses(path, columns)
    assert {column: guess.role for column, guess in found.items()} == {"wt": "weight", "repwt1-repwt12": "replicate"}


@pytest.mark.parametrize(
    ("name", "values", "label"),
    [
        ("weight", WEIGHT, "weight (kg)"),
        ("birth_weight", WEIGHT, ""),
        ("wt", -WEIGHT, ""),
        ("wt", ["a", "b"] * 12, ""),
        ("strata", np.arange(24.0), ""),
        ("psu", np.ones(24), ""),
    ],
)
def test_values_can_speak_against_a_name(path: Path, name: str, values: object, label: str) -> None:
    assert guesses(path, {name: values}, {name: label}) == {}


def test_a_reason_never_shows_a_value(path: Path) -> None:
    columns = {"wt": WEIGHT, "strata": STRATUM + 411, "psu": np.arange(24) // 4 + 523.0, "fpc": STRATUM * 617}
    reasons = " ".join(guess.reason for guess in guesses(path, columns).values())
    shown = {f"{value:g}" for values in columns.values() for value in values}
    assert not any(value in reasons.split() for value in shown)
    assert "10.1" not in reasons
    assert "98.7" not in reasons
