"""What the operations of a typed function do to arrays, and to their derivatives.

A number is carried as (m, m′, s): it is m·e^s, and its derivative m′·e^s. Where s is 0 throughout,
the number is plain. The exponential of z is (1, z′, z), a sum of two numbers is taken at the larger
of their powers of e, and in a quotient the powers cancel: z/(1 + e^−z) is finite and exact for
every z of which it is. All of that goes forward with the derivative beside it.

Arrays may be complex, to differentiate once more by an imaginary step so small that its square
vanishes: cases are distinguished by the real part, and erf and atan are taken to first order in it.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import numpy as np

LARGEST_POWER = 700.0
"""Of a power of e on the way; e^700 is 1e304."""

_FARTHEST = 1e30


class Carried(NamedTuple):
    """A number with its derivative.

    Attributes
    ----------
    value, slope : ndarray or float
        m and m′.
    power : ndarray or float
        s; 0 where the number is plain.
    """

    value: Any
    slope: Any
    power: Any = 0.0


Rule: TypeAlias = Callable[..., Carried]


def _along(slope: Any, x: Carried) -> Any:
    """Return f′(x) x′, which is 0 where f is flat, however steep x is."""
    return np.where(slope == 0, 0.0, slope * x.slope)


def _times(x: Carried, y: Carried) -> Carried:
    slope = x.slope * y.value + x.value * y.slope
    return Carried(x.value * y.value, slope, x.power + y.power)


def _over(x: Carried, y: Carried) -> Carried:
    value = x.value / y.value
    return Carried(value, (x.slope - value * y.slope) / y.value, x.power - y.power)


def _common(x: Carried, y: Carried) -> tuple[Any, Any, Any]:
    """Return the larger power of e, and what is left of each number's own; of 0 none counts."""
    left, right = np.real(x.power), np.real(y.power)
    no_left = (x.value == 0) & (x.slope == 0)
    no_right = (y.value == 0) & (y.slope == 0)
    power = np.where(no_left, right, np.where(no_right, left, np.maximum(left, right)))
    return (
        power,
        np.where(no_left, 0.0, np.exp(np.where(no_left, 0.0, x.power - power))),
        np.where(no_right, 0.0, np.exp(np.where(no_right, 0.0, y.power - power))),
    )


def _scaled_plus(x: Carried, y: Carried) -> Carried:
    power, left, right = _common(x, y)
    slope = x.slope * left + y.slope * right
    return Carried(x.value * left + y.value * right, slope, power)


def _scaled_minus(x: Carried, y: Carried) -> Carried:
    return _scaled_plus(x, Carried(-y.value, -y.slope, y.power))


def _scaled_exp(x: Carried) -> Carried:
    real = np.clip(np.real(x.value), -_FARTHEST, _FARTHEST)
    power = real + 1j * np.imag(x.value) if np.iscomplexobj(x.value) else real
    return Carried(np.ones_like(power), x.slope, power)


def _log(x: Carried) -> Carried:
    return Carried(np.log(x.value) + x.power, x.slope / x.value)


def _to_power(x: Carried, exponent: float) -> Carried:
    slope = exponent * x.value ** (exponent - 1.0)
    return Carried(x.value**exponent, slope * x.slope, x.power * exponent)


def flat(x: Carried, largest: float = LARGEST_POWER) -> Carried:
    """Return a number as a plain one; powers of e above the largest are taken for that."""
    if np.iscomplexobj(x.power):
        half = np.minimum(np.real(x.power), largest) / 2 + 0.5j * np.imag(x.power)
    else:
        half = np.minimum(x.power, largest) / 2
    # In two halves: what is multiplied may be as small as the power is large.
    part = np.exp(half)
    slope = np.where(x.slope == 0, 0.0, x.slope * part * part)
    return Carried(np.where(x.value == 0, 0.0, x.value * part * part), slope)


def _sin(x: Carried) -> Carried:
    return Carried(np.sin(x.value), np.cos(x.value) * x.slope)


