"""A camera of four pixels, a b over c d, and a network that reads it.

It is the one of weights 1, −1 and 0 that a person made, or one that learns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from engine.arrays import FloatArray
from engine.errors import Fail
from engine.iteration.passes import forward
from engine.lessons.keys import Count, Numbers, Stage, Switch
from engine.lessons.kinds import PictureKind, Place
from engine.lessons.learned_camera import HIDDEN, MOST_START, MOST_UPDATES, learned
from engine.network.parameters import Parameters

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
LEARNED_LAYERS = 2

TIE = 1e-9
"""Answers that are nearer than this are equal."""

IMAGES = tuple(np.array(image) for image in product((-1.0, 1.0), repeat=4))
"""The black-and-white images."""

_LIKE_A = ((0, 1, 2, 3), (0, 2), (0, 3), (0, 1))
"""Which pixels have the colour of a, by kind of image."""


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A unit: its layer from 1, its place there, what it takes of each pixel, and its value."""

    layer: int
    place: int
    field: FloatArray
    value: float


class Judged(NamedTuple):
    """What a network makes of all black-and-white images.

    Attributes
    ----------
    ties : int
        For how many no answer is the largest.
    clear : int
        How many are of one of the four kinds.
    right : int
        For how many of those that is the largest answer.
    """

    ties: int
    clear: int
    right: int


def layers_of(image: FloatArray, parameters: Parameters | None = None) -> list[FloatArray]:
    """Return the values of all layers for the pixels.

    Without parameters they are of shape (4,), (4,), (8,) and (4,), else (6,) and (4,).
    """
    if parameters is not None:
        return [values[0] for values in forward(parameters, image[None]).a[1:]]
    first = np.tanh(FIRST @ image)
    second = np.tanh(SECOND @ first)
    third = np.maximum(0.0, THIRD @ second)
    return [first, second, third, FOURTH @ third]


def decided(answers: FloatArray) -> int | None:
    """Return which kind of image has the largest answer; None where two have it."""
    order = np.argsort(answers)
    return None if answers[order[-1]] - answers[order[-2]] < TIE else int(order[-1])


def kind_of(image: FloatArray) -> int | None:
    """Return which kind a black-and-white image is of; None where it is of none of the four."""
    like = tuple(np.flatnonzero(image == image[0]).tolist())
    return _LIKE_A.index(like) if like in _LIKE_A else None


@lru_cache(maxsize=64)
def judged(parameters: Parameters | None = None) -> Judged:
    """Return what the network of the parameters, or a person's own, makes of all images."""
    answers = [decided(layers_of(image, parameters)[-1]) for image in IMAGES]
    pairs = [(kind_of(image), answer) for image, answer in zip(IMAGES, answers, strict=True)]
    clear = [kind == answer for kind, answer in pairs if kind is not None]
    return Judged(answers.count(None), len(clear), sum(clear))


