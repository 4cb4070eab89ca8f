"""Forward and backward through all layers, in jobs that the workers share."""

from engine.kernels.activations import activate, multiply_by_derivative
from engine.kernels.arguments import (
    ACTIVATION,
    ADDING,
    DESCENT,
    DRAW,
    DROPOUT,
    FUSED,
    GAMMA,
    LEAK,
    N_IN,
    N_OUT,
    PLAIN,
    ROWS,
    TRAINS,
    TYPED,
    TYPED_LOSS,
    UNITS_BEFORE,
    WEIGHT,
)
from engine.kernels.compiling import inlined, product, product_by_rows, product_over_rows
from engine.kernels.layers import (
    bias_gradient,
    copy,
    drop,
    multiply,
    normalise,
    normalise_backward,
    normalise_by_running,
    scale,
    start_with_bias,
)
from engine.kernels.optimisers import learn_weights
from engine.kernels.output_losses import output_delta
from engine.kernels.typed import run_typed
from engine.kernels.views import flat_of, piece, rows_of, table_of
from engine.kernels.workers import ALL, GRAIN, part_of


@inlined
def weights_of(layer, flat):
    """Return a layer's weights, or their gradient, as a view of shape (units, units before)."""
    units, before, start = layer[N_OUT], layer[N_IN], layer[WEIGHT]
    return table_of(flat, start, units, before)


@inlined
def room_of(layer, buffer, rows):
    """Return a layer's part of a working array, a view of shape (rows, units)."""
    start = layer[UNITS_BEFORE] * rows
    return table_of(buffer, start, rows, layer[N_OUT])


@inlined
def _own(numbers, layer):
    """Return a layer's part of an array with a number per unit."""
    return piece(numbers, layer[UNITS_BEFORE], layer[UNITS_BEFORE] + layer[N_OUT])


@inlined
def _inputs_of(task, k):
    """Return the inputs of layer k, shape (rows, units before): what dropout passes on."""
    rows, work = task.workers.slot[ROWS], task.work
    if k == 0:
        return rows_of(work.x, 0, rows)
    drops = task.workers.slot[TRAINS] and task.net.shares[k - 1, DROPOUT] > 0
    return room_of(task.net.layers[k - 1], work.passed_on if drops else work.a, rows)


@inlined
def layer_forward(task, k, worker):
    """Compute a worker's part of layer k's activations, or of the output layer's z."""
    net, work, flat, slot = task.net, task.work, task.state.flat, task.workers.slot
    layer, rows = net.layers[k], slot[ROWS]
    start, stop = part_of(layer[N_OUT], GRAIN, worker, task.workers.threads)
    a = room_of(layer, work.a, rows)
    start_with_bias(layer, flat, a, start, stop)
    factors = piece(task.workers.factors, ADDING, ADDING + 2)
    product_by_rows(_inputs_of(task, k), weights_of(layer, flat), a, factors, start, stop)
    if layer[GAMMA] >= 0:
        if slot[TRAINS]:
            hat, inverse_deviation = (
                room_of(layer, work.hat, rows),
                _own(work.inverse_deviation, layer),
            )
            normalise(layer, flat, a, hat, inverse_deviation, work.moments, start, stop)
        else:
            normalise_by_running(layer, flat, a, work.line, start, stop)
    if k == len(net.layers) - 1:
        return
    if layer[ACTIVATION] == TYPED:
        slopes = room_of(layer, work.slopes, rows)
        run_typed(net.typed, k, worker, a, a, a, slopes, start, stop)
    else:
        activate(layer[ACTIVATION], a, net.shares[k, LEAK], start, stop)
    share = net.shares[k, DROPOUT]
    if slot[TRAINS] and share > 0:
        mask, passed_on = room_of(layer, work.mask, rows), room_of(layer, work.passed_on, rows)
        drop(slot[DRAW] + 1 + k, share, a, mask, passed_on, start, stop)


@inlined
def outputs(net, work, rows):
    """Turn the output layer's z into ``work.y_pred``; it stays itself, for the loss."""
    last = len(net.layers) - 1
    layer = net.layers[last]
    z, y_pred = room_of(layer, work.a, rows), rows_of(work.y_pred, 0, rows)
    units = z.shape[1]
    copy(flat_of(z), flat_of(y_pred))
    if layer[ACTIVATION] == TYPED:
        slopes = room_of(layer, work.slopes, rows)
        run_typed(net.typed, last, ALL, y_pred, y_pred, y_pred, slopes, ALL, units)
    else:
        activate(layer[ACTIVATION], y_pred, net.shares[last, LEAK], ALL, units)


