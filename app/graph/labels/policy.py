"""How the labels of all weights between two layers write their changes: alike, at every step."""

from app.graph.labels.content import LabelContent
from app.graph.labels.fonts import Fonts
from app.graph.labels.frame import Frame
from app.graph.labels.texts import PLAIN, Detail, LabelRule, change_texts, widest_texts
from app.graph.labels.wording import label_name
from app.graph.plan.network_plan import LabelSlots
from app.graph.plan.text_sizes import NAMED
from engine.iteration.trace import Trace
from engine.network.quantities import Quantity, Ref


class LabelPolicy:
    """Decides for the weights into one layer, once an iteration and plan.

    Parameters
    ----------
    layer : int
        The layer the edges run into.
    """

    def __init__(self, layer: int) -> None:
        self.layer = layer
        self._of: tuple[Trace, Fonts, LabelSlots] | None = None
        self._dimmed = PLAIN

    @staticmethod
    def own(frame: Frame) -> LabelRule:
        """Return how a weight that stands out is written: alike between all layers."""
        return LabelRule(Detail.FULL if frame.plan.whole else Detail.BRIEF, changes=True)

    def dimmed(self, frame: Frame) -> LabelRule:
        """Return how the labels are written that do not stand out.

        All of this iteration's numbers count, those to come as well, so that no label is written
        otherwise from step to step.
        """
        slots, before = frame.plan.label_slots[self.layer - 1], self._of
        if before is None or not (
            before[0] is frame.trace and before[1] is frame.fonts and before[2] is slots
        ):
            self._of = (frame.trace, frame.fonts, slots)
            self._dimmed = self._decided(frame, slots)
        return self._dimmed

    def _decided(self, frame: Frame, slots: LabelSlots) -> LabelRule:
        refs = self._refs(frame)
        if not self._names(frame, slots, refs):
            return LabelRule(Detail.NUMBER)
        own = self.own(frame)
        contents = [
            content
            for updated in (False, True)
            for content in widest_texts(frame, refs, own.detail, updated=updated)
        ]
        changes = all(slots.holds(*content.size(frame.fonts)) for content in contents)
        return own._replace(changes=changes)

    @staticmethod
    def _names(frame: Frame, slots: LabelSlots, refs: list[Ref]) -> bool:
        """Whether all weights have room for their names, before their update and after it."""
        if len(refs) <= NAMED:
            return True
        plain = [
            LabelContent(f"{label_name(frame.trace, ref)} ", value, "", False, "weight")
            for ref in refs
            for value in change_texts(frame, ref)
        ]
        return all(slots.holds(*content.size(frame.fonts)) for content in plain)

    def _refs(self, frame: Frame) -> list[Ref]:
        sizes = frame.plan.shape.sizes
        return [
            Ref(Quantity.WEIGHT, self.layer, unit, source)
            for unit in range(sizes[self.layer])
            for source in range(sizes[self.layer - 1])
        ]
