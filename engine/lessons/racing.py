"""Two pieces of code for the same task, raced: what each does, counted, and how long it takes.

A file names a race of this list; it holds no code. A race yields how far it is, so that whoever
shows it can stop it at any time. What takes long is timed by the thread's own time, as the window
and others work meanwhile; what may be shorter than that time's steps, by the best of measurements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import isnan
from time import perf_counter, thread_time
from typing import Any, NamedTuple

import numpy as np

from engine.arrays import FloatArray
from engine.iteration.passes import backward, forward, objective
from engine.network.parameters import Parameters, initial_parameters
from engine.scenario.library import find_scenario

NETWORK = "mnist-16-16"
NUDGE = 1e-5
"""How far a weight is moved to both sides, of numbers of 16 digits."""

_REPEATS, _AT_LEAST, _AT_MOST, _EVERY = 40, 2e-3, 0.3, 100
_SIDE = 28

Pair = tuple[float, float]
Counts = tuple[int, int]


class Progress(NamedTuple):
    """How far a race is.

    Attributes
    ----------
    done : (int, int)
        What was counted so far, of both.
    seconds : (float, float)
        How long it took so far; NaN before.
    difference : float
        The largest distance of both results; NaN before both are there.
    """

    done: Counts = (0, 0)
    seconds: Pair = (float("nan"), float("nan"))
    difference: float = float("nan")

    @property
    def is_over(self) -> bool:
        """Whether both have come to their end."""
        return not isnan(self.difference)


@dataclass(frozen=True, slots=True)
class Way:
    """One of the two: what it is called, and its code as people read it."""

    name: str
    code: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Race:
    """A race.

    Attributes
    ----------
    id : str
        What files call it.
    counted : (str, str)
        What is counted, one of it and several.
    ways : (Way, Way)
        The slow one and the fast one.
    counts : callable
        Returns, for the sizes, how much each has to do.
    run : callable
        Races for the sizes.
    has_network : bool
        Whether it is about the network of the races.
    """

    id: str
    counted: tuple[str, str]
    ways: tuple[Way, Way]
    counts: Callable[[Mapping[str, Any]], Counts]
    run: Callable[[Mapping[str, Any]], Iterator[Progress]]
    has_network: bool = True


def _quickest(work: Callable[[], Any]) -> float:
    """Return the seconds of a piece of work: the least of measurements, as others are disturbed."""
    start = begin = perf_counter()
    work()
    found = max(perf_counter() - begin, 1e-9)
    times = max(1, round(_AT_LEAST / found))
    for _ in range(_REPEATS):
        begin = perf_counter()
        for _ in range(times):
            work()
        found = min(found, (perf_counter() - begin) / times)
        if perf_counter() - start > _AT_MOST:
            break
    return found


# A product of matrices ----------------------------------------------------------------------


def _multiplications(keys: Mapping[str, Any]) -> Counts:
    count = keys["rows"] * keys["inner"] * keys["columns"]
    return count, count


def _product(keys: Mapping[str, Any]) -> Iterator[Progress]:
    rows, inner, columns = keys["rows"], keys["inner"], keys["columns"]
    a = np.cos(np.arange(rows * inner, dtype=np.float64)).reshape(rows, inner)
    b = np.sin(np.arange(inner * columns, dtype=np.float64)).reshape(inner, columns)
    of_a, of_b = a.tolist(), b.tolist()
    begin, taken, c = thread_time(), 0.0, []
    for i in range(rows):
        row = [0.0] * columns
        for j in range(columns):
            for k in range(inner):
                row[j] += of_a[i][k] * of_b[k][j]
        taken = thread_time() - begin
        c.append(row)
        yield Progress(((i + 1) * inner * columns, 0), (taken, float("nan")))
    difference = float(np.abs(np.array(c) - a @ b).max())
    yield Progress(_multiplications(keys), (taken, _quickest(lambda: a @ b)), difference)


# Rows through a network ---------------------------------------------------------------------


@cache
def network() -> Parameters:
    """Return the network of the races, as it is before training."""
    return initial_parameters(find_scenario(NETWORK))


def rings(count: int) -> FloatArray:
    """Return images of a 0 of growing size as rows, of shape (count, 784)."""
    across = np.arange(_SIDE) - (_SIDE - 1) / 2
    away = np.hypot(*np.meshgrid(across, across)).ravel()
    radius = np.linspace(7.0, 10.0, count)[:, None]
    return np.asarray(np.exp(-(((away - radius) / 2.0) ** 2)))


def _forward_rows(keys: Mapping[str, Any]) -> Iterator[Progress]:
    parameters, count = network(), keys["rows"]
    x = rings(count)

    def by_row() -> list[FloatArray]:
        return [forward(parameters, x[at : at + 1]).a[-1] for at in range(count)]

    taken = _quickest(by_row)
    yield Progress((count, 0), (taken, float("nan")))
    difference = float(np.abs(np.vstack(by_row()) - forward(parameters, x).a[-1]).max())
    yield Progress((count, 1), (taken, _quickest(lambda: forward(parameters, x))), difference)


# A gradient ---------------------------------------------------------------------------------


def _both_sides(_: Mapping[str, Any]) -> Counts:
    return 2 * network().layout.count, 2


def _gradient(_: Mapping[str, Any]) -> Iterator[Progress]:
    parameters = network().copy()
    flat, passes, begin, taken = parameters.flat, 0, thread_time(), 0.0
    x, y = rings(1), np.eye(1, 10)
    slopes = np.empty(parameters.layout.count)

    def loss() -> float:
        nonlocal passes
        passes += 1
        return float(objective(parameters, y, forward(parameters, x)))

    for start in range(0, len(slopes), _EVERY):
        for at in range(start, min(start + _EVERY, len(slopes))):
            as_it_was = flat[at]
            flat[at] = as_it_was + NUDGE
            above = loss()
            flat[at] = as_it_was - NUDGE
            slopes[at] = (above - loss()) / (2.0 * NUDGE)
            flat[at] = as_it_was
        taken = thread_time() - begin
        yield Progress((passes, 0), (taken, float("nan")))

    def both() -> FloatArray:
        return backward(parameters, y, forward(parameters, x)).gradient.flat

    difference = float(np.abs(slopes - both()).max())
    yield Progress((passes, 2), (taken, _quickest(both)), difference)


RACES: Mapping[str, Race] = {
    race.id: race
    for race in (
        Race(
            "product",
            ("multiplication", "multiplications"),
            (
                Way(
                    "three loops",
                    (
                        "for i in range(rows):",
                        "    for j in range(columns):",
                        "        for k in range(inner):",
                        "            c[i][j] += a[i][k] * b[k][j]",
                    ),
                ),
                Way("one product", ("c = a @ b",)),
            ),
            _multiplications,
            _product,
            has_network=False,
        ),
        Race(
            "rows",
            ("forward pass", "forward passes"),
            (
                Way("row by row", ("for row in x:", "    out.append(forward(row))")),
                Way("all rows at once", ("out = forward(x)",)),
            ),
            lambda keys: (keys["rows"], 1),
            _forward_rows,
        ),
        Race(
            "gradient",
            ("pass", "passes"),
            (
                Way(
                    "nudges to both sides",
                    (
                        "for i in range(len(w)):",
                        "    above = loss(w with w[i] + h)",
                        "    below = loss(w with w[i] - h)",
                        "    slope[i] = (above - below) / (2 * h)",
                    ),
                ),
                Way("backpropagation", ("a = forward(w, x)", "slope = backward(w, a, y)")),
            ),
            _both_sides,
            _gradient,
        ),
    )
}
