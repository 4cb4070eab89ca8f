"""The weights: edges between units or strips, and their labels."""

from collections.abc import Mapping, Sequence
from operator import is_

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsScene

from app.graph.items.label import Label
from app.graph.items.primitives import EDGES, Canvas, Edge, pen
from app.graph.labels.content import Written
from app.graph.labels.emphasis import chosen_edges
from app.graph.labels.frame import Frame
from app.graph.labels.slot_labels import label_edges
from app.graph.plan.geometry import Box, Line, Point
from app.graph.plan.network_plan import NetworkPlan
from app.graph.plan.places import NOWHERE, Place
from app.theme import mix
from engine.network.quantities import Quantity, Ref

DENSE = 64
"""From this many edges between two layers on the dimmed ones are drawn together, by strength."""

LEVELS = 5
"""How many strengths are distinguished among them."""

REACH = 6.0
"""How close the pointer must come to an edge, in pixels."""

# Widths of the step's own edge, of one that is lit, marked, on the way back, and of all others.
_WIDTHS = (4.0, 2.6, 2.6, 2.2, 1.5)
_HEADS = (12.0, 12.0, 11.0, 11.0, 9.5)
_WIDTHS_AT_STRIPS, _HEAD_AT_STRIPS = (3.4, 2.0, 2.0, 1.4, 1.4), 10.0


class Edges:
    """The weights into one layer: all one by one, or those that matter over the many others."""

    def __init__(self, canvas: Canvas, layer: int) -> None:
        self.canvas, self.layer = canvas, layer
        shape = canvas.frame.plan.shape
        n_out, n_in = shape.sizes[layer], shape.sizes[layer - 1]
        scenario = canvas.frame.trace.scenario
        self.at_strip = shape.is_strip(layer) or shape.is_strip(layer - 1)
        self.dense = not self.at_strip and n_out * n_in >= DENSE
        self.places: list[Place] = []
        self._others: _Bundles | _DimmedEdges | None = None
        if self.at_strip:
            self._others = _Bundles(canvas, layer)
        else:
            self.places = [
                Place("edge", layer, unit, source)
                for unit in range(n_out)
                for source in scenario.sources(layer, unit)
            ]
        if self.dense:
            self._others = _DimmedEdges(canvas.scene)
        self.lines: dict[Place, Line] = {}
        self.items: dict[Place, Edge] = {}
        self._pool: list[Edge] = []
        self.labels: dict[Place, Label] = {}
        self._label_pool: list[Label] = []

    def place(self) -> None:
        """Take the places of the layout."""
        plan = self.canvas.frame.plan
        self.lines = {place: self._line(place) for place in self.places}
        if isinstance(self._others, _Bundles):
            self._others.place(plan)

    def _line(self, place: Place) -> Line:
        return self.canvas.frame.plan.edge(self.layer, place.unit or 0, place.source or 0)

    def refresh(self, obstacles: Sequence[Box]) -> None:
        """Show the present numbers and what stands out; labels keep clear of obstacles."""
        frame, emphasis = self.canvas.frame, self.canvas.frame.emphasis
        if self.at_strip:
            drawn = chosen_edges(frame.reading, emphasis, self.layer)
            self.lines = {place: self._line(place) for place in drawn}
        elif self.dense:
            lit = emphasis.places | emphasis.hovered | emphasis.path | {emphasis.selected}
            drawn = sorted(lit & self.lines.keys())
        else:
            drawn = self.places
        if self._others is not None:
            self._others.refresh(frame, self.layer, self.lines)
        written = label_edges(frame, self.layer, self.lines, drawn, obstacles)
        self._show_labels(written)
        self._draw(drawn, self._flows_into(written))

    def _flows_into(self, written: dict[Place, Written]) -> dict[Place, tuple[Box, float]]:
        """Return the label that the loss flows into: of the weight whose gradient is computed."""
        frame = self.canvas.frame
        target, place = frame.emphasis.target, frame.emphasis.target_place
        if self.at_strip or target is None or target.quantity is not Quantity.WEIGHT_GRADIENT:
            return {}
        if place not in written or not self.lines[place].crosses(written[place].box):
            return {}
        return {place: (written[place].box, 13.0 * frame.scale)}

    def _draw(self, drawn: Sequence[Place], into: dict[Place, tuple[Box, float]]) -> None:
        self._pool += [Edge(self.canvas.scene) for _ in range(len(drawn) - len(self._pool))]
        self.items = dict(zip(drawn, self._pool, strict=False))
        for place, item in self.items.items():
            item.place(self.lines[place])
            self._dress(item, place, into.get(place))
            item.show(True)
        for item in self._pool[len(drawn) :]:
            item.show(False)

    def _dress(self, item: Edge, place: Place, into: tuple[Box, float] | None) -> None:
        frame, emphasis = self.canvas.frame, self.canvas.frame.emphasis
        theme, phase = frame.theme, frame.phase
        lit, on_path = place in emphasis.places, place in emphasis.path
        marked, _ = frame.outline(place)
        if lit:
            index, colour = 0 if emphasis.target_place == place else 1, phase.strong
        elif marked:
            index, colour = 2, marked
        elif on_path:
            index, colour = 3, mix(theme.edge, phase.strong, 0.6)
        else:
            index, colour = 4, theme.outline if self.at_strip else theme.edge
        weights = frame.trace.before.weights[self.layer - 1]
        item.dress(
            colour,
            (_WIDTHS_AT_STRIPS if self.at_strip else _WIDTHS)[index] * frame.line_scale,
            dashed=bool(weights[place.unit or 0, place.source or 0] < 0),
            lit=lit or bool(marked) or self.at_strip,
            backwards=emphasis.backwards and (lit or on_path),
            head=(_HEAD_AT_STRIPS if self.at_strip else _HEADS[index]) * frame.scale,
            into=into,
        )

    def _show_labels(self, written: Mapping[Place, Written]) -> None:
        pool = self._label_pool
        pool += [Label(self.canvas.scene) for _ in range(len(written) - len(pool))]
        # In one order, so that what lies above what does not hang on what was shown before.
        self.labels = dict(zip(sorted(written), pool, strict=False))
        for place, label in self.labels.items():
            label.write(self.canvas.frame.fonts, written[place])
        for label in pool[len(written) :]:
            label.show(False)

    def hit_label(self, point: Point) -> Place:
        """Return the weight whose label is at a point."""
        found = (place for place, label in self.labels.items() if label.box.contains(point))
        return next(found, NOWHERE)

    def nearest(self, point: Point) -> tuple[float, Place]:
        """Return the edge closest to a point, and its distance."""
        columns = self.canvas.frame.plan.columns
        if not columns[self.layer - 1] <= point.x <= columns[self.layer]:
            return REACH, NOWHERE
        found = ((line.distance(point), place) for place, line in self.lines.items())
        return min(found, default=(REACH, NOWHERE))

    def box_of(self, ref: Ref) -> Box | None:
        """Return where a weight's label is, or the middle of its edge, if it is drawn."""
        place = Place("edge", ref.layer, ref.unit, ref.source)
        if place in self.labels:
            return self.labels[place].box
        return Box.around(self.lines[place].at(0.5), 2, 2) if place in self.lines else None


