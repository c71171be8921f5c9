"""The design is guessed from names, labels and values, and no guess quotes a value."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from analysis.input import read
from analysis.input.describe import Guess, guess_design


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


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (WEIGHT, "positive, not whole numbers, 24 distinct values"),
        (STRATUM * 1e6, "positive, whole numbers, 3 distinct values"),
        (np.r_[1.0, 3.0, WEIGHT[2:]], "positive, not whole numbers, 24 distinct values"),
        (np.r_[1.0, 3.0, STRATUM[2:]], "positive, whole numbers, 3 distinct values"),
        (np.r_[0.0, np.nan, WEIGHT[2:]], "never negative, not whole numbers, 23 distinct values"),
        (np.full(24, 1.5), "positive, not whole numbers, one value throughout"),
    ],
)
def test_of_a_weight_it_is_said_what_kind_of_numbers_it_has(path: Path, values: object, said: str) -> None:
    assert guesses(path, {"wt": values})["wt"].reason == f"its name; {said}"


@pytest.mark.parametrize("values", [np.zeros(24), np.full(24, np.nan), np.r_[-0.5, WEIGHT[1:]]])
def test_what_weighs_nothing_or_less_is_no_weight(path: Path, values: object) -> None:
    assert guesses(path, {"wt": values}) == {}


def test_half_as_many_strata_as_rows_are_strata_and_more_are_not(path: Path) -> None:
    half = np.arange(24) // 2 + 1.0
    assert guesses(path, {"strata": half})["strata"].reason == "its name; 12 distinct values in 24 rows"
    half[0] = 99
    assert guesses(path, {"strata": half}) == {}
    assert (
        guesses(path, {"strata": np.r_[np.ones(23), 2.0]})["strata"].reason == "its name; 2 distinct values in 24 rows"
    )
    assert guesses(path, {"strata": np.ones(24)}) == {}


def test_of_texts_and_numbers_a_blank_is_no_value(path: Path) -> None:
    columns = {"strata": ["north", "south", ""] * 8, "psu": np.where(np.arange(24) < 6, np.nan, np.arange(24) // 6)}
    found = guesses(path, columns)
    assert found["strata"].reason == "its name; 2 distinct values in 24 rows"
    assert found["psu"].reason.startswith("its name; 3 distinct values in 24 rows, numbered anew inside strata")


def test_a_column_that_may_be_both_stratum_and_cluster_is_not_crossed_with_itself(path: Path) -> None:
    found = guesses(path, {"psu": STRATUM}, {"psu": "Stratum and cluster"})
    assert found["psu"].reason == "its name; its label; 3 distinct values in 24 rows"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (np.full(24, 900.0), "one value throughout"),
        (np.arange(24) // 2 + 0.5, "12 distinct values"),
        (np.r_[np.arange(11) + 1.0, np.nan, np.arange(11) + 1.0, 5.0], "11 distinct values"),
    ],
)
def test_a_population_size_without_strata_has_few_values(path: Path, values: object, said: str) -> None:
    assert guesses(path, {"fpc": values})["fpc"].reason == f"its name; {said}"


@pytest.mark.parametrize(
    "values",
    [
        np.r_[99.0, np.arange(1, 24) // 2 + 0.5],
        np.r_[0.0, np.full(23, 900.0)],
        np.array([900.0, 900.0, 800.0]),
        np.full(24, np.nan),
        ["a", "b"] * 12,
    ],
)
def test_what_cannot_be_a_population_size_is_none(path: Path, values: object) -> None:
    assert guesses(path, {"fpc": values}) == {}


def test_name_and_label_together_come_before_either_alone(path: Path) -> None:
    columns: dict[str, object] = {"wt": WEIGHT, "x": WEIGHT, "weight": WEIGHT, "s1": STRATUM, "strata": STRATUM}
    labels = {"x": "Sampling weight", "weight": "Sampling weight", "s1": "Stratum", "strata": "Stratum"}
    pyreadstat.write_sav(pd.DataFrame(columns), path, column_labels=labels)
    microdata = read(path)
    found = guess_design(microdata.facts, microdata)
    assert [guess.column for guess in found if guess.role == "weight"] == ["weight", "wt", "x"]
    assert [guess.column for guess in found if guess.role == "strata"] == ["strata", "s1"]
    assert found[0].reason == "its name; its label; positive, not whole numbers, 24 distinct values"


def test_without_values_names_and_labels_have_to_do(path: Path) -> None:
    columns = {"wt": -WEIGHT, "strata": STRATUM, "psu": STRATUM, "fpc": STRATUM}
    pyreadstat.write_sav(pd.DataFrame(columns | {f"jk{place}": WEIGHT for place in range(4)}), path)
    microdata = read(path, [])
    found = {guess.column: guess.reason for guess in guess_design(microdata.facts, microdata)}
    run = {"jk0-jk3": "their names; 4 numbered columns, never negative"}
    assert found == dict.fromkeys(columns, "its name") | run


def test_a_run_is_of_four_weights_at_least_and_none_of_them_is_below_zero(path: Path) -> None:
    def found(*, many: int, stem: str = "brr", last: object = WEIGHT) -> dict[str, str]:
        runs: dict[str, object] = {f"{stem}{place}": WEIGHT for place in range(1, many)} | {f"{stem}{many}": last}
        return {column: guess.role for column, guess in guesses(path, {"age": STRATUM, **runs}).items()}

    assert found(many=4) == {"brr1-brr4": "replicate"}
    assert found(many=3) == {}
    assert found(many=5, last=-WEIGHT) == {}
    assert found(many=5, stem="item") == {}
    assert found(many=3, stem="wt") == {"wt1": "weight", "wt2": "weight", "wt3": "weight"}
