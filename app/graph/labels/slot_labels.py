"""The labels of all weights between two layers that are drawn unit by unit."""

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from app.graph.items.edge_labels import EdgeLabelItems
from app.graph.items.label import Label
from app.graph.labels.content import Content, LabelSize
from app.graph.labels.policy import LabelPolicy
from app.graph.labels.room import EdgeSpace
from app.graph.labels.texts import NUMBER, parameter_content
from app.graph.plan.geometry import Box, Line, Point
from app.graph.plan.network_plan import LabelSlots
from app.graph.plan.places import Place
from app.graph.plan.text_sizes import NAMED


class _Written(NamedTuple):
    """A text and where it stands."""

    content: Content
    size: LabelSize
    box: Box


class EdgeLabels:
    """Names and values on all edges into one layer.

    Parameters
    ----------
    texts : EdgeLabelItems
        The labels.
    """

    def __init__(self, texts: EdgeLabelItems) -> None:
        self._texts, self.canvas, self.layer = texts, texts.canvas, texts.layer
        self._policy = LabelPolicy(texts.canvas, texts.layer)
        self._room = EdgeSpace(texts.canvas, texts.layer)

    @property
    def _gap(self) -> LabelSlots:
        return self.canvas.plan.label_slots[self.layer - 1]

    def label_all(self) -> None:
        """Label every edge at the place the layout found for it."""
        if self._label_each(modestly=False):
            # Rather a shorter text for the step's own weight than another without its number.
            self._label_each(modestly=True)

    def _label_each(self, modestly: bool) -> bool:
        """Label every edge; whether some found no room."""
        canvas, left_out = self.canvas, False
        taken: list[Box] = list(canvas.obstacles)
        for place in self._texts.by_priority(self._texts.lines):
            label = self._texts.label(place)
            if self._texts.stands_out(place):
                written = self._asked_for(place, label, taken, modestly=modestly)
            else:
                written = self._dimmed(place, label, taken)
            if written is None:
                self._texts.hide(place)
                left_out = True
                continue
            taken.append(written.box)
            content, size, box = written
            label.write(canvas.fonts, content, box.centre, False, size)
            self._texts.note(place, content)
            self._texts.point_at(place, box)
        return left_out

    def _dimmed(self, place: Place, label: Label, taken: list[Box]) -> _Written | None:
        """Write a label as all of its gap are written: at its own place, or where there is room."""
        detail = self._policy.dimmed(self._gap)
        content = parameter_content(self.canvas, self._texts.ref(place), detail)
        size = label.extent(self.canvas.fonts, content, inline=False)
        box = Box.around(self._slot(place), *size)
        units = [] if self._gap.holds(*size) else self._room.units()
        if not any(box.overlaps(other) for other in (*taken, *units)):
            return _Written(content, size, self._clear(place, box, taken))
        moved = self._moved(place, size, taken)
        return None if moved is None else _Written(content, size, moved)

    def _clear(self, place: Place, box: Box, taken: list[Box]) -> Box:
        """Move a label off the edges of others, where it is small enough: slots are for the widest.

        Only among few labels, which is quick, and only where slots are on edges.
        """
        lines = self._texts.lines
        others = [self._texts.line(other) for other in lines if other != place]
        if not self._gap.crossed or len(lines) > NAMED or not _is_on(others, box):
            return box
        blocked, size = [*taken, *self._slots(place)], (box.width, box.height)
        found = self._room.along(self._texts.line(place), size, blocked)
        return next((moved for moved in found if not _is_on(others, moved)), box)

    def _moved(self, place: Place, size: LabelSize, taken: list[Box]) -> Box | None:
        """Find another place for a label whose own is taken."""
        line = self._texts.line(place)
        rises = (0.0, 0.5, 0.75, 1.0)
        found = (self._room.beside(line, size, taken, rise * size[1]) for rise in rises)
        return next(chain.from_iterable(found), None)

    def _asked_for(
        self, place: Place, label: Label, taken: list[Box], *, modestly: bool
    ) -> _Written | None:
        """Write a weight that stands out, with all it can tell, where it leaves others room."""
        line, slots = self._texts.line(place), self._slots(place)
        texts = list(self._shorter(place, modestly=modestly))
        sized = [(text, label.extent(self.canvas.fonts, text, inline=False)) for text in texts]
        content, size = sized[0]
        box = Box.around(self._slot(place), *size)
        units = [] if self._gap.holds(*size) else self._room.units()
        if not any(box.overlaps(other, 1.0) for other in (*slots, *units, *taken)):
            return _Written(content, size, box)
        # Best where it leaves the others their places, and on the edge itself.
        for spared in ((*taken, *slots), tuple(taken)):
            for rise in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5):
                for content, size in sized:
                    for found in self._room.beside(line, size, spared, rise * size[1]):
                        if modestly or self._leaves_room(place, found, taken):
                            return _Written(content, size, found)
        return None

    def _leaves_room(self, place: Place, box: Box, taken: list[Box]) -> bool:
        """Whether the labels whose places a box takes find others."""
        gap, others = self._gap, [each for each in self._texts.lines if each != place]
        slots = {each: Box.around(self._slot(each), gap.width, gap.height) for each in others}
        moving = [each for each, slot in slots.items() if slot.overlaps(box)]
        staying = [slot for each, slot in slots.items() if each not in moving]
        blocked = [*taken, *staying, box]
        for each in moving:
            found = self._moved(each, (gap.width, gap.height), blocked)
            if found is None:
                return False
            blocked.append(found)
        return True

    def _shorter(self, place: Place, *, modestly: bool) -> Iterator[Content]:
        """Return the texts for a weight that stands out, the fullest first."""
        ref, own = self._texts.ref(place), self._policy.own
        texts = [parameter_content(self.canvas, ref, own)]
        if modestly:
            texts.append(parameter_content(self.canvas, ref, own._replace(whole=False)))
            if len(self._texts.lines) > NAMED:
                texts.append(parameter_content(self.canvas, ref, NUMBER))
                texts.append(self._texts.alone(texts[-1]))
        yield from texts

    def _slots(self, place: Place) -> list[Box]:
        """Return the places of all other labels."""
        gap = self._gap
        others = (other for other in self._texts.lines if other != place)
        return [Box.around(self._slot(other), gap.width, gap.height) for other in others]

    def _slot(self, place: Place) -> Point:
        """Return the place on its edge that the layout found for a label."""
        fractions = self._gap.fractions
        return self._texts.line(place).at(fractions[place.unit or 0][place.source or 0])


def _is_on(lines: list[Line], box: Box) -> bool:
    return any(line.crosses(box) for line in lines)