@inlined
def outputs_backward(task):
    """Compute the output layer's delta, and the gradients of all its values but the weights."""
    net, work, last = task.net, task.work, len(task.net.layers) - 1
    layer, rows = net.layers[last], task.workers.slot[ROWS]
    d = room_of(layer, work.delta, rows)
    one = d.dtype.type(1)
    share = one / d.dtype.type(rows) if net.mean else one
    y_true, y_pred, leak = (
        rows_of(work.y_true, 0, rows),
        rows_of(work.y_pred, 0, rows),
        net.shares[last, LEAK],
    )
    if net.loss == TYPED_LOSS:
        slopes = table_of(work.terms, rows * layer[N_OUT], rows, layer[N_OUT])
        scale(slopes, share, d)
        multiply_by_derivative(layer[ACTIVATION], y_pred, leak, d, ALL, layer[N_OUT])
    else:
        output_delta(net.loss, layer[ACTIVATION], leak, y_true, y_pred, share, d)
    if layer[ACTIVATION] == TYPED:
        multiply(room_of(layer, work.slopes, rows), d, ALL, layer[N_OUT])
    _finish_delta(task, last, ALL, layer[N_OUT])


@inlined
def _finish_delta(task, k, start, stop):
    """Carry delta through layer k's normalisation, and write its γ, β and bias gradients."""
    work, state, layer = task.work, task.state, task.net.layers[k]
    rows = task.workers.slot[ROWS]
    d = room_of(layer, work.delta, rows)
    if layer[GAMMA] >= 0:
        hat, inverse_deviation = room_of(layer, work.hat, rows), _own(work.inverse_deviation, layer)
        gradient, line = state.gradient, work.line
        normalise_backward(
            layer, state.flat, gradient, d, hat, inverse_deviation, line, start, stop
        )
    bias_gradient(layer, d, state.gradient, start, stop)


@inlined
def delta_below(task, k, worker):
    """Carry a worker's part of delta from layer k, counted from 0, to the one before it."""
    net, work, rows = task.net, task.work, task.workers.slot[ROWS]
    layer, below = net.layers[k], net.layers[k - 1]
    start, stop = part_of(below[N_OUT], GRAIN, worker, task.workers.threads)
    d, under = room_of(layer, work.delta, rows), room_of(below, work.delta, rows)
    weights = weights_of(layer, task.state.flat)
    product(d, weights, under, piece(task.workers.factors, PLAIN, PLAIN + 2), start, stop)
    if net.shares[k - 1, DROPOUT] > 0:
        mask = room_of(below, work.mask, rows)
        multiply(mask, under, start, stop)
    a, leak = room_of(below, work.a, rows), net.shares[k - 1, LEAK]
    if below[ACTIVATION] == TYPED:
        multiply(room_of(below, work.slopes, rows), under, start, stop)
    else:
        multiply_by_derivative(below[ACTIVATION], a, leak, under, start, stop)
    _finish_delta(task, k - 1, start, stop)


@inlined
def weights_learn(task, k, worker):
    """Compute a worker's part of the gradient of layer k's weights, and update them by it.

    Plain descent writes no gradient down: the matrix product that makes it takes the step.
    """
    layer, state = task.net.layers[k], task.state
    start, stop = part_of(layer[N_OUT], GRAIN, worker, task.workers.threads)
    d = room_of(layer, task.work.delta, task.workers.slot[ROWS])
    before, factors = _inputs_of(task, k), task.workers.factors
    if task.workers.slot[FUSED]:
        weights = weights_of(layer, state.flat)
        product_over_rows(d, before, weights, piece(factors, DESCENT, DESCENT + 2), start, stop)
    else:
        gradient = weights_of(layer, state.gradient)
        product_over_rows(d, before, gradient, piece(factors, PLAIN, PLAIN + 2), start, stop)
        first, n_in = layer[WEIGHT], layer[N_IN]
        learn_weights(task, first + start * n_in, first + stop * n_in)
