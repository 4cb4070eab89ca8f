"""The lines beside the camera of four pixels: its units with their numbers, and the error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

from engine.arrays import FloatArray
from engine.lessons.pictures.image_grid import FIRST, PIXELS, SECOND, THIRD, Camera, decided
from engine.network.parameters import Parameters
from symbolic.formula.build import joined, summed
from symbolic.formula.tree import (
    ABOUT,
    Absolute,
    Apply,
    Formula,
    Group,
    Join,
    Letters,
    Negative,
    Number,
    Relation,
    Sum,
    Words,
)
from symbolic.lessons.numbers import letter, number_of, worked

_FEW = 1
"""Decimals of weights that are learned: six units of five numbers stay readable."""


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


def _learned(parameters: Parameters) -> Iterator[Formula]:
    """Yield each unit with the weights that it has learned, without those that round to 0."""
    weights, biases = (np.round(each[0], _FEW) for each in (parameters.weights, parameters.biases))
    for at, numbers in enumerate(np.column_stack((weights, biases)).tolist(), 1):
        names = [*map(Letters, PIXELS), None]
        inside = summed(_term(n, name) for n, name in zip(numbers, names, strict=True) if n)
        yield Relation((letter(f"h{at}"), Apply(Words("tanh"), Group(inside))), (ABOUT,))


def _term(number: float, name: Formula | None) -> Formula:
    size = Number(abs(number), _FEW)
    term = size if name is None else joined((size, name), Join.CLOSE)
    return Negative(term) if number < 0.0 else term


def _first(camera: Camera, _: object) -> Iterator[Formula]:
    if camera.parameters is not None:
        yield from _learned(camera.parameters)
        return
    yield from _units("h", "tanh", FIRST, list(map(Letters, PIXELS)), camera.image)


def _second(camera: Camera, _: object) -> Iterator[Formula]:
    if camera.parameters is not None:
        return
    names: list[Formula] = [letter(f"h{k}") for k in range(1, 5)]
    yield from _units("s", "tanh", SECOND, names, camera.layers[0])


def _third(camera: Camera, _: object) -> Iterator[Formula]:
    kind = decided(camera.layers[-1])
    if kind is None or camera.parameters is not None:
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
