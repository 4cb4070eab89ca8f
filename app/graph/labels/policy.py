"""How the labels of all weights between two layers tell their gradients and new values: alike."""

from app.graph.items.canvas import Canvas
from app.graph.labels.content import extent
from app.graph.labels.fonts import Fonts
from app.graph.labels.texts import NUMBER, Detail, fullest_contents
from app.graph.plan.network_plan import LabelSlots
from app.graph.plan.text_sizes import NAMED
from engine.quantities import Quantity, Ref
from engine.trace import Trace


class LabelPolicy:
    """Decides for the weights into one layer, once an iteration and layout."""

    def __init__(self, canvas: Canvas, layer: int) -> None:
        self.canvas, self.layer = canvas, layer
        self._of: tuple[Trace, Fonts, LabelSlots] | None = None
        self._dimmed = Detail()

    @property
    def own(self) -> Detail:
        """How a weight that stands out is told: alike in all gaps."""
        return Detail(whole=self.canvas.plan.whole, telling=True)

    def dimmed(self, gap: LabelSlots) -> Detail:
        """Decide how much the labels of a gap tell that do not stand out.

        All of this iteration's numbers count, those to come as well, so that no label changes
        its manner from step to step.
        """
        canvas, before = self.canvas, self._of
        if before is None or not (
            before[0] is canvas.trace and before[1] is canvas.fonts and before[2] is gap
        ):
            self._of, self._dimmed = (canvas.trace, canvas.fonts, gap), self._decided(gap)
        return self._dimmed

    def _decided(self, gap: LabelSlots) -> Detail:
        if not self._names(gap):
            return NUMBER
        own = self.own
        contents = [
            content
            for changed in (False, True)
            for content in fullest_contents(self.canvas, self._refs(), own, changed=changed)
        ]
        fonts = self.canvas.fonts
        if all(gap.holds(*extent(fonts, content, inline=False)) for content in contents):
            return own
        return own._replace(telling=False)

    def _names(self, gap: LabelSlots) -> bool:
        """Whether all weights have room for their names, before their update and after it."""
        refs = self._refs()
        if len(refs) <= NAMED:
            return True
        contents = fullest_contents(self.canvas, refs, Detail(), changed=True)
        texts = [(content.value, content.extra.removeprefix("→ ")) for content in contents]
        plain = [
            content._replace(value=value, extra="", role="weight")
            for content, pair in zip(contents, texts, strict=True)
            for value in pair
        ]
        return all(gap.holds(*extent(self.canvas.fonts, each, inline=False)) for each in plain)

    def _refs(self) -> list[Ref]:
        sizes = self.canvas.plan.shape.sizes
        return [
            Ref(Quantity.WEIGHT, self.layer, unit, source)
            for unit in range(sizes[self.layer])
            for source in range(sizes[self.layer - 1])
        ]
