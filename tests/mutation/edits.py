"""The ways in which a node is made wrong: another operator, a condition turned round, an argument left out."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from .sites import Site

ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
NAMES = {"add": "maximum", "zeros": "ones", "zeros_like": "ones_like", "isfinite": "isnan", "sum": "max"}
PAIRS = (("maximum", "minimum"), ("max", "min"), ("all", "any"), ("logical_or", "logical_and"), ("ceil", "floor"))
EITHER_WAY = ("max", "min", "maximum", "minimum", "logical_and", "logical_or", "suppress")  # of two, in any order
OPPOSITE = NAMES | dict(PAIRS) | {second: first for first, second in PAIRS}


def edits(site: Site) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in place of a node, and what kind of change it is."""
    node = site.node
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp):
        yield from _operators(node, site)
    elif isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            ops = [*node.ops[:place], COMPARISONS[type(operator)](), *node.ops[place + 1 :]]
            yield "comparison", _changed(node, ops=ops)
    elif isinstance(node, ast.UnaryOp):
        yield "sign, not", node.operand
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
        yield from _opposites(node)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    else:
        yield from _branches(node)


def _operators(node: ast.BinOp | ast.AugAssign | ast.BoolOp, site: Site) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.BoolOp):
        yield "and, or", _changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif type(node.op) in ARITHMETIC and not _of_types(site) and not _of_sequences(node):
        yield "arithmetic", _changed(node, op=ARITHMETIC[type(node.op)]())
    if isinstance(node, ast.AugAssign):
        yield "effect", ast.Pass()


def _constants(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.value, bool):
        yield "constant", ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        yield "constant", ast.Constant(node.value + 1)


def _opposites(node: ast.Attribute | ast.Name) -> Iterator[tuple[str, ast.AST]]:
    name = node.attr if isinstance(node, ast.Attribute) else node.id
    if name in OPPOSITE and not (isinstance(node, ast.Name) and name in NAMES):
        yield "function", _changed(node, **{"attr" if isinstance(node, ast.Attribute) else "id": OPPOSITE[name]})


def _calls(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    """Neighbouring arguments in the other order, and each keyword left out."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    pairs = [] if name in EITHER_WAY else zip(node.args, node.args[1:], strict=False)
    for place, (first, second) in enumerate(pairs):
        if not isinstance(first, ast.Starred) and not isinstance(second, ast.Starred):
            yield "arguments", _changed(node, args=[*node.args[:place], second, first, *node.args[place + 2 :]])
    for place, keyword in enumerate(node.keywords):
        if keyword.arg not in (None, "strict"):
            yield "keyword", _changed(node, keywords=[*node.keywords[:place], *node.keywords[place + 1 :]])


def _branches(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Conditions turned round, results left out, calls for their effect not made."""
    if isinstance(node, ast.If | ast.IfExp):
        yield "condition", _changed(node, test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.comprehension):
        for place, test in enumerate(node.ifs):
            turned = ast.UnaryOp(ast.Not(), test)
            yield "condition", _changed(node, ifs=[*node.ifs[:place], turned, *node.ifs[place + 1 :]])
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield "return", ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "effect", ast.Pass()


def _changed(node: ast.AST, **fields: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _of_sequences(node: ast.BinOp | ast.AugAssign) -> bool:
    """Whether texts or lists are joined, where another operator is no slip anybody makes."""
    texts = ast.List | ast.Tuple | ast.JoinedStr | ast.ListComp
    return any(
        isinstance(part, texts) or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        for part in ((node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,))
    )


def _of_types(site: Site) -> bool:
    """Whether the node is a union of types, as in an alias."""
    return not site.function and isinstance(site.node, ast.BinOp) and isinstance(site.node.op, ast.BitOr)
