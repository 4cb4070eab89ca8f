"""Gradients by SymPy's own formulas: from inputs and parameters alone, not from the engine.

SymPy differentiates the definitions of ``symbolic.rules.definitions`` and turns the results into
functions of arrays; this module carries them through the layers itself. Nothing here reads a number
that the engine computed, so that an agreement of the two means something.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import sympy
from sympy.codegen.cfunctions import expm1
from sympy.codegen.numpy_nodes import logaddexp

from engine.arrays import FloatArray
from engine.catalogue.activations import ACTIVATIONS
from engine.iteration.passes import Masks
from engine.network.parameters import Parameters
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import Scenario, is_typed
from symbolic.check.batch_norm import SymbolicBatchNorm
from symbolic.check.careful import careful_function
from symbolic.rules.definitions import (
    A_OTHER,
    LAMBDA_1,
    LAMBDA_2,
    LOSS_TERMS,
    OUTPUTS,
    PENALTY_TERM,
    PHI,
    WEIGHT,
    A,
    T,
    Z,
    activation_derivative,
    activation_value,
    loss_derivative,
    loss_term,
    penalty_derivatives,
    softmax_derivative,
)
from symbolic.rules.keys import key_symbol

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
        What the output's own z changes of that term, from (z, a, t, N) and the activation's
        numbers.
    across : callable or None
        For softmax: what an output's term contributes to the delta of every other unit, to be
        multiplied by the activation of that unit; from the same.
    """

    term: _Function
    delta: _Function
    across: _Function | None


@cache
def activation_function(name: str) -> _Function:
    """Return φ as a function of z, an array, and the activation's own numbers."""
    if is_typed(name):
        return careful_function((Z, *_keys(name)), activation_value(name))
    # Forms that stay finite of log(1 + e^z), and of 1/(1 + e^−z), which is e^(−log(1 + e^−z)).
    value = PHI[name].replace(sympy.log(1 + sympy.exp(Z)), logaddexp(0, Z))
    value = value.replace(1 / (1 + sympy.exp(-Z)), sympy.exp(-logaddexp(0, -Z)))
    return _function((Z, *_keys(name)), value)


@cache
def slope_function(name: str) -> _Function:
    """Return φ′ as a function of the arrays (z, a), and the activation's own numbers."""
    if is_typed(name):
        return careful_function((Z, A, *_keys(name)), activation_derivative(name))
    # 1 − e^−a in a form that keeps its digits where a is small.
    slope = activation_derivative(name).replace(1 - sympy.exp(-A), -expm1(-A))
    return _function((Z, A, *_keys(name)), slope)


@cache
def penalty_function() -> _Function:
    """Return what a weight adds to L as a function of (w, λ1, λ2)."""
    return _function((WEIGHT, LAMBDA_1, LAMBDA_2), PENALTY_TERM)


@cache
def penalty_slope_function() -> _Function:
    """Return what that adds to ∂L/∂w as a function of (w, λ1, λ2)."""
    by_l1, by_l2 = penalty_derivatives()
    return _function((WEIGHT, LAMBDA_1, LAMBDA_2), by_l1 + by_l2)


@cache
def softmax_function() -> _Function:
    """Return e^{z − c} as a function of arrays; divided by its sum it is the softmax."""
    return _function((Z, SHIFT), sympy.exp(Z - SHIFT))


@cache
def output_rule(loss: str, activation: str) -> OutputRule:
    """Return the functions for a loss over an output activation."""
    arguments = (Z, A, T, OUTPUTS)
    if is_typed(loss) or is_typed(activation):
        return _typed_rule(loss, activation)
    term = LOSS_TERMS[loss]
    slope = sympy.diff(term, A)
    if not ACTIVATIONS[activation].couples_units:
        own = _short(slope * activation_derivative(activation))
        function = _function((*arguments, *_keys(activation)), own)
        return OutputRule(_function(arguments, _stable(term, activation)), function, None)
    entries = softmax_derivative()
    across = _short(slope * entries.other.subs(A_OTHER, 1))
    own = _short(slope * entries.own)
    return OutputRule(
        _function(arguments, _stable(term, activation)),
        _function((*arguments, *_keys(activation)), own),
        _function((*arguments, *_keys(activation)), across),
    )


def _typed_rule(loss: str, activation: str) -> OutputRule:
    """Return the functions where loss or activation are typed: their factors as they are.

    What cancels, or stays finite in another form, is not looked for, which might take minutes.
    """
    arguments = (Z, A, T, OUTPUTS, *_keys(activation))
    term = careful_function((Z, A, T, OUTPUTS), loss_term(loss, 2))
    slope = loss_derivative(loss, 2)
    if not ACTIVATIONS[activation].couples_units:
        own = careful_function(arguments, slope * activation_derivative(activation))
        return OutputRule(term, own, None)
    entries = softmax_derivative()
    own = careful_function(arguments, slope * entries.own)
    across = careful_function(arguments, slope * entries.other.subs(A_OTHER, 1))
    return OutputRule(term, own, across)


def _keys(activation: str) -> tuple[sympy.Symbol, ...]:
    return tuple(key_symbol(key.name) for key in ACTIVATIONS[activation].keys)


def _short(expression: sympy.Expr) -> sympy.Expr:
    """Cancel what cancels, such as a (1 − a) against the denominators of a cross-entropy."""
    return expression if expression.has(sympy.Piecewise) else sympy.cancel(expression)


