"""What is to be drawn of an iteration: its numbers at one position, and what a person points at."""

from collections.abc import Callable

from msgspec import Struct

from app.graph.labels import numbers
from app.graph.plan.places import NOWHERE, Place
from engine.iteration.steps import Step
from engine.iteration.trace import Trace
from engine.network.quantities import Quantity, Ref


def _nothing(_: Ref) -> str:
    return ""


class Reading(Struct, frozen=True):
    """The numbers of an iteration, as far as they are known at one position.

    Attributes
    ----------
    trace : Trace
        The iteration.
    sample : int
        The row of the batch that is shown.
    position : int or None
        After how many steps; None for the whole iteration.
    table_text : callable
        What a table has for an input or a target, in its own units; empty elsewhere.
    """

    trace: Trace
    sample: int = 0
    position: int | None = None
    table_text: Callable[[Ref], str] = _nothing

    def is_known(self, ref: Ref) -> bool:
        """Whether a number has been computed, or stands in scenario or data."""
        steps = self.trace.steps
        return steps.is_known(ref, len(steps) if self.position is None else self.position)

    def value(self, ref: Ref) -> float:
        """Return a number, of the sample that is shown."""
        return self.trace.value(ref, self.sample)

    def text(self, ref: Ref) -> str:
        """Return a number as the graph writes it; empty while it is not known."""
        if not self.is_known(ref):
            return ""
        is_input = ref.quantity is Quantity.ACTIVATION and ref.layer == 0
        is_data = is_input or ref.quantity is Quantity.TARGET
        return (numbers.data_number if is_data else numbers.computed)(self.value(ref))


class GraphState(Struct, frozen=True):
    """What is to be drawn.

    Attributes
    ----------
    reading : Reading
        The numbers, as far as they are known.
    step : Step or None
        What is computed now; None at the beginning.
    hovered : tuple of Ref
        What the pointer rests on, here or in a formula.
    selected : Ref or None
        The selected weight or bias.
    clicked : Place
        The unit clicked last; its weights are shown where not all are.
    """

    reading: Reading
    step: Step | None = None
    hovered: tuple[Ref, ...] = ()
    selected: Ref | None = None
    clicked: Place = NOWHERE
