"""A SymPy expression in LaTeX and in plain text."""

import pytest
import sympy

from engine.network.quantities import Quantity
from symbolic.formula.build import numbers_product, summed
from symbolic.formula.from_sympy import formula_of
from symbolic.formula.latex import to_latex
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Number
from symbolic.notation.table import CHAINRULE
from symbolic.rules.definitions import LOSS_TERMS, PHI, A, T, Z

DECIMAL = sympy.Rational(851, 500)
NAMES = {
    A: CHAINRULE.of_unit(Quantity.ACTIVATION, "o1"),
    T: CHAINRULE.of_unit(Quantity.TARGET, "o1"),
    Z: CHAINRULE.of_unit(Quantity.PRE_ACTIVATION, "o1"),
}


@pytest.mark.parametrize(
    ("expression", "plain"),
    [
        (A - T, "a_o1 − t_o1"),
        (T - A, "t_o1 − a_o1"),
        (A * (1 - A), "a_o1(1 − a_o1)"),
        (1 - A**2, "1 − a_o1²"),
        (PHI["sigmoid"], "1/(1 + e^(−z_o1))"),
        (LOSS_TERMS["half-squared-error"], "½(t_o1 − a_o1)²"),
        (-T / A, "−t_o1/a_o1"),
        ((1 - T) / (1 - A) - T / A, "(1 − t_o1)/(1 − a_o1) − t_o1/a_o1"),
        (-T * sympy.log(A), "−t_o1 log a_o1"),
        (sympy.tanh(Z), "tanh z_o1"),
        (2 * A - 2 * T, "2(a_o1 − t_o1)"),
        (sympy.Rational(-1, 3), "−1/3"),
        (A / (1 + T) ** 2, "a_o1/(1 + t_o1)²"),
        (DECIMAL * A / (1 + T) + T, "1.702 · a_o1/(1 + t_o1) + t_o1"),
        (-DECIMAL * A - 1, "−1 − 1.702 · a_o1"),
        (DECIMAL * A + DECIMAL, "1.702(1 + a_o1)"),
        (sympy.Rational(3, 10) * A + sympy.Rational(1, 10), "(1/10)(1 + 3 · a_o1)"),
    ],
)
def test_plain_spelling(expression: sympy.Expr, plain: str) -> None:
    assert to_text(formula_of(expression, NAMES)) == plain


def test_latex_spelling() -> None:
    assert to_latex(formula_of(A * (1 - A), NAMES)) == r"a_{o1}\, \left( 1 - a_{o1} \right)"
    assert to_latex(formula_of(PHI["sigmoid"], NAMES)) == r"\dfrac{1}{1 + e^{-z_{o1}}}"


@pytest.mark.parametrize(
    ("expression", "plain"),
    [
        (A * (1 - A), "0.7514(1 − 0.7514)"),
        (A - T, "0.7514 − (−0.5)"),
        (-T * sympy.log(A), "−(−0.5) log 0.7514"),
        ((T - A) ** 2, "(−0.5 − 0.7514)²"),
        (T**2, "(−0.5)²"),
    ],
)
def test_numbers_put_in(expression: sympy.Expr, plain: str) -> None:
    numbers = {A: Number(0.75136507, 4), T: Number(-0.5)}
    assert to_text(formula_of(expression, numbers)) == plain


def test_a_power_of_ten_is_closed_before_it_is_raised() -> None:
    assert to_text(formula_of(A**2, {A: Number(1.2345e-5, 4)})) == "(1.2345·10⁻⁵)²"


def test_an_unknown_expression_is_refused() -> None:
    with pytest.raises(TypeError, match="no formula for gamma"):
        formula_of(sympy.gamma(A), NAMES)


def test_negative_numbers_in_sums_and_products() -> None:
    assert to_text(summed([Number(0.5), Number(-0.25)])) == "0.5 − 0.25"
    assert to_text(numbers_product([-0.5, -0.25])) == "−0.5 · (−0.25)"
