"""The labels of all weights between two layers, each at the slot that the plan found for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain

from app.graph.labels.content import LabelSize, Written
from app.graph.labels.frame import Frame
from app.graph.labels.placer import FINELY, FewLabels, LabelPlacer, weight_of
from app.graph.labels.rules import Detail, own_detail
from app.graph.labels.texts import parameter_text
from app.graph.plan.geometry import Box, Line, Point
from app.graph.plan.network_plan import LabelSlots
from app.graph.plan.places import Place
from app.graph.plan.text_sizes import NAMED


def label_edges(
    frame: Frame,
    layer: int,
    lines: Mapping[Place, Line],
    lit: Iterable[Place],
    obstacles: Sequence[Box],
) -> dict[Place, Written]:
    """Find texts and places for the labels of the edges into a layer.

    All have one where the plan has slots for them, else what is lit; a label without room is left
    out.

    Parameters
    ----------
    frame : Frame
        The moment.
    layer : int
        The layer the edges run into.
    lines : mapping of Place to Line
        Where its edges run.
    lit : iterable of Place
        Those that stand out.
    obstacles : sequence of Box
        What labels keep clear of, besides the units.
    """
    if not frame.plan.label_slots[layer - 1].labelled:
        return FewLabels(frame, layer, lines, obstacles).written(lit)
    written = SlotLabels(frame, layer, lines, obstacles).written(lines)
    if len(written) == len(lines):
        return written
    # Rather a shorter text for the step's own weight than another without its number.
    return _ModestLabels(frame, layer, lines, obstacles).written(lines)


class SlotLabels(LabelPlacer):
    """Labels of all edges."""

    modest = False
    """Whether what stands out says less for the others to have room."""

    @cached_property
    def slots(self) -> LabelSlots:
        """The places that the plan found."""
        return self.frame.plan.label_slots[self.layer - 1]

    def candidates(self, place: Place) -> Iterator[Written]:
        """Yield texts and places: at its slot first, then elsewhere along its edge."""
        return self._standing_out(place) if self.stands_out(place) else self._dimmed(place)

    def _dimmed(self, place: Place) -> Iterator[Written]:
        """Write a label as all of its layer are: at its own place, or where there is room."""
        rule = self.frame.rules[self.layer - 1]
        content = parameter_text(self.frame, weight_of(place), rule)
        size = content.size(self.frame.fonts)
        box = Box.around(self._slot(place), *size)
        if self.is_free(box, 0.0) and self._clears_units(box, 0.0):
            yield Written(content, self._off_edges(place, box))
        for moved in self._moved(place, size, self.taken):
            yield Written(content, moved)

    def _clears_units(self, box: Box, spacing: float) -> bool:
        """Whether a label at its slot is small enough for it, or keeps clear of the units."""
        if self.slots.holds(box.width, box.height):
            return True
        return not any(box.overlaps(other, spacing) for other in self.units)

    def _off_edges(self, place: Place, box: Box) -> Box:
        """Move a label off the edges of others, where it is small enough: slots are for the widest.

        Only among few labels, which is quick, and only where slots are on edges.
        """
        others = [line for other, line in self.lines.items() if other != place]
        few = len(self.lines) <= NAMED
        if not self.slots.crossed or not few or not _is_on(others, box):
            return box
        blocked, size = [*self.taken, *self._other_slots(place)], (box.width, box.height)
        found = self._along(self.lines[place], size, blocked)
        return next((moved for moved in found if not _is_on(others, moved)), box)

    def _standing_out(self, place: Place) -> Iterator[Written]:
        """Write a weight that stands out, with all it can say, where it leaves others room."""
        own = last = own_detail(self.frame.plan)
        if self.modest:
            last = Detail.RESULT if len(self.lines) > NAMED else Detail.BRIEF
        texts, slots = self.texts(place, own, last), self._other_slots(place)
        content, size = texts[0]
        box = Box.around(self._slot(place), *size)
        free = self.is_free(box) and not any(box.overlaps(other, 1.0) for other in slots)
        if free and self._clears_units(box, 1.0):
            yield Written(content, box)
        # Best where it leaves the others their places, and on the edge itself.
        for spared in ([*self.taken, *slots], self.taken):
            for rise in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5):
                for content, size in texts:
                    for found in self._beside(self.lines[place], size, spared, rise * size[1]):
                        if self.modest or self._leaves_room(place, found):
                            yield Written(content, found)

    def _leaves_room(self, place: Place, box: Box) -> bool:
        """Whether the labels whose places a box takes find others."""
        slots = {each: self._slot_box(each) for each in self.lines if each != place}
        moving = [each for each, slot in slots.items() if slot.overlaps(box)]
        staying = [slot for each, slot in slots.items() if each not in moving]
        blocked = [*self.taken, *staying, box]
        for each in moving:
            size = (self.slots.width, self.slots.height)
            found = next(self._moved(each, size, blocked), None)
            if found is None:
                return False
            blocked.append(found)
        return True

    def _moved(self, place: Place, size: LabelSize, taken: Sequence[Box]) -> Iterator[Box]:
        """Find other places for a label whose own is taken."""
        line, rises = self.lines[place], (0.0, 0.5, 0.75, 1.0)
        return chain.from_iterable(
            self._beside(line, size, taken, rise * size[1]) for rise in rises
        )

    def _along(self, line: Line, size: LabelSize, taken: Sequence[Box]) -> Iterator[Box]:
        """Find places on an edge that are clear of the units and of what is taken."""
        for fraction in FINELY:
            box = Box.around(line.at(fraction), *size)
            if not any(box.overlaps(other, 2.0) for other in (*self.units, *taken)):
                yield box

    def _beside(
        self, line: Line, size: LabelSize, taken: Sequence[Box], rise: float
    ) -> Iterator[Box]:
        """Find places below or above an edge, within the picture and below the captions."""
        plan = self.frame.plan
        top = plan.caption_y + self.frame.fonts.height("caption") / 2
        room = plan.rectangle._replace(top=top)
        for moved in (rise, -rise):
            parallel = Line(line.x0, line.y0 + moved, line.x1, line.y1 + moved)
            yield from (box for box in self._along(parallel, size, taken) if box.is_within(room))

    def _other_slots(self, place: Place) -> list[Box]:
        """Return the places of all other labels."""
        return [self._slot_box(other) for other in self.lines if other != place]

    def _slot_box(self, place: Place) -> Box:
        return Box.around(self._slot(place), self.slots.width, self.slots.height)

    def _slot(self, place: Place) -> Point:
        """Return the place on its edge that the plan found for a label."""
        fractions = self.slots.fractions
        return self.lines[place].at(fractions[place.unit or 0][place.source or 0])


class _ModestLabels(SlotLabels):
    modest = True


def _is_on(lines: Sequence[Line], box: Box) -> bool:
    return any(line.crosses(box) for line in lines)
