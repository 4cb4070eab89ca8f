"""Where each part of a network stands: what the planner finds."""

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from app.graph.plan.geometry import Box, Line, Point
from app.graph.plan.routing import route
from app.graph.plan.shape import NetworkShape, grid_of
from app.graph.plan.text_sizes import UnitStyle

Z_LINE, BACKWARD_LINE = 10.9, 26.6
"""How far below a circle the middles of the two lines of text are, at scale 1."""

MARGIN = 12.0
CAPTION = 34.0
FOOT = 27.0


class LabelSlots(Struct, frozen=True):
    """The places of the labels on the edges into a layer.

    Attributes
    ----------
    width, height : float
        What each label may take without touching another; 0 where not all edges are labelled.
    fractions : tuple of tuple of float
        Where along its edge each label sits: ``fractions[unit][source]``; empty where not all
        edges are labelled.
    crossed : int
        How many edges run through labels of others.
    """

    width: float = 0.0
    height: float = 0.0
    fractions: tuple[tuple[float, ...], ...] = ()
    crossed: int = 0

    @property
    def labelled(self) -> bool:
        """Whether every edge has a label."""
        return bool(self.fractions)

    def holds(self, width: float, height: float) -> bool:
        """Whether a label of an extent fits without touching another."""
        return width <= self.width + 0.5 and height <= self.height + 0.5


