"""Make a network of another shape: what stays keeps its values and names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from msgspec.structs import replace

from engine.arrays import FloatArray, read_only
from engine.catalogue.initialisers import INITIALISERS
from engine.design.round_numbers import are_round, with_round_numbers
from engine.network.layout import LayerSlot, ParameterLayout
from engine.network.naming import MAX_COUNTED
from engine.network.parameters import initial_parameters
from engine.network.scenario import Layer, Scenario
from engine.random_streams import added_weights
from engine.scenario.checking import check_scenario
from engine.scenario.editing import with_parameters
from engine.scenario.layer_options import MARKS, marks_or_none

MOST_NAMES = 1000
"""In a layer of more weights names are not written one by one: they count anew."""

NEW_INPUT, NEW_TARGET = 0.5, 0.0
"""What the rows have in a new column."""

_MATRICES: dict[str, Any] = {"weights": np.nan, "frozen_weights": False, "absent_weights": False}
_VECTORS: dict[str, Any] = {
    "biases": 0.0,
    "frozen_biases": False,
    "absent_biases": False,
    "scales": 1.0,
    "shifts": 0.0,
    "running_means": 0.0,
    "running_variances": 1.0,
}
"""What a layer has for each weight and for each unit, with what a new one begins as."""


@dataclass(frozen=True, slots=True)
class Column:
    """A layer of the network to be.

    Attributes
    ----------
    before : int or None
        The number of the layer that it was; None for a new one.
    units : tuple of int or None
        Of each of its units which one it was there; None for a new one.
    layer : Layer or None
        What a new layer is otherwise, its units aside.
    """

    before: int | None
    units: tuple[int | None, ...]
    layer: Layer | None = None


def names_in(scenario: Scenario, number: int) -> tuple[str, ...]:
    """Return a layer's names as the file has them, whatever the data set calls its units."""
    return scenario.layers[number - 1].units if number else scenario.inputs


def columns_of(scenario: Scenario) -> list[Column]:
    """Return the layers as they are, inputs first."""
    return [Column(number, tuple(range(size))) for number, size in enumerate(scenario.sizes)]


def reshaped(scenario: Scenario, columns: Sequence[Column]) -> Scenario:
    """Return the network with other layers and units.

    Weights between units that stay keep their values and names, as do biases, and rows keep the
    columns of inputs and outputs that stay. New weights are round numbers where all others are,
    else they are drawn as their layer says. New biases are what they start from in their layer.

    Parameters
    ----------
    scenario : Scenario
        The network as it is.
    columns : sequence of Column
        The layers that it is to have, inputs first.

    Raises
    ------
    ScenarioError
        There would be too many units, or something does not fit the network any more.
    """
    if list(columns) == columns_of(scenario):
        return scenario
    names = _unit_names(scenario, columns)
    # Refuses what is too large before anything is computed for it.
    bare = _bare(scenario, columns, names)
    shaped = _filled(bare, scenario, columns)
    return check_scenario(
        replace(shaped, layers=_ParameterNames(scenario, columns, shaped).layers())
    )


def _bare(scenario: Scenario, columns: Sequence[Column], names: list[tuple[str, ...]]) -> Scenario:
    """Return the layers and rows with nothing but their options; the shape is checked."""
    nothing: dict[str, Any] = dict.fromkeys((*_MATRICES, *_VECTORS, "weight_names", "bias_names"))
    layers = []
    for column, units in zip(columns[1:], names[1:], strict=True):
        layer = column.layer if column.before is None else scenario.layers[column.before - 1]
        assert layer is not None
        layers.append(replace(layer, units=units, **nothing))
    x, y = scenario.x, scenario.y
    if x is not None and y is not None:
        x = _spliced(x, columns[0].units, NEW_INPUT)
        y = _spliced(y, columns[-1].units, NEW_TARGET)
    inputs = names[0]
    return check_scenario(replace(scenario, inputs=inputs, layers=tuple(layers), x=x, y=y))


