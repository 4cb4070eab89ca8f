"""A gradient as one expression in inputs, targets and parameters, for small networks.

The factors that SymPy derived are put into each other until only inputs, targets and parameters
are left. Activations keep their names (σ, tanh, …), which ``where`` explains; written out in
powers of e the same expression would be some ten times as long.
"""

from dataclasses import dataclass

import sympy

from engine.catalogue.activations import ACTIVATIONS
from engine.iteration.trace import Trace
from engine.network.quantities import Quantity, Ref
from symbolic.derive.closed_names import (
    ABOVE,
    HEADS,
    MAXIMUM,
    SIGN,
    leaky,
    slope_name,
    softmax_name,
    where,
)
from symbolic.derive.context import Context
from symbolic.formula.build import fraction, is_zero, product, summed, within
from symbolic.formula.from_sympy import formula_of
from symbolic.formula.plain import to_text
from symbolic.formula.tree import (
    Binding,
    Call,
    Formula,
    Group,
    Negative,
    Number,
    Slash,
    Sum,
    without_minus,
)
from symbolic.rules.definitions import (
    A_OTHER,
    OUTPUTS,
    WEIGHT,
    A,
    T,
    Z,
    activation_derivative,
    cancelled_delta,
    loss_derivative,
    penalty_derivatives,
    softmax_derivative,
)
from symbolic.rules.typed import NoRuleError, exceeds

MOST_PARAMETERS = 30
"""Above this there is no closed form: it would fill pages."""

_LONGEST = 6000
_ONE = Number(1, 0)


@dataclass(frozen=True, slots=True)
class ClosedForm:
    """A gradient in inputs, targets and parameters alone.

    Attributes
    ----------
    formula : Formula
        The whole, in one line.
    where : tuple of Formula
        What the functions in it mean.
    """

    formula: Formula
    where: tuple[Formula, ...]


def closed_form(trace: Trace, ref: Ref) -> ClosedForm | None:
    """Return the closed form of a parameter's gradient.

    Parameters
    ----------
    trace : Trace
        An iteration over one sample.
    ref : Ref
        A weight or bias, its gradient or its new value.

    Returns
    -------
    ClosedForm or None
        None over a batch, for a network of more than `MOST_PARAMETERS`, for one with batch
        normalisation or dropout, whose gradient depends on more than inputs, targets and
        parameters, and where the expression would be too long to read.
    """
    parameter = ref.parameter
    if parameter is None or trace.samples > 1 or trace.layout.size > MOST_PARAMETERS:
        return None
    if any(layer.batch_norm or layer.dropout for layer in trace.scenario.layers):
        return None
    formula = _Closed(Context(trace, 0)).gradient(parameter)
    return None if formula is None else ClosedForm(formula, where(trace.scenario))


