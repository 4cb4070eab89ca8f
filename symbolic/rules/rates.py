"""The schedules' rules for the learning rate."""

from typing import NamedTuple

import sympy

RATE, FACTOR, START, FINAL = sympy.symbols("a_0 f b_start b_final", real=True)
SHARE, COSINE = sympy.symbols("u x_cosine", real=True)
EPOCH, EVERY, UPDATE, TOTAL, TOP = sympy.symbols("e n t w_total s_top", positive=True)


class RateRule(NamedTuple):
    """What a schedule makes of the learning rate.

    Attributes
    ----------
    rate : Expr
        The rate of an update.
    note : str
        A sentence on it, as `Notation.write` takes it with ``place`` (which update this is),
        ``number`` (of the epoch, from 0) and ``often`` (how often the rate of steps changes).
    """

    rate: sympy.Expr
    note: str


RATE_RULES: dict[str, RateRule] = {
    "step": RateRule(
        RATE * FACTOR ** sympy.floor(EPOCH / EVERY),
        "Every {often} the rate is multiplied by {factor}; this is epoch "
        "{epoch} = {number:,}, from 0.",
    ),
    "exponential": RateRule(
        RATE * FACTOR**EPOCH,
        "Every epoch the rate is multiplied by {factor}; this is epoch "
        "{epoch} = {number:,}, from 0.",
    ),
    "cosine": RateRule(
        RATE * (1 + sympy.cos(sympy.pi * UPDATE / TOTAL)) / 2,
        "{place} The rate falls from {base_rate} to 0 along half a cosine.",
    ),
}
"""The rules that are one formula; a cycle has one for either half."""

RISING = RateRule(
    RATE * (START + (1 - START) * (1 - COSINE)),
    "{place} Up to {top} the rate rises from {start_factor} · {base_rate} to {base_rate}.",
)
FALLING = RateRule(
    RATE * (FINAL + (1 - FINAL) * COSINE),
    "{place} After {top} the rate falls from {base_rate} to {final_factor} · {base_rate}.",
)
HALF_COSINE = (1 + sympy.cos(sympy.pi * SHARE)) / 2
SHARES = {RISING: UPDATE / TOP, FALLING: (UPDATE - TOP) / (TOTAL - 1 - TOP)}