def _cos(x: Carried) -> Carried:
    return Carried(np.cos(x.value), -np.sin(x.value) * x.slope)


def _tanh(x: Carried) -> Carried:
    value = np.tanh(x.value)
    return Carried(value, _along(1.0 - value * value, x))


def _to_first_order(x: Any, value: Any, slope: Any) -> Any:
    """Return a function's value at x, from its value and slope at the real part of x."""
    return value + 1j * np.imag(x) * slope if np.iscomplexobj(x) else value


def _atan(x: Carried) -> Carried:
    real = np.real(x.value)
    value = _to_first_order(x.value, np.arctan(real), 1.0 / (1.0 + real * real))
    return Carried(value, _along(1.0 / (1.0 + x.value * x.value), x))


_erf = np.frompyfunc(math.erf, 1, 1)


def _error_function(x: Carried) -> Carried:
    real = np.real(x.value)
    factor = 2.0 / math.sqrt(math.pi)
    value = np.asarray(_erf(real), dtype=np.float64)
    value = _to_first_order(x.value, value, factor * np.exp(-real * real))
    return Carried(value, _along(factor * np.exp(-x.value * x.value), x))


def _softplus(x: Carried) -> Carried:
    above = np.real(x.value) > 0.0
    power = np.exp(np.where(above, -x.value, x.value))
    slope = np.where(above, 1.0, power) / (1.0 + power)
    return Carried(np.where(above, x.value, 0.0) + np.log1p(power), _along(slope, x))


def _abs(x: Carried) -> Carried:
    sign = np.sign(np.real(x.value))
    return Carried(x.value * sign, x.slope * sign, x.power)


def _sign(x: Carried) -> Carried:
    return Carried(np.sign(np.real(x.value)), 0.0)


def _larger(x: Carried, y: Carried, sign: float) -> Carried:
    """Return the larger of two numbers, or for −1 the smaller; where equal, the mean slope."""
    left, right = sign * np.real(x.value), sign * np.real(y.value)
    slope = np.where(
        left == right,
        0.5 * (x.slope + y.slope),
        np.where(left > right, x.slope, y.slope),
    )
    value = np.where(left > right, x.value, y.value)
    # What is not a number is larger than nothing; it stays one that is not.
    return Carried(np.where(np.isnan(left), x.value, value), slope)


def _less(x: Carried, y: Carried, or_equal: bool) -> Carried:
    left, right = np.real(x.value), np.real(y.value)
    holds = left <= right if or_equal else left < right
    unknown = np.isnan(left) | np.isnan(right)
    return Carried(np.where(unknown, np.nan, np.where(holds, 1.0, 0.0)), 0.0)


def _choose(condition: Carried, x: Carried, y: Carried) -> Carried:
    chosen = condition.value != 0.0
    value = np.where(np.isnan(condition.value), np.nan, np.where(chosen, x.value, y.value))
    return Carried(value, np.where(chosen, x.slope, y.slope))


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "add": lambda x, y: Carried(x.value + y.value, x.slope + y.slope),
        "sub": lambda x, y: Carried(x.value - y.value, x.slope - y.slope),
        "mul": _times,
        "div": _over,
        "log": _log,
        "pow": _to_power,
        "sin": _sin,
        "cos": _cos,
        "tanh": _tanh,
        "atan": _atan,
        "softplus": _softplus,
        "erf": _error_function,
        "abs": _abs,
        "sign": _sign,
        "min": lambda x, y: _larger(x, y, -1.0),
        "max": lambda x, y: _larger(x, y, 1.0),
        "less": lambda x, y: _less(x, y, False),
        "less-equal": lambda x, y: _less(x, y, True),
        "choose": _choose,
        "scaled-exp": _scaled_exp,
        "scaled-add": _scaled_plus,
        "scaled-sub": _scaled_minus,
        "scaled-mul": _times,
        "scaled-div": _over,
        "scaled-log": _log,
        "scaled-pow": _to_power,
        "scaled-abs": _abs,
        "flat": flat,
    }
)
"""What each operation makes of the numbers it is of; "pow" is of one, and of a constant."""
