"""The functions that a closed form is written in, and what they mean."""

from collections.abc import Iterable

from engine.network.scenario import Scenario
from symbolic.formula.build import equation, product
from symbolic.formula.numbers import format_number
from symbolic.formula.tree import (
    Apply,
    BigSum,
    Call,
    Case,
    Exponential,
    Formula,
    Fraction,
    Group,
    Letters,
    Negative,
    Number,
    Relation,
    Sign,
    Stated,
    Sum,
    Symbol,
    Words,
)
from symbolic.notation.names import in_text, index_formula

_X = Letters("x")
_ZERO, _ONE = Number(0, 0), Number(1, 0)
_ABOVE_ZERO = Relation((_X, _ZERO), (Sign(">", ">"),))

SIGMOID, TANH, SOFTPLUS = Sign(r"\sigma", "σ"), Sign(r"\tanh", "tanh"), Words("softplus")
SIGN, ABOVE, MAXIMUM = Words("sign"), Words("step"), Sign(r"\max", "max")
HEADS: dict[str, Formula] = {
    "sigmoid": SIGMOID,
    "tanh": TANH,
    "softplus": SOFTPLUS,
    "step": Letters("H"),
}


def _meaning(head: Formula, value: Formula) -> Formula:
    return equation(Call(head, (_X,)), value)


def _where_above(head: Formula, value: Formula, otherwise: Formula) -> Formula:
    """Say what a function is for x > 0, and else."""
    return _meaning(head, Stated((Case(value, _ABOVE_ZERO),), otherwise))


_WHERE = {
    "sigmoid": _meaning(SIGMOID, Fraction(_ONE, Sum((_ONE, Exponential(Negative(_X)))))),
    "relu": _where_above(ABOVE, _ONE, _ZERO),
    "step": _meaning(
        HEADS["step"],
        Stated((Case(_ONE, Relation((_X, _ZERO), (Sign(r"\geq", "≥"),))),), _ZERO),
    ),
    "softplus": _meaning(
        SOFTPLUS, Apply(Sign(r"\log", "log"), Group(Sum((_ONE, Exponential(_X)))))
    ),
    "softmax": equation(
        Call(Symbol("softmax_j", Words("softmax"), Letters("j")), (Letters("z"),)),
        Fraction(
            Exponential(Symbol("z_j", Letters("z"), Letters("j"))),
            BigSum(Exponential(Symbol("z_k", Letters("z"), Letters("k"))), "k"),
        ),
    ),
}
_SIGN = _meaning(
    SIGN,
    Stated(
        (
            Case(_ONE, _ABOVE_ZERO),
            Case(Number(-1, 0), Relation((_X, _ZERO), (Sign("<", "<"),))),
        ),
        _ZERO,
    ),
)


def leaky(leak: float) -> Symbol:
    """Return the name of leaky ReLU with its ε, which layers may have different ones of."""
    return Symbol(f"leaky_{format_number(leak)}", Words("leaky"), Number(leak))


def slope_name(head: Symbol) -> Symbol:
    """Return the name of a function's slope."""
    return head.altered(text=f"{head.text}′", above=Sign(r"\prime", "′"))


def _leaky_meaning(leak: float) -> tuple[Formula, Formula]:
    """Say what leaky ReLU of an ε is, and its slope."""
    head, below = leaky(leak), Number(leak)
    return (
        _where_above(head, _X, product((below, _X))),
        _where_above(slope_name(head), _ONE, below),
    )


def softmax_name(unit: str) -> Symbol:
    """Return the name of one unit's softmax."""
    return Symbol(f"softmax_{in_text(unit)}", Words("softmax"), index_formula(unit))


def meanings(kinds: Iterable[str]) -> tuple[Formula, ...]:
    """Return what the names of some activations mean, where they are no usual functions."""
    return tuple(_WHERE[kind] for kind in kinds if kind in HEADS and kind in _WHERE)


def where(scenario: Scenario) -> tuple[Formula, ...]:
    """Return what the functions in a network's closed forms mean."""
    kinds = dict.fromkeys(layer.activation for layer in scenario.layers)
    meanings = [_WHERE[kind] for kind in kinds if kind in _WHERE]
    leaks = [layer.numbers["leak"] for layer in scenario.layers if layer.activation == "leaky-relu"]
    for leak in dict.fromkeys(leaks):
        meanings += _leaky_meaning(leak)
    if scenario.loss == "mean-absolute-error" or scenario.l1:
        meanings.append(_SIGN)
    return tuple(meanings)
