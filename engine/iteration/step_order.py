"""In which order one iteration is shown, as runs of equal blocks.

Forward, layer by layer and unit by unit: z, batch normalisation, a, dropout. Loss: each output's,
the penalty, then the total. Backward, from the last layer: for each unit ∂L/∂a, ∂a/∂z and delta,
then the gradient of each incoming weight and of its own bias; a bias that the layer shares comes
once, after the layer's units. Update: for each trained parameter what the optimiser computes of
it, then its new value. The units of a softmax layer need each other's numbers, so there every z
comes before the first a, and every ∂L/∂a before the first delta: a step's operands are always
known.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.optimisers import OPTIMISERS
from engine.network.quantities import NEW_VALUES, Quantity, Ref
from engine.network.scenario import Layer, Scenario


class Phase(StrEnum):
    """The four parts of an iteration."""

    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"


Kind: TypeAlias = tuple[Quantity, Quantity | None]
"""A quantity and, for what an optimiser computes, the kind of parameter it is computed of."""

Q = Quantity
_WHOLE = frozenset({Q.LOSS, Q.PENALTY, Q.LEARNING_RATE})
_NORMALISING = (Q.BATCH_MEAN, Q.BATCH_VARIANCE, Q.NORMALISED, Q.SCALED)
_THROUGH_NORMALISING = (Q.LOSS_BY_SCALED, Q.SCALE_GRADIENT, Q.SHIFT_GRADIENT)


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of steps made of equal blocks, one block a unit.

    A block is ``head``, then ``inner`` once for each of ``n_in`` sources, then ``tail``.
    """

    phase: Phase
    layer: int
    units: int
    head: tuple[Kind, ...] = ()
    inner: tuple[Kind, ...] = ()
    n_in: int = 0
    tail: tuple[Kind, ...] = ()
    shared: bool = False
    start: int = 0

    @property
    def block(self) -> int:
        """Steps of one unit."""
        return len(self.head) + self.n_in * len(self.inner) + len(self.tail)

    @property
    def stop(self) -> int:
        """Index of the step after the last."""
        return self.start + self.units * self.block

    def ref(self, index: int) -> Ref:
        """Return what the step at an index (of the whole iteration) computes."""
        unit, within = divmod(index - self.start, self.block)
        if within < len(self.head):
            return self._ref(self.head[within], unit)
        within -= len(self.head)
        if within < self.n_in * len(self.inner):
            source, place = divmod(within, len(self.inner))
            return self._ref(self.inner[place], unit, source)
        return self._ref(self.tail[within - self.n_in * len(self.inner)], unit)

    def _ref(self, kind: Kind, unit: int, source: int | None = None) -> Ref:
        quantity, of = kind
        if quantity in _WHOLE:
            return Ref(quantity)
        return Ref(quantity, self.layer, None if self.shared else unit, source, of)

    def index(self, ref: Ref) -> int:
        """Return the index of the step that computes a reference of this segment."""
        first, kind = self.start + (ref.unit or 0) * self.block, (ref.quantity, ref.of)
        if kind in self.head:
            return first + self.head.index(kind)
        first += len(self.head)
        if kind in self.inner:
            return first + (ref.source or 0) * len(self.inner) + self.inner.index(kind)
        return first + self.n_in * len(self.inner) + self.tail.index(kind)

    def places(self) -> Iterator[tuple[Kind, bool, int]]:
        """Yield how each kind of reference is looked up."""
        for kind in (*self.head, *self.inner, *self.tail):
            yield kind, self.shared, 0 if kind[0] in _WHOLE else self.layer


def segments(scenario: Scenario) -> Iterator[Segment]:
    """Yield the runs of one iteration of a scenario, in order."""
    cursor = 0
    for part in (_forward, _loss, _backward, _update):
        for segment in part(scenario):
            if segment.units and segment.block:
                yield replace(segment, start=cursor)
                cursor += segment.units * segment.block


