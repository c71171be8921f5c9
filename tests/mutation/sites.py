"""Where a file can be made wrong: the nodes of its syntax tree that are behaviour, each with what stands around it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

UNTOUCHED = (ast.Raise, ast.Import, ast.ImportFrom, ast.JoinedStr, ast.alias, ast.Global, ast.Assert)
NOT_MUTATED = ("decorator_list", "annotation", "returns", "type_params")  # fields of the tree that are no behaviour
LONGEST = 72  # characters of an expression that is shown around a change


@dataclass(frozen=True, slots=True)
class Site:
    """A node, the slot of its parent that holds it, and what stands around it."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    function: str
    statement: ast.stmt
    around: tuple[ast.expr, ...]

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def sites(tree: ast.Module) -> Iterator[Site]:
    for number, statement in enumerate(tree.body):
        yield from _of_statement(statement, tree, "body", number, "", "")


def _of_statement(
    statement: ast.stmt, parent: ast.AST, field: str, index: int, within: str, function: str
) -> Iterator[Site]:
    """Sites of a statement and of those inside; `within` is its qualified name, `function` the outermost around it."""
    if isinstance(statement, UNTOUCHED) or _for_types_only(statement) or _docstring(statement):
        return
    yield Site(statement, parent, field, index, function, statement, ())
    named = isinstance(statement, ast.FunctionDef | ast.ClassDef)
    inner = f"{within}.{statement.name}".lstrip(".") if named else within  # type: ignore[attr-defined]
    body = inner if isinstance(statement, ast.FunctionDef) and not function else function
    for name, value in ast.iter_fields(statement):
        if name in NOT_MUTATED:
            continue
        for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.stmt):
                assert place is not None
                yield from _of_statement(child, statement, name, place, inner, body)
            elif isinstance(child, ast.AST):
                yield from _of_expression(child, statement, name, place, function, statement, ())


def _of_expression(
    node: ast.AST,
    parent: ast.AST,
    field: str,
    index: int | None,
    function: str,
    statement: ast.stmt,
    around: tuple[ast.expr, ...],
) -> Iterator[Site]:
    if isinstance(node, UNTOUCHED) or (isinstance(node, ast.keyword) and node.arg == "strict"):
        return  # `strict=` of a zip only guards
    if isinstance(node, ast.expr) and len(ast.unparse(node)) <= LONGEST:
        around = (*around, node)
    yield Site(node, parent, field, index, function, statement, around)
    for name, value in ast.iter_fields(node):
        if name in NOT_MUTATED:
            continue
        for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST):
                yield from _of_expression(child, node, name, place, function, statement, around)


def _docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _for_types_only(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test)
