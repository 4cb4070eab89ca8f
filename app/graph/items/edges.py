"""The weights: edges between units, and their labels."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from app.graph.items.canvas import Canvas
from app.graph.items.dimmed_edges import DimmedEdges
from app.graph.items.edge_labels import EdgeLabels
from app.graph.items.label import Label
from app.graph.items.primitives import Edge
from app.graph.labels.dense_labels import label_some
from app.graph.labels.placer import Written
from app.graph.labels.policy import LabelPolicy
from app.graph.labels.slot_labels import label_all
from app.graph.plan.geometry import Box, Line, Point
from app.graph.plan.places import NOWHERE, Place
from app.theme import mix
from engine.network.quantities import Quantity, Ref

DENSE = 64
"""From this many edges between two layers on the dimmed ones are drawn together, by strength."""

REACH = 6.0
"""How close the pointer must come to an edge, in pixels."""


class Edges:
    """The edges into one layer, where both layers are drawn unit by unit."""

    def __init__(self, canvas: Canvas, layer: int) -> None:
        self.canvas, self.layer = canvas, layer
        sizes = canvas.plan.shape.sizes
        self.n_out, self.n_in = sizes[layer], sizes[layer - 1]
        self.dense = self.n_out * self.n_in >= DENSE
        self.places = [
            Place("edge", layer, unit, source)
            for unit in range(self.n_out)
            for source in range(self.n_in)
        ]
        self.lines: dict[Place, Line] = {}
        self.items: dict[Place, Edge] = {}
        self._spare: list[Edge] = []
        self._dimmed = DimmedEdges(canvas.scene) if self.dense else None
        self._labels, self.policy = EdgeLabels(canvas.scene), LabelPolicy(layer)
        self._lit: set[Place] = set()

    def place(self) -> None:
        """Take the places of the layout."""
        for place in self.places:
            unit, source = place.unit or 0, place.source or 0
            self.lines[place] = self.canvas.plan.edge(self.layer, unit, source)
        for place, item in self.items.items():
            item.place(self.lines[place])

    def refresh(self, everything: bool, obstacles: Sequence[Box]) -> None:
        """Show the present numbers and what stands out.

        Parameters
        ----------
        everything : bool
            Whether all edges may differ, else those that stand out.
        obstacles : sequence of Box
            What labels keep clear of, besides the units.
        """
        emphasis = self.canvas.emphasis
        weights = self.canvas.trace.before.weights[self.layer - 1]
        standing = (
            emphasis.places | emphasis.hovered | emphasis.path | {emphasis.selected}
        ) & self.lines.keys()
        changed: Iterable[Place] = self.places if everything else standing | self._lit
        if self._dimmed is not None:
            changed = standing
            self._take_back(self.items.keys() - standing)
            if everything:
                lines = [self.lines[place] for place in self.places]
                self._dimmed.draw(lines, weights.ravel(), self.canvas.theme)
        self._lit = set(standing)
        for place in changed:
            self._dress(place, float(weights[place.unit or 0, place.source or 0]))
        frame = self.canvas.frame
        if self.canvas.plan.label_slots[self.layer - 1].labelled:
            written = label_all(frame, self.policy, self.lines, obstacles)
        else:
            written = label_some(frame, self.layer, self._lit, self.lines, obstacles)
        self._labels.show(written, frame.fonts)
        self._point_at(written)

    def _point_at(self, written: Mapping[Place, Written]) -> None:
        """Let the loss flow into the label of the weight whose gradient the step computes."""
        target, place = self.canvas.emphasis.target, self.canvas.emphasis.target_place
        if target is None or target.quantity is not Quantity.WEIGHT_GRADIENT:
            return
        if place in written and self.lines[place].crosses(written[place].box):
            self.items[place].point_into(written[place].box, 13.0 * self.canvas.scale)

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
        else:
            colour, width, head = theme.edge, 1.5 * scale, 9.5
        item = self._item(place)
        item.dress(
            colour,
            width,
            dashed=weight < 0,
            lit=lit or bool(marked),
            backwards=emphasis.backwards and (lit or place in emphasis.path),
            head=head * canvas.scale,
        )
        item.show(True)

    def _item(self, place: Place) -> Edge:
        if place not in self.items:
            item = self._spare.pop() if self._spare else Edge(self.canvas.scene)
            item.place(self.lines[place])
            self.items[place] = item
        return self.items[place]

    def _take_back(self, places: Collection[Place]) -> None:
        """Hide single edges that no longer stand out from the many."""
        for place in list(places):
            item = self.items.pop(place)
            item.show(False)
            self._spare.append(item)

    @property
    def labels(self) -> dict[Place, Label]:
        """The labels that are shown."""
        return self._labels.shown

    def numbers(self) -> Iterator[tuple[Ref, str]]:
        """Return the numbers in all labels, as they are written."""
        return self._labels.numbers()

    def hit_label(self, point: Point) -> Place:
        """Return the weight whose label is at a point."""
        return self._labels.hit(point)

    def nearest(self, point: Point) -> tuple[float, Place]:
        """Return the edge closest to a point, and its distance."""
        plan = self.canvas.plan
        if not plan.columns[self.layer - 1] <= point.x <= plan.columns[self.layer]:
            return REACH, NOWHERE
        found = min((line.distance(point), place) for place, line in self.lines.items())
        return found if found[0] < REACH else (REACH, NOWHERE)

    def box_of(self, ref: Ref) -> Box | None:
        """Return where a weight's label is, or the middle of its edge."""
        place = Place("edge", ref.layer, ref.unit, ref.source)
        label = self.labels.get(place)
        if label is not None:
            return label.box
        return Box.around(self.lines[place].at(0.5), 2, 2) if place in self.lines else None
