"""What is typed becomes the request, and the request alone says what is done."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from typer.testing import CliRunner

from analysis.request import (
    BreakdownRequest,
    CheckRequest,
    Data,
    DescribeRequest,
    Design,
    Domain,
    EstimateRequest,
    Missing,
    PinsRequest,
    Precision,
    PrevalenceRequest,
    Reading,
    Scaling,
    Shown,
    SurveyRequest,
)
from cli.app import app, main
from cli.commands import breakdown, codebook, data, disclosure, estimate, offenders, platforms, prevalence
from cli.options import parameters_of
from tests.cli.conftest import Engine


def asked(engine: Engine, *words: str) -> tuple[str, Any]:
    assert main(words) == 0
    (call,) = engine.calls
    return call


def test_no_argument_asks_for_the_sample_survey(engine: Engine) -> None:
    assert asked(engine, "prevalence") == ("prevalence", PrevalenceRequest())


def test_every_option_of_prevalence_reaches_its_group(engine: Engine) -> None:
    typed = """prevalence a.sav --codebook cb.yaml --indicator ocsea,threats --indicator other --forms
        --encoding latin-1 --delimiter ; --decimal , --sheet S1 --weight v005/1000000 --strata s --psu village
        --psu household --fpc N1 --fpc N2 --nest --lonely adjust --where age>=15 --by sex,age --by a*b --ci wilson
        --level 0.9 --df design --deff wor --missing as-no --scale-to children --round-to 1000 --rules none
        --protect none --lang id --decimals 2 --round-counts 5"""
    assert asked(engine, *typed.split()) == (
        "prevalence",
        PrevalenceRequest(
            indicator=("ocsea", "threats", "other"),
            forms=True,
            data=Data(Path("a.sav"), Path("cb.yaml")),
            reading=Reading("latin-1", ";", ",", "S1"),
            design=Design("v005/1000000", "s", ("village", "household"), ("N1", "N2"), True, "adjust"),
            domain=Domain("age>=15", ("sex", "age", "a*b")),
            precision=Precision("wilson", 0.9, "design", "wor"),
            missing=Missing("as-no"),
            scaling=Scaling("children", 1000),
            shown=Shown("none", "none", "id", 2, round_counts=5),
        ),
    )


def test_flags_have_three_states(engine: Engine) -> None:
    assert asked(engine, "prevalence", "--no-nest", "--no-forms")[1] == PrevalenceRequest(
        forms=False, design=Design(nest=False)
    )


@pytest.mark.parametrize("name", ["disclosure", "platforms", "offenders"])
def test_a_survey_question_is_a_breakdown_by_role(engine: Engine, name: str) -> None:
    use_case, request = asked(engine, name, "a.sav", "--base", "ocsea", "--percent-of", "responses")
    wanted = BreakdownRequest(role=name, base="ocsea", percent_of="responses", data=Data(Path("a.sav")))
    assert (use_case, request) == ("breakdown", wanted)


def test_breakdown_takes_sets_and_needs_one(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(engine, "breakdown", "--set", "told,where")[1] == BreakdownRequest(set=("told", "where"))
    assert main(["breakdown"]) == 2
    assert "'--set'" in capsys.readouterr().err


def test_estimate_takes_expressions_with_commas_and_several_statistics(engine: Engine) -> None:
    typed = [
        "estimate",
        "a.csv",
        "--variable",
        "max(a, b)",
        "--variable",
        "c",
        "--statistic",
        "total",
        "--statistic",
        "ratio",
    ]
    assert asked(engine, *typed, "--denominator", "d")[1] == EstimateRequest(
        variable=("max(a, b)", "c"), statistic=("total", "ratio"), denominator="d", data=Data(Path("a.csv"))
    )


def test_estimate_is_a_mean_unless_told(engine: Engine) -> None:
    assert asked(engine, "estimate", "a.csv", "--variable", "x")[1].statistic == ("mean",)


@pytest.mark.parametrize(("typed", "data"), [((), Data()), (("--codebook", "cb.yaml"), Data(codebook=Path("cb.yaml")))])
def test_estimate_takes_its_file_from_a_codebook_and_else_the_sample(
    engine: Engine, typed: tuple[str, ...], data: Data
) -> None:
    assert asked(engine, "estimate", "--variable", "x", *typed)[1].data == data


def test_check_takes_a_codebook_and_perhaps_a_file(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(engine, "codebook", "check", "cb.yaml", "a.sav") == (
        "check",
        CheckRequest(Path("cb.yaml"), Path("a.sav")),
    )
    assert main(["codebook", "check"]) == 2
    assert "CODEBOOK" in capsys.readouterr().err


def test_describe_takes_a_file(engine: Engine) -> None:
    assert asked(engine, "data", "describe", "a.sav") == ("describe", DescribeRequest(data=Path("a.sav")))


def test_an_empty_name_in_a_list_is_wrong_usage(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prevalence", "--by", "sex,,age"]) == 2
    assert capsys.readouterr().err == "tallybook: --by has an empty name between its commas; write --by a,b.\n"
    assert engine.calls == []


def names(request: type) -> Iterator[str]:
    hints = get_type_hints(request)
    for one in fields(request):
        yield from names(hints[one.name]) if is_dataclass(hints[one.name]) else [one.name]


@pytest.mark.parametrize(
    ("command", "request_type", "without"),
    [
        (prevalence.prevalence, PrevalenceRequest, set()),
        (disclosure.disclosure, BreakdownRequest, {"role", "set"}),
        (platforms.platforms, BreakdownRequest, {"role", "set"}),
        (offenders.offenders, BreakdownRequest, {"role", "set"}),
        (breakdown.breakdown, BreakdownRequest, {"role"}),
        (estimate.estimate, EstimateRequest, set()),
        (codebook.check, CheckRequest, set()),
        (codebook.pins, PinsRequest, set()),
        (data.describe, DescribeRequest, set()),
    ],
)
def test_a_command_has_every_field_of_its_request_and_nothing_else(
    command: Any, request_type: type, without: set[str]
) -> None:
    of_output = {"format", "output", "force", *(["audit"] if issubclass(request_type, SurveyRequest) else [])}
    assert {p.name for p in parameters_of(command)} == set(names(request_type)) - without | of_output
    assert all(p.help for p in parameters_of(command))


def test_the_schema_of_a_codebook_is_printed_as_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["codebook", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].startswith("https://json-schema.org/")


def test_the_app_is_an_ordinary_typer_app(engine: Engine) -> None:
    result = CliRunner().invoke(app, ["prevalence", "--by", "sex"])
    assert (result.exit_code, engine.calls[0][1].domain.by) == (0, ("sex",))


def test_arguments_come_from_the_command_line_unless_given(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["tallybook", "prevalence", "--by", "sex"])
    assert main() == 0
    assert engine.calls[0][1].domain.by == ("sex",)
