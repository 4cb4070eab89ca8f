"""The whole picture: its parts, built once a scenario, restyled where something changed."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsScene

from app.graph.items.biases import Biases
from app.graph.items.callouts import Callouts
from app.graph.items.canvas import Canvas
from app.graph.items.edges import REACH, Edges
from app.graph.items.losses import Losses
from app.graph.items.primitives import Text
from app.graph.items.strip_edges import MOST, StripEdges
from app.graph.items.strips import Strip
from app.graph.items.units import Units
from app.graph.labels import wording
from app.graph.labels.emphasis import emphasis_of
from app.graph.labels.fonts import Fonts, Ruler
from app.graph.labels.measuring import measure_texts
from app.graph.plan.geometry import Box, Point
from app.graph.plan.network import network_shape
from app.graph.plan.places import (
    INSIDE_UNIT,
    NOWHERE,
    OF_BIAS,
    OF_BOX,
    OF_NORMALISING,
    OF_WEIGHT,
    Place,
    place_of,
)
from app.graph.plan.planner import plan_network
from app.graph.plan.text_sizes import TextSizes
from app.theme import Appearance
from app.viewmodels import Stepper
from engine.quantities import LOSS, PENALTY, Quantity, Ref


class GraphPicture:
    """The items of one scenario's graph in a scene of their own.

    Parameters
    ----------
    stepper : Stepper
        The models, with a scenario open.
    appearance : Appearance
        Theme and text size.
    width, height : float
        The size to fill.
    """

    def __init__(
        self, stepper: Stepper, appearance: Appearance, width: float, height: float
    ) -> None:
        self.stepper, self.appearance = stepper, appearance
        session = stepper.session
        self.shape = network_shape(session.scenario, session.rows.image_shape)
        self.scene = QGraphicsScene()
        self.scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._text_sizes: TextSizes
        self.canvas = self._canvas(width, height)
        canvas, shape = self.canvas, self.shape
        layers = range(1, shape.depth + 1)
        sparse = [n for n in layers if shape.is_strip(n) or shape.is_strip(n - 1)]
        self.edges = {n: Edges(canvas, n) for n in layers if n not in sparse}
        self.strip_edges = {n: StripEdges(canvas, n) for n in sparse}
        self.units = Units(canvas)
        self.biases = Biases(canvas)
        self.losses = Losses(canvas)
        self.callouts = Callouts(canvas)
        self.strips = {n: Strip(canvas, n) for n in range(shape.depth + 1) if shape.is_strip(n)}
        self.captions = [Text(self.scene) for _ in range(shape.depth + 2)]
        self._place()

    def _canvas(self, width: float, height: float) -> Canvas:
        self.view_size = (width, height)
        self._ruler = Ruler(self.appearance)
        self._text_sizes = self._measured()
        scale = self.appearance.scale
        plan = plan_network(self.shape, self._text_sizes, width, height, scale)
        fonts = Fonts(self.appearance, plan.scale)
        return Canvas(self.scene, self.stepper, self.appearance, fonts, plan)

    @property
    def is_current(self) -> bool:
        """Whether this is a picture of what is open."""
        session = self.stepper.session
        return network_shape(session.scenario, session.rows.image_shape) == self.shape

    def follow_numbers(self) -> None:
        """Show other numbers; where they are wider than any before, lay out anew."""
        text_sizes = self._measured()
        if text_sizes.fits_in(self._text_sizes):
            self.refresh(everything=True)
        else:
            self.resize(*self.view_size)

    @property
    def scrolls(self) -> tuple[bool, bool]:
        """Whether it is wider, and whether it is higher, than what it is seen in."""
        size = self.canvas.plan.size
        return size[0] > self.view_size[0] + 0.5, size[1] > self.view_size[1] + 0.5

    def _measured(self) -> TextSizes:
        return measure_texts(self.stepper.session.trace, self.shape, self._ruler)

    def resize(self, width: float, height: float) -> None:
        """Lay everything out anew: another size, text size, theme or numbers of other widths."""
        fresh = self._canvas(width, height)
        self.canvas.fonts, self.canvas.plan = fresh.fonts, fresh.plan
        self._place()
        self.refresh(everything=True)

    def _place(self) -> None:
        width, height = self.canvas.plan.size
        self.scene.setSceneRect(QRectF(0, 0, width, height))
        for part in self._weights():
            part.place()
        self.units.place()
        self.losses.place()

    def refresh(self, everything: bool) -> None:
        """Show the present numbers and what stands out.

        Parameters
        ----------
        everything : bool
            Whether every edge may have changed, not only those that stand out.
        """
        canvas = self.canvas
        canvas.shown.clear()
        canvas.obstacles.clear()
        canvas.emphasis = emphasis_of(self.stepper, canvas.emphasis)
        if everything:
            self._write_captions()
        self.units.refresh()
        self.biases.refresh()
        self.losses.refresh()
        self.callouts.refresh()
        for edges in self.edges.values():
            edges.refresh(everything)
        for sparse in self.strip_edges.values():
            sparse.refresh()
        for layer, strip in self.strips.items():
            strip.show(self._cells(layer), self._field_of())

    def _write_captions(self) -> None:
        canvas, plan = self.canvas, self.canvas.plan
        scenario = canvas.trace.scenario
        texts = [
            wording.caption(
                scenario, layer, self.shape.is_strip(layer), layer == 0 and bool(self.shape.image)
            )
            for layer in range(self.shape.depth + 1)
        ]
        texts.append("loss")
        widths = [canvas.fonts.width("caption", text) for text in texts]
        for index, (text, item) in enumerate(zip(texts, self.captions, strict=True)):
            room = self._caption_room(index, widths)
            told = text
            if widths[index] > room and 0 < index <= self.shape.depth:
                told = wording.caption(scenario, index, self.shape.is_strip(index), brief=True)
            # Rather a little beside its column than smaller than the others.
            half = min(canvas.fonts.width("caption", told), room) / 2 + 4
            right = plan.size[0] - half
            x = min(max(plan.columns[index], half), max(half, right))
            item.place(x, plan.caption_y, 0.5, room)
            item.write(told, canvas.fonts.font("caption"), canvas.theme.muted)

    def _caption_room(self, index: int, widths: list[float]) -> float:
        """Give a caption its half of the way to each neighbour, and what that leaves of its own."""
        xs, apart = self.canvas.plan.columns, 18 * self.canvas.scale
        rooms = []
        for other in (index - 1, index + 1):
            if 0 <= other < len(xs):
                gap = abs(xs[index] - xs[other])
                rooms.append(2 * max(gap / 2, gap - widths[other] / 2) - apart)
        return min(rooms)

    def _weights(self) -> list[Edges | StripEdges]:
        return [*self.edges.values(), *self.strip_edges.values()]

    def _field_of(self) -> int | None:
        sparse = self.strip_edges.get(1)
        return None if sparse is None or self.shape.is_strip(1) else sparse.focus

    def _cells(self, layer: int) -> list[int]:
        """Return the cells of a strip that stand out."""
        emphasis = self.canvas.emphasis
        cells = [
            place.unit
            for place in (emphasis.target_place, *emphasis.hovered)
            if place.kind == "unit" and place.layer == layer
        ]
        for number in (layer + 1, layer):
            sparse = self.strip_edges.get(number)
            if sparse is None:
                continue
            outgoing = number == layer + 1
            cells += [place.source if outgoing else place.unit for place in sparse.chosen]
        return list(dict.fromkeys(cell for cell in cells if cell is not None))[: MOST + 2]

    def hit(self, point: Point) -> Place:
        """Return the part of the picture at a point."""
        weights = self._weights()
        finders: list[Callable[[Point], Place]] = [
            *(part.hit_label for part in weights),
            self.callouts.hit,
            self.biases.hit,
            self.units.hit,
            self.losses.hit,
            *(strip.hit for strip in self.strips.values()),
        ]
        for find in finders:
            place = find(point)
            if place != NOWHERE:
                return place
        nearest = min((part.nearest(point) for part in weights), default=(REACH, NOWHERE))
        return nearest[1] if nearest[0] < REACH else NOWHERE

    def refs_at(self, place: Place) -> tuple[Ref, ...]:
        """Return the numbers that a part of the picture shows."""
        if place.kind == "bias":
            return tuple(
                Ref(quantity, ref.layer, ref.unit)
                for ref in self.biases.refs_of(place)
                for quantity in OF_BIAS
            )
        if place.kind != "unit" or place.layer == 0:
            return place.refs()
        batch_norm = self.canvas.trace.scenario.layers[place.layer - 1].batch_norm
        within = (*INSIDE_UNIT, *(OF_NORMALISING if batch_norm else ()))
        return (*place.refs(), *(Ref(each, place.layer, place.unit) for each in within))

    def box_of(self, ref: Ref) -> Box | None:
        """Return where a number is shown, or where what it belongs to is."""
        if ref.of is not None and ref.parameter is not None:
            ref = ref.parameter
        called_out = self.callouts.box_of(ref)
        if called_out is not None:
            return called_out
        if ref.quantity in OF_WEIGHT:
            part = self.edges.get(ref.layer) or self.strip_edges.get(ref.layer)
            return None if part is None else part.box_of(ref)
        if ref.quantity in OF_BIAS:
            return self.biases.box_of(ref)
        if ref.quantity in OF_BOX or ref in (LOSS, PENALTY):
            return self.losses.box_of(ref)
        if place_of(ref).kind != "unit":
            return None
        if ref.layer in self.strips:
            return self.canvas.plan.cell(ref.layer, ref.unit or 0)
        found = self.units.box_of(ref)
        return found or self.units.box_of(ref.as_quantity(Quantity.ACTIVATION))
