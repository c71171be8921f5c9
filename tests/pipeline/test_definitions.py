"""The page of definitions: questions, the answers that count, period, base, missing rule, and who was asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pyreadstat
import pytest
import yaml

from analysis.codebook import check_file
from analysis.errors import DataError, UsageError
from analysis.export import json_, text
from analysis.pipeline.definitions_table import definitions
from analysis.presentation.table import Table
from analysis.presentation.words import words
from analysis.request import Data, DefinitionsRequest

ROOT = Path(__file__).parents[2]
EMBEDDED = ROOT / "codebooks" / "disrupting_harm_indonesia" / "codebook.yaml"
SCHEMA = json.loads((ROOT / "analysis" / "export" / "output.schema.json").read_text(encoding="utf-8"))
CODEBOOK = """
survey: {id: small, title: {en: A small survey, id: Survei kecil}, source: {en: Invented, id: Rekaan}}
files:
  people: {path: data.sav}
  carers: {path: carers.sav, key: home, join: {to: people, on: home}}
populations:
  online: {label: {en: Children online, id: Anak daring}, where: uses == 1}
  cared: {label: Children with a caregiver, file: carers, where: uses == 1}
variables:
  uses:
    label: {en: Uses the internet, id: Memakai internet}
    values: {1: {en: "Yes", id: Ya}, 2: {en: "No", id: Tidak}}
  age: {label: {en: Age, id: Usia}}
  grown: {label: Age group, derived: {1: age < 15, 2: age >= 15}, values: {1: young, 2: older}}
  minutes: {label: Minutes online, derived: hours * 60}
  hours: {label: Hours online, asked_if: uses == 1 and age >= 15}
  insulted:
    label: Insulted
    question: {en: "Were you insulted online?", id: "Apakah kamu dihina secara daring?"}
    values: {1: {en: Often, id: Sering}, 2: {en: Once, id: Sekali}, 3: {en: Never, id: Tidak pernah}}
    asked_if: uses == 1
  excluded:
    label: {en: Left out, id: Dikucilkan}
    values: {1: {en: "Yes", id: Ya}, 2: {en: "No", id: Tidak}}
    asked_if: uses == 1 and age >= 15
  plain: {}
indicators:
  bullied:
    label: {en: Bullied online, id: Dirundung daring}
    population: online
    any_of: [insulted <= 2, excluded == 1]
    missing: as_no
    version: two-items
    period: {en: Past month, id: Sebulan terakhir}
  both: {label: Both, all_of: [insulted <= 2, excluded == 1], missing: any_yes, version: both}
  two: {label: Two, at_least: {n: 2, of: [insulted <= 2, excluded == 1, hours > 3]}, missing: complete, version: two}
  older_victim: {label: Older, any_of: [grown == 2 and insulted == 1], missing: complete}
  group: {label: Grown, any_of: [grown == 2], missing: complete}
  long: {label: Long online, any_of: [minutes > 90], missing: complete, population: cared}
  again: {label: Bullied by name, any_of: [bullied], missing: complete}
  unlisted: {label: Unlisted, any_of: [plain == 2], missing: complete}
