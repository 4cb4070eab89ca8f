"""Frozen and absent weights and biases, in passes, steps and updates."""

import numpy as np
import pytest
from gradients import check_gradients
from msgspec.structs import replace
from networks import OPTIMISERS, random_scenario

from engine.data.selection import select_rows
from engine.iteration.state import State, iterate, step
from engine.iteration.trace import Trace, trace_scenario
from engine.network.parameters import initial_parameters
from engine.network.quantities import GRADIENTS, NEW_VALUES, Quantity, Ref
from engine.network.scenario import Scenario
from engine.scenario import find_scenario

MAZUR = find_scenario("mazur-2-2-2")


def mazur(**marks: object) -> Scenario:
    """Return the 2-2-2 network with marks in its first layer."""
    return replace(MAZUR, layers=(replace(MAZUR.layers[0], **marks), MAZUR.layers[1]))


def traced(scenario: Scenario, iteration: int = 1) -> Trace:
    return trace_scenario(scenario, select_rows(scenario), iteration)


def marked(seed: int) -> Trace:
    scenario = random_scenario(np.random.default_rng(seed), marked=True)
    return traced(scenario, 1 + seed % 2)


def names(trace: Trace, kind: Quantity) -> list[str]:
    return [trace.name(each.target) for each in trace.steps if each.kind is kind]


def test_a_frozen_weight_has_its_gradient_and_no_update() -> None:
    trace = traced(mazur(frozen_weights=np.array([[True, False], [False, False]])))
    assert len(trace.steps) == 38
    assert "w1" in names(trace, Quantity.WEIGHT_GRADIENT)
    assert names(trace, Quantity.NEW_WEIGHT) == [f"w{n}" for n in range(2, 9)]
    assert trace.steps.number_of(Ref(Quantity.NEW_WEIGHT, 1, 0, 0)) is None
    assert trace.gradient.value(Ref(Quantity.WEIGHT, 1, 0, 0)) == pytest.approx(0.000438568)


def test_an_absent_weight_is_nowhere() -> None:
    trace = traced(mazur(absent_weights=np.array([[False, True], [False, False]])))
    assert len(trace.steps) == 37
    w2 = Ref(Quantity.WEIGHT, 1, 0, 1)
    assert w2 not in list(trace.layout.refs())
    for each in trace.steps:
        assert trace.name(each.target) != "w2"
        assert w2 not in trace.steps.operands(each.target)
    assert trace.value(Ref(Quantity.PRE_ACTIVATION, 1, 0)) == pytest.approx(0.15 * 0.05 + 0.35)
    assert trace.gradient.value(w2) == 0.0


def test_a_unit_without_its_bias_uses_none() -> None:
    trace = traced(mazur(absent_biases=np.array([False, True])))
    h2 = Ref(Quantity.PRE_ACTIVATION, 1, 1)
    assert trace.value(h2) == pytest.approx(0.25 * 0.05 + 0.3 * 0.1)
    assert all(ref.quantity is not Quantity.BIAS for ref in trace.steps.operands(h2))
    assert trace.layout.bias_ref(1, 0) == Ref(Quantity.BIAS, 1, 0)
    assert trace.layout.bias_ref(1, 1) is None


def test_the_value_that_an_absent_weight_would_have_changes_nothing() -> None:
    absent = np.array([[False, True], [False, False]])
    found = [
        traced(mazur(absent_weights=absent, weights=np.array([[0.15, value], [0.25, 0.3]])), 5)
        for value in (0.2, -1e6)
    ]
    assert found[0].loss == found[1].loss
    assert np.array_equal(found[0].after.flat, found[1].after.flat)


@pytest.mark.parametrize("seed", range(40))
def test_steps_are_found_again_and_stand_behind_their_operands(seed: int) -> None:
    trace = marked(seed)
    for each in trace.steps:
        assert trace.steps.number_of(each.target) == each.number
        for operand in trace.steps.operands(each.target):
            number = trace.steps.number_of(operand)
            assert number is None or number < each.number
    layout = trace.layout
    for ref in layout.refs():
        is_constant = ref.quantity is Quantity.BIAS and layout.flat_index(ref) >= layout.trained
        has_step = trace.steps.number_of(ref.as_quantity(GRADIENTS[ref.quantity])) is not None
        assert has_step is not is_constant
        new = ref.as_quantity(NEW_VALUES[ref.quantity])
        assert (trace.steps.number_of(new) is not None) is layout.is_trained(ref)


@pytest.mark.parametrize("seed", range(40))
def test_gradients_are_those_of_finite_differences(seed: int) -> None:
    rows = check_gradients(marked(seed))
    assert all(row.agrees for row in rows)


@pytest.mark.parametrize("optimiser", [*OPTIMISERS, "gradient-descent"])
def test_no_optimiser_moves_what_is_frozen_or_absent(optimiser: str) -> None:
    generator, moved = np.random.default_rng(sum(map(ord, optimiser))), 0
    for _ in range(6):
        scenario = random_scenario(generator, marked=True)
        training = replace(scenario.training, optimiser=optimiser)
        scenario = replace(scenario, l1=0.01, l2=0.1, training=training)
        start = initial_parameters(scenario)
        layout, rows = start.layout, select_rows(scenario)
        made = step(State.start(start, rows.epoch), rows.batch(0))
        state, _ = iterate(made.end, rows, 3)
        after = state.parameters.flat
        assert after[layout.held].tobytes() == start.flat[layout.held].tobytes()
        assert not after[layout.absent].any()
        for moment in state.moments.values():
            assert not moment[layout.held].any()
        moved += int(np.count_nonzero(after[layout.updated] != start.flat[layout.updated]))
    assert moved > 20
