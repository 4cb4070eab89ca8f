"""The labels on the edges of a gap that is too dense for all."""

from collections.abc import Collection

import numpy as np

from app.graph.items.edge_labels import EdgeLabelItems
from app.graph.labels.room import FINELY, EdgeSpace
from app.graph.labels.texts import NUMBER, Detail, parameter_content
from app.graph.plan.geometry import Box
from app.graph.plan.network_plan import LabelSlots
from app.graph.plan.places import Place
from engine.arrays import FloatArray

STRONGEST = 4
"""How many labels stand in a gap that is too dense for all, while none of it is lit."""


class DenseLabels:
    """Labels what stands out between two layers, or the strongest weights.

    Parameters
    ----------
    texts : EdgeLabelItems
        The labels.
    """

    def __init__(self, texts: EdgeLabelItems) -> None:
        self._texts, self.canvas, self.layer = texts, texts.canvas, texts.layer
        self._room = EdgeSpace(texts.canvas, texts.layer)

    def label_some(self, lit: Collection[Place], weights: FloatArray) -> None:
        """Label what stands out, or the strongest few, as far as there is room."""
        canvas = self.canvas
        room = self._space()
        wanted = self._texts.by_priority(lit) or self._strongest_places(weights)
        taken: list[Box] = list(canvas.obstacles)
        for place in wanted:
            label = self._texts.label(place)
            for detail in self._details(place, lit):
                content = parameter_content(canvas, self._texts.ref(place), detail)
                size = label.extent(canvas.fonts, content, inline=False)
                if size[0] <= room.width:
                    break
            limit = room.width
            if size[0] > limit and self._texts.stands_out(place) and content.extra:
                # The number that is asked for stays, if need be without the weight.
                content = self._texts.alone(content)
                size = label.extent(canvas.fonts, content, inline=False)
                limit += 8.0 * canvas.scale
            if size[0] > limit:
                self._texts.hide(place)
                continue
            box = self._between(place, self._fraction(wanted, quiet=not lit), size, taken)
            if box is None:
                self._texts.hide(place)
                continue
            taken.append(box)
            label.write(canvas.fonts, content, box.centre, False, size)
            self._texts.note(place, content)
            self._texts.point_at(place, box)
        for place in self._texts.labels.keys() - set(wanted):
            self._texts.hide(place)

    def _between(
        self, place: Place, fraction: float, size: tuple[float, float], taken: list[Box]
    ) -> Box | None:
        """Find a place in a dense gap; what stands out may stand anywhere on its edge."""
        for each in (fraction, *(FINELY if self._texts.stands_out(place) else ())):
            box = self._room.within(Box.around(self._texts.line(place).at(each), *size))
            if not any(box.overlaps(other, 1.0) for other in taken):
                return box
        return None

    def _details(self, place: Place, lit: Collection[Place]) -> tuple[Detail, ...]:
        """Return what to try in the narrow room of a dense gap."""
        named = Detail(whole=self.canvas.plan.whole)
        if self._texts.stands_out(place):
            return (named, Detail(whole=False), NUMBER)
        return (named, NUMBER) if place in lit else (named,)

    def _space(self) -> LabelSlots:
        """Return the room for a label between the two columns."""
        plan = self.canvas.plan
        between = plan.columns[self.layer] - plan.columns[self.layer - 1]
        width = between - (plan.style.footprint + 10) * plan.scale
        return LabelSlots(width, 3 * self.canvas.fonts.height("weight"))

    def _strongest_places(self, weights: np.ndarray) -> list[Place]:
        order = np.argsort(-np.abs(weights), axis=None)[:STRONGEST]
        sources = weights.shape[1]
        places = (divmod(int(index), sources) for index in order)
        return [Place("edge", self.layer, unit, source) for unit, source in places]

    def _fraction(self, wanted: list[Place], quiet: bool) -> float:
        """Keep labels apart: near the sources where edges meet in a unit, and the reverse."""
        if len(wanted) > 1 and len({other.unit for other in wanted}) == 1:
            return 0.3
        if len(wanted) > 1 and len({other.source for other in wanted}) == 1:
            return 0.7
        return 0.4 if quiet else 0.5