"""


@pytest.fixture
def codebook(tmp_path: Path) -> Path:
    """A codebook whose data are not there."""
    path = tmp_path / "cb.yaml"
    path.write_text(CODEBOOK, encoding="utf-8")
    return path


def page(codebook: Path, *indicator: str, lang: str | None = None) -> Table:
    return definitions(DefinitionsRequest(data=Data(codebook=codebook), indicator=indicator, lang=lang))


def lines(table: Table) -> list[tuple[str, ...]]:
    return [line.cells for line in table.lines]


def test_a_definition_has_questions_answers_that_count_period_base_and_missing_rule(codebook: Path) -> None:
    assert lines(page(codebook, "bullied")) == [
        ("Bullied online",),
        ("Indicator", "bullied"),
        ("Version", "two-items"),
        ("Counts as yes", "any of the 2 below"),
        ("Question 1", "Were you insulted online?; counts as yes: Often, Once"),
        ("Question label 2", "Left out; counts as yes: Yes"),
        ("Asked only of", "Age: at least 15"),
        ("Reference period", "Past month"),
        ("Base", "Children online (Uses the internet: Yes)"),
        ("No answer", "An unanswered item counts as no, so that the share is a lower bound."),
    ]


def test_a_definition_is_in_the_language_asked_for(codebook: Path) -> None:
    table = page(codebook, "bullied", lang="id")
    assert lines(table) == [
        ("Dirundung daring",),
        ("Indikator", "bullied"),
        ("Versi", "two-items"),
        ("Dihitung sebagai ya", "salah satu dari 2 berikut"),
        ("Pertanyaan 1", "Apakah kamu dihina secara daring?; dihitung sebagai ya: Sering, Sekali"),
        ("Label pertanyaan 2", "Dikucilkan; dihitung sebagai ya: Ya"),
        ("Hanya ditanyakan kepada", "Usia: sedikitnya 15"),
        ("Kurun waktu acuan", "Sebulan terakhir"),
        ("Basis", "Anak daring (Memakai internet: Ya)"),
        ("Tanpa jawaban", "Butir tanpa jawaban dihitung sebagai tidak, sehingga persentasenya adalah batas bawah."),
    ]
    assert (table.title, table.subtitle) == ("Survei kecil", "Definisi")
    assert [column.heading for column in table.columns] == ["Istilah", "Arti"]
    assert not set(table.notes) & set(page(codebook, "bullied").notes)


@pytest.mark.parametrize(
    ("indicator", "line"),
    [
        ("both", ("Counts as yes", "all of the 2 below that were asked")),
        ("both", ("No answer", "Left out where the unanswered items could still decide.")),
        ("both", ("Base", "everyone in the file")),
        ("both", ("Reference period", "not stated")),
        ("both", ("Asked only of", "Uses the internet: Yes")),  # nobody else is in this base
        ("two", ("Counts as yes", "at least 2 of the 3 below")),
        ("two", ("Question label 3", "Hours online; counts as yes: more than 3")),
        ("two", ("No answer", "Whoever left an item unanswered is left out.")),
        ("older_victim", ("Condition", "Age group: older; and Insulted: Often")),
        ("group", ("Question label", "Age group; counts as yes: older")),
        ("group", ("Made of", "young if Age: less than 15; older if Age: at least 15")),
        ("long", ("Made of", "(Hours online * 60)")),
        ("long", ("Asked only of", "Age: at least 15")),  # through what the minutes are made of
        ("long", ("Base", "Children with a caregiver (with a row in carers; Uses the internet: Yes)")),
        ("again", ("Condition", "Bullied online: yes")),
        ("unlisted", ("Question label", "plain; counts as yes: 2")),
    ],
)
def test_a_line_of_a_definition(indicator: str, line: tuple[str, str], codebook: Path) -> None:
    assert line in lines(page(codebook, indicator))


def test_only_an_item_that_some_in_the_base_were_not_asked_says_whom(codebook: Path) -> None:
    found = lines(page(codebook, "bullied"))
    terms = [cells[0] for cells in found]
    assert terms.count("Asked only of") == 1
    assert terms[terms.index("Asked only of") - 1] == "Question label 2"  # the other was asked of everyone online


def test_notes_say_what_a_label_is_and_what_becomes_of_those_not_asked(codebook: Path) -> None:
    assert page(codebook, "bullied").notes == (
        words("en")["no_wording"],
        words("en")["not_asked_item"],
        "Source: Invented.",
    )
    assert page(codebook, "again").notes == ("Source: Invented.",)


def test_all_indicators_are_defined_in_the_order_of_the_codebook_unless_some_are_named(codebook: Path) -> None:
    labels = ["Bullied online", "Both", "Two", "Older", "Grown", "Long online", "Bullied by name", "Unlisted"]
    for asked in ((), ("all",), ("bullied", "all")):
        assert [line.cells[0] for line in page(codebook, *asked).lines if line.kind == "group"] == labels
    some = page(codebook, "two", "both", "two")
    assert [line.cells[0] for line in some.lines if line.kind == "group"] == ["Two", "Both"]


def test_what_the_codebook_leaves_to_the_file_is_called_as_the_file_calls_it(codebook: Path) -> None:
    frame = pd.DataFrame({"plain": [1.0, 2.0]})
    labels: dict[str, Any] = {
        "column_labels": {"plain": "Lives with"},
        "variable_value_labels": {"plain": {2.0: "A carer"}},
    }
    pyreadstat.write_sav(frame, codebook.with_name("data.sav"), **labels)
    assert ("Question label", "Lives with; counts as yes: A carer") in lines(page(codebook, "unlisted"))


def test_a_file_that_is_named_must_be_there_and_one_that_the_codebook_names_need_not(codebook: Path) -> None:
    named = DefinitionsRequest(data=Data(data=codebook.with_name("other.sav"), codebook=codebook))
    with pytest.raises(DataError):
        definitions(named)
    assert page(codebook).lines


def test_the_embedded_codebook_is_defined_with_every_item_and_period() -> None:
    book = yaml.safe_load(EMBEDDED.read_text(encoding="utf-8"))
    table = definitions(DefinitionsRequest())
    records = {one["indicator"]: one for one in table.more["definitions"]}
    assert list(records) == list(book["indicators"])
    for name, described in book["indicators"].items():
        record = records[name]
        assert list(record["conditions"]) == described["any_of"]
        for condition, said in record["conditions"].items():
            assert said.startswith(book["variables"][condition.split()[0]]["label"]["en"]), condition
        assert record["label"] == described["label"]["en"]
        assert record["missing"] == described["missing"]
        assert (record["period"] == "Past year") is ("past year" in described["label"]["en"])
        assert record["base"].startswith(book["populations"][described["population"]]["label"]["en"])
    assert records["any_experience"]["asked_only"] == {"asked_images == 1": "Age of the child: at least 15"}
    assert records["own_image_15_17"]["asked_only"] == {}  # its base is 15-17 already
    assert records["own_fault"]["conditions"] == {
        "image_fault <= 2": "If a self-made sexual image is shared further, it is the person's own fault; "
        "counts as yes: Strongly agree, Agree"
    }


def test_the_embedded_definitions_say_that_the_survey_is_synthetic() -> None:
    table = definitions(DefinitionsRequest())
    assert table.synthetic
    assert words("en")["synthetic"] in table.notes
    assert all(len(line) <= 80 for line in text.write(table, width=80).splitlines())


def test_the_definitions_in_json_are_the_contract(codebook: Path) -> None:
    for table in (page(codebook), definitions(DefinitionsRequest(lang="id"))):
        document = json.loads(json_.write(table))
        jsonschema.validate(document, SCHEMA)
        assert document["command"] == "codebook definitions"
    wordings = {one["indicator"]: one["wordings"] for one in json.loads(json_.write(page(codebook)))["definitions"]}
    assert wordings["bullied"] == {"insulted <= 2": "question", "excluded == 1": "question_label"}
    assert wordings["again"] == {"bullied": "condition"}


def test_a_period_without_one_of_the_languages_is_found_by_the_check(tmp_path: Path) -> None:
    pyreadstat.write_sav(pd.DataFrame({"q": [1.0, 2.0]}), tmp_path / "data.sav")
    (tmp_path / "cb.yaml").write_text(
        "survey: {id: small, title: {en: Small, id: Kecil}}\nfiles: {people: {path: data.sav}}\n"
        "variables: {q: {}}\n"
        "indicators:\n  yes: {label: {en: Y, id: Y}, any_of: [q == 1], missing: complete, period: {en: Past year}}\n",
        encoding="utf-8",
    )
    (finding,) = check_file(tmp_path / "cb.yaml")
    assert finding.message == "indicators.yes.period: there is no id label; add it."


def test_an_indicator_that_is_not_there_is_refused_with_the_nearest(codebook: Path) -> None:
    with pytest.raises(UsageError, match=r"'bulied' is not in the codebook\. Did you mean bullied"):
        page(codebook, "bulied")


def test_a_file_without_a_codebook_has_no_definitions() -> None:
    with pytest.raises(UsageError, match="stand in a codebook"):
        definitions(DefinitionsRequest(data=Data(data=Path("data.sav"))))


def test_a_codebook_without_indicators_has_no_definitions() -> None:
    with pytest.raises(UsageError, match="has no indicators"):
        definitions(DefinitionsRequest(data=Data(codebook=EMBEDDED.with_name("contacts.yaml"))))
