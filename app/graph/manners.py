"""How the labels of all weights between two layers tell their gradients and new values: alike."""

from typing import NamedTuple

from app.graph.arrangement import Gap
from app.graph.canvas import Canvas
from app.graph.contents import BARE, FULL, PLAIN, SHORT, TERSE, fullest_contents
from app.graph.fonts import Fonts
from app.graph.label import extent
from engine.quantities import Quantity, Ref
from engine.trace import Trace


class Manner(NamedTuple):
    """How all labels of a gap that do not stand out tell a number beside the weight's.

    Attributes
    ----------
    gradient, change : int
        How much of a gradient and of a new value they tell; `PLAIN` for none, `BARE` where the
        weights' names have no room either.
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
            least = PLAIN if self._named(gap) else BARE
            gradient, change = self._fullest(gap, False), self._fullest(gap, True)
            if least == BARE:
                gradient = change = (BARE, False)
            self._of, self._manner = (canvas.trace, canvas.fonts, gap), Manner(*gradient, *change)
        return self._manner

    def _named(self, gap: Gap) -> bool:
        """Whether all weights have room for their names, before their update and after it."""
        contents = fullest_contents(self.canvas, self._refs(), PLAIN, changed=True)
        texts = [(content.value, content.extra.removeprefix("→ ")) for content in contents]
        plain = [
            content._replace(value=value, extra="", role="weight")
            for content, pair in zip(contents, texts, strict=True)
            for value in pair
        ]
        return all(gap.holds(*extent(self.canvas.fonts, each, False)) for each in plain)

    def _refs(self) -> list[Ref]:
        sizes = self.canvas.arrangement.shape.sizes
        return [
            Ref(Quantity.WEIGHT, self.layer, unit, source)
            for unit in range(sizes[self.layer])
            for source in range(sizes[self.layer - 1])
        ]

    def _fullest(self, gap: Gap, changed: bool) -> tuple[int, bool]:
        """Give the fullest manner in which every label of the gap fits its room."""
        fonts, refs = self.canvas.fonts, self._refs()
        if gap.height < 1.6 * fonts.height("weight"):
            return PLAIN, False
        for detail in (FULL,) if changed else (FULL, SHORT, TERSE):
            contents = fullest_contents(self.canvas, refs, detail, changed=changed)
            for inline in (True, False):
                extents = (extent(fonts, content, inline) for content in contents)
                if all(gap.holds(*size) for size in extents):
                    return detail, inline
        return PLAIN, False
