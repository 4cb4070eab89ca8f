"""The penalties' gradients and the update rules, over the head of the flat buffer."""

import numpy as np

from engine.compiled.compiling import inlined
from engine.compiled.given import (
    ADAM,
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
    RMSPROP,
    SGD,
    WEIGHT,
    WEIGHT_DECAY,
)


@inlined
def add_penalty(layers, rule, flat, gradient):
    """Add λ1 sign(w) + λ2 w to the gradient of every weight."""
    l1, l2 = rule.numbers[L1], rule.numbers[L2]
    zero = flat.dtype.type(0)
    if l1 == zero and l2 == zero:
        return
    for k in range(len(layers)):
        start = layers[k, WEIGHT]
        for i in range(start, start + layers[k, N_IN] * layers[k, N_OUT]):
            w = flat[i]
            gradient[i] += l2 * w + (l1 if w > zero else (-l1 if w < zero else zero))


@inlined
def shrink(layers, rule, rate, flat):
    """Make every weight smaller by rate · decay of itself (AdamW)."""
    factor = rate * rule.numbers[WEIGHT_DECAY]
    for k in range(len(layers)):
        start = layers[k, WEIGHT]
        for i in range(start, start + layers[k, N_IN] * layers[k, N_OUT]):
            flat[i] -= factor * flat[i]


@inlined
def update(layers, rule, rate, number, trained, state):
    """Change the trained values by the rule; ``number`` counts the updates from 1."""
    w, g = state.flat, state.gradient
    if rule.kind == SGD:
        for i in range(trained):
            w[i] -= rate * g[i]
    elif rule.kind in (MOMENTUM_RULE, NESTEROV):
        _momentum(rule, rate, trained, state)
    elif rule.kind == RMSPROP:
        s, decay, epsilon = state.second, rule.numbers[DECAY], rule.numbers[EPSILON]
        fresh = w.dtype.type(1) - decay
        for i in range(trained):
            s[i] = decay * s[i] + fresh * g[i] * g[i]
            w[i] -= rate * g[i] / (np.sqrt(s[i]) + epsilon)
    elif rule.kind in (ADAM, ADAMW):
        if rule.kind == ADAMW:
            shrink(layers, rule, rate, w)
        _adam(rule, rate, number, trained, state)


@inlined
def _momentum(rule, rate, trained, state):
    w, g, v, momentum = state.flat, state.gradient, state.first, rule.numbers[MOMENTUM]
    if rule.kind == NESTEROV:
        for i in range(trained):
            v[i] = momentum * v[i] + g[i]
            w[i] -= rate * (g[i] + momentum * v[i])
    else:
        for i in range(trained):
            v[i] = momentum * v[i] + g[i]
            w[i] -= rate * v[i]


@inlined
def _adam(rule, rate, number, trained, state):
    """Kingma and Ba, 2015, with the corrections of both means folded into the rate and ε.

    α m̂/(√v̂ + ε), with m̂ = m/c1 and v̂ = v/c2, is (α √c2/c1) m/(√v + ε √c2), as at the end of
    their section 2.
    """
    w, g, m, v = state.flat, state.gradient, state.first, state.second
    one = w.dtype.type(1)
    beta1, beta2, epsilon = rule.numbers[BETA1], rule.numbers[BETA2], rule.numbers[EPSILON]
    # In float64 whatever the run's precision: 0.999^t is too close to 1 for less.
    root = np.sqrt(1.0 - np.float64(beta2) ** number)
    step = w.dtype.type(np.float64(rate) * root / (1.0 - np.float64(beta1) ** number))
    small = w.dtype.type(np.float64(epsilon) * root)
    fresh1, fresh2 = one - beta1, one - beta2
    for i in range(trained):
        first = beta1 * m[i] + fresh1 * g[i]
        second = beta2 * v[i] + fresh2 * (g[i] * g[i])
        m[i], v[i] = first, second
        w[i] -= step * first / (np.sqrt(second) + small)


@inlined
def descend_between_weights(layers, rate, trained, state):
    """Take the step of plain descent for all trained values but the weights."""
    w, g = state.flat, state.gradient
    start = 0
    for k in range(len(layers) + 1):
        stop = layers[k, WEIGHT] if k < len(layers) else trained
        for i in range(start, stop):
            w[i] -= rate * g[i]
        if k < len(layers):
            start = stop + layers[k, N_IN] * layers[k, N_OUT]
