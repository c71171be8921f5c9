"""Bad input through the real engine: its exit code, one sentence, nothing on standard output, nothing written.

The data hold canaries: values of respondents that no message may repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from cli.app import main

CANARIES = ("Sitiwati", "73.0625", "8461", "-3.0625", "Kampung", "61.5", "0.0625", "999331")
Failing = Callable[..., str]


def survey(**columns: Iterable[object]) -> str:
    """60 rows in 3 strata of 4 PSUs of 5; columns given replace or join the usual ones."""
    rows = range(60)
    usual: dict[str, list[object]] = {
        "id": [f"Sitiwati{row}" for row in rows],
        "w": [1 + row % 3 for row in rows],
        "st": [row // 20 for row in rows],
        "psu": [row // 5 for row in rows],
        "sex": [1 + row % 2 for row in rows],
        "hurt": [1 if row % 4 == 0 else 2 for row in rows],
        "told": [1 if row % 4 == 0 else "" for row in rows],
        "income": [100 + row for row in rows],
    }
    table = usual | {name: list(values) for name, values in columns.items()}
    lines = zip(*table.values(), strict=True)
    return "\n".join([",".join(table), *(",".join(map(str, line)) for line in lines)]) + "\n"


def changed(values: Iterable[object], at: int, value: object) -> list[object]:
    return [value if row == at else old for row, old in enumerate(values)]


CODEBOOK = """
survey: {id: village, title: A village}
files:
  people: {path: data.csv, design: {weight: w, strata: st, psu: psu}}
populations:
  everyone: {label: Everyone, size: {known: 5000, source: census}}
  girls: {label: Girls, where: sex == 2, size: {of: everyone, share: sex == 2}}
  nobody: {label: Nobody, where: sex == 1 and sex == 2}
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  hurt: {label: Was hurt, values: {1: "Yes", 2: "No"}, missing: {9: refused}}
indicators:
  hurt_ever: {label: Was hurt, population: everyone, any_of: [hurt == 1], missing: complete}
  hurt_nobody: {label: Was hurt, population: nobody, any_of: [hurt == 1], missing: complete}
response_sets:
  told: {label: Whom they told, role: disclosure, columns: "{item}", items: {told: Anyone}}
presentation: {headline: hurt_ever}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the survey and its codebook in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.csv").write_text(survey(), encoding="utf-8")
    (tmp_path / "cb.yaml").write_text(CODEBOOK, encoding="utf-8")
    return tmp_path


@pytest.fixture
def failing(folder: Path, capsys: pytest.CaptureFixture[str]) -> Failing:
    """Run a command that must fail with `code`; the one sentence it says."""

    def failed(code: int, *words: str) -> str:
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        assert main(list(words)) == code
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("tallybook: ")
        assert "Traceback" not in err
        assert [canary for canary in CANARIES if canary in err] == []
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
        return err

    return failed


def sentence(err: str) -> str:
    """The message, which must be one line that says the next step in some words beyond the complaint."""
    assert err.count("\n") == 1
    assert len(err.split()) > 5
    return err


DESIGN = ["--weight", "w", "--strata", "st", "--psu", "psu"]
MEAN = ["estimate", "data.csv", "--variable", "income", *DESIGN]
WRITTEN = ["-o", "out.json"]


