"""The whole picture: its parts, built once a scenario, restyled where something changed."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QGraphicsScene

from app.graph.items.biases import Biases
from app.graph.items.callouts import Callouts
from app.graph.items.canvas import Canvas
from app.graph.items.edges import REACH, Edges
from app.graph.items.losses import Losses
from app.graph.items.primitives import Text, rect_of
from app.graph.items.strip_edges import MOST, StripEdges
from app.graph.items.strips import Strip
from app.graph.items.units import Units
from app.graph.labels import wording
from app.graph.labels.emphasis import Emphasis, emphasis_of
from app.graph.labels.fonts import Fonts, Ruler
from app.graph.labels.frame import Frame, Reading
from app.graph.labels.measuring import measure_texts
from app.graph.plan.geometry import Box, Point
from app.graph.plan.network import NetworkShape
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
from engine.iteration.steps import Step
from engine.network.quantities import LOSS, PENALTY, Quantity, Ref


@dataclass(frozen=True, slots=True)
class GraphState:
    """What is to be drawn.

    Attributes
    ----------
    reading : Reading
        The numbers, as far as they are known.
    step : Step or None
        What is computed now; None at the beginning.
    hovered : tuple of Ref
        What the pointer rests on, here or in a formula.
    selected : Ref or None
        The selected weight or bias.
    """

    reading: Reading
    step: Step | None = None
    hovered: tuple[Ref, ...] = ()
    selected: Ref | None = None

    def emphasis(self, before: Emphasis | None = None) -> Emphasis:
        """Return what stands out; `before` is what stood out last."""
        return emphasis_of(
            self.reading.trace,
            self.reading.sample,
            self.step,
            hovered=self.hovered,
            selected=self.selected,
            before=before,
        )


class GraphPicture:
    """The items of one scenario's graph in a scene of their own.

    Parameters
    ----------
    state : GraphState
        What is to be drawn.
    shape : NetworkShape
        The network.
    appearance : Appearance
        Theme and text size.
    width, height : float
        The size to fill.
    """

    def __init__(
        self,
        state: GraphState,
        shape: NetworkShape,
        appearance: Appearance,
        width: float,
        height: float,
    ) -> None:
        self.shape, self.appearance = shape, appearance
        self.scene = QGraphicsScene()
        self.scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._text_sizes: TextSizes
        self.canvas = canvas = Canvas(self.scene, self._frame(state, width, height))
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

    def _frame(self, state: GraphState, width: float, height: float) -> Frame:
        """Lay the network out anew."""
        self.view_size = (width, height)
        self._ruler = Ruler(self.appearance)
        self._text_sizes = self._measured(state)
        scale = self.appearance.scale
        plan = plan_network(self.shape, self._text_sizes, Box(0.0, 0.0, width, height), scale)
        fonts = Fonts(self.appearance, plan.scale)
        return Frame(state.reading, state.emphasis(), plan, fonts, self.appearance.theme)

    def follow_numbers(self, state: GraphState) -> None:
        """Show other numbers; where they are wider than any before, lay out anew."""
        if self._measured(state).fits_in(self._text_sizes):
            self.refresh(state, everything=True)
        else:
            self.resize(state, *self.view_size)

    @property
    def scrolls(self) -> tuple[bool, bool]:
        """Whether it is wider, and whether it is higher, than what it is seen in."""
        whole, (width, height) = self.canvas.plan.rectangle, self.view_size
        return whole.width > width + 0.5, whole.height > height + 0.5

    def _measured(self, state: GraphState) -> TextSizes:
        return measure_texts(state.reading.trace, self.shape, self._ruler)

    def resize(self, state: GraphState, width: float, height: float) -> None:
        """Lay everything out anew: another size, text size, theme or numbers of other widths."""
        self.canvas.frame = self._frame(state, width, height)
        self._place()
        self.refresh(state, everything=True)

    def _place(self) -> None:
        self.scene.setSceneRect(rect_of(self.canvas.plan.rectangle))
        for part in self._weights():
            part.place()
        self.units.place()
        self.losses.place()

    def refresh(self, state: GraphState, everything: bool) -> None:
        """Show numbers and what stands out.

        Parameters
        ----------
        state : GraphState
            What is to be drawn.
        everything : bool
            Whether every edge may have changed, not only those that stand out.
        """
        canvas = self.canvas
        emphasis = state.emphasis(canvas.emphasis)
        theme = self.appearance.theme
        canvas.frame = Frame(state.reading, emphasis, canvas.plan, canvas.fonts, theme)
        if everything:
            self._write_captions()
        self.units.refresh()
        obstacles = self.biases.refresh()
        self.losses.refresh()
        obstacles += self.callouts.refresh()
        for edges in self.edges.values():
            edges.refresh(everything, obstacles)
        for sparse in self.strip_edges.values():
            sparse.refresh(obstacles)
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
            caption = text
            if widths[index] > room and 0 < index <= self.shape.depth:
                caption = wording.caption(scenario, index, self.shape.is_strip(index), brief=True)
            # Rather a little beside its column than smaller than the others.
            half = min(canvas.fonts.width("caption", caption), room) / 2 + 4
            right = plan.rectangle.right - half
            x = min(max(plan.columns[index], half), max(half, right))
            item.place(x, plan.caption_y, 0.5, room)
            item.write(caption, canvas.fonts.font("caption"), canvas.theme.muted)

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
            for place in (emphasis.target_place, *sorted(emphasis.hovered, key=repr))
            if place.kind == "unit" and place.layer == layer
        ]
        for number in (layer + 1, layer):
            sparse = self.strip_edges.get(number)
            if sparse is None:
                continue
            outgoing = number == layer + 1
            cells += [place.source if outgoing else place.unit for place in sparse.chosen]
        return list(dict.fromkeys(cell for cell in cells if cell is not None))[: MOST + 2]

    def number_texts(self) -> dict[Ref, str]:
        """Return every number in the picture, as it is written there."""
        parts = (
            self.units,
            self.biases,
            self.losses,
            self.callouts,
            *self._weights(),
            *self.strips.values(),
        )
        return {ref: text for part in parts for ref, text in part.numbers()}

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
