"""Difference quotients: right where there is a derivative, frank where there is none."""

import math

import numpy as np
import pytest
from gradients import check_gradients, finite_difference
from msgspec.structs import replace

from engine.data.selection import select_rows
from engine.iteration.gradient_check import (
    Difference,
    FiniteDifferences,
    blurred,
    close_enough,
    difference,
)
from engine.iteration.trace import Trace, trace_scenario
from engine.network.parameters import Parameters
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario, parse_scenario

W1 = Ref(Quantity.WEIGHT, 1, 0, 0)
B1 = Ref(Quantity.BIAS, 1, 0)


@pytest.fixture
def mazur() -> Trace:
    scenario = find_scenario("mazur-2-2-2")
    assert scenario.x is not None
    assert scenario.y is not None
    return trace_scenario(scenario, select_rows(scenario))


def one_unit(activation: str, weight: float, x: float, y: float, loss: str) -> Trace:
    """Return an iteration of a network of one unit without a bias."""
    scenario = parse_scenario(
        f'format = 1\nid = "one"\ntitle = "One unit"\n[network]\ninputs = 1\n'
        f'[[network.layers]]\nunits = 1\nactivation = "{activation}"\nbias = "none"\n'
        f"weights = [[{weight}]]\n"
        f'[loss]\nname = "{loss}"\n[data]\nx = [[{x}]]\ny = [[{y}]]\n'
        f"[training]\noptimiser = 'sgd'\nlearning_rate = 0.1\n",
        "one.toml",
    )
    return trace_scenario(scenario, select_rows(scenario))


def test_worked_example(mazur: Trace) -> None:
    w5 = Ref(Quantity.WEIGHT, 2, 0, 0)
    found = finite_difference(mazur.before, mazur.a[0], mazur.y_true, w5)
    assert found.value == pytest.approx(0.082167041, abs=1e-9)
    assert not found.kink


def test_every_parameter_of_the_worked_example_agrees(mazur: Trace) -> None:
    rows = check_gradients(mazur)
    assert len(rows) == 12
    assert all(row.agrees for row in rows)
    assert max(row.difference for row in rows) < 1e-10


def test_a_wrong_gradient_does_not_agree(mazur: Trace) -> None:
    gradient = mazur.gradient.copy()
    gradient.weights[0][1, 1] *= 1.001
    rows = check_gradients(
        replace(mazur, backward_pass=replace(mazur.backward_pass, gradient=gradient))
    )
    assert [row.ref for row in rows if not row.agrees] == [Ref(Quantity.WEIGHT, 1, 1, 1)]


def test_the_parameters_are_left_as_they_were(mazur: Trace) -> None:
    parameters = Parameters(mazur.layout, mazur.before.flat.copy())
    differences = FiniteDifferences(parameters, mazur.a[0], mazur.y_true)
    first = differences.of(W1)
    differences.of(B1)
    assert differences.of(W1) == first
    assert np.array_equal(parameters.flat, mazur.before.flat)


def test_a_kink_in_between_is_reported() -> None:
    # z = 0 · 2: the smallest step of the weight turns the unit on or off.
    trace = one_unit("relu", 0.0, 2.0, 1.0, "half-squared-error")
    found = finite_difference(trace.before, trace.a[0], trace.y_true, W1)
    assert found.kink
    assert check_gradients(trace)[0].agrees


def test_a_kink_nearby_is_stepped_around() -> None:
    # z = 0.0001 · 2 = 0.0002, and ∂L/∂w = (0.0002 − 1) · 2 = −1.9996.
    trace = one_unit("relu", 0.0001, 2.0, 1.0, "half-squared-error")
    found = finite_difference(trace.before, trace.a[0], trace.y_true, W1)
    assert not found.kink
    assert found.value == pytest.approx(-1.9996, abs=1e-7)


def test_the_absolute_error_has_a_kink_at_its_target() -> None:
    trace = one_unit("linear", 0.5, 2.0, 1.0, "mean-absolute-error")
    assert finite_difference(trace.before, trace.a[0], trace.y_true, W1).kink


def test_a_steep_absolute_error_away_from_its_target() -> None:
    # L = |1 − 0.25 · 2|, so ∂L/∂w = −2.
    trace = one_unit("linear", 0.25, 2.0, 1.0, "mean-absolute-error")
    found = finite_difference(trace.before, trace.a[0], trace.y_true, W1)
    assert found.value == pytest.approx(-2.0, abs=1e-9)


