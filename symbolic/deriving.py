"""Derive any step of an iteration: formulas, factors, numbers."""

from weakref import WeakKeyDictionary

from engine.quantities import Quantity, Ref
from engine.trace import Trace
from symbolic import backward, forward, gradients, updates
from symbolic.context import Context
from symbolic.derivation import Derivation

# A small network's whole iteration fits; of a large one the latest steps looked at.
_MOST_KEPT = 4096
_kept: WeakKeyDictionary[Trace, dict[tuple[Ref, int], Derivation]] = WeakKeyDictionary()


def derive(trace: Trace, number: int, sample: int = 0) -> Derivation:
    """Return the derivation of a step.

    Parameters
    ----------
    trace : Trace
        The recorded iteration.
    number : int
        Number of the step, from 1.
    sample : int
        The row of the batch whose numbers are shown, from 0.
    """
    return derive_ref(trace, trace.steps[number - 1].target, sample)


def derive_parameter(trace: Trace, ref: Ref, sample: int = 0) -> Derivation:
    """Return the derivation of the gradient of a weight or bias, also of a frozen one.

    Parameters
    ----------
    trace : Trace
        The recorded iteration.
    ref : Ref
        The parameter, its gradient or its new value.
    sample : int
        The row of the batch whose numbers are shown, from 0.
    """
    parameter = ref.parameter
    if parameter is None:
        raise ValueError(f"{ref} is no parameter")
    weight = parameter.quantity is Quantity.WEIGHT
    kind = Quantity.WEIGHT_GRADIENT if weight else Quantity.BIAS_GRADIENT
    return derive_ref(trace, parameter.as_quantity(kind), sample)


def derive_ref(trace: Trace, target: Ref, sample: int = 0) -> Derivation:
    """Return the derivation of any number that an iteration computes.

    The derivation's ``step`` is 0 where no step computes it, as for a frozen bias.
    """
    kept = _kept.setdefault(trace, {})
    found = kept.get((target, sample))
    if found is None:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        found = _derive(Context(trace, sample), trace.steps.number_of(target) or 0, target)
        kept[target, sample] = found
    return found


def _derive(context: Context, step: int, target: Ref) -> Derivation:
    match target.quantity:
        case Quantity.PRE_ACTIVATION:
            return forward.pre_activation(context, step, target)
        case Quantity.ACTIVATION:
            return forward.activation(context, step, target)
        case Quantity.OUTPUT_LOSS:
            return forward.output_loss(context, step, target)
        case Quantity.LOSS:
            return forward.total_loss(context, step)
        case Quantity.LOSS_BY_ACTIVATION:
            return backward.loss_by_activation(context, step, target)
        case Quantity.ACTIVATION_DERIVATIVE:
            return backward.activation_slope(context, step, target)
        case Quantity.DELTA:
            return backward.delta(context, step, target)
        case Quantity.WEIGHT_GRADIENT | Quantity.BIAS_GRADIENT:
            return gradients.gradient(context, step, target)
        case Quantity.NEW_WEIGHT | Quantity.NEW_BIAS:
            return updates.update(context, step, target)
    raise ValueError(f"{target} is not computed in an iteration")
