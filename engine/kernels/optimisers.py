"""The penalties' gradients and the update rules, over parts of the flat buffer."""

import numpy as np

from engine.kernels.arguments import (
    ADAMW,
    BETA1,
    BETA2,
    DECAY,
    EPSILON,
    L1,
    L2,
    MOMENTUM,
    MOMENTUM_RULE,
    N_IN,
    N_OUT,
    NESTEROV,
    RATE,
    RMSPROP,
    SGD,
    UPDATES,
    WEIGHT,
    WEIGHT_DECAY,
)
from engine.kernels.compiling import compiled, inlined
from engine.kernels.views import piece
from engine.kernels.workers import ALL


@inlined
def learn_weights(task, start, stop):
    """Update weights, which begin and end at these places of the flat buffer, by their gradient."""
    rule, rate, state = task.rule, task.workers.factors[RATE], task.state
    w = piece(state.flat, start, stop)
    _add_penalty(rule, w, piece(state.gradient, start, stop))
    if rule.kind == ADAMW:
        _shrink(rule, rate, w)
    _update(rule, state, rate, task.workers.slot[UPDATES], start, stop)


@inlined
def learn_others(task):
    """Update all that is trained but the weights: biases, γ and β."""
    rule, rate, state, layers = task.rule, task.workers.factors[RATE], task.state, task.net.layers
    start = ALL
    for k in range(len(layers) + 1):
        stop = layers[k, WEIGHT] if k < len(layers) else state.gradient.size
        if stop > start:
            _update(rule, state, rate, task.workers.slot[UPDATES], start, stop)
        if k < len(layers):
            start = stop + layers[k, N_IN] * layers[k, N_OUT]


@compiled
def put_back(state):
    """Undo the update of what is held, and let the optimiser remember nothing of it."""
    for i in range(len(state.held)):
        place = state.held[i]
        state.flat[place] = state.values[i]
        if len(state.first):
            state.first[place] = 0
        if len(state.second):
            state.second[place] = 0


@inlined
def _add_penalty(rule, w, g):
    """Add λ1 sign(w) + λ2 w to the gradient of every weight."""
    l1, l2 = rule.numbers[L1], rule.numbers[L2]
    zero = w.dtype.type(0)
    if l1 == zero and l2 == zero:
        return
    for i in range(len(w)):
        g[i] += l2 * w[i] + (l1 if w[i] > zero else (-l1 if w[i] < zero else zero))


@inlined
def _shrink(rule, rate, w):
    """Make every weight smaller by rate · decay of itself (AdamW)."""
    factor = rate * rule.numbers[WEIGHT_DECAY]
    for i in range(len(w)):
        w[i] -= factor * w[i]


@compiled
def _update(rule, state, rate, number, start, stop):
    """Change trained values by the rule; updates are numbered from 1."""
    w, g = piece(state.flat, start, stop), piece(state.gradient, start, stop)
    first, second = piece(state.first, start, stop), piece(state.second, start, stop)
    if rule.kind == SGD:
        for i in range(len(w)):
            w[i] -= rate * g[i]
    elif rule.kind in (MOMENTUM_RULE, NESTEROV):
        _momentum(rule, rate, w, g, first)
    elif rule.kind == RMSPROP:
        decay, epsilon = rule.numbers[DECAY], rule.numbers[EPSILON]
        fresh = w.dtype.type(1) - decay
        for i in range(len(w)):
            second[i] = decay * second[i] + fresh * g[i] * g[i]
            w[i] -= rate * g[i] / (np.sqrt(second[i]) + epsilon)
    else:
        _adam(rule, rate, number, w, g, first, second)


@inlined
def _momentum(rule, rate, w, g, v):
    momentum = rule.numbers[MOMENTUM]
    if rule.kind == NESTEROV:
        for i in range(len(w)):
            v[i] = momentum * v[i] + g[i]
            w[i] -= rate * (g[i] + momentum * v[i])
    else:
        for i in range(len(w)):
            v[i] = momentum * v[i] + g[i]
            w[i] -= rate * v[i]


@inlined
def _adam(rule, rate, number, w, g, m, v):
    """Kingma and Ba, 2015, with the corrections of both means folded into the rate and ε.

    α m̂/(√v̂ + ε), with m̂ = m/c1 and v̂ = v/c2, is (α √c2/c1) m/(√v + ε √c2), as at the end of
    their section 2.
    """
    one = w.dtype.type(1)
    beta1, beta2, epsilon = rule.numbers[BETA1], rule.numbers[BETA2], rule.numbers[EPSILON]
    # In float64 whatever the run's precision: 0.999^t is too close to 1 for less.
    root = np.sqrt(1.0 - np.float64(beta2) ** number)
    step = w.dtype.type(np.float64(rate) * root / (1.0 - np.float64(beta1) ** number))
    small = w.dtype.type(np.float64(epsilon) * root)
    fresh1, fresh2 = one - beta1, one - beta2
    for i in range(len(w)):
        first = beta1 * m[i] + fresh1 * g[i]
        second = beta2 * v[i] + fresh2 * (g[i] * g[i])
        m[i], v[i] = first, second
        w[i] -= step * first / (np.sqrt(second) + small)
