"""What every part of the picture shares: the scene, and the frame that is drawn."""

from PySide6.QtWidgets import QGraphicsScene

from app.graph.labels.emphasis import Emphasis
from app.graph.labels.fonts import Fonts
from app.graph.labels.frame import Frame
from app.graph.plan.network_plan import NetworkPlan
from app.graph.plan.places import NOWHERE, Place
from app.theme.tokens import PhaseColours, Theme
from engine.iteration.trace import Trace
from engine.network.quantities import Ref


class Canvas:
    """The scene and everything its parts read.

    Parameters
    ----------
    scene : QGraphicsScene
        Where items live.
    frame : Frame
        What is drawn; another one at every step.

    Attributes
    ----------
    focus : Place
        The unit last clicked; its weights are shown where not all are.
    """

    def __init__(self, scene: QGraphicsScene, frame: Frame) -> None:
        self.scene, self.frame = scene, frame
        self.focus: Place = NOWHERE

    @property
    def trace(self) -> Trace:
        """The present iteration."""
        return self.frame.reading.trace

    @property
    def sample(self) -> int:
        """The row of the batch that is shown."""
        return self.frame.reading.sample

    @property
    def plan(self) -> NetworkPlan:
        """Where everything stands."""
        return self.frame.plan

    @property
    def fonts(self) -> Fonts:
        """The fonts at the plan's scale."""
        return self.frame.fonts

    @property
    def emphasis(self) -> Emphasis:
        """What stands out."""
        return self.frame.emphasis

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self.frame.theme

    @property
    def scale(self) -> float:
        """What sizes at scale 1 are multiplied by."""
        return self.frame.plan.scale

    @property
    def phase(self) -> PhaseColours:
        """The colours of the present phase."""
        return self.frame.phase

    def known(self, ref: Ref) -> bool:
        """Whether a number is known at the present position."""
        return self.frame.reading.is_known(ref)

    def value(self, ref: Ref) -> float:
        """Return a number, of the sample that is shown."""
        return self.frame.reading.value(ref)

    def text(self, ref: Ref) -> str:
        """Return a number as it is written; empty while it is not known."""
        return self.frame.reading.text(ref)

    def outline(self, place: Place) -> tuple[str, float]:
        """Return the border of a part that is pointed at or selected; no colour for one not."""
        return self.frame.outline(place)
