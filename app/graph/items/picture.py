"""The whole picture: its parts, built once a scenario, restyled where something changed."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtWidgets import QGraphicsScene

from app.graph.items.biases import Biases
from app.graph.items.callouts import Callouts
from app.graph.items.edges import REACH, Edges
from app.graph.items.loss_parts import Losses
from app.graph.items.primitives import Canvas, Text, rect_of
from app.graph.items.strips import Strip
from app.graph.items.units import Units
from app.graph.labels import wording
from app.graph.labels.emphasis import MOST_EDGES, emphasis_of
from app.graph.labels.fonts import Fonts, Ruler
from app.graph.labels.frame import Frame
from app.graph.labels.measuring import measure_texts
from app.graph.labels.rules import label_rules
from app.graph.labels.state import GraphState
from app.graph.plan.geometry import Box, Point
from app.graph.plan.network_plan import NetworkPlan
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
from app.graph.plan.shape import NetworkShape, network_shape
from app.graph.plan.text_sizes import TextSizes
from app.theme import Appearance
from engine.network.quantities import LOSS, PENALTY, Quantity, Ref


class GraphPicture:
    """The items of one scenario's graph in a scene of their own.

    What it shows is a function of state, size and appearance, whatever was shown before.

    Parameters
    ----------
    state : GraphState
        What is to be drawn.
    appearance : Appearance
        Theme and text size.
    width, height : float
        The size to fill.
    shape : NetworkShape, optional
        The network, where it is not drawn as the scenario alone says: its inputs are an image.
    whole : bool
        Whether all of it is to be seen, however small it becomes; else a network of many units
        takes more room than there is.
    """

    def __init__(
        self,
        state: GraphState,
        appearance: Appearance,
        width: float,
        height: float,
        shape: NetworkShape | None = None,
        *,
        whole: bool = False,
    ) -> None:
        self._whole = whole
        self.shape = shape = shape or network_shape(state.reading.trace.scenario)
        self.appearance, self.view_size = appearance, (width, height)
        self.scene = QGraphicsScene()
        self.scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._text_sizes: TextSizes
        self.canvas = canvas = Canvas(self.scene, self._laid_out(state))
        layers = range(shape.depth + 1)
        self.edges = {layer: Edges(canvas, layer) for layer in layers[1:]}
        self.units = Units(canvas)
        self.biases = Biases(canvas)
        self.losses = Losses(canvas)
        self.callouts = Callouts(canvas)
        self.strips = {layer: Strip(canvas, layer) for layer in layers if shape.is_strip(layer)}
        self.captions = [Text(self.scene) for _ in range(shape.depth + 2)]
        self._place()

    @property
    def scrolls(self) -> tuple[bool, bool]:
        """Whether it is wider, and whether it is higher, than what it is seen in."""
        whole, (width, height) = self.canvas.frame.plan.rectangle, self.view_size
        return whole.width > width + 0.5, whole.height > height + 0.5

    def show(self, state: GraphState) -> None:
        """Show numbers and what stands out; lay out anew where texts are of other widths."""
        frame = self.canvas.frame
        if state.reading.trace is not frame.trace:
            if self._measured(state) != self._text_sizes:
                self.resize(state, *self.view_size)
                return
            frame = self._framed(state, frame.plan, frame.fonts)
        self.canvas.frame = replace(frame, reading=state.reading, emphasis=emphasis_of(state))
        self._draw()

    def resize(self, state: GraphState, width: float, height: float) -> None:
        """Lay everything out anew: another size, text size, theme or numbers of other widths."""
        self.view_size = (width, height)
        self.canvas.frame = self._laid_out(state)
        self._place()

    def _laid_out(self, state: GraphState) -> Frame:
        self._ruler = Ruler(self.appearance)
        self._text_sizes = self._measured(state)
        plan = self._planned()
        return self._framed(state, plan, Fonts(self.appearance, plan.scale))

    def _planned(self) -> NetworkPlan:
        sizes, size = self._text_sizes, self.view_size
        return _planned(self.shape, sizes, self.appearance, size, whole=self._whole)

    def _measured(self, state: GraphState) -> TextSizes:
        return measure_texts(state.reading.trace, self.shape, self._ruler)

    def _framed(self, state: GraphState, plan: NetworkPlan, fonts: Fonts) -> Frame:
        rules = label_rules(state.reading.trace, plan, fonts)
        theme = self.appearance.theme
        return Frame(state.reading, emphasis_of(state), plan, fonts, theme, rules)

    def _place(self) -> None:
        self.scene.setSceneRect(rect_of(self.canvas.frame.plan.rectangle))
        for edges in self.edges.values():
            edges.place()
        self.units.place()
        self.losses.place()
        self._draw()

    def _draw(self) -> None:
        self._write_captions()
        self.units.refresh()
        obstacles = self.biases.refresh()
        self.losses.refresh()
        obstacles += self.callouts.refresh()
        for edges in self.edges.values():
            edges.refresh(obstacles)
        for layer, strip in self.strips.items():
            strip.refresh(self._cells(layer), self._field_unit())

    def _write_captions(self) -> None:
        frame, plan = self.canvas.frame, self.canvas.frame.plan
        scenario = frame.trace.scenario
        texts = [
            wording.caption(
                scenario, layer, self.shape.is_strip(layer), layer == 0 and bool(self.shape.image)
            )
            for layer in range(self.shape.depth + 1)
        ]
        texts.append("loss")
        widths = [frame.fonts.width("caption", text) for text in texts]
        for index, (text, item) in enumerate(zip(texts, self.captions, strict=True)):
            room = self._caption_room(index, widths)
            caption = text
            if widths[index] > room and 0 < index <= self.shape.depth:
                caption = wording.caption(scenario, index, self.shape.is_strip(index), brief=True)
            # Rather a little beside its column than smaller than the others.
            half = min(frame.fonts.width("caption", caption), room) / 2 + 4
            right = plan.rectangle.right - half
            x = min(max(plan.columns[index], half), max(half, right))
            item.place(x, plan.caption_y, 0.5, room)
            item.write(caption, frame.fonts.font("caption"), frame.theme.muted)

    def _caption_room(self, index: int, widths: list[float]) -> float:
        """Return a caption's half of the way to each neighbour, and what that leaves of its own."""
        xs, apart = self.canvas.frame.plan.columns, 18 * self.canvas.frame.scale
        rooms = []
        for other in (index - 1, index + 1):
            if 0 <= other < len(xs):
                gap = abs(xs[index] - xs[other])
                rooms.append(2 * max(gap / 2, gap - widths[other] / 2) - apart)
        return min(rooms)

    def _field_unit(self) -> int | None:
        """Return the unit whose weights from an image are shown as a picture."""
        return None if self.shape.is_strip(1) else self.canvas.frame.emphasis.unit_in_focus(1)

    def _cells(self, layer: int) -> list[int]:
        """Return the cells of a strip that stand out."""
        emphasis = self.canvas.frame.emphasis
        cells = [
            place.unit
            for place in (emphasis.target_place, *sorted(emphasis.hovered, key=repr))
            if place.kind == "unit" and place.layer == layer
        ]
        for number in (layer + 1, layer):
            drawn = self.edges[number].items if number in self.edges else ()
            cells += [place.source if number > layer else place.unit for place in drawn]
        return list(dict.fromkeys(cell for cell in cells if cell is not None))[: MOST_EDGES + 2]

    def hit(self, point: Point) -> Place:
        """Return the part of the picture at a point."""
        finders: list[Callable[[Point], Place]] = [
            *(edges.hit_label for edges in self.edges.values()),
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
        nearest = min(edges.nearest(point) for edges in self.edges.values())
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
        batch_norm = self.canvas.frame.trace.scenario.layers[place.layer - 1].batch_norm
        within = (*INSIDE_UNIT, *(OF_NORMALISING if batch_norm else ()))
        return (*place.refs(), *(Ref(each, place.layer, place.unit) for each in within))

    def box_of(self, ref: Ref) -> Box | None:
        """Return where a number is shown, or where what it belongs to is."""
        called_out = self.callouts.box_of(ref)
        if called_out is not None:
            return called_out
        if ref.of is not None and ref.parameter is not None:
            ref = ref.parameter
        if ref.quantity in OF_WEIGHT:
            return self.edges[ref.layer].box_of(ref) if ref.layer in self.edges else None
        if ref.quantity in OF_BIAS:
            return self.biases.box_of(ref)
        if ref.quantity in OF_BOX or ref in (LOSS, PENALTY):
            return self.losses.box_of(ref)
        if place_of(ref).kind != "unit":
            return None
        if ref.layer in self.strips:
            return self.canvas.frame.plan.cell(ref.layer, ref.unit or 0)
        found = self.units.box_of(ref)
        return found or self.units.box_of(ref.as_quantity(Quantity.ACTIVATION))


def prepare(
    state: GraphState,
    shape: NetworkShape,
    appearance: Appearance,
    size: tuple[float, float],
    *,
    whole: bool = False,
) -> None:
    """Find the places of a picture that is shown later; they are found once."""
    texts = measure_texts(state.reading.trace, shape, Ruler(appearance))
    _planned(shape, texts, appearance, size, whole=whole)


def _planned(
    shape: NetworkShape,
    texts: TextSizes,
    appearance: Appearance,
    size: tuple[float, float],
    *,
    whole: bool,
) -> NetworkPlan:
    return plan_network(shape, Box(0.0, 0.0, *size), texts, appearance.scale, scrolls=not whole)