@pytest.mark.parametrize("x", [1e-3, 1.0, 1e3, 1e6])
def test_inputs_of_any_size(x: float) -> None:
    # z = w x = 0.8 whatever x is, and ∂L/∂w = (tanh 0.8 − 0.1) (1 − tanh² 0.8) x.
    trace = one_unit("tanh", 0.8 / x, x, 0.1, "half-squared-error")
    expected = (math.tanh(0.8) - 0.1) * (1 - math.tanh(0.8) ** 2) * x
    found = finite_difference(trace.before, trace.a[0], trace.y_true, W1)
    assert found.value == pytest.approx(expected, rel=1e-8)


def test_a_very_large_loss_is_known_less_finely() -> None:
    trace = one_unit("linear", 1.0, 1.0, 1e6, "half-squared-error")
    found = finite_difference(trace.before, trace.a[0], trace.y_true, W1)
    assert found.resolution > 1e-3
    assert check_gradients(trace)[0].agrees


def large(activation: str, first: float, second: float, bias: str = "per-unit") -> Trace:
    """Return an iteration of two units one after the other, with weights of any size."""
    scenario = parse_scenario(
        f'format = 1\nid = "large"\ntitle = "Large"\n[network]\ninputs = 1\n'
        f'[[network.layers]]\nunits = 1\nactivation = "{activation}"\nbias = "{bias}"\n'
        f"weights = [[{first}]]\n"
        f'[[network.layers]]\nunits = 1\nactivation = "linear"\nbias = "{bias}"\n'
        f"weights = [[{second}]]\n"
        '[loss]\nname = "half-squared-error"\n[data]\nx = [[1.0], [0.5]]\ny = [[0.0], [1.0]]\n'
        "[training]\nlearning_rate = 0.1\n",
        "large.toml",
    )
    with np.errstate(over="ignore", invalid="ignore"):
        return trace_scenario(scenario, select_rows(scenario))


@pytest.mark.parametrize("activation", ["linear", "relu", "softplus"])
@pytest.mark.parametrize("size", [1e6, 1e12, 1e30, 1e60])
def test_large_weights_are_seen_over_larger_distances(activation: str, size: float) -> None:
    rows = check_gradients(large(activation, size, -size))
    assert len(rows) == 4
    for row in rows:
        assert row.agrees
        assert not row.blurred
        assert row.difference < 1e-3
        # A gradient that is a tenth too large would not pass.
        assert not close_enough(1.1 * row.backprop, row.finite, row.resolution)


@pytest.mark.parametrize("size", [1e5, 1e6, 3e6, 1e7, 1e9, 1e12])
def test_a_small_turn_beneath_a_steep_penalty_is_no_disagreement(size: float) -> None:
    # λ2 w is nearly all of the gradient. What the softmax adds, some hundredths, is gone a unit
    # further on, so that from far the penalty alone is seen.
    scenario = parse_scenario(
        'format = 1\nid = "steep"\ntitle = "Steep"\n[network]\ninputs = 2\n'
        '[[network.layers]]\nunits = 3\nactivation = "softmax"\n'
        f"weights = [[{size}, -{size}], [{size}, -{size}], [{size}, -{size}]]\n"
        '[loss]\nname = "half-squared-error"\nl2 = 0.0043\n[data]\n'
        "x = [[0.5, -0.4], [0.9, 0.3]]\ny = [[0.2, 0.5, 0.3], [0.1, 0.6, 0.3]]\n"
        "[training]\nlearning_rate = 0.1\n",
        "steep.toml",
    )
    rows = check_gradients(trace_scenario(scenario, select_rows(scenario)))
    assert any(abs(abs(row.backprop) - 0.0043 * size) > 0.01 for row in rows[:6])
    assert all(row.agrees for row in rows)


def test_from_far_a_gradient_is_confirmed_and_not_refuted() -> None:
    trace = large("linear", 1e30, -1e30)
    bias = Ref(Quantity.BIAS, 1, 0)
    gradient = trace.gradient.value(bias)
    differences = FiniteDifferences(trace.before, trace.a[0], trace.y_true)
    # A bias that moves by a thousandth changes nothing beside 1e30.
    near = differences.of(bias)
    assert blurred(gradient, near)
    seen = differences.beside(bias, gradient)
    assert not blurred(gradient, seen)
    assert difference(seen.value, gradient) < 1e-7
    assert differences.beside(bias, 1.1 * gradient) == near
    # What a near quotient can resolve, it resolves, whatever size it is itself of.
    assert not blurred(1e80, Difference(0.0, False, 1e60))
    assert blurred(1e61, Difference(0.0, False, 1e60))
    assert blurred(1.0, Difference(math.nan, False))
    assert not blurred(1.0, Difference(0.0, True, math.inf))


