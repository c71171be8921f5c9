"""Every way in which a file is made wrong, one small change at a time, as edits of its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from .edits import edits
from .sites import LONGEST, sites

BESIDE = 30  # of a longer one, characters on either side of the change


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    Attributes:
        file: from the root of the checkout.
        kind: what was changed.
        function: qualified name of the outermost function around it; empty where it stands in none, or in a signature.
        before, after: the expression around the change, in the spelling of `ast.unparse`.
        lines: first and last line of the statement, or of a compound statement's head.
        uses: of a change outside functions, the names that the statement binds, with a bar between them.
        site, variant: which node, in the order of `sites`, and which of its edits.
    """

    file: str
    kind: str
    function: str
    before: str
    after: str
    lines: tuple[int, int]
    uses: str
    site: int
    variant: int

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells it from others, whatever lines are added or moved."""
        return self.file, self.function, self.before, self.after

    def __str__(self) -> str:
        where = f"{self.file}:{self.lines[0]}" + (f" ({self.function})" if self.function else "")
        return f"{where}: {self.before}  ->  {self.after}"


def mutants(root: Path, file: str) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its text."""
    tree = ast.parse((root / file).read_text(encoding="utf-8"))
    for number, site in enumerate(sites(tree)):
        shown = site.around[0] if site.around else site.node
        for variant, (kind, edited) in enumerate(edits(site)):
            before = _text(shown)
            site.put(edited)
            after = _text(edited if shown is site.node else shown)
            site.put(site.node)
            if after == before:  # as where two arguments that are alike change places
                continue
            before, after = _shortened(before, after)
            lines, uses = _lines(site.statement), "" if site.function else _bound(site.statement)
            yield Mutant(file, kind, site.function, before, after, lines, uses, number, variant)


def mutated(root: Path, mutant: Mutant) -> ast.Module:
    """The tree of the mutant's file with the change made."""
    tree = ast.parse((root / mutant.file).read_text(encoding="utf-8"))
    site = list(sites(tree))[mutant.site]
    site.put(list(edits(site))[mutant.variant][1])
    return ast.fix_missing_locations(tree)


def _text(node: ast.AST) -> str:
    """A node in one line; of a statement that holds others its head."""
    return f"if {ast.unparse(node.test)}" if isinstance(node, ast.If) else " ".join(ast.unparse(node).split())


def _shortened(before: str, after: str) -> tuple[str, str]:
    """Of two long texts what differs, and a little on both sides."""
    if len(before) <= LONGEST:
        return before, after
    same = _alike(before, after)
    tail = min(_alike(before[::-1], after[::-1]), min(len(before), len(after)) - same)
    first, last = max(0, same - BESIDE), max(0, tail - BESIDE)
    start, end = "..." if first else "", "..." if last else ""
    return (
        start + before[first : len(before) - last] + end,
        start + after[first : len(after) - last] + end,
    )


def _alike(first: str, second: str) -> int:
    """How many characters two texts have alike from the start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _lines(statement: ast.stmt) -> tuple[int, int]:
    """Lines of a statement; of one that holds others those before the first of them."""
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if body else statement.end_lineno or statement.lineno
    return statement.lineno, max(statement.lineno, last)


def _bound(statement: ast.stmt) -> str:
    """Names that a statement outside functions binds, with a bar between them."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", statement)
    if isinstance(target, ast.Tuple):
        return "|".join(name.id for name in target.elts if isinstance(name, ast.Name))
    return target.id if isinstance(target, ast.Name) else getattr(target, "name", "")
