"""Starting values for calculating by hand: multiples of 0.05 that leave every unit its slope."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from msgspec.structs import replace

from engine.arrays import BoolArray, FloatArray, read_only
from engine.catalogue.activations import ACTIVATIONS
from engine.network.scenario import Layer, Scenario
from engine.random_streams import round_weights

STEPS = 20
"""Weights are whole numbers of steps of 1/20, from −1 to 1, without 0."""

DIFFERENT = 2 * STEPS
"""Up to so many weights no two are alike."""

FLAT = 0.05
"""A unit saturates where its slope is less than this share of the steepest there is."""

MOST_ROWS = 64
_ATTEMPTS, _DRAWS = 12, 24
_POOL = tuple(step for step in range(-STEPS, STEPS + 1) if step)
_GRID = np.linspace(-8.0, 8.0, 321)[:, np.newaxis]


def are_round(scenario: Scenario) -> bool:
    """Return whether all weights are such numbers."""
    return all(
        layer.weights is not None
        and layer.weights.all()
        and np.array_equal(np.round(layer.weights * STEPS) / STEPS, layer.weights)
        and np.abs(layer.weights).max() <= 1
        for layer in scenario.layers
    )


def with_round_numbers(scenario: Scenario, *, missing_only: bool = False) -> Scenario:
    """Return the network with round starting weights and biases, from the network's seed.

    Weights are multiples of 0.05 from −1 to 1, so that as few units as can be saturate on the
    rows; up to 40 weights no two are alike. Biases are such numbers, too. What is frozen stays.

    Parameters
    ----------
    scenario : Scenario
        The network; its rows are looked at where they stand in it.
    missing_only : bool
        Whether only weights that are NaN get a number, and biases stay.
    """
    best: _Attempt | None = None
    for number in range(_ATTEMPTS):
        attempt = _Attempt(scenario, number, missing_only)
        if best is None or attempt.saturated < best.saturated:
            best = attempt
        if not best.saturated:
            break
    assert best is not None
    return replace(scenario, layers=tuple(best.layers))


def saturated_units(layer: Layer, z: FloatArray) -> int:
    """Return how many units of a layer have hardly a slope on some row.

    Of a function with a kink, such as ReLU, which is flat on purpose, it takes all rows.

    Parameters
    ----------
    layer : Layer
        Has the activation.
    z : ndarray of shape (rows, units)
        Pre-activations.
    """
    record = ACTIVATIONS[layer.activation]
    if record.couples_units:
        a = record.value(z, np.empty_like(z), layer.numbers)
        flat = 4 * a * (1 - a) < FLAT
        return int(flat.any(axis=0).sum()) if z.shape[1] > 1 else 0  # One alone is always 1.
    steepest = np.abs(_slope(layer, _GRID)).max()
    if not steepest > 0:
        return 0
    flat = np.abs(_slope(layer, z)) < FLAT * steepest
    hinged = bool(record.kink) or record.sides is not None
    return int((flat.all(axis=0) if hinged else flat.any(axis=0)).sum())


def _slope(layer: Layer, z: FloatArray) -> FloatArray:
    record, numbers = ACTIVATIONS[layer.activation], layer.numbers
    with np.errstate(all="ignore"):
        a = record.value(z, np.empty_like(z), numbers)
        return np.nan_to_num(record.derivative(z, a, numbers), posinf=0.0, neginf=0.0)


@dataclass(frozen=True, slots=True)
class _Draw:
    weights: FloatArray
    biases: FloatArray | None
    saturated: int
    a: FloatArray


class _Attempt:
    """One way through the layers: each takes the best of some draws, of numbers left over.

    Attributes
    ----------
    layers : list of Layer
        With their numbers.
    saturated : int
        How many units saturate.
    """

    def __init__(self, scenario: Scenario, number: int, missing_only: bool) -> None:
        self._generator = round_weights(scenario.network_seed, number)
        self._missing_only = missing_only
        self.layers: list[Layer] = []
        self.saturated = 0
        weights = sum(a * b for a, b in pairwise(scenario.sizes))
        self._are_different = weights <= DIFFERENT
        taken: set[int] = set()
        for layer in scenario.layers if missing_only else ():
            if layer.weights is not None:
                taken |= {round(w * STEPS) for w in layer.weights[~np.isnan(layer.weights)]}
        self._pool = [step for step in _POOL if step not in taken]
        a = (
            np.ones((1, len(scenario.inputs))) * 0.5
            if scenario.x is None
            else scenario.x[:MOST_ROWS]
        )
        for layer in scenario.layers:
            best = self._best(layer, a)
            a = best.a
            self.saturated += best.saturated
            if self._are_different:
                used = {round(w * STEPS) for w in best.weights.flat}
                self._pool = [step for step in self._pool if step not in used]
            self.layers.append(replace(layer, weights=read_only(best.weights), biases=best.biases))

    def _best(self, layer: Layer, a: FloatArray) -> _Draw:
        best: _Draw | None = None
        for number in range(_DRAWS):
            # Smaller and smaller ones, where large ones will not do.
            largest = max(1, STEPS - number * STEPS // _DRAWS)
            draw = self._draw(layer, a, largest)
            if best is None or draw.saturated < best.saturated:
                best = draw
            if not best.saturated:
                break
        assert best is not None
        return best

    def _draw(self, layer: Layer, a: FloatArray, largest: int) -> _Draw:
        shape = (len(layer.units), a.shape[1])
        wanted = self._wanted(layer, shape)
        weights = np.zeros(shape) if layer.weights is None else layer.weights.copy()
        weights[wanted] = self._steps(int(wanted.sum()), largest) / STEPS
        biases = layer.biases
        if (
            layer.bias in ("per-unit", "per-layer")
            and not self._missing_only
            and (layer.frozen_biases is None)
        ):
            count = shape[0] if layer.bias == "per-unit" else 1
            steps = self._generator.choice(_small(largest), count)
            biases = read_only(np.broadcast_to(steps / STEPS, shape[:1]).copy())
        absent, cut = layer.absent_weights, layer.absent_biases
        z = a @ (weights if absent is None else np.where(absent, 0.0, weights)).T
        if biases is not None:
            z += biases if cut is None else np.where(cut, 0.0, biases)
        if layer.batch_norm:
            z = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + 1e-5)
        with np.errstate(all="ignore"):
            out = ACTIVATIONS[layer.activation].value(z, np.empty_like(z), layer.numbers)
        return _Draw(weights, biases, saturated_units(layer, z), np.nan_to_num(out))

    def _wanted(self, layer: Layer, shape: tuple[int, int]) -> BoolArray:
        """Return which weights get a number: frozen ones keep theirs."""
        if layer.weights is None:
            return np.ones(shape, dtype=np.bool_)
        if self._missing_only:
            return np.isnan(layer.weights)
        if layer.frozen_weights is None:
            return np.ones(shape, dtype=np.bool_)
        return ~layer.frozen_weights

    def _steps(self, number: int, largest: int) -> FloatArray:
        """Draw so many numbers of steps, different ones where there are enough."""
        if self._are_different and number <= len(self._pool):
            near = sorted(self._pool, key=abs)
            room = max(number, sum(abs(step) <= largest for step in near))
            return self._generator.choice(near[:room], number, replace=False).astype(np.float64)
        return self._generator.choice(_small(largest), number).astype(np.float64)


def _small(largest: int) -> list[int]:
    return [step for step in _POOL if abs(step) <= largest]
