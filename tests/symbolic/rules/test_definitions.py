"""What SymPy finds is what the textbooks say."""

import pytest
import sympy

from symbolic.check.gradients import output_rule
from symbolic.rules.definitions import (
    A_OTHER,
    LOSS_TERMS,
    OUTPUTS,
    PHI,
    A,
    T,
    Z,
    activation_derivative,
    activation_steps,
    cancelled_delta,
    loss_derivative,
    rows,
    softmax_derivative,
    sum_derivative,
)
from symbolic.warming import warm_up


def test_sigmoid_derivative_is_in_terms_of_the_output() -> None:
    assert activation_derivative("sigmoid") == A * (1 - A)


def test_tanh_derivative_is_in_terms_of_the_output() -> None:
    assert activation_derivative("tanh") == 1 - A**2


def test_linear_derivative_is_one() -> None:
    assert activation_derivative("linear") == 1


def test_relu_derivative_has_two_rows() -> None:
    assert rows(activation_derivative("relu")) == ((1, Z > 0), (0, Z <= 0))


def test_softmax_entries() -> None:
    entries = softmax_derivative()
    assert entries.own == A * (1 - A)
    assert entries.other == -A * A_OTHER


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("half-squared-error", A - T),
        ("mean-squared-error", 2 * (A - T) / OUTPUTS),
        ("binary-cross-entropy", (1 - T) / (1 - A) - T / A),
        ("categorical-cross-entropy", -T / A),
    ],
)
def test_loss_derivative(loss: str, expected: sympy.Expr) -> None:
    assert sympy.simplify(loss_derivative(loss, 3) - expected) == 0


def test_absolute_error_has_three_rows() -> None:
    found = rows(loss_derivative("mean-absolute-error", 1))
    assert [(value, str(condition)) for value, condition in found] == [
        (-1, "a < t"),
        (0, "Eq(a, t)"),
        (1, "a > t"),
    ]


@pytest.mark.parametrize(
    ("loss", "activation"),
    [("binary-cross-entropy", "sigmoid"), ("categorical-cross-entropy", "softmax")],
)
def test_cross_entropy_cancels_to_the_difference(loss: str, activation: str) -> None:
    assert cancelled_delta(loss, activation) == A - T


def test_other_losses_do_not_cancel() -> None:
    assert cancelled_delta("half-squared-error", "sigmoid") is None


def test_weighted_sum() -> None:
    assert sum_derivative("weight") == A
    assert sum_derivative("bias") == 1
    assert str(sum_derivative("activation")) == "w"


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_derivative_agrees_with_a_slope(name: str) -> None:
    # (φ(z + h) − φ(z − h)) / 2h at z = 0.7 with h = 10⁻⁶ has an error of about 10⁻¹³.
    value, h = PHI[name], sympy.Rational(1, 10**6)
    at = sympy.Rational(7, 10)
    slope = ((value.subs(Z, at + h) - value.subs(Z, at - h)) / (2 * h)).evalf(30)
    found = activation_derivative(name).subs(A, value.subs(Z, at)).evalf(30)
    assert abs(slope - found) < 1e-12


def test_every_loss_of_the_scenario_format_has_a_term() -> None:
    assert set(LOSS_TERMS) == {
        "half-squared-error",
        "mean-squared-error",
        "mean-absolute-error",
        "binary-cross-entropy",
        "categorical-cross-entropy",
    }


def test_warming_up_leaves_nothing_to_derive() -> None:
    warm_up()
    before = activation_steps.cache_info().misses, output_rule.cache_info().misses
    for name in PHI:
        activation_derivative(name)
    output_rule("binary-cross-entropy", "sigmoid")
    output_rule("mean-squared-error", "softmax")
    assert (activation_steps.cache_info().misses, output_rule.cache_info().misses) == before
