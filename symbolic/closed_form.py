"""A gradient as one expression in inputs, targets and parameters, for small networks.

The factors that SymPy derived are put into each other until only inputs, targets and parameters
are left. Activations keep their names (σ, tanh, …), which ``where`` explains; written out in
powers of e the same expression would be some ten times as long.
"""

from dataclasses import dataclass

from engine.catalogue.activations import ACTIVATIONS
from engine.iteration.trace import Trace
from engine.network.quantities import Quantity, Ref
from symbolic.building import fraction, parenthesised, product, summed
from symbolic.closed_names import ABOVE, HEADS, call, leaky, slope_name, softmax_name, where
from symbolic.context import Context
from symbolic.formula import Formula
from symbolic.pieces import cut_at_operators, unsized
from symbolic.rules import (
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
from symbolic.spelling import ATOM, PRODUCT, SUM, Leaf, spell

MOST_PARAMETERS = 30
"""Above this there is no closed form: it would fill pages."""

_LONGEST = 6000


@dataclass(frozen=True, slots=True)
class ClosedForm:
    """A gradient in inputs, targets and parameters alone.

    Attributes
    ----------
    formula : Formula
        The whole, in one line.
    pieces : tuple of Formula
        The same cut at its operators, each of which is a piece of its own, so that it can be
        shown over several lines.
    where : tuple of Formula
        What the functions in it mean.
    """

    formula: Formula
    pieces: tuple[Formula, ...]
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
    leaf = _Closed(Context(trace, 0)).gradient(parameter)
    if leaf is None:
        return None
    formula = unsized(leaf.formula)
    return ClosedForm(formula, cut_at_operators(formula), where(trace))


class _Closed:
    """Builds expressions from the outputs down; every unit's is built once."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._made: dict[Ref, Leaf] = {}

    def gradient(self, parameter: Ref) -> Leaf | None:
        layer, unit = parameter.layer, parameter.unit
        units = range(self.context.scenario.sizes[layer]) if unit is None else (unit,)
        try:
            parts = [self.delta(layer, each) for each in units]
        except _NoFormError:
            return None
        if parameter.source is None:
            return parts[0] if len(parts) == 1 else _sum(parts)
        source = self.activation(layer - 1, parameter.source)
        return _sum([_product([parts[0], source]), *self._penalties(parameter)])

    def _penalties(self, weight: Ref) -> list[Leaf]:
        """Return what L1 and L2 add to the gradient of a weight."""
        scenario, leaves = self.context.scenario, {WEIGHT: Leaf(self.context.symbol(weight))}
        for key, constant in self.context.penalties().items():
            leaves[key] = Leaf(constant.name)
        slopes = zip(penalty_derivatives(), (scenario.l1, scenario.l2), strict=True)
        return [Leaf(spell(slope, leaves), PRODUCT) for slope, size in slopes if size > 0.0]

    def activation(self, layer: int, unit: int) -> Leaf:
        ref = Ref(Quantity.ACTIVATION, layer, unit)
        if ref not in self._made:
            self._made[ref] = self._kept(self._activation(ref))
        return self._made[ref]

    def _activation(self, ref: Ref) -> Leaf:
        layer, unit = ref.layer, ref.unit or 0
        if layer == 0:
            return Leaf(self.context.symbol(ref))
        kind = self.context.scenario.layers[layer - 1].activation
        if self.context.couples(layer):
            count = self.context.scenario.sizes[layer]
            every = [self.pre_activation(layer, other).formula for other in range(count)]
            head = softmax_name(self.context.unit_name(layer, unit))
            return Leaf(call(head, every))
        z = self.pre_activation(layer, unit)
        if ACTIVATIONS[kind].is_identity:
            return z
        if kind == "relu":
            zero = Formula("0", "0")
            return Leaf(call(Formula(r"\max", "max"), [zero, z.formula]))
        if kind == "leaky-relu":
            return Leaf(call(leaky(self.context, layer), [z.formula]))
        if kind not in HEADS:
            raise _NoFormError
        return Leaf(call(HEADS[kind], [z.formula]))

    def pre_activation(self, layer: int, unit: int) -> Leaf:
        parts = []
        for source in range(self.context.scenario.sizes[layer - 1]):
            weight = Leaf(self.context.symbol(self.context.weight(layer, unit, source)))
            parts.append(_product([weight, self.activation(layer - 1, source)]))
        bias = self.context.unit_bias(layer, unit)
        if bias is not None:
            parts.append(Leaf(self.context.symbol(bias)))
        return _sum(parts)

    def delta(self, layer: int, unit: int) -> Leaf:
        ref = Ref(Quantity.DELTA, layer, unit)
        if ref not in self._made:
            output = layer == self.context.scenario.depth
            made = self._output_delta(unit) if output else self._hidden_delta(layer, unit)
            self._made[ref] = self._kept(made)
        return self._made[ref]

    def _output_delta(self, unit: int) -> Leaf:
        layer = self.context.scenario.depth
        kind = self.context.scenario.layers[-1].activation
        short = cancelled_delta(self.context.scenario.loss, kind)
        if short is not None and (not self.context.couples(layer) or self._targets_are_shares()):
            return self._spelled(short, layer, unit)
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
            along = Leaf(spell(entry, leaves), PRODUCT if other == unit else SUM)
            parts.append(_product([self._loss_slope(other), along]))
        return _sum(parts)

    def _targets_are_shares(self) -> bool:
        return abs(float(self.context.trace.y_true[0].sum()) - 1.0) < 1e-12

    def _loss_slope(self, unit: int) -> Leaf:
        layer, count = self.context.scenario.depth, self.context.scenario.sizes[-1]
        if self.context.scenario.loss == "mean-absolute-error":
            apart = self._spelled(A - T, layer, unit).formula
            sign = Leaf(call(Formula(r"\mathrm{sign}", "sign"), [apart]))
            return sign if count == 1 else _product([_part(count), sign])
        slope = loss_derivative(self.context.scenario.loss, count).subs(OUTPUTS, count)
        return self._spelled(slope, layer, unit)

    def _spelled(self, expression: object, layer: int, unit: int) -> Leaf:
        """Spell an expression in a and t, and say how tightly it holds together."""
        target = Leaf(self.context.symbol(Ref(Quantity.TARGET, layer, unit)))
        leaves = {A: self.activation(layer, unit), T: target}
        formula = spell(expression, leaves)
        return Leaf(formula, SUM if getattr(expression, "is_Add", False) else PRODUCT)

    def _slope(self, layer: int, unit: int) -> Leaf:
        kind = self.context.scenario.layers[layer - 1].activation
        if kind == "relu":
            z = self.pre_activation(layer, unit).formula
            return Leaf(call(ABOVE, [z]))
        if kind == "leaky-relu":
            z = self.pre_activation(layer, unit).formula
            return Leaf(call(slope_name(leaky(self.context, layer)), [z]))
        expression = activation_derivative(kind)
        if expression.has(Z):
            raise _NoFormError
        formula = spell(expression, {A: self.activation(layer, unit)})
        binding = ATOM if expression.is_Integer else SUM if expression.is_Add else PRODUCT
        return Leaf(formula, binding)

    def _hidden_delta(self, layer: int, unit: int) -> Leaf:
        paths = []
        for above in range(self.context.scenario.sizes[layer + 1]):
            weight = self.context.symbol(self.context.weight(layer + 1, above, unit))
            paths.append(_product([self.delta(layer + 1, above), Leaf(weight)]))
        return _product([_sum(paths), self._slope(layer, unit)])

    def _kept(self, leaf: Leaf) -> Leaf:
        if len(leaf.formula.plain) > _LONGEST:
            raise _NoFormError
        return leaf


class _NoFormError(Exception):
    """A function has no name here, or the expression has grown beyond what anyone reads."""


def _part(count: int) -> Leaf:
    part = fraction(1, count)
    return Leaf(Formula(part.latex, f"({part.plain})"), ATOM)


def _product(leaves: list[Leaf]) -> Leaf:
    """Multiply; a factor of 1 is left out, one of 0 is all there is, sums are in parentheses."""
    zeros = [leaf for leaf in leaves if leaf.formula.plain == "0"]
    if zeros:
        return zeros[0]
    kept = [leaf for leaf in leaves if leaf.formula.plain != "1"] or leaves[:1]
    if len(kept) == 1:
        return kept[0]
    parts = [
        leaf.formula if leaf.binding >= PRODUCT else parenthesised(leaf.formula) for leaf in kept
    ]
    return Leaf(product(parts), PRODUCT)


def _sum(leaves: list[Leaf]) -> Leaf:
    """Add; what is 0 is left out."""
    leaves = [leaf for leaf in leaves if leaf.formula.plain != "0"] or leaves[:1]
    if len(leaves) == 1:
        return leaves[0]
    parts = [
        parenthesised(leaf.formula)
        if leaf.binding < PRODUCT and leaf.formula.plain.startswith("−")
        else leaf.formula
        for leaf in leaves
    ]
    return Leaf(summed(parts), SUM)
