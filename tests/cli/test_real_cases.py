"""Every command on real survey files that nobody here wrote, through codebooks written here.

Expected numbers are those of the case's own oracle (R `survey`, pyreadstat), of the survey's publisher, or counts of
the file itself; never our own output.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cli.app import main

Run = Callable[..., str]
Rows = list[dict[str, Any]]
OPEN = ["--protect", "none", "--rules", "none"]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command that must succeed in an empty folder; what it says on standard output."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)

    def called(*words: object, code: int = 0) -> str:
        assert main([str(word) for word in words]) == code
        out, err = capsys.readouterr()
        assert err == ""
        return out

    return called


def parsed(run: Run, *words: object, code: int = 0) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run(*words, "--format", "json", code=code))
    return document


def oracle(folder: Path, **like: Any) -> Rows:
    """The results of the one entry of the oracle that is like this."""
    entries = json.loads((folder / "oracle.json").read_text(encoding="utf-8"))["entries"]
    wanted = {"by": None, "subset": None, **like}
    found = [entry["results"] for entry in entries if all(entry.get(key) == value for key, value in wanted.items())]
    return found[0]


def close(value: float) -> Any:
    return pytest.approx(value, rel=1e-9)


def same(value: Any) -> Any:
    """A number to the last digits but one: the order of a file's rows moves the last."""
    return pytest.approx(value, rel=1e-12) if isinstance(value, float) else value


