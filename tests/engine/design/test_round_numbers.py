"""Round starting values: multiples of 0.05, different ones, and no unit that saturates."""

import numpy as np
import pytest

from engine.data.selection import select_rows
from engine.design.changes import with_seed
from engine.design.round_numbers import are_round, saturated_units, with_round_numbers
from engine.design.templates import TEMPLATES, copy_of
from engine.iteration.state import State
from engine.iteration.trace import record
from engine.network.parameters import initial_parameters
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import Scenario
from engine.scenario import dump_scenario, find_scenario, parse_scenario


def weights(scenario: Scenario) -> list[float]:
    return [float(w) for layer in scenario.layers for w in np.ravel(layer.weights)]


def saturated(scenario: Scenario) -> int:
    rows = select_rows(scenario).batch(0)
    trace = record(State.start(initial_parameters(scenario), select_rows(scenario).epoch), rows)
    found = 0
    for number, layer in enumerate(scenario.layers, start=1):
        z = [
            [trace.value(Ref(Quantity.PRE_ACTIVATION, number, j), sample) for j in range(n)]
            for n in [len(layer.units)]
            for sample in range(trace.samples)
        ]
        found += saturated_units(layer, np.array(z))
    return found


def chain(sizes: list[int], activation: str, x: list[list[float]]) -> Scenario:
    lines = [f'format = 1\nid = "a"\ntitle = "A"\n[network]\ninputs = {sizes[0]}']
    lines += [f'[[network.layers]]\nunits = {n}\nactivation = "{activation}"' for n in sizes[1:]]
    y = [[0.5] * sizes[-1]] * len(x)
    lines.append(f'[loss]\nname = "half-squared-error"\n[data]\nx = {x}\ny = {y}')
    return parse_scenario("\n".join([*lines, "[training]\nlearning_rate = 0.1"]), "a")


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "softplus"])
def test_up_to_forty_weights_are_different_multiples_and_leave_every_unit_its_slope(
    seed, activation
):
    scenario = chain([3, 4, 4, 3], activation, [[1.0, -0.5, 2.0], [0.3, 0.8, -1.0]])
    made = with_seed(scenario, seed, True)
    steps = np.array(weights(made)) * 20
    np.testing.assert_array_equal(steps, np.round(steps))
    assert np.abs(steps).max() <= 20
    assert len(set(weights(made))) == len(weights(made)) == 40
    assert are_round(made)
    assert saturated(made) == 0


def test_the_same_seed_makes_the_same_numbers_and_another_one_others():
    scenario = find_scenario("xor")
    first, again, other = (weights(with_seed(scenario, seed, True)) for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_large_inputs_get_small_weights():
    made = with_round_numbers(chain([2, 2, 1], "tanh", [[12.0, 9.0], [10.0, 14.0]]))
    assert saturated(made) == 0


def test_a_saturated_unit_is_found():
    scenario = chain([1, 1], "sigmoid", [[100.0]])
    assert saturated_units(scenario.layers[0], np.array([[8.0]])) == 1
    assert saturated_units(scenario.layers[0], np.array([[1.0]])) == 0
    # ReLU is flat on purpose: only a unit that no row reaches is lost.
    relu = chain([1, 1], "relu", [[1.0]]).layers[0]
    assert saturated_units(relu, np.array([[-1.0], [1.0]])) == 0
    assert saturated_units(relu, np.array([[-1.0], [-2.0]])) == 1


def test_a_network_of_many_weights_has_round_ones_too():
    made = with_round_numbers(find_scenario("mnist-16-16"))
    assert are_round(made)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_every_template_can_be_stepped_and_reads_back_to_the_same(template):
    scenario = template.scenario()
    assert "-".join(map(str, scenario.sizes)) in template.name
    assert parse_scenario(dump_scenario(scenario), "a").title == scenario.title
    assert are_round(scenario)
    assert saturated(scenario) == 0
    before = record_loss(scenario, 1)
    assert record_loss(scenario, 50) < before


def record_loss(scenario: Scenario, iteration: int) -> float:
    from engine.iteration.state import iterate

    selection = select_rows(scenario)
    start = State.start(initial_parameters(scenario), selection.epoch)
    state = iterate(start, selection, iteration - 1)[0]
    return record(state, selection.batch(0)).loss


def test_a_copy_is_no_files():
    copied = copy_of(find_scenario("mazur-2-2-2"))
    assert copied.path is None
    assert copied.id == "copy-of-mazur-s-2-2-2-network"
    assert weights(copied) == weights(find_scenario("mazur-2-2-2"))
