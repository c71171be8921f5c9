"""From a strict tree to a model of what may be written, or to one error that names every fault with its place."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .faults import Fault, Steps, refuse, suggestion
from .tree import Tree

M = TypeVar("M", bound=BaseModel)
SENTENCES = {
    "string_type": "must be a text; put it in quotes",
    "string_too_short": "is empty",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "dict_type": "must be a mapping of keys and values",
    "mapping_type": "must be a mapping of keys and values",
    "model_type": "must be a mapping of keys and values",
    "tuple_type": "must be a list, as in [a, b]",
    "union_tag_not_found": "must be a text or a mapping of keys and values",
    "too_short": "is empty; at least one entry is needed",
}


def shaped(
    model: type[M],
    tree: Tree,
    source: str,
    check: Callable[[M], Iterable[Fault]],
    needed: Mapping[str, str] | None = None,
) -> M:
    """The model in a tree; every fault of its text, of its shape and (by `check`) of its sense is named at once.

    `needed` says of a key what to write where it is not there.
    """
    faults = list(tree.faults)
    made, details = _validated(model, tree.data)
    if made is None:
        faults += _shape_faults(model, details, tree, needed or {})
        made, _ = _validated(model, _without(tree.data, details))
    if made is not None:
        faults += check(made)
    if made is None or faults:
        raise refuse(source, faults)
    return made


def _validated(model: type[M], data: Any) -> tuple[M | None, Sequence[ErrorDetails]]:
    try:
        return model.model_validate(data), ()
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _shape_faults(
    model: type[BaseModel], details: Sequence[ErrorDetails], tree: Tree, needed: Mapping[str, str]
) -> list[Fault]:
    """pydantic's findings at their places and in our words; a place found faulty before keeps that fault."""
    told = {fault.path for fault in tree.faults}
    paths = [_path(detail, tree.data) for detail in details]
    faults = []
    for detail, path in zip(details, paths, strict=True):
        faulty_inside = any(other[: len(path)] == path and other != path for other in paths)
        if path in told or (detail["type"] == "too_short" and faulty_inside):  # pydantic counts only faultless entries
            continue
        at_key = detail["type"] in ("extra_forbidden", "missing") or detail["loc"][-1] == "[key]"
        faults.append(Fault(tree.position(path, key=at_key), path, _sentence(model, detail, path, needed)))
    return faults


def _path(detail: ErrorDetails, data: Any) -> Steps:
    """The steps of pydantic's location that are in the file: it adds names of its own for keys and alternatives."""
    path: list[Any] = []
    for step in detail["loc"]:
        inside = _inner(data, step)
        if inside is not None:
            path.append(step)
            data = inside
        elif step is detail["loc"][-1] and detail["type"] == "missing":
            path.append(step)
    return tuple(path)


def _inner(data: Any, step: Any) -> Any:
    if isinstance(data, dict):
        return data.get(step)
    return data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None


def _sentence(model: type[BaseModel], detail: ErrorDetails, path: Steps, needed: Mapping[str, str]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "missing":
        return needed.get(str(path[-1]), "the key is not there; it is needed")
    if kind == "extra_forbidden":
        return "unknown key" + suggestion(str(path[-1]), _known_keys(model, path))
    if kind == "literal_error":
        return (
            "must be " + str(context["expected"]).replace("'", "") + suggestion(str(detail["input"]), _words(context))
        )
    if kind == "value_error":
        return str(context["error"])
    if kind in ("greater_than", "greater_than_equal"):
        least = context.get("gt", context.get("ge"))
        return f"must be {'more than' if kind == 'greater_than' else 'at least'} {least:g}"
    if detail["loc"][-1] == "[key]":
        return "the key must be a text; put it in quotes"
    return SENTENCES.get(kind, "does not belong here")


def _words(context: dict[str, Any]) -> list[str]:
    return str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")


def _known_keys(model: type[BaseModel], path: Steps) -> list[str]:
    """The keys that the section around an unknown key has."""
    from .json_schema import keys_at

    return keys_at(model, path[:-1])


def _without(data: Any, details: Sequence[ErrorDetails]) -> Any:
    """The data less what pydantic refuses, so that the sense of the rest is checked in the same run."""
    rest = copy.deepcopy(data)
    for detail in details:
        path = _path(detail, data)
        stray = detail["type"] == "extra_forbidden"
        cut = path if stray else path[:2]
        parent = rest
        for step in cut[:-1]:
            parent = _inner(parent, step) if parent is not None else None
        if isinstance(parent, dict) and cut:
            parent.pop(cut[-1], None)
        elif isinstance(parent, list) and cut and isinstance(cut[-1], int):
            del parent[cut[-1] :]  # the places of what stands before it stay right
    return rest