def codes(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(group["code"] for group in row["by"].values())


# yrbs_r: a school survey of the CDC -------------------------------------------------------------------------------

YRBS = """
survey:
  id: yrbs-2015
  title: Youth Risk Behavior Survey 2015
  people: students
  source: "Centers for Disease Control and Prevention, 2015"
files:
  students: {path: data.sav, rows: 15624, design: {weight: weight, strata: stratum, psu: psu}}
populations:
  students: {label: Students in grades 9 to 12, size: {weights: true}}
variables:
  qn8:
    label: Rode a bicycle and rarely or never wore a helmet
    values: {1: "Yes", 2: "No"}
indicators:
  no_helmet:
    label: Rarely or never wore a bicycle helmet
    population: students
    any_of: [qn8 == 1]
    missing: complete
presentation: {headline: no_helmet, protection: none}
"""


@pytest.fixture
def yrbs(shared: Path, tmp_path: Path) -> list[object]:
    """The data and the options that name the codebook."""
    codebook = tmp_path / "yrbs.yaml"
    codebook.write_text(YRBS, encoding="utf-8")
    return [shared / "yrbs_r" / "data.sav", "--codebook", codebook]


def test_prevalence_of_the_helmet_question_is_what_cdc_printed(yrbs: list[object], run: Run) -> None:
    (row,) = parsed(run, "prevalence", *yrbs)["rows"]
    assert round(100 * row["estimate"], 1) == 81.4
    assert (round(100 * row["ci_low"]), round(100 * row["ci_high"])) == (77, 85)


def test_prevalence_of_the_helmet_question_is_what_r_computes(yrbs: list[object], shared: Path, run: Run) -> None:
    (row,) = parsed(run, "prevalence", *yrbs)["rows"]
    wanted = oracle(shared / "yrbs_r", stat="mean", design="d", var="I(qn8==1)")[1]
    assert row["estimate"] == close(wanted["estimate"])
    assert row["se"] == close(wanted["se"])
    assert row["df"] == 41  # shared/README.md: the design is kept, not the answered rows


def test_prevalence_of_the_helmet_question_counts_who_did_not_answer(yrbs: list[object], run: Run) -> None:
    document = parsed(run, "prevalence", *yrbs)
    (unanswered,) = document["missing"]
    assert unanswered["reason"] == "blank"
    assert document["rows"][0]["n"] + unanswered["n"] == 15_624


def test_prevalence_prints_a_table_of_80_columns_with_the_number_of_students(yrbs: list[object], run: Run) -> None:
    out = run("prevalence", *yrbs)
    assert "81.4" in out
    assert "Number of students" in " ".join(out.split())
    assert "Source: Centers for Disease Control and Prevention, 2015." in out
    assert max(map(len, out.splitlines())) <= 80


def test_codebook_check_finds_nothing_in_the_yrbs_codebook(yrbs: list[object], run: Run) -> None:
    assert "no findings" in run("codebook", "check", yrbs[2], yrbs[0])


def test_codebook_check_finds_a_wrong_column_in_the_yrbs_codebook(yrbs: list[object], tmp_path: Path, run: Run) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(YRBS.replace("psu: psu", "psu: psuu"), encoding="utf-8")
    document = parsed(run, "codebook", "check", wrong, yrbs[0], code=1)
    (finding,) = [finding for finding in document["findings"] if finding["severity"] == "error"]
    assert "psuu" in finding["message"]
    assert "psu" in finding["message"].replace("psuu", "")  # did you mean
    line = next(i for i, text in enumerate(wrong.read_text().splitlines(), 1) if "psuu" in text)
    assert f"wrong.yaml:{line}:" in finding["place"]


# dhs_model: the habits of the DHS ---------------------------------------------------------------------------------

DHS = """
survey: {id: dhs-model, title: DHS model women, people: women}
files:
  women: {path: data.sav, design: {weight: v005 / 1000000, strata: v022, psu: v021}}
populations:
  women: {label: Women aged 15-49, size: {known: 1_000_000, source: an invented census}}
  sample: {label: Women aged 15-49, size: {weights: true}}
variables:
  v025: {label: Residence}
  v008: {label: Date of the interview in months}
  v011: {label: Date of birth in months}
  ncbirth: {label: Births}
  any: {label: Has given birth, values: {0: "No", 1: "Yes"}}
  months: {label: Age in months, derived: v008 - v011}
  young:
    label: Age group
    values: {1: under 25, 2: 25 and over}
    derived: {1: months < 300, 2: months >= 300}
indicators:
  mother: {label: Has given birth, population: women, any_of: [any == 1], missing: complete, harm: false}
  mother_by_weights: {label: Has given birth, population: sample, any_of: [any == 1], missing: complete, harm: false}
presentation: {headline: mother}
"""


@pytest.fixture
def dhs(shared: Path, tmp_path: Path) -> list[object]:
    codebook = tmp_path / "dhs.yaml"
    codebook.write_text(DHS, encoding="utf-8")
    return [shared / "dhs_model" / "data.sav", "--codebook", codebook]


def test_prevalence_with_a_scaled_weight_agrees_with_r(dhs: list[object], shared: Path, run: Run) -> None:
    (row,) = parsed(run, "prevalence", *dhs)["rows"]
    (wanted,) = oracle(shared / "dhs_model", stat="mean", var="any")
    assert (row["estimate"], row["se"]) == (close(wanted["estimate"]), close(wanted["se"]))
    assert row["df"] == 101


def test_prevalence_of_a_population_of_known_size_counts_its_people(dhs: list[object], shared: Path, run: Run) -> None:
    document = parsed(run, "prevalence", *dhs, "--round-to", 1)
    (wanted,) = oracle(shared / "dhs_model", stat="mean", var="any")
    assert document["rows"][0]["population_size"] == 1_000_000
    assert document["rows"][0]["total"]["estimate"] == round(1_000_000 * wanted["estimate"])
    (row,) = document["rows"]
    bounds = (row["total"]["low"], row["total"]["high"])
    assert bounds == (pytest.approx(1e6 * row["ci_low"], abs=1), pytest.approx(1e6 * row["ci_high"], abs=1))


def test_weights_that_miss_the_known_size_are_told(dhs: list[object], shared: Path, run: Run) -> None:
    notes = " ".join(parsed(run, "prevalence", *dhs)["notes"])
    with (shared / "dhs_model" / "data.csv").open(encoding="utf-8") as file:
        weights = sum(float(row["v005"]) for row in csv.DictReader(file)) / 1_000_000
    assert f"add up to {weights:,.0f}, " in notes
    assert "below the 1,000,000 people" in notes


def test_prevalence_of_a_population_as_large_as_its_weights_agrees_with_r(
    dhs: list[object], shared: Path, run: Run
) -> None:
    (row,) = parsed(run, "prevalence", *dhs, "--indicator", "mother_by_weights", "--round-to", 1)["rows"]
    (wanted,) = oracle(shared / "dhs_model", stat="total", var="any")
    assert row["total"]["estimate"] == round(wanted["estimate"])


def test_prevalence_by_derived_groups_and_under_a_condition(dhs: list[object], shared: Path, run: Run) -> None:
    rows = parsed(run, "prevalence", *dhs, "--by", "young,v025*young", "--where", "months >= 180")["rows"]
    with (shared / "dhs_model" / "data.csv").open(encoding="utf-8") as file:
        women = [row for row in csv.DictReader(file) if int(row["v008"]) - int(row["v011"]) >= 180]

    def share(chosen: Rows) -> float:
        weight = [float(row["v005"]) for row in chosen]
        return sum(w for w, row in zip(weight, chosen, strict=True) if row["any"] == "1") / sum(weight)

    def young(row: dict[str, Any]) -> int:
        return 1 if int(row["v008"]) - int(row["v011"]) < 300 else 2

    assert rows[0]["estimate"] == close(share(women))
    by_age = {codes(row): row["estimate"] for row in rows if len(row["by"]) == 1}
    assert by_age == {(age,): close(share([row for row in women if young(row) == age])) for age in (1, 2)}
    crossed = {tuple(group["label"] for group in row["by"].values()): row for row in rows if len(row["by"]) == 2}
    assert len(crossed) == 4
    rural = [row for row in women if row["v025"] == "rural" and young(row) == 1]
    assert crossed["rural", "under 25"]["estimate"] == close(share(rural))
    assert crossed["rural", "under 25"]["n"] == len(rural)


# nhanes2_stata: an original Stata file ------------------------------------------------------------------------------

NHANES = """
survey: {id: nhanes-2, title: NHANES II}
files:
  people: {path: nhanes2.dta, design: {weight: finalwgt, strata: strata, psu: psu, nest: true}}
variables:
  sex: {}
  race: {}
  diabetes: {label: Diabetes, values: {0: "No", 1: "Yes"}}
  heartatk: {label: Heart attack, values: {0: "No", 1: "Yes"}}
  hlthstat: {label: Health, values: {1: Excellent, 2: Very good, 3: Good, 4: Fair, 5: Poor}, missing: {8: no_answer}}
indicators:
  diabetes_ever: {label: Diabetes, any_of: [diabetes == 1], missing: complete}
  attack: {label: Heart attack, any_of: [heartatk == 1], missing: complete}
"""


@pytest.fixture
def nhanes(shared: Path, tmp_path: Path) -> list[object]:
    codebook = tmp_path / "nhanes.yaml"
    codebook.write_text(NHANES, encoding="utf-8")
    return [shared / "nhanes2_stata" / "nhanes2.dta", "--codebook", codebook]


def test_prevalence_by_the_labels_of_a_stata_file_agrees_with_r(nhanes: list[object], shared: Path, run: Run) -> None:
    rows = parsed(run, "prevalence", *nhanes, "--indicator", "diabetes_ever", "--by", "sex")["rows"]
    wanted = oracle(shared / "nhanes2_stata", stat="proportion", var="diabetes", by="sex")
    yes = {entry["level"].split(":")[0]: entry for entry in wanted if entry["level"].endswith("1")}
    assert [row["by"]["sex"]["label"] for row in rows[1:]] == ["Male", "Female"]
    assert [row["estimate"] for row in rows[1:]] == [close(yes[sex]["estimate"]) for sex in "12"]
    assert [row["se"] for row in rows[1:]] == [close(yes[sex]["se"]) for sex in "12"]


def test_several_indicators_under_a_condition_agree_with_r(nhanes: list[object], shared: Path, run: Run) -> None:
    document = parsed(run, "prevalence", *nhanes, "--indicator", "all", "--where", "sex == 2", "--ci", "logit-delta")
    rows = {row["variable"]: row for row in document["rows"]}
    assert set(rows) == {"diabetes_ever", "attack"}
    (wanted,) = oracle(
        shared / "nhanes2_stata", stat="ciprop", condition="heartatk==1", subset="sex==2", method="logit"
    )
    assert rows["attack"]["estimate"] == pytest.approx(wanted["estimate"], rel=1e-8)
    assert (rows["attack"]["ci_low"], rows["attack"]["ci_high"]) == (
        pytest.approx(wanted["ci_low"], rel=1e-6),
        pytest.approx(wanted["ci_high"], rel=1e-6),
    )


def test_breakdown_of_a_categorical_variable_agrees_with_r(nhanes: list[object], shared: Path, run: Run) -> None:
    rows = parsed(run, "breakdown", *nhanes, "--set", "race")["rows"]
    wanted = oracle(shared / "nhanes2_stata", stat="proportion", var="race")
    assert [row["estimate"] for row in rows] == [close(entry["estimate"]) for entry in wanted]
    assert [row["percent_of"] for row in rows] == ["respondents"] * 3


def test_a_model_of_health_in_its_order_agrees_with_r(nhanes: list[object], run: Run) -> None:
    # R 4.2.2, survey 4.1-1: the maximum and the scores of tests/reference/ordinal.R on this file; its `svyolr` begun
    # anew until nothing changes gives the same coefficients to 9 digits and standard errors to 4 or 5
    rows = parsed(
        run, "model", "hlthstat ~ C(sex) + age + C(race)", *nhanes, "--family", "ordinal", "--no-exponentiate"
    )["rows"]
    wanted = {
        "sex=2": (0.1659353148853, 0.05261944205328),
        "age": (0.0407620497818, 0.00153617488939),
        "race=2": (0.9956557987986, 0.07998695839143),
        "race=3": (0.3444934183635, 0.11883736511304),
        "1|2": (0.8174719040714, 0.07633213409595),
        "2|3": (2.0973079945928, 0.07882083439613),
        "3|4": (3.6301354974071, 0.09316162758135),
        "4|5": (5.1331869088543, 0.11538526528602),
    }
    assert {row["term"] for row in rows} == set(wanted)
    for row in rows:
        value, se = wanted[row["term"]]
        assert row["estimate"] == pytest.approx(value, rel=1e-9)
        assert row["se"] == pytest.approx(se, rel=1e-9)
        assert row["df"] == 27


# codebook_xlsform: select-multiple questions ------------------------------------------------------------------------

XLSFORM = """
survey: {id: multi-sector, title: Multi-sector needs assessment, people: households}
files:
  households: {path: data.csv, design: none}
response_sets:
  services:
    label: Where they would go
    role: disclosure
    columns: gbv_services.{item}
    items: {community_leader: Leader, health_centre: Clinic, un_agency: UN, police: Police, dontknow: Unsure}
    exclusive: [dontknow]
  law:
    label: Whom they would ask
    role: offenders
    columns: legal_system.{item}
    items: {police: Police, elder: Elder, trad_court: Court, none: None, dontknow: Unsure, other: Other}
    exclusive: [none, dontknow]
  channels:
    label: Where news come from
    role: platforms
    columns: info_channels.{item}
    items: {radio: Radio, tv: Television, newspaper_magazine: Paper, telephone_voice: Telephone, sms: SMS, none: None}
    exclusive: [none]
  goods:
    label: What they have
    delimited: {column: nfis_good}
    items:
      cooking_pot: Pot
      knives: Knives
      wash_basin: Basin
      mats: Mats
      blankets: Blankets
      plastic_sheet: Sheet
      jerry_can: Can
      mosq_net: Net
      none: None
    exclusive: [none]
"""


@pytest.fixture
def households(shared: Path, tmp_path: Path) -> list[object]:
    codebook = tmp_path / "forms.yaml"
    codebook.write_text(XLSFORM, encoding="utf-8")
    return [shared / "codebook_xlsform" / "data.csv", "--codebook", codebook]


@pytest.mark.parametrize(
    ("words", "question"),
    [
        (["disclosure"], "gbv_services"),
        (["offenders"], "legal_system"),
        (["platforms"], "info_channels"),
        (["breakdown", "--set", "goods"], "nfis_good"),
        (["breakdown", "--set", "services"], "gbv_services"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else part,
)
def test_counts_of_a_select_multiple_are_those_of_the_file(
    words: list[str], question: str, households: list[object], shared: Path, run: Run
) -> None:
    expected = json.loads((shared / "codebook_xlsform" / "oracle.json").read_text())["multi_response"][question]
    rows = parsed(run, words[0], *households, *words[1:], *OPEN)["rows"]
    of_people = {row["item"]: row for row in rows if row["percent_of"] == "respondents"}
    assert {item: row["n_cases"] for item, row in of_people.items()} == {item: expected[item] for item in of_people}
    assert {row["n"] for row in of_people.values()} == {expected["_answered"]}
    assert [row["estimate"] for row in of_people.values()] == [row["n_cases"] / 10 for row in of_people.values()]


def test_shares_of_responses_leave_exclusive_answers_out(households: list[object], shared: Path, run: Run) -> None:
    expected = json.loads((shared / "codebook_xlsform" / "oracle.json").read_text())["multi_response"]["nfis_good"]
    rows = parsed(run, "breakdown", *households, "--set", "goods", "--percent-of", "responses", *OPEN)["rows"]
    ticks = sum(count for item, count in expected.items() if item not in ("none", "_answered"))
    assert {row["item"]: row["estimate"] for row in rows} == {
        item: close(count / ticks) for item, count in expected.items() if item not in ("none", "_answered")
    }


def test_ten_households_are_counted_and_called_not_representative(households: list[object], run: Run) -> None:
    out = " ".join(run("disclosure", *households, *OPEN).split())
    assert "Police 7 of 10" in out
    assert "not representative" in out
    assert "CI" not in out


def test_ten_households_are_too_few_to_be_shown_unless_asked(households: list[object], run: Run) -> None:
    rows = parsed(run, "disclosure", *households)["rows"]
    assert {row["status"] for row in rows} == {"suppressed"}
    assert {row["n_cases"] for row in rows} == {None}


# formats_spss: a set that the file itself defines ---------------------------------------------------------------------


def test_a_set_that_the_spss_file_defines_needs_no_codebook(shared: Path, run: Run) -> None:
    folder = shared / "formats_spss"
    facts = json.loads((folder / "oracle.json").read_text(encoding="utf-8"))["files"]
    (known,) = [entry["pyreadstat"] for entry in facts if entry["file"] == "Roche_simple_alltypes.sav"]
    columns = known["mr_sets"]["mymrset"]["variable_list"]
    rows = parsed(run, "breakdown", folder / "Roche_simple_alltypes.sav", "--set", "mymrset", *OPEN)["rows"]
    of_people = [row for row in rows if row["percent_of"] == "respondents"]
    assert {row["label"] for row in rows} == {known["mr_sets"]["mymrset"]["label"]}
    assert [row["item_label"] for row in of_people] == [known["labels"][name] for name in columns]
    assert [row["n_cases"] for row in of_people] == [known["columns"][name]["sum"] for name in columns]


# api_strat: one survey in every format --------------------------------------------------------------------------------

SCHOOLS = ["--weight", "pw", "--strata", "stype", "--fpc", "fpc"]


def test_an_estimate_is_the_same_from_every_format(shared: Path, run: Run) -> None:
    asked = ["--variable", "api00", "--statistic", "mean", "--statistic", "total", "--by", "stype", *SCHOOLS]

    def numbers(name: str) -> Rows:
        words = [word.upper() if name.endswith("xpt") and word.isidentifier() else word for word in asked]
        words = [word.lower() if word in ("MEAN", "TOTAL") else word for word in words]
        rows: Rows = parsed(run, "estimate", shared / "api_strat" / name, *words)["rows"]
        kept = ("statistic", "estimate", "se", "ci_low", "ci_high", "df", "n", "deff", "status", "flags")
        return [{field: row[field] for field in kept} | {"by": codes(row)} for row in rows]

    first = numbers("data.sav")
    assert len(first) == 8
    for name in ("data.dta", "data.csv", "data.parquet", "data.xpt"):
        for row, wanted in zip(numbers(name), first, strict=True):
            assert row == {field: same(value) for field, value in wanted.items()}, name


def test_estimates_of_the_schools_agree_with_r(shared: Path, run: Run) -> None:
    asked = ["--variable", "api00", "--variable", "enroll", "--statistic", "mean", "--statistic", "total"]
    rows = parsed(run, "estimate", shared / "api_strat" / "data.parquet", *asked, *SCHOOLS)["rows"]
    found = {(row["variable"], row["statistic"]): row for row in rows}
    for variable, statistic in (("api00", "mean"), ("enroll", "total")):
        (wanted,) = oracle(shared / "api_strat", stat=statistic, design="dstrat", var=variable)
        row = found[variable, statistic]
        assert (row["estimate"], row["se"]) == (close(wanted["estimate"]), close(wanted["se"]))
        assert (row["ci_low"], row["ci_high"]) == (close(wanted["ci_low"]), close(wanted["ci_high"]))


@pytest.mark.parametrize(
    ("file", "roles"),
    [
        ("nhanes2_stata/nhanes2.dta", {"weight": "finalwgt", "strata": "strata", "psu": "psu"}),
        ("nhanes2_stata/data.csv", {"strata": "strata", "psu": "psu"}),
        ("dhs_model/data.sav", {"weight": "v005", "strata": "v022", "psu": "v021"}),
        ("dhs_model/data.parquet", {"weight": "v005", "strata": "v022", "psu": "v021"}),
        ("yrbs_r/data.xpt", {"weight": "WEIGHT", "strata": "STRATUM", "psu": "PSU"}),
        ("api_strat/data.zsav", {"weight": "pw", "fpc": "fpc"}),
    ],
)
def test_data_describe_finds_the_design_of_a_real_file(
    file: str, roles: dict[str, str], shared: Path, run: Run
) -> None:
    document = parsed(run, "data", "describe", shared / file)
    first: dict[str, str] = {}
    for guess in document["design_guesses"]:
        assert guess["reason"]
        first.setdefault(guess["role"], guess["column"])
    assert {role: first.get(role) for role in roles} == roles
    assert len(document["columns"]) > 3


def test_data_describe_tells_labels_missing_codes_and_sets(shared: Path, run: Run) -> None:
    file = shared / "formats_spss" / "Roche_simple_alltypes.sav"
    document = parsed(run, "data", "describe", file)
    columns = {column["column"]: column for column in document["columns"]}
    assert columns["x"]["value_labels"] == {"1": "red", "2": "green", "3": "blue"}
    assert columns["x"]["user_missing"] == ["7", "8", "99"]
    assert [(one["name"], one["columns"]) for one in document["sets"] if one["name"] == "mymrset"] == [
        ("mymrset", ["bool1", "bool2", "bool3"])
    ]
    out = run("data", "describe", file)
    assert "My multiple response set: bool1, bool2, bool3" in out
    assert max(map(len, out.splitlines())) <= 80


# every form of output on one real case --------------------------------------------------------------------------------


@pytest.fixture
def asked(dhs: list[object]) -> list[object]:
    return ["prevalence", *dhs, "--by", "v025,young"]


def test_json_of_a_real_case_keeps_the_contract(asked: list[object], run: Run) -> None:
    schema = json.loads(files("analysis").joinpath("export", "output.schema.json").read_text(encoding="utf-8"))
    document = parsed(run, *asked)
    jsonschema.Draft202012Validator(schema).validate(document)
    assert len(document["rows"]) == 5
    assert "/" not in json.dumps(document["provenance"]["files"])


@pytest.mark.parametrize(
    "words",
    [
        ["estimate", "api_strat/data.sav", "--variable", "stype", "--statistic", "proportion", *SCHOOLS],
        ["breakdown", "formats_spss/Roche_simple_alltypes.sav", "--set", "mymrset", *OPEN],
        ["data", "describe", "formats_spss/Roche_simple_alltypes.sav"],
    ],
    ids=["estimate", "breakdown", "describe"],
)
def test_json_of_every_command_keeps_the_contract(words: list[str], shared: Path, run: Run) -> None:
    schema = json.loads(files("analysis").joinpath("export", "output.schema.json").read_text(encoding="utf-8"))
    document = parsed(run, *(shared / word if (shared / word).is_file() else word for word in words))
    jsonschema.Draft202012Validator(schema).validate(document)
    assert document["command"] in " ".join(words)


def test_csv_of_a_real_case_has_the_numbers_of_its_json(asked: list[object], run: Run) -> None:
    document = parsed(run, *asked)
    lines = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv"))))
    for field in ("estimate", "se", "ci_low", "ci_high", "n", "df"):
        assert [float(line[field]) for line in lines] == [row[field] for row in document["rows"]]
    assert [line["by_v025_label"] for line in lines] == ["", "rural", "urban", "", ""]
    assert [line["total_estimate"] != "" for line in lines] == [True] * 5


def test_markdown_of_a_real_case_is_one_table(asked: list[object], run: Run) -> None:
    text = run(*asked, "--format", "md")
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in table} == {table[0].count("|")}
    assert set(table[1]) <= set("|:- ")
    assert text.startswith("## DHS model women\n")
    estimates = [f"{100 * row['estimate']:.1f}" for row in parsed(run, *asked)["rows"]]
    written = [line.split("|")[2].strip() for line in table[3:]]
    assert [text for text in written if text] == estimates  # a subheading has no number


def test_a_file_is_written_in_the_form_that_its_name_tells(
    asked: list[object], run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = run(*asked, "--format", "csv")
    assert main([*map(str, asked), "-o", "out.csv"]) == 0
    assert capsys.readouterr() == ("", "wrote out.csv\n")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == printed
