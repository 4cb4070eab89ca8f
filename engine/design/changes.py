"""Change one thing about a network: its units, layers, functions, names. Each is checked."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace

from engine.arrays import read_only
from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.losses import LOSSES
from engine.design.choices import number_is_free
from engine.design.columns import Column, columns_of, names_in, reshaped
from engine.design.round_numbers import with_round_numbers
from engine.errors import ScenarioError
from engine.network.naming import unit_names
from engine.network.scenario import BiasMode, Layer, Reduction, Scenario
from engine.scenario.checking import check_scenario

WIDEST_NEW = 16
"""A new layer has as many units as the one before it, and no more than this."""

USUAL_LOSS = "half-squared-error"


def with_units(scenario: Scenario, number: int, count: int) -> Scenario:
    """Return the network with so many units in a layer; the last ones come or go.

    Parameters
    ----------
    scenario : Scenario
        The network.
    number : int
        The layer; 0 for the inputs.
    count : int
        Units, from 1.

    Raises
    ------
    ScenarioError
        There are too few or too many, or the data set says how many there are.
    """
    columns = columns_of(scenario)
    size = len(columns[number].units)
    if count == size:
        return scenario
    if not number_is_free(scenario, number):
        raise _refusal(scenario, number, f"found {count:,}; expected {size:,}, as the data set has")
    if not 1 <= count <= 4096:
        raise _refusal(scenario, number, f"found {count:,}; expected a whole number, 1 to 4,096")
    units = [unit if unit < size else None for unit in range(count)]
    columns[number] = Column(number, tuple(units))
    return reshaped(scenario, columns)


def without_unit(scenario: Scenario, number: int, unit: int) -> Scenario:
    """Return the network without one unit of a layer, which keeps one at least."""
    columns = columns_of(scenario)
    units = tuple(each for each in columns[number].units if each != unit)
    if not units or not number_is_free(scenario, number):
        return with_units(scenario, number, len(units))
    columns[number] = Column(number, units)
    return reshaped(scenario, columns)


def with_layer(scenario: Scenario, number: int) -> Scenario:
    """Return the network with one more hidden layer, which gets this number, from 1 to the last.

    It has as many units as the layer before, so that the weights behind it stay.
    """
    columns = columns_of(scenario)
    size = min(scenario.sizes[number - 1], WIDEST_NEW)
    hidden = scenario.layers[:-1]
    like = hidden[min(number - 1, len(hidden) - 1)] if hidden else None
    activation = like.activation if like is not None else "sigmoid"
    layer = Layer(
        units=(),
        activation=activation,
        bias="per-unit" if like is None or like.bias == "frozen" else like.bias,
        initialiser=like.initialiser if like is not None else ACTIVATIONS[activation].initialiser,
        initialiser_scale=1.0 if like is None else like.initialiser_scale,
        initialiser_bias=0.0 if like is None else like.initialiser_bias,
        keys={} if like is None else like.keys,
    )
    columns.insert(number, Column(None, (None,) * size, layer))
    return reshaped(scenario, columns)


def without_layer(scenario: Scenario, number: int) -> Scenario:
    """Return the network without one of its hidden layers."""
    if not 0 < number < scenario.depth:
        raise _refusal(scenario, number, "expected a hidden layer to take away")
    columns = columns_of(scenario)
    del columns[number]
    return reshaped(scenario, columns)


# What a layer computes ------------------------------------------------------------------


def with_layer_changed(scenario: Scenario, number: int, **changed: Any) -> Scenario:
    """Return the network with entries of a layer changed."""
    layers = list(scenario.layers)
    layers[number - 1] = replace(layers[number - 1], **changed)
    return check_scenario(replace(scenario, layers=tuple(layers)))


def with_activation(scenario: Scenario, number: int, name: str) -> Scenario:
    """Return the network with another activation of a layer.

    Its initialiser follows where it is the usual one. A loss that goes with the old activation of
    the outputs alone makes room for the usual one.
    """
    layer = scenario.layers[number - 1]
    if layer.activation == name:
        return scenario
    changed: dict[str, Any] = {"activation": name, "keys": {}}
    if layer.initialiser == ACTIVATIONS[layer.activation].initialiser:
        changed["initialiser"] = ACTIVATIONS[name].initialiser
    needed = LOSSES[scenario.loss].output_activation
    if number == scenario.depth and needed is not None and needed != name:
        scenario = replace(scenario, loss=USUAL_LOSS, output_delta="chain")
    return with_layer_changed(scenario, number, **changed)


def with_typed_activation(scenario: Scenario, number: int, text: str) -> Scenario:
    """Return the network with a typed function of z as a layer's activation.

    Raises
    ------
    FormulaError
        The text is no formula.
    """
    return with_activation(scenario, number, ACTIVATIONS.typed_id(text))


def with_loss(scenario: Scenario, name: str) -> Scenario:
    """Return the network with another loss, and the output activation that it needs."""
    needed = LOSSES[name].output_activation
    fused = scenario.output_delta if LOSSES[name].fused is not None else "chain"
    layers = list(scenario.layers)
    if needed is not None and layers[-1].activation != needed:
        usual = ACTIVATIONS[needed].initialiser
        layers[-1] = replace(layers[-1], activation=needed, keys={}, initialiser=usual)
    changed = replace(scenario, loss=name, output_delta=fused, layers=tuple(layers))
    checked = check_scenario(changed)
    if needed is not None and checked.y is not None and not _are_probabilities(checked):
        problem = f"{LOSSES[name].name} with these targets; expected targets from 0 to 1"
        raise ScenarioError(scenario.called, "loss.name", problem)
    return checked


def with_reduction(scenario: Scenario, name: Reduction) -> Scenario:
    """Return the network with another way to combine the rows of a batch."""
    return check_scenario(replace(scenario, reduction=name))


def _are_probabilities(scenario: Scenario) -> bool:
    return scenario.y is None or bool(np.all((scenario.y >= 0) & (scenario.y <= 1)))


def with_bias(scenario: Scenario, number: int, mode: BiasMode) -> Scenario:
    """Return the network with another kind of bias in a layer: shared, frozen, none."""
    layer = scenario.layers[number - 1]
    if mode == layer.bias:
        return scenario
    biases, names = layer.biases, layer.bias_names
    if mode == "none":
        biases = names = None
    elif mode == "per-layer" and biases is not None:
        biases = read_only(np.full(len(layer.units), biases[0]))
    # One name for several biases goes where they are shared, or frozen.
    if names is not None and (mode == "per-layer" or len(set(names)) < len(names)):
        names = (names[0],) * len(names) if mode != "per-unit" else None
    return with_layer_changed(scenario, number, bias=mode, biases=biases, bias_names=names)


# Names and starting values --------------------------------------------------------------


def with_names(scenario: Scenario, number: int, names: Sequence[str]) -> Scenario:
    """Return the network with other names of a layer's units, and as many units as names."""
    scenario = with_units(scenario, number, len(names))
    if tuple(names) == names_in(scenario, number):
        return scenario
    if number:
        return with_layer_changed(scenario, number, units=tuple(names))
    return check_scenario(replace(scenario, inputs=tuple(names)))


def with_generated_names(scenario: Scenario) -> Scenario:
    """Return the network with hidden units and parameters counted through anew."""
    columns: list[int | list[str]] = [list(scenario.inputs)]
    columns += [len(layer.units) for layer in scenario.layers[:-1]]
    named = unit_names([*columns, list(scenario.layers[-1].units)])
    layers = [
        replace(layer, units=units, weight_names=None, bias_names=None)
        for layer, units in zip(scenario.layers, named[1:], strict=True)
    ]
    return check_scenario(replace(scenario, layers=tuple(layers)))


def with_seed(scenario: Scenario, seed: int, rounded: bool) -> Scenario:
    """Return the network with another seed of its starting values, round ones where asked for."""
    seeded = check_scenario(replace(scenario, network_seed=seed))
    return with_round_numbers(seeded) if rounded else seeded


def _refusal(scenario: Scenario, number: int, problem: str) -> ScenarioError:
    place = "inputs" if number == 0 else f"layers[{number - 1}].units"
    return ScenarioError(scenario.called, f"network.{place}", problem)