def _stable(term: sympy.Expr, activation: str) -> sympy.Expr:
    """Write a logarithm of an activation in terms of z, where it stays finite and exact."""
    if not term.has(sympy.log):
        return term
    if ACTIVATIONS[activation].couples_units:
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
    masks : sequence of ndarray or None, optional
        Dropout masks, which are drawn and so are given like inputs.

    Attributes
    ----------
    loss : float
        L of the batch.
    """

    def __init__(
        self,
        scenario: Scenario,
        parameters: Parameters,
        x: FloatArray,
        y_true: FloatArray,
        masks: Masks | None = None,
    ) -> None:
        self._scenario = scenario
        self._values = parameters.copy(np.float64)
        self._masks = [None] * scenario.depth if masks is None else list(masks)
        self._rows = len(x)
        y_true = np.asarray(y_true, dtype=np.float64)
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            self._inputs, self._a, activated, log_shares = self._forward(x)
            self._activated = activated
            self.loss = self._loss(activated[-1] if log_shares is None else log_shares, y_true)
            self._backward(y_true)

    def _forward(
        self, x: FloatArray
    ) -> tuple[list[FloatArray], list[FloatArray], list[FloatArray], FloatArray | None]:
        """Return what each layer is given, activations, what they are of, and log softmax."""
        inputs: list[FloatArray] = [np.asarray(x, dtype=np.float64)]
        a: list[FloatArray] = []
        activated: list[FloatArray] = []
        log_shares: FloatArray | None = None
        self._norms: list[SymbolicBatchNorm | None] = []
        for index, layer in enumerate(self._scenario.layers):
            weight, bias = self._values.weights[index], self._values.biases[index]
            z = np.einsum("mk,jk->mj", inputs[-1], weight, optimize=True)
            z = z + bias if len(bias) else z
            self._norms.append(
                SymbolicBatchNorm(self._values, index, z) if layer.batch_norm else None
            )
            norm = self._norms[-1]
            activated.append(z if norm is None else norm.scaled)
            if ACTIVATIONS[layer.activation].couples_units:
                shift = activated[-1].max(axis=1, keepdims=True)
                powers = softmax_function()(activated[-1], shift)
                total = powers.sum(axis=1, keepdims=True)
                a.append(powers / total)
                log_shares = activated[-1] - shift - np.log(total)
            else:
                function = activation_function(layer.activation)
                a.append(np.array(function(activated[-1], *layer.numbers.values())))
            mask = self._masks[index]
            inputs.append(a[-1] if mask is None else a[-1] * mask)
        return inputs, a, activated, log_shares

    @property
    def _share(self) -> float:
        return 1.0 / self._rows if self._scenario.reduction == "mean" else 1.0

    @property
    def _output_rule(self) -> OutputRule:
        return output_rule(self._scenario.loss, self._scenario.layers[-1].activation)

    def _loss(self, activated: FloatArray, y_true: FloatArray) -> float:
        terms = self._output_rule.term(activated, self._a[-1], y_true, y_true.shape[1])
        total = float(terms.sum()) * self._share
        l1, l2 = self._scenario.l1, self._scenario.l2
        if l1 or l2:
            total += sum(
                float(penalty_function()(weight, l1, l2).sum()) for weight in self._values.weights
            )
        return total

    def _backward(self, y_true: FloatArray) -> None:
        """Carry ∂L/∂(what each activation is of) and ∂L/∂z from the last layer to the first."""
        rule, layers = self._output_rule, self._scenario.layers
        numbers = layers[-1].numbers.values()
        last = self._activated[-1], self._a[-1], y_true, y_true.shape[1], *numbers
        error: FloatArray = np.array(rule.delta(*last))
        if rule.across is not None:
            across = rule.across(*last)
            error += self._a[-1] * (across.sum(axis=1, keepdims=True) - across)
        errors = [error * self._share]
        deltas: list[FloatArray] = []
        for index in reversed(range(len(layers))):
            norm = self._norms[index]
            deltas.insert(0, errors[0] if norm is None else norm.backward(errors[0]))
            if index:
                weight, mask = self._values.weights[index], self._masks[index - 1]
                carried = np.einsum("mj,jk->mk", deltas[0], weight, optimize=True)
                below = carried if mask is None else carried * mask
                slope = slope_function(layers[index - 1].activation)
                activated, a = self._activated[index - 1], self._a[index - 1]
                numbers = layers[index - 1].numbers.values()
                errors.insert(0, below * slope(activated, a, *numbers))
        self._error, self._delta = errors, deltas

    @np.errstate(over="ignore", invalid="ignore")
    def gradient(self, ref: Ref) -> float:
        """Return ∂L/∂(a parameter).

        Parameters
        ----------
        ref : Ref
            The parameter or its gradient; a frozen bias too.
        """
        parameter = ref.parameter
        if parameter is None:
            raise ValueError(f"{ref} is no parameter")
        index, unit, norm = ref.layer - 1, ref.unit, self._norms[ref.layer - 1]
        if unit is None:
            return float(self._delta[index].sum())
        if norm is not None and parameter.quantity is Quantity.SCALE:
            return float(np.dot(self._error[index][:, unit], norm.by_scale[:, unit]))
        if norm is not None and parameter.quantity is Quantity.SHIFT:
            return float(np.dot(self._error[index][:, unit], norm.by_shift[:, unit]))
        own = self._delta[index][:, unit]
        if ref.source is None:
            return float(own.sum())
        weight = self._values.weights[index][unit, ref.source]
        data = float(np.dot(own, self._inputs[index][:, ref.source]))
        penalty = penalty_slope_function()(weight, self._scenario.l1, self._scenario.l2)
        return data + float(penalty)
