"""What the check covers, and what it says about points without a derivative."""

from collections.abc import Callable
from dataclasses import replace as replaced

import numpy as np
import pytest
from msgspec.structs import replace

from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.network.quantities import Quantity, Ref
from engine.progress import listening
from engine.scenario import find_scenario, parse_scenario
from symbolic.check.three_ways import SYMBOLIC_TOLERANCE, check, choose, three_ways

Build = Callable[..., Trace]


def test_one_parameter_three_ways(mazur: Trace) -> None:
    ways = three_ways(mazur, Ref(Quantity.WEIGHT_GRADIENT, 2, 0, 0))
    assert ways.name == "w5"
    assert ways.symbolic == pytest.approx(0.082167041, abs=1e-9)
    assert ways.backprop == pytest.approx(0.082167041, abs=1e-9)
    assert ways.finite_difference == pytest.approx(0.082167041, abs=1e-9)
    assert ways.agree
    assert not ways.kink


def test_only_parameters_can_be_checked(mazur: Trace) -> None:
    with pytest.raises(ValueError, match="is no parameter"):
        three_ways(mazur, Ref(Quantity.ACTIVATION, 1, 0))


def test_frozen_biases_are_checked_too(mazur: Trace) -> None:
    result = check(mazur)
    assert result.parameters == result.total == 12
    assert [row.name for row in result.rows].count("b1") == 2


def test_a_kink_is_reported_not_called_a_disagreement(network: Build) -> None:
    # The unit's z is 0 at exactly this input, where ReLU turns.
    trace = network([(1, "relu", "none")], "half-squared-error", [[0.0]], [[1.0]])
    assert check(trace).kinks == 0  # its weight multiplies 0: z stays 0 whatever it is
    biased = network([(1, "relu", "per-unit")], "half-squared-error", [[0.0]], [[1.0]])
    result = check(biased)
    assert result.kinks == 1
    assert result.agree
    ways = three_ways(biased, Ref(Quantity.BIAS, 1, 0))
    assert ways.kink
    assert ways.agree


def test_a_check_that_large_numbers_leave_no_third_way_does_not_agree(network: Build) -> None:
    # A target of 1e200: its square is beyond the numbers, the gradient is not.
    trace = network([(1, "linear", "per-unit")], "half-squared-error", [[1.0]], [[1.0]])
    far = replace(trace.scenario, y=np.array([[1e200]]))
    with np.errstate(over="ignore"):
        trace = trace_scenario(far, select_rows(far))
        result = check(trace)
    assert (result.blurred, result.kinks, result.agree) == (2, 0, False)
    assert all(row.agree and row.blurred for row in result.rows)
    assert result.max_symbolic_difference == 0.0


ALIKE = """
format = 1
id = "alike"
title = "Rows that are all but equal"

[network]
inputs = 2
seed = 1

[[network.layers]]
units = 3
activation = "sigmoid"

[[network.layers]]
units = 2
activation = "tanh"
batch_norm = true

[loss]
name = "mean-squared-error"
reduction = "sum"

[data]
x = [[0.0, 0.5], [0.0, 0.5], [0.01, 0.5]]
y = [[0.0, 40.0], [0.0, 50.0], [0.0, 0.0]]

[training]
optimiser = "sgd"
learning_rate = 0.5
"""


@pytest.fixture
def alike() -> Trace:
    scenario = parse_scenario(ALIKE, "alike.toml")
    return trace_scenario(scenario, select_rows(scenario))


def test_what_rounding_takes_of_all_but_equal_rows_is_no_disagreement(alike: Trace) -> None:
    result = check(alike)
    assert result.agree
    rounded = [row for row in result.rows if row.rounding]
    assert rounded
    for row in rounded:
        assert SYMBOLIC_TOLERANCE < row.symbolic_difference < row.rounding < 1e-9
        assert not replaced(row, symbolic_difference=1e-8).agree


def test_a_gradient_that_is_wrong_among_all_but_equal_rows_is_found(alike: Trace) -> None:
    for ref in alike.layout.refs():
        gradient = alike.gradient.copy()
        gradient.flat[alike.layout.flat_index(ref)] *= 1.0 + 1e-7
        broken = replace(alike, backward_pass=replace(alike.backward_pass, gradient=gradient))
        result = check(broken)
        assert not result.agree
        assert [row.ref for row in result.rows if not row.agree] == [ref]


def test_a_large_network_is_sampled_from_every_layer(network: Build) -> None:
    layers = [(20, "tanh", "per-unit"), (20, "tanh", "per-layer"), (3, "linear", "per-unit")]
    x = [[float(k % 5) - 2.0 for k in range(60)]]
    trace = network(layers, "half-squared-error", x, [[0.0, 1.0, 0.5]])
    result = check(trace, most=100)
    assert result.parameters == 100
    assert result.total == trace.layout.size
    assert {row.ref.layer for row in result.rows} == {1, 2, 3}
    assert len({row.ref for row in result.rows}) == 100
    assert result.agree


def test_the_sample_comes_from_its_seed(network: Build) -> None:
    x = [[float(k) for k in range(60)]]
    layout = network([(20, "tanh", "per-unit")], "half-squared-error", x, [[0.0] * 20]).layout
    assert choose(layout, 50, 1) == choose(layout, 50, 1)
    assert choose(layout, 50, 1) != choose(layout, 50, 2)


def test_a_small_network_is_checked_whole(mazur: Trace) -> None:
    assert choose(mazur.layout, 12, 0) == list(mazur.layout.refs())


def with_weights(trace: Trace, weights: list[list[float]]) -> Trace:
    layer = replace(trace.scenario.layers[0], weights=np.array(weights))
    changed = replace(trace.scenario, layers=(layer,))
    return trace_scenario(changed, select_rows(changed))


def test_zeros_under_a_step_are_no_numbers_that_are_too_large(network: Build) -> None:
    trace = network([(1, "step", "none")], "half-squared-error", [[0, 0, -1]], [[0]])
    result = check(with_weights(trace, [[0.0, 0.0, 0.0]]))
    assert result.agree
    assert (result.blurred, result.kinks) == (0, 1)


def test_sympy_and_backprop_agree_far_to_the_left_of_a_sigmoid(network: Build) -> None:
    trace = network([(1, "sigmoid", "none")], "half-squared-error", [[1]], [[1]])
    row = three_ways(with_weights(trace, [[-745.0]]), Ref(Quantity.WEIGHT, 1, 0, 0))
    assert row.symbolic == row.backprop == -5e-324


def test_a_check_says_how_far_it_is():
    rows = select_rows(find_scenario("mazur-2-2-2"))
    heard = []
    with listening(lambda work, done: heard.append((work, done))):
        check(trace_scenario(find_scenario("mazur-2-2-2"), rows, 5))
    iterating = [done for work, done in heard if work == "Iterating"]
    checking = [done for work, done in heard if work == "Checking"]
    assert iterating == [0.0, 0.25, 0.5, 0.75]
    assert checking[0] == 0.0
    assert checking[-1] == 1.0
    assert len(checking) == 13
