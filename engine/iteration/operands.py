"""What each number of an iteration is computed from."""

from collections.abc import Iterator

from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.optimisers import OPTIMISERS
from engine.iteration.step_order import is_fused
from engine.network.layout import ParameterLayout
from engine.network.quantities import LEARNING_RATE, PENALTY, Quantity, Ref
from engine.network.scenario import Scenario

Q = Quantity


def passed_on(scenario: Scenario, layer: int, unit: int | None) -> Ref:
    """Return what a unit passes on to the next layer: its activation, or that after dropout."""
    dropped = layer > 0 and scenario.layers[layer - 1].dropout > 0
    return Ref(Q.PASSED_ON if dropped else Q.ACTIVATION, layer, unit)


def operands(scenario: Scenario, target: Ref) -> Iterator[Ref]:
    """Yield what the number at ``target`` is computed from.

    There are as many as the sum has that they stand for: a unit with 784 inputs has 1,569.
    """
    if target.quantity in _FORWARD:
        return _forward(scenario, target)
    if target.quantity in _LOSS:
        return _loss(scenario, target)
    if target.quantity in _UPDATE:
        return _update(scenario, target)
    return _backward(scenario, target)


_FORWARD = frozenset(
    {
        Q.PRE_ACTIVATION,
        Q.BATCH_MEAN,
        Q.BATCH_VARIANCE,
        Q.NORMALISED,
        Q.SCALED,
        Q.ACTIVATION,
        Q.PASSED_ON,
    }
)
_LOSS = frozenset({Q.OUTPUT_LOSS, Q.PENALTY, Q.LOSS})
_UPDATE = frozenset(
    {
        Q.VELOCITY,
        Q.MEAN_SQUARE,
        Q.FIRST_MOMENT,
        Q.SECOND_MOMENT,
        Q.NEWTON_STEP,
        Q.NEW_WEIGHT,
        Q.NEW_BIAS,
        Q.NEW_SCALE,
        Q.NEW_SHIFT,
    }
)


def _forward(scenario: Scenario, target: Ref) -> Iterator[Ref]:
    layer, unit = target.layer, target.unit
    match target.quantity:
        case Q.PRE_ACTIVATION:
            for source in scenario.sources(layer, unit or 0):
                yield Ref(Q.WEIGHT, layer, unit, source)
                yield passed_on(scenario, layer - 1, source)
            own = scenario.layers[layer - 1]
            if own.has_bias(unit or 0):
                yield Ref(Q.BIAS, layer, None if own.bias == "per-layer" else unit)
        case Q.BATCH_MEAN:
            yield target.as_quantity(Q.PRE_ACTIVATION)
        case Q.BATCH_VARIANCE:
            yield target.as_quantity(Q.PRE_ACTIVATION)
            yield target.as_quantity(Q.BATCH_MEAN)
        case Q.NORMALISED:
            yield target.as_quantity(Q.PRE_ACTIVATION)
            yield target.as_quantity(Q.BATCH_MEAN)
            yield target.as_quantity(Q.BATCH_VARIANCE)
        case Q.SCALED:
            yield target.as_quantity(Q.SCALE)
            yield target.as_quantity(Q.NORMALISED)
            yield target.as_quantity(Q.SHIFT)
        case Q.ACTIVATION if layer > 0:
            batch_norm = scenario.layers[layer - 1].batch_norm
            yield from _row(scenario, target, Q.SCALED if batch_norm else Q.PRE_ACTIVATION)
        case Q.PASSED_ON:
            yield target.as_quantity(Q.ACTIVATION)
            yield target.as_quantity(Q.DROPOUT_MASK)


def _loss(scenario: Scenario, target: Ref) -> Iterator[Ref]:
    match target.quantity:
        case Q.OUTPUT_LOSS:
            yield target.as_quantity(Q.TARGET)
            yield target.as_quantity(Q.ACTIVATION)
        case Q.PENALTY:
            for number, n_out, _, _ in scenario.weighted_layers():
                for unit in range(n_out):
                    for source in scenario.sources(number, unit):
                        yield Ref(Q.WEIGHT, number, unit, source)
        case Q.LOSS:
            for output in range(scenario.sizes[-1]):
                yield Ref(Q.OUTPUT_LOSS, scenario.depth, output)
            if scenario.l1 or scenario.l2:
                yield PENALTY


