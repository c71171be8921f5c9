"""The files of the sample survey: their shape, their four formats, the script that makes them, and their codebooks."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import yaml

from .survey import CODEBOOK, FORMS, MISSING, POPULATION, QUESTION_GROUPS, REQUESTS, ROOT, SAMPLE, Survey

FILES = ("children", "caregivers", "frontline", "contacts")
FRONTLINE_CODEBOOK = ROOT / "codebooks" / "frontline_workers" / "codebook.yaml"
CONTACTS_CODEBOOK = CODEBOOK.with_name("contacts.yaml")
CODEBOOKS = (CODEBOOK, FRONTLINE_CODEBOOK, CONTACTS_CODEBOOK)
FOLLOW_UPS = ("told", "platform", "offender", "whynot")
MOST_BYTES = 1_500_000


def read(name: str, suffix: str, folder: Path = SAMPLE) -> pd.DataFrame:
    """One file in one format; blanks of text columns are empty text."""
    path = str(folder / f"synthetic-{name}{suffix}")
    frame: pd.DataFrame = {
        ".sav": lambda: pyreadstat.read_sav(path, user_missing=True)[0],
        ".dta": lambda: pyreadstat.read_dta(path)[0],
        ".csv": lambda: pd.read_csv(path),
        ".parquet": lambda: pd.read_parquet(path),
    }[suffix]()
    return frame.apply(lambda column: column.fillna("") if pd.api.types.is_string_dtype(column) else column)


def codebook(path: Path) -> dict[str, Any]:
    """A codebook, read by PyYAML and not by the project's own reader."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def columns_named_in(book: dict[str, Any]) -> set[str]:
    """Every column that a codebook expects of its files."""
    names = {v.get("column", name) for name, v in book["variables"].items() if "derived" not in v}
    for answers in book.get("response_sets", {}).values():
        if "delimited" in answers:
            names.add(answers["delimited"]["column"])
            continue
        follow_up = answers.get("follow_up", {})
        pattern = answers.get("columns") or follow_up["columns"]
        for form in follow_up.get("of", [""]):
            names |= {pattern.format(item=item, form=form) for item in answers["items"]}
    return names


def labels_in(node: Any) -> list[dict[str, str]]:
    """Every label of a codebook that is written in languages."""
    if isinstance(node, dict):
        if set(node) >= {"en"}:
            return [node]
        return [label for value in node.values() for label in labels_in(value)]
    return []


# --- shape


def test_1082_children_were_screened_and_995_interviewed_with_a_caregiver_each(
    children: Survey, caregivers: Survey
) -> None:
    assert len(children["wt"]) == 1082
    assert np.count_nonzero(children.user) == 995
    assert sorted(caregivers["household_id"]) == sorted(children["household_id"][children.user])
    assert len(set(children["household_id"])) == len(set(children["child_id"])) == 1082
    assert set(children["age"]) == set(range(12, 18))


def test_about_fifty_frontline_workers_have_no_weight(frontline: Survey) -> None:
    assert len(frontline["worker_id"]) == 50
    assert not {"wt", "stratum", "psu"} & set(frontline.column)


def test_sampling_units_are_nested_in_strata_and_hold_10_to_12_children(children: Survey) -> None:
    units, sizes = np.unique(children["psu"], return_counts=True)
    pairs = np.unique(np.stack([children["stratum"], children["psu"]]), axis=1)
    assert len(units) == pairs.shape[1] == 100
    assert len(np.unique(children["stratum"])) == 12
    assert set(sizes) == {10, 11, 12}
    assert min(np.unique(pairs[0], return_counts=True)[1]) >= 2


def test_weights_are_unequal_and_sum_to_the_population(children: Survey) -> None:
    w = children["wt"]
    assert w.sum() == pytest.approx(POPULATION, rel=0.01)
    assert 1.2 < len(w) * (w @ w) / w.sum() ** 2 < 1.4


def test_children_offline_answered_the_screening_only(children: Survey) -> None:
    screening = {"child_id", "household_id", "stratum", "psu", "wt", "region", "area", "sex", "age", "uses_internet"}
    offline = ~children.user
    for name in set(children.column) - screening - {"devices"}:
        assert np.all(np.isnan(children[name][offline])), name
    assert set(children["devices"][offline]) == {""}


# --- contacts


