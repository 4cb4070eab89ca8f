"""Where a label finds room near its edge: clear of the units, and of the labels placed before."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from app.graph.labels.content import LabelContent, LabelSize
from app.graph.labels.frame import Frame
from app.graph.plan.geometry import Box, Line
from app.graph.plan.places import Place
from engine.network.quantities import Quantity, Ref

FINELY = tuple(0.5 + side * step / 50 for step in range(23) for side in (1, -1))
"""Where on an edge a label is tried, the best first."""

APART = 1.0
"""What stays free between labels that are placed one after the other, in pixels."""


class Written(NamedTuple):
    """A text, its size, and where it stands."""

    content: LabelContent
    size: LabelSize
    box: Box


class LabelPlacer:
    """Places labels on the edges into one layer, one after the other.

    Parameters
    ----------
    frame : Frame
        The moment.
    layer : int
        The layer the edges run into.
    obstacles : sequence of Box
        What all labels keep clear of, besides the units.
    """

    def __init__(self, frame: Frame, layer: int, obstacles: Sequence[Box]) -> None:
        self.frame, self.layer = frame, layer
        self.taken: list[Box] = list(obstacles)

    @cached_property
    def units(self) -> list[Box]:
        """The units of both columns and the texts below them."""
        plan = self.frame.plan
        return [*plan.obstacles_of(self.layer - 1), *plan.obstacles_of(self.layer)]

    def sized(self, texts: Iterable[LabelContent]) -> list[tuple[LabelContent, LabelSize]]:
        """Return texts with the sizes that they have."""
        return [(text, text.size(self.frame.fonts)) for text in texts]

    def fullest(
        self, texts: Iterable[LabelContent], width: float
    ) -> tuple[LabelContent, LabelSize]:
        """Return the first of some texts, the fullest first, that fits a width; else the last."""
        for content in texts:
            size = content.size(self.frame.fonts)
            if size[0] <= width:
                break
        return content, size

    def take(self, content: LabelContent, size: LabelSize, box: Box) -> Written:
        """Write a text at a place, which is no other label's any more."""
        self.taken.append(box)
        return Written(content, size, box)

    def first_free(self, boxes: Iterable[Box]) -> Box | None:
        """Return the first of some places that no label covers."""
        for box in boxes:
            if not any(box.overlaps(other, APART) for other in self.taken):
                return box
        return None

    def along(self, line: Line, size: LabelSize, taken: Sequence[Box]) -> Iterator[Box]:
        """Find places on an edge that are clear of the units and of what is taken."""
        for fraction in FINELY:
            box = Box.around(line.at(fraction), *size)
            if not any(box.overlaps(other, 2.0) for other in (*self.units, *taken)):
                yield box

    def beside(
        self, line: Line, size: LabelSize, taken: Sequence[Box], rise: float
    ) -> Iterator[Box]:
        """Find places below or above an edge, within the picture and below the captions."""
        plan = self.frame.plan
        top = plan.caption_y + self.frame.fonts.height("caption") / 2
        room = plan.rectangle._replace(top=top)
        for moved in (rise, -rise):
            parallel = Line(line.x0, line.y0 + moved, line.x1, line.y1 + moved)
            for box in self.along(parallel, size, taken):
                if box.is_within(room):
                    yield box


def between(box: Box, left: float, right: float) -> Box:
    """Return a place moved sideways to stay between two columns."""
    half = box.width / 2
    shift = min(max(box.centre.x, left + half), right - half) - box.centre.x
    return Box(box.left + shift, box.top, box.right + shift, box.bottom)


def weight_of(place: Place) -> Ref:
    """Return the weight of an edge."""
    return Ref(Quantity.WEIGHT, place.layer, place.unit, place.source)


def stands_out(frame: Frame, place: Place) -> bool:
    """Whether a weight is the step's own, pointed at or selected: it says all it can."""
    return place == frame.emphasis.target_place or frame.emphasis.is_marked(place)


def by_priority(frame: Frame, places: Iterable[Place]) -> list[Place]:
    """Order edges: what the step, the pointer or the person is about comes first."""
    emphasis = frame.emphasis
    return sorted(
        places,
        key=lambda place: (
            place != emphasis.target_place,
            place not in emphasis.hovered,
            place != emphasis.selected,
            place not in emphasis.places,
            place,
        ),
    )
