"""Batch normalisation: each unit's z, less its mean over the batch, in units of its spread."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from engine.arrays import FloatArray
from engine.network.parameters import Parameters

VARIANCE_EPSILON = 1e-5
"""What batch normalisation adds to the variance it divides by the root of."""
RUNNING_SHARE = 0.1
"""How much of a batch's mean and variance enters the running ones."""


class BatchNorm(Struct, frozen=True, eq=False):
    """What batch normalisation makes of a layer's pre-activations z, shape (m, units).

    Attributes
    ----------
    mean, variance : ndarray of shape (units,)
        μ and σ² = Σ (z − μ)²/m of the batch (or the running ones).
    normalised : ndarray of shape (m, units)
        ẑ = (z − μ)/√(σ² + ε).
    scaled : ndarray of shape (m, units)
        y = γ ẑ + β, which the activation is of.
    of_batch : bool
        Whether μ and σ² are the batch's own.
    """

    mean: FloatArray
    variance: FloatArray
    normalised: FloatArray
    scaled: FloatArray
    of_batch: bool


def normalise(parameters: Parameters, index: int, z: FloatArray, running: bool) -> BatchNorm | None:
    """Normalise z over the batch (Ioffe and Szegedy, 2015, algorithm 1).

    A single row has no variance: for it the running mean and variance stand in.
    """
    if not parameters.layout.slots[index].batch_norm:
        return None
    mean, variance = parameters.running_means[index], parameters.running_variances[index]
    of_batch = not running and len(z) > 1
    if of_batch:
        mean = z.mean(axis=0)
        variance = np.square(z - mean).mean(axis=0)
    normalised = (z - mean) / np.sqrt(variance + VARIANCE_EPSILON)
    scaled = parameters.scales[index] * normalised + parameters.shifts[index]
    return BatchNorm(mean, variance, normalised, scaled, of_batch)


def through_batch_norm(by_scaled: FloatArray, normal: BatchNorm, scale: FloatArray) -> FloatArray:
    """Return ∂L/∂z = γ/√(σ² + ε) (g − mean(g) − ẑ mean(g ẑ)) with g = ∂L/∂y.

    Every z of the batch moves μ and σ², so each row's ∂L/∂z has a share in all rows' ∂L/∂y. Where
    μ and σ² are the running ones, nothing moves them, and what is left is γ/√(σ² + ε) g.
    """
    moved: FloatArray = by_scaled
    if normal.of_batch:
        along = (by_scaled * normal.normalised).mean(axis=0)
        moved = by_scaled - by_scaled.mean(axis=0) - normal.normalised * along
    delta: FloatArray = scale / np.sqrt(normal.variance + VARIANCE_EPSILON) * moved
    return delta


def update_running(parameters: Parameters, batch_norms: Sequence[BatchNorm | None]) -> None:
    """Move the running means and variances towards the batch's, in place.

    The running variance is an estimate for all rows, Σ (z − μ)²/(m − 1); a batch of one row
    changes neither.
    """
    for index, normal in enumerate(batch_norms):
        if normal is not None and normal.of_batch:
            rows = len(normal.normalised)
            mean, variance = parameters.running_means[index], parameters.running_variances[index]
            mean += RUNNING_SHARE * (normal.mean - mean)
            variance += RUNNING_SHARE * (normal.variance * rows / (rows - 1) - variance)
