"""In which order one iteration is shown, as runs of equal blocks.

Forward, layer by layer and unit by unit: z, batch normalisation, a, dropout. Loss: each output's,
the penalty, then the total. Backward, from the last layer: for each unit ∂L/∂a, ∂a/∂z and delta,
then the gradient of each incoming weight and of its own bias; a bias that the layer shares comes
once, after the layer's units. Update: for each trained parameter what the optimiser computes of
it, then its new value. The units of a softmax layer need each other's numbers, so there every z
comes before the first a, and every ∂L/∂a before the first delta: a step's operands are always
known.

Frozen parameters have no step of an update, absent ones none at all.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from engine.arrays import BoolArray
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

Place: TypeAlias = tuple[Kind, int, int | None]
"""A kind, its layer, and its unit: None where units share it."""

Q = Quantity
_WHOLE = frozenset({Q.LOSS, Q.PENALTY, Q.LEARNING_RATE})
_NORMALISING = (Q.BATCH_MEAN, Q.BATCH_VARIANCE, Q.NORMALISED, Q.SCALED)
EVERY = -1
"""In the place of a unit: all units of a layer, whose steps are alike."""
_THROUGH_NORMALISING = (Q.LOSS_BY_SCALED, Q.SCALE_GRADIENT, Q.SHIFT_GRADIENT)


class Segment(Struct, frozen=True):
    """A run of steps made of equal blocks, one block a unit.

    A block is ``head``, then ``inner`` once for each of the sources, then ``tail``. The units are
    all of the layer, or ``only`` one where they differ in their sources.
    """

    phase: Phase
    layer: int
    units: int
    head: tuple[Kind, ...] = ()
    inner: tuple[Kind, ...] = ()
    sources: Sequence[int] = ()
    tail: tuple[Kind, ...] = ()
    shared: bool = False
    only: int = EVERY
    start: int = 0

    @property
    def block(self) -> int:
        """Steps of one unit."""
        return len(self.head) + len(self.sources) * len(self.inner) + len(self.tail)

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
        if within < len(self.sources) * len(self.inner):
            source, place = divmod(within, len(self.inner))
            return self._ref(self.inner[place], unit, self.sources[source])
        return self._ref(self.tail[within - len(self.sources) * len(self.inner)], unit)

    def _ref(self, kind: Kind, unit: int, source: int | None = None) -> Ref:
        quantity, of = kind
        if quantity in _WHOLE:
            return Ref(quantity)
        unit = unit if self.only == EVERY else self.only
        return Ref(quantity, self.layer, None if self.shared else unit, source, of)

    def index(self, ref: Ref) -> int | None:
        """Return the index of the step that computes a reference, None where there is none."""
        block = (ref.unit or 0) if self.only == EVERY else 0
        first, kind = self.start + block * self.block, (ref.quantity, ref.of)
        if kind in self.head:
            return first + self.head.index(kind)
        first += len(self.head)
        if kind in self.inner:
            at = bisect_left(self.sources, ref.source or 0)
            if at == len(self.sources) or self.sources[at] != ref.source:
                return None
            return first + at * len(self.inner) + self.inner.index(kind)
        return first + len(self.sources) * len(self.inner) + self.tail.index(kind)

    def places(self) -> Iterator[Place]:
        """Yield where each kind of reference is looked up."""
        for kind in (*self.head, *self.inner, *self.tail):
            layer = 0 if kind[0] in _WHOLE else self.layer
            yield kind, layer, None if self.shared else self.only


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
    for number, n_out, _, layer in reversed(list(scenario.weighted_layers())):
        tail = _plain(Q.BIAS_GRADIENT) if layer.bias == "per-unit" else ()
        first = _plain(*((Q.LOSS_BY_PASSED_ON,) if layer.dropout else ()), Q.LOSS_BY_ACTIVATION)
        rest = _plain(Q.ACTIVATION_DERIVATIVE, *_to_delta(layer))
        if is_fused(scenario, number):
            first, rest = (), _plain(*_to_delta(layer))
        if first and ACTIVATIONS[layer.activation].couples_units:
            yield Segment(phase, number, n_out, first)
            first = ()
        for only, units in _runs(n_out, layer.absent_weights, layer.absent_biases):
            own = tail if layer.has_bias(max(only, 0)) else ()
            sources = scenario.sources(number, max(only, 0))
            yield Segment(phase, number, units, first + rest, weights, sources, own, only=only)
        if layer.bias == "per-layer" and layer.has_bias(0):
            yield Segment(phase, number, 1, _plain(Q.BIAS_GRADIENT), shared=True)


def _runs(units: int, *marks: BoolArray | None) -> Iterator[tuple[int, int]]:
    """Yield which units have steps alike, and how many they are: all, or where marked each."""
    if all(each is None for each in marks):
        yield EVERY, units
    else:
        yield from ((unit, 1) for unit in range(units))


def _to_delta(layer: Layer) -> tuple[Quantity, ...]:
    return (*(_THROUGH_NORMALISING if layer.batch_norm else ()), Q.DELTA)


def is_fused(scenario: Scenario, layer: int) -> bool:
    """Whether a layer's delta is shown as one step, a − t, without ∂L/∂a and ∂a/∂z."""
    return layer == scenario.depth and scenario.output_delta == "fused"


def _update(scenario: Scenario) -> Iterator[Segment]:
    phase = Phase.UPDATE
    if scenario.training.schedule.changes:
        yield Segment(phase, 1, 1, _plain(Q.LEARNING_RATE), shared=True)
    for number, n_out, _, layer in scenario.weighted_layers():
        inner, head = _update_steps(scenario, Q.WEIGHT), _update_steps(scenario, Q.BIAS)
        for only, units in _runs(n_out, layer.absent_weights, layer.frozen_weights):
            sources = scenario.sources(number, max(only, 0), trained=True)
            yield Segment(phase, number, units, (), inner, sources, only=only)
        shared = layer.bias == "per-layer"
        marks = () if shared else (layer.absent_biases, layer.frozen_biases)
        for only, units in _runs(1 if shared else n_out, *marks):
            if layer.trains_bias(max(only, 0)):
                yield Segment(phase, number, units, head, shared=shared, only=only)
        if layer.batch_norm:
            yield Segment(phase, number, n_out, _update_steps(scenario, Q.SCALE))
            yield Segment(phase, number, n_out, _update_steps(scenario, Q.SHIFT))


def _update_steps(scenario: Scenario, parameter: Quantity) -> tuple[Kind, ...]:
    """Return the steps of the update of one parameter."""
    computed = OPTIMISERS[scenario.training.optimiser].computes
    return (*((Quantity(name), parameter) for name in computed), (NEW_VALUES[parameter], None))
