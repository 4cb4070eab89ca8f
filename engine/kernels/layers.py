"""What a layer does beside its matrix product: biases, batch normalisation, dropout.

Each does it for the units from ``start`` to before ``stop``, which workers share among themselves.
"""

import numpy as np

from engine.kernels.arguments import (
    BETA,
    BIAS,
    BIAS_COUNT,
    BIAS_TRAINED,
    GAMMA,
    MEAN,
    N_OUT,
    RUNNING_SHARE,
    UNITS_BEFORE,
    VARIANCE,
    VARIANCE_EPSILON,
)
from engine.kernels.compiling import compiled, inlined
from engine.kernels.drawing import PIECE, bits_at
from engine.kernels.lines import line_of, lines_in
from engine.kernels.views import flat_of, piece, row_of


@inlined
def copy(numbers, out):
    """Copy numbers, shape (n,), into ``out`` of the same shape."""
    for j in range(len(out)):
        out[j] = numbers[j]


@compiled
def start_with_bias(layer, flat, z, start, stop):
    """Write each unit's bias, the layer's or 0 into all rows of z, shape (rows, units)."""
    count, first = layer[BIAS_COUNT], layer[BIAS]
    if count == layer[N_OUT]:
        bias = piece(flat, first + start, first + stop)
        for i in range(z.shape[0]):
            copy(bias, row_of(z, i, start, stop))
        return
    shared = flat[first] if count else flat.dtype.type(0)
    for i in range(lines_in(z, start, stop)):
        fill(shared, line_of(z, i, start, stop))


@inlined
def fill(number, out):
    """Write a number into every place of ``out``, shape (n,)."""
    for j in range(len(out)):
        out[j] = number


@compiled
def multiply(factors, d, start, stop):
    """Multiply d by factors where it stands, both of shape (rows, units)."""
    for i in range(lines_in(d, start, stop)):
        line, own = line_of(d, i, start, stop), line_of(factors, i, start, stop)
        for j in range(len(line)):
            line[j] *= own[j]


@compiled
def scale(numbers, factor, out):
    """Write factor · numbers into ``out``, both of shape (rows, units)."""
    all_out, all_numbers = flat_of(out), flat_of(numbers)
    for i in range(len(all_out)):
        all_out[i] = factor * all_numbers[i]


@compiled
def sum_rows(d, sums, start):
    """Write the sums over the rows of d, shape (rows, units), for the units from ``start`` on."""
    fill(d.dtype.type(0), sums)
    for i in range(d.shape[0]):
        numbers = row_of(d, i, start, start + len(sums))
        for j in range(len(sums)):
            sums[j] += numbers[j]


@compiled
def bias_gradient(layer, d, gradient, start, stop):
    """Write ∂L/∂(the layer's trained biases), by delta of shape (rows, units)."""
    first = layer[BIAS]
    if layer[BIAS_TRAINED] and layer[BIAS_COUNT] == layer[N_OUT]:
        sum_rows(d, piece(gradient, first + start, first + stop), start)


@compiled
def shared_bias_gradient(layer, d, gradient):
    """Write ∂L/∂b of a bias that all units of a layer share; of other layers, nothing."""
    if layer[BIAS_TRAINED] and layer[BIAS_COUNT] != layer[N_OUT]:
        total = d.dtype.type(0)
        for i in range(d.shape[0]):
            for j in range(d.shape[1]):
                total += d[i, j]
        gradient[layer[BIAS]] = total


@inlined
def _values_of(layer, kind, flat, start, stop):
    """Return a part of the layer's γ, β, running means or variances, a view."""
    return piece(flat, layer[kind] + start, layer[kind] + stop)


@compiled
def normalise(layer, flat, z, hat, inverse_deviation, moments, start, stop):
    """Turn z into y = γ ẑ + β over the batch's mean and variance.

    ẑ goes into ``hat``, 1/√(variance + small) into ``inverse_deviation``, and mean and unbiased
    variance into ``moments``, for `run_on`. A single row has no variance: for it the running ones
    stand in.
    """
    rows, units, one = len(z), stop - start, z.dtype.type(1)
    count, small = z.dtype.type(rows), z.dtype.type(VARIANCE_EPSILON)
    mean, variance = _moments_of(layer, moments, start, stop)
    running_mean = _values_of(layer, MEAN, flat, start, stop)
    running_variance = _values_of(layer, VARIANCE, flat, start, stop)
    inverse_deviation = piece(inverse_deviation, start, stop)
    sum_rows(z, mean, start)
    for j in range(units):
        mean[j] = mean[j] / count if rows > 1 else running_mean[j]
        variance[j] = 0
    for i in range(rows):
        row = row_of(z, i, start, stop)
        for j in range(units):
            row[j] -= mean[j]
            variance[j] += row[j] * row[j]
    for j in range(units):
        variance[j] = variance[j] / count if rows > 1 else running_variance[j]
        inverse_deviation[j] = one / np.sqrt(variance[j] + small)
    if rows > 1:
        for j in range(units):
            variance[j] *= count / (count - one)
    gamma = _values_of(layer, GAMMA, flat, start, stop)
    beta = _values_of(layer, BETA, flat, start, stop)
    for i in range(rows):
        row, hat_row = row_of(z, i, start, stop), row_of(hat, i, start, stop)
        for j in range(units):
            hat_row[j] = row[j] * inverse_deviation[j]
            row[j] = gamma[j] * hat_row[j] + beta[j]


