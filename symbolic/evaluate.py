"""Gradients by SymPy's own formulas: from inputs and parameters alone, not from the engine.

SymPy differentiates the definitions of ``symbolic.rules`` and turns the results into functions of
arrays; this module carries them through the layers itself. Nothing here reads a number that the
engine computed, so that an agreement of the two means something.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import sympy
from sympy.codegen.numpy_nodes import logaddexp

from engine.arrays import FloatArray
from engine.parameters import Parameters
from engine.quantities import Ref
from engine.scenario.model import Scenario
from symbolic.rules import (
    A_OTHER,
    LOSS_TERMS,
    OUTPUTS,
    PHI,
    A,
    T,
    Z,
    activation_derivative,
    softmax_derivative,
)

_Function = Callable[..., Any]

SHIFT = sympy.Symbol("c", real=True)
"""The layer's largest z. e^{z − c} / Σ e^{z − c} is the softmax too, and never overflows."""


@dataclass(frozen=True, slots=True)
class OutputRule:
    """The loss at one output, as functions of arrays.

    Attributes
    ----------
    term : callable
        The output's term of the loss, from (z, a, t, N); for softmax z less the logarithm of the
        layer's sum stands for z.
    delta : callable
        What the output's own z changes of that term, from (z, a, t, N).
    across : callable or None
        For softmax: what an output's term contributes to the delta of every other unit, to be
        multiplied by the activation of that unit; from (z, a, t, N).
    """

    term: _Function
    delta: _Function
    across: _Function | None


@cache
def activation_function(name: str) -> _Function:
    """Return φ(z) as a function of arrays."""
    return _function((Z,), PHI[name])


@cache
def slope_function(name: str) -> _Function:
    """Return φ′ as a function of the arrays (z, a)."""
    return _function((Z, A), activation_derivative(name))


@cache
def softmax_function() -> _Function:
    """Return e^{z − c} as a function of arrays; divided by its sum it is the softmax."""
    return _function((Z, SHIFT), sympy.exp(Z - SHIFT))


@cache
def output_rule(loss: str, activation: str) -> OutputRule:
    """Return the functions for a loss over an output activation."""
    term = LOSS_TERMS[loss]
    slope = sympy.diff(term, A)
    arguments = (Z, A, T, OUTPUTS)
    if activation != "softmax":
        own = _short(slope * activation_derivative(activation))
        return OutputRule(_function(arguments, _stable(term, activation)), _f(own), None)
    entries = softmax_derivative()
    across = _short(slope * entries.other.subs(A_OTHER, 1))
    return OutputRule(
        _function(arguments, _stable(term, activation)), _f(_short(slope * entries.own)), _f(across)
    )


def _f(expression: sympy.Expr) -> _Function:
    return _function((Z, A, T, OUTPUTS), expression)


def _short(expression: sympy.Expr) -> sympy.Expr:
    """Cancel what cancels, such as a (1 − a) against the denominators of a cross-entropy."""
    return expression if expression.has(sympy.Piecewise) else sympy.cancel(expression)


def _stable(term: sympy.Expr, activation: str) -> sympy.Expr:
    """Write a logarithm of an activation in terms of z, where it stays finite and exact."""
    if not term.has(sympy.log):
        return term
    if activation == "softmax":
        # log a = z − log Σ e^z, for which z stands here.
        return term.subs(sympy.log(A), Z)
    in_z = term.subs(A, PHI[activation])
    together = in_z.replace(
        lambda part: isinstance(part, sympy.log),
        lambda part: sympy.log(sympy.together(part.args[0])),
    )
    plain = sympy.expand(sympy.simplify(sympy.expand_log(together, force=True)))
    return plain.subs(sympy.log(1 + sympy.exp(Z)), logaddexp(0, Z))


def _function(arguments: tuple[sympy.Symbol, ...], expression: sympy.Expr) -> _Function:
    made = sympy.lambdify(arguments, expression, "numpy")

    def evaluated(*values: Any) -> Any:
        # A derivative that is a plain number comes back as one; broadcasting makes it an array.
        return np.broadcast_to(made(*values), np.shape(values[0]))

    return evaluated


