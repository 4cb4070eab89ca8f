"""Axes as data: how values are placed on them, where they begin and end, and their ticks."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from app.plot.values import Points, ends_of, round_limits, round_step
from app.text.numbers import power_of_ten, with_power
from symbolic.formula.numbers import localised

LEAST_ERROR = 1e-4
"""What is nearer to 1 is placed there: a logarithm has no place for zero."""

SHARES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999)


class Tick(NamedTuple):
    """Where a tick stands on its axis, and its label."""

    place: float
    label: str


class Scale(Protocol):
    """How values are placed on an axis. Its methods take and return arrays of one shape."""

    def places(self, values: Points) -> Points:
        """Return where values stand on the axis; −∞ for what it has no place for."""

    def ticks(self, start: float, end: float, most: int) -> list[Tick]:
        """Return at most about so many ticks between two places."""


class ValueScale(Scale, Protocol):
    """A scale that finds the ends of its axis by what is to be seen."""

    def limits(self, values: Points) -> tuple[float, float]:
        """Return the places of round numbers around values: an axis holds still as they grow."""


class _Even:
    """Equal differences at equal distances."""

    def places(self, values: Points) -> Points:
        """Return the values."""
        return values


@dataclass(frozen=True)
class Linear(_Even):
    """Numbers with fractions.

    Attributes
    ----------
    factor : float
        What ticks are multiplied by.
    close : bool
        Whether limits leave 0 where all values stay far above it.
    """

    factor: float = 1.0
    close: bool = False

    def ticks(self, start: float, end: float, most: int) -> list[Tick]:
        """Return multiples of 1, 2 or 5 times a power of ten."""
        step = round_step(end - start, most)
        first, last = math.ceil(start / step - 1e-9), math.floor(end / step + 1e-9)
        shown = step * self.factor
        return [Tick(at * step, _label(at * shown, shown)) for at in range(first, last + 1)]

    def limits(self, values: Points) -> tuple[float, float]:
        """Return round limits, from 0 unless values are negative or, where close, far above it."""
        return round_limits(values, close=self.close)


@dataclass(frozen=True)
class Share(_Even):
    """Shares between 0 and 1, in percent; the axis goes up to all of them."""

    def ticks(self, start: float, end: float, most: int) -> list[Tick]:
        """Return round percentages."""
        return Linear(100.0).ticks(start, end, most)

    def limits(self, values: Points) -> tuple[float, float]:
        """Return limits that leave 0 where all values are far above it."""
        least, _ = ends_of(values, 0.5)
        low = math.floor(least * 20 - 0.2) / 20 if least > 0.05 else -0.02
        return low, 1.0 + (1.0 - low) * 0.02


@dataclass(frozen=True)
class Whole(_Even):
    """Whole numbers, such as epochs or iterations: ticks have no fractions.

    Attributes
    ----------
    least : int
        The first number there is.
    """

    least: int = 0

    def ticks(self, start: float, end: float, most: int) -> list[Tick]:
        """Return the first number and multiples of 1, 2 or 5 times a power of ten."""
        step = max(1, round(round_step(max(1.0, end - start), most)))
        first = max(self.least, math.ceil(start))
        multiples = range(step * math.ceil((first + 1) / step), math.floor(end + 1e-9) + 1, step)
        every = (Tick(number, f"{number:,}") for number in (first, *multiples))
        return _apart(every, 0.45 * step)


@dataclass(frozen=True)
class Named(_Even):
    """Whole numbers from 0 that have names."""

    names: tuple[str, ...]

    def ticks(self, start: float, end: float, most: int) -> list[Tick]:
        """Return all of them, or as many evenly spaced as there is room for."""
        del start, end
        step = -(-len(self.names) // max(1, most))
        return [Tick(at, self.names[at]) for at in range(0, len(self.names), step)]


@dataclass(frozen=True)
class Logarithmic:
    """Equal ratios at equal distances; what is not above 0 has no place."""

    def places(self, values: Points) -> Points:
        """Return powers of ten."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(values > 0, np.log10(values), np.where(values <= 0, -np.inf, np.nan))

    def ticks(self, start: float, end: float, most: int) -> list[Tick]:
        """Return powers of ten, and, over few of them, numbers between."""
        # The powers first: they stay where there is room for few.
        factors = (1, 3, 2, 5) if end - start < 3 else (1,)
        first = math.ceil(start - 1e-9)
        powers = range(math.floor(start), math.ceil(end) + 1)
        stride = max(1, math.ceil((end - start) / max(1, most)))
        every = (
            Tick(math.log10(factor) + power, power_label(factor, power))
            for factor in factors
            for power in powers
            if (power - first) % stride == 0
        )
        inside = (tick for tick in every if start - 1e-9 <= tick.place <= end + 1e-9)
        return _apart(inside, (end - start) / max(1, most))

    def limits(self, values: Points) -> tuple[float, float]:
        """Return limits in fifths of a power of ten."""
        places = self.places(values)
        return _fifths(*ends_of(places)) if np.isfinite(places).any() else (-2.0, 0.0)


