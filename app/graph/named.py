"""A small network drawn by its names: units, weights and biases, and what each unit computes."""

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF

from app.graph.items.primitives import pen, rect_of
from app.graph.labels.fonts import Fonts, Ruler
from app.graph.plan.geometry import Box, Line, Point
from app.graph.plan.network_plan import Z_LINE, NetworkPlan
from app.graph.plan.planner import plan_network
from app.graph.plan.shape import NetworkShape
from app.graph.plan.text_sizes import LabelWidths, TextSizes
from app.theme import Appearance, Drawn, Theme
from engine.lessons.drawn_network import DrawnNetwork, DrawnUnit

_HEAD, _EDGE, _PAD = 9.5, 1.5, 7.0
# Of an edge, and beside the name on it, in pixels at scale 1.


class NamedNetwork(Drawn):
    """Draws a network whose weights have names and no numbers."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._network: DrawnNetwork | None = None
        self._expressions = False

    def show_network(self, network: DrawnNetwork, *, expressions: bool = False) -> None:
        """Draw another network, with what each unit computes below it or without."""
        self._network, self._expressions = network, expressions
        texts = [f"{unit.name} = {network.sum_text(k, unit)}" for k, unit in _computing(network)]
        self.setAccessibleName("A network")
        self.setAccessibleDescription("; ".join(texts) if expressions else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size at which all is read."""
        return QSize(self._appearance.px(520), self._appearance.px(300))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the network."""
        if self._network is None:
            return
        painter = QPainter(self)
        room = QRectF(self.rect())
        paint_named(painter, self._network, room, self._appearance, expressions=self._expressions)
        painter.end()


def paint_named(
    painter: QPainter,
    network: DrawnNetwork,
    where: QRectF,
    appearance: Appearance,
    *,
    expressions: bool = False,
) -> None:
    """Draw a network into a rectangle, in its middle."""
    biases = tuple(
        "units" if any(unit.bias for unit in layer) else "none" for layer in network.layers[1:]
    )
    shape = NetworkShape(tuple(map(len, network.layers)), None, biases)
    texts = _text_sizes(network, Ruler(appearance), expressions)
    room = Box(0.0, 0.0, where.width(), where.height())
    plan = plan_network(shape, room, texts, appearance.scale)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(where.center() - _extent(plan).center())
    fonts = Fonts(appearance, plan.scale)
    _Painting(painter, network, plan, fonts, appearance.theme).draw(expressions)
    painter.restore()


def _computing(network: DrawnNetwork) -> list[tuple[int, DrawnUnit]]:
    return [(k, unit) for k, layer in enumerate(network.layers) if k for unit in layer]


def _text_sizes(network: DrawnNetwork, ruler: Ruler, expressions: bool) -> TextSizes:
    """Return what the texts need; there are no targets and no losses."""
    labels = []
    for layer in network.layers[1:]:
        names = [weight for unit in layer for _, weight in unit.weights]
        width = ruler.width("weight", *names) + 2 * _PAD
        labels.append(LabelWidths(width, width, width + 30.0, width))
    sums = [network.sum_text(k, unit) for k, unit in _computing(network)] if expressions else []
    return TextSizes(
        name=ruler.width("name", *(unit.name for layer in network.layers for unit in layer)),
        value=ruler.width("value", *(unit.function for _, unit in _computing(network))),
        compact=40.0,
        z=ruler.width("small", *sums),
        backward=0.0,
        bias=ruler.width("weight", *(unit.bias for _, unit in _computing(network))),
        labels=tuple(labels),
        target=0.0,
        loss=0.0,
        compact_loss=0.0,
        total_text=0.0,
        line=ruler.height("small") + 1,
    )


def _extent(plan: NetworkPlan) -> QRectF:
    """Return what units take with the texts around them."""
    whole = QRectF()
    for layer, count in enumerate(plan.shape.sizes):
        for unit in range(count):
            whole = whole.united(rect_of(plan.unit_footprint(layer, unit)))
    return whole


class _Painting:
    """Draws a network at the places of a plan."""

    def __init__(
        self,
        painter: QPainter,
        network: DrawnNetwork,
        plan: NetworkPlan,
        fonts: Fonts,
        theme: Theme,
    ) -> None:
        self._painter, self._network, self._plan = painter, network, plan
        self._fonts, self._theme = fonts, theme

    def draw(self, expressions: bool) -> None:
        """Draw all of it, edges below units and names."""
        for layer, units in enumerate(self._network.layers):
            for at, unit in enumerate(units):
                for source, _ in unit.weights:
                    self._edge(self._plan.edge(layer, at, source))
        for layer, units in enumerate(self._network.layers):
            for at, unit in enumerate(units):
                self._weights(layer, at, unit)
                self._unit(layer, at, unit)
                if expressions and layer:
                    self._expression(layer, at, unit)

    def _edge(self, line: Line) -> None:
        painter, scale, colour = self._painter, self._plan.scale, self._theme.edge
        painter.setPen(pen(colour, _EDGE * max(scale, 0.75)))
        painter.drawLine(QLineF(*line.shortened(0.0, _HEAD * 0.8 * scale)))
        painter.setPen(QPen(Qt.PenStyle.NoPen))
        painter.setBrush(QColor(colour))
        painter.drawPolygon(QPolygonF([QPointF(*each) for each in line.head(_HEAD * scale)]))

    def _weights(self, layer: int, at: int, unit: DrawnUnit) -> None:
        """Draw the names of the weights into a unit on their edges."""
        for source, name in unit.weights:
            slots = self._plan.label_slots[layer - 1]
            share = slots.fractions[at][source] if slots.labelled else 0.3
            place = self._plan.edge(layer, at, source).at(share)
            self._text("weight", name, place, self._theme.text, is_on_edge=True)

    def _unit(self, layer: int, at: int, unit: DrawnUnit) -> None:
        painter, plan, theme = self._painter, self._plan, self._theme
        box, scale, round_ = plan.unit_box(layer, at), plan.scale, plan.style.round
        x, y = box.centre
        painter.setPen(QPen(QColor(theme.outline), 1.4 * max(scale, 0.75)))
        painter.setBrush(QColor(theme.forward.soft if layer else theme.surface))
        if round_:
            painter.drawEllipse(rect_of(box))
        else:
            painter.drawRoundedRect(rect_of(box), 9.0 * scale, 9.0 * scale)
        apart = (0.0, box.height * 0.2) if round_ else (box.width * 0.22, 0.0)
        dx, dy = apart if unit.function else (0.0, 0.0)
        self._text("value", unit.name, Point(x - dx, y - dy), theme.text)
        self._text("name", unit.function, Point(x + dx, y + dy), theme.forward.strong)
        above = box.top - self._fonts.height("weight") / 2 - 2.0 * scale
        self._text("weight", unit.bias, Point(x, above), theme.muted)

    def _expression(self, layer: int, at: int, unit: DrawnUnit) -> None:
        box = self._plan.unit_box(layer, at)
        below = Point(box.centre.x, box.bottom + Z_LINE * self._plan.scale)
        text = self._network.sum_text(layer, unit)
        self._text("small", text, below, self._theme.text, is_on_edge=True)

    def _text(
        self, role: str, text: str, centre: Point, colour: str, *, is_on_edge: bool = False
    ) -> None:
        """Draw a text with its middle at a place, with a ground where edges may run below it."""
        if not text:
            return
        painter, fonts = self._painter, self._fonts
        width = fonts.width(role, text) + 2 * (_PAD if is_on_edge else 1.0) * fonts.scale
        room = rect_of(Box.around(centre, width, fonts.height(role)))
        if is_on_edge:
            painter.fillRect(room, QColor(self._theme.background))
        painter.setFont(fonts.font(role))
        painter.setPen(QColor(colour))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