def test_every_child_screened_lives_in_a_household_of_the_contacts_with_the_same_design(
    children: Survey, contacts: Survey
) -> None:
    there = {household: row for row, household in enumerate(contacts["household_id"])}
    rows = [there[household] for household in children["household_id"]]
    for name in ("stratum", "psu", "area"):
        assert np.array_equal(contacts[name][rows], children[name]), name
    assert np.array_equal(contacts["outcome"][rows], np.where(children.user, 1, 2))


def test_no_other_household_of_the_contacts_has_a_child_in_the_file(children: Survey, contacts: Survey) -> None:
    others = ~np.isin(contacts["household_id"], children["household_id"])
    assert len(set(contacts["household_id"])) == len(contacts["outcome"])
    assert set(contacts["outcome"][others]) == {3, 4, 5, 6}
    assert np.count_nonzero(~others) == 1082


def test_as_many_households_were_selected_in_every_sampling_unit(contacts: Survey) -> None:
    units, sizes = np.unique(contacts["psu"], return_counts=True)
    assert len(units) == 100
    assert len(set(sizes)) == 1


def test_the_contacts_have_no_weight(contacts: Survey) -> None:
    assert list(contacts.column) == ["household_id", "stratum", "psu", "area", "outcome"]


def test_no_outcome_of_the_contacts_is_so_rare_that_a_table_would_hide_it(contacts: Survey) -> None:
    assert min(np.unique(contacts["outcome"], return_counts=True)[1]) >= 25


# --- the seven experiences


def test_about_twenty_strict_and_66_broad_cases(children: Survey) -> None:
    assert np.count_nonzero(children.union(FORMS)) == 20
    assert np.count_nonzero(children.union(FORMS + REQUESTS)) == 66


def test_each_form_has_6_to_9_cases_and_stays_below_one_percent(children: Survey) -> None:
    counts = [np.count_nonzero(children[form] == 1) for form in FORMS]
    assert all(6 <= count <= 9 for count in counts)
    assert all(children.percent(children[form] == 1, children.user) < 1 for form in FORMS)


def test_the_composite_is_a_union_and_not_a_sum(children: Survey) -> None:
    composite = children.percent(children.union(FORMS), children.user)
    parts = [children.percent(children[form] == 1, children.user) for form in FORMS]
    assert max(parts) < composite < sum(parts) - 0.5


def test_unwanted_content_lies_outside_both_composites(children: Survey) -> None:
    unwanted = children["unwanted"] == 1
    assert np.count_nonzero(unwanted & ~children.union(FORMS + REQUESTS)) > 20


@pytest.mark.parametrize("name", ["asked_images", "sent_own_image"])
def test_some_items_were_asked_only_at_15_to_17(children: Survey, name: str) -> None:
    assert np.all(np.isnan(children[name][children["age"] < 15]))
    assert np.any(children[name] == 1)


@pytest.mark.parametrize("form", QUESTION_GROUPS)
def test_refusals_dont_knows_no_answers_and_blanks_are_few(children: Survey, form: str) -> None:
    asked = children.user & ((children["age"] >= 15) | (form != "asked_images"))
    assert 0.005 < np.count_nonzero(asked & ~children.answered(form)) / np.count_nonzero(asked) < 0.035


def test_every_kind_of_missing_answer_occurs(children: Survey) -> None:
    for code in MISSING:
        assert any(np.any(children[form] == code) for form in QUESTION_GROUPS)
    assert any(np.any(np.isnan(children[form][children.user])) for form in QUESTION_GROUPS if form != "asked_images")


@pytest.mark.parametrize("form", QUESTION_GROUPS)
def test_follow_ups_were_asked_of_the_children_concerned(children: Survey, form: str) -> None:
    concerned = dict.fromkeys(FOLLOW_UPS, children[form] == 1)
    concerned["whynot"] = children[f"told_no_one_{form}"] == 1
    for kind in FOLLOW_UPS:
        columns = [values for name, values in children.column.items() if re.fullmatch(f"{kind}_.+_{form}", name)]
        assert len(columns) >= 5
        assert all(np.all(np.isnan(column[~concerned[kind]])) for column in columns)
        assert all(set(column[~np.isnan(column)]) <= {0, 1, *MISSING} for column in columns)


@pytest.mark.parametrize("form", QUESTION_GROUPS)
def test_no_one_stands_alone_and_everyone_who_answered_named_something(children: Survey, form: str) -> None:
    told = {name: values == 1 for name, values in children.column.items() if re.fullmatch(f"told_.+_{form}", name)}
    no_one = told.pop(f"told_no_one_{form}")
    someone = np.any(list(told.values()), axis=0)
    assert np.array_equal(no_one ^ someone, children.answered(f"told_no_one_{form}"))