def _plain(*quantities: Quantity) -> tuple[Kind, ...]:
    return tuple((quantity, None) for quantity in quantities)


def _forward(scenario: Scenario) -> Iterator[Segment]:
    for number, n_out, _, layer in scenario.weighted_layers():
        before = _plain(Q.PRE_ACTIVATION, *(_NORMALISING if layer.batch_norm else ()))
        after = _plain(Q.ACTIVATION, *((Q.PASSED_ON,) if layer.dropout else ()))
        if ACTIVATIONS[layer.activation].couples_units:
            yield Segment(Phase.FORWARD, number, n_out, before)
            yield Segment(Phase.FORWARD, number, n_out, after)
        else:
            yield Segment(Phase.FORWARD, number, n_out, before + after)


def _loss(scenario: Scenario) -> Iterator[Segment]:
    depth = scenario.depth
    yield Segment(Phase.LOSS, depth, scenario.sizes[-1], _plain(Q.OUTPUT_LOSS))
    if scenario.l1 or scenario.l2:
        yield Segment(Phase.LOSS, depth, 1, _plain(Q.PENALTY), shared=True)
    yield Segment(Phase.LOSS, depth, 1, _plain(Q.LOSS), shared=True)


def _backward(scenario: Scenario) -> Iterator[Segment]:
    weights, phase = _plain(Q.WEIGHT_GRADIENT), Phase.BACKWARD
    for number, n_out, n_in, layer in reversed(list(scenario.weighted_layers())):
        tail = _plain(Q.BIAS_GRADIENT) if layer.bias == "per-unit" else ()
        first = _plain(*((Q.LOSS_BY_PASSED_ON,) if layer.dropout else ()), Q.LOSS_BY_ACTIVATION)
        rest = _plain(Q.ACTIVATION_DERIVATIVE, *_to_delta(layer))
        if is_fused(scenario, number):
            first, rest = (), _plain(*_to_delta(layer))
        if first and ACTIVATIONS[layer.activation].couples_units:
            yield Segment(phase, number, n_out, first)
            first = ()
        yield Segment(phase, number, n_out, first + rest, weights, n_in, tail)
        if layer.bias == "per-layer":
            yield Segment(phase, number, 1, _plain(Q.BIAS_GRADIENT), shared=True)


def _to_delta(layer: Layer) -> tuple[Quantity, ...]:
    return (*(_THROUGH_NORMALISING if layer.batch_norm else ()), Q.DELTA)


def is_fused(scenario: Scenario, layer: int) -> bool:
    """Whether a layer's delta is shown as one step, a − t, without ∂L/∂a and ∂a/∂z."""
    return layer == scenario.depth and scenario.output_delta == "fused"


def _update(scenario: Scenario) -> Iterator[Segment]:
    phase = Phase.UPDATE
    if scenario.training.schedule.changes:
        yield Segment(phase, 1, 1, _plain(Q.LEARNING_RATE), shared=True)
    for number, n_out, n_in, layer in scenario.weighted_layers():
        yield Segment(phase, number, n_out, (), _update_steps(scenario, Q.WEIGHT), n_in)
        if layer.bias in ("per-unit", "per-layer"):
            shared = layer.bias == "per-layer"
            head = _update_steps(scenario, Q.BIAS)
            yield Segment(phase, number, 1 if shared else n_out, head, shared=shared)
        if layer.batch_norm:
            yield Segment(phase, number, n_out, _update_steps(scenario, Q.SCALE))
            yield Segment(phase, number, n_out, _update_steps(scenario, Q.SHIFT))


def _update_steps(scenario: Scenario, parameter: Quantity) -> tuple[Kind, ...]:
    """Return the steps of the update of one parameter."""
    computed = OPTIMISERS[scenario.training.optimiser].computes
    return (*((Quantity(name), parameter) for name in computed), (NEW_VALUES[parameter], None))
