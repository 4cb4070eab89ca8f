"""The kernels that Python calls: train on batches, evaluate rows."""

import numpy as np

from engine.kernels.arguments import (
    DESCENT,
    DRAW,
    FIRST,
    FUSED,
    GAMMA,
    JOB,
    L1,
    L2,
    LAYER,
    RATE,
    ROWS,
    SGD,
    TRAINS,
    TYPED_LOSS,
    UPDATES,
)
from engine.kernels.augmentation import gather_warped
from engine.kernels.compiling import compiled, entry, inlined
from engine.kernels.layers import run_on, shared_bias_gradient
from engine.kernels.optimisers import learn_others, put_back
from engine.kernels.output_losses import total_loss
from engine.kernels.passes import (
    delta_below,
    layer_forward,
    outputs,
    outputs_backward,
    room_of,
    weights_learn,
)
from engine.kernels.typed import run_typed
from engine.kernels.views import piece, row_of, rows_of, table_of
from engine.kernels.workers import (
    ALL,
    LEAVE,
    begin_job,
    next_job,
    part_of,
    report_done,
    wait_for_all,
)

GATHER, FORWARD, CARRY, LEARN = range(4)
"""Jobs that workers share: take rows; compute a layer; carry delta to the layer below; learn a
layer's weights, and carry delta from the layer below it onwards."""


@entry
def run_batches(
    task, worker, epoch, size, first, last, rates, updates, seeds, losses, right, y_pred
):
    """Go through the batches from ``first`` to before ``last`` of the task's order of rows.

    One kernel does it all, as compiling it is what a first run waits for: it trains, it evaluates,
    and it is what the other workers do beside the first one. They are begun with the same
    arguments, of which they use the task alone, after its job slot was cleared; the first worker
    ends them.

    Parameters
    ----------
    task : Task
        What is worked with.
    worker : int
        Which worker this is, from 0.
    epoch, size : int
        Rows of an epoch, of which the order may have several, and of a batch; the last batch of an
        epoch may have fewer.
    first, last : int
        Batches of the order, from 0.
    rates : ndarray of shape (batches,) or (0,)
        Learning rate of each batch's update; without any, nothing is learnt.
    updates : int
        How many updates the run has made before batch 0.
    seeds : ndarray of int64, shape (last − first,) or (0,)
        What is dropped, and how images are changed, follows from each batch's; none where nothing
        is drawn.
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
    slot, workers, depth = task.workers.slot, task.workers, len(task.net.layers)
    learns = worker == 0 and _begin(task, rates)
    jobs = 2 * depth + 2 if learns else depth + 1
    at, number, batch = 0, 0, first
    # All is inlined in here once: a call with all arrays of a task takes as long as a small layer.
    while True:
        if worker == 0:
            if at == 0 and batch < last:
                _set_out(slot, batch, epoch, size)
                if len(seeds):
                    slot[DRAW] = seeds[batch - first]
            _write_job(slot, at, depth, batch < last)
            begin_job(workers)
        else:
            number = next_job(workers, number)
        job, k = slot[JOB], slot[LAYER]
        if job == LEAVE:
            return batch
        if job == GATHER:
            _gather(task, worker)
        elif job == FORWARD:
            layer_forward(task, k, worker)
        else:
            if job == LEARN:
                weights_learn(task, k, worker)
                # The weights of the layer below wait for its delta: they are changed after it.
                k -= 1
            if k > 0:
                delta_below(task, k, worker)
        if worker > 0:
            report_done(workers)
            continue
        wait_for_all(workers)
        at += 1
        if at == depth + 1:
            start, rows = slot[FIRST], slot[ROWS]
            outputs(task.net, task.work, rows)
            losses[batch], right[batch] = _judge(task, piece(task.order, start, start + rows))
            if not learns:
                if len(y_pred):
                    _copy_rows(task.work.y_pred, rows_of(y_pred, start, rows))
            elif np.isfinite(losses[batch]):
                _begin_backward(task, rates[batch], updates + batch + 1)
            else:
                # This batch changes nothing.
                at, batch, last = 0, batch + 1, first
        if at == jobs:
            if learns:
                _finish_update(task)
            at, batch = 0, batch + 1


@inlined
def _set_out(slot, batch, epoch, size):
    """Write down which rows a batch has."""
    each = (epoch + size - 1) // size
    place = batch % each * size
    slot[FIRST], slot[ROWS] = batch // each * epoch + place, min(size, epoch - place)


@inlined
def _write_job(slot, at, depth, more):
    """Write a batch's job of this number into the slot, or that there are no more batches."""
    job, k = GATHER, 0
    if not more:
        job = LEAVE
    elif at > depth + 1:
        job, k = LEARN, 2 * depth + 1 - at
    elif at > depth:
        job, k = CARRY, depth - 1
    elif at > 0:
        job, k = FORWARD, at - 1
    slot[JOB], slot[LAYER] = job, k