def test_what_rounding_hides_is_no_agreement() -> None:
    # tanh stays at 1 whatever w1 is, near 1e100 as at 1; of a loss of 5e199 nothing small is seen.
    rows = check_gradients(large("tanh", 1e100, -1e100))
    assert [row.blurred for row in rows] == [True, True, False, False]
    assert all(row.difference < 1e-3 for row in rows[2:])


def test_a_loss_beyond_the_numbers_is_no_agreement() -> None:
    rows = check_gradients(large("linear", 1e100, -1e100))
    assert all(row.blurred for row in rows)
    assert not any(math.isfinite(row.finite) for row in rows)
    assert not any(row.kink for row in rows)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (0.5, 0.25, 0.25),
        (100.0, 50.0, 0.5),
        (0.0, 0.0, 0.0),
        (math.nan, 1.0, math.inf),
        (math.inf, math.inf, math.inf),
    ],
)
def test_the_measure_of_a_difference(a: float, b: float, expected: float) -> None:
    assert difference(a, b) == expected


def test_rounding_excuses_only_as_much_as_it_can_cause() -> None:
    assert close_enough(0.5, 0.5 + 1e-8, 0.0)
    assert not close_enough(0.5, 0.5 + 1e-6, 0.0)
    assert close_enough(0.5, 0.5 + 1e-6, 2e-6)


def test_a_sharp_bend_is_taken_in_smaller_steps() -> None:
    # The second weight makes tanh's bend 200 times as sharp in the first.
    scenario = parse_scenario(
        'format = 1\nid = "bend"\ntitle = "A bend"\n[network]\ninputs = 1\n'
        '[[network.layers]]\nunits = 1\nactivation = "linear"\nbias = "none"\n'
        "weights = [[0.002]]\n"
        '[[network.layers]]\nunits = 1\nactivation = "tanh"\nbias = "none"\n'
        "weights = [[200.0]]\n"
        '[loss]\nname = "half-squared-error"\n[data]\nx = [[1.0]]\ny = [[0.0]]\n'
        '[training]\noptimiser = "sgd"\nlearning_rate = 0.1\n',
        "bend.toml",
    )
    # L = ½ tanh²(200 w) at w = 0.002, so ∂L/∂w = 200 tanh(0.4) (1 − tanh²(0.4)).
    expected = 200.0 * math.tanh(0.4) * (1.0 - math.tanh(0.4) ** 2)
    trace = trace_scenario(scenario, select_rows(scenario))
    found = finite_difference(trace.before, trace.a[0], trace.y_true, W1)
    assert difference(found.value, expected) < 1e-7


@pytest.mark.parametrize("size", [1.0, 1e4, 1e7, 1e9])
def test_large_numbers_that_nearly_cancel_are_known_less_finely(size: float) -> None:
    scenario = parse_scenario(
        'format = 1\nid = "big"\ntitle = "Big"\n[network]\ninputs = 2\n'
        f'[[network.layers]]\nunits = 2\nactivation = "linear"\n'
        f"weights = [[{size}, {size}], [{size + 0.3}, {size + 0.7}]]\n"
        '[[network.layers]]\nunits = 2\nactivation = "softmax"\n'
        "weights = [[0.3, 0.7], [0.31, 0.69]]\n"
        '[loss]\nname = "categorical-cross-entropy"\n'
        "[data]\nx = [[0.3, 0.6]]\ny = [[0, 1]]\n[training]\nlearning_rate = 0.5\n",
        "big.toml",
    )
    trace = trace_scenario(scenario, select_rows(scenario))
    rows = check_gradients(trace)
    assert all(row.agrees for row in rows)
    # What rounding excuses stays far below the gradients themselves.
    assert all(row.resolution < 0.01 * max(1.0, abs(row.backprop)) for row in rows)
    wrong = rows[0].backprop + 0.02
    assert not close_enough(wrong, rows[0].finite, rows[0].resolution)
