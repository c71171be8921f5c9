"""What a figure estimates, as it is written in a report file: the options of a command, under the command's name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BeforeValidator, Field, create_model

from ..codebook.fields import OneOrMany, Section, Word, one_or_many
from ..request import (
    BreakdownRequest,
    CardRequest,
    DefinitionsRequest,
    EstimateRequest,
    FiguresRequest,
    FlowRequest,
    PrevalenceRequest,
    Request,
    filled,
)
from ..request_analysis import CompareRequest, CrosstabRequest, ModelRequest

KINDS: Mapping[str, type[Request]] = {
    "prevalence": PrevalenceRequest,
    "breakdown": BreakdownRequest,
    "estimate": EstimateRequest,
    "compare": CompareRequest,
    "crosstab": CrosstabRequest,
    "model": ModelRequest,
    "flow": FlowRequest,
    "definitions": DefinitionsRequest,
    "figures": FiguresRequest,
    "card": CardRequest,
}
OF_THE_REPORT = frozenset({"data", "lang"})  # one file and one language a report


def _options(request: type[Any]) -> Iterator[tuple[str, Any]]:
    """Each option of a request with what pydantic needs to check it; its help says what it is."""
    hints = get_type_hints(request, include_extras=True)
    for one in fields(request):
        hint = hints[one.name]
        if is_dataclass(hint):
            yield from _options(hint)  # type: ignore[arg-type]  # a class
        elif get_origin(hint) is Annotated and one.name not in OF_THE_REPORT:
            kind, text = get_args(hint)
            yield one.name, (_written(kind) | None, Field(default=None, description=text.partition("  [default:")[0]))


def _written(kind: Any) -> Any:
    """The type of an option as a report writes it: one word where a command takes several too, and paths as words."""
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (part for part in get_args(kind) if part is not NoneType)
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        several: Any = tuple.__class_getitem__((inner, ...))
        return OneOrMany if inner is str else Annotated[several, BeforeValidator(one_or_many)]
    return Word if kind is Path or kind is str else kind


def _keys(name: str, request: type[Request]) -> type[Section]:
    doc = (request.__doc__ or name).partition("\n")[0]
    return create_model(f"{name.title()}Options", __base__=Section, __doc__=doc, **dict(_options(request)))


OPTIONS: Mapping[str, type[Section]] = {name: _keys(name, request) for name, request in KINDS.items()}
if TYPE_CHECKING:
    Estimate = Section
else:  # built from the requests, so that no option is declared twice
    Estimate = create_model(
        "Estimate",
        __base__=Section,
        __doc__="What is estimated: the options of one command, under its name.",
        **{
            name: (options | None, Field(default=None, description=(KINDS[name].__doc__ or "").partition("\n")[0]))
            for name, options in OPTIONS.items()
        },
    )


def kind_of(estimate: Section) -> str:
    """The command whose options are written."""
    return next(iter(estimate.model_fields_set))


def request_of(estimate: Section, folder: Path, settled: Mapping[str, Any]) -> Request:
    """The request that a command would have filled; paths start at the folder of the report.

    `settled` is what the report says for all of its figures: codebook, data, language.
    """
    kind = kind_of(estimate)
    options = getattr(estimate, kind)
    written = {name: _value(kind, name, getattr(options, name), folder) for name in options.model_fields_set}
    return filled(KINDS[kind], {**settled, **written})


def _value(kind: str, name: str, value: Any, folder: Path) -> Any:
    return folder / value if name in PATHS[kind] else value


def _paths(request: type[Any]) -> Iterator[str]:
    for one, hint in get_type_hints(request).items():
        if is_dataclass(hint):
            yield from _paths(hint)  # type: ignore[arg-type]  # a class
        elif Path in get_args(hint):
            yield one


PATHS = {name: frozenset(_paths(request)) for name, request in KINDS.items()}
