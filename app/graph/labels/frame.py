"""What is drawn at one moment: numbers as far as they are known, what stands out, look and plan."""

from collections.abc import Callable
from dataclasses import dataclass

from app.graph.labels import numbers
from app.graph.labels.emphasis import Emphasis
from app.graph.labels.fonts import Fonts
from app.graph.labels.rules import LabelRule
from app.graph.plan.network_plan import NetworkPlan
from app.graph.plan.places import Place
from app.theme.tokens import PhaseColours, Theme
from engine.iteration.trace import Trace
from engine.network.quantities import Quantity, Ref


def _always(_: Ref) -> bool:
    return True


def _nothing(_: Ref) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The numbers of an iteration, as far as they are known at one position.

    Attributes
    ----------
    trace : Trace
        The iteration.
    sample : int
        The row of the batch that is shown.
    is_known : callable
        Whether a number has been computed, or stands in the scenario.
    table_text : callable
        What a table has for an input or a target, in its own units; empty elsewhere.
    """

    trace: Trace
    sample: int = 0
    is_known: Callable[[Ref], bool] = _always
    table_text: Callable[[Ref], str] = _nothing

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


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of the picture: all that its parts are drawn from.

    Attributes
    ----------
    reading : Reading
        The numbers.
    emphasis : Emphasis
        What stands out.
    plan : NetworkPlan
        Where everything stands.
    fonts : Fonts
        At the plan's scale.
    theme : Theme
        The colours.
    rules : tuple of LabelRule
        For each layer that computes how its labels are written that do not stand out.
    """

    reading: Reading
    emphasis: Emphasis
    plan: NetworkPlan
    fonts: Fonts
    theme: Theme
    rules: tuple[LabelRule, ...]

    @property
    def trace(self) -> Trace:
        """The present iteration."""
        return self.reading.trace

    @property
    def scale(self) -> float:
        """What sizes at scale 1 are multiplied by."""
        return self.plan.scale

    @property
    def line_scale(self) -> float:
        """What widths of lines at scale 1 are multiplied by."""
        return max(self.plan.scale, 0.75)

    @property
    def phase(self) -> PhaseColours:
        """The colours of the present phase."""
        phase = self.emphasis.phase
        return self.theme.forward if phase is None else self.theme.phase(phase.value)

    def outline(self, place: Place) -> tuple[str, float]:
        """Return the border of a part that is pointed at or selected; no colour for one not."""
        if self.emphasis.is_marked(place):
            return self.theme.focus, max(2.0, 2.6 * self.scale)
        return "", 0.0