@dataclass(frozen=True)
class NearOne:
    """Shares by their distance to 1: from 90 % to 99 % is as far as from 99 % to 99.9 %."""

    def places(self, values: Points) -> Points:
        """Return negative powers of ten of the distance to 1."""
        return -np.log10(np.maximum(1.0 - values, LEAST_ERROR))

    def ticks(self, start: float, end: float, most: int) -> list[Tick]:
        """Return percentages that are well known."""
        places = self.places(np.array(SHARES))
        labels = (localised(f"{100 * share:g}") for share in SHARES)
        every = (Tick(at, label) for at, label in zip(places, labels, strict=True))
        inside = (tick for tick in every if start <= tick.place <= end)
        return _apart(inside, (end - start) / max(1, most))

    def limits(self, values: Points) -> tuple[float, float]:
        """Return limits in steps of a fifth."""
        places = self.places(values)
        return _fifths(*ends_of(places)) if np.isfinite(places).any() else (0.0, 2.0)


@dataclass(frozen=True)
class Axis:
    """One axis of a plot.

    Attributes
    ----------
    name : str
        What stands beside it; empty for nothing.
    start, end : float
        The places at its ends.
    scale : Scale
        How values are placed.
    """

    name: str
    start: float
    end: float
    scale: Scale = Linear()

    @property
    def length(self) -> float:
        """The distance of its ends."""
        return self.end - self.start

    def place(self, value: float) -> float:
        """Return where one value stands."""
        return float(self.scale.places(np.array([value]))[0])


def power_label(factor: int, power: int) -> str:
    """Return a number of one digit times a power of ten as it is read: 0.03, 2, 5·10⁻⁷, 10⁶."""
    if -4 <= power < 0:
        return localised(f"{factor * 10.0**power:.{-power}f}")
    if 0 <= power <= 4:
        return f"{factor * 10**power:,}"
    return power_of_ten(power) if factor == 1 else f"{factor}·{power_of_ten(power)}"


def _fifths(low: float, high: float) -> tuple[float, float]:
    return math.floor(5 * low - 0.2) / 5, math.ceil(5 * high + 0.2) / 5


def _label(value: float, step: float) -> str:
    """Return a tick of a linear axis with as many decimals as its step has."""
    if step >= 1e-4 and abs(value) < 1e5:
        return localised(f"{value:z.{max(0, -math.floor(math.log10(step) + 1e-9))}f}")
    return localised(with_power(f"{value:z.3g}"))


def _apart(ticks: Iterable[Tick], least: float) -> list[Tick]:
    """Return the ticks that are so far from all before them."""
    chosen: list[Tick] = []
    for tick in ticks:
        if all(abs(tick.place - other.place) >= least * (1 - 1e-9) for other in chosen):
            chosen.append(tick)
    return chosen
