"""A typed expression as a formula, in the order in which it was typed.

The same expression with names gives the line of symbols, with numbers the line of numbers.
"""

from collections.abc import Callable

from engine.expressions.tree import COMPARISONS, Node
from symbolic.formula.build import closed, product, summed, within
from symbolic.formula.tree import (
    Absolute,
    Apply,
    Binding,
    Call,
    Case,
    Exponential,
    Formula,
    Fraction,
    Group,
    Letters,
    Negative,
    Number,
    Piecewise,
    Power,
    Relation,
    Root,
    Sign,
    Words,
)

_CONSTANTS = {"pi": Sign(r"\pi", "π"), "e": Sign("e", "e")}
_COMPARED = {"<=": Sign(r"\leq", "≤"), ">=": Sign(r"\geq", "≥"), "<": Sign("<", "<")}
_COMPARED[">"] = Sign(">", ">")
_IN_LATEX = frozenset(("log", "tanh", "sin", "cos", "tan", "sinh", "cosh", "min", "max"))


def typed_formula(tree: Node, leaf: Callable[[str], Formula]) -> Formula:
    """Return an expression as a formula; `leaf` says what stands for a variable."""
    if tree.kind == "number":
        return Number(tree.number)
    if tree.kind in _CONSTANTS:
        return _CONSTANTS[tree.kind]
    if not tree.args:
        return leaf(tree.kind)
    parts = [typed_formula(arg, leaf) for arg in tree.args]
    if tree.kind == "pow" and tree.args[0].kind == "e":
        return _raised(tree.args[1], leaf)
    operation = _OPERATIONS.get(tree.kind)
    return _called(tree.kind, parts) if operation is None else operation(*parts)


def _raised(exponent: Node, leaf: Callable[[str], Formula]) -> Formula:
    """Return e to a power; e to a multiple of log 10 is a power of 10."""
    if exponent.kind == "mul" and exponent.args[1].kind == "log":
        base = typed_formula(exponent.args[1].args[0], leaf)
        return Power(within(base, Binding.ATOM), typed_formula(exponent.args[0], leaf))
    return Exponential(typed_formula(exponent, leaf))


def _times(one: Formula, other: Formula) -> Formula:
    if isinstance(one, Negative):
        return Negative(_times(one.operand, other))
    first = one if isinstance(one, Number) else within(one, Binding.PRODUCT)
    return product((first, closed(within(other, Binding.PRODUCT))))


_OPERATIONS: dict[str, Callable[..., Formula]] = {
    "add": lambda one, other: summed((one, other)),
    "sub": lambda one, other: summed((one, Negative(within(other, Binding.PRODUCT)))),
    "mul": _times,
    "div": Fraction,
    "neg": lambda one: Negative(within(one, Binding.PRODUCT)),
    "pow": lambda base, exponent: Power(within(base, Binding.ATOM), exponent),
    "sqrt": Root,
    "abs": Absolute,
    "exp": Exponential,
    "sigmoid": lambda inside: Apply(Letters("σ"), Group(inside)),
}


def _called(name: str, parts: list[Formula]) -> Formula:
    if name in COMPARISONS:
        return Relation((parts[0], parts[1]), (_COMPARED[name],))
    if name == "piecewise":
        always = (parts[-1], Words("otherwise"))
        pairs = [*zip(parts[:-1:2], parts[1::2], strict=True), always]
        return Piecewise(tuple(Case(value, condition) for value, condition in pairs))
    head = Sign(rf"\{name}" if name in _IN_LATEX else rf"\mathrm{{{name}}}\,", name)
    return Call(head, tuple(parts)) if len(parts) > 1 else Apply(head, Group(parts[0]))