def _spliced(rows: FloatArray, units: tuple[int | None, ...], new: float) -> FloatArray:
    if units == tuple(range(rows.shape[1])):
        return rows
    return read_only(_picked(np.hstack([rows, np.full((len(rows), 1), new)]), units))


def _picked(values: FloatArray, units: Sequence[int | None]) -> FloatArray:
    """Return the columns of units; a new one is the last column there is."""
    return values[..., [-1 if unit is None else unit for unit in units]]


def _filled(bare: Scenario, scenario: Scenario, columns: Sequence[Column]) -> Scenario:
    """Return the network with the values that stay, and new ones for the others."""
    starting = with_parameters(scenario, initial_parameters(scenario))
    layers = []
    for index, (layer, column) in enumerate(zip(bare.layers, columns[1:], strict=True)):
        values: dict[str, Any] = {}
        old = None if column.before is None else starting.layers[column.before - 1]
        n_in = len(columns[index].units)
        for key, new in _MATRICES.items():
            values[key] = np.full((len(layer.units), n_in), new)
            if old is not None and (matrix := getattr(old, key)) is not None:
                wide = np.hstack([matrix, np.full((len(matrix), 1), new)])
                tall = np.vstack([wide, np.full((1, wide.shape[1]), new)])
                values[key] = _picked(tall, sources_of(columns, index + 1, matrix.shape[1]))[
                    [-1 if unit is None else unit for unit in column.units]
                ]
        for key, new in _VECTORS.items():
            if old is not None and (vector := getattr(old, key)) is not None:
                alike = "biases" in key and old.bias != "per-unit" and len(set(vector)) == 1
                usual = layer.initialiser_bias if key == "biases" else new
                fill = vector[0] if alike else usual
                values[key] = read_only(_picked(np.append(vector, fill), column.units))
        for key in values.keys() & set(MARKS):
            values[key] = marks_or_none(values[key])
        layers.append(replace(layer, **values))
    return with_new_weights(replace(bare, layers=tuple(layers)), are_round(scenario))


def sources_of(columns: Sequence[Column], number: int, n_in: int) -> tuple[int | None, ...]:
    """Return which of its old n_in sources each of a layer's is: by place behind another layer."""
    before, column = columns[number - 1], columns[number]
    if before.before is not None and column.before == before.before + 1:
        return before.units
    return tuple(k if k < n_in else None for k in range(len(before.units)))


def with_new_weights(scenario: Scenario, rounded: bool) -> Scenario:
    """Return the network with a number in place of each weight that is NaN."""
    if rounded:
        return with_round_numbers(scenario, missing_only=True)
    layers = []
    for number, layer in enumerate(scenario.layers, start=1):
        weights = layer.weights
        if weights is not None and np.isnan(weights).any():
            n_out, n_in = weights.shape
            generator = added_weights(scenario.network_seed, number, (n_out, n_in))
            draw = INITIALISERS[layer.initialiser].draw
            drawn = draw(generator, n_out, n_in, layer.initialiser_scale)
            weights = np.where(np.isnan(weights), drawn, weights)
        layers.append(replace(layer, weights=None if weights is None else read_only(weights)))
    return replace(scenario, layers=tuple(layers))


# Names ----------------------------------------------------------------------------------


