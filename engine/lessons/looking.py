"""What is looked at of a network while a lesson trains it, beside its losses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from types import MappingProxyType

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.data.opening import dataset_of
from engine.iteration.passes import draw_masks
from engine.training import Trainer
from engine.training.distortion import distorted
from engine.training.planes import Maps, Plane, maps_of

SAMPLES = 6
"""So many images, or rows of a batch, are looked at."""
LEAST = 0.001
"""A weight that is not larger counts as zero: steps along its sign go to and fro around it."""


@dataclass(frozen=True, eq=False)
class Columns:
    """How large the weights of each input are.

    Attributes
    ----------
    names : tuple of str
        What the inputs are called.
    sizes : ndarray of shape (inputs,)
        The largest absolute value among the weights of each.
    """

    names: tuple[str, ...]
    sizes: NDArray[np.float64]

    @property
    def left(self) -> int:
        """How many of them are not as good as zero."""
        return int((self.sizes > LEAST).sum())


@dataclass(frozen=True, eq=False)
class Images:
    """Images in a row, shape (images, height, width), from 0 to 1."""

    rows: FloatArray


Seen = Maps | Columns | Images
Look = Callable[[], Seen]


def _maps(trainer: Trainer) -> Look:
    plane = Plane.of(trainer.plan.scenario)
    if len(trainer.data.held_out):
        held_out = np.zeros(len(plane.points), dtype=np.bool_)
        held_out[trainer.data.held_out] = True
        plane = replace(plane, held_out=held_out)

    def look() -> Seen:
        maps = maps_of(plane, trainer.parameters.copy().sealed())
        # Of a plane the output alone is drawn; a hundred maps of each unit would take much memory.
        hidden = maps.units[:-1] if plane.axes == 1 else (np.empty(0),) * (len(maps.units) - 1)
        return structs.replace(maps, units=(*hidden, maps.units[-1]))

    return look


def _columns(trainer: Trainer) -> Look:
    names = dataset_of(trainer.plan.scenario).feature_names
    weights = trainer.parameters.weights[0]
    return lambda: Columns(names, np.abs(weights).max(axis=0).astype(np.float64))


def _images(trainer: Trainer) -> Look:
    """Return what shows the first images as training may see them, each time drawn anew."""
    data, training = trainer.data, trainer.plan.scenario.training
    chosen, shape = data.train[:SAMPLES], data.image_shape
    assert shape is not None
    augmentation, seeds = training.augmentation, count(training.seed)
    plain = (data.rows.x[chosen] * data.scale).reshape(-1, *shape)

    def look() -> Seen:
        if augmentation is None:
            return Images(plain)
        seen = distorted(data, chosen, augmentation, next(seeds))
        return Images(np.clip(seen, 0.0, 1.0).reshape(-1, *shape))

    return look


def _masks(trainer: Trainer) -> Look:
    """Return what shows which units of the first layer are there for some rows of a batch."""
    scenario, iterations = trainer.plan.scenario, count(1)
    units = len(scenario.layers[0].units)
    wide = int(np.ceil(np.sqrt(units)))

    def look() -> Seen:
        mask = draw_masks(scenario, SAMPLES, next(iterations))[0]
        there = np.ones((SAMPLES, units)) if mask is None else (mask > 0).astype(np.float64)
        square = np.zeros((SAMPLES, wide * wide))
        square[:, :units] = there
        return Images(square.reshape(SAMPLES, wide, wide))

    return look


LOOKS: Mapping[str, Callable[[Trainer], Look]] = MappingProxyType(
    {"maps": _maps, "columns": _columns, "images": _images, "masks": _masks}
)
"""What makes each kind of look at a run."""