class _Bundles:
    """One line for all the weights from a strip into a unit, or from a unit into a strip."""

    def __init__(self, canvas: Canvas, layer: int) -> None:
        shape = canvas.frame.plan.shape
        self.layer, self.from_strip = layer, shape.is_strip(layer - 1)
        both = self.from_strip and shape.is_strip(layer)
        count = 1 if both else shape.sizes[layer if self.from_strip else layer - 1]
        self.items = [Edge(canvas.scene) for _ in range(count)]

    def place(self, plan: NetworkPlan) -> None:
        for index, item in enumerate(self.items):
            item.place(plan.bundle(self.layer, index))

    def refresh(self, frame: Frame, layer: int, _lines: Mapping[Place, Line]) -> None:
        emphasis, flows = frame.emphasis, _flows(frame.emphasis.target, layer)
        for index, item in enumerate(self.items):
            unit = Place("unit", layer if self.from_strip else layer - 1, index)
            lit = flows and emphasis.target_place == unit
            item.dress(
                frame.phase.strong if lit else frame.theme.edge,
                (2.6 if lit else 1.0) * frame.line_scale,
                lit=lit,
                backwards=lit and emphasis.backwards,
                head=(11.0 if lit else 7.0) * frame.scale,
            )


def _flows(target: Ref | None, layer: int) -> bool:
    """Whether a step sends numbers along the edges into a layer."""
    if target is None:
        return False
    if target.quantity is Quantity.PRE_ACTIVATION:
        return target.layer == layer
    by = (Quantity.LOSS_BY_ACTIVATION, Quantity.LOSS_BY_PASSED_ON)
    return target.quantity in by and target.layer == layer - 1


class _DimmedEdges:
    """Very many thin edges as a few paths, the darker the stronger; negative ones dashed."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._shown: tuple[object, ...] = ()
        self._items: dict[tuple[int, bool], QGraphicsPathItem] = {}
        for level in range(LEVELS):
            for negative in (False, True):
                item = self._items[level, negative] = QGraphicsPathItem()
                item.setZValue(EDGES)
                item.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
                scene.addItem(item)

    def refresh(self, frame: Frame, layer: int, lines: Mapping[Place, Line]) -> None:
        of_layer, theme = frame.trace.before.weights[layer - 1], frame.theme
        weights = np.array([of_layer[place.unit or 0, place.source or 0] for place in lines])
        shown = (frame.trace, frame.plan, theme)
        if self._shown and all(map(is_, shown, self._shown)):
            return
        self._shown = shown
        strongest = float(np.abs(weights).max(initial=0.0)) or 1.0
        levels = np.minimum(LEVELS - 1, (np.abs(weights) / strongest * LEVELS).astype(int))
        paths = {key: QPainterPath() for key in self._items}
        for line, weight, level in zip(lines.values(), weights, levels, strict=True):
            path = paths[int(level), bool(weight < 0)]
            path.moveTo(QPointF(line.x0, line.y0))
            path.lineTo(QPointF(line.x1, line.y1))
        for (level, negative), item in self._items.items():
            share = 0.25 + 0.75 * (level + 0.5) / LEVELS
            item.setPen(pen(mix(theme.background, theme.edge, share), 1.0, negative))
            item.setPath(paths[level, negative])
