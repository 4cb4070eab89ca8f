"""A camera of four pixels, a b over c d, and the network of weights 1, −1 and 0 that reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

import numpy as np

from engine.arrays import FloatArray
from engine.errors import Fail
from engine.lessons.keys import Count, Numbers
from engine.lessons.kinds import PictureKind, Place

PIXELS = ("a", "b", "c", "d")
KINDS_OF_IMAGE = ("solid", "vertical", "diagonal", "horizontal")

FIRST = np.array([[1, 0, 1, 0], [0, 1, 0, 1], [1, 0, -1, 0], [0, 1, 0, -1]], dtype=np.float64)
"""What the first layer adds up: both columns, then what is above less what is below, in each."""

SECOND = np.array([[1, 1, 0, 0], [1, -1, 0, 0], [0, 0, 1, -1], [0, 0, 1, 1]], dtype=np.float64)
"""Sums and differences of those: solid, vertical, diagonal, horizontal."""

THIRD = np.vstack([np.array([1.0, -1.0])[:, None] * np.eye(4)[k] for k in range(4)])
"""Each, and its negative."""

FOURTH = np.repeat(np.eye(4), 2, axis=1)
"""Of each kind of image the light and the dark one."""

WEIGHTS = (FIRST, SECOND, THIRD, FOURTH)

TIE = 1e-9
"""Answers that are nearer than this are equal."""


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A unit: its layer from 1, its place there, what it takes of each pixel, and its value."""

    layer: int
    place: int
    field: FloatArray
    value: float


def layers_of(image: FloatArray) -> list[FloatArray]:
    """Return the values of the four layers for the pixels, of shape (4,), (4,), (8,) and (4,)."""
    first = np.tanh(FIRST @ image)
    second = np.tanh(SECOND @ first)
    third = np.maximum(0.0, THIRD @ second)
    return [first, second, third, FOURTH @ third]


def decided(answers: FloatArray) -> int | None:
    """Return which kind of image has the largest answer; None where two have it."""
    order = np.argsort(answers)
    return None if answers[order[-1]] - answers[order[-2]] < TIE else int(order[-1])


@lru_cache(maxsize=1)
def ties() -> int:
    """Return for how many of the sixteen black-and-white images no answer is the largest."""
    images = product((-1.0, 1.0), repeat=4)
    return sum(decided(layers_of(np.array(image))[-1]) is None for image in images)


class Camera:
    """What is computed of an image.

    Attributes
    ----------
    image : ndarray of shape (4,)
        From −1, black, to 1, white.
    layers : list of ndarray
        The values of the layers.
    """

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.keys = keys
        self.image = np.array(keys["image"], dtype=np.float64)
        self.layers = layers_of(self.image)

    @property
    def answers(self) -> FloatArray:
        """The answers, by kind of image: a file's own, or those of the network."""
        own = self.keys["answers"]
        return np.array(own) if own else self.layers[-1]

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units of the layers that are shown."""
        field, units = np.eye(4), []
        for layer, (weights, values) in enumerate(zip(WEIGHTS, self.layers, strict=True), 1):
            # The last one takes the light and the dark image alike: its field is that of the light.
            field = weights @ field if layer < len(WEIGHTS) else field[::2]
            if layer <= self.keys["layers"]:
                rows = zip(field, values, strict=True)
                units += [
                    Unit(layer, at, row, float(value)) for at, (row, value) in enumerate(rows)
                ]
        return tuple(units)

    @cached_property
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have."""
        first, second, third, answers = self.layers
        values = dict(zip(PIXELS, map(float, self.image), strict=True))
        for letter, layer in (("h", first), ("s", second), ("r", third)):
            values |= {f"{letter}{at}": float(value) for at, value in enumerate(layer, 1)}
        values |= dict(zip(KINDS_OF_IMAGE, map(float, answers), strict=True))
        found = decided(self.answers)
        values["largest"] = float(self.answers.max())
        values["decided"] = float("nan") if found is None else found + 1.0
        values |= {"brightness": float(self.image.sum()), "ties": float(ties()), "images": 16.0}
        truth = self.keys["truth"]
        values["error"] = (
            float(np.abs(self.answers - np.array(truth)).sum()) if truth else float("nan")
        )
        return values

    def handles(self) -> Mapping[str, Place]:
        """Return what can be painted: each pixel, at its brightness."""
        return {f"image.{at}": (float(value), 0.0) for at, value in enumerate(self.image)}

    def limits(self, key: str) -> Place:
        """Return from where to where a number is moved on a slider."""
        del key
        return -1.0, 1.0

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return the image in which a pixel has the brightness x."""
        del y
        image = list(self.keys["image"])
        image[int(handle.partition(".")[2])] = round(min(max(x, -1.0), 1.0), 3)
        return {"image": tuple(image)}


def _check(keys: Mapping[str, Any], fail: Fail) -> None:
    for name in ("image", "answers", "truth"):
        if any(abs(value) > 1.0 for value in keys[name]):
            fail(name, "found a number beyond 1; expected numbers from -1 to 1")
    if keys["truth"] and not (keys["answers"] or keys["layers"] == len(WEIGHTS)):
        fail("truth", "found what is true without answers; expected answers, or layers = 4")


IMAGE_GRID = PictureKind(
    id="image-grid",
    sentence="A camera of four pixels that can be painted, and the network that says what it sees.",
    keys=(
        Numbers("image", "pixels", (1.0, -1.0, 1.0, -1.0), 4, 4),
        Count("layers", "layers", 4, 0, len(WEIGHTS)),
        Numbers("answers", "answers", (), 4, 4),
        Numbers("truth", "truth", (), 4, 4),
    ),
    offers={
        **dict.fromkeys(PIXELS, "the brightness of a pixel, from -1 to 1"),
        **{f"h{k}": "a unit of the first layer" for k in range(1, 5)},
        **{f"s{k}": "a unit of the second layer" for k in range(1, 5)},
        **{f"r{k}": "a unit of the third layer" for k in range(1, 9)},
        **{kind: f"the answer for {kind}" for kind in KINDS_OF_IMAGE},
        "largest": "the largest answer",
        "decided": "which answer is the largest, from 1; nothing where two are",
        "brightness": "the sum of the pixels",
        "ties": "how many of the sixteen black-and-white images are undecided",
        "images": "how many there are",
        "error": "the sum of the distances of answers and truth",
    },
    formulas={
        "first": "the units of the first layer",
        "second": "the units of the second layer",
        "third": "those of the third layer that the largest answer adds",
        "error": "the sum of the distances",
    },
    check=_check,
    make=Camera,
)
