"""The lines beside the camera of four pixels: its units with their numbers, and the error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

from engine.arrays import FloatArray
from engine.lessons.pictures.image_grid import FIRST, PIXELS, SECOND, THIRD, Camera, decided
from symbolic.formula.build import summed
from symbolic.formula.tree import Absolute, Apply, Formula, Group, Letters, Negative, Sum, Words
from symbolic.lessons.numbers import letter, number_of, worked


def _signed(weights: FloatArray, parts: list[Formula]) -> list[Formula]:
    """Return those parts that a unit takes, with a minus before what it subtracts."""
    return [
        part if weight > 0.0 else Negative(part)
        for weight, part in zip(weights, parts, strict=True)
        if weight
    ]


def _units(
    out: str, head: str, weights: FloatArray, names: list[Formula], values: FloatArray
) -> Iterator[Formula]:
    for at, row in enumerate(weights, 1):
        total = float(row @ values)
        sides = (
            letter(f"{out}{at}"),
            Apply(Words(head), Group(summed(_signed(row, names)))),
            Apply(Words(head), Group(number_of(total))),
            number_of(float(np.tanh(total))),
        )
        yield worked(*sides, numbers=(total, float(np.tanh(total))))


def _first(camera: Camera, _: object) -> Iterator[Formula]:
    yield from _units("h", "tanh", FIRST, list(map(Letters, PIXELS)), camera.image)


def _second(camera: Camera, _: object) -> Iterator[Formula]:
    names: list[Formula] = [letter(f"h{k}") for k in range(1, 5)]
    yield from _units("s", "tanh", SECOND, names, camera.layers[0])


def _third(camera: Camera, _: object) -> Iterator[Formula]:
    kind = decided(camera.layers[-1])
    if kind is None:
        return
    for at in (2 * kind, 2 * kind + 1):
        (inside,) = _signed(THIRD[at], [letter(f"s{k}") for k in range(1, 5)])
        value = float(camera.layers[2][at])
        sides = (letter(f"r{at + 1}"), Apply(Words("ReLU"), Group(inside)), number_of(value))
        yield worked(*sides, numbers=(value,))


def _error(camera: Camera, _: object) -> Iterator[Formula]:
    truth = camera.keys["truth"]
    if not truth:
        return
    pairs = list(zip(camera.answers.tolist(), truth, strict=True))
    apart = [
        Absolute(Sum((number_of(answer), Negative(number_of(right))))) for answer, right in pairs
    ]
    distances = [abs(answer - right) for answer, right in pairs]
    total = sum(distances)
    yield summed(apart)
    yield worked(summed(map(number_of, distances)), number_of(total), numbers=(*distances, total))


_Line: TypeAlias = Callable[[Any, Any], Iterator[Formula]]

CAMERA_LINES: Mapping[str, _Line] = {
    "first": _first,
    "second": _second,
    "third": _third,
    "error": _error,
}
