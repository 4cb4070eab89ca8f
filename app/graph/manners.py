"""How the labels of all weights between two layers tell their gradients and new values: alike."""

from typing import NamedTuple

from app.graph.arrangement import Gap
from app.graph.canvas import Canvas
from app.graph.contents import FULL, PLAIN, SHORT, TERSE, fullest_contents
from app.graph.fonts import Fonts
from app.graph.label import extent
from engine.quantities import Quantity, Ref
from engine.trace import Trace


class Manner(NamedTuple):
    """How all labels of a gap that do not stand out tell a number beside the weight's.

    Attributes
    ----------
    gradient, change : int
        How much of a gradient and of a new value they tell; `PLAIN` for none.
    gradient_inline, change_inline : bool
        Whether on the weight's own line.
    """

    gradient: int = PLAIN
    gradient_inline: bool = False
    change: int = PLAIN
    change_inline: bool = False

    def told(self, changed: bool) -> tuple[int, bool]:
        """Give how a weight is told, before and after its update."""
        if changed:
            return self.change, self.change_inline
        return self.gradient, self.gradient_inline


class Manners:
    """Decides for the weights into one layer, once an iteration and layout."""

    def __init__(self, canvas: Canvas, layer: int) -> None:
        self.canvas, self.layer = canvas, layer
        self._of: tuple[Trace, Fonts, Gap] | None = None
        self._manner = Manner()

    def of(self, gap: Gap) -> Manner:
        """Decide how the labels of a gap tell gradients and new values.

        All of this iteration's numbers count, those to come as well, so that no label changes
        its manner from step to step.
        """
        canvas, before = self.canvas, self._of
        if before is None or not (
            before[0] is canvas.trace and before[1] is canvas.fonts and before[2] is gap
        ):
            gradient, change = self._fullest(gap, False), self._fullest(gap, True)
            self._of, self._manner = (canvas.trace, canvas.fonts, gap), Manner(*gradient, *change)
        return self._manner

    def _fullest(self, gap: Gap, changed: bool) -> tuple[int, bool]:
        """Give the fullest manner in which every label of the gap fits its room."""
        fonts, sizes = self.canvas.fonts, self.canvas.arrangement.shape.sizes
        refs = [
            Ref(Quantity.WEIGHT, self.layer, unit, source)
            for unit in range(sizes[self.layer])
            for source in range(sizes[self.layer - 1])
        ]
        for detail in (FULL,) if changed else (FULL, SHORT, TERSE):
            contents = fullest_contents(self.canvas, refs, detail, changed=changed)
            for inline in (True, False):
                extents = (extent(fonts, content, inline) for content in contents)
                if all(gap.holds(*size) for size in extents):
                    return detail, inline
        return PLAIN, False
