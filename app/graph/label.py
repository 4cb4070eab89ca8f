"""The label of a weight or bias: its name and value, with its gradient or its new value."""

from typing import NamedTuple

from PySide6.QtWidgets import QGraphicsItem, QGraphicsLineItem, QGraphicsScene

from app.graph.fonts import Fonts
from app.graph.geometry import Box, Point
from app.graph.items import LABEL_TEXTS, LABELS, Plate, Text, pen

Extent = tuple[float, float]


class Content(NamedTuple):
    """What a label says and how it looks.

    Attributes
    ----------
    head, value, extra : str
        Such as "w5 ", "0.40" and "∂L/∂w5 = 0.082167".
    struck : bool
        Whether the value is struck out, because `extra` takes its place.
    role : str
        The font of head and value.
    colour, extra_colour : str
        Of the text.
    fill, line : str
        Of the ground and the border; no border when empty.
    line_width : float
        Of the border.
    """

    head: str
    value: str
    extra: str
    struck: bool
    role: str
    colour: str
    extra_colour: str
    fill: str
    line: str = ""
    line_width: float = 0.0


def extent(fonts: Fonts, content: Content, inline: bool) -> Extent:
    """Give the extent of a label with a content, on one line or on two."""
    scale = fonts.scale
    first = fonts.width(content.role, content.head) + fonts.width(content.role, content.value)
    second = fonts.width("gradient", content.extra)
    pad = (6.0 if content.line or content.extra else 5.0) * scale
    line = fonts.height(content.role)
    if not content.extra:
        return first + 2 * pad, line + 3 * scale
    below = fonts.height("gradient")
    if inline:
        return first + second + 2 * pad + 5 * scale, line + 3 * scale
    return max(first, second) + 2 * pad, line + below + 2 * scale


class Label:
    """The name and the value of a parameter, with its gradient or its new value."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self.plate = Plate(scene, LABELS)
        self.name = Text(scene, LABEL_TEXTS)
        self.value = Text(scene, LABEL_TEXTS)
        self.extra = Text(scene, LABEL_TEXTS)
        self.strike = QGraphicsLineItem()
        self.strike.setZValue(LABEL_TEXTS)
        scene.addItem(self.strike)
        self.box = Box(0, 0, 0, 0)
        self.visible = True
        self.shown: tuple[object, ...] = ()

    def extent(self, fonts: Fonts, content: Content, inline: bool) -> tuple[float, float]:
        """Give the extent the label would have."""
        return extent(fonts, content, inline)

    def write(
        self, fonts: Fonts, content: Content, centre: Point, inline: bool, size: Extent
    ) -> None:
        """Show a content at a place."""
        key = (id(fonts), content, centre, inline)
        if key != self.shown:
            self.shown = key
            self._write(fonts, content, centre, inline, size)
        self.show(True)

    def _write(
        self, fonts: Fonts, content: Content, centre: Point, inline: bool, size: Extent
    ) -> None:
        width, height = size
        self.box = Box.around(centre, width, height)
        scale = fonts.scale
        font = fonts.font(content.role)
        head = fonts.width(content.role, content.head)
        value = fonts.width(content.role, content.value)
        stacked = bool(content.extra) and not inline
        y = centre.y - (fonts.height("gradient") / 2 if stacked else 0.0)
        second = fonts.width("gradient", content.extra) + 5 * scale if inline else 0.0
        x = centre.x - (head + value + (second if content.extra else 0.0)) / 2
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
        self.plate.shape_as(self.box, 6 * scale)
        self.plate.dress(content.fill, content.line, content.line_width)

    def show(self, visible: bool) -> None:
        """Show or hide all of it."""
        if visible == self.visible:
            return
        self.visible = visible
        items: tuple[QGraphicsItem, ...] = (self.plate, self.name, self.value, self.extra)
        for item in items:
            item.setVisible(visible)
        content = self.shown[1] if self.shown else None
        struck = isinstance(content, Content) and content.struck
        self.strike.setVisible(visible and struck)
