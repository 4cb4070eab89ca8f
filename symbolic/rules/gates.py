"""The gates of a circuit in SymPy, and the local gradients that SymPy finds for them."""

from functools import lru_cache

import sympy

from engine.circuit.gates import Gate
from symbolic.rules.definitions import steps_in_value
from symbolic.rules.typed import derive_tree, exceeds, variable

VALUE = variable("value")
"""What comes out of a gate, where its local gradient has it."""

# Their derivatives are shortest in what they give themselves.
_IN_VALUE = ("exp", "tanh", "sigmoid")


@lru_cache(maxsize=512)
def gate_value(gate: Gate) -> sympy.Expr:
    """Return what a gate computes, of its inputs.

    Raises
    ------
    NoRuleError
        SymPy has no real number for it.
    """
    return derive_tree(gate.definition, gate.inputs, gate.inputs[0]).value


@lru_cache(maxsize=512)
def local_gradient(gate: Gate, place: int) -> sympy.Expr:
    """Return SymPy's derivative of a gate by one of its inputs, in its inputs and in `VALUE`.

    Raises
    ------
    NoRuleError
        SymPy finds none.
    """
    by = gate.inputs[place]
    rule = derive_tree(gate.definition, gate.inputs, by)
    if gate.definition.kind in _IN_VALUE:
        return steps_in_value(rule.value, variable(by), VALUE)[-1]
    return rule.derivative.replace(exceeds, _cases)


def _cases(x: sympy.Expr, y: sympy.Expr) -> sympy.Expr:
    half = sympy.Rational(1, 2)
    return sympy.Piecewise((1, sympy.Gt(x, y)), (0, sympy.Lt(x, y)), (half, sympy.Eq(x, y)))
