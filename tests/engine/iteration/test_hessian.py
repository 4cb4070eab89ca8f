"""Newton's method: second derivatives and the step they give."""

import numpy as np
import pytest
from networks import random_scenario

from engine.catalogue.newton import newton_step
from engine.data.selection import select_rows
from engine.errors import DivergenceError
from engine.iteration.hessian import hessian
from engine.iteration.passes import backward, draw_masks, forward
from engine.iteration.state import State, step
from engine.iteration.trace import record, trace_scenario
from engine.network.parameters import Parameters, initial_parameters
from engine.scenario import parse_scenario
from engine.training import Trainer, TrainingPlan, readable

LINE = """
format = 1
id = "line"
title = "A line"
[network]
inputs = 1
[[network.layers]]
units = 1
activation = "linear"
weights = [[5.0]]
biases = [-3.0]
[loss]
name = "half-squared-error"
[data]
x = [[1.0], [2.0], [3.0]]
y = [[3.0], [5.0], [7.0]]
[training]
optimiser = "newton"
learning_rate = 1.0
"""


def test_a_quadratic_is_solved_in_one_step() -> None:
    # L = mean of ½ (w x + b − t)²: ∂²L/∂w² = mean x² = 14/3, ∂²L/∂w∂b = mean x = 2, ∂²L/∂b² = 1.
    scenario = parse_scenario(LINE, "line.toml")
    trace = trace_scenario(scenario, select_rows(scenario))
    assert trace.newton is not None
    assert trace.newton.hessian == pytest.approx(np.array([[14 / 3, 2.0], [2.0, 1.0]]), rel=1e-14)
    assert not trace.newton.is_shifted
    # The rows lie on the line y = 2 x + 1.
    assert trace.after.trained == pytest.approx([2.0, 1.0], rel=1e-12)
    assert trace.loss_after < 1e-24


@pytest.mark.parametrize("seed", range(30))
def test_columns_are_differences_of_the_gradient(seed: int) -> None:
    scenario = random_scenario(np.random.default_rng(seed))
    parameters = initial_parameters(scenario)
    masks = draw_masks(scenario, len(scenario.x), 1)
    found = hessian(parameters, scenario.x, scenario.y, masks)

    def gradient(flat: np.ndarray) -> np.ndarray:
        moved = Parameters(parameters.layout, flat)
        return backward(moved, scenario.y, forward(moved, scenario.x, masks)).gradient.trained

    generator, h = np.random.default_rng(seed), 1e-5
    for _ in range(3):
        along = np.zeros(parameters.layout.size)
        along[: parameters.layout.trained] = generator.normal(size=parameters.layout.trained)
        flat = parameters.flat
        difference = (gradient(flat + h * along) - gradient(flat - h * along)) / (2 * h)
        expected = found @ along[: parameters.layout.trained]
        close = np.isclose(difference, expected, rtol=1e-4, atol=1e-5 * (1 + abs(expected).max()))
        # Between the two sides of a kink the gradient jumps.
        assert close.mean() > 0.9 or np.abs(difference).max() > 1e3


def test_where_it_is_not_positive_definite_the_step_goes_down() -> None:
    saddle = np.diag([2.0, -0.5])
    gradient = np.array([1.0, 1.0])
    newton = newton_step(saddle, gradient)
    assert newton.is_shifted
    assert (newton.smallest, newton.largest) == (-0.5, 2.0)
    # τ = 1 turns −0.5 into 0.5: d = 1/3, 1/0.5.
    assert newton.shift == pytest.approx(1.0)
    assert newton.step == pytest.approx([1 / 3, 2.0])
    assert newton.step @ gradient > 0


def test_without_curvature_it_is_gradient_descent() -> None:
    newton = newton_step(np.zeros((2, 2)), np.array([3.0, -4.0]))
    assert newton.shift == 1.0
    assert newton.step == pytest.approx([3.0, -4.0])


def test_numbers_that_are_not_finite_are_refused() -> None:
    scenario = parse_scenario(LINE, "line.toml")
    rows = select_rows(scenario)
    parameters = initial_parameters(scenario)
    parameters.flat[:] = np.nan
    with pytest.raises(DivergenceError, match="Hessian is not finite"):
        step(State.start(parameters, rows.epoch), rows.batch(0))


def test_a_fault_of_the_program_is_no_divergence(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = Trainer(TrainingPlan.of(parse_scenario(LINE, "line.toml")))
    monkeypatch.setattr(readable, "step", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        list(trainer.run())


def test_newton_reaches_a_minimum_where_descent_is_far_from_it() -> None:
    scenario = parse_scenario(LINE.replace('"linear"', '"softplus"'), "line.toml")
    rows = select_rows(scenario)
    state = State.start(initial_parameters(scenario), rows.epoch)
    for _ in range(12):
        trace = record(state, rows.batch(state.updates))
        state = trace.end
    assert np.abs(trace.gradient.trained).max() < 1e-9
