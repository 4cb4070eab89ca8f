"""Points of a plane, and what a network answers all over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.generators import REACH
from engine.data.dataset import Dataset
from engine.data.opening import dataset_of
from engine.data.splitting import hold_out
from engine.iteration.passes import forward
from engine.network.data_specs import PointSpec
from engine.network.parameters import Parameters
from engine.network.scenario import Scenario

GRID = 100
"""Places along each axis at which the output is asked."""
EVERY = 2
"""Units are shown at each such place."""
ALONE = 2**18
"""Products in a matrix product up to which OpenBLAS calls no other thread.

Such a thread would take the time of the one that trains, mostly by waiting in a loop.
"""
LEAST_ROWS = 250


@dataclass(frozen=True, eq=False)
class Plane:
    """Points, and all places of the plane, as a network takes them.

    Attributes
    ----------
    spec : PointSpec
        Where the points come from.
    dataset : Dataset
        The same as a data set.
    points : ndarray of shape (n, axes)
        x and y, or x alone.
    outcomes : ndarray of shape (n,)
        Class of each, or the number to be met.
    held_out : ndarray of shape (n,)
        Whether it is not trained on.
    inputs : ndarray of shape (n, features)
        The points as inputs.
    grid : ndarray of shape (GRID ** axes, features)
        All places as inputs, row by row from below.
    """

    spec: PointSpec
    dataset: Dataset
    points: FloatArray
    outcomes: NDArray[Any]
    held_out: NDArray[np.bool_]
    inputs: FloatArray
    grid: FloatArray

    @classmethod
    def of(cls, scenario: Scenario) -> Plane:
        """Return the plane of a scenario.

        Raises
        ------
        DatasetError
            Its points cannot be read or made.
        """
        dataset, spec, training = dataset_of(scenario), scenario.dataset, scenario.training
        assert isinstance(spec, PointSpec)
        assert dataset.points is not None
        source = dataset.points.source
        held_out = np.zeros(len(source.points), dtype=np.bool_)
        if training.validation:
            held_out[hold_out(len(held_out), training.validation, training.seed)[1]] = True
        along = np.linspace(-REACH, REACH, GRID)
        grid = along[:, None]
        if source.points.shape[1] > 1:
            grid = np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)
        points = dataset.points.inputs
        return cls(
            spec,
            dataset,
            source.points,
            source.outcomes,
            held_out,
            points(source.points, np.float32),
            points(grid, np.float32),
        )

    @property
    def axes(self) -> int:
        """2 for a plane, 1 for a line."""
        return int(self.points.shape[1])

    @property
    def classes(self) -> int:
        """How many there are; 0 where numbers are to be met."""
        return len(self.dataset.classes)

    def named(self, outputs: FloatArray) -> NDArray[np.intp]:
        """Return the class that outputs of shape (n, outputs) name, shape (n,)."""
        if outputs.shape[1] == 1:
            return np.where(outputs[:, 0] >= self.dataset.threshold, 1, 0)
        return np.asarray(outputs.argmax(axis=1))


class Maps(Struct, frozen=True, eq=False):
    """What a network answers all over the plane.

    Attributes
    ----------
    plane : Plane
        Where it was asked.
    parameters : Parameters
        The network's values.
    units : tuple of ndarray of shape (units, places, places) or (units, places)
        The activations of each layer, outputs included.
    output : ndarray of shape (outputs, GRID, GRID) or (outputs, GRID)
        The last ones at every place.
    answers : ndarray of shape (n, outputs)
        What it answers to the points.
    """

    plane: Plane
    parameters: Parameters
    units: tuple[FloatArray, ...]
    output: FloatArray
    answers: FloatArray

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Whether each point is in another class than it is said to be in, shape (n,)."""
        plane = self.plane
        if not plane.classes:
            return np.zeros(len(plane.points), dtype=np.bool_)
        return np.asarray(plane.named(self.answers) != plane.outcomes)

    def middle_and_reach(self, layer: int) -> tuple[float, float]:
        """Return which activation of a layer is the middle of its colours, and how far they reach.

        The layer is counted from 1. Outputs have the threshold of their classes, or 0, in the
        middle; units that are bounded reach as far as they can.
        """
        plane = self.plane
        scenario = self.parameters.layout.scenario
        bounds = ACTIVATIONS[scenario.layers[layer - 1].activation].outputs
        if layer == scenario.depth and plane.classes == 2 and len(self.output) == 1:
            middle = plane.dataset.threshold
            return middle, 1.0 - middle
        values = self.units[layer - 1]
        if bounds is not None and max(abs(bounds.least), bounds.greatest) <= 1:
            return 0.0, 1.0
        if layer == scenario.depth and not plane.classes:
            return 0.0, max(1e-6, float(np.abs(plane.outcomes).max()))
        finite = np.abs(values[np.isfinite(values)])
        return 0.0, max(1.0, float(finite.max())) if len(finite) else 1.0


def maps_of(plane: Plane, parameters: Parameters) -> Maps:
    """Ask a network everywhere, by one forward pass through all layers."""
    rows = max(LEAST_ROWS, ALONE // max(slot.n_in * slot.n_out for slot in parameters.layout.slots))
    with np.errstate(all="ignore"):
        parts = [
            forward(parameters, plane.grid[first : first + rows], running=True).a[1:]
            for first in range(0, len(plane.grid), rows)
        ]
        answers = forward(parameters, plane.inputs, running=True).a[-1]
    square = (GRID,) * plane.axes
    whole = [
        np.concatenate([part.T for part in parts_], axis=1).reshape(-1, *square)
        for parts_ in zip(*parts, strict=True)
    ]
    units = (a[..., ::EVERY, ::EVERY] if plane.axes > 1 else a for a in whole)
    return Maps(plane, parameters, tuple(units), whole[-1], answers)
