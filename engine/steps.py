"""The order in which one iteration is told, as a sequence that is computed, not stored.

Forward, layer by layer and unit by unit: z, then a. Loss: each output's, then the total. Backward,
from the last layer: for each unit ∂L/∂a, ∂a/∂z and delta, then the gradient of each incoming
weight and of its own bias; a bias that the layer shares comes once, after the layer's units.
Update: one step for each trained parameter. The units of a softmax layer need each other's
numbers, so there every z comes before the first a, and every ∂L/∂a before the first delta: a
step's operands are always known.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import overload

from engine.activations import ACTIVATIONS
from engine.quantities import LEARNING_RATE, LOSS, Quantity, Ref
from engine.scenario.model import Scenario


class Phase(StrEnum):
    """The four parts of an iteration."""

    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"


class Granularity(StrEnum):
    """How much one press of a key moves."""

    STEP = "step"
    UNIT = "unit"
    LAYER = "layer"
    PHASE = "phase"


@dataclass(frozen=True, slots=True)
class Step:
    """One number being computed.

    Attributes
    ----------
    number : int
        From 1: position p shows steps 1 to p.
    phase : Phase
        The part of the iteration.
    target : Ref
        What is computed; its quantity is the step's kind.
    layer : int
        The layer the step belongs to (the last one for the loss).
    """

    number: int
    phase: Phase
    target: Ref
    layer: int

    @property
    def kind(self) -> Quantity:
        """What is computed."""
        return self.target.quantity


@dataclass(frozen=True, slots=True)
class _Segment:
    """A run of steps made of equal blocks, one block a unit.

    A block is ``head``, then ``weights`` once for each of ``n_in`` sources, then ``tail``.
    """

    start: int
    phase: Phase
    layer: int
    units: int
    head: tuple[Quantity, ...] = ()
    weights: Quantity | None = None
    n_in: int = 0
    tail: tuple[Quantity, ...] = ()
    shared: bool = False

    @property
    def block(self) -> int:
        return len(self.head) + self.n_in + len(self.tail)

    @property
    def stop(self) -> int:
        return self.start + self.units * self.block

    def ref(self, index: int) -> Ref:
        unit, within = divmod(index - self.start, self.block)
        if self.shared:
            quantity = self.head[within]
            return LOSS if quantity is Quantity.LOSS else Ref(quantity, self.layer)
        if within < len(self.head):
            return Ref(self.head[within], self.layer, unit)
        within -= len(self.head)
        if within < self.n_in and self.weights is not None:
            return Ref(self.weights, self.layer, unit, within)
        return Ref(self.tail[within - self.n_in], self.layer, unit)

    def index(self, ref: Ref) -> int:
        first = self.start + (ref.unit or 0) * self.block
        if ref.quantity in self.head:
            return first + self.head.index(ref.quantity)
        if ref.quantity is self.weights:
            return first + len(self.head) + (ref.source or 0)
        return first + len(self.head) + self.n_in + self.tail.index(ref.quantity)

    def quantities(self) -> tuple[Quantity, ...]:
        middle = () if self.weights is None else (self.weights,)
        return (*self.head, *middle, *self.tail)


class StepSequence(Sequence[Step]):
    """The steps of one iteration of a scenario.

    ``len(steps)`` and ``steps[k]`` (k from 0) cost the same for 39 steps as for 26,000.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._segments = tuple(_segments(scenario))
        self._starts = [segment.start for segment in self._segments]
        self._home = {
            (quantity, segment.shared, 0 if quantity is Quantity.LOSS else segment.layer): segment
            for segment in self._segments
            for quantity in segment.quantities()
        }

    def __len__(self) -> int:
        return self._segments[-1].stop

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Step]: ...
    def __getitem__(self, index: int | slice) -> Step | Sequence[Step]:
        if isinstance(index, slice):
            return [self[k] for k in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        segment = self._segment(index)
        return Step(index + 1, segment.phase, segment.ref(index), segment.layer)

    def __iter__(self) -> Iterator[Step]:
        return (self[index] for index in range(len(self)))

    def _segment(self, index: int) -> _Segment:
        if not 0 <= index < len(self):
            raise IndexError(f"step index {index} of {len(self)}")
        return self._segments[bisect_right(self._starts, index) - 1]

    def number_of(self, ref: Ref) -> int | None:
        """Return the number of the step that computes a reference, or None if none does."""
        segment = self._home.get((ref.quantity, ref.unit is None, ref.layer))
        return None if segment is None else segment.index(ref) + 1

    def group(self, index: int, granularity: Granularity) -> range:
        """Return the indices (from 0) of the steps that belong together with ``steps[index]``."""
        segment = self._segment(index)
        if granularity is Granularity.STEP:
            return range(index, index + 1)
        if granularity is Granularity.UNIT:
            start = segment.start + (index - segment.start) // segment.block * segment.block
            return range(start, start + segment.block)
        same = [
            other
            for other in self._segments
            if other.phase is segment.phase
            and (granularity is Granularity.PHASE or other.layer == segment.layer)
        ]
        return range(same[0].start, same[-1].stop)

    def next_position(self, position: int, granularity: Granularity) -> int:
        """Return the position after the group that comes next, at most ``len(self)``."""
        if position >= len(self):
            return len(self)
        return self.group(position, granularity).stop

    def previous_position(self, position: int, granularity: Granularity) -> int:
        """Return the position before the group shown last, at least 0."""
        if position <= 0:
            return 0
        return self.group(position - 1, granularity).start

    def phases(self) -> list[tuple[Phase, range]]:
        """Return each phase with the indices of its steps; a phase without steps is left out."""
        result = []
        for phase in Phase:
            own = [segment for segment in self._segments if segment.phase is phase]
            if own:
                result.append((phase, range(own[0].start, own[-1].stop)))
        return result

    def operands(self, target: Ref) -> list[Ref]:
        """Return what the number at ``target`` is computed from.

        The list is as long as the sum it stands for: a unit with 784 inputs has 1,569 operands.
        """
        return list(_operands(self.scenario, target))


def _segments(scenario: Scenario) -> Iterator[_Segment]:
    cursor = 0
    for spec in (
        *_forward(scenario),
        *_loss(scenario),
        *_backward(scenario),
        *_update(scenario),
    ):
        if spec.units and spec.block:
            yield _moved(spec, cursor)
            cursor += spec.units * spec.block


def _moved(segment: _Segment, start: int) -> _Segment:
    return _Segment(
        start,
        segment.phase,
        segment.layer,
        segment.units,
        segment.head,
        segment.weights,
        segment.n_in,
        segment.tail,
        segment.shared,
    )


def _forward(scenario: Scenario) -> Iterator[_Segment]:
    for number, n_out, _, layer in scenario.weighted_layers():
        z, a = (Quantity.PRE_ACTIVATION,), (Quantity.ACTIVATION,)
        if ACTIVATIONS[layer.activation].couples_units:
            yield _Segment(0, Phase.FORWARD, number, n_out, z)
            yield _Segment(0, Phase.FORWARD, number, n_out, a)
        else:
            yield _Segment(0, Phase.FORWARD, number, n_out, z + a)


def _loss(scenario: Scenario) -> Iterator[_Segment]:
    outputs = scenario.sizes[-1]
    yield _Segment(0, Phase.LOSS, scenario.depth, outputs, (Quantity.OUTPUT_LOSS,))
    yield _Segment(0, Phase.LOSS, scenario.depth, 1, (Quantity.LOSS,), shared=True)


def _backward(scenario: Scenario) -> Iterator[_Segment]:
    first = (Quantity.LOSS_BY_ACTIVATION,)
    rest = (Quantity.ACTIVATION_DERIVATIVE, Quantity.DELTA)
    weights = Quantity.WEIGHT_GRADIENT
    for number, n_out, n_in, layer in reversed(list(scenario.weighted_layers())):
        tail = (Quantity.BIAS_GRADIENT,) if layer.bias == "per-unit" else ()
        if ACTIVATIONS[layer.activation].couples_units:
            yield _Segment(0, Phase.BACKWARD, number, n_out, first)
            yield _Segment(0, Phase.BACKWARD, number, n_out, rest, weights, n_in, tail)
        else:
            yield _Segment(0, Phase.BACKWARD, number, n_out, first + rest, weights, n_in, tail)
        if layer.bias == "per-layer":
            head = (Quantity.BIAS_GRADIENT,)
            yield _Segment(0, Phase.BACKWARD, number, 1, head, shared=True)


def _update(scenario: Scenario) -> Iterator[_Segment]:
    for number, n_out, n_in, layer in scenario.weighted_layers():
        yield _Segment(0, Phase.UPDATE, number, n_out, (), Quantity.NEW_WEIGHT, n_in)
        if layer.bias == "per-unit":
            yield _Segment(0, Phase.UPDATE, number, n_out, (Quantity.NEW_BIAS,))
        elif layer.bias == "per-layer":
            yield _Segment(0, Phase.UPDATE, number, 1, (Quantity.NEW_BIAS,), shared=True)


def _operands(scenario: Scenario, target: Ref) -> Iterator[Ref]:
    layer, unit = target.layer, target.unit
    match target.quantity:
        case Quantity.PRE_ACTIVATION:
            for source in range(scenario.sizes[layer - 1]):
                yield Ref(Quantity.WEIGHT, layer, unit, source)
                yield Ref(Quantity.ACTIVATION, layer - 1, source)
            mode = scenario.layers[layer - 1].bias
            if mode != "none":
                yield Ref(Quantity.BIAS, layer, None if mode == "per-layer" else unit)
        case Quantity.ACTIVATION if layer > 0:
            yield from _row(scenario, layer, unit, Quantity.PRE_ACTIVATION)
        case Quantity.OUTPUT_LOSS:
            yield Ref(Quantity.TARGET, layer, unit)
            yield Ref(Quantity.ACTIVATION, layer, unit)
        case Quantity.LOSS:
            for output in range(scenario.sizes[-1]):
                yield Ref(Quantity.OUTPUT_LOSS, scenario.depth, output)
        case Quantity.LOSS_BY_ACTIVATION if layer == scenario.depth:
            yield Ref(Quantity.TARGET, layer, unit)
            yield Ref(Quantity.ACTIVATION, layer, unit)
        case Quantity.LOSS_BY_ACTIVATION:
            for above in range(scenario.sizes[layer + 1]):
                yield Ref(Quantity.DELTA, layer + 1, above)
                yield Ref(Quantity.WEIGHT, layer + 1, above, unit)
        case Quantity.ACTIVATION_DERIVATIVE:
            yield from _row(scenario, layer, unit, Quantity.ACTIVATION)
        case Quantity.DELTA:
            yield from _row(scenario, layer, unit, Quantity.LOSS_BY_ACTIVATION)
            yield Ref(Quantity.ACTIVATION_DERIVATIVE, layer, unit)
        case Quantity.WEIGHT_GRADIENT:
            yield Ref(Quantity.DELTA, layer, unit)
            yield Ref(Quantity.ACTIVATION, layer - 1, target.source)
        case Quantity.BIAS_GRADIENT:
            units = range(scenario.sizes[layer]) if unit is None else (unit,)
            for own in units:
                yield Ref(Quantity.DELTA, layer, own)
        case Quantity.NEW_WEIGHT:
            yield target.as_quantity(Quantity.WEIGHT)
            yield LEARNING_RATE
            yield target.as_quantity(Quantity.WEIGHT_GRADIENT)
        case Quantity.NEW_BIAS:
            yield target.as_quantity(Quantity.BIAS)
            yield LEARNING_RATE
            yield target.as_quantity(Quantity.BIAS_GRADIENT)


def _row(scenario: Scenario, layer: int, unit: int | None, quantity: Quantity) -> Iterator[Ref]:
    """Yield the unit's own quantity, or the whole layer's where its units couple."""
    if ACTIVATIONS[scenario.layers[layer - 1].activation].couples_units:
        for other in range(scenario.sizes[layer]):
            yield Ref(quantity, layer, other)
    else:
        yield Ref(quantity, layer, unit)
