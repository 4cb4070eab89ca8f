"""Which of its texts a label shows, and where: clear of units and of the labels placed before."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from app.graph.labels.content import LabelContent, LabelSize, Written
from app.graph.labels.frame import Frame
from app.graph.labels.rules import Detail, own_detail
from app.graph.labels.texts import parameter_texts
from app.graph.plan.geometry import Box, Line
from app.graph.plan.places import Place
from engine.network.quantities import Quantity, Ref

STRONGEST = 4
"""How many labels stand between layers that are too dense for all, while none of it is lit."""

FINELY = tuple(0.5 + side * step / 50 for step in range(23) for side in (1, -1))
"""Where on an edge a label is tried that has to be shown, the best first."""

_SHIFTS = (0.1, -0.1, 0.2, -0.2, 0.3, -0.3)
"""How far along an edge from or into a strip a label moves out of others' way."""

APART = 1.0
"""What stays free between labels that are placed one after the other, in pixels."""


class LabelPlacer(ABC):
    """Places labels on the edges into one layer, one after the other.

    Parameters
    ----------
    frame : Frame
        The moment.
    layer : int
        The layer the edges run into.
    lines : mapping of Place to Line
        Where its edges run.
    obstacles : sequence of Box
        What all labels keep clear of, besides the units.
    """

    def __init__(
        self, frame: Frame, layer: int, lines: Mapping[Place, Line], obstacles: Sequence[Box]
    ) -> None:
        self.frame, self.layer, self.lines = frame, layer, lines
        self.taken: list[Box] = list(obstacles)

    def written(self, places: Iterable[Place]) -> dict[Place, Written]:
        """Label edges, as far as there is room: what is asked for comes first."""
        found = {}
        for place in self._by_priority(places):
            label = next(iter(self.candidates(place)), None)
            if label is not None:
                found[place] = label
                self.taken.append(label.box)
        return found

    @abstractmethod
    def candidates(self, place: Place) -> Iterator[Written]:
        """Yield the texts and the places that a label may have now, the best first."""

    def texts(
        self, place: Place, first: Detail, last: Detail
    ) -> list[tuple[LabelContent, LabelSize]]:
        """Return the texts of a label between two details, the fullest first, and their sizes."""
        texts = parameter_texts(self.frame, weight_of(place), first, last)
        return [(text, text.size(self.frame.fonts)) for text in texts]

    def stands_out(self, place: Place) -> bool:
        """Whether a weight is the step's own, pointed at or selected: it says all it can."""
        emphasis = self.frame.emphasis
        return place == emphasis.target_place or emphasis.is_marked(place)

    def is_free(self, box: Box, spacing: float = APART) -> bool:
        """Whether a place keeps clear of the labels placed before."""
        return not any(box.overlaps(other, spacing) for other in self.taken)

    @cached_property
    def units(self) -> list[Box]:
        """The units of both columns and the texts below them."""
        plan = self.frame.plan
        return [*plan.obstacles_of(self.layer - 1), *plan.obstacles_of(self.layer)]

    def _by_priority(self, places: Iterable[Place]) -> list[Place]:
        """Order edges: what the step, the pointer or the person is about comes first."""
        emphasis = self.frame.emphasis
        return sorted(
            places,
            key=lambda place: (
                place != emphasis.target_place,
                place not in emphasis.hovered,
                place != emphasis.selected,
                place not in emphasis.places,
            ),
        )


class FewLabels(LabelPlacer):
    """Labels of a few edges, between layers that are too dense or too large for all."""

    def written(self, places: Iterable[Place]) -> dict[Place, Written]:
        """Label these edges; without any, between units, the strongest few."""
        self._lit = list(places)
        plan = self.frame.plan
        self._at_strip = plan.shape.is_strip(self.layer) or plan.shape.is_strip(self.layer - 1)
        wanted = self._lit or ([] if self._at_strip else self._strongest())
        self._fraction = self._preferred(wanted)
        return super().written(wanted)

    def candidates(self, place: Place) -> Iterator[Written]:
        """Yield the fullest text that fits the width; of what stands out all that do."""
        frame, asked = self.frame, self.stands_out(place)
        left, right = frame.plan.label_bounds(self.layer)
        own = own_detail(frame.plan)
        last = Detail.NUMBER if self._at_strip or place in self._lit else own
        if asked and not self._at_strip:
            last = Detail.RESULT
        texts = self.texts(place, own, last)
        room = right - left
        fitting = [each for each in texts if each[1][0] <= room]
        # Beside a strip the number stays, and what is asked for even a little beyond its room.
        if not fitting and (
            self._at_strip or (asked and texts[-1][1][0] <= room + 8 * frame.scale)
        ):
            fitting = texts[-1:]
        fractions = [self._fraction]
        if self._at_strip:
            fractions += [self._fraction + shift for shift in _SHIFTS]
        if asked:
            fractions += FINELY
        for content, size in fitting if asked else fitting[:1]:
            for fraction in fractions:
                box = self._between(Box.around(self.lines[place].at(fraction), *size), left, right)
                if self.is_free(box):
                    yield Written(content, box)

    def _between(self, box: Box, left: float, right: float) -> Box:
        """Return a place moved to stay between two columns and in the picture."""
        half, whole = box.width / 2, self.frame.plan.rectangle
        dx = min(max(box.centre.x, left + half), right - half) - box.centre.x
        dy = min(max(box.top, whole.top), whole.bottom - box.height) - box.top
        return box.moved(dx, dy)

    def _strongest(self) -> list[Place]:
        weights = self.frame.trace.before.weights[self.layer - 1]
        order = np.argsort(-np.abs(weights), axis=None)[:STRONGEST]
        units = (divmod(int(index), weights.shape[1]) for index in order)
        places = (Place("edge", self.layer, unit, source) for unit, source in units)
        return [place for place in places if place in self.lines]

    def _preferred(self, wanted: Collection[Place]) -> float:
        """Keep labels apart: near the sources where edges meet in a unit, and the reverse."""
        into_one = len({place.unit for place in wanted}) == 1
        if self._at_strip:
            return 0.42 if into_one else 0.6
        if len(wanted) > 1 and into_one:
            return 0.3
        if len(wanted) > 1 and len({place.source for place in wanted}) == 1:
            return 0.7
        return 0.5 if self._lit else 0.4


def weight_of(place: Place) -> Ref:
    """Return the weight of an edge."""
    return Ref(Quantity.WEIGHT, place.layer, place.unit, place.source)