# names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--variable", "incone", *DESIGN], "Did you mean income?"),
        (["--variable", "income", "--by", "sexx"], "Did you mean sex"),
        (["--variable", "income", "--where", "sexx == 1"], "Did you mean sex"),
        (["--variable", "income", "--weight", "wgt"], "wgt"),
        (["--variable", "income", "--strata", "str"], "Did you mean st?"),
        (["--variable", "income", "--psu", "pus"], "Did you mean psu?"),
        (["--variable", "income", "--fpc", "fpcc"], "fpcc"),
        (["--variable", "income", "--statistic", "ratio", "--denominator", "incomme"], "Did you mean income?"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_a_name_that_is_not_there_is_told_with_the_nearest(words: list[str], said: str, failing: Failing) -> None:
    assert said in sentence(failing(2, "estimate", "data.csv", *words, *WRITTEN))


def test_a_column_of_the_codebook_that_the_file_lacks_is_told_with_the_nearest(folder: Path, failing: Failing) -> None:
    text = (folder / "data.csv").read_text().replace("hurt", "hurted", 1)
    (folder / "data.csv").write_text(text)
    err = sentence(failing(4, "prevalence", "data.csv", "--codebook", "cb.yaml", *WRITTEN))
    assert "'hurt' is not in data.csv. Did you mean hurted?" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["prevalence", "--indicator", "hurt_evr"], "hurt_ever"),
        (["breakdown", "--set", "tolld"], "told"),
        (["prevalence", "--scale-to", "everybody"], "everyone"),
        (["prevalence", "--base", "x"], "No such option"),
        (["breakdown", "--set", "told", "--base", "hurt_evr"], "hurt_ever"),
        (["platforms"], "no response set of the codebook has role: platforms"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_an_unknown_indicator_set_population_or_base_is_wrong_usage(
    words: list[str], said: str, failing: Failing
) -> None:
    assert said in sentence(failing(2, words[0], "data.csv", "--codebook", "cb.yaml", *words[1:], *WRITTEN))


def test_scaling_a_rate_to_people_it_does_not_speak_of_is_refused_with_the_reason(failing: Failing) -> None:
    err = sentence(failing(2, "prevalence", "data.csv", "--codebook", "cb.yaml", "--scale-to", "girls", *WRITTEN))
    assert "does not speak of" in err


def test_scaling_to_a_population_without_a_size_asks_for_one(folder: Path, failing: Failing) -> None:
    text = CODEBOOK.replace(", size: {known: 5000, source: census}", "").replace(
        ", size: {of: everyone, share: sex == 2}", ""
    )
    (folder / "cb.yaml").write_text(text)
    err = sentence(failing(2, "prevalence", "data.csv", "--codebook", "cb.yaml", "--scale-to", "everyone"))
    assert "has no size" in err


# data -----------------------------------------------------------------------------------------------------------------


def test_a_code_that_the_codebook_does_not_know_is_counted_and_not_quoted(folder: Path, failing: Failing) -> None:
    hurt = [8461 if row in (7, 11) else 1 + row % 2 for row in range(60)]
    (folder / "data.csv").write_text(survey(hurt=hurt))
    err = sentence(failing(3, "prevalence", "data.csv", "--codebook", "cb.yaml", *WRITTEN))
    assert "2 of 60 rows" in err
    assert "cb.yaml:11:" in err


@pytest.mark.parametrize(
    ("values", "code", "said"),
    [
        (["Kampung"] * 60, 5, "text"),
        (changed([1.5] * 60, 7, -3.0625), 5, "negative"),
        (changed([1.5] * 60, 7, ""), 5, "1 row"),
        ([0] * 60, 5, "zero"),
        ([""] * 60, 5, "60"),
    ],
    ids=["text", "negative", "missing", "all-zero", "all-missing"],
)
def test_a_weight_that_is_no_weight_is_refused(
    values: list[object], code: int, said: str, folder: Path, failing: Failing
) -> None:
    (folder / "data.csv").write_text(survey(w=values))
    err = sentence(failing(code, *MEAN, *WRITTEN))
    assert said in err.casefold()
    assert "weight" in err or "w holds text" in err


@pytest.mark.parametrize("column", ["st", "psu"])
def test_a_row_without_its_stratum_or_unit_is_refused_with_a_count(column: str, folder: Path, failing: Failing) -> None:
    values = [row // 20 if column == "st" else row // 5 for row in range(60)]
    (folder / "data.csv").write_text(survey(**{column: ["" if row < 3 else values[row] for row in range(60)]}))
    assert "3 rows" in sentence(failing(5, *MEAN, *WRITTEN))


def test_a_stratum_with_one_unit_is_named_with_the_remedies(folder: Path, failing: Failing) -> None:
    (folder / "data.csv").write_text(survey(st=[2 if row >= 55 else row // 30 for row in range(60)]))
    err = sentence(failing(5, *MEAN, *WRITTEN))
    assert "--lonely" in err
    assert "collapse" in err


def test_units_that_repeat_across_strata_are_refused_with_no_nest(folder: Path, failing: Failing) -> None:
    (folder / "data.csv").write_text(survey(psu=[row // 5 % 4 for row in range(60)]))
    assert "--nest" in sentence(failing(5, *MEAN, "--no-nest", *WRITTEN))


@pytest.mark.parametrize(
    ("fpc", "code", "said"),
    [
        ([3] * 60, 5, "fpc is smaller than the number of units drawn"),
        ([-4] * 60, 5, "fpc"),
        ([row % 5 + 20 for row in range(60)], 5, "fpc differs"),
        (["Kampung"] * 60, 5, "total holds text"),
    ],
    ids=["smaller-than-n", "negative", "not-constant", "text"],
)
def test_a_population_that_cannot_be_is_refused(
    fpc: list[object], code: int, said: str, folder: Path, failing: Failing
) -> None:
    (folder / "data.csv").write_text(survey(total=fpc))
    assert said in sentence(failing(code, *MEAN, "--fpc", "total", *WRITTEN))


@pytest.mark.parametrize("where", ["sex == 3", "income > 999331"])
def test_a_domain_without_rows_is_refused(where: str, failing: Failing) -> None:
    err = failing(5, "estimate", "data.csv", "--variable", "income", "--where", where.replace("999331", "5000"))
    assert "--where" in sentence(err)


def test_a_domain_outside_the_population_is_refused(failing: Failing) -> None:
    err = failing(5, "prevalence", "data.csv", "--codebook", "cb.yaml", "--indicator", "hurt_nobody", *WRITTEN)
    assert "hurt_nobody" in sentence(err)


def test_a_base_without_anyone_is_refused(failing: Failing) -> None:
    words = ["breakdown", "data.csv", "--codebook", "cb.yaml", "--set", "told", "--base", "income > 5000"]
    assert "--base" in sentence(failing(5, *words, *WRITTEN))


def test_a_mean_of_words_is_refused_with_what_to_ask_instead(failing: Failing) -> None:
    assert "proportion" in sentence(failing(2, "estimate", "data.csv", "--variable", "id", *WRITTEN))


# files ----------------------------------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_told(failing: Failing) -> None:
    err = sentence(failing(4, "estimate", "dta.csv", "--variable", "x"))
    assert "dta.csv" in err


@pytest.mark.parametrize("name", ["data.sav", "data.dta", "data.xpt", "data.parquet", "data.xlsx", "data.sas7bdat"])
def test_a_file_of_another_kind_than_its_name_says_is_told(name: str, folder: Path, failing: Failing) -> None:
    (folder / name).write_bytes((folder / "data.csv").read_bytes())
    assert name in sentence(failing(4, "data", "describe", name, *WRITTEN))


@pytest.mark.parametrize("name", ["data.sav", "data.dta", "data.xpt", "data.parquet", "data.zsav"])
@pytest.mark.parametrize("kept", [0.2, 0.7])
def test_a_file_cut_short_is_told(name: str, kept: float, shared: Path, folder: Path, failing: Failing) -> None:
    whole = (shared / "api_strat" / name).read_bytes()
    (folder / name).write_bytes(whole[: int(len(whole) * kept)])
    assert name in sentence(failing(4, "estimate", name, "--variable", "api00", *WRITTEN))


@pytest.mark.parametrize("content", [b"", b"\n", b"a,b\n"], ids=["empty", "blank", "heading"])
def test_a_file_without_rows_is_told(content: bytes, folder: Path, failing: Failing) -> None:
    (folder / "none.csv").write_bytes(content)
    assert "none.csv" in sentence(failing(4, "estimate", "none.csv", "--variable", "a", *WRITTEN))


def test_rows_of_different_length_are_told_without_their_content(folder: Path, failing: Failing) -> None:
    (folder / "data.csv").write_text(survey() + "Sitiwati61,1,2\n")
    assert "data.csv" in sentence(failing(4, *MEAN, *WRITTEN))


def test_a_folder_in_place_of_a_file_is_told(folder: Path, failing: Failing) -> None:
    (folder / "sub").mkdir()
    assert "sub" in sentence(failing(4, "data", "describe", "sub"))


def test_a_suffix_nobody_reads_is_told_with_those_that_are(folder: Path, failing: Failing) -> None:
    (folder / "data.doc").write_text("x")
    assert ".sav" in sentence(failing(4, "data", "describe", "data.doc"))


# codebooks ------------------------------------------------------------------------------------------------------------

BROKEN = """survey: {id: A Village, title: A village}
files:
  people: {path: data.csv, dezign: {weight: w}}
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  sex: {label: Gender}
indicators:
  hurt_ever: {label: Was hurt, any_of: [hurtt == 1], missing: as-no}
"""


@pytest.mark.parametrize(
    "words", [["prevalence", "data.csv", "--codebook", "cb.yaml"], ["codebook", "check", "cb.yaml"]]
)
def test_all_faults_of_a_codebook_are_told_at_once_each_in_its_place(
    words: list[str], folder: Path, failing: Failing
) -> None:
    (folder / "cb.yaml").write_text(BROKEN)
    lines = failing(3, *words, *WRITTEN).removeprefix("tallybook: ").splitlines()
    assert [line.split(": ")[0] for line in lines] == ["cb.yaml:1:14", "cb.yaml:3:28", "cb.yaml:6:3", "cb.yaml:8:63"]
    for line, said in zip(lines, ("small letters", "design?", "twice", "as_no"), strict=True):
        assert said in line


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("survey: {id: a\nfiles: b\n", "cb.yaml:"),
        ("survey: {id: a, title: b}\nfiles:\n\tx: 1\n", "cb.yaml:3"),
        ("", "cb.yaml"),
        ("- a\n- b\n", "cb.yaml:1:1"),
        ("survey: &s {id: a}\nfiles: *s\n", "cb.yaml:1"),
    ],
    ids=["bracket", "tab", "empty", "list", "alias"],
)
def test_a_codebook_that_is_no_yaml_of_ours_is_told_with_its_place(
    text: str, place: str, folder: Path, failing: Failing
) -> None:
    (folder / "cb.yaml").write_text(text)
    err = failing(3, "prevalence", "data.csv", "--codebook", "cb.yaml", *WRITTEN)
    assert err.startswith(f"tallybook: {place}")


def test_a_codebook_that_is_not_there_is_told(failing: Failing) -> None:
    err = sentence(failing(3, "prevalence", "data.csv", "--codebook", "bc.yaml"))
    assert "bc.yaml" in err


def test_a_survey_file_given_as_a_codebook_is_told(folder: Path, failing: Failing) -> None:
    (folder / "data.sav").write_bytes(b"$FL2" + bytes(range(256)) * 20)
    err = failing(3, "prevalence", "data.csv", "--codebook", "data.sav")
    assert "data.sav" in err


def test_a_file_with_other_than_the_pinned_rows_is_refused(folder: Path, failing: Failing) -> None:
    (folder / "cb.yaml").write_text(CODEBOOK.replace("path: data.csv,", "path: data.csv, rows: 61,"))
    err = sentence(failing(4, "prevalence", "data.csv", "--codebook", "cb.yaml", *WRITTEN))
    assert "61" in err
    assert "60 rows" in err


def test_a_key_that_repeats_is_refused_without_its_value(folder: Path, failing: Failing) -> None:
    (folder / "cb.yaml").write_text(CODEBOOK.replace("path: data.csv,", "path: data.csv, key: id,"))
    (folder / "data.csv").write_text(survey(id=["Sitiwati1"] * 2 + [f"Sitiwati{row}" for row in range(2, 60)]))
    assert main(["codebook", "check", "cb.yaml", "--format", "csv", "-o", "found.csv"]) == 1
    assert not any(canary in (folder / "found.csv").read_text() for canary in CANARIES)


def test_prevalence_of_a_file_without_a_codebook_says_what_else_to_do(failing: Failing) -> None:
    assert "--codebook" in sentence(failing(2, "prevalence", "data.csv", *WRITTEN))


# surveys that are no probability sample -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--statistic", "total"], "no total"),
        (["--statistic", "ratio", "--denominator", "income"], "no ratio"),
        (["--weight", "w"], "design: none"),
        (["--psu", "psu"], "design: none"),
        (["--fpc", "income"], "design: none"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_a_survey_without_a_probability_sample_has_no_total_and_no_weight(
    words: list[str], said: str, folder: Path, failing: Failing
) -> None:
    text = CODEBOOK.replace("design: {weight: w, strata: st, psu: psu}", "design: none")
    (folder / "cb.yaml").write_text(text)
    asked = ["estimate", "data.csv", "--codebook", "cb.yaml", "--variable", "income", *words, *WRITTEN]
    assert said in sentence(failing(5, *asked))


# usage ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["--ci", "wlison"],
        ["--ci", ""],
        ["--df", "many"],
        ["--df", "0"],
        ["--df", "-3"],
        ["--df", "nan"],
        ["--df", "inf"],
        ["--level", "95"],
        ["--level", "0"],
        ["--level", "nan"],
        ["--deff", "no"],
        ["--lonely", "ignore"],
        ["--statistic", "mode"],
        ["--statistic", "ratio"],
        ["--denominator", "income"],
        ["--missing", "bounds"],
        ["--missing", "as-no"],
        ["--decimals", "-1"],
        ["--decimals", "1000000000"],
        ["--where", ""],
        ["--by", "sex*"],
        ["--by", "*"],
        ["--by", ""],
        ["--protect", "maybe"],
        ["--rules", "best"],
        ["--format", "xls"],
        ["--delimiter", ""],
        ["--delimiter", "ab"],
        ["--decimal", "x"],
        ["--encoding", "utf-99"],
        ["--sheet", "One"],
    ],
    ids=" ".join,
)
def test_an_option_that_makes_no_sense_is_wrong_usage(words: list[str], failing: Failing) -> None:
    err = sentence(failing(2, *MEAN, *words))
    assert words[0] in err or words[0].removeprefix("--") in err


@pytest.mark.parametrize("words", [["--round-to", "0"], ["--round-to", "-5"], ["--round-to", "many"]], ids=" ".join)
def test_people_are_not_rounded_to_nothing(words: list[str], failing: Failing) -> None:
    err = sentence(failing(2, "prevalence", "data.csv", "--codebook", "cb.yaml", *words, *WRITTEN))
    assert "--round-to" in err


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("sex = 1", "did you mean '=='"),
        ("sex ==", "missing before the end"),
        ("sex == 1 &", "did you mean 'and'"),
        ("__import__('os').getcwd()", "'.' has no meaning here"),
    ],
)
def test_a_condition_that_cannot_be_read_is_quoted_with_the_place(where: str, said: str, failing: Failing) -> None:
    err = sentence(failing(2, *MEAN, "--where", where, *WRITTEN))
    assert said in err
    assert where in err


@pytest.mark.parametrize(
    "words",
    [
        ["estimate", "--variable", "income", "--by", "id"],
        ["estimate", "--variable", "id", "--statistic", "proportion"],
        ["breakdown", "--set", "id"],
    ],
    ids=" ".join,
)
def test_words_that_are_different_in_every_row_are_never_printed(words: list[str], failing: Failing) -> None:
    assert "id" in sentence(failing(6, words[0], "data.csv", *words[1:], *DESIGN, *WRITTEN))


def test_a_breakdown_by_sampling_unit_is_refused(failing: Failing) -> None:
    assert "psu" in sentence(failing(6, *MEAN, "--by", "psu", *WRITTEN))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["-o", "there.json"], 7, "--force"),
        (["-o", "no/such/out.json"], 7, "make it first"),
        (["-o", "out.odt"], 2, "--format"),
        (["-o", "out"], 2, "--format"),
        (["-o", "sub"], 2, "--format"),
        (["-o", "sub", "--format", "csv"], 7, "folder"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_an_output_that_cannot_be_written_is_told(
    words: list[str], code: int, said: str, folder: Path, failing: Failing
) -> None:
    (folder / "there.json").write_text("old")
    (folder / "sub").mkdir()
    assert said in sentence(failing(code, *MEAN, *words))


def test_an_output_over_the_data_needs_force_too(failing: Failing) -> None:
    assert "data.csv exists" in sentence(failing(7, *MEAN, "-o", "data.csv"))
