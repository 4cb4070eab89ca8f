"""A typed function in SymPy, and the derivative that SymPy finds for it.

The engine has value and derivative of a typed function from rules of its own. Here the same text
becomes an expression of SymPy's, which SymPy differentiates: neither knows of the other's result.
Some expressions take SymPy minutes, so it is done in a process of its own, which is ended where it
takes too long (`typed_worker`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from engine.errors import UserError
from engine.expressions.parsing import parse
from engine.expressions.tree import Node
from symbolic.rules.evaluate import evaluate

# What is left of a derivative that SymPy does not find, or that is no real number.
_NO_RESULT = (
    sympy.Derivative,
    sympy.Subs,
    sympy.re,
    sympy.im,
    sympy.arg,
    sympy.I,
    sympy.zoo,
    sympy.nan,
    sympy.oo,
    sympy.Heaviside,
)

# A step has no slope but where it jumps, where it has none either.
_FLAT = sympy.DiracDelta


class NoRuleError(UserError):
    """SymPy finds no derivative of a typed function, or not in time."""


class exceeds(sympy.Function):  # type: ignore[misc]  # noqa: N801
    """1 where x > y, 0 where x < y, and half where they meet: what an x more makes of the larger.

    SymPy's own Max and its Heaviside cannot be made functions of arrays of every shape.
    """

    nargs = 2

    def fdiff(self, _argindex: int = 1) -> sympy.Expr:
        """Return its derivative."""
        return sympy.Integer(0)


class larger(sympy.Function):  # type: ignore[misc]  # noqa: N801
    """The larger of two numbers."""

    nargs = 2

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        """Return its derivative by one of the two."""
        x, y = self.args
        return exceeds(x, y) if argindex == 1 else exceeds(y, x)

    def _eval_is_extended_real(self) -> bool | None:
        return True if all(arg.is_extended_real for arg in self.args) else None


class size(sympy.Function):  # type: ignore[misc]  # noqa: N801
    """The size of a real number.

    SymPy's own Abs has parts of complex numbers for its derivative where it does not know that
    what it is of is real: 1/z has no value at 0.
    """

    def fdiff(self, _argindex: int = 1) -> sympy.Expr:
        """Return its derivative, which is that of Abs for real numbers."""
        return sympy.sign(self.args[0])

    def _eval_is_extended_real(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class TypedRule:
    """A typed function, as SymPy has it.

    Attributes
    ----------
    value, derivative : Expr
        In symbols that are real and named as the variables are.
    """

    value: sympy.Expr
    derivative: sympy.Expr


def derive_typed(formula: str, variables: tuple[str, ...], by: str) -> TypedRule:
    """Return a typed function and its derivative by one variable; it may take minutes.

    Raises
    ------
    NoRuleError
        SymPy finds none.
    """
    return derive_tree(parse(formula, variables), variables, by)


def derive_tree(tree: Node, variables: tuple[str, ...], by: str) -> TypedRule:
    """Return the same of a tree.

    Raises
    ------
    NoRuleError
        SymPy finds none.
    """
    symbols = {name: variable(name) for name in variables}
    value = _Reader(symbols).read(tree)
    derivative = sympy.diff(value, symbols[by]).replace(_FLAT, lambda *_: sympy.Integer(0))
    value, derivative = (each.replace(size, sympy.Abs) for each in (value, derivative))
    if value.has(*_NO_RESULT) or derivative.has(*_NO_RESULT):
        raise NoRuleError(f"SymPy finds no derivative of {tree}.")
    return TypedRule(value, derivative)


def variable(name: str) -> sympy.Symbol:
    """Return the symbol of a variable."""
    return sympy.Symbol(name, real=True)


_OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "neg": lambda x: -x,
    "pow": lambda x, y: x**y,
    "abs": size,
    "max": larger,
    "min": lambda x, y: -larger(-x, -y),
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "<": sympy.Lt,
    "<=": sympy.Le,
    ">": sympy.Gt,
    ">=": sympy.Ge,
    "pi": lambda: sympy.pi,
    "e": lambda: sympy.E,
    **{name: getattr(sympy, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "atan")},
    **{name: getattr(sympy, name) for name in ("tanh", "sinh", "cosh", "sign", "erf")},
}


class _Reader:
    """Makes an expression of a tree."""

    def __init__(self, symbols: Mapping[str, sympy.Symbol]) -> None:
        self._symbols = symbols

    def read(self, node: Node) -> Any:
        if node.kind == "number":
            return sympy.Rational(repr(node.number))
        if node.kind in self._symbols:
            return self._symbols[node.kind]
        args = [self.read(arg) for arg in node.args]
        if node.kind != "piecewise":
            return _OPERATIONS[node.kind](*args)
        pairs = [*zip(args[:-1:2], args[1::2], strict=True), (args[-1], True)]
        return sympy.Piecewise(*pairs)


def applying(expression: sympy.Expr, values: Mapping[sympy.Symbol, float]) -> sympy.Expr:
    """Return an expression with the rows that apply to some numbers in the place of its cases."""
    if not expression.has(sympy.Piecewise, exceeds):
        return expression
    if isinstance(expression, sympy.Piecewise):
        rows = [value for value, condition in expression.args if _holds(condition, values)]
        return applying(rows[0] if rows else expression.args[-1][0], values)
    if isinstance(expression, exceeds):
        return sympy.Rational(evaluate(expression, values))
    return expression.func(*(applying(arg, values) for arg in expression.args))


def _holds(condition: Any, values: Mapping[sympy.Symbol, float]) -> bool:
    return bool(condition == True or evaluate(condition, values))  # noqa: E712 - SymPy's own true
