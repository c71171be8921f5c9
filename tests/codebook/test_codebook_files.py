"""Files: joined by key, held against their pins, and read only as far as they are needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analysis.codebook import bare, load, loads, needed, open_meaning
from analysis.codebook.answers import Note
from analysis.codebook.meaning import Meaning
from analysis.errors import CodebookError, DataError, UsageError
from analysis.input.microdata import Column, Microdata
from tests.codebook.small_files import NAN, file_of, numbers, said, table, texts

JOINED = """survey: {id: demo, title: Demo}
files:
  children: {path: c.sav, key: child}
  homes: {path: h.sav, key: home_id, join: {to: children, on: home}}
  villages: {path: v.sav, join: {to: homes, on: village}}
populations: {with_home: {file: homes, where: rooms >= 2}, homes: {file: homes}}
variables:
  rooms: {file: homes, missing: {99: refused}}
  roof: {file: homes, values: {t: Tin, s: Straw}}
  remote: {file: villages, values: {1: "Yes", 2: "No"}}
"""


def joined(home: Column, homes: Microdata, villages: Microdata) -> Meaning:
    return Meaning(loads(JOINED), {"children": file_of(home), "homes": homes, "villages": villages})


HOMES = file_of(
    numbers("home_id", [30, 10, 20]),
    numbers("rooms", [3, 1, 99]),
    texts("roof", ["t", "s", ""]),
    numbers("village", [1, 2, 7]),
)
VILLAGES = file_of(numbers("village", [2, 1]), numbers("remote", [1, 2]))


def test_a_joined_file_comes_to_the_rows_of_the_first_by_key_through_any_number_of_files() -> None:
    meaning = joined(numbers("home", [10, 30, 30, 20, 40, NAN]), HOMES, VILLAGES)
    rooms = meaning.number("rooms")
    assert np.array_equal(rooms.number, [1, 3, 3, NAN, NAN, NAN], equal_nan=True)
    assert said(rooms) == "0 0 0 r . ."
    assert said(meaning.levels("roof")) == "1 0 0 . . ."
    assert said(meaning.levels("remote")) == "0 1 1 . . ."
    assert rooms.notes == (Note.of("not_joined", count=2, size=6, file="homes"),)


def test_a_population_of_a_joined_file_is_the_rows_that_have_a_row_in_it() -> None:
    meaning = joined(numbers("home", [10, 30, 30, 20, 40, NAN]), HOMES, VILLAGES)
    assert meaning.population("homes").tolist() == [True, True, True, True, False, False]
    assert meaning.population("with_home").tolist() == [False, True, True, False, False, False]


def test_keys_may_be_texts() -> None:
    homes = file_of(texts("home_id", ["H2", "H1"]), numbers("rooms", [2, 1]))
    meaning = joined(texts("home", ["H1", "H3", "", "H2"]), homes, VILLAGES)
    assert np.array_equal(meaning.number("rooms").number, [1, NAN, NAN, 2], equal_nan=True)


def test_a_key_that_repeats_is_refused_with_its_count() -> None:
    homes = file_of(numbers("home_id", [1, 1, 2, NAN, NAN]), numbers("rooms", [1, 2, 3, 4, 5]))
    with pytest.raises(DataError, match="home_id repeats in 1 rows of homes; a joined file needs one row per key"):
        joined(numbers("home", [1]), homes, VILLAGES).number("rooms")


def test_keys_of_different_kinds_are_told() -> None:
    homes = file_of(texts("home_id", ["1"]), numbers("rooms", [1]))
    with pytest.raises(DataError, match="home of children is number and home_id of homes is text"):
        joined(numbers("home", [1]), homes, VILLAGES).number("rooms")


def test_a_joined_file_without_rows_leaves_blanks() -> None:
    homes = file_of(numbers("home_id", []), numbers("rooms", []), texts("roof", []))
    meaning = joined(numbers("home", [1, 2]), homes, VILLAGES)
    assert said(meaning.number("rooms")) == ". ."
    assert said(meaning.levels("roof")) == ". ."


# what is needed

NEEDS = """survey: {id: demo, title: Demo}
files:
  children: {path: c.sav, key: child, design: {weight: wt, strata: stratum, psu: [psu, home]}}
  homes: {path: h.sav, key: home_id, join: {to: children, on: home}}
populations: {users: {where: online == 1, size: {of: all, share: grown}}, all: {size: {weights: true}}}
variables:
  online: {column: q1, values: {1: "Yes", 2: "No"}}
  age: {}
  grown: {derived: age >= 15}
  hit: {values: {1: "Yes", 2: "No"}, asked_if: grown == 1}
  rooms: {file: homes}
  unused: {}
indicators:
  hurt: {label: Hurt, population: users, any_of: [hit == 1], missing: as_no}
  crowded: {label: Crowded, any_of: [rooms < 2], missing: as_no}
response_sets:
  told: {label: Told, base: hurt, items: {a: A, b: B}, follow_up: {of: [hit], columns: "{item}_{form}"}}
