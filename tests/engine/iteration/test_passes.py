"""A recorded iteration: its steps, its operands, and where the next one goes on."""

import numpy as np
import pytest
from networks import LOSSES, random_scenario

from engine.data.selection import select_rows
from engine.iteration.state import State, iterate
from engine.iteration.steps import Granularity
from engine.iteration.trace import trace_scenario
from engine.network.parameters import initial_parameters
from engine.network.quantities import NEW_VALUES, Quantity
from engine.network.scenario import Scenario
from engine.scenario import parse_scenario


@pytest.fixture(params=[(loss, seed) for loss in LOSSES for seed in range(12)])
def scenario(request: pytest.FixtureRequest) -> Scenario:
    loss, seed = request.param
    return random_scenario(np.random.default_rng(seed), loss, plain=seed % 4 == 0)


def test_frozen_biases_have_gradients_and_stay(scenario: Scenario) -> None:
    trace = trace_scenario(scenario, select_rows(scenario))
    head = trace.layout.trained
    for after, before in zip(trace.after.biases, trace.before.biases, strict=True):
        if np.shares_memory(after, trace.after.flat[head:]):
            assert np.array_equal(after, before)
    for slot, delta in zip(trace.layout.slots, trace.delta, strict=True):
        if slot.bias == "frozen":
            assert trace.gradient.biases[slot.number - 1] == pytest.approx(delta.sum(axis=0))


def test_a_bias_that_the_mean_takes_away_has_no_gradient(scenario: Scenario) -> None:
    trace = trace_scenario(scenario, select_rows(scenario))
    for index, layer in enumerate(scenario.layers):
        bias, added = trace.gradient.biases[index], trace.delta[index].sum(axis=0)
        if layer.batch_norm and trace.samples > 1:
            assert not bias.any()
            # The sum of ∂L/∂z is rounding errors alone.
            assert np.abs(added).max() <= 1e-12 * max(1.0, np.abs(trace.delta[index]).max())
        elif layer.bias == "per-unit":
            assert np.array_equal(bias, added)


def test_iterations_continue_where_the_update_ended(scenario: Scenario) -> None:
    first = trace_scenario(scenario, select_rows(scenario), 1)
    third = trace_scenario(scenario, select_rows(scenario), 3)
    rows = select_rows(scenario)
    after, losses = iterate(State.start(initial_parameters(scenario), rows.epoch), rows, 2)
    assert losses[0] == pytest.approx(first.loss, rel=1e-13)
    if not any(layer.dropout for layer in scenario.layers):
        assert losses[1] == pytest.approx(first.loss_after, rel=1e-12)
    assert np.array_equal(after.parameters.flat, third.before.flat)


def test_every_step_is_found_again_and_its_operands_are_known(scenario: Scenario) -> None:
    trace = trace_scenario(scenario, select_rows(scenario))
    steps = trace.steps
    for index, step in enumerate(steps):
        assert step.number == index + 1
        assert steps.number_of(step.target) == step.number
        assert np.all(np.isfinite(trace.values(step.target)))
        for operand in steps.operands(step.target):
            computed = steps.number_of(operand)
            assert computed is None or computed < step.number, (step, operand)
    parameters = sum(trace.layout.is_trained(ref) for ref in trace.layout.refs())
    assert parameters == trace.layout.trained
    updates = [step for step in steps if step.kind in NEW_VALUES.values()]
    assert len(updates) == parameters


@pytest.mark.parametrize("granularity", list(Granularity))
def test_moving_on_and_back_meets_the_same_positions(
    scenario: Scenario, granularity: Granularity
) -> None:
    steps = trace_scenario(scenario, select_rows(scenario)).steps
    forward = [0]
    while forward[-1] < len(steps):
        forward.append(steps.next_position(forward[-1], granularity))
    backward = [len(steps)]
    while backward[-1] > 0:
        backward.append(steps.previous_position(backward[-1], granularity))
    assert forward == backward[::-1]
    assert steps.next_position(len(steps), granularity) == len(steps)
    assert steps.previous_position(0, granularity) == 0


def test_a_trace_cannot_be_written_to(scenario: Scenario) -> None:
    trace = trace_scenario(scenario, select_rows(scenario))
    for array in (
        trace.a[0],
        trace.z[0],
        trace.delta[-1],
        trace.before.flat,
        trace.after.weights[0],
    ):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0


def test_a_long_iteration_is_not_laid_out() -> None:
    text = """
        format = 1
        id = "big"
        title = "Big"
        [network]
        inputs = 784
        [[network.layers]]
        units = 16
        activation = "sigmoid"
        [[network.layers]]
        units = 16
        activation = "sigmoid"
        [[network.layers]]
        units = 10
        activation = "softmax"
        [loss]
        name = "categorical-cross-entropy"
        [data]
        dataset = "mnist"
        [training]
        learning_rate = 0.1
    """
    scenario = parse_scenario(text, "big.toml")
    steps = trace_scenario(scenario, select_rows(scenario, 0)).steps
    # 84 forward, 11 loss, 3·42 + 13,002 backward, 13,002 update.
    assert len(steps) == 84 + 11 + 3 * 42 + 13_002 + 13_002
    assert steps[-1].kind is Quantity.NEW_BIAS
    assert [phase.value for phase, _ in steps.phases()] == ["forward", "loss", "backward", "update"]
