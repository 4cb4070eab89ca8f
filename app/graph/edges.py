"""The weights: edges between units, and their labels."""

from collections.abc import Iterable

import numpy as np

from app.graph.arrangement import Gap
from app.graph.canvas import BARE, FULL, PLAIN, SHORT, Canvas, parameter_content
from app.graph.emphasis import NOWHERE, Place
from app.graph.geometry import Box, Line, Point
from app.graph.items import Edge
from app.graph.label import Content, Label
from app.theme import mix
from engine.quantities import Quantity, Ref

DENSE = 64
"""From this many edges between two layers on they are drawn by strength, without arrowheads."""

STRONGEST = 4
"""How many labels stand in a gap that is too dense for all, while none of it is lit."""

_ALONG = (0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75)

REACH = 6.0
"""How close the pointer must come to an edge, in pixels."""


class Edges:
    """The edges into one layer, where both layers are drawn unit by unit."""

    def __init__(self, canvas: Canvas, layer: int) -> None:
        self.canvas, self.layer = canvas, layer
        sizes = canvas.arrangement.shape.sizes
        self.n_out, self.n_in = sizes[layer], sizes[layer - 1]
        self.dense = self.n_out * self.n_in >= DENSE
        self.places = [
            Place("edge", layer, unit, source)
            for unit in range(self.n_out)
            for source in range(self.n_in)
        ]
        self.items = {place: Edge(canvas.scene) for place in self.places}
        self.labels: dict[Place, Label] = {}
        self._spare: list[Label] = []
        self._lit: set[Place] = set()
        self._strongest = 1.0

    def place(self) -> None:
        """Take the places of the layout."""
        for place, item in self.items.items():
            item.place(self._line(place))

    def _line(self, place: Place) -> Line:
        return self.canvas.arrangement.edge(self.layer, place.unit or 0, place.source or 0)

    def refresh(self, everything: bool) -> None:
        """Show the present numbers and what stands out; all edges, or those that may differ."""
        emphasis = self.canvas.emphasis
        weights = self.canvas.trace.before.weights[self.layer - 1]
        standing = (
            emphasis.places | emphasis.hovered | emphasis.path | {emphasis.selected}
        ) & self.items.keys()
        changed: Iterable[Place] = self.places if everything else standing | self._lit
        if everything:
            self._strongest = float(np.abs(weights).max()) or 1.0
        self._lit = set(standing)
        for place in changed:
            self._dress(place, float(weights[place.unit or 0, place.source or 0]))
        if self.canvas.arrangement.gaps[self.layer - 1].labelled:
            self._label_all()
        else:
            self._label_some(weights)

    def _dress(self, place: Place, weight: float) -> None:
        canvas, emphasis = self.canvas, self.canvas.emphasis
        theme, scale = canvas.theme, max(canvas.scale, 0.75)
        lit, is_target = place in emphasis.places, emphasis.target_place == place
        marked, _ = canvas.outline(place)
        if lit:
            colour, width, head = canvas.phase.strong, (4.0 if is_target else 2.6) * scale, 12.0
        elif marked:
            colour, width, head = marked, 2.6 * scale, 11.0
        elif place in emphasis.path:
            colour = mix(theme.edge, canvas.phase.strong, 0.6)
            width, head = 2.2 * scale, 11.0
        elif self.dense:
            share = 0.22 + 0.78 * abs(weight) / self._strongest
            colour, width, head = mix(theme.background, theme.edge, share), 1.0, 0.0
        else:
            colour, width, head = theme.edge, 1.5 * scale, 9.5
        self.items[place].dress(
            colour,
            width,
            dashed=weight < 0,
            lit=lit or bool(marked),
            backwards=emphasis.backwards and (lit or place in emphasis.path),
            head=head * canvas.scale,
        )

    def _ref(self, place: Place) -> Ref:
        return Ref(Quantity.WEIGHT, self.layer, place.unit, place.source)

    def _label(self, place: Place) -> Label:
        if place not in self.labels:
            self.labels[place] = self._spare.pop() if self._spare else Label(self.canvas.scene)
        return self.labels[place]

    def _label_all(self) -> None:
        """Label every edge at the place the layout found for it."""
        canvas = self.canvas
        gap = canvas.arrangement.gaps[self.layer - 1]
        roomy = gap.height > 1.6 * canvas.fonts.height("weight")
        taken: list[Box] = list(canvas.obstacles)
        for place in self._by_priority(self.places):
            label = self._label(place)
            content, inline, size = self._content(place, label, gap, roomy)
            centre = self._line(place).at(gap.fractions[place.unit or 0][place.source or 0])
            box = Box.around(centre, *size)
            if size[0] > gap.width + 0.5 or size[1] > gap.height + 0.5:
                content, size, box = self._squeezed(place, label, content, size, taken)
            if any(box.overlaps(other) for other in taken):
                self._hide(place)
                continue
            taken.append(box)
            label.write(canvas.fonts, content, box.centre, inline, size)
            self._point_at(place, box)

    def _content(
        self, place: Place, label: Label, gap: Gap, roomy: bool
    ) -> tuple[Content, bool, tuple[float, float]]:
        """Choose the fullest text that fits the room of a label."""
        for detail in (FULL, SHORT, PLAIN) if roomy else (PLAIN,):
            content = parameter_content(self.canvas, self._ref(place), detail)
            for inline in (True, False):
                size = label.extent(self.canvas.fonts, content, inline)
                if size[0] <= gap.width + 0.5 and size[1] <= gap.height + 0.5:
                    return content, inline, size
        return content, False, size

    def _point_at(self, place: Place, box: Box) -> None:
        """Let the loss flow into the label of the weight whose gradient it is."""
        target = self.canvas.emphasis.target
        if target is None or target.quantity is not Quantity.WEIGHT_GRADIENT:
            return
        if place == self.canvas.emphasis.target_place:
            self.items[place].point_into(box, 13.0 * self.canvas.scale)

    def _by_priority(self, places: Iterable[Place]) -> list[Place]:
        emphasis = self.canvas.emphasis
        return sorted(
            places,
            key=lambda place: (
                place != emphasis.target_place,
                place not in emphasis.hovered,
                place not in emphasis.places,
                place != emphasis.selected,
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
    ) -> tuple[Content, tuple[float, float], Box]:
        """Find room for a label larger than its own, or make it say less."""
        line = self._line(place)
        gap = self.canvas.arrangement.gaps[self.layer - 1]
        for _ in range(3):
            box = self._along(line, size, taken)
            if box is not None:
                return content, size, box
            if content.head and content.extra and not content.struck:
                content = parameter_content(self.canvas, self._ref(place), BARE)
            else:
                content = content._replace(head="", struck=False, extra="")
            size = label.extent(self.canvas.fonts, content, inline=False)
        centre = line.at(gap.fractions[place.unit or 0][place.source or 0])
        return content, size, Box.around(centre, *size)

    def _along(self, line: Line, size: tuple[float, float], taken: list[Box]) -> Box | None:
        """Find a place on an edge for a label larger than its own, clear of the units."""
        arrangement = self.canvas.arrangement
        units = [
            arrangement.unit_footprint(layer, unit)
            for layer in (self.layer - 1, self.layer)
            for unit in range(len(arrangement.units[layer]))
        ]
        for fraction in _ALONG:
            box = Box.around(line.at(fraction), *size)
            if not any(box.overlaps(other, 2.0) for other in (*units, *taken)):
                return box
        return None

    def _within(self, box: Box) -> Box:
        """Move a label sideways out of the columns' way."""
        arrangement = self.canvas.arrangement
        half = arrangement.style.footprint / 2 * arrangement.scale + 3
        left = arrangement.columns[self.layer - 1] + half
        right = arrangement.columns[self.layer] - half
        centre = min(max(box.centre.x, left + box.width / 2), right - box.width / 2)
        shift = centre - box.centre.x
        return Box(box.left + shift, box.top, box.right + shift, box.bottom)

    def _label_some(self, weights: np.ndarray) -> None:
        """Label what stands out, or the strongest few, as far as there is room."""
        canvas = self.canvas
        room = self._room()
        wanted = self._by_priority(self._lit) or self._strongest_places(weights)
        taken: list[Box] = list(canvas.obstacles)
        for place in wanted:
            label = self._label(place)
            for detail in (PLAIN, BARE) if place in self._lit else (PLAIN,):
                content = parameter_content(canvas, self._ref(place), detail)
                size = label.extent(canvas.fonts, content, inline=False)
                if size[0] <= room.width:
                    break
            if size[0] > room.width:
                self._hide(place)
                continue
            centre = self._line(place).at(self._fraction(place, wanted))
            box = self._within(Box.around(centre, *size))
            if any(box.overlaps(other, 1.0) for other in taken):
                self._hide(place)
                continue
            taken.append(box)
            label.write(canvas.fonts, content, box.centre, False, size)
            self._point_at(place, box)
        for place in self.labels.keys() - set(wanted):
            self._hide(place)

    def _room(self) -> Gap:
        """Give the room for a label between the two columns."""
        arrangement = self.canvas.arrangement
        between = arrangement.columns[self.layer] - arrangement.columns[self.layer - 1]
        width = between - (arrangement.style.footprint + 10) * arrangement.scale
        return Gap(width, 3 * self.canvas.fonts.height("weight"))

    def _strongest_places(self, weights: np.ndarray) -> list[Place]:
        order = np.argsort(-np.abs(weights), axis=None)[:STRONGEST]
        return [self.places[int(index)] for index in order]

    def _fraction(self, place: Place, wanted: list[Place]) -> float:
        """Keep labels apart: near the sources where edges meet in a unit, and the reverse."""
        if len(wanted) > 1 and len({other.unit for other in wanted}) == 1:
            return 0.3
        if len(wanted) > 1 and len({other.source for other in wanted}) == 1:
            return 0.7
        return 0.5 if place in self._lit else 0.4

    def hit_label(self, point: Point) -> Place:
        """Give the weight whose label is at a point."""
        for place, label in self.labels.items():
            if label.visible and label.box.contains(point):
                return place
        return NOWHERE

    def nearest(self, point: Point) -> tuple[float, Place]:
        """Give the edge closest to a point, and its distance."""
        arrangement = self.canvas.arrangement
        if not arrangement.columns[self.layer - 1] <= point.x <= arrangement.columns[self.layer]:
            return REACH, NOWHERE
        found = min((item.line.distance(point), place) for place, item in self.items.items())
        return found if found[0] < REACH else (REACH, NOWHERE)

    def box_of(self, ref: Ref) -> Box | None:
        """Give where a weight's label is, or the middle of its edge."""
        place = Place("edge", ref.layer, ref.unit, ref.source)
        label = self.labels.get(place)
        if label is not None and label.visible:
            return label.box
        return Box.around(self.items[place].line.at(0.5), 2, 2) if place in self.items else None
