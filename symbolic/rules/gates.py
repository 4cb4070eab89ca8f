"""The gates of a circuit in SymPy, and the local gradients that SymPy finds for them."""

from functools import lru_cache

import sympy

from engine.circuit.gates import Gate
from symbolic.rules.definitions import steps_in_value
from symbolic.rules.typed import TypedRule, derive_tree, exceeds, variable

VALUE = variable("value")
"""What comes out of a gate, where its local gradient has it."""

# Their derivatives are shortest in what they give themselves.
_IN_VALUE = ("exp", "tanh", "sigmoid")


@lru_cache(maxsize=512)
def gate_rule(gate: Gate, place: int) -> TypedRule:
    """Return what a gate computes, and SymPy's derivative of it by one of its inputs.

    Raises
    ------
    NoRuleError
        SymPy finds none.
    """
    return derive_tree(gate.definition, gate.inputs, gate.inputs[place])


@lru_cache(maxsize=512)
def local_gradient(gate: Gate, place: int, rule: TypedRule) -> sympy.Expr:
    """Return SymPy's derivative as it is shown: in the gate's inputs and in `VALUE`."""
    if gate.definition.kind in _IN_VALUE:
        return steps_in_value(rule.value, variable(gate.inputs[place]), VALUE)[-1]
    return rule.derivative.replace(exceeds, _cases)


def _cases(x: sympy.Expr, y: sympy.Expr) -> sympy.Expr:
    half = sympy.Rational(1, 2)
    return sympy.Piecewise((1, sympy.Gt(x, y)), (0, sympy.Lt(x, y)), (half, sympy.Eq(x, y)))
