"""Change one number of a scenario: the result is a new scenario, checked like a file."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NoReturn

import numpy as np
from msgspec.structs import replace

from engine.arrays import FloatArray, read_only
from engine.catalogue.losses import LOSSES
from engine.errors import ScenarioError
from engine.network.layout import ParameterLayout
from engine.network.parameters import Parameters, uncut_parameters
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import BiasMode, Layer, Scenario
from engine.scenario.layer_options import marks_or_none
from engine.scenario.training_options import check_range
from engine.text import as_written

LARGEST = 1e100


def with_parameters(scenario: Scenario, parameters: Parameters) -> Scenario:
    """Return the scenario with the given values as its starting weights and biases.

    What is absent keeps the starting value that it comes back with.
    """
    layers, absent = [], parameters.layout.absent
    if len(absent):
        parameters = parameters.copy(np.float64)
        parameters.flat[absent] = uncut_parameters(scenario).flat[absent]
    for index, layer in enumerate(scenario.layers):
        weights = _same_or_copy(layer.weights, parameters.weights[index])
        biases: FloatArray | None = None
        if layer.bias != "none":
            values = np.broadcast_to(parameters.biases[index], len(layer.units))
            biases = _same_or_copy(layer.biases, values)
        changed = replace(layer, weights=weights, biases=biases)
        layers.append(_with_normalising(changed, parameters, index))
    return replace(scenario, layers=tuple(layers))


def _same_or_copy(before: FloatArray | None, values: FloatArray) -> FloatArray:
    """Return the array that a layer has where it is the same: undo would keep a copy of each."""
    copy = read_only(np.array(values, dtype=np.float64))
    # By their bits, as 0 equals −0.
    is_same = before is not None and before.dtype == copy.dtype and before.shape == copy.shape
    if before is not None and is_same and before.tobytes() == copy.tobytes():
        return before
    return copy


def _with_normalising(layer: Layer, parameters: Parameters, index: int) -> Layer:
    if not layer.batch_norm:
        return layer

    return replace(
        layer,
        scales=_same_or_copy(layer.scales, parameters.scales[index]),
        shifts=_same_or_copy(layer.shifts, parameters.shifts[index]),
        running_means=_same_or_copy(layer.running_means, parameters.running_means[index]),
        running_variances=_same_or_copy(
            layer.running_variances, parameters.running_variances[index]
        ),
    )


def with_value(scenario: Scenario, parameters: Parameters, ref: Ref, value: float) -> Scenario:
    """Return the scenario with the given starting values and one of its numbers changed.

    Parameters
    ----------
    scenario : Scenario
        What is edited.
    parameters : Parameters
        Starting values for every weight and bias.
    ref : Ref
        A weight, a bias or the learning rate.
    value : float
        The new number.

    Raises
    ------
    ScenarioError
        The number is not finite, too large, or a learning rate that is not positive.
    """
    layout = ParameterLayout(scenario)
    name = "learning rate" if ref.quantity is Quantity.LEARNING_RATE else layout.name(ref)
    check_value(scenario, name, value)
    if ref.quantity is Quantity.LEARNING_RATE:

        def refuse(_place: str, problem: str) -> NoReturn:
            raise ScenarioError(scenario.id, name, problem)

        check_range(refuse, "training", "learning_rate", value)
        return with_parameters(scenario.with_learning_rate(value), parameters)
    changed = parameters.copy(np.float64)
    changed.flat[layout.flat_index(ref)] = value
    return with_parameters(scenario, changed)


def with_datum(scenario: Scenario, ref: Ref, row: int, value: float) -> Scenario:
    """Return the scenario with one number of its inline data changed.

    Parameters
    ----------
    scenario : Scenario
        Must have inline data.
    ref : Ref
        An input (an activation of layer 0) or a target.
    row : int
        The row of the data, from 0.
    value : float
        The new number.

    Raises
    ------
    ScenarioError
        The data is a data set's, or the number does not fit.
    """
    name = scenario.unit_name(ref.layer, ref.unit or 0)
    if scenario.x is None or scenario.y is None:
        problem = "rows of a data set cannot be edited; expected inline data"
        raise ScenarioError(scenario.id, name, problem)
    check_value(scenario, name, value)
    if ref.quantity is Quantity.TARGET:
        if LOSSES[scenario.loss].output_activation is not None and not 0 <= value <= 1:
            expected = f"expected a probability from 0 to 1 for {scenario.loss}"
            problem = f"target {as_written(value)}; {expected}"
            raise ScenarioError(scenario.id, name, problem)
        return replace(scenario, y=_changed(scenario.y, row, ref.unit or 0, value))
    return replace(scenario, x=_changed(scenario.x, row, ref.unit or 0, value))


Mark = Literal["frozen", "trained", "absent", "present"]
_MARKS: Mapping[Mark, dict[str, bool]] = {
    "frozen": {"frozen": True},
    "trained": {"frozen": False},
    # What is cut comes back as a parameter like any other.
    "absent": {"absent": True, "frozen": False},
    "present": {"absent": False},
}


def with_mark(scenario: Scenario, refs: Sequence[Ref], mark: Mark) -> Scenario:
    """Return the scenario with weights or biases frozen, trained again, cut or restored.

    Where all biases of a layer are frozen by its mode, training some of them makes each the
    unit's own, or the layer's where all of them share a name and a value.
    """
    layers = list(scenario.layers)
    for ref in refs:
        layer, kind = layers[ref.layer - 1], "biases" if ref.source is None else "weights"
        if (kind, layer.bias, mark) == ("biases", "frozen", "trained"):
            layer = _with_trained_biases(layer, len(refs))
        changed: dict[str, Any] = {}
        for how, value in _MARKS[mark].items():
            key = f"{how}_{kind}"
            shape = (len(layer.units), scenario.sizes[ref.layer - 1])[
                : 1 if ref.source is None else 2
            ]
            before = getattr(layer, key)
            marks = np.zeros(shape, dtype=np.bool_) if before is None else before.copy()
            at = (slice(None) if ref.unit is None else ref.unit, ref.source)
            marks[at[: marks.ndim]] = value
            changed[key] = marks_or_none(marks)
        layers[ref.layer - 1] = replace(layer, **changed)
    return replace(scenario, layers=tuple(layers))


def _with_trained_biases(layer: Layer, count: int) -> Layer:
    """Return a layer with biases that are trained but for marks, which all of them have."""
    names, biases = layer.bias_names, layer.biases
    alike = biases is None or bool(np.all(biases == biases[0]))
    shared = names is not None and len(set(names)) == 1 < count == len(names) and alike
    if names is not None and not shared and len(set(names)) < len(names):
        names = None
    frozen = read_only(np.ones(len(layer.units), dtype=np.bool_))
    mode: BiasMode = "per-layer" if shared else "per-unit"
    return replace(layer, bias=mode, bias_names=names, frozen_biases=frozen)


def check_value(scenario: Scenario, name: str, value: float) -> None:
    """Raise :class:`ScenarioError` unless the number is finite and not absurdly large."""
    if not abs(value) <= LARGEST:
        expected = "|x| ≤ 1e100" if math.isfinite(value) else "a finite number"
        raise ScenarioError(scenario.id, name, f"found {as_written(value)}; expected {expected}")


def _changed(array: FloatArray, row: int, column: int, value: float) -> FloatArray:
    changed = array.copy()
    changed[row, column] = value
    return read_only(changed)