@inlined
def _moments_of(layer, moments, start, stop):
    """Return the batch's means and variances of some of a layer's units, two views."""
    before = layer[UNITS_BEFORE]
    return (
        row_of(moments, 0, before + start, before + stop),
        row_of(moments, 1, before + start, before + stop),
    )


@compiled
def run_on(layer, flat, moments):
    """Move a layer's running means and variances towards those of a batch of several rows.

    Not in the forward pass, after which the batch may prove to be one that changes nothing.
    """
    units, share = layer[N_OUT], flat.dtype.type(RUNNING_SHARE)
    mean, variance = _moments_of(layer, moments, 0, units)
    running_mean = _values_of(layer, MEAN, flat, 0, units)
    running_variance = _values_of(layer, VARIANCE, flat, 0, units)
    for j in range(units):
        running_mean[j] += share * (mean[j] - running_mean[j])
        running_variance[j] += share * (variance[j] - running_variance[j])


@compiled
def normalise_by_running(layer, flat, z, line, start, stop):
    """Turn z into y by the running mean and variance, as evaluation does."""
    small, units = z.dtype.type(VARIANCE_EPSILON), stop - start
    factor, shift = row_of(line, 1, start, stop), row_of(line, 2, start, stop)
    gamma = _values_of(layer, GAMMA, flat, start, stop)
    beta = _values_of(layer, BETA, flat, start, stop)
    mean = _values_of(layer, MEAN, flat, start, stop)
    variance = _values_of(layer, VARIANCE, flat, start, stop)
    for j in range(units):
        factor[j] = gamma[j] / np.sqrt(variance[j] + small)
        shift[j] = beta[j] - mean[j] * factor[j]
    for i in range(len(z)):
        row = row_of(z, i, start, stop)
        for j in range(units):
            row[j] = row[j] * factor[j] + shift[j]


@compiled
def normalise_backward(layer, flat, gradient, d, hat, inverse_deviation, line, start, stop):
    """Turn ∂L/∂y into ∂L/∂z where it stands, and write ∂L/∂γ and ∂L/∂β.

    Ioffe and Szegedy, 2015, section 3: ∂L/∂z = γ/√(σ² + ε) (d − mean(d) − ẑ mean(d ẑ)); of a
    single row, whose mean and variance are the running ones, only γ/√(σ² + ε) d.
    """
    rows, units = len(d), stop - start
    plain, along = row_of(line, 1, start, stop), row_of(line, 2, start, stop)
    fill(d.dtype.type(0), plain)
    fill(d.dtype.type(0), along)
    for i in range(rows):
        row, hat_row = row_of(d, i, start, stop), row_of(hat, i, start, stop)
        for j in range(units):
            plain[j] += row[j]
            along[j] += row[j] * hat_row[j]
    copy(along, _values_of(layer, GAMMA, gradient, start, stop))
    copy(plain, _values_of(layer, BETA, gradient, start, stop))
    # A single row's mean and variance do not depend on it.
    share = d.dtype.type(1) / d.dtype.type(rows) if rows > 1 else d.dtype.type(0)
    gamma, factor = _values_of(layer, GAMMA, flat, start, stop), row_of(line, 0, start, stop)
    for j in range(units):
        plain[j] *= share
        along[j] *= share
        factor[j] = gamma[j] * inverse_deviation[start + j]
    for i in range(rows):
        row, hat_row = row_of(d, i, start, stop), row_of(hat, i, start, stop)
        for j in range(units):
            row[j] = factor[j] * (row[j] - plain[j] - hat_row[j] * along[j])


@compiled
def drop(seed, share, a, mask, passed_on, start, stop):
    """Draw which units are dropped, row by row and unit by unit: passed_on = a · mask.

    Four units share a draw of 64 bits: a unit is dropped where its 16 bits are below
    65,536 · share. The mask is 0 there and 1/(1 − share) elsewhere.
    """
    zero, one = a.dtype.type(0), a.dtype.type(1)
    keep = one / (one - share)
    limit = np.uint64(np.float64(share) * 65536.0 + 0.5)
    fours = (a.shape[1] + 3) // 4
    for i in range(len(a)):
        row, mask_row = row_of(a, i, start, stop), row_of(mask, i, start, stop)
        passed_row = row_of(passed_on, i, start, stop)
        for four in range((stop - start + 3) // 4):
            bits = bits_at(seed, i * fours + start // 4 + four)
            for j in range(4 * four, min(4 * four + 4, len(row))):
                mask_row[j] = zero if (bits & PIECE) < limit else keep
                bits >>= np.uint64(16)
        for j in range(len(row)):
            passed_row[j] = row[j] * mask_row[j]
