"""The optimisers' update rules, as expressions that are spelled in symbols and in numbers.

The symbols' own names only put factors and terms in the order in which they are written.
"""

from types import MappingProxyType
from typing import NamedTuple

import sympy

from engine.network.quantities import Quantity


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

RETAINED = MappingProxyType(
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

STANDING_FOR = MappingProxyType(
    {
        Quantity.VELOCITY: MOMENT,
        Quantity.NEWTON_STEP: MOMENT,
        Quantity.MEAN_SQUARE: SQUARE,
    }
)
"""What rules write for what an optimiser computes; `HATS` for what is corrected first."""

HATS = MappingProxyType({Quantity.FIRST_MOMENT: FIRST, Quantity.SECOND_MOMENT: SECOND})
"""Adam's moments in rules, which have them corrected."""


class UpdateRule(NamedTuple):
    """What an optimiser makes of a parameter.

    Attributes
    ----------
    new_value : Expr
        The parameter after the update.
    note : str
        A sentence on it, as `Notation.write` takes it; empty where it needs none.
    """

    new_value: sympy.Expr
    note: str = ""


_DESCENT = UpdateRule(VALUE - RATE * GRADIENT)
_ADAM_STEP = RATE * FIRST / (sympy.sqrt(SECOND) + EPSILON)
_ADAM_NOTE = (
    "The first moment says where to; divided by the root of the second, parameters with large "
    "gradients and with small ones take steps alike."
)

UPDATE_RULES: dict[str, UpdateRule] = {
    "gradient-descent": _DESCENT,
    "sgd": _DESCENT,
    "momentum": UpdateRule(
        VALUE - RATE * MOMENT,
        "The velocity {velocity} takes the gradient's place: it remembers the earlier ones.",
    ),
    "nesterov": UpdateRule(
        VALUE - RATE * (GRADIENT + MOMENTUM * MOMENT),
        "The step is taken from where the velocity {velocity} is about to lead.",
    ),
    "rmsprop": UpdateRule(
        VALUE - RATE * GRADIENT / (sympy.sqrt(SQUARE) + EPSILON),
        "Divided by the root of {mean_square}, large gradients and small ones give steps alike.",
    ),
    "adam": UpdateRule(VALUE - _ADAM_STEP, _ADAM_NOTE),
    "adamw": UpdateRule(VALUE * (1 - RATE * SHRINKING) - _ADAM_STEP, _ADAM_NOTE),
    "newton": UpdateRule(
        VALUE - RATE * MOMENT, "{newton_step} is Newton's step, which takes the gradient's place."
    ),
}
"""What becomes of a parameter that decays where its optimiser decays any; others have λ = 0."""

CORRECTED = MappingProxyType(
    {
        Quantity.FIRST_MOMENT: MOMENT / (1 - BETA_1**COUNT),
        Quantity.SECOND_MOMENT: MOMENT / (1 - BETA_2**COUNT),
    }
)
"""Adam's moments, which begin at 0, without what that beginning takes from them."""
