"""What a request means once `--like` is known: a switch that was typed, else that of the system, else our own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..codebook.answers import Note
from ..codebook.model_design import Design
from ..design import Sample
from ..errors import UsageError
from ..estimation.base import Settings
from ..request import EstimateRequest, SurveyRequest
from ..request_analysis import CompareRequest, ModelRequest
from ..systems import NONE, SYSTEMS, System
from .sampling import part_of

Value = str | int  # of a switch; a flag is one

OF_QUANTILES = ("quantile_rule", "quantile_interval")
RULES_OF_DF = ("domain", "design", "replicates")
WITHOUT_OPTION = ("count", "mean", "less")
OF_ONE_SYSTEM = ("rules", "less")  # which others do not have, so that nothing is left
MOST_DECIMALS = 8  # a percentage has no more trusted digits


def system_of(request: SurveyRequest) -> System:
    """The system to be like; one that sets nothing where none is named."""
    return SYSTEMS[request.precision.like] if request.precision.like else NONE


def df_of(request: SurveyRequest) -> str:
    """The rule of degrees of freedom, or their number; systems differ in those of models, which are our own."""
    if isinstance(request, ModelRequest):
        return request.precision.df or "domain"
    return request.precision.df or system_of(request).df or "domain"


def settings(request: SurveyRequest) -> Settings:
    """The precision asked for, with its numbers checked."""
    precision, system, df = request.precision, system_of(request), df_of(request)
    if not 0 <= request.shown.decimals <= MOST_DECIMALS:
        raise UsageError(f"--decimals {request.shown.decimals} is not from 0 to {MOST_DECIMALS}")
    if df not in RULES_OF_DF:
        try:
            usable = 0 < float(df) < float("inf")
        except ValueError:
            usable = False
        if not usable:
            raise UsageError(f"--df {df} is not domain, design, replicates or a number above zero")
    if not 0 < precision.level < 1:
        raise UsageError("--level must lie between 0 and 1, as in --level 0.95")
    return Settings(
        precision.ci or system.ci,
        precision.level,
        df,
        precision.deff or system.deff or "wr",
        count="log-t" if precision.ci else system.count or "log-t",
        mean=system.mean or "t",
        less=0 if precision.df else system.less or 0,
    )


@dataclass(frozen=True, slots=True)
class Likeness:
    """What became of the switches of a system in one table, by the name of the switch.

    Attributes:
        made: what the system sets.
        typed: what the system would set otherwise: what was typed, or what the codebook says of the sample.
        left: what the table depends on and the system leaves alone, so that it is ours.
    """

    made: dict[str, Value]
    typed: dict[str, Value]
    left: tuple[str, ...]


def likeness(request: SurveyRequest, sample: Sample, declared: Design | None = None) -> Likeness:
    """What the system named sets of a request, where `declared` is the design of the codebook."""
    system, said = system_of(request), _said(request, declared)
    made, typed, left = dict[str, Value](), dict[str, Value](), list[str]()
    for name in _used(request, sample):
        theirs = getattr(system, name)
        of_models = name == "df" and isinstance(request, ModelRequest)  # which are R's whatever the system
        if said.get(name) not in (None, theirs):
            typed |= {} if theirs is None else {name: said[name]}
        elif theirs is None or (of_models and theirs != "domain"):
            left += [] if name in OF_ONE_SYSTEM else [name]
        else:
            made[name] = theirs
    return Likeness(made, typed, tuple(left))


def _said(request: SurveyRequest, declared: Design | None) -> dict[str, Any]:
    """What was typed, by the name of the switch; of the sample also what the codebook says."""
    given = None if request.replication.replicates else part_of(declared, "replicates")
    said: dict[str, Any] = {
        "ci": request.precision.ci,
        "df": request.precision.df,
        "deff": request.precision.deff,
        "rules": request.shown.rules,
        "lonely": request.design.lonely or part_of(declared, "lonely"),
        "mse": request.replication.mse if given is None or request.replication.mse is not None else given.mse,
        "count": request.precision.ci,
        "less": request.precision.df,
    }
    if isinstance(request, EstimateRequest):
        said |= {name: getattr(request.distribution, name) for name in OF_QUANTILES}
    return said


def _used(request: SurveyRequest, sample: Sample) -> Iterator[str]:
    """The switches that something in the table of a request depends on."""
    asked, fitted, replicates = _statistics(request), isinstance(request, ModelRequest), sample.replicates
    in_order = bool(asked & {"median", "quantile"})
    count_typed = "total" in asked and request.precision.ci not in (None, system_of(request).count)
    has_units = replicates is None or replicates.made
    used = {
        "ci": not fitted and (bool(asked & {"proportion", "histogram", "distribution"}) or count_typed),
        "df": True,
        "deff": not fitted,
        "quantile_rule": in_order,
        "quantile_interval": in_order,
        "rules": True,
        "lonely": has_units and any(stage.lonely.any() for stage in sample.units.stages),
        "mse": replicates is not None,
        "count": "total" in asked,
        "mean": bool(asked & {"mean", "ratio", "total", "variance"}),
        "less": isinstance(request, CompareRequest),
    }
    yield from (name for name, some in used.items() if some)


def _statistics(request: SurveyRequest) -> set[str]:
    """What is estimated, by its name."""
    if isinstance(request, EstimateRequest):
        return set(request.statistic)
    if isinstance(request, CompareRequest) and request.variable:
        return {"mean", "proportion"} if request.indicator else {"mean"}
    return {"proportion"}


def told(request: SurveyRequest, sample: Sample, declared: Design | None) -> list[Note]:
    """What `--like` has set and what it has not, as notes of the table."""
    if not request.precision.like:
        return []
    found, name = likeness(request, sample, declared), system_of(request).name
    notes = []
    for kind, options in (
        ("like", _options(found.made)),
        ("like_typed", _options(found.typed)),
        ("like_left", [f"--{_dashed(one)}" for one in found.left if one not in WITHOUT_OPTION]),
    ):
        if options:
            notes.append(Note.of(kind, system=name, options=", ".join(options)))
    if not found.made:
        notes.insert(0, Note.of("like_nothing", system=name))
    sentences = [f"like_{one}_{value}" for one, value in found.made.items() if one in WITHOUT_OPTION]
    sentences += [f"like_{one}_left" for one in found.left if one in WITHOUT_OPTION]
    return [*notes, *(Note.of(sentence, system=name) for sentence in sentences)]


def _options(switches: dict[str, Value]) -> list[str]:
    """As they are typed: `--ci logit`, `--no-mse`."""
    flags = {True: "--{}", False: "--no-{}"}
    return [
        flags[value].format(_dashed(name)) if isinstance(value, bool) else f"--{_dashed(name)} {value}"
        for name, value in switches.items()
        if name not in WITHOUT_OPTION
    ]


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def provenance(request: SurveyRequest, sample: Sample, declared: Design | None) -> dict[str, Any]:
    """The same for programs; empty where no system was named."""
    if not request.precision.like:
        return {}
    found = likeness(request, sample, declared)
    return {
        "like": {"system": request.precision.like, "set": found.made, "typed": found.typed, "left": list(found.left)}
    }
