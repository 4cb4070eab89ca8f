"""The labels of the weights between two layers that are drawn unit by unit."""

from collections.abc import Collection, Iterable

import numpy as np

from app.graph.arrangement import Gap
from app.graph.canvas import Canvas
from app.graph.contents import (
    BARE,
    BRIEF,
    FULL,
    PLAIN,
    SHORT,
    TERSE,
    parameter_content,
)
from app.graph.edge_room import FINELY, EdgeRoom
from app.graph.emphasis import NOWHERE, Place
from app.graph.geometry import Box, Line, Point
from app.graph.items import Edge
from app.graph.label import Content, Label
from app.graph.manners import Manners
from engine.arrays import FloatArray
from engine.quantities import Quantity, Ref

STRONGEST = 4
"""How many labels stand in a gap that is too dense for all, while none of it is lit."""


class EdgeLabels:
    """Names and values on the edges into one layer.

    Parameters
    ----------
    canvas : Canvas
        Models and look.
    layer : int
        The layer the edges run into.
    lines : dict of Place to Line
        Where the edges run.
    items : dict of Place to Edge
        The edges that are drawn one by one.
    """

    def __init__(
        self, canvas: Canvas, layer: int, lines: dict[Place, Line], items: dict[Place, Edge]
    ) -> None:
        self.canvas, self.layer, self.lines, self.items = canvas, layer, lines, items
        self.labels: dict[Place, Label] = {}
        self._spare: list[Label] = []
        self._manners = Manners(canvas, layer)
        self._room = EdgeRoom(canvas, layer)

    def _line(self, place: Place) -> Line:
        return self.lines[place]

    def _ref(self, place: Place) -> Ref:
        return Ref(Quantity.WEIGHT, self.layer, place.unit, place.source)

    def _label(self, place: Place) -> Label:
        if place not in self.labels:
            self.labels[place] = self._spare.pop() if self._spare else Label(self.canvas.scene)
        return self.labels[place]

    def label_all(self) -> None:
        """Label every edge at the place the layout found for it."""
        if self._label_each(modestly=False):
            # Rather a shorter text for the step's own weight than another without its number.
            self._label_each(modestly=True)

    def _label_each(self, modestly: bool) -> bool:
        """Label every edge; whether some found no room."""
        canvas = self.canvas
        gap = canvas.arrangement.gaps[self.layer - 1]
        roomy = gap.height > 1.6 * canvas.fonts.height("weight")
        taken: list[Box] = list(canvas.obstacles)
        left_out = False
        for place in self._by_priority(self.lines):
            label = self._label(place)
            own = place == canvas.emphasis.target_place
            if own and not modestly and self._tell_fully(place, label, taken):
                continue
            content, inline, size = self._content(place, label, gap, roomy)
            box = Box.around(self._slot(place), *size)
            if not gap.holds(*size):
                content, size, box = self._squeezed(
                    place, label, content, size, taken, modestly=modestly
                )
            if any(box.overlaps(other) for other in taken):
                moved = self._elsewhere(place, label, taken)
                if moved is None:
                    self._hide(place)
                    left_out = True
                    continue
                content, size, box = moved
                inline = False
            taken.append(box)
            label.write(canvas.fonts, content, box.centre, inline, size)
            self._point_at(place, box)
        return left_out

    def _elsewhere(
        self, place: Place, label: Label, taken: list[Box]
    ) -> tuple[Content, tuple[float, float], Box] | None:
        """Find another place for a label whose own is taken, with its name or without."""
        told = self._manners.of(self.canvas.arrangement.gaps[self.layer - 1]).gradient
        quiet = (told, PLAIN, BARE) if told > BARE else (BARE,)
        details = (BRIEF, BARE) if self._stands_out(place) else quiet
        for detail in dict.fromkeys(details):
            content = parameter_content(self.canvas, self._ref(place), detail)
            size = label.extent(self.canvas.fonts, content, inline=False)
            box = self._room.along(self._line(place), size, taken, FINELY)
            if box is not None:
                return content, size, box
        for rise in (0.5, 0.75, 1.0):
            box = self._room.beside(self._line(place), size, taken, rise * size[1])
            if box is not None:
                return content, size, box
        return None

    def _tell_fully(self, place: Place, label: Label, taken: list[Box]) -> bool:
        """Give the step's own weight all its decimals, where that covers no other label."""
        canvas, gap = self.canvas, self.canvas.arrangement.gaps[self.layer - 1]
        content = parameter_content(canvas, self._ref(place), FULL)
        size = label.extent(canvas.fonts, content, inline=True)
        inline = size[0] <= gap.width
        if not inline:
            size = label.extent(canvas.fonts, content, inline=False)
        others = self._slots(place)
        box = Box.around(self._slot(place), *size)
        units = self._room.units()
        if any(box.overlaps(other, 1.0) for other in (*others, *units, *taken)):
            return False
        taken.append(box)
        label.write(canvas.fonts, content, box.centre, inline, size)
        self._point_at(place, box)
        return True

    def _slots(self, place: Place) -> list[Box]:
        """Give the places of all other labels."""
        gap = self.canvas.arrangement.gaps[self.layer - 1]
        others = (other for other in self.lines if other != place)
        return [Box.around(self._slot(other), gap.width, gap.height) for other in others]

    def _slot(self, place: Place) -> Point:
        """Give the place on its edge that the layout found for a label."""
        gap = self.canvas.arrangement.gaps[self.layer - 1]
        return self._line(place).at(gap.fractions[place.unit or 0][place.source or 0])

    def _content(
        self, place: Place, label: Label, gap: Gap, roomy: bool
    ) -> tuple[Content, bool, tuple[float, float]]:
        """Choose the text of a label: as all of the gap, the fullest that fits if it stands out."""
        canvas, ref = self.canvas, self._ref(place)
        if self._stands_out(place):
            details = (FULL, SHORT, TERSE, PLAIN) if roomy else (PLAIN,)
            tries = [(detail, inline) for detail in details for inline in (True, False)]
        else:
            told = self._manners.of(gap).told(canvas.known(ref.new_value))
            tries = [told, (min(PLAIN, told[0]), False)]
        for detail, inline in tries:
            content = parameter_content(canvas, ref, detail)
            size = label.extent(canvas.fonts, content, inline)
            if gap.holds(*size):
                return content, inline, size
        return content, False, size

    def _stands_out(self, place: Place) -> bool:
        """Whether a weight is the step's own, pointed at or selected: it tells all it can."""
        emphasis = self.canvas.emphasis
        return place == emphasis.target_place or emphasis.is_marked(place)

    def _point_at(self, place: Place, box: Box) -> None:
        """Let the loss flow into the label of the weight whose gradient it is."""
        target = self.canvas.emphasis.target
        if target is None or target.quantity is not Quantity.WEIGHT_GRADIENT:
            return
        here = self._line(place).crosses(box)
        if here and place == self.canvas.emphasis.target_place:
            self.items[place].point_into(box, 13.0 * self.canvas.scale)

    def _by_priority(self, places: Iterable[Place]) -> list[Place]:
        emphasis = self.canvas.emphasis
        return sorted(
            places,
            key=lambda place: (
                place != emphasis.target_place,
                place not in emphasis.hovered,
                place != emphasis.selected,
                place not in emphasis.places,
            ),
        )

    def _hide(self, place: Place) -> None:
        ref = self._ref(place)
        for quantity in (Quantity.WEIGHT, Quantity.WEIGHT_GRADIENT, Quantity.NEW_WEIGHT):
            self.canvas.shown[ref.as_quantity(quantity)] = ""
        label = self.labels.pop(place, None)
        if label is not None:
            label.show(False)
            self._spare.append(label)

    def _squeezed(
        self,
        place: Place,
        label: Label,
        content: Content,
        size: tuple[float, float],
        taken: list[Box],
        *,
        modestly: bool,
    ) -> tuple[Content, tuple[float, float], Box]:
        """Find room for a label larger than its own, or make it say less."""
        line = self._line(place)
        for detail in (BRIEF, BARE, None):
            # Best where it leaves the others their places.
            every = (*taken, *self._slots(place))
            for spared in (every,) if modestly else (every, taken):
                box = self._room.along(line, size, spared)
                if box is not None:
                    return content, size, box
            if detail is not None and content.extra and not content.struck:
                content = parameter_content(self.canvas, self._ref(place), detail)
            elif not self._stands_out(place):
                content = self._least(place, content)
            size = label.extent(self.canvas.fonts, content, inline=False)
        if self._stands_out(place) and content.extra:
            found = self._off_its_edge(place, label, taken, modestly=modestly)
            if found is not None:
                return found
            content = self._least(place, content)
            size = label.extent(self.canvas.fonts, content, inline=False)
        return content, size, Box.around(self._slot(place), *size)

    def _off_its_edge(
        self, place: Place, label: Label, taken: list[Box], *, modestly: bool
    ) -> tuple[Content, tuple[float, float], Box] | None:
        """Find a place for a weight that stands out on its edge or, better than none, near it."""
        contents = [
            parameter_content(self.canvas, self._ref(place), detail) for detail in (BRIEF, BARE)
        ]
        contents.append(self._alone(place, contents[-1]))
        if modestly:
            contents.reverse()
        # Best where it leaves the others their places, and on the edge itself.
        for spared in ((*taken, *self._slots(place)), taken):
            for rise in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5):
                for content in contents:
                    size = label.extent(self.canvas.fonts, content, inline=False)
                    box = self._room.beside(self._line(place), size, spared, rise * size[1])
                    if box is not None:
                        return content, size, box
        return None

    def _least(self, place: Place, content: Content) -> Content:
        """Make a label say one number: the new value, or the weight."""
        ref = self._ref(place)
        if content.struck:
            after = self.canvas.shown[ref.as_quantity(Quantity.NEW_WEIGHT)]
            self.canvas.shown[ref] = ""
            return content._replace(head="", value=after, struck=False, extra="")
        self.canvas.shown[ref.as_quantity(Quantity.WEIGHT_GRADIENT)] = ""
        return content._replace(head="", extra="")

    def label_some(self, lit: Collection[Place], weights: FloatArray) -> None:
        """Label what stands out, or the strongest few, as far as there is room."""
        canvas = self.canvas
        room = self._space()
        wanted = self._by_priority(lit) or self._strongest_places(weights)
        taken: list[Box] = list(canvas.obstacles)
        for place in wanted:
            label = self._label(place)
            for detail in self._details(place, lit):
                content = parameter_content(canvas, self._ref(place), detail)
                size = label.extent(canvas.fonts, content, inline=False)
                if size[0] <= room.width:
                    break
            limit = room.width
            if size[0] > limit and self._stands_out(place) and content.extra:
                # The number that is asked for stays, if need be without the weight.
                content = self._alone(place, content)
                size = label.extent(canvas.fonts, content, inline=False)
                limit += 8.0 * canvas.scale
            if size[0] > limit:
                self._hide(place)
                continue
            box = self._between(place, self._fraction(wanted, quiet=not lit), size, taken)
            if box is None:
                self._hide(place)
                continue
            taken.append(box)
            label.write(canvas.fonts, content, box.centre, False, size)
            self._point_at(place, box)
        for place in self.labels.keys() - set(wanted):
            self._hide(place)

    def _between(
        self, place: Place, fraction: float, size: tuple[float, float], taken: list[Box]
    ) -> Box | None:
        """Find a place in a dense gap; what stands out may stand anywhere on its edge."""
        for each in (fraction, *(FINELY if self._stands_out(place) else ())):
            box = self._room.within(Box.around(self._line(place).at(each), *size))
            if not any(box.overlaps(other, 1.0) for other in taken):
                return box
        return None

    def _alone(self, place: Place, content: Content) -> Content:
        """Tell a gradient, or a new value, on two lines of its own."""
        if content.struck:
            return content._replace(head="", value=content.extra, extra="", struck=False)
        self.canvas.shown[self._ref(place)] = ""
        name, _, number = content.extra.partition(" = ")
        called = "∂L/∂w" if name.startswith("∂") else name
        return content._replace(head="", value=called, extra=number)

    def _details(self, place: Place, lit: Collection[Place]) -> tuple[int, ...]:
        """Give what to try in the narrow room of a dense gap."""
        if self._stands_out(place):
            return (PLAIN, BRIEF, BARE)
        return (PLAIN, BARE) if place in lit else (PLAIN,)

    def _space(self) -> Gap:
        """Give the room for a label between the two columns."""
        arrangement = self.canvas.arrangement
        between = arrangement.columns[self.layer] - arrangement.columns[self.layer - 1]
        width = between - (arrangement.style.footprint + 10) * arrangement.scale
        return Gap(width, 3 * self.canvas.fonts.height("weight"))

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

    def hit(self, point: Point) -> Place:
        """Give the weight whose label is at a point."""
        for place, label in self.labels.items():
            if label.visible and label.box.contains(point):
                return place
        return NOWHERE