class Camera:
    """What is computed of an image.

    Attributes
    ----------
    image : ndarray of shape (4,)
        From −1, black, to 1, white.
    parameters : Parameters or None
        Those of the network that learns; None where it is the one of weights 1, −1 and 0.
    weights : tuple of ndarray
        Of each layer.
    full : float
        Which weight is drawn in full colour.
    layers : list of ndarray
        The values of the layers.
    """

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.keys = keys
        self.image = np.array(keys["image"], dtype=np.float64)
        own = not keys["learned"]
        self.parameters = None if own else learned(keys["start"], keys["iteration"])
        self.weights = WEIGHTS if self.parameters is None else self.parameters.weights
        self.full = 1.0 if own else 2.0
        self.layers = layers_of(self.image, self.parameters)

    @property
    def answers(self) -> FloatArray:
        """The answers, by kind of image: a file's own, or those of the network."""
        own = self.keys["answers"]
        return np.array(own) if own else self.layers[-1]

    @property
    def has_answers(self) -> bool:
        """Whether answers are shown."""
        return bool(self.keys["answers"]) or _is_whole(self.keys)

    @property
    def fields(self) -> tuple[FloatArray, ...]:
        """What the units take of each pixel, by layer; of answers that are learned, nothing."""
        if self.parameters is not None:
            return self.weights[:1]
        second = SECOND @ FIRST
        # The last one takes the light and the dark image alike: its field is that of the light.
        return FIRST, second, THIRD @ second, second

    @property
    def counts(self) -> tuple[int, ...]:
        """How many units each layer has that is shown by their fields."""
        return tuple(map(len, self.fields[: self.keys["layers"]]))

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units of the layers that are shown."""
        layers = enumerate(zip(self.fields, self.layers, strict=False), 1)
        return tuple(
            Unit(layer, at, row, float(value))
            for layer, (field, values) in layers
            if layer <= self.keys["layers"]
            for at, (row, value) in enumerate(zip(field, values, strict=True))
        )

    @cached_property
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have."""
        *hidden, answers = self.layers
        values = dict.fromkeys(OFFERS, float("nan"))
        values |= zip(PIXELS, map(float, self.image), strict=True)
        for letter, layer in zip("hsr", hidden, strict=False):
            values |= {f"{letter}{at}": float(value) for at, value in enumerate(layer, 1)}
        values |= zip(KINDS_OF_IMAGE, map(float, answers), strict=True)
        found = decided(self.answers)
        values["largest"] = float(self.answers.max())
        values["decided"] = float("nan") if found is None else found + 1.0
        values |= {"brightness": float(self.image.sum()), "images": float(len(IMAGES))}
        values |= {name: float(n) for name, n in judged(self.parameters)._asdict().items()}
        if self.parameters is not None:
            values |= {name: float(self.keys[name]) for name in ("start", "iteration")}
        if truth := self.keys["truth"]:
            values["error"] = float(np.abs(self.answers - np.array(truth)).sum())
        return values

    def handles(self) -> Mapping[str, Place]:
        """Return what can be painted: each pixel, at its brightness."""
        return {f"image.{at}": (float(value), 0.0) for at, value in enumerate(self.image)}

    def limits(self, key: str) -> Place:
        """Return from where to where a number is moved on a slider."""
        return (0.0, float(MOST_UPDATES)) if key == "iteration" else (-1.0, 1.0)

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return the image in which a pixel has the brightness x."""
        del y
        image = list(self.keys["image"])
        image[int(handle.partition(".")[2])] = round(min(max(x, -1.0), 1.0), 3)
        return {"image": tuple(image)}


def _is_whole(keys: Mapping[str, Any]) -> bool:
    """Whether all layers are shown."""
    return bool(keys["layers"] >= (LEARNED_LAYERS if keys["learned"] else len(WEIGHTS)))


def _check(keys: Mapping[str, Any], fail: Fail) -> None:
    for name in ("image", "answers", "truth"):
        if any(abs(value) > 1.0 for value in keys[name]):
            fail(name, "found a number beyond 1; expected numbers from -1 to 1")
    if keys["truth"] and not (keys["answers"] or _is_whole(keys)):
        layers = LEARNED_LAYERS if keys["learned"] else len(WEIGHTS)
        fail("truth", f"found what is true without answers; expected answers, or layers = {layers}")


OFFERS = {
    **dict.fromkeys(PIXELS, "the brightness of a pixel, from -1 to 1"),
    **{f"h{k}": "a unit of the first layer" for k in range(1, HIDDEN + 1)},
    **{f"s{k}": "a unit of the second layer" for k in range(1, 5)},
    **{f"r{k}": "a unit of the third layer" for k in range(1, 9)},
    **{kind: f"the answer for {kind}" for kind in KINDS_OF_IMAGE},
    "largest": "the largest answer",
    "decided": "which answer is the largest, from 1; nothing where two are",
    "brightness": "the sum of the pixels",
    "images": "how many black-and-white images there are",
    "ties": "how many of them are undecided",
    "clear": "how many of them are of one of the four kinds",
    "right": "how many of those are answered rightly",
    "start": "the seed of the weights of the network that learns",
    "iteration": "how many updates it has made",
    "error": "the sum of the distances of answers and truth",
}

IMAGE_GRID = PictureKind(
    id="image-grid",
    sentence="A camera of four pixels that can be painted, and a network that says what it sees.",
    keys=(
        Numbers("image", "pixels", (1.0, -1.0, 1.0, -1.0), 4, 4),
        Count("layers", "layers", 4, 0, len(WEIGHTS)),
        Numbers("answers", "answers", (), 4, 4),
        Numbers("truth", "truth", (), 4, 4),
        Switch("learned", "learned"),
        Count("start", "start", 1, 1, MOST_START),
        Stage("iteration", "iteration", 0, 0, MOST_UPDATES),
    ),
    offers=OFFERS,
    formulas={
        "first": "the units of the first layer",
        "second": "the units of the second layer",
        "third": "those of the third layer that the largest answer adds",
        "error": "the sum of the distances",
    },
    check=_check,
    make=Camera,
)
