"""What the negative gradient wants: of each parameter in words, and of each unit of one row."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.iteration.passes import layer_activation
from engine.iteration.trace import Trace

WORDS = ("stay as it is", "hardly change", "a little", "somewhat", "a lot")
"""How strongly, by `Wishes.strength`."""

_FROM = (0.01, 0.1, 0.5)
# Shares of the largest from which on it is a little, somewhat, a lot.

TOP = 100


class Wishes(NamedTuple):
    """What is wanted of each trained parameter, the strongest first.

    Attributes
    ----------
    order : ndarray of int, shape (trained,)
        Flat indices.
    change : ndarray of shape (trained,)
        −∂L/∂(parameter) in that order.
    strength : ndarray of int, shape (trained,)
        Places in `WORDS` in that order.
    """

    order: NDArray[np.intp]
    change: FloatArray
    strength: NDArray[np.intp]


@lru_cache(maxsize=4)
def wishes_of(trace: Trace) -> Wishes:
    """Return what the negative gradient of an iteration wants of each trained parameter."""
    wanted = -trace.gradient.flat[: trace.layout.trained]
    order = np.argsort(-np.abs(wanted), kind="stable")
    change = wanted[order]
    share = np.abs(change) / (np.abs(change[0]) or 1.0)
    strength = np.digitize(share, _FROM) + 1
    strength[change == 0.0] = 0
    return Wishes(order, change, strength)


def top_by_layer(trace: Trace, wishes: Wishes) -> list[int]:
    """Return how many of the `TOP` strongest stand in each layer that computes."""
    layers = [trace.layout.ref(int(index)).layer for index in wishes.order[:TOP]]
    return [layers.count(layer) for layer in range(1, trace.scenario.depth + 1)]


def unit_wishes(trace: Trace, sample: int, layer: int, output: int | None = None) -> FloatArray:
    """Return how each unit of a layer is wanted to change, for one row.

    Of outputs it is −∂L/∂z, so that each is wanted more or less for itself; of hidden units −∂L/∂a,
    the sum of what all units of the next layer want.

    Parameters
    ----------
    trace : Trace
        The iteration.
    sample, layer : int
        The row of the batch, from 0, and the layer.
    output : int, optional
        The one output whose wishes alone are followed back.

    Returns
    -------
    ndarray of shape (units,)
    """
    depth = trace.scenario.depth
    wanted: FloatArray = -trace.delta[depth - 1][sample]
    if output is not None:
        wanted = np.where(np.arange(len(wanted)) == output, wanted, 0.0)
    for number in range(depth - 1, layer - 1, -1):
        by_activation: FloatArray = wanted @ trace.before.weights[number]
        if number == layer:
            return by_activation
        slope = layer_activation(trace.scenario, number - 1).derivative
        wanted = by_activation * slope(trace.z[number - 1][sample], trace.a[number][sample])
    return wanted