@inlined
def _begin(task, rates):
    """Write what is the same for all batches into the slot; return whether they are learnt from."""
    rule, learns = task.rule, len(rates) > 0
    fused = rule.kind == SGD and rule.numbers[L1] == 0 and rule.numbers[L2] == 0
    task.workers.slot[TRAINS], task.workers.slot[FUSED] = learns, fused
    if learns:
        for i in range(len(task.state.held)):
            task.state.values[i] = task.state.flat[task.state.held[i]]
    return learns


@inlined
def _begin_backward(task, rate, update):
    """Begin to carry the present batch's loss backward."""
    slot, factors = task.workers.slot, task.workers.factors
    factors[DESCENT], factors[RATE], slot[UPDATES] = -rate, rate, update
    outputs_backward(task)


@inlined
def _finish_update(task):
    """Change all that is trained but the weights, and the running means and variances."""
    layers, rows = task.net.layers, task.workers.slot[ROWS]
    for k in range(len(layers)):
        delta = room_of(layers[k], task.work.delta, rows)
        shared_bias_gradient(layers[k], delta, task.state.gradient)
        if layers[k, GAMMA] >= 0 and rows > 1:
            run_on(layers[k], task.state.flat, task.work.moments)
    learn_others(task)
    if len(task.state.held):
        put_back(task.state)


@compiled
def _copy_rows(rows, out):
    """Copy as many rows as ``out`` has."""
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = rows[i, j]


@inlined
def _gather(task, worker):
    """Copy a worker's part of the present rows and of their targets."""
    slot, source, work = task.workers.slot, task.source, task.work
    chosen = piece(task.order, slot[FIRST], slot[FIRST] + slot[ROWS])
    start, stop = part_of(len(chosen), 1, worker, task.workers.threads)
    if slot[TRAINS] and task.warp.height > 0:
        gather_warped(source, chosen, task.warp, slot[DRAW], work.x, start, stop, worker)
    else:
        _gather_inputs(source, chosen, work.x, start, stop)
    y_true = work.y_true
    for i in range(start, stop):
        for j in range(y_true.shape[1]):
            y_true[i, j] = source.y_true[chosen[i], j]


@compiled
def _gather_inputs(source, chosen, x, start, stop):
    """Copy rows from ``start`` to before ``stop`` into x, turning stored values into inputs."""
    stored, values, scale, shift = source.stored, source.values, source.scale, source.shift
    for i in range(start, stop):
        row = chosen[i]
        if len(stored):
            for j in range(x.shape[1]):
                x[i, j] = x.dtype.type(stored[row, j]) * scale + shift
        else:
            for j in range(x.shape[1]):
                x[i, j] = values[row, j] * scale + shift


@inlined
def _judge(task, chosen):
    """Return the batch's loss and how many of its rows were classified right."""
    net, work, labels, rows = task.net, task.work, task.source.labels, len(chosen)
    z = room_of(net.layers[len(net.layers) - 1], work.a, rows)
    y_true, y_pred = rows_of(work.y_true, 0, rows), rows_of(work.y_pred, 0, rows)
    if net.loss == TYPED_LOSS:
        total = _typed_loss(net, work, y_true, y_pred)
    else:
        total = total_loss(net.loss, y_true, z, y_pred)
    if net.mean:
        total /= rows
    right, outputs, threshold = 0, y_pred.shape[1], task.source.threshold
    if len(labels):
        for i in range(rows):
            right += _class_of(row_of(y_pred, i, 0, outputs), threshold) == labels[chosen[i]]
    return total, right


@compiled
def _class_of(y_pred, threshold):
    if len(y_pred) == 1:
        return 1 if y_pred[0] >= threshold else 0
    best = 0
    for j in range(1, len(y_pred)):
        if y_pred[j] > y_pred[best]:
            best = j
    return best


@compiled
def _typed_loss(net, work, y_true, y_pred):
    """Return the sum of all rows' losses, and leave its derivatives by the outputs behind it."""
    rows, units = y_pred.shape
    terms = table_of(work.terms, 0, rows, units)
    slopes = table_of(work.terms, rows * units, rows, units)
    run_typed(net.typed, len(net.layers), ALL, y_pred, y_true, terms, slopes, ALL, units)
    total = 0.0
    for i in range(rows):
        for j in range(units):
            total += terms[i, j]
    return total
