"""A SymPy expression in LaTeX and in plain text."""

import pytest
import sympy

from symbolic.building import numbers_product, product_exact, summed
from symbolic.formula import Formula
from symbolic.notation import number
from symbolic.rules import LOSS_TERMS, PHI, A, T, Z
from symbolic.spelling import name_leaf, number_leaf, spell

NAMES = {
    A: name_leaf(Formula("a_{o1}", "a_o1")),
    T: name_leaf(Formula("t_{o1}", "t_o1")),
    Z: name_leaf(Formula("z_{o1}", "z_o1")),
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
    ],
)
def test_plain_spelling(expression: sympy.Expr, plain: str) -> None:
    assert spell(expression, NAMES).plain == plain


def test_latex_spelling() -> None:
    assert spell(A * (1 - A), NAMES).latex == r"a_{o1}\, \left( 1 - a_{o1} \right)"
    assert spell(PHI["sigmoid"], NAMES).latex == r"\dfrac{1}{1 + e^{-z_{o1}}}"


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
    numbers = {A: number_leaf(0.75136507), T: number_leaf(-0.5)}
    assert spell(expression, numbers).plain == plain


def test_a_power_of_ten_is_closed_before_it_is_raised() -> None:
    assert spell(A**2, {A: number_leaf(1.2345e-5)}).plain == "(1.234·10⁻⁵)²"


def test_an_unknown_expression_is_refused() -> None:
    with pytest.raises(TypeError, match="no spelling for gamma"):
        spell(sympy.gamma(A), NAMES)


def test_negative_numbers_in_sums_and_products() -> None:
    assert summed([number(0.5), number(-0.25)]).plain == "0.5 − 0.25"
    assert numbers_product([-0.5, -0.25]).plain == "−0.5 · (−0.25)"


def test_a_factor_of_zero_makes_a_product_exact() -> None:
    assert product_exact([1 / 3, 0.0], 0.0)
    assert not product_exact([1 / 3, 0.5], 1 / 6)
    assert product_exact([0.5, 0.25], 0.125)
