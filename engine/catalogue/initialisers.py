"""How starting weights are drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from engine.arrays import FloatArray
from engine.catalogue.records import Catalogue, Key, Range

# In quotes, as NumPy loads its generators only when they are named.
Draw: TypeAlias = "Callable[[np.random.Generator, int, int, float], FloatArray]"


class Initialiser(Struct, frozen=True, eq=False):
    """A rule that weights are drawn by.

    Attributes
    ----------
    id : str
        What scenario files call it.
    label, sentence : str
        What settings call it, and what it does.
    draw : callable
        Returns weights of shape (n_out, n_in) from (generator, n_out, n_in, scale).
    scale : Key or None
        Its number, where it has one.
    """

    id: str
    label: str
    sentence: str
    draw: Draw
    scale: Key | None = None


_LARGEST = 1e6
_FROM_ZERO = Range("0 to 1,000,000", lambda value: 0.0 <= value <= _LARGEST)
_ANY = Range("-1,000,000 to 1,000,000", lambda value: -_LARGEST <= value <= _LARGEST)


def _xavier(generator: np.random.Generator, n_out: int, n_in: int, _: float) -> FloatArray:
    """Draw uniformly from ±√(6 / (n_in + n_out)).

    Keeps the spread of the signal the same forwards and backwards through a layer whose
    activation is near linear around 0 (Glorot and Bengio, 2010, equation 16).
    """
    limit = np.sqrt(6.0 / (n_in + n_out))
    return generator.uniform(-limit, limit, (n_out, n_in))


def _he(generator: np.random.Generator, n_out: int, n_in: int, _: float) -> FloatArray:
    """Draw from a normal distribution with standard deviation √(2 / n_in).

    The factor 2 makes up for the half of the signal that ReLU cuts off (He et al., 2015,
    equation 10).
    """
    return generator.normal(0.0, np.sqrt(2.0 / n_in), (n_out, n_in))


def _normal(generator: np.random.Generator, n_out: int, n_in: int, scale: float) -> FloatArray:
    return generator.normal(0.0, scale, (n_out, n_in))


def _uniform(generator: np.random.Generator, n_out: int, n_in: int, scale: float) -> FloatArray:
    return generator.uniform(-scale, scale, (n_out, n_in))


def _constant(_: np.random.Generator, n_out: int, n_in: int, scale: float) -> FloatArray:
    return np.full((n_out, n_in), scale)


def _zeros(_: np.random.Generator, n_out: int, n_in: int, _scale: float) -> FloatArray:
    return np.zeros((n_out, n_in))


INITIALISERS: Catalogue[Initialiser] = Catalogue(
    Initialiser(
        id="xavier",
        label="Xavier",
        sentence="Evenly from ±√(6 / (n_in + n_out)).",
        draw=_xavier,
    ),
    Initialiser(
        id="he",
        label="He",
        sentence="Normal with σ = √(2 / n_in): makes up for what ReLU cuts off.",
        draw=_he,
    ),
    Initialiser(
        id="normal",
        label="Normal",
        sentence="Normal around 0, with the same σ for every layer.",
        draw=_normal,
        scale=Key(
            "initialiser_scale",
            "σ",
            "σ",
            "How widely the weights are spread.",
            1.0,
            _FROM_ZERO,
            below="a spread is no less than 0",
        ),
    ),
    Initialiser(
        id="uniform",
        label="Uniform",
        sentence="Evenly from ± the same limit for every layer.",
        draw=_uniform,
        scale=Key(
            "initialiser_scale",
            "",
            "Limit ±",
            "No weight is larger.",
            1.0,
            _FROM_ZERO,
            below="a limit is no less than 0",
        ),
    ),
    Initialiser(
        id="constant",
        label="Constant",
        sentence="All weights alike: the units of a layer then learn the same, and stay alike.",
        draw=_constant,
        scale=Key(
            "initialiser_scale",
            "",
            "Value",
            "Of every weight.",
            1.0,
            _ANY,
            below="smaller ones overflow",
            above="larger ones overflow",
        ),
    ),
    Initialiser(
        id="zeros",
        label="Zeros",
        sentence="All weights 0: hidden layers then learn next to nothing.",
        draw=_zeros,
    ),
)