# --- formats and the script


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("suffix", [".dta", ".csv", ".parquet"])
def test_all_formats_hold_the_same_numbers(name: str, suffix: str) -> None:
    sav, other = read(name, ".sav"), read(name, suffix)
    assert list(other) == list(sav)
    for column in sav:
        if pd.api.types.is_string_dtype(sav[column]):
            assert other[column].tolist() == sav[column].tolist(), column
            continue
        numbers = other[column].to_numpy(dtype=float, na_value=np.nan)
        np.testing.assert_array_equal(numbers, sav[column].to_numpy(dtype=float), err_msg=column)


@pytest.fixture(scope="session")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files, made anew by the script."""
    folder = tmp_path_factory.mktemp("sample")
    subprocess.run([sys.executable, str(SAMPLE / "make_sample.py"), str(folder)], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", FILES)
def test_the_script_makes_the_same_data_again(made_again: Path, name: str) -> None:
    pd.testing.assert_frame_equal(read(name, ".sav", made_again), read(name, ".sav"))
    csv = f"synthetic-{name}.csv"
    assert (made_again / csv).read_bytes() == (SAMPLE / csv).read_bytes()


def test_the_script_repeats_every_byte(made_again: Path, tmp_path: Path) -> None:
    # Against a second run and not against the committed files, whose writers may have been of another version.
    subprocess.run([sys.executable, str(SAMPLE / "make_sample.py"), str(tmp_path)], check=True, capture_output=True)
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in (made_again, tmp_path))
    assert first == second
    assert len(first) == 16


def test_the_files_stay_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.glob("synthetic-*")) < MOST_BYTES


@pytest.mark.parametrize("name", FILES)
def test_every_file_says_that_it_is_synthetic(name: str) -> None:
    _, sav = pyreadstat.read_sav(str(SAMPLE / f"synthetic-{name}.sav"), metadataonly=True)
    _, dta = pyreadstat.read_dta(str(SAMPLE / f"synthetic-{name}.dta"), metadataonly=True)
    assert sav.file_label.startswith("Synthetic")
    assert dta.file_label.startswith("Synthetic")
    assert "SYNTHETIC" in " ".join(sav.notes)


# --- codebooks


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (CODEBOOK, ("children", "caregivers")),
        (FRONTLINE_CODEBOOK, ("frontline",)),
        (CONTACTS_CODEBOOK, ("contacts",)),
    ],
)
def test_codebook_and_files_name_the_same_columns(path: Path, names: tuple[str, ...]) -> None:
    held = {column for name in names for column in read(name, ".sav")}
    assert columns_named_in(codebook(path)) == held


@pytest.mark.parametrize("path", CODEBOOKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_is_pinned_is_what_the_files_are(path: Path) -> None:
    for name, file in codebook(path)["files"].items():
        data = (path.parent / file["path"]).resolve()
        assert file["sha256"] == hashlib.sha256(data.read_bytes()).hexdigest(), name
        frame = pyreadstat.read_sav(str(data))[0]
        assert (file["rows"], file["columns"]) == frame.shape, name
        weight = file["design"].get("weight") if isinstance(file.get("design"), dict) else None
        assert ("sum_of_weights" in file) == (weight is not None), name
        if weight:
            assert file["sum_of_weights"] == pytest.approx(frame[weight].sum(), rel=1e-12), name


@pytest.mark.parametrize("path", CODEBOOKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_codebook_is_synthetic_and_labels_come_in_english_and_indonesian(path: Path) -> None:
    book = codebook(path)
    assert book["survey"]["synthetic"] is True
    assert "ynthetic" in book["survey"]["title"]["en"]
    assert "sintetis" in book["survey"]["title"]["id"]
    assert all(set(label) == {"en", "id"} for label in labels_in(book))


def test_data_hold_no_code_that_the_codebook_does_not_declare(children: Survey, caregivers: Survey) -> None:
    columns = children.column | caregivers.column
    for name, variable in codebook(CODEBOOK)["variables"].items():
        if "values" in variable and name in columns:
            found = columns[name][~np.isnan(columns[name])]
            assert set(found) <= {*variable["values"], *variable.get("missing", {})}, name
