"""The entry of the command: routing, and nothing that needs the engine."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand
from typer.main import get_command

from . import console, failures
from .commands import (
    breakdown,
    chart,
    codebook,
    compare,
    crosstab,
    data,
    definitions,
    disclosure,
    estimate,
    figures,
    flow,
    model,
    offenders,
    platforms,
    prevalence,
    protect,
    report,
    rerun,
    verify,
    weight,
)
from .options import parameters_of


class Grouped(TyperCommand):
    """A command whose plain help keeps its groups of options; typer has them only in boxes, at twice the time."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments, then one section a group, in the order of the request."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            words = parameter.get_help_record(ctx)
            if words is None:
                continue
            if parameter.param_type_name == "argument":
                sections.setdefault("Arguments", []).append((parameter.name.upper(), words[1]))
            else:
                sections.setdefault(getattr(parameter, "rich_help_panel", None) or "Help", []).append(words)
        for panel, rows in sections.items():
            with formatter.section(panel):
                formatter.write_dl(rows)


def _typer(help_text: str) -> typer.Typer:
    """No boxes and no completion to install: help that a pipe and a screen reader take as it is."""
    return typer.Typer(
        help=help_text,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        # The default spares `COMMAND --help` pydantic, which typer loads to learn that a --help nobody typed is false.
        context_settings={"help_option_names": ["-h", "--help"], "default_map": {"help": False}},
    )


app = _typer("Turn the microdata of a household survey into estimates that can be trusted, printed and defended.")
about_codebooks = _typer("What the numbers in a survey file mean.")
about_data = _typer("What a survey file knows.")
charts = _typer("One figure by hand.")
about_outputs = _typer("What finished outputs give away.")
GROUPS = {"codebook": about_codebooks, "data": about_data, "chart": charts, "protect": about_outputs}

for _command in (
    prevalence.prevalence,
    disclosure.disclosure,
    platforms.platforms,
    offenders.offenders,
    breakdown.breakdown,
    estimate.estimate,
    compare.compare,
    crosstab.crosstab,
    model.model,
    flow.flow,
    weight.weight,
    report.report,
    verify.verify,
    rerun.rerun,
    figures.figures,
    figures.card,
):
    app.command(cls=Grouped)(_command)
for _command in (codebook.check, codebook.pins, definitions.definitions):
    about_codebooks.command(cls=Grouped)(_command)
about_codebooks.command(cls=Grouped)(codebook.schema)
about_codebooks.command("report-schema", cls=Grouped)(codebook.report_schema)
about_data.command(cls=Grouped)(data.describe)
about_outputs.command(cls=Grouped)(protect.check)
for _command in (
    chart.prevalence,
    chart.disclosure,
    chart.platforms,
    chart.offenders,
    chart.breakdown,
    chart.estimate,
    chart.compare,
    chart.crosstab,
    chart.figures,
    chart.card,
):
    charts.command(cls=Grouped)(_command)
for _name, _group in GROUPS.items():
    app.add_typer(_group, name=_name)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            console.say(f"tallybook {version('tallybook')}\n")
        except PackageNotFoundError:
            console.say("tallybook, not installed\n")
        raise typer.Exit


@app.callback()
def everywhere(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error; may stand anywhere.")] = False,
) -> None:
    """Options that stand before every command; `main` has taken --debug out already."""


def _prepare(given: Sequence[str]) -> None:
    """Work out the options of the commands that are named; of the others the help shows only what they are for."""
    for part in (app, *GROUPS.values()):
        for info in part.registered_commands:
            if info.callback is not None and (info.name or info.callback.__name__) in given:
                parameters_of(info.callback)


def _start_light() -> None:
    """Nothing is searched for that a start does not need."""
    gc.set_threshold(200_000)  # objects made before those without use are looked for; what is loaded stays to the end
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # made for other programs; nor should they see ours


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments` ask for; return its exit code."""
    console.speak_utf8()
    failures.leave_no_core()
    _start_light()
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    try:
        _prepare(given)
        code = get_command(app).main(
            [word for word in given if word != "--debug"], prog_name="tallybook", standalone_mode=False
        )
    except BaseException as error:
        code = failures.exit_code(error, debug=debug)
    if code == failures.INTERRUPTED:
        console.tell("tallybook: interrupted.")
    failures.let_go()
    return code if isinstance(code, int) else 0
