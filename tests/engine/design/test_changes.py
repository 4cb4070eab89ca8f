"""Units, layers and functions come and go; what stays keeps its numbers and names."""

import numpy as np
import pytest
from msgspec.structs import replace
from networks import random_scenario

from engine.data.selection import select_rows
from engine.design import changes
from engine.design.choices import number_is_free
from engine.design.columns import columns_of, reshaped
from engine.errors import ScenarioError
from engine.iteration.state import State
from engine.iteration.trace import record
from engine.network.layout import ParameterLayout
from engine.network.parameters import initial_parameters
from engine.network.scenario import Scenario
from engine.scenario import dump_scenario, find_scenario, parse_scenario


def values(scenario: Scenario) -> dict[str, float]:
    """Return every parameter by its name; biases that share a name are equal."""
    layout, parameters = ParameterLayout(scenario), initial_parameters(scenario)
    return {layout.name(ref): parameters.value(ref) for ref in layout.refs()}


@pytest.fixture
def mazur() -> Scenario:
    return find_scenario("mazur-2-2-2")


def test_a_unit_comes_with_new_names_and_all_others_stay(mazur):
    made = changes.with_units(mazur, 1, 3)
    assert made.sizes == (2, 3, 2)
    assert made.layers[0].units == ("h1", "h2", "h3")
    before, after = values(mazur), values(made)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() == {"w9", "w10", "w11", "w12"}
    # w11 and w12 run from h3 to both outputs.
    assert made.layers[1].weight_names == (("w5", "w6", "w11"), ("w7", "w8", "w12"))
    # One frozen bias of the layer, which the new unit has, too.
    assert made.layers[0].biases is not None
    assert made.layers[0].biases.tolist() == [0.35, 0.35, 0.35]


def test_a_unit_that_goes_takes_its_weights_alone(mazur):
    made = changes.without_unit(mazur, 1, 0)
    assert made.layers[0].units == ("h2",)
    assert made.layers[0].weight_names == (("w3", "w4"),)
    assert made.layers[1].weight_names == (("w6",), ("w8",))
    after = values(made)
    assert after == {name: values(mazur)[name] for name in after}


def test_a_unit_added_and_taken_away_leaves_the_network_as_it_was(mazur):
    again = changes.with_units(changes.with_units(mazur, 1, 3), 1, 2)
    assert values(again) == values(mazur)
    assert again.layers[0].units == ("h1", "h2")


@pytest.mark.parametrize("number", [1, 2])
def test_a_layer_added_and_taken_away_leaves_the_network_as_it_was(mazur, number):
    made = changes.with_layer(mazur, number)
    assert made.sizes == (2, 2, 2, 2)
    before, after = values(mazur), values(made)
    assert {name: after[name] for name in before} == before
    assert values(changes.without_layer(made, number)) == before


def test_inputs_and_outputs_that_come_have_numbers_in_every_row():
    scenario = find_scenario("xor")
    made = changes.with_units(changes.with_units(scenario, 0, 3), 2, 2)
    assert made.inputs == ("i1", "i2", "i3")
    assert made.x is not None
    assert made.y is not None
    np.testing.assert_array_equal(made.x[:, :2], scenario.x)
    np.testing.assert_array_equal(made.x[:, 2], 0.5)
    np.testing.assert_array_equal(made.y[:, :1], scenario.y)
    np.testing.assert_array_equal(made.y[:, 1], 0.0)
    again = changes.with_units(changes.with_units(made, 0, 2), 2, 1)
    np.testing.assert_array_equal(again.x, scenario.x)
    assert values(again) == values(scenario)


def test_a_data_set_says_how_many_inputs_and_outputs_there_are():
    scenario = find_scenario("mnist-16-16")
    for number in (0, 3):
        assert not number_is_free(scenario, number)
        with pytest.raises(ScenarioError, match="as the data set has"):
            changes.with_units(scenario, number, 5)
    assert changes.with_units(scenario, 1, 17).sizes == (784, 17, 16, 10)


def test_drawn_weights_that_stay_keep_what_was_drawn():
    scenario = find_scenario("mnist-16-16")
    before = initial_parameters(scenario)
    after = initial_parameters(changes.with_units(scenario, 1, 17))
    np.testing.assert_array_equal(after.weights[0][:16], before.weights[0])
    np.testing.assert_array_equal(after.weights[1][:, :16], before.weights[1])
    np.testing.assert_array_equal(after.weights[2], before.weights[2])
    assert after.weights[0][16].std() > 0


@pytest.mark.parametrize("count", [0, -1, 4097])
def test_a_layer_has_one_unit_at_least_and_4096_at_most(mazur, count):
    with pytest.raises(ScenarioError, match="whole number"):
        changes.with_units(mazur, 1, count)


def test_inputs_and_outputs_are_no_layers_to_take_away(mazur):
    for number in (0, 2):
        with pytest.raises(ScenarioError, match="hidden layer"):
            changes.without_layer(mazur, number)