def _unit_names(scenario: Scenario, columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """Return the units' names: new ones count on from those beside them."""
    taken = {
        names_in(scenario, column.before)[unit]
        for column in columns
        if column.before is not None
        for unit in column.units
        if unit is not None
    }
    found = []
    for number, column in enumerate(columns):
        before = () if column.before is None else names_in(scenario, column.before)
        names: list[str] = []
        for unit in column.units:
            last = names[-1] if names else ""
            new = _next_name(last, number, len(columns) - 1, taken) if unit is None else ""
            names.append(new if unit is None else before[unit])
            taken.add(names[-1])
        found.append(tuple(names))
    return found


def _next_name(last: str, number: int, depth: int, taken: set[str]) -> str:
    """Return a name that goes on from the last one, or the first of a layer's."""
    counted = re.fullmatch(r"(.*?)(\d{1,6})", last)
    hidden = "h" if depth == 2 else f"h{number}_"
    usual = "i" if number == 0 else "o" if number == depth else hidden
    head, first = (counted[1], int(counted[2]) + 1) if counted else (usual, 1)
    return free_name(head, first, taken)


def free_name(head: str, first: int, taken: set[str]) -> str:
    """Return the first name of a head and a number that is not taken."""
    return next(name for name in (f"{head}{n}" for n in count(first)) if name not in taken)


class _ParameterNames:
    """Names of weights and biases: those that stay keep theirs, new ones get free ones."""

    def __init__(self, scenario: Scenario, columns: Sequence[Column], shaped: Scenario) -> None:
        self._old, self._new = ParameterLayout(scenario), ParameterLayout(shaped)
        self._columns, self._shaped, self._before = columns, shaped, scenario.layers
        self._are_named = self._old.size <= MAX_COUNTED or any(
            layer.weight_names is not None for layer in scenario.layers
        )
        slots = self._old.slots if self._are_named else ()
        taken = {
            name
            for slot in slots
            if _is_small(slot)
            for row in self._old.weight_names(slot.number)
            for name in row
        }
        self._free = (name for n in count(1) if (name := f"w{n}") not in taken)
        self._taken = {
            name
            for column in columns[1:]
            if column.before is not None
            for name in self._old.bias_names(column.before)
        }

    def layers(self) -> tuple[Layer, ...]:
        """Return the layers with their names; none where they would be called so anyway."""
        numbers = range(1, len(self._columns))
        weights = [self._of_weights(number) for number in numbers]
        if all(
            names is None or names == self._new.weight_names(number)
            for number, names in zip(numbers, weights, strict=True)
        ):
            weights = [None] * len(weights)
        return tuple(
            replace(
                layer,
                weight_names=None if names is None else tuple(map(tuple, names)),
                bias_names=self._of_biases(number),
            )
            for number, layer, names in zip(numbers, self._shaped.layers, weights, strict=True)
        )

    def _of_weights(self, number: int) -> list[list[str]] | None:
        slot, column = self._new.slots[number - 1], self._columns[number]
        if not self._are_named or not _is_small(slot):
            return None
        new: list[int | None] = [None] * slot.n_in
        before: list[list[str]] = []
        if column.before is not None and _is_small(self._old.slots[column.before - 1]):
            before = self._old.weight_names(column.before)
            new = list(sources_of(self._columns, number, len(before[0])))
        return [
            [next(self._free) if unit is None or k is None else before[unit][k] for k in new]
            for unit in column.units
        ]

    def _of_biases(self, number: int) -> tuple[str, ...] | None:
        layer, column = self._shaped.layers[number - 1], self._columns[number]
        if layer.bias == "none":
            return None
        generated = self._new.bias_names(number)
        if layer.bias == "per-layer":
            name = generated[0]
            if column.before is not None:
                name = self._old.bias_names(column.before)[0]
            elif name in self._taken:
                name = free_name("b", number, self._taken)
            return None if name == generated[0] else (name,) * len(layer.units)
        names = None if column.before is None else self._before[column.before - 1].bias_names
        if names is None:
            return None
        if layer.bias == "frozen" and len(set(names)) == 1:
            return (names[0],) * len(layer.units)
        return tuple(
            self._free_bias(unit) if was is None else names[was]
            for unit, was in zip(layer.units, column.units, strict=True)
        )

    def _free_bias(self, unit: str) -> str:
        name = f"b_{unit}"
        return name if name not in self._taken else free_name(f"{name}_", 1, self._taken)


def _is_small(slot: LayerSlot) -> bool:
    return slot.n_out * slot.n_in <= MOST_NAMES
