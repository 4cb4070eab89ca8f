"""Forward and backward through all layers."""

from engine.compiled.activations import activate, multiply_by_derivative
from engine.compiled.compiling import compiled, inlined, product, product_by_rows, product_over_rows
from engine.compiled.given import (
    ACTIVATION,
    DROPOUT,
    GAMMA,
    LEAK,
    N_IN,
    N_OUT,
    UNITS_BEFORE,
    WEIGHT,
)
from engine.compiled.layers import (
    bias_gradient,
    drop,
    normalise,
    normalise_back,
    normalise_by_running,
    spread_bias,
)
from engine.compiled.losses import output_delta


@compiled
def weights_of(layer, flat):
    """Return a layer's weights, or their gradient, as a view of shape (units, units before)."""
    units, before, start = layer[N_OUT], layer[N_IN], layer[WEIGHT]
    return flat[start : start + units * before].reshape((units, before))


@compiled
def room_of(layer, buffer, rows):
    """Return a layer's part of a working array, a view of shape (rows, units)."""
    start = layer[UNITS_BEFORE] * rows
    return buffer[start : start + layer[N_OUT] * rows].reshape((rows, layer[N_OUT]))


@inlined
def forward(net, flat, work, rows, training, generator, factors):
    """Compute every layer's activations from ``work.x``; the outputs go into ``work.y_pred``.

    The output layer's part of ``work.a`` is left at z, which the losses are computed from.
    """
    previous = work.x[:rows]
    for k in range(len(net.layers)):
        layer, leak, share = net.layers[k], net.shares[k, LEAK], net.shares[k, DROPOUT]
        a = room_of(layer, work.a, rows)
        product_by_rows(previous, weights_of(layer, flat), a, factors)
        bias = work.line[0]
        spread_bias(layer, flat, bias)
        if layer[GAMMA] >= 0:
            if training:
                before = layer[UNITS_BEFORE]
                hat = room_of(layer, work.hat, rows)
                normalise(layer, flat, a, hat, work.spread[before:], work.line)
            else:
                normalise_by_running(layer, flat, a, work.line)
            bias[:] = 0
        if k == len(net.layers) - 1:
            _outputs(layer[ACTIVATION], a, bias, leak, work.y_pred[:rows])
        else:
            activate(layer[ACTIVATION], a, bias, leak)
        previous = a
        if training and share > 0:
            previous = room_of(layer, work.kept, rows)
            mask = room_of(layer, work.mask, rows)
            drop(generator, share, a.ravel(), mask.ravel(), previous.ravel())


@inlined
def _outputs(kind, z, bias, leak, y_pred):
    for i in range(z.shape[0]):
        for j in range(z.shape[1]):
            z[i, j] += bias[j]
            y_pred[i, j] = z[i, j]
    bias[:] = 0
    activate(kind, y_pred, bias, leak)


@inlined
def backward(net, state, work, rows, fused, factors):
    """Write the gradient of the batch's data loss into ``state.gradient``.

    ``factors`` holds 1, 0, −rate and 1. Where the update is ``fused``, the weights' gradient is
    never written down: the matrix product that makes it takes the step of plain descent at once.
    """
    last = len(net.layers) - 1
    layer = net.layers[last]
    d = room_of(layer, work.delta, rows)
    one = d.dtype.type(1)
    share = one / d.dtype.type(rows) if net.mean else one
    output_delta(
        net.loss,
        layer[ACTIVATION],
        net.shares[last, LEAK],
        work.y_true[:rows],
        work.y_pred[:rows],
        share,
        d,
    )
    for k in range(last, -1, -1):
        layer = net.layers[k]
        d = room_of(layer, work.delta, rows)
        if layer[GAMMA] >= 0:
            spread = work.spread[layer[UNITS_BEFORE] :]
            hat = room_of(layer, work.hat, rows)
            normalise_back(layer, state.flat, state.gradient, d, hat, spread, work.line)
        bias_gradient(layer, d, work.line[0], state.gradient)
        previous = work.x[:rows]
        if k > 0:
            dropped = net.shares[k - 1, DROPOUT] > 0
            previous = room_of(net.layers[k - 1], work.kept if dropped else work.a, rows)
            _delta_below(net, k, state.flat, work, rows, factors)
        if fused:
            product_over_rows(d, previous, weights_of(layer, state.flat), factors[2:])
        else:
            product_over_rows(d, previous, weights_of(layer, state.gradient), factors)


@inlined
def _delta_below(net, k, flat, work, rows, factors):
    """Carry delta from layer k, counted from 0, to the one before it."""
    layer, below = net.layers[k], net.layers[k - 1]
    d, under = room_of(layer, work.delta, rows), room_of(below, work.delta, rows)
    product(d, weights_of(layer, flat), under, factors)
    if net.shares[k - 1, DROPOUT] > 0:
        flat_under, mask = under.ravel(), room_of(below, work.mask, rows).ravel()
        for i in range(flat_under.size):
            flat_under[i] *= mask[i]
    a = room_of(below, work.a, rows)
    multiply_by_derivative(below[ACTIVATION], a, net.shares[k - 1, LEAK], under)
