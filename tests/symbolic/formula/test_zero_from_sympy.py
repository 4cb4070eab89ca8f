"""Nothing has no sign in a line of numbers."""

import sympy

from symbolic.formula.from_sympy import formula_of
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Number

A, B = sympy.symbols("a b", real=True)


def spelled(expression, **values):
    leaves = {sympy.Symbol(name, real=True): Number(value) for name, value in values.items()}
    return to_text(formula_of(expression, leaves))


def test_zero_is_written_without_a_minus():
    assert spelled(sympy.exp(-A), a=0.0) == "e^0"
    assert spelled(1 / (1 + sympy.exp(-A)), a=0.0) == "1/(1 + e^0)"
    assert spelled(-A * sympy.log(B), a=0.0, b=0.25) == "0 · log 0.25"


def test_other_numbers_keep_theirs():
    assert spelled(sympy.exp(-A), a=0.5) == "e^(−0.5)"
    assert spelled(-A * sympy.log(B), a=0.5, b=0.25) == "−0.5 · log 0.25"
    assert spelled(B - A, a=0.0, b=0.25) == "0.25 − 0"
