"""What a layer does beside its matrix product: biases, batch normalisation, dropout."""

import numpy as np

from engine.compiled.compiling import compiled
from engine.compiled.given import (
    BETA,
    BIAS,
    BIAS_COUNT,
    BIAS_TRAINED,
    GAMMA,
    MEAN,
    N_OUT,
    RUNNING_SHARE,
    VARIANCE,
    VARIANCE_EPSILON,
)


@compiled
def spread_bias(layer, flat, line):
    """Write one bias per unit into ``line``, also where units share one or have none."""
    units, count, start = layer[N_OUT], layer[BIAS_COUNT], layer[BIAS]
    for j in range(units):
        line[j] = flat[start + min(j, count - 1)] if count else flat.dtype.type(0)


@compiled
def sum_rows(d, line):
    """Write the sum over the rows of d, shape (rows, units), into ``line``."""
    rows, units = d.shape
    for j in range(units):
        line[j] = 0
    for i in range(rows):
        for j in range(units):
            line[j] += d[i, j]


@compiled
def bias_gradient(layer, d, line, gradient):
    """Write ∂L/∂(the layer's trained biases), given delta of shape (rows, units)."""
    if not layer[BIAS_TRAINED]:
        return
    sum_rows(d, line)
    units, count, start = layer[N_OUT], layer[BIAS_COUNT], layer[BIAS]
    if count == units:
        for j in range(units):
            gradient[start + j] = line[j]
    else:
        total = d.dtype.type(0)
        for j in range(units):
            total += line[j]
        gradient[start] = total


@compiled
def normalise(layer, flat, z, hat, spread, line):
    """Turn z + bias into y = γ ẑ + β over the batch's mean and variance, and run them on.

    ``line``, shape (3, units), holds the biases in its first row. ẑ goes into ``hat``, and
    1/√(variance + small) into ``spread``. The running variance moves towards the batch's unbiased
    one. A single row has no variance: for it the running mean and variance stand in.
    """
    rows, units = z.shape
    count, small = z.dtype.type(rows), z.dtype.type(VARIANCE_EPSILON)
    part = z.dtype.type(RUNNING_SHARE)
    bias, mean, variance = line[0], line[1], line[2]
    sum_rows(z, mean)
    for j in range(units):
        mean[j] = mean[j] / count if rows > 1 else flat[layer[MEAN] + j] - bias[j]
        variance[j] = 0
    for i in range(rows):
        for j in range(units):
            z[i, j] -= mean[j]
            variance[j] += z[i, j] * z[i, j]
    for j in range(units):
        variance[j] = variance[j] / count if rows > 1 else flat[layer[VARIANCE] + j]
        spread[j] = z.dtype.type(1) / np.sqrt(variance[j] + small)
        if rows > 1:
            at = layer[MEAN] + j
            flat[at] += part * (mean[j] + bias[j] - flat[at])
            at = layer[VARIANCE] + j
            flat[at] += part * (variance[j] * (count / (count - 1)) - flat[at])
    gamma, beta = layer[GAMMA], layer[BETA]
    for i in range(rows):
        for j in range(units):
            hat[i, j] = z[i, j] * spread[j]
            z[i, j] = flat[gamma + j] * hat[i, j] + flat[beta + j]


@compiled
def normalise_by_running(layer, flat, z, line):
    """Turn z + bias into y by the running mean and variance, as evaluation does."""
    rows, units = z.shape
    small = z.dtype.type(VARIANCE_EPSILON)
    factor, shift = line[1], line[2]
    for j in range(units):
        factor[j] = flat[layer[GAMMA] + j] / np.sqrt(flat[layer[VARIANCE] + j] + small)
        shift[j] = flat[layer[BETA] + j] + (line[0, j] - flat[layer[MEAN] + j]) * factor[j]
    for i in range(rows):
        for j in range(units):
            z[i, j] = z[i, j] * factor[j] + shift[j]


@compiled
def normalise_back(layer, flat, gradient, d, hat, spread, line):
    """Turn ∂L/∂y into ∂L/∂z where it stands, and write ∂L/∂γ and ∂L/∂β.

    Ioffe and Szegedy, 2015, section 3: ∂L/∂z = γ/√(σ² + ε) (d − mean(d) − ẑ mean(d ẑ)); of a
    single row, whose mean and variance are the running ones, only γ/√(σ² + ε) d.
    """
    rows, units = d.shape
    plain, along = line[1], line[2]
    for j in range(units):
        plain[j] = 0
        along[j] = 0
    for i in range(rows):
        for j in range(units):
            plain[j] += d[i, j]
            along[j] += d[i, j] * hat[i, j]
    for j in range(units):
        gradient[layer[GAMMA] + j] = along[j]
        gradient[layer[BETA] + j] = plain[j]
        plain[j] = plain[j] / d.dtype.type(rows) if rows > 1 else d.dtype.type(0)
        along[j] = along[j] / d.dtype.type(rows) if rows > 1 else d.dtype.type(0)
    for i in range(rows):
        for j in range(units):
            over = d[i, j] - plain[j] - hat[i, j] * along[j]
            d[i, j] = flat[layer[GAMMA] + j] * spread[j] * over


@compiled
def drop(generator, share, a, mask, kept):
    """Draw which units are dropped, row by row and unit by unit: kept = a · mask.

    A draw of 48 random bits serves three numbers: a unit is dropped where its 16 bits are below
    65,536 · share. The mask is 0 there and 1/(1 − share) elsewhere.
    """
    zero, one = a.dtype.type(0), a.dtype.type(1)
    keep = one / (one - share)
    limit = np.int64(np.float64(share) * 65536.0 + 0.5)
    size = a.size
    for i in range(0, size, 3):
        bits = np.int64(generator.random() * 281474976710656.0)
        for k in range(i, min(i + 3, size)):
            mask[k] = zero if (bits & 65535) < limit else keep
            bits >>= 16
    for i in range(size):
        kept[i] = a[i] * mask[i]
