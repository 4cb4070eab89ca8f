"""How starting weights are drawn."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from engine.arrays import FloatArray

# In quotes, as NumPy loads its generators only when they are named.
Initialiser: TypeAlias = "Callable[[np.random.Generator, int, int, float], FloatArray]"


def xavier(
    generator: np.random.Generator,
    n_out: int,
    n_in: int,
    scale: float = 1.0,  # noqa: ARG001 - every initialiser takes the same
) -> FloatArray:
    """Draw uniformly from ±√(6 / (n_in + n_out)).

    Keeps the spread of the signal the same forwards and backwards through a layer whose
    activation is near linear around 0 (Glorot and Bengio, 2010, equation 16).
    """
    limit = np.sqrt(6.0 / (n_in + n_out))
    return generator.uniform(-limit, limit, (n_out, n_in))


def he(
    generator: np.random.Generator,
    n_out: int,
    n_in: int,
    scale: float = 1.0,  # noqa: ARG001 - every initialiser takes the same
) -> FloatArray:
    """Draw from a normal distribution with standard deviation √(2 / n_in).

    The factor 2 makes up for the half of the signal that ReLU cuts off (He et al., 2015,
    equation 10).
    """
    return generator.normal(0.0, np.sqrt(2.0 / n_in), (n_out, n_in))


def normal(generator: np.random.Generator, n_out: int, n_in: int, scale: float = 1.0) -> FloatArray:
    """Draw from a normal distribution with standard deviation ``scale``."""
    return generator.normal(0.0, scale, (n_out, n_in))


def uniform(
    generator: np.random.Generator, n_out: int, n_in: int, scale: float = 1.0
) -> FloatArray:
    """Draw uniformly from ±``scale``."""
    return generator.uniform(-scale, scale, (n_out, n_in))


def constant(
    generator: np.random.Generator,  # noqa: ARG001
    n_out: int,
    n_in: int,
    scale: float = 1.0,
) -> FloatArray:
    """Return ``scale`` everywhere: every unit of a layer then learns the same, a lesson."""
    return np.full((n_out, n_in), scale)


def zeros(
    generator: np.random.Generator,  # noqa: ARG001
    n_out: int,
    n_in: int,
    scale: float = 1.0,  # noqa: ARG001
) -> FloatArray:
    """Return zeros, the constant that stops hidden layers from learning at all."""
    return np.zeros((n_out, n_in))


INITIALISERS: MappingProxyType[str, Initialiser] = MappingProxyType(
    {
        "xavier": xavier,
        "he": he,
        "normal": normal,
        "uniform": uniform,
        "constant": constant,
        "zeros": zeros,
    }
)
