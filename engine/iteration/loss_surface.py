"""The loss over a plane through the present parameters, with the way to them and from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from msgspec.structs import replace

from engine.arrays import FloatArray
from engine.catalogue.optimisers import OPTIMISERS
from engine.errors import DivergenceError
from engine.iteration.batches import Batch, Epoch
from engine.iteration.passes import forward, objective
from engine.iteration.state import State, step
from engine.network.layout import ParameterLayout
from engine.network.parameters import Parameters
from engine.network.quantities import Ref
from engine.network.scenario import Schedule
from engine.random_streams import surface_directions

MOST_FOR_HESSIAN = 300
LEAST_REACH = 2.0
"""A plane of two parameters is seen so far around the present ones, at least."""

BEYOND = 1.25
"""The path so far and the next steps end before the edge of what is seen, by this factor."""

APART = 1e-6
"""So much of the larger present value is seen around both, at least."""


@dataclass(frozen=True, eq=False)
class ParameterPlane:
    """A plane through the present parameters.

    Attributes
    ----------
    parameters : Parameters
        The present values, float64.
    centre : ndarray of shape (2,)
        Where these are in the plane: the values of two parameters, or 0 and 0.
    directions : ndarray of shape (2, size)
        Orthonormal; 0 for what no update changes.
    names : tuple of str
        What the axes are.
    reach : float
        How far around the present values it is seen at least.
    share : float or None
        Which share of the path's variance lies in the plane, of principal directions.
    """

    parameters: Parameters
    centre: FloatArray
    directions: FloatArray
    names: tuple[str, str]
    reach: float
    share: float | None = None

    @classmethod
    def of_two(cls, parameters: Parameters, first: Ref, second: Ref) -> ParameterPlane:
        """Return the plane of two parameters; its coordinates are their values."""
        layout, exact = parameters.layout, parameters.copy(np.float64).sealed()
        chosen = [layout.flat_index(ref) for ref in (first, second)]
        directions = np.zeros((2, layout.size))
        directions[[0, 1], chosen] = 1.0
        names = layout.name(first), layout.name(second)
        return cls(exact, exact.flat[chosen], directions, names, LEAST_REACH)

    @classmethod
    def random(cls, parameters: Parameters, seed: int) -> ParameterPlane:
        """Return a plane of random directions.

        In each layer they are as long as its weights, so that all layers change alike (Li et al.,
        "Visualizing the Loss Landscape of Neural Nets", 2018, section 4).
        """
        layout, exact = parameters.layout, parameters.copy(np.float64).sealed()
        drawn = surface_directions(seed).normal(size=(2, layout.size))
        for slot in layout.slots:
            for part in (slot.weights, slot.biases, slot.scales, slot.shifts):
                lengths = np.linalg.norm(drawn[:, part], axis=1, keepdims=True)
                drawn[:, part] *= np.linalg.norm(exact.flat[part]) / np.where(lengths, lengths, 1.0)
        directions = _orthonormal(drawn, layout)
        reach = float(np.linalg.norm(exact.trained)) or 1.0
        return cls(exact, np.zeros(2), directions, ("direction 1", "direction 2"), reach)

    @classmethod
    def principal(cls, parameters: Parameters, path: FloatArray) -> ParameterPlane | None:
        """Return the plane in which most of a path lies; None where it is no more than a line.

        Parameters
        ----------
        parameters : Parameters
            The present values.
        path : ndarray of shape (n, size)
            Values on the way to them.
        """
        exact = parameters.copy(np.float64).sealed()
        moved = path - exact.flat
        if len(path) < 2 or not np.isfinite(moved).all():
            return None
        _, lengths, axes = np.linalg.svd(moved, full_matrices=False)
        if len(lengths) < 2 or lengths[1] <= 1e-9 * lengths[0]:
            return None
        squares = np.square(lengths)
        directions = _orthonormal(axes[:2].copy(), parameters.layout)
        share = float(squares[:2].sum() / squares.sum())
        names = ("principal direction 1", "principal direction 2")
        return cls(exact, np.zeros(2), directions, names, 0.0, share)

    def at(self, u: float, v: float) -> Parameters:
        """Return the parameters at a place of the plane."""
        moved = np.array([u, v]) - self.centre
        return Parameters(self.parameters.layout, self.parameters.flat + moved @ self.directions)

    def coordinates(self, values: FloatArray) -> FloatArray:
        """Return where values, shape (n, size), are in the plane, or above which place: (n, 2)."""
        found: FloatArray = (values - self.parameters.flat) @ self.directions.T + self.centre
        return found


def _orthonormal(rows: FloatArray, layout: ParameterLayout) -> FloatArray:
    """Return two directions at a right angle, of length 1, that change nothing that is held."""
    rows[:, layout.trained :] = 0.0
    rows[:, layout.held] = 0.0
    first, second = rows
    first = first / (np.linalg.norm(first) or 1.0)
    second = second - (second @ first) * first
    return np.array([first, second / (np.linalg.norm(second) or 1.0)])


@dataclass(frozen=True, eq=False)
class LossSurface:
    """The loss over a part of a plane.

    Attributes
    ----------
    plane : ParameterPlane
        The plane.
    batch : Batch
        The rows that the loss is of.
    u, v : ndarray of shape (n,)
        Places along both axes.
    losses : ndarray of shape (n, n)
        The loss, row by row of v; not finite where it is not.
    path : ndarray of shape (k, 2)
        The way to the present values, projected.
    steps : mapping of str to ndarray of shape (2,)
        Where the next update of each optimiser leads, projected, by the ids of ``OPTIMISERS``.
    others : mapping of int to ndarray of shape (k, 2)
        The ways of other runs, projected.
    """

    plane: ParameterPlane
    batch: Batch
    u: FloatArray
    v: FloatArray
    losses: FloatArray
    path: FloatArray
    steps: Mapping[str, FloatArray]
    others: Mapping[int, FloatArray]

    def loss_at(self, u: float, v: float) -> float:
        """Return the loss at any place of the plane."""
        return loss_of(self.plane.at(u, v), self.batch)


def loss_surface(
    plane: ParameterPlane,
    batch: Batch,
    places: int,
    path: FloatArray,
    steps: Mapping[str, FloatArray],
    *,
    others: Mapping[int, FloatArray] = MappingProxyType({}),
) -> LossSurface:
    """Return the loss around the present values, as far as paths so far and the steps go.

    Parameters
    ----------
    plane : ParameterPlane
        Where.
    batch : Batch
        The rows that the loss is of.
    places : int
        How many along each axis.
    path : ndarray of shape (k, size)
        Values on the way to the present ones.
    steps : mapping of str to ndarray of shape (size,)
        Values after an update, by the optimiser.
    others : mapping of int to ndarray of shape (k, size)
        Values on the ways of other runs.
    """
    way = plane.coordinates(path)
    ends = {name: plane.coordinates(values[None])[0] for name, values in steps.items()}
    ways = {number: plane.coordinates(values) for number, values in others.items()}
    leaps = (end[None] for end in ends.values())
    seen = np.vstack([way, *ways.values(), *leaps]) - plane.centre
    # One optimiser may leap far away: what the others do is still to be seen.
    far = np.abs(seen[np.isfinite(seen).all(axis=1)])
    limit = BEYOND * max(plane.reach, float(np.abs(way - plane.centre).max(initial=0.0)))
    inside = far[(far <= 4.0 * limit).all(axis=1)] if limit else far
    # Around large values places have to lie far enough apart to differ at all.
    apart = APART * float(np.abs(plane.centre).max())
    reach = max(plane.reach, BEYOND * float(inside.max(initial=0.0)), apart) or 1.0
    along = np.linspace(-reach, reach, places)
    u, v = plane.centre[0] + along, plane.centre[1] + along
    losses = np.array([[loss_of(plane.at(x, y), batch) for x in u] for y in v])
    return LossSurface(plane, batch, u, v, losses, way, ends, ways)


@np.errstate(all="ignore")
def loss_of(parameters: Parameters, batch: Batch) -> float:
    """Return L of a batch, the penalty included, as it is once training is over."""
    made = forward(parameters, batch.x, running=True)
    return float(objective(parameters, batch.y_true, made))


def next_steps(parameters: Parameters, batch: Batch) -> dict[str, FloatArray]:
    """Return where an update over a batch leads, by the ids of ``OPTIMISERS``.

    Each has the scenario's learning rate, begins without any memory, and has its usual numbers
    where they are not the scenario's own. One that needs second derivatives has none in a large
    network, nor where these are not finite.

    Parameters
    ----------
    parameters : Parameters
        The present values.
    batch : Batch
        The rows of the update.

    Returns
    -------
    dict of str to ndarray of shape (size,)
        The values after it.
    """
    scenario = parameters.layout.scenario
    found = {}
    for name, record in OPTIMISERS.items():
        if record.needs_hessian and parameters.layout.count > MOST_FOR_HESSIAN:
            continue
        training = scenario.training
        keys = training.keys if name == training.optimiser else {}
        training = replace(training, optimiser=name, keys=keys, schedule=Schedule())
        layout = ParameterLayout(replace(scenario, training=training))
        present = Parameters(layout, parameters.flat.astype(np.float64))
        try:
            with np.errstate(all="ignore"):
                end = step(State.start(present, Epoch.of(len(batch.x), None)), batch).end
        except (DivergenceError, np.linalg.LinAlgError):
            continue
        found[name] = end.parameters.flat
    return found