class SymbolicGradient:
    """Loss and gradients of a batch, by SymPy's formulas.

    Parameters
    ----------
    scenario : Scenario
        The network and its loss.
    parameters : Parameters
        Their values; only the numbers are read.
    x : ndarray of shape (m, inputs)
        Inputs.
    y_true : ndarray of shape (m, outputs)
        Targets.

    Attributes
    ----------
    loss : float
        L of the batch.
    """

    def __init__(
        self, scenario: Scenario, parameters: Parameters, x: FloatArray, y_true: FloatArray
    ) -> None:
        self._scenario = scenario
        self._layout = parameters.layout
        weights: list[FloatArray] = [
            np.array(values, dtype=np.float64) for values in parameters.weights
        ]
        biases: list[FloatArray] = [
            np.array(values, dtype=np.float64) for values in parameters.biases
        ]
        y_true = np.asarray(y_true, dtype=np.float64)
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            self._a, z, log_shares = self._forward(weights, biases, x)
            self.loss = self._loss(z[-1] if log_shares is None else log_shares, y_true)
            self._delta = self._backward(weights, z, y_true)

    def _forward(
        self, weights: list[FloatArray], biases: list[FloatArray], x: FloatArray
    ) -> tuple[list[FloatArray], list[FloatArray], FloatArray | None]:
        a: list[FloatArray] = [np.asarray(x, dtype=np.float64)]
        z: list[FloatArray] = []
        log_shares: FloatArray | None = None
        for layer, weight, bias in zip(self._scenario.layers, weights, biases, strict=True):
            z.append(np.einsum("mk,jk->mj", a[-1], weight, optimize=True))
            if len(bias):
                z[-1] = z[-1] + bias
            if layer.activation == "softmax":
                shift = z[-1].max(axis=1, keepdims=True)
                powers = softmax_function()(z[-1], shift)
                total = powers.sum(axis=1, keepdims=True)
                a.append(powers / total)
                log_shares = z[-1] - shift - np.log(total)
            else:
                a.append(np.array(activation_function(layer.activation)(z[-1])))
        return a, z, log_shares

    @property
    def _share(self) -> float:
        return 1.0 / len(self._a[0]) if self._scenario.reduction == "mean" else 1.0

    @property
    def _output_rule(self) -> OutputRule:
        return output_rule(self._scenario.loss, self._scenario.layers[-1].activation)

    def _loss(self, z: FloatArray, y_true: FloatArray) -> float:
        terms = self._output_rule.term(z, self._a[-1], y_true, y_true.shape[1])
        return float(terms.sum()) * self._share

    def _backward(
        self, weights: list[FloatArray], z: list[FloatArray], y_true: FloatArray
    ) -> list[FloatArray]:
        rule = self._output_rule
        last = z[-1], self._a[-1], y_true, y_true.shape[1]
        delta: FloatArray = np.array(rule.delta(*last))
        if rule.across is not None:
            across = rule.across(*last)
            delta += self._a[-1] * (across.sum(axis=1, keepdims=True) - across)
        deltas = [delta * self._share]
        for index in reversed(range(len(z) - 1)):
            slope = slope_function(self._scenario.layers[index].activation)
            carried = np.einsum("mj,jk->mk", deltas[0], weights[index + 1], optimize=True)
            deltas.insert(0, carried * slope(z[index], self._a[index + 1]))
        return deltas

    def gradient(self, ref: Ref) -> float:
        """Return ∂L/∂(a weight or bias).

        Parameters
        ----------
        ref : Ref
            The parameter or its gradient; a frozen bias too.
        """
        delta = self._delta[ref.layer - 1]
        if ref.unit is None:
            return float(delta.sum())
        own = delta[:, ref.unit]
        if ref.source is None:
            return float(own.sum())
        return float(np.dot(own, self._a[ref.layer - 1][:, ref.source]))
