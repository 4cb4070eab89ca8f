"""The weights between large layers: one line for many, and the few that matter one by one."""

from collections.abc import Iterator, Sequence

import numpy as np

from app.graph.items.canvas import Canvas
from app.graph.items.edge_labels import EdgeLabels
from app.graph.items.primitives import Edge
from app.graph.labels.dense_labels import label_chosen
from app.graph.labels.placer import weight_of
from app.graph.plan.geometry import Box, Line, Point
from app.graph.plan.places import NOWHERE, Place
from engine.network.quantities import Quantity, Ref

MOST = 6
"""How many single edges are drawn at a time."""


class StripEdges:
    """The edges into one layer, where it or the layer before is drawn as a strip."""

    def __init__(self, canvas: Canvas, layer: int) -> None:
        self.canvas, self.layer = canvas, layer
        shape = canvas.plan.shape
        self.from_strip, self.to_strip = shape.is_strip(layer - 1), shape.is_strip(layer)
        if self.from_strip and self.to_strip:
            count = 1
        else:
            count = shape.sizes[layer] if self.from_strip else shape.sizes[layer - 1]
        self.bundles = [Edge(canvas.scene) for _ in range(count)]
        self.pool = [Edge(canvas.scene) for _ in range(MOST)]
        self._labels = EdgeLabels(canvas.scene)
        self.chosen: list[Place] = []

    def place(self) -> None:
        """Take the places of the layout."""
        for index, item in enumerate(self.bundles):
            item.place(self._bundle(index))

    def _bundle(self, index: int) -> Line:
        plan = self.canvas.plan
        if self.from_strip and not self.to_strip:
            return plan.bundle(self.layer, index)
        target = plan.strips[self.layer]
        end = Point(target.left - 3, target.centre.y)
        if self.from_strip:
            source = plan.strips[self.layer - 1]
            return Line(source.right + 3, source.centre.y, *end)
        start = plan.units[self.layer - 1][index]
        return plan.between(start, False, end, True)

    @property
    def focus(self) -> int | None:
        """The unit of this layer whose weights are shown."""
        emphasis, clicked = self.canvas.emphasis, self.canvas.focus
        target = emphasis.target
        if target is not None and target.layer == self.layer and target.unit is not None:
            return target.unit
        if emphasis.selected.kind == "edge" and emphasis.selected.layer == self.layer:
            return emphasis.selected.unit
        return clicked.unit if clicked.kind == "unit" and clicked.layer == self.layer else None

    def refresh(self, obstacles: Sequence[Box]) -> None:
        """Show the present numbers and what stands out; labels keep clear of obstacles."""
        self._dress_bundles()
        self.chosen = self._choose()
        lines = {}
        for index, edge in enumerate(self.pool):
            if index < len(self.chosen):
                place = self.chosen[index]
                self._dress(edge, place)
                lines[place] = edge.line
            else:
                edge.show(False)
        frame = self.canvas.frame
        self._labels.show(label_chosen(frame, self.layer, lines, obstacles), frame.fonts)

    def numbers(self) -> Iterator[tuple[Ref, str]]:
        """Return the numbers in all labels, as they are written."""
        return self._labels.numbers()

    def _dress_bundles(self) -> None:
        canvas, emphasis = self.canvas, self.canvas.emphasis
        target = emphasis.target_place
        for index, item in enumerate(self.bundles):
            layer = self.layer if self.from_strip else self.layer - 1
            lit = target == Place("unit", layer, index) and self._flows()
            item.dress(
                canvas.phase.strong if lit else canvas.theme.edge,
                (2.6 if lit else 1.0) * max(canvas.scale, 0.75),
                lit=lit,
                backwards=lit and emphasis.backwards,
                head=(11.0 if lit else 7.0) * canvas.scale,
            )

    def _flows(self) -> bool:
        """Whether the present step sends numbers along these edges."""
        target = self.canvas.emphasis.target
        if target is None:
            return False
        forward = target.quantity is Quantity.PRE_ACTIVATION and target.layer == self.layer
        by = (Quantity.LOSS_BY_ACTIVATION, Quantity.LOSS_BY_PASSED_ON)
        back = target.quantity in by and target.layer == self.layer - 1
        return forward or back

    def _choose(self) -> list[Place]:
        """Choose the edges to draw: the step's own, then the strongest of those in question."""
        emphasis = self.canvas.emphasis
        first = [
            place
            for place in (
                emphasis.target_place,
                emphasis.selected,
                *sorted(emphasis.hovered, key=repr),
            )
            if place.kind == "edge" and place.layer == self.layer
        ]
        candidates = [
            place
            for place in sorted(emphasis.places, key=repr)
            if place.kind == "edge" and place.layer == self.layer and place not in first
        ]
        if not candidates and self.focus is not None and not first:
            count = self.canvas.plan.shape.sizes[self.layer - 1]
            candidates = [Place("edge", self.layer, self.focus, k) for k in range(count)]
        return list(dict.fromkeys((*first, *self._strongest(candidates))))[:MOST]

    def _strongest(self, places: list[Place]) -> list[Place]:
        """Order edges by how much they contribute, |weight · activation|."""
        if not places:
            return []
        trace, sample = self.canvas.trace, self.canvas.sample
        rows = np.array([place.unit for place in places], dtype=np.intp)
        columns = np.array([place.source for place in places], dtype=np.intp)
        weights = trace.before.weights[self.layer - 1][rows, columns]
        strength = np.abs(weights * trace.forward_pass.passed_on[self.layer - 1][sample][columns])
        order = np.lexsort((columns, rows, -np.abs(weights), -strength))[:MOST]
        return [places[int(index)] for index in order]

    def _dress(self, edge: Edge, place: Place) -> None:
        canvas, emphasis = self.canvas, self.canvas.emphasis
        edge.place(canvas.plan.edge(self.layer, place.unit or 0, place.source or 0))
        lit, is_target = place in emphasis.places, emphasis.target_place == place
        marked, _ = canvas.outline(place)
        colour = canvas.phase.strong if lit else marked or canvas.theme.outline
        width = 3.4 if is_target else 2.0 if lit or marked else 1.4
        edge.dress(
            colour,
            width * max(canvas.scale, 0.75),
            dashed=canvas.value(weight_of(place)) < 0,
            lit=True,
            backwards=lit and emphasis.backwards,
            head=10.0 * canvas.scale,
        )
        edge.show(True)

    def hit_label(self, point: Point) -> Place:
        """Return the weight whose label is at a point."""
        return self._labels.hit(point)

    def nearest(self, point: Point) -> tuple[float, Place]:
        """Return the single edge closest to a point, and its distance."""
        pairs = zip(self.pool, self.chosen, strict=False)
        found = [(edge.line.distance(point), place) for edge, place in pairs]
        return min(found, default=(1e9, NOWHERE))

    def box_of(self, ref: Ref) -> Box | None:
        """Return where a weight's label is, or the middle of its edge, if it is drawn."""
        place = Place("edge", ref.layer, ref.unit, ref.source)
        if place not in self.chosen:
            return None
        label = self._labels.shown.get(place)
        if label is not None:
            return label.box
        return Box.around(self.pool[self.chosen.index(place)].line.at(0.5), 2, 2)
