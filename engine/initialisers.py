"""How starting weights are drawn."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from engine.arrays import FloatArray

# In quotes, as NumPy loads its generators only when they are named.
Initialiser: TypeAlias = "Callable[[np.random.Generator, int, int], FloatArray]"


def xavier(generator: np.random.Generator, n_out: int, n_in: int) -> FloatArray:
    """Draw uniformly from ±√(6 / (n_in + n_out)).

    Keeps the spread of the signal the same forwards and backwards through a layer whose
    activation is near linear around 0 (Glorot and Bengio, 2010, equation 16).
    """
    limit = np.sqrt(6.0 / (n_in + n_out))
    return generator.uniform(-limit, limit, (n_out, n_in))


def he(generator: np.random.Generator, n_out: int, n_in: int) -> FloatArray:
    """Draw from a normal distribution with standard deviation √(2 / n_in).

    The factor 2 makes up for the half of the signal that ReLU cuts off (He et al., 2015,
    equation 10).
    """
    return generator.normal(0.0, np.sqrt(2.0 / n_in), (n_out, n_in))


def normal(generator: np.random.Generator, n_out: int, n_in: int) -> FloatArray:
    """Draw from a normal distribution with standard deviation 1."""
    return generator.normal(0.0, 1.0, (n_out, n_in))


def uniform(generator: np.random.Generator, n_out: int, n_in: int) -> FloatArray:
    """Draw uniformly from −1 to 1."""
    return generator.uniform(-1.0, 1.0, (n_out, n_in))


def zeros(generator: np.random.Generator, n_out: int, n_in: int) -> FloatArray:  # noqa: ARG001
    """Return zeros: every unit of a layer then learns the same, a lesson in itself."""
    return np.zeros((n_out, n_in))


INITIALISERS: MappingProxyType[str, Initialiser] = MappingProxyType(
    {"xavier": xavier, "he": he, "normal": normal, "uniform": uniform, "zeros": zeros}
)
