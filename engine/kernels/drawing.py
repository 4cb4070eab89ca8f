"""Random numbers that any worker can draw by their place, without those before them.

A generator hands out one seed a batch; what is drawn with it is a mixture of the seed and of the
number's place, whoever draws it and in whatever order. The seeds are drawn in Python: a kernel that
counts no references would hold the generator once more after each call.
"""

import numpy as np
from numpy.typing import NDArray

from engine.kernels.compiling import compiled

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
PIECE = np.uint64(65535)
"""A draw of 64 random bits serves four numbers of 16."""


def seeds_from(generator: np.random.Generator, count: int) -> NDArray[np.int64]:
    """Draw as many seeds of 48 random bits, shape (count,); drawn one by one they are the same."""
    return (generator.random(count) * 2.0**48).astype(np.int64)


@compiled
def bits_at(seed, place):
    """Return 64 random bits, SplitMix64 of Steele, Lea and Flood, 2014, figure 17."""
    z = np.uint64(seed) + np.uint64(place + 1) * _STEP
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))


@compiled
def even_at(seed, place):
    """Return an even number from −1 to before 1."""
    return np.float64(bits_at(seed, place) >> np.uint64(11)) * 2.0**-52 - 1.0
