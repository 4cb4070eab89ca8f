"""The labels on the edges into one layer: which there are, and their shortest words."""

from collections.abc import Iterable

from app.graph.items.canvas import Canvas
from app.graph.items.label import Label
from app.graph.items.primitives import Edge
from app.graph.labels.content import Content
from app.graph.plan.geometry import Box, Line, Point
from app.graph.plan.places import NOWHERE, Place
from engine.quantities import Quantity, Ref


class EdgeLabelItems:
    """The labels of the weights into one layer that are shown, and those to be used again.

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

    def line(self, place: Place) -> Line:
        """Return where an edge runs."""
        return self.lines[place]

    def ref(self, place: Place) -> Ref:
        """Return the weight of an edge."""
        return Ref(Quantity.WEIGHT, self.layer, place.unit, place.source)

    def label(self, place: Place) -> Label:
        """Return the label of an edge, a new one where it has none."""
        if place not in self.labels:
            self.labels[place] = self._spare.pop() if self._spare else Label(self.canvas.scene)
        return self.labels[place]

    def hide(self, place: Place) -> None:
        """Take a label away, and with it the numbers it told."""
        ref = self.ref(place)
        for quantity in (Quantity.WEIGHT, Quantity.WEIGHT_GRADIENT, Quantity.NEW_WEIGHT):
            self.canvas.shown[ref.as_quantity(quantity)] = ""
        label = self.labels.pop(place, None)
        if label is not None:
            label.show(False)
            self._spare.append(label)

    def stands_out(self, place: Place) -> bool:
        """Whether a weight is the step's own, pointed at or selected: it tells all it can."""
        emphasis = self.canvas.emphasis
        return place == emphasis.target_place or emphasis.is_marked(place)

    def by_priority(self, places: Iterable[Place]) -> list[Place]:
        """Order edges: what the step, the pointer or the person is about comes first."""
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

    @staticmethod
    def alone(content: Content) -> Content:
        """Return the text of a gradient, or of a new value, without the weight: the narrowest."""
        if content.struck or not content.extra:
            number = content.extra or content.value
            return content._replace(head="", value=number, extra="", struck=False)
        name, _, number = content.extra.partition(" = ")
        return content._replace(head="", value="∂L/∂w" if name == "∂" else name, extra=number)

    def note(self, place: Place, content: Content) -> None:
        """Take numbers that a text leaves out for not shown."""
        ref, text = self.ref(place), f"{content.value} {content.extra}"
        for quantity in (Quantity.WEIGHT, Quantity.WEIGHT_GRADIENT, Quantity.NEW_WEIGHT):
            number = self.canvas.shown.get(ref.as_quantity(quantity), "")
            if number not in text:
                self.canvas.shown[ref.as_quantity(quantity)] = ""

    def point_at(self, place: Place, box: Box) -> None:
        """Let the loss flow into the label of the weight whose gradient it is."""
        target = self.canvas.emphasis.target
        if target is None or target.quantity is not Quantity.WEIGHT_GRADIENT:
            return
        here = self.line(place).crosses(box)
        if here and place == self.canvas.emphasis.target_place:
            self.items[place].point_into(box, 13.0 * self.canvas.scale)

    def hit(self, point: Point) -> Place:
        """Return the weight whose label is at a point."""
        for place, label in self.labels.items():
            if label.visible and label.box.contains(point):
                return place
        return NOWHERE
