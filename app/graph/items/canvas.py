"""What every part of the picture shares: models, look, layout and what stands out."""

from dataclasses import dataclass, field

from PySide6.QtWidgets import QGraphicsScene

from app.graph.labels import numbers
from app.graph.labels.emphasis import Emphasis
from app.graph.labels.fonts import Fonts
from app.graph.plan.geometry import Box
from app.graph.plan.network_plan import NetworkPlan
from app.graph.plan.places import Place
from app.theme import Appearance, PhaseColours, Theme
from app.viewmodels import Stepper
from app.viewmodels.own_units import own_number
from engine.quantities import Ref
from engine.trace import Trace


@dataclass
class Canvas:
    """The scene and everything its parts read.

    Attributes
    ----------
    scene : QGraphicsScene
        Where items live.
    stepper : Stepper
        The models.
    appearance : Appearance
        Theme and text size.
    fonts : Fonts
        At the layout's scale.
    plan : NetworkPlan
        Where everything stands.
    emphasis : Emphasis
        What stands out.
    focus : Place
        The unit last clicked; its weights are shown where not all are.
    shown : dict of Ref to str
        Every number on screen, as it is written there.
    obstacles : list of Box
        What labels of edges must not cover at the present position.
    """

    scene: QGraphicsScene
    stepper: Stepper
    appearance: Appearance
    fonts: Fonts
    plan: NetworkPlan
    emphasis: Emphasis = field(default_factory=Emphasis)
    focus: Place = Place("")  # noqa: RUF009 - a tuple
    shown: dict[Ref, str] = field(default_factory=dict)
    obstacles: list[Box] = field(default_factory=list)

    @property
    def trace(self) -> Trace:
        """The present iteration."""
        return self.stepper.session.trace

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self.appearance.theme

    @property
    def scale(self) -> float:
        """What sizes at scale 1 are multiplied by."""
        return self.plan.scale

    @property
    def phase(self) -> PhaseColours:
        """The colours of the present phase."""
        phase = self.emphasis.phase
        return self.theme.forward if phase is None else self.theme.phase(phase.value)

    def known(self, ref: Ref) -> bool:
        """Whether a number is known at the present position."""
        return self.stepper.playback.is_known(ref)

    def value(self, ref: Ref) -> float:
        """Return a number, of the sample that is shown."""
        return self.trace.value(ref, self.stepper.session.sample)

    def read(self, ref: Ref, given: bool = False) -> str:
        """Write a number, or nothing while it is not known; remember it as shown."""
        text = ""
        if self.known(ref):
            text = (numbers.data_number if given else numbers.computed)(self.value(ref))
        self.shown[ref] = text
        return text

    def own(self, ref: Ref) -> str:
        """Write the number that a table has for an input or a target; empty elsewhere."""
        session = self.stepper.session
        return own_number(session.rows, ref, session.sample)

    def outline(self, place: Place) -> tuple[str, float]:
        """Return the border of a part that is pointed at or selected; no colour for one not."""
        if self.emphasis.is_marked(place):
            return self.theme.focus, max(2.0, 2.6 * self.scale)
        return "", 0.0
