"""The kernels that Python calls: train on batches, evaluate rows."""

import numpy as np

from engine.compiled.augmentation import gather_warped
from engine.compiled.compiling import compiled, entry, inlined
from engine.compiled.given import L1, L2, SGD
from engine.compiled.losses import total_loss
from engine.compiled.optimisers import add_penalty, descend_between_weights, update
from engine.compiled.passes import backward, forward


@entry
def run_batches(
    net,
    rule,
    state,
    source,
    warp,
    work,
    order,
    size,
    first,
    last,
    rates,
    updates,
    generator,
    losses,
    right,
    y_pred,
):
    """Go through the batches from ``first`` to before ``last`` of an order of rows.

    One kernel trains and evaluates, as compiling it is what a first run waits for.

    Parameters
    ----------
    net : Net
        The network.
    rule : Rule
        How an update is made.
    state : State
        What it changes.
    source : Source
        The rows.
    warp : Warp
        How images are changed each time they are trained on.
    work : Work
        Arrays to work in, for at least ``size`` rows.
    order : ndarray of int64, shape (n,)
        Which rows are taken, in order.
    size : int
        Rows of a batch; the last one may have fewer.
    first, last : int
        Batches of the order, from 0.
    rates : ndarray of shape (batches,) or (0,)
        Learning rate of each batch's update; without any, nothing is learnt.
    updates : int
        How many updates the run has made before batch 0.
    generator : numpy.random.Generator
        Draws what is dropped, and how images are changed.
    losses : ndarray of float64, shape (batches,)
        Receives each batch's data loss, before its update.
    right : ndarray of int64, shape (batches,)
        Receives each batch's number of right answers.
    y_pred : ndarray of shape (n, outputs) or (0, outputs)
        Receives the outputs of every row where it has room for them.

    Returns
    -------
    int
        The batch after the last one looked at. Where learning meets a loss that is not finite,
        that batch is the last one looked at, and it changes nothing.
    """
    learns = len(rates) > 0
    fused = rule.kind == SGD and rule.numbers[L1] == 0 and rule.numbers[L2] == 0
    factors = np.zeros(4, dtype=state.flat.dtype)
    factors[0] = factors[3] = 1
    for batch in range(first, last):
        start = batch * size
        rows = min(start + size, len(order)) - start
        chosen = order[start : start + rows]
        _gather(source, chosen, work)
        if learns and warp.height > 0:
            gather_warped(source, chosen, warp, generator, work.x)
        forward(net, state.flat, work, rows, learns, generator, factors)
        losses[batch], right[batch] = _judge(net, source, work, chosen)
        if learns:
            if not np.isfinite(losses[batch]):
                return batch + 1
            factors[2] = -rates[batch]
            backward(net, state, work, rows, fused, factors)
            _learn(net, rule, rates[batch], updates + batch + 1, fused, state)
        elif len(y_pred):
            _copy_rows(work.y_pred, y_pred[start : start + rows])
    return last


@inlined
def _learn(net, rule, rate, number, fused, state):
    trained = state.gradient.size
    if fused:
        descend_between_weights(net.layers, rate, trained, state)
    else:
        add_penalty(net.layers, rule, state.flat, state.gradient)
        update(net.layers, rule, rate, number, trained, state)


@compiled
def _copy_rows(rows, out):
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = rows[i, j]


@inlined
def _gather(source, chosen, work):
    """Copy rows and their targets into ``work``, turning stored values into inputs."""
    stored, values, scale, shift = source.stored, source.values, source.scale, source.shift
    x, y_true = work.x, work.y_true
    for i in range(len(chosen)):
        row = chosen[i]
        if len(stored):
            for j in range(x.shape[1]):
                x[i, j] = x.dtype.type(stored[row, j]) * scale + shift
        else:
            for j in range(x.shape[1]):
                x[i, j] = values[row, j] * scale + shift
        for j in range(y_true.shape[1]):
            y_true[i, j] = source.y_true[row, j]


@inlined
def _loss(net, work, rows):
    outputs = work.y_pred.shape[1]
    start = len(work.a) // len(work.y_pred) - outputs
    z = work.a[start * rows : (start + outputs) * rows].reshape((rows, outputs))
    return total_loss(net.loss, work.y_true[:rows], z, work.y_pred[:rows])


@inlined
def _judge(net, source, work, chosen):
    """Return the batch's loss and how many of its rows were told right."""
    rows = len(chosen)
    total = _loss(net, work, rows)
    if net.mean:
        total /= rows
    right = 0
    if len(source.labels):
        for i in range(rows):
            right += _class_of(work.y_pred[i]) == source.labels[chosen[i]]
    return total, right


@compiled
def _class_of(y_pred):
    if len(y_pred) == 1:
        return 1 if y_pred[0] >= 0.5 else 0
    best = 0
    for j in range(1, len(y_pred)):
        if y_pred[j] > y_pred[best]:
            best = j
    return best
