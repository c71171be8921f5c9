"""Turns a request of analysis.request into the parameters of a command, so that no command repeats a list of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import typer

from analysis.errors import UsageError, did_you_mean
from analysis.groups import Auditing, Output, Pictures
from analysis.request import SurveyRequest, filled

from . import console

if TYPE_CHECKING:
    from analysis.presentation.document import Exhibit
    from analysis.presentation.table import Table

R = TypeVar("R")
Command = Callable[..., None]

SHORT = {"output": "-o"}
# 'a,b' is two: a name holds no comma, an expression may
LISTS_OF_NAMES = frozenset(
    {"by", "indicator", "set", "step", "measure", "format", "country", "topic", "figure", "classes", "replicates"}
)
KINDS: Mapping[type, str] = {str: "TEXT", Path: "FILE", int: "WHOLE", float: "NUMBER"}
OWN_PANEL = "What is asked"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One option or argument of a command.

    Attributes:
        panel: the heading it stands under in the help: what its group of options is for.
        kind: the type of one value.
        choices: the values allowed; empty where any is.
        many: it may be repeated.
    """

    name: str
    help: str
    panel: str
    kind: type
    choices: tuple[str, ...] = ()
    many: bool = False
    default: Any = None
    required: bool = False
    argument: bool = False

    @property
    def flags(self) -> str:
        """The option as typed: `--by`, `--nest/--no-nest`."""
        dashed = self.name.replace("_", "-")
        return f"--{dashed}/--no-{dashed}" if self.kind is bool and self.default is None else f"--{dashed}"

    @property
    def described(self) -> str:
        """The help with the choices in it, its default last."""
        text, mark, default = self.help.partition("  [default:")
        choices = f" One of: {', '.join(self.choices)}." if self.choices else ""
        return f"{text}{choices}{mark}{default}"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a request becomes a command: which fields have no dashes, must be given, or are settled by the command."""

    arguments: tuple[str, ...] = ("data",)
    required: frozenset[str] = frozenset()
    settled: Mapping[str, Any] = field(default_factory=dict)


def command(
    request: type[R],
    *groups: type,
    arguments: tuple[str, ...] = ("data",),
    required: tuple[str, ...] = (),
    output: type[Output | Pictures] | None = Output,
    **settled: Any,
) -> Callable[[Callable[..., Table | Exhibit]], Command]:
    """A command whose parameters are the fields of `request`, of further `groups` and of its output.

    The output is checked before the work begins. Findings give exit code 1; only checks have them. A command without
    an output of its own (None) writes files itself, and its table is printed.
    """
    plan = Plan(arguments, frozenset(required), settled)
    outputs = (output,) if output else ()
    audited = (Auditing,) if output and issubclass(request, SurveyRequest) else ()

    @cache  # worked out for the command that is called: together they would take as long as the rest of the start
    def parameters() -> tuple[Parameter, ...]:
        found = list(_parameters(request, plan))
        for group in (*groups, *outputs, *audited):
            found += _parameters(group, plan, panel=_heading(group))
        return tuple(sorted(found, key=lambda p: arguments.index(p.name) if p.argument else len(arguments)))

    def decorate(use_case: Callable[..., Table | Exhibit]) -> Command:
        def run(**given: Any) -> None:
            values = {p.name: _value(p, given[p.name]) for p in parameters()} | settled
            goes = filled(output, values) if output else Output()
            places, audit = console.check(goes), values.get("audit") if audited else None
            record = console.check_audit(audit, places, goes)
            asked = filled(request, values)
            if "data" in values:
                _expect(values["data"])
            shown = use_case(asked, *(filled(group, values) for group in groups))
            console.show(shown, goes, places, record)
            if getattr(shown, "findings", 0):
                raise typer.Exit(1)

        for name in ("__name__", "__qualname__", "__module__", "__doc__"):
            setattr(run, name, getattr(use_case, name))
        run.__annotations__ = {}
        run.__signature__ = inspect.Signature()  # type: ignore[attr-defined]  # what inspect looks for; see parameters_of
        run.parameters = parameters  # type: ignore[attr-defined]  # for parameters_of
        return run

    return decorate


def _expect(data: Path | None) -> None:
    """Have the process ready that will parse the file, unless the file is of another kind; a codebook names any."""
    from analysis import isolation

    library = isolation.STATISTICAL if data is None else isolation.LIBRARIES.get(data.suffix.lower())
    if library:
        from analysis.isolation import process

        process.start(library)


def parameters_of(command: Command) -> tuple[Parameter, ...]:
    """The parameters of `command`, from now on in the signature that typer reads."""
    if not hasattr(command, "parameters"):
        return ()
    found: tuple[Parameter, ...] = command.parameters()
    by_name = inspect.Parameter.KEYWORD_ONLY
    signature = [inspect.Parameter(p.name, by_name, annotation=_annotation(p), default=_default(p)) for p in found]
    command.__annotations__ = {p.name: p.annotation for p in signature}
    command.__signature__ = inspect.Signature(signature)  # type: ignore[attr-defined]  # what inspect looks for
    return found


def _parameters(declared: type, plan: Plan, *, panel: str = OWN_PANEL) -> Iterator[Parameter]:
    hints = get_type_hints(declared, include_extras=True)
    for one in sorted(fields(declared), key=lambda one: is_dataclass(hints[one.name])):  # its own, and then its groups
        hint = hints[one.name]
        if is_dataclass(hint):
            yield from _parameters(hint, plan, panel=_heading(hint))  # type: ignore[arg-type]  # a class
        elif get_origin(hint) is Annotated and one.name not in plan.settled:  # a field without help is no option
            kind, text = get_args(hint)
            single, choices, many = _one_value(kind)
            yield Parameter(
                one.name,
                text,
                panel,
                single,
                choices,
                many,
                default=None if one.default is MISSING else one.default,
                required=one.default is MISSING or one.name in plan.required,
                argument=one.name in plan.arguments,
            )


def _heading(group: type) -> str:
    """The first clause of what a group says of itself: 'How the sample was drawn'."""
    return (group.__doc__ or group.__name__).partition("\n")[0].partition(";")[0].rstrip(".")


def _one_value(hint: Any) -> tuple[type, tuple[str, ...], bool]:
    """Type of a single value, its choices, and whether there may be several."""
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    if get_origin(hint) is tuple:
        kind, choices, _ = _one_value(get_args(hint)[0])
        return kind, choices, True
    return (str, get_args(hint), False) if get_origin(hint) is Literal else (hint, (), False)


def _annotation(parameter: Parameter) -> Any:
    kind: Any = str if _is_list_of_numbers(parameter) else parameter.kind
    if parameter.choices and not (parameter.many and parameter.name in LISTS_OF_NAMES):
        # An Enum, because typer takes no list of a Literal.
        kind = _enum(parameter.name, parameter.choices)
    if parameter.many:
        kind = list[kind]
    if not parameter.required:
        kind = kind | None
    info: dict[str, Any] = {"help": parameter.described, "rich_help_panel": parameter.panel}
    if parameter.argument:
        return Annotated[kind, typer.Argument(metavar=parameter.name.upper(), **info)]
    metavar = "NAME" if parameter.choices else KINDS.get(parameter.kind)
    names = (parameter.flags, *([SHORT[parameter.name]] if parameter.name in SHORT else []))
    return Annotated[kind, typer.Option(*names, metavar=metavar, **info)]


def _enum(name: str, choices: tuple[str, ...]) -> Any:
    make: Any = Enum  # mypy wants the name of an Enum as a literal
    return make(name, {choice: choice for choice in choices})


def _default(parameter: Parameter) -> Any:
    if parameter.required:
        return inspect.Parameter.empty
    if parameter.many:
        return list(parameter.default) or None
    return parameter.default


def _value(parameter: Parameter, given: Any) -> Any:
    """What was typed as the request wants it: tuples for lists, words for choices."""
    if not parameter.many:
        return given.value if isinstance(given, Enum) else given
    values = [one.value if isinstance(one, Enum) else one for one in given or ()] or list(parameter.default or ())
    if _is_list_of_numbers(parameter):
        return tuple(_number(parameter, one) for several in values for one in str(several).split(","))
    if parameter.name not in LISTS_OF_NAMES:
        return tuple(values)
    names = tuple(name.strip() for one in values for name in one.split(","))
    if not all(names):
        raise UsageError(f"{parameter.flags} has an empty name between its commas; write {parameter.flags} a,b.")
    if parameter.choices and (unknown := [name for name in names if name not in parameter.choices]):
        hint = did_you_mean(unknown[0], parameter.choices) or f" One of: {', '.join(parameter.choices)}."
        raise UsageError(f"{parameter.flags} does not know {unknown[0]!r}.{hint}")
    return names


def _is_list_of_numbers(parameter: Parameter) -> bool:
    """Whether numbers are listed, as in `--breaks 10,20`: a comma cannot stand in a number."""
    return parameter.many and parameter.kind is float


def _number(parameter: Parameter, typed: str) -> float:
    try:
        return float(typed)
    except ValueError:
        raise UsageError(f"{parameter.flags} needs numbers separated by commas, and {typed!r} is none.") from None