"""
DESIGN = {"wt", "stratum", "psu", "home"}


@pytest.fixture
def facts() -> dict[str, Microdata]:
    columns = "child wt stratum psu home q1 age hit unused a_hit b_hit extra"
    return {
        "children": file_of(*table(f"{columns}\n{' '.join('1' * len(columns.split()))}")),
        "homes": file_of(*table("home_id rooms extra_home\n1 1 1")),
    }


@pytest.mark.parametrize(
    ("names", "children", "homes"),
    [
        ([], set(), None),
        (["age"], {"age"}, None),
        (["online"], {"q1"}, None),
        (["grown == 1 and extra > 0"], {"age", "extra"}, None),
        (["hit"], {"hit", "age"}, None),
        (["users"], {"q1", "age"}, None),
        (["hurt"], {"hit", "age", "q1"}, None),
        (["told"], {"hit", "age", "q1", "a_hit", "b_hit"}, None),
        (["crowded"], set(), {"rooms", "home_id"}),
        (["extra_home"], set(), {"extra_home", "home_id"}),
    ],
)
def test_only_what_a_request_rests_on_is_needed(
    facts: dict[str, Microdata], names: list[str], children: set[str], homes: set[str] | None
) -> None:
    found = needed(loads(NEEDS), names, {name: data.facts for name, data in facts.items()})
    assert found["children"] == children | DESIGN
    assert found.get("homes") == homes


def test_a_needed_name_nobody_knows_is_answered_with_the_nearest(facts: dict[str, Microdata]) -> None:
    with pytest.raises(UsageError, match=r"'hurtt' is neither .* Did you mean hurt"):
        needed(loads(NEEDS), ["hurtt"], {name: data.facts for name, data in facts.items()})


# from paths


def codebook_in(folder: Path, children: str = "") -> Path:
    (folder / "c.csv").write_text("home,q1,age\n1,1,14\n2,2,16\n1,1,17\n", encoding="utf-8")
    (folder / "h.csv").write_text("home,rooms\n1,4\n", encoding="utf-8")
    path = folder / "cb.yaml"
    path.write_text(
        f"survey: {{id: demo, title: Demo}}\nfiles:\n  children: {{path: c.csv{children}}}\n"
        "  homes: {path: h.csv, join: {to: children, on: home}}\n"
        "variables: {rooms: {file: homes}, online: {column: q1, values: {1: 'Yes', 2: 'No'}}}\n",
        encoding="utf-8",
    )
    return path


def test_the_files_of_a_codebook_are_found_beside_it(tmp_path: Path) -> None:
    meaning = open_meaning(load(codebook_in(tmp_path)), None, ["rooms", "online"])
    assert meaning.rows == 3
    assert np.array_equal(meaning.number("rooms").number, [4, NAN, 4], equal_nan=True)
    assert said(meaning.levels("online")) == "0 1 0"


def test_a_joined_file_that_is_not_needed_is_not_read(tmp_path: Path) -> None:
    meaning = open_meaning(load(codebook_in(tmp_path)), None, ["online"])
    assert list(meaning.files) == ["children"]


def test_a_file_given_takes_the_place_of_the_first(tmp_path: Path) -> None:
    codebook = load(codebook_in(tmp_path))
    other = tmp_path / "other.csv"
    other.write_text("home,q1\n1,2\n", encoding="utf-8")
    assert said(open_meaning(codebook, other, ["online"]).levels("online")) == "1"


def test_a_file_speaks_for_itself_without_a_codebook(tmp_path: Path) -> None:
    codebook_in(tmp_path)
    meaning = open_meaning(None, tmp_path / "c.csv", ["age", "q1 == 1"])
    assert meaning.number("age").number.tolist() == [14.0, 16.0, 17.0]
    assert list(meaning.codebook.variables) == ["home", "q1", "age"]
    assert meaning.codebook.files["file"].path == ("c.csv",)


def test_a_bare_codebook_carries_the_files_labels() -> None:
    codebook = bare(file_of(numbers("q", [1], label="A question")).facts)
    assert codebook.text(codebook.variables["q"].label) == "A question"


def test_a_file_that_is_not_there_is_told_with_its_place(tmp_path: Path) -> None:
    codebook = load(codebook_in(tmp_path))
    (tmp_path / "c.csv").unlink()
    with pytest.raises(DataError, match=r"cb\.yaml:3:14: data file 'c\.csv' is not there; name it after the command"):
        open_meaning(codebook, None, [])


def test_neither_data_nor_codebook_is_an_error_of_use() -> None:
    with pytest.raises(UsageError, match="neither a data file nor a codebook"):
        open_meaning(None, None, [])


def test_answers_cannot_be_changed_by_who_receives_them(tmp_path: Path) -> None:
    meaning = open_meaning(load(codebook_in(tmp_path)), None, None)
    with pytest.raises(ValueError, match="read-only"):
        meaning.levels("online").code[0] = 9


def test_faults_of_a_codebook_are_codebook_errors_with_exit_code_three(tmp_path: Path) -> None:
    path = tmp_path / "cb.yaml"
    path.write_text("survey: {}\n", encoding="utf-8")
    with pytest.raises(CodebookError) as caught:
        load(path)
    assert caught.value.exit_code == 3