class NetworkPlan(Struct, frozen=True, dict=True):
    """Every place, in pixels.

    Attributes
    ----------
    shape : NetworkShape
        What was laid out.
    style : UnitStyle
        How units look.
    scale : float
        What sizes at scale 1 are multiplied by.
    rectangle : Box
        What the network is drawn in; larger than what was asked for where it scrolls.
    columns : tuple of float
        The x of every layer, and of the loss.
    units : tuple of tuple of Point
        Centres; empty for a layer drawn as a strip.
    strips : dict of int to Box
        The strips and images by layer.
    field : Box or None
        The place of the picture of one unit's incoming weights.
    boxes : tuple of Box
        Target and loss of each output.
    total : Box
        The total loss.
    label_slots : tuple of LabelSlots
        For each layer that computes.
    whole : bool
        Whether every gap between units has room for a gradient with its parameter's name, so that
        all are written with it.
    """

    shape: NetworkShape
    style: UnitStyle
    scale: float
    rectangle: Box
    columns: tuple[float, ...]
    units: tuple[tuple[Point, ...], ...]
    strips: dict[int, Box]
    field: Box | None
    boxes: tuple[Box, ...]
    total: Box
    label_slots: tuple[LabelSlots, ...]
    whole: bool = True

    def moved(self, dx: float, dy: float) -> "NetworkPlan":
        """Return the same plan at another place."""
        return replace(
            self,
            rectangle=self.rectangle.moved(dx, dy),
            columns=tuple(x + dx for x in self.columns),
            units=tuple(tuple(Point(x + dx, y + dy) for x, y in column) for column in self.units),
            strips={layer: box.moved(dx, dy) for layer, box in self.strips.items()},
            field=None if self.field is None else self.field.moved(dx, dy),
            boxes=tuple(box.moved(dx, dy) for box in self.boxes),
            total=self.total.moved(dx, dy),
        )

    @property
    def caption_y(self) -> float:
        """The middle of the column captions."""
        return self.rectangle.top + (MARGIN * 0.4 + CAPTION / 2) * self.scale

    @property
    def cell_room(self) -> float:
        """What a named cell of a hidden strip keeps free to its left."""
        return 84.0 * self.scale

    @cached_property
    def foot_y(self) -> float:
        """The middle of what stands below the columns."""
        half = self.style.below * self.scale
        lowest = max((unit.y for column in self.units for unit in column), default=0.0) + half
        strips = max((box.bottom for box in self.strips.values()), default=0.0)
        return max(lowest, strips) + FOOT * 0.5 * self.scale

    def cell(self, layer: int, unit: int) -> Box:
        """Return the cell of a unit in a strip or image."""
        box, (rows, columns) = self.strips[layer], grid_of(self.shape, layer)
        row, column = divmod(unit, columns)
        width, height = box.width / columns, box.height / rows
        left, top = box.left + column * width, box.top + row * height
        return Box(left, top, left + width, top + height)

    def centre(self, layer: int, unit: int) -> Point:
        """Return the centre of a unit, however its layer is drawn."""
        return self.cell(layer, unit).centre if layer in self.strips else self.units[layer][unit]

    def edge(self, layer: int, unit: int, source: int) -> Line:
        """Return the edge of a weight, from border to border."""
        start, end = self.centre(layer - 1, source), self.centre(layer, unit)
        if layer - 1 in self.strips:
            start = Point(self.strips[layer - 1].right + 2, start.y)
        if layer in self.strips:
            end = Point(self.strips[layer].left - self.cell_room, end.y)
        texts = (*self._all_texts[layer - 1], *self._all_texts[layer]) if self.style.round else ()
        return self.between(start, layer - 1 in self.strips, end, layer in self.strips, texts)

    def between(
        self,
        start: Point,
        bare_start: bool,
        end: Point,
        bare_end: bool,
        texts: Sequence[Box] = (),
    ) -> Line:
        """Return the line from one unit to another; a bare end stops at the point itself."""
        half = self.style.width / 2 * self.scale
        if self.style.round:
            radii = 0.0 if bare_start else half, 0.0 if bare_end else half + 1
            return route(start, end, radii, texts)
        x0 = start.x if bare_start else start.x + half
        x1 = end.x if bare_end else end.x - half - 1
        return Line(x0, start.y, x1, end.y)

    def clearance(self, layer: int) -> float:
        """Return the width between the units of a layer and those of the layer before."""
        style = self.style
        taken = style.width if style.round else style.footprint
        return self.columns[layer] - self.columns[layer - 1] - taken * self.scale

    def label_bounds(self, layer: int) -> tuple[float, float]:
        """Return between which x labels stand on edges from or into a strip."""
        half = self.style.footprint / 2 * self.scale
        before, after = self.strips.get(layer - 1), self.strips.get(layer)
        left = self.columns[layer - 1] + half if before is None else before.right
        right = self.columns[layer] - half if after is None else after.left - self.cell_room
        return left + 5, right - 5

    def bundle(self, layer: int, unit: int) -> Line:
        """Return the line for all weights from a strip into a unit, or from a unit into a strip."""
        before, after = self.strips.get(layer - 1), self.strips.get(layer)
        if after is None:
            assert before is not None
            start = Point(before.right, before.centre.y)
            texts = self._all_texts[layer] if self.style.round else ()
            return self.between(start, True, self.units[layer][unit], False, texts)
        end = Point(after.left - 3, after.centre.y)
        if before is not None:
            return Line(before.right + 3, before.centre.y, *end)
        return self.between(self.units[layer - 1][unit], False, end, True)

    def unit_box(self, layer: int, unit: int) -> Box:
        """Return the outline of a unit."""
        if layer in self.strips:
            return self.cell(layer, unit)
        width, height = self.style.width * self.scale, self.style.height * self.scale
        return Box.around(self.units[layer][unit], width, height)

    def unit_footprint(self, layer: int, unit: int) -> Box:
        """Return what a unit takes together with the texts above and below it."""
        box, style, scale = self.unit_box(layer, unit), self.style, self.scale
        x, y = box.centre
        half = style.width / 2 if layer == 0 else style.footprint / 2
        above = style.height / 2 if layer == 0 else style.above
        below = style.height / 2 if layer == 0 else style.below
        return Box(x - half * scale, y - above * scale, x + half * scale, y + below * scale)

    @cached_property
    def _all_texts(self) -> tuple[tuple[Box, ...], ...]:
        """For each layer of circles the places of the texts above and below its units."""
        style, texts, scale = self.style, self.style.texts, self.scale
        line, found = style.line * scale, []
        for layer, column in enumerate(self.units):
            boxes = []
            for x, y in column if layer > 0 else ():
                below = y + style.height / 2 * scale
                for width, middle in ((texts.z, Z_LINE), (texts.backward, BACKWARD_LINE)):
                    centre = Point(x, below + middle * scale)
                    boxes.append(Box.around(centre, width * scale + 4, line))
                if texts.bias and self.shape.biases[layer - 1] == "units":
                    top = y - style.height / 2 * scale
                    half = texts.bias / 2 * scale
                    boxes.append(Box(x - half, top - line - 5 * scale, x + half, top - 2 * scale))
            found.append(tuple(boxes))
        return tuple(found)

    def obstacles_of(self, layer: int) -> list[Box]:
        """Return what the labels of edges keep clear of: a layer's units and the texts below."""
        units = range(len(self.units[layer]))
        if self.style.round:
            circles = (half for unit in units for half in self.unit_box(layer, unit).rounded())
            return [*circles, *self._all_texts[layer]]
        return [self.unit_footprint(layer, unit) for unit in units]
