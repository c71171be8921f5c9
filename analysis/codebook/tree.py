"""Strict YAML to a plain tree in which every key and value knows its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from ..errors import CodebookError
from .faults import Fault, Position, Steps, refuse

MOST_BYTES = 8_000_000
MOST_DEPTH = 16
NUMBER = re.compile(r"-?(?:(?:0|[1-9]\d*(?:_\d+)*)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
INDENTED_BY_TAB = re.compile(r"^ *\t", re.MULTILINE)
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Scalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Tree:
    """A document as dicts, lists and scalars, and where each part of it stands.

    Attributes:
        values: position of the value at each path; of a quoted text, of its first character.
        keys: position of the key at each path.
        faults: what the strict reading refuses; the tree holds the rest.
    """

    data: Any
    values: dict[Steps, Position] = field(default_factory=dict)
    keys: dict[Steps, Position] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def position(self, path: Steps, *, key: bool = False) -> Position:
        """Where `path` stands, or the nearest part of it that stands anywhere."""
        first, second = (self.keys, self.values) if key else (self.values, self.keys)
        for length in range(len(path), -1, -1):
            found = first.get(path[:length]) or second.get(path[:length])
            if found:
                return found
        return Position(1, 1)


def read_tree(path: Path) -> Tree:
    """The tree of a YAML file; what cannot be read at all is a CodebookError with its position."""
    source, raw = str(path), bounded(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = raw.count(b"\n", 0, error.start) + 1, error.start - raw.rfind(b"\n", 0, error.start)
        fault = Fault(Position(line, column), (), "is not UTF-8; save the codebook as UTF-8")
        raise refuse(source, [fault]) from error
    return parse_tree(text, source)


def bounded(path: Path) -> bytes:
    """The bytes of a file that a person wrote; of one that is far too large for that no more than tells so."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CodebookError(f"{path}: cannot be read ({error.strerror}); check the path.") from error
    if len(raw) > MOST_BYTES:
        raise CodebookError(f"{path}: is larger than {MOST_BYTES:,} bytes; a codebook holds no data.")
    return raw


def parse_tree(text: str, source: str) -> Tree:
    """The tree of a YAML text; `source` is its name in messages."""
    tabs = [
        Fault(Position(text.count("\n", 0, tab.start()) + 1, tab.end() - tab.start()), (), "a tab; indent with spaces")
        for tab in INDENTED_BY_TAB.finditer(text)
    ]
    if tabs:
        raise refuse(source, tabs)
    builder = _Builder(source)
    try:
        return builder.document(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        position = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
        raise refuse(source, [*builder.faults, Fault(position, (), _syntax(error))]) from None
    except yaml.YAMLError as error:
        raise refuse(source, [Fault(Position(1, 1), (), f"is not YAML text: {_first_line(error)}")]) from None


def scalar(text: str) -> Scalar:
    """What a word without quotes stands for.

    >>> [scalar(word) for word in ("No", "07", "25_050_000", "-.5", "true", "~")]
    ['No', '07', 25050000, -0.5, True, None]
    """
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if len(text) > 40 or not NUMBER.fullmatch(text):
        return text
    digits = text.replace("_", "")
    return int(digits) if digits.lstrip("-").isdigit() else float(digits)


def _syntax(error: yaml.MarkedYAMLError) -> str:
    problem = (error.problem or "cannot be read").removeprefix("found ")
    hints = {
        "mapping values are not allowed": "put a text that has a colon in it in quotes",
        "did not find expected": "check the indentation, the brackets and the quotes above this line",
        "could not find expected": "a key needs a colon and a space after it",
        "character that cannot start": "put the text in quotes",
        "unexpected end of stream": "a quote or a bracket is not closed",
        "undefined alias": "aliases (*name) are not allowed; put the text in quotes",
    }
    hint = next((hint for start, hint in hints.items() if start in problem), "see the YAML around this place")
    return f"is not valid YAML ({problem}); {hint}"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


class _Builder:
    """Builds the tree from parse events, so that aliases, tags and duplicates are seen and never resolved."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree = Tree(data=None)
        self.faults = self.tree.faults

    def document(self, events: Iterator[Any]) -> Tree:
        """The only document of the stream."""
        data: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fault(event, (), "a second document; a codebook is one document")
            elif isinstance(event, yaml.NodeEvent):
                node = self._node(event, events, ())
                data = node if documents == 1 else data
        if not isinstance(data, dict) and not self.faults:
            self.faults.append(Fault(Position(1, 1), (), "must be a mapping of keys and values"))
        return Tree(data if isinstance(data, dict) else {}, self.tree.values, self.tree.keys, self.faults)

    def _node(self, event: Any, events: Iterator[Any], path: Steps) -> Any:
        self._strict(event, path)
        if len(path) > MOST_DEPTH:
            self._fault(event, path[:MOST_DEPTH], f"nested deeper than {MOST_DEPTH} levels")
            raise refuse(self.source, self.faults)
        self.tree.values.setdefault(path, _position(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        if isinstance(event, yaml.ScalarEvent):
            return scalar(event.value) if event.implicit[0] else event.value
        return None

    def _mapping(self, events: Iterator[Any], path: Steps) -> dict[Any, Any]:
        entries: dict[Any, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, events, path)
            inner = (*path, key)
            known = key in entries
            if known:
                first = self.tree.keys[inner].line
                self._fault(event, inner, f"the key is there twice (first in line {first}); keep one of them")
            self.tree.keys.setdefault(inner, _position(event))
            follower = next(events)
            value = self._node(follower, events, inner)
            if value is not None and not known:
                entries[key] = value
            elif isinstance(follower, yaml.ScalarEvent) and value is None:
                self._fault(event, inner, "is empty; write a value, or leave the key out")
        return entries

    def _key(self, event: Any, events: Iterator[Any], path: Steps) -> str | int | float:
        if not isinstance(event, yaml.ScalarEvent):
            self._fault(event, path, "a key must be one word or number")
            self._node(event, events, (*path, "?"))
            return "?"
        self._strict(event, (*path, event.value))
        key = scalar(event.value) if event.implicit[0] else event.value
        if key is None and not event.value:
            self._fault(event, path, "a key is empty")
        return event.value if key is None or isinstance(key, bool) else key

    def _sequence(self, events: Iterator[Any], path: Steps) -> list[Any]:
        entries: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            inner = (*path, len(entries))
            value = self._node(event, events, inner)
            if value is None and isinstance(event, yaml.ScalarEvent):
                self._fault(event, inner, "is empty; write a value, or leave it out")
            entries.append("" if value is None else value)
        return entries

    def _strict(self, event: Any, path: Steps) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, path, "aliases (*name) are not allowed; write it out, or put the text in quotes")
        elif event.anchor is not None:
            self._fault(event, path, "anchors (&name) are not allowed; write it out, or put the text in quotes")
        if getattr(event, "tag", None) is not None:
            self._fault(event, path, "tags (!name) are not allowed; put the text in quotes")

    def _fault(self, event: Any, path: Steps, problem: str) -> None:
        self.faults.append(Fault(_position(event), path, problem))


def _position(event: Any) -> Position:
    quoted = isinstance(event, yaml.ScalarEvent) and not event.implicit[0] and event.style in ("'", '"')
    return Position(event.start_mark.line + 1, event.start_mark.column + 1 + quoted)
