"""Activations and losses as a person types them, each beside the same in mpmath."""

from collections.abc import Callable
from typing import Any

import mpmath as mp

Function = Callable[..., Any]


def _logistic(z: Any) -> Any:
    return 1 / (1 + mp.exp(-z))


def _either(condition: bool, one: Function, other: Function) -> Any:
    return one() if condition else other()


ACTIVATIONS: dict[str, Function] = {
    "z": lambda z: z,
    "z^2": lambda z: z**2,
    "z^3": lambda z: z**3,
    "1/z": lambda z: 1 / z,
    "1/(1+exp(-3z))": lambda z: _logistic(3 * z),
    "sigmoid(0.25*z)": lambda z: _logistic(z / 4),
    "z/(1+exp(-1.702*z))": lambda z: z * _logistic(mp.mpf("1.702") * z),
    "z/(1+e^-z)": lambda z: z * _logistic(z),
    "z*exp(z)/(1+exp(z))": lambda z: z * _logistic(z),
    "exp(z)/(1+exp(z))": _logistic,
    "(1-exp(-z))/(1+exp(-z))": lambda z: mp.tanh(z / 2),
    "(exp(z)-exp(-z))/(exp(z)+exp(-z))": mp.tanh,
    "(e^(2z)-1)/(e^(2z)+1)": mp.tanh,
    "tanh(z)": mp.tanh,
    "sinh(z)/cosh(z)": mp.tanh,
    "1.7159*tanh(2/3*z)": lambda z: mp.mpf("1.7159") * mp.tanh(2 * z / 3),
    "softplus(z)": lambda z: mp.log1p(mp.exp(z)),
    "log(1+exp(z))": lambda z: mp.log1p(mp.exp(z)),
    "log(1+exp(3z))/3": lambda z: mp.log1p(mp.exp(3 * z)) / 3,
    "log(sigmoid(z))": lambda z: -mp.log1p(mp.exp(-z)),
    "z*tanh(log(1+exp(z)))": lambda z: z * mp.tanh(mp.log1p(mp.exp(z))),
    "0.5z(1+erf(z/sqrt(2)))": lambda z: z * mp.erfc(-z / mp.sqrt(2)) / 2,
    "0.5*z*(1+tanh(sqrt(2/pi)*(z+0.044715*z^3)))": lambda z: (
        z * _logistic(2 * mp.sqrt(2 / mp.pi) * (z + mp.mpf("0.044715") * z**3))
    ),
    "piecewise(z, z>0, exp(z)-1)": lambda z: _either(z > 0, lambda: z, lambda: mp.expm1(z)),
    "piecewise(z, z>0, 0.1*(exp(z)-1))": lambda z: _either(
        z > 0, lambda: z, lambda: mp.expm1(z) / 10
    ),
    "1.0507*piecewise(z, z>0, 1.67326*(exp(z)-1))": lambda z: (
        mp.mpf("1.0507") * _either(z > 0, lambda: z, lambda: mp.mpf("1.67326") * mp.expm1(z))
    ),
    "max(z, 0)": lambda z: max(z, mp.mpf(0)),
    "max(z, 0.01z)": lambda z: max(z, z * mp.mpf("0.01")),
    "min(max(z, 0), 6)": lambda z: min(max(z, mp.mpf(0)), mp.mpf(6)),
    "max(-1, min(1, z))": lambda z: max(min(z, mp.mpf(1)), mp.mpf(-1)),
    "z*min(max(z+3,0),6)/6": lambda z: z * min(max(z + 3, mp.mpf(0)), mp.mpf(6)) / 6,
    "max(0, min(1, 0.2*z+0.5))": lambda z: max(min(z / 5 + 0.5, mp.mpf(1)), mp.mpf(0)),
    "exp(-z^2)": lambda z: mp.exp(-(z**2)),
    "z exp(-z²/2)": lambda z: z * mp.exp(-(z**2) / 2),
    "z/(1+abs(z))": lambda z: z / (1 + abs(z)),
    "(sqrt(z^2+1)-1)/2+z": lambda z: (mp.sqrt(z**2 + 1) - 1) / 2 + z,
    "z/sqrt(1+z^2)": lambda z: z / mp.sqrt(1 + z**2),
    "sin(z)/z": lambda z: mp.sin(z) / z,
    "z+sin(z)^2": lambda z: z + mp.sin(z) ** 2,
    "atan(z)": mp.atan,
    "erf(z)": mp.erf,
    "1-exp(-exp(z))": lambda z: -mp.expm1(-mp.exp(z)),
    "exp(-exp(-z))": lambda z: mp.exp(-mp.exp(-z)),
    "z-tanh(z)": lambda z: z - mp.tanh(z),
    "sign(z)*log(1+abs(z))": lambda z: mp.sign(z) * mp.log1p(abs(z)),
    "1/(1+exp(-z))^2": lambda z: _logistic(z) ** 2,
    "sqrt(exp(z))/(1+exp(z))": lambda z: mp.exp(-abs(z) / 2) / (1 + mp.exp(-abs(z))),
    "piecewise(0, z<-1, (z+1)/2, z<=1, 1)": lambda z: (
        mp.mpf(0) if z < -1 else (z + 1) / 2 if z <= 1 else mp.mpf(1)
    ),
}
"""Of z."""

LOSSES: dict[str, Function] = {
    "(a-t)^2/2": lambda a, t: (a - t) ** 2 / 2,
    "(a-t)^4/4": lambda a, t: (a - t) ** 4 / 4,
    "abs(a-t)": lambda a, t: abs(a - t),
    "piecewise((a-t)^2/2, abs(a-t)<1, abs(a-t)-0.5)": lambda a, t: _either(
        abs(a - t) < 1, lambda: (a - t) ** 2 / 2, lambda: abs(a - t) - mp.mpf("0.5")
    ),
    "sqrt(1+(a-t)^2)-1": lambda a, t: mp.sqrt(1 + (a - t) ** 2) - 1,
    "log(cosh(a-t))": lambda a, t: abs(a - t) + mp.log1p(mp.exp(-2 * abs(a - t))) - mp.log(2),
    "max(0, 1-t*a)": lambda a, t: max(mp.mpf(0), 1 - t * a),
    "max(0, 1-t*a)^2": lambda a, t: max(mp.mpf(0), 1 - t * a) ** 2,
    "max(0.9*(t-a), -0.1*(t-a))": lambda a, t: max(
        mp.mpf("0.9") * (t - a), mp.mpf("-0.1") * (t - a)
    ),
    "log(1+exp(-t*a))": lambda a, t: mp.log1p(mp.exp(-t * a)),
    "1-exp(-(a-t)²/2)": lambda a, t: -mp.expm1(-((a - t) ** 2) / 2),
    "log(1+(a-t)^2)": lambda a, t: mp.log1p((a - t) ** 2),
    "exp(a)/(1+exp(a))-t*a": lambda a, t: _logistic(a) - t * a,
}
"""Of a and t."""
