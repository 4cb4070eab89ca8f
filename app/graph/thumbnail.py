"""A network as a small picture without words: circles, lines and strips, placed by the plan."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.graph.plan.geometry import Box
from app.graph.plan.network_plan import NetworkPlan
from app.graph.plan.planner import plan_network
from app.graph.plan.shape import network_shape
from app.theme import Theme
from engine.network.scenario import Scenario

REDUCED = 0.34
"""How much smaller than in the graph all is drawn."""

MOST_LINES = 200
"""Between layers of more weights there is one line for all."""


def paint_network(painter: QPainter, scenario: Scenario, where: QRectF, theme: Theme) -> None:
    """Draw a network into a rectangle."""
    shape = network_shape(scenario)
    width, height = where.width() / REDUCED, where.height() / REDUCED
    plan = plan_network(shape, Box(0.0, 0.0, width, height))
    drawn = _extent(plan)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(where)
    factor = min(where.width() / drawn.width(), where.height() / drawn.height(), 2 * REDUCED)
    painter.translate(where.center())
    painter.scale(factor, factor)
    painter.translate(-drawn.center())
    painter.setPen(QPen(QColor(theme.edge), 1.2 / factor))
    for layer in range(1, shape.depth + 1):
        _draw_edges(painter, plan, scenario, layer)
    painter.setPen(QPen(QColor(theme.outline), 1.4 / factor))
    for layer in range(shape.depth + 1):
        last = layer == shape.depth
        fill = theme.background if layer == 0 else theme.loss.soft if last else theme.forward.soft
        painter.setBrush(QColor(fill))
        _draw_units(painter, plan, layer)
    painter.restore()


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)


def _extent(plan: NetworkPlan) -> QRectF:
    """Return what units and strips take, with a little room around it."""
    whole = QRectF()
    for layer, size in enumerate(plan.shape.sizes):
        boxes = [plan.strips[layer]] if layer in plan.strips else []
        boxes = boxes or [plan.unit_box(layer, unit) for unit in range(size)]
        for box in boxes:
            whole = whole.united(_rect(box))
    return whole.adjusted(-6.0, -6.0, 6.0, 6.0)


def _draw_edges(painter: QPainter, plan: NetworkPlan, scenario: Scenario, layer: int) -> None:
    sizes = plan.shape.sizes
    if layer in plan.strips or layer - 1 in plan.strips:
        units = range(1 if layer in plan.strips else sizes[layer])
        if layer in plan.strips and layer - 1 not in plan.strips:
            units = range(sizes[layer - 1])
        lines = [plan.bundle(layer, unit) for unit in units]
    elif sizes[layer] * sizes[layer - 1] > MOST_LINES:
        lines = []
    else:
        pairs = ((j, k) for j in range(sizes[layer]) for k in scenario.sources(layer, j))
        lines = [plan.edge(layer, j, k) for j, k in pairs]
    for x0, y0, x1, y1 in lines:
        painter.drawLine(QPointF(x0, y0), QPointF(x1, y1))


def _draw_units(painter: QPainter, plan: NetworkPlan, layer: int) -> None:
    if layer in plan.strips:
        painter.drawRoundedRect(_rect(plan.strips[layer]), 4.0, 4.0)
        return
    for unit in range(plan.shape.sizes[layer]):
        box = _rect(plan.unit_box(layer, unit))
        if plan.style.round:
            painter.drawEllipse(box)
        else:
            painter.drawRoundedRect(box, 6.0, 6.0, Qt.SizeMode.AbsoluteSize)
