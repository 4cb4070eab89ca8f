"""The label of a weight or bias: its name and value, with its gradient or its new value."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsLineItem,
    QGraphicsPathItem,
    QGraphicsScene,
)

from app.graph.items.primitives import LABEL_TEXTS, LABELS, Plate, Text, pen
from app.graph.labels.content import LabelContent, Written
from app.graph.labels.fonts import Fonts
from app.graph.plan.geometry import Box


class Label:
    """The name and the value of a parameter, with its gradient or its new value."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self.plate = Plate(scene, LABELS)
        self.name = Text(scene, LABEL_TEXTS)
        self.value = Text(scene, LABEL_TEXTS)
        self.extra = Text(scene, LABEL_TEXTS)
        self.strike = QGraphicsLineItem()
        self.lock = QGraphicsPathItem()
        for item in (self.strike, self.lock):
            item.setZValue(LABEL_TEXTS)
            scene.addItem(item)
        self.visible = True
        self._fonts: Fonts | None = None
        self._shown: Written | None = None

    @property
    def box(self) -> Box:
        """Where it is."""
        return Box(0, 0, 0, 0) if self._shown is None else self._shown.box

    def write(self, fonts: Fonts, written: Written) -> None:
        """Show a text at a place."""
        if fonts is not self._fonts or written != self._shown:
            self._fonts, self._shown = fonts, written
            self._write(fonts, written.content, written.box)
        self.show(True)

    def _write(self, fonts: Fonts, content: LabelContent, box: Box) -> None:
        scale, centre = fonts.scale, box.centre
        font = fonts.font(content.role)
        head = fonts.width(content.role, content.head)
        value = fonts.width(content.role, content.value)
        stacked = bool(content.extra) and not content.inline
        y = centre.y - (fonts.height("gradient") / 2 if stacked else 0.0)
        second = fonts.width("gradient", content.extra) + 5 * scale if content.inline else 0.0
        lock = content.lock(fonts)
        x = centre.x - (lock + head + value + (second if content.extra else 0.0)) / 2
        self.lock.setVisible(content.frozen)
        if content.frozen:
            self.lock.setPath(lock_path(x, y, scale))
            self.lock.setPen(pen(content.colour, 1.3 * scale))
            x += lock
        self.name.place(x, y, 0.0)
        self.name.write(content.head, font, content.colour)
        self.value.place(x + head, y, 0.0)
        self.value.write(content.value, font, content.colour)
        self.strike.setVisible(content.struck)
        if content.struck:
            self.strike.setLine(x + head, y + 0.5, x + head + value, y + 0.5)
            self.strike.setPen(pen(content.extra_colour, max(1.2, 1.6 * scale)))
        if stacked:
            below = y + (fonts.height(content.role) + fonts.height("gradient")) / 2 - scale
            self.extra.place(centre.x, below, 0.5)
        else:
            self.extra.place(x + head + value + 5 * scale, y, 0.0)
        self.extra.write(content.extra, fonts.font("gradient"), content.extra_colour)
        self.plate.shape_as(box, 6 * scale)
        self.plate.dress(content.fill, content.line, content.line_width)

    def show(self, visible: bool) -> None:
        """Show or hide all of it."""
        if visible == self.visible:
            return
        self.visible = visible
        items: tuple[QGraphicsItem, ...] = (self.plate, self.name, self.value, self.extra)
        for item in items:
            item.setVisible(visible)
        content = None if self._shown is None else self._shown.content
        self.strike.setVisible(visible and content is not None and content.struck)
        self.lock.setVisible(visible and content is not None and content.frozen)


def lock_path(x: float, y: float, scale: float) -> QPainterPath:
    """Return a lock that begins at x and stands on the line of a text with its middle at y."""
    path = QPainterPath()
    path.addRect(QRectF(x, y - scale, 8 * scale, 5.5 * scale))
    bow = QRectF(x + 1.5 * scale, y - 6 * scale, 5 * scale, 6 * scale)
    path.moveTo(bow.right(), y - scale)
    path.lineTo(bow.right(), bow.center().y())
    path.arcTo(bow, 0, 180)
    path.lineTo(bow.left(), y - scale)
    return path
