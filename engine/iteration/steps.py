"""The steps of one iteration, as a sequence that is computed, not stored."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import overload

from msgspec import Struct
from msgspec.structs import replace

from engine.iteration.operands import operands
from engine.iteration.step_order import EVERY, Phase, Segment, segments
from engine.network.quantities import GRADIENTS, Quantity, Ref
from engine.network.scenario import Scenario

__all__ = ["Granularity", "Phase", "Step", "StepSequence"]

_READ = frozenset({*GRADIENTS, Quantity.TARGET, Quantity.LEARNING_RATE})


class Granularity(StrEnum):
    """How much one press of a key moves."""

    STEP = "step"
    UNIT = "unit"
    LAYER = "layer"
    PHASE = "phase"


class Step(Struct, frozen=True):
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


class StepSequence(Sequence[Step]):
    """The steps of one iteration of a scenario.

    ``len(steps)`` and ``steps[k]`` (k from 0) cost the same for 39 steps as for 26,000.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._segments = tuple(segments(scenario))
        self._starts = [segment.start for segment in self._segments]
        self._home = {key: segment for segment in self._segments for key in segment.places()}

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

    def _segment(self, index: int) -> Segment:
        if not 0 <= index < len(self):
            raise IndexError(f"step index {index} of {len(self)}")
        return self._segments[bisect_right(self._starts, index) - 1]

    def number_of(self, ref: Ref) -> int | None:
        """Return the number of the step that computes a reference, or None if none does."""
        if ref.before:
            return None
        kind = ref.quantity, ref.of
        segment = self._home.get((kind, ref.layer, ref.unit))
        if segment is None and ref.unit is not None:
            segment = self._home.get((kind, ref.layer, EVERY))
        index = None if segment is None else segment.index(ref)
        return None if index is None else index + 1

    def shown_at(self, ref: Ref) -> int | None:
        """Return the number of the step that first shows a reference, or None if none does.

        A dropout mask shows in what it leaves, a value before the iteration where it is computed.
        """
        if ref.quantity is Quantity.DROPOUT_MASK:
            ref = ref.as_quantity(Quantity.PASSED_ON)
        return self.number_of(replace(ref, before=False) if ref.before else ref)

    def is_known(self, ref: Ref, position: int) -> bool:
        """Return whether a number is known after so many steps, or stands in scenario or data."""
        is_input = ref.quantity is Quantity.ACTIVATION and ref.layer == 0
        if ref.before or is_input or ref.quantity in _READ:
            return True
        number = self.shown_at(ref)
        return number is not None and number <= position

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
        return list(operands(self.scenario, target))
