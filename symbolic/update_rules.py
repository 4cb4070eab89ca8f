"""The optimisers' update rules, as expressions that are spelled in symbols and in numbers.

The symbols' own names only put factors and terms in the order in which they are written.
"""

from types import MappingProxyType

import sympy

from engine.quantities import Quantity


def _symbols(names: str) -> tuple[sympy.Symbol, ...]:
    return tuple(sympy.Symbol(name, real=True) for name in names.split())


VALUE, RATE, GRADIENT = _symbols("w a_rate x_gradient")
"""A parameter, α, and ∂L/∂(the parameter)."""

MOMENTUM, DECAY, BETA_1, BETA_2, EPSILON, SHRINKING = _symbols("b_mu b_rho b_1 b_2 y_eps b_lambda")
"""μ of momentum, ρ of RMSprop, β1, β2 and ε of Adam, λ of AdamW."""

MOMENT, BEFORE, COUNT = _symbols("m_moment m_before t")
"""A moment, the same before this update, and the number of the update."""

FIRST, SECOND = sympy.Symbol("m_first", real=True), sympy.Symbol("v_second", nonnegative=True)
"""Adam's moments with their bias corrected."""

SQUARE = sympy.Symbol("s_square", nonnegative=True)
"""RMSprop's mean square."""

KEPT = MappingProxyType(
    {
        Quantity.VELOCITY: MOMENTUM,
        Quantity.MEAN_SQUARE: DECAY,
        Quantity.FIRST_MOMENT: BETA_1,
        Quantity.SECOND_MOMENT: BETA_2,
    }
)
"""How much of each moment stays; of a mean, the rest of it is the share of what comes in."""

ENTERING = MappingProxyType(
    {
        Quantity.VELOCITY: GRADIENT,
        Quantity.MEAN_SQUARE: GRADIENT**2,
        Quantity.FIRST_MOMENT: GRADIENT,
        Quantity.SECOND_MOMENT: GRADIENT**2,
    }
)
"""What comes in."""

_ADAM_STEP = RATE * FIRST / (sympy.sqrt(SECOND) + EPSILON)

NEW_VALUES = MappingProxyType(
    {
        "gradient-descent": VALUE - RATE * GRADIENT,
        "sgd": VALUE - RATE * GRADIENT,
        "momentum": VALUE - RATE * MOMENT,
        "nesterov": VALUE - RATE * (GRADIENT + MOMENTUM * MOMENT),
        "rmsprop": VALUE - RATE * GRADIENT / (sympy.sqrt(SQUARE) + EPSILON),
        "adam": VALUE - _ADAM_STEP,
        "adamw": VALUE * (1 - RATE * SHRINKING) - _ADAM_STEP,
        "newton": VALUE - RATE * MOMENT,
    }
)
"""What a parameter becomes."""

CORRECTED = MappingProxyType(
    {
        Quantity.FIRST_MOMENT: MOMENT / (1 - BETA_1**COUNT),
        Quantity.SECOND_MOMENT: MOMENT / (1 - BETA_2**COUNT),
    }
)
"""Adam's moments, which begin at 0, without what that beginning takes from them."""