def test_too_many_parameters_are_refused_before_they_are_made(mazur):
    wide = changes.with_units(changes.with_layer(mazur, 1), 1, 4096)
    with pytest.raises(ScenarioError, match="at most 10,000,000"):
        changes.with_units(wide, 2, 4096)


def test_the_loss_and_the_outputs_activation_follow_each_other(mazur):
    crossed = changes.with_loss(mazur, "categorical-cross-entropy")
    assert crossed.layers[-1].activation == "softmax"
    plain = changes.with_activation(crossed, 2, "tanh")
    assert (plain.loss, plain.layers[-1].activation) == ("half-squared-error", "tanh")
    assert values(plain) == values(mazur)


def test_a_cross_entropy_refuses_targets_that_are_no_probabilities(mazur):
    other = replace(mazur, y=np.array([[2.0, 0.0]]))
    with pytest.raises(ScenarioError, match="from 0 to 1"):
        changes.with_loss(other, "binary-cross-entropy")


def test_the_initialiser_follows_the_activation_where_it_is_the_usual_one():
    scenario = find_scenario("xor")
    made = changes.with_activation(scenario, 1, "relu")
    assert made.layers[0].initialiser == "he"
    own = changes.with_layer_changed(scenario, 1, initialiser="zeros")
    assert changes.with_activation(own, 1, "relu").layers[0].initialiser == "zeros"


def test_a_typed_activation_is_a_layers_own(mazur):
    made = changes.with_typed_activation(mazur, 1, "z / (1 + exp(-1.702 z))")
    assert "1.702" in made.layers[0].activation
    assert values(made) == values(mazur)


@pytest.mark.parametrize("mode", ["per-unit", "per-layer", "frozen", "none"])
def test_every_kind_of_bias_becomes_every_other(mode):
    for name in ("mazur-2-2-2", "xor"):
        for first in ("per-unit", "per-layer", "frozen", "none"):
            made = changes.with_bias(changes.with_bias(find_scenario(name), 1, first), 1, mode)
            assert made.layers[0].bias == mode
            assert parse_scenario(dump_scenario(made), "made").layers[0].bias == mode


def test_names_that_are_typed_are_names_of_units(mazur):
    made = changes.with_names(mazur, 0, ["area", "rooms", "age"])
    assert made.inputs == ("area", "rooms", "age")
    assert made.sizes == (3, 2, 2)
    assert {name: values(made)[name] for name in values(mazur)} == values(mazur)
    with pytest.raises(ScenarioError, match="taken"):
        changes.with_names(made, 1, ["area", "b"])


def test_generated_names_count_anew(mazur):
    made = changes.with_generated_names(changes.without_unit(mazur, 1, 0))
    assert made.layers[0].units == ("h1",)
    assert [layer.weight_names for layer in made.layers] == [None, None]


def test_nothing_changes_where_all_columns_stay(mazur):
    assert reshaped(mazur, columns_of(mazur)) is mazur


def random_change(generator: np.random.Generator, scenario: Scenario) -> Scenario:
    number = int(generator.integers(scenario.depth + 1))
    match int(generator.integers(5)):
        case 0:
            return changes.with_units(scenario, number, scenario.sizes[number] + 1)
        case 1:
            unit = int(generator.integers(scenario.sizes[number]))
            return changes.without_unit(scenario, number, unit)
        case 2:
            return changes.with_layer(scenario, max(1, number))
        case 3:
            return changes.without_layer(scenario, number)
        case _:
            name = str(generator.choice(["tanh", "relu", "sigmoid", "linear"]))
            return changes.with_activation(scenario, max(1, number), name)


@pytest.mark.parametrize("seed", range(20))
def test_random_changes_read_back_to_the_same_and_can_be_computed(seed):
    generator = np.random.default_rng(seed)
    scenario, refused, made = random_scenario(generator), 0, 0
    for _ in range(20):
        try:
            scenario = random_change(generator, scenario)
            made += 1
        except ScenarioError:
            refused += 1
        text = dump_scenario(scenario)
        again = parse_scenario(text, "made")
        assert dump_scenario(again) == text
        assert values(again) == values(scenario)
        layout = ParameterLayout(scenario)
        assert len(set(layout.weight_names(1)[0])) == scenario.sizes[0]
        rows = select_rows(scenario).batch(0)
        trace = record(State.start(initial_parameters(scenario), select_rows(scenario).epoch), rows)
        assert np.isfinite(trace.loss)
    assert made > refused


def test_what_is_new_starts_as_its_layer_says():
    circle = find_scenario("explore-circle")
    wide = initial_parameters(changes.with_units(circle, 1, 12))
    np.testing.assert_array_equal(wide.biases[0], 0.1)
    np.testing.assert_array_equal(wide.weights[0][:4], initial_parameters(circle).weights[0])
    assert 0.3 < np.abs(wide.weights[0][4:]).max() <= 0.5
    deep = changes.with_layer(circle, 3)
    assert deep.layers[2].initialiser == "uniform"
    made = initial_parameters(deep)
    np.testing.assert_array_equal(made.biases[2], 0.1)
    assert np.abs(made.weights[2]).max() <= 0.5
