"""The distributions that tallybook needs, as they are installed here: who needs whom, why, and under which licence."""

from __future__ import annotations

import tomllib
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
Scope = Literal["required", "optional", "excluded"]
SCOPES: tuple[Scope, ...] = ("required", "optional", "excluded")  # as CycloneDX has them; excluded: for tests only
TESTS = "test"  # the extra of pyproject.toml that a user does not install
# What a distribution calls its licence, by its SPDX identifier.
WRITTEN: Mapping[str, str] = {
    "2-clause BSD": "BSD-2-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "ISC license": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
SPDX = {*WRITTEN.values()}


@dataclass(frozen=True, slots=True)
class Component:
    """A distribution that is installed.

    Attributes:
        name: in the canonical form of package indexes.
        scope: required to run, optional (an extra), or excluded: for tests only.
        licences: SPDX expressions or identifiers, or the name that its metadata give; more than one where it offers a
            choice, empty where it says nothing.
        needs: names of the components that it needs itself.
    """

    name: str
    version: str
    scope: Scope
    licences: tuple[str, ...]
    needs: tuple[str, ...] = ()


def project() -> dict[str, Any]:
    """The table `project` of pyproject.toml."""
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def asked(about: Mapping[str, Any]) -> Iterator[tuple[Scope, Requirement]]:
    """What the project asks for, each with its scope."""
    for line in about["dependencies"]:
        yield "required", Requirement(line)
    for extra, lines in about["optional-dependencies"].items():
        for line in lines:
            yield ("excluded" if extra == TESTS else "optional"), Requirement(line)


def components() -> tuple[Component, ...]:
    """Whatever the project needs with all its extras, by name; an error where one of them is not installed."""
    about, found = project(), dict[str, Component]()
    waiting = deque(sorted(asked(about), key=lambda one: SCOPES.index(one[0])))
    looked_at: set[tuple[str, str]] = set()
    while waiting:
        scope, requirement = waiting.popleft()
        name, key = canonicalize_name(requirement.name), (str(requirement), scope)
        if name == about["name"] or key in looked_at:
            continue
        looked_at.add(key)
        distribution = metadata.distribution(requirement.name)
        needs = tuple(_needed(distribution, requirement.extras))
        before = found.get(name)
        first = before or Component(name, distribution.version, scope, licences(distribution.metadata))
        named = {*first.needs, *(canonicalize_name(need.name) for need in needs)}
        found[name] = replace(first, scope=min(first.scope, scope, key=SCOPES.index), needs=tuple(sorted(named)))
        waiting.extend((scope, need) for need in needs)
    return tuple(found[name] for name in sorted(found))


def _needed(distribution: metadata.Distribution, extras: set[str]) -> Iterator[Requirement]:
    for line in distribution.requires or ():
        need = Requirement(line)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield need


def licences(about: metadata.PackageMetadata) -> tuple[str, ...]:
    """The SPDX expression; else what the first line of the licence is known as; else the classifiers."""
    if expression := about.get("License-Expression"):
        return (expression,)
    first = (about.get("License") or "").strip().split("\n")[0].partition("  ")[0].rstrip(" -")
    if first in SPDX or first in WRITTEN:
        return (WRITTEN.get(first, first),)
    classifiers = [
        line.split(" :: ")[-1] for line in about.get_all("Classifier") or () if line.startswith("License ::")
    ]
    return tuple(WRITTEN.get(name, name) for name in classifiers if name != "OSI Approved")
