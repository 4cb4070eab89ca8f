"""The symbols that rules have for the numbers of activations, optimisers and schedules."""

import sympy

from symbolic.rules.definitions import LEAK
from symbolic.rules.rates import EVERY, FACTOR, FINAL, START
from symbolic.rules.updates import BETA_1, BETA_2, DECAY, EPSILON, MOMENTUM, SHRINKING

_SYMBOLS = {
    "beta1": BETA_1,
    "beta2": BETA_2,
    "decay": DECAY,
    "epsilon": EPSILON,
    "every": EVERY,
    "factor": FACTOR,
    "final_factor": FINAL,
    "leak": LEAK,
    "momentum": MOMENTUM,
    "start_factor": START,
    "weight_decay": SHRINKING,
}


def key_symbol(name: str) -> sympy.Symbol:
    """Return the symbol of a key; of one without a symbol here, a real one of its name."""
    return _SYMBOLS.get(name) or sympy.Symbol(name, real=True)