def _backward(scenario: Scenario, target: Ref) -> Iterator[Ref]:
    layer, unit = target.layer, target.unit
    normalised = layer > 0 and scenario.layers[layer - 1].batch_norm
    match target.quantity:
        case Q.LOSS_BY_ACTIVATION if layer == scenario.depth:
            yield target.as_quantity(Q.TARGET)
            yield target.as_quantity(Q.ACTIVATION)
        case Q.LOSS_BY_ACTIVATION if scenario.layers[layer - 1].dropout:
            yield target.as_quantity(Q.LOSS_BY_PASSED_ON)
            yield target.as_quantity(Q.DROPOUT_MASK)
        case Q.LOSS_BY_ACTIVATION | Q.LOSS_BY_PASSED_ON:
            for above in scenario.receivers(layer, unit or 0):
                yield Ref(Q.DELTA, layer + 1, above)
                yield Ref(Q.WEIGHT, layer + 1, above, unit)
        case Q.ACTIVATION_DERIVATIVE:
            yield from _row(scenario, target, Q.ACTIVATION)
        case Q.DELTA if normalised:
            for quantity in (Q.LOSS_BY_SCALED, Q.NORMALISED, Q.BATCH_VARIANCE, Q.SCALE):
                yield target.as_quantity(quantity)
        case Q.DELTA | Q.LOSS_BY_SCALED if is_fused(scenario, layer):
            yield target.as_quantity(Q.ACTIVATION)
            yield target.as_quantity(Q.TARGET)
        case Q.DELTA | Q.LOSS_BY_SCALED:
            yield from _row(scenario, target, Q.LOSS_BY_ACTIVATION)
            yield target.as_quantity(Q.ACTIVATION_DERIVATIVE)
        case Q.SCALE_GRADIENT:
            yield target.as_quantity(Q.LOSS_BY_SCALED)
            yield target.as_quantity(Q.NORMALISED)
        case Q.SHIFT_GRADIENT:
            yield target.as_quantity(Q.LOSS_BY_SCALED)
        case Q.WEIGHT_GRADIENT:
            yield Ref(Q.DELTA, layer, unit)
            yield passed_on(scenario, layer - 1, target.source)
            if scenario.l1 or scenario.l2:
                yield target.as_quantity(Q.WEIGHT)
        case Q.BIAS_GRADIENT:
            for own in range(scenario.sizes[layer]) if unit is None else (unit,):
                yield Ref(Q.DELTA, layer, own)


def _update(scenario: Scenario, target: Ref) -> Iterator[Ref]:
    optimiser = OPTIMISERS[scenario.training.optimiser]
    match target.quantity:
        case Q.NEWTON_STEP:
            yield from _all_gradients(scenario)
        case Q.VELOCITY | Q.MEAN_SQUARE | Q.FIRST_MOMENT | Q.SECOND_MOMENT:
            yield target.of_parameter(target.quantity, before=True)
            yield target.gradient
        case _:
            parameter = target.parameter
            if parameter is not None:
                yield parameter
            yield LEARNING_RATE
            if optimiser.uses_gradient:
                yield target.gradient
            for name in optimiser.computes:
                yield target.of_parameter(Quantity(name))


def _all_gradients(scenario: Scenario) -> Iterator[Ref]:
    """Yield the gradient of every parameter that an update changes."""
    layout = ParameterLayout(scenario)
    yield from (ref.gradient for ref in layout.refs() if layout.is_trained(ref))


def _row(scenario: Scenario, target: Ref, quantity: Quantity) -> Iterator[Ref]:
    """Yield the unit's own quantity, or the whole layer's where its units couple."""
    layer = target.layer
    if ACTIVATIONS[scenario.layers[layer - 1].activation].couples_units:
        for other in range(scenario.sizes[layer]):
            yield Ref(quantity, layer, other)
    else:
        yield Ref(quantity, layer, target.unit)
