"""The labels of all weights between two layers, each at the slot that the plan found for it."""

from collections.abc import Mapping, Sequence
from itertools import chain

from app.graph.labels.content import LabelContent, LabelSize
from app.graph.labels.frame import Frame
from app.graph.labels.placer import LabelPlacer, Written, by_priority, stands_out, weight_of
from app.graph.labels.policy import LabelPolicy
from app.graph.labels.texts import Detail, parameter_text, parameter_texts
from app.graph.plan.geometry import Box, Line, Point
from app.graph.plan.places import Place
from app.graph.plan.text_sizes import NAMED


def label_all(
    frame: Frame, policy: LabelPolicy, lines: Mapping[Place, Line], obstacles: Sequence[Box]
) -> dict[Place, Written]:
    """Find the text and the place of every edge's label; a label without room is left out.

    Parameters
    ----------
    frame : Frame
        The moment.
    policy : LabelPolicy
        How the labels of the layer are written.
    lines : mapping of Place to Line
        Where its edges run.
    obstacles : sequence of Box
        What labels keep clear of, besides the units.
    """
    written = _SlotLabels(frame, policy, lines, obstacles).written(modestly=False)
    if len(written) == len(lines):
        return written
    # Rather a shorter text for the step's own weight than another without its number.
    return _SlotLabels(frame, policy, lines, obstacles).written(modestly=True)


class _SlotLabels:
    def __init__(
        self,
        frame: Frame,
        policy: LabelPolicy,
        lines: Mapping[Place, Line],
        obstacles: Sequence[Box],
    ) -> None:
        self.frame, self.policy, self.lines = frame, policy, lines
        self.slots = frame.plan.label_slots[policy.layer - 1]
        self.placer = LabelPlacer(frame, policy.layer, obstacles)

    def written(self, *, modestly: bool) -> dict[Place, Written]:
        """Place every label, as far as there is room."""
        found = {}
        for place in by_priority(self.frame, self.lines):
            if stands_out(self.frame, place):
                label = self._standing_out(place, modestly=modestly)
            else:
                label = self._dimmed(place)
            if label is not None:
                found[place] = self.placer.take(*label)
        return found

    def _dimmed(self, place: Place) -> Written | None:
        """Write a label as all of its layer are: at its own place, or where there is room."""
        content = parameter_text(self.frame, weight_of(place), self.policy.dimmed(self.frame))
        size, taken = content.size(self.frame.fonts), self.placer.taken
        box = Box.around(self._slot(place), *size)
        units = [] if self.slots.holds(*size) else self.placer.units
        if not any(box.overlaps(other) for other in (*taken, *units)):
            return Written(content, size, self._clear(place, box))
        moved = self._moved(place, size, taken)
        return None if moved is None else Written(content, size, moved)

    def _clear(self, place: Place, box: Box) -> Box:
        """Move a label off the edges of others, where it is small enough: slots are for the widest.

        Only among few labels, which is quick, and only where slots are on edges.
        """
        others = [line for other, line in self.lines.items() if other != place]
        if not self.slots.crossed or len(self.lines) > NAMED or not _is_on(others, box):
            return box
        blocked, size = [*self.placer.taken, *self._other_slots(place)], (box.width, box.height)
        found = self.placer.along(self.lines[place], size, blocked)
        return next((moved for moved in found if not _is_on(others, moved)), box)

    def _moved(self, place: Place, size: LabelSize, taken: Sequence[Box]) -> Box | None:
        """Find another place for a label whose own is taken."""
        line, rises = self.lines[place], (0.0, 0.5, 0.75, 1.0)
        found = (self.placer.beside(line, size, taken, rise * size[1]) for rise in rises)
        return next(chain.from_iterable(found), None)

    def _standing_out(self, place: Place, *, modestly: bool) -> Written | None:
        """Write a weight that stands out, with all it can say, where it leaves others room."""
        line, slots, taken = self.lines[place], self._other_slots(place), self.placer.taken
        sized = self.placer.sized(self._texts(place, modestly=modestly))
        content, size = sized[0]
        box = Box.around(self._slot(place), *size)
        units = [] if self.slots.holds(*size) else self.placer.units
        if not any(box.overlaps(other, 1.0) for other in (*slots, *units, *taken)):
            return Written(content, size, box)
        # Best where it leaves the others their places, and on the edge itself.
        for spared in ((*taken, *slots), tuple(taken)):
            for rise in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5):
                for content, size in sized:
                    for found in self.placer.beside(line, size, spared, rise * size[1]):
                        if modestly or self._leaves_room(place, found):
                            return Written(content, size, found)
        return None

    def _leaves_room(self, place: Place, box: Box) -> bool:
        """Whether the labels whose places a box takes find others."""
        slots = {each: self._slot_box(each) for each in self.lines if each != place}
        moving = [each for each, slot in slots.items() if slot.overlaps(box)]
        staying = [slot for each, slot in slots.items() if each not in moving]
        blocked = [*self.placer.taken, *staying, box]
        for each in moving:
            found = self._moved(each, (self.slots.width, self.slots.height), blocked)
            if found is None:
                return False
            blocked.append(found)
        return True

    def _texts(self, place: Place, *, modestly: bool) -> list[LabelContent]:
        """Return the texts for a weight that stands out, the fullest first."""
        own, details = self.policy.own(self.frame), []
        if modestly:
            details.append(Detail.BRIEF)
            if len(self.lines) > NAMED:
                details += [Detail.NUMBER, Detail.RESULT]
        ref = weight_of(place)
        shorter = parameter_texts(self.frame, ref, details)
        return [parameter_text(self.frame, ref, own), *shorter]

    def _other_slots(self, place: Place) -> list[Box]:
        """Return the places of all other labels."""
        return [self._slot_box(other) for other in self.lines if other != place]

    def _slot_box(self, place: Place) -> Box:
        return Box.around(self._slot(place), self.slots.width, self.slots.height)

    def _slot(self, place: Place) -> Point:
        """Return the place on its edge that the plan found for a label."""
        fractions = self.slots.fractions
        return self.lines[place].at(fractions[place.unit or 0][place.source or 0])


def _is_on(lines: Sequence[Line], box: Box) -> bool:
    return any(line.crosses(box) for line in lines)
