"""What is drawn at one moment: numbers, what of them stands out, look and plan."""

from msgspec import Struct

from app.graph.labels.emphasis import Emphasis
from app.graph.labels.fonts import Fonts
from app.graph.labels.rules import LabelRule
from app.graph.labels.state import Reading
from app.graph.plan.network_plan import NetworkPlan
from app.graph.plan.places import Place
from app.theme.tokens import PhaseColours, Theme
from engine.iteration.trace import Trace


class Frame(Struct, frozen=True):
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