class _Closed:
    """Builds expressions from the outputs down; every unit's is built once."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._made: dict[Ref, Formula] = {}

    def gradient(self, parameter: Ref) -> Formula | None:
        layer, unit = parameter.layer, parameter.unit
        units = range(self.context.scenario.sizes[layer]) if unit is None else (unit,)
        try:
            parts = [self.delta(layer, each) for each in units]
        except (_NoFormError, NoRuleError):
            return None
        if parameter.source is None:
            return parts[0] if len(parts) == 1 else _sum(parts)
        source = self.activation(layer - 1, parameter.source)
        return _sum([_product([parts[0], source]), *self._penalties(parameter)])

    def _penalties(self, weight: Ref) -> list[Formula]:
        """Return what L1 and L2 add to the gradient of a weight."""
        scenario, leaves = self.context.scenario, {WEIGHT: self.context.symbol(weight)}
        for key, constant in self.context.penalties().items():
            leaves[key] = constant.name
        slopes = zip(penalty_derivatives(), (scenario.l1, scenario.l2), strict=True)
        return [formula_of(slope, leaves) for slope, size in slopes if size > 0.0]

    def activation(self, layer: int, unit: int) -> Formula:
        ref = Ref(Quantity.ACTIVATION, layer, unit)
        if ref not in self._made:
            self._made[ref] = _legible(self._activation(ref))
        return self._made[ref]

    def _activation(self, ref: Ref) -> Formula:
        layer, unit = ref.layer, ref.unit or 0
        if layer == 0:
            return self.context.symbol(ref)
        kind = self.context.scenario.layers[layer - 1].activation
        if self.context.couples(layer):
            count = self.context.scenario.sizes[layer]
            every = tuple(self.pre_activation(layer, other) for other in range(count))
            head = softmax_name(self.context.unit_name(layer, unit))
            return Call(head, every)
        z = self.pre_activation(layer, unit)
        if ACTIVATIONS[kind].is_identity:
            return z
        if kind == "relu":
            return Call(MAXIMUM, (Number(0, 0), z))
        if kind == "leaky-relu":
            return Call(leaky(self.context.scenario.layers[layer - 1].numbers["leak"]), (z,))
        if kind not in HEADS:
            raise _NoFormError
        return Call(HEADS[kind], (z,))

    def pre_activation(self, layer: int, unit: int) -> Formula:
        parts = []
        for source in self.context.scenario.sources(layer, unit):
            weight = self.context.symbol(self.context.weight(layer, unit, source))
            parts.append(_product([weight, self.activation(layer - 1, source)]))
        bias = self.context.unit_bias(layer, unit)
        if bias is not None:
            parts.append(self.context.symbol(bias))
        return _sum(parts)

    def delta(self, layer: int, unit: int) -> Formula:
        ref = Ref(Quantity.DELTA, layer, unit)
        if ref not in self._made:
            output = layer == self.context.scenario.depth
            made = self._output_delta(unit) if output else self._hidden_delta(layer, unit)
            self._made[ref] = _legible(made)
        return self._made[ref]

    def _output_delta(self, unit: int) -> Formula:
        layer = self.context.scenario.depth
        kind = self.context.scenario.layers[-1].activation
        short = cancelled_delta(self.context.scenario.loss, kind)
        if short is not None and (not self.context.couples(layer) or self._targets_are_shares()):
            return self._in_a_and_t(short, layer, unit)
        if not self.context.couples(layer):
            return _product([self._loss_slope(unit), self._slope(layer, unit)])
        parts = []
        for other in range(self.context.scenario.sizes[layer]):
            entries = softmax_derivative()
            entry = entries.own if other == unit else entries.other
            leaves = {
                A: self.activation(layer, other),
                A_OTHER: self.activation(layer, unit),
            }
            parts.append(_product([self._loss_slope(other), formula_of(entry, leaves)]))
        return _sum(parts)

    def _targets_are_shares(self) -> bool:
        return abs(float(self.context.trace.y_true[0].sum()) - 1.0) < 1e-12

    def _loss_slope(self, unit: int) -> Formula:
        layer, count = self.context.scenario.depth, self.context.scenario.sizes[-1]
        if self.context.scenario.loss == "mean-absolute-error":
            sign = Call(SIGN, (self._in_a_and_t(A - T, layer, unit),))
            return sign if count == 1 else _product([fraction(1, count, Slash.ENCLOSED), sign])
        slope = loss_derivative(self.context.scenario.loss, count).subs(OUTPUTS, count)
        if slope.has(sympy.Piecewise, exceeds):
            raise _NoFormError
        return self._in_a_and_t(slope, layer, unit)

    def _in_a_and_t(self, expression: object, layer: int, unit: int) -> Formula:
        target = self.context.symbol(Ref(Quantity.TARGET, layer, unit))
        return formula_of(expression, {A: self.activation(layer, unit), T: target})

    def _slope(self, layer: int, unit: int) -> Formula:
        made = self.context.scenario.layers[layer - 1]
        if made.activation in ("relu", "leaky-relu"):
            head = ABOVE if made.activation == "relu" else slope_name(leaky(made.numbers["leak"]))
            return Call(head, (self.pre_activation(layer, unit),))
        expression = activation_derivative(made.activation)
        if expression.has(Z, sympy.Piecewise, exceeds):
            raise _NoFormError
        return formula_of(expression, {A: self.activation(layer, unit)})

    def _hidden_delta(self, layer: int, unit: int) -> Formula:
        paths = []
        for above in self.context.scenario.receivers(layer, unit):
            weight = self.context.symbol(self.context.weight(layer + 1, above, unit))
            paths.append(_product([self.delta(layer + 1, above), weight]))
        return _product([_sum(paths), self._slope(layer, unit)])


class _NoFormError(Exception):
    """A function has no name here, or the expression has grown beyond what anyone reads."""


def _legible(formula: Formula) -> Formula:
    if len(to_text(formula)) > _LONGEST:
        raise _NoFormError
    return formula


def _product(factors: list[Formula]) -> Formula:
    """Multiply; a factor of 1 is left out, one of 0 is all there is, sums are in parentheses."""
    zeros = [factor for factor in factors if is_zero(factor)]
    if zeros:
        return zeros[0]
    first, *others = [factor for factor in factors if factor != _ONE] or factors[:1]
    if not others:
        return first
    # A minus before all of it needs no parentheses.
    leading = first if isinstance(first, Negative) else within(first, Binding.PRODUCT)
    return product((leading, *(within(factor, Binding.PRODUCT) for factor in others)))


def _sum(terms: list[Formula]) -> Formula:
    """Add; what is 0 is left out."""
    terms = [term for term in terms if not is_zero(term)] or terms[:1]
    if len(terms) == 1:
        return terms[0]
    return summed(
        Group(term) if isinstance(term, Sum) and without_minus(term) is not None else term
        for term in terms
    )
