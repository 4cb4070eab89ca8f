"""One row on its way back: how each unit is wanted more or less, layer by layer."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)

from app.graph.plan.geometry import Line
from app.theme import Appearance, Drawn, mix
from engine.arrays import FloatArray
from engine.lessons.pictures.network import NetworkPicture
from engine.network.scenario import Scenario

_CAPTION, _RADIUS, _MOST_LINES, _LEFT, _RIGHT = 34, 13.0, 48, 0.04, 0.80
# Of the captions and of units, in pixels at 100 %; and the shares of the width for columns.
_OUTPUT, _BESIDE = 15.0, 3.2
# The size of what outputs say, and where that begins, in radiuses from their middle.


class WayBack(Drawn):
    """Draws the layers as columns: activations as fill, wishes as arrows beside units.

    Signals
    -------
    chosen(int)
        An output was clicked: its number, from 1.
    """

    chosen = Signal(int)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._picture: NetworkPicture | None = None
        self._sizes: tuple[int, ...] = ()
        self._image: tuple[int, int] | None = None
        self._measured: tuple[Scenario, float, float] | None = None
        self._takes_clicks = False
        self.setMouseTracking(True)
        self.setAccessibleName("The network, and how each unit is wanted to change")

    def show_network(self, picture: NetworkPicture, *, takes_clicks: bool = False) -> None:
        """Draw another row, or further back; outputs may be clicked or not."""
        self._picture, self._takes_clicks = picture, takes_clicks
        self._sizes = picture.run.scenario.sizes
        self._image = picture.run.selection.image_shape
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size at which all is read."""
        return QSize(self._appearance.px(560), self._appearance.px(420))

    # Places -----------------------------------------------------------------------------

    def column(self, layer: int) -> float:
        """Return the x of a layer's units."""
        depth = len(self._sizes) - 1
        first = 0.40 if self._image is not None else 0.12
        last = self._last_share
        share = first + (last - first) * (layer - 1) / max(1, depth - 1)
        if self._image is None:
            share = 0.10 + (last - 0.10) * layer / depth
        return self.width() * share

    @property
    def _last_share(self) -> float:
        """The share of the width at which outputs stand, with room for what they say."""
        depth = len(self._sizes) - 1
        beside = self.radius(depth) * _BESIDE + self._widest
        return min(_RIGHT, 1.0 - beside / max(1.0, float(self.width())))

    @property
    def _widest(self) -> float:
        """How wide the longest of what outputs say is; measured once for a scale of text."""
        assert self._picture is not None
        scenario, scale = self._picture.run.scenario, self._appearance.scale
        if (
            self._measured is None
            or self._measured[0] is not scenario
            or self._measured[1] != scale
        ):
            metrics = QFontMetricsF(self._appearance.font(_OUTPUT, 700))
            names = [scenario.unit_name(scenario.depth, k) for k in range(scenario.sizes[-1])]
            widest = max(metrics.horizontalAdvance(f"{name}   100 %") for name in names)
            self._measured = scenario, scale, widest
        return self._measured[2]

    def place(self, layer: int, unit: int) -> QPointF:
        """Return the centre of a unit."""
        count = self._sizes[layer]
        top = self._appearance.px(_CAPTION)
        room = self.height() - top
        pitch = min(room / count, room / 9.0)
        first = top + room / 2 - pitch * (count - 1) / 2
        return QPointF(self.column(layer), first + pitch * unit)

    def radius(self, layer: int) -> float:
        """Return the radius of a layer's units."""
        count = self._sizes[layer]
        pitch = (self.height() - self._appearance.px(_CAPTION)) / count
        return min(self._appearance.px(_RADIUS), 0.42 * pitch)

    def output_at(self, point: QPointF) -> int | None:
        """Return the output at a place, from 0."""
        if self._picture is None or not self._picture.is_complete:
            return None
        scenario = self._picture.run.scenario
        depth = scenario.depth
        reach = 2.0 * self.radius(depth)
        for unit in range(scenario.sizes[depth]):
            if QLineF(point, self.place(depth, unit)).length() <= reach:
                return unit
        return None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the output that is clicked."""
        unit = self.output_at(event.position())
        if unit is not None:
            self.chosen.emit(unit + 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say by the pointer what can be clicked."""
        leads = self._takes_clicks and self.output_at(event.position()) is not None
        shape = Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    # Drawing ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the network."""
        picture = self._picture
        if picture is None or not picture.is_complete:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        depth = picture.run.scenario.depth
        self._captions(painter)
        if self._image is not None:
            self._draw_image(painter, picture)
        for layer in range(depth, 0, -1):
            if depth - layer + 1 < picture.layers:
                self._lines(painter, picture, layer)
        for layer in range(0 if self._image is None else 1, depth + 1):
            self._units(painter, picture, layer)
        painter.end()

    def _captions(self, painter: QPainter) -> None:
        painter.setPen(QColor(self._appearance.theme.muted))
        font = self._appearance.font(14)
        for name, room in self.caption_rooms():
            wide = QFontMetricsF(font).horizontalAdvance(f"{name}  ")
            font.setPixelSize(max(1, int(font.pixelSize() * min(1.0, room.width() / wide))))
        painter.setFont(font)
        for name, room in self.caption_rooms():
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, name)

    def caption_rooms(self) -> list[tuple[str, QRectF]]:
        """Return what stands above each column, and where: no further than half the way to others.

        All captions are as small as the one with the least room needs to be.
        """
        assert self._picture is not None
        depth, has_image = self._picture.run.scenario.depth, self._image is not None
        names = ["image" if has_image else "inputs"]
        names += [f"hidden {layer}" for layer in range(1, depth)] + ["outputs"]
        middles = [self.column(layer) for layer in range(depth + 1)]
        if has_image:
            middles[0] = self._image_box().center().x()
        wide = min(after - before for before, after in pairwise(middles))
        high = self._appearance.px(_CAPTION) * 0.7
        places = zip(names, middles, strict=True)
        return [(name, QRectF(middle - wide / 2, 0, wide, high)) for name, middle in places]

    def _image_box(self) -> QRectF:
        side = min(self.width() * 0.25, self.height() * 0.6)
        return QRectF(self.width() * _LEFT, (self.height() - side) / 2, side, side)

    def _draw_image(self, painter: QPainter, picture: NetworkPicture) -> None:
        assert self._image is not None
        theme, (rows, columns) = self._appearance.theme, self._image
        values = np.clip(picture.trace.a[0][picture.sample].reshape(rows, columns), 0.0, 1.0)
        ends = (QColor(each) for each in (theme.background, theme.text))
        paper, ink = (np.array([end.red(), end.green(), end.blue()], float) for end in ends)
        shades = np.rint(paper + values[..., None] * (ink - paper)).astype(np.uint8)
        pixels = np.ascontiguousarray(shades).data
        image = QImage(pixels, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        box = self._image_box()
        painter.drawImage(box, image)
        painter.setPen(QPen(QColor(theme.outline), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)

    def _units(self, painter: QPainter, picture: NetworkPicture, layer: int) -> None:
        theme, radius = self._appearance.theme, self.radius(layer)
        depth = picture.run.scenario.depth
        a = picture.trace.a[layer][picture.sample]
        largest = float(np.abs(a).max()) or 1.0
        shown = depth - layer < picture.layers and layer > 0
        wishes = picture.wishes(layer) if shown else np.zeros(len(a))
        most = float(np.abs(wishes).max()) or 1.0
        for unit, value in enumerate(a):
            centre = self.place(layer, unit)
            fill = mix(theme.background, theme.forward.strong, max(0.0, float(value)) / largest)
            chosen = layer == depth and picture.output == unit
            outline = QColor(theme.focus if chosen else theme.outline)
            painter.setPen(QPen(outline, 2.6 if chosen else 1.3))
            painter.setBrush(QColor(fill))
            painter.drawEllipse(centre, radius, radius)
            if shown and wishes[unit]:
                self._arrow(painter, centre, radius, float(wishes[unit]) / most)
            if layer == depth:
                self._name(painter, picture, unit, centre)

    def _arrow(self, painter: QPainter, centre: QPointF, radius: float, share: float) -> None:
        """Draw how strongly a unit is wanted more, upwards, or less."""
        theme = self._appearance.theme
        colour = QColor(theme.positive if share > 0.0 else theme.negative)
        x, half = centre.x() + radius * 1.9, radius * (0.25 + 0.85 * abs(share))
        up = -1.0 if share > 0.0 else 1.0
        tip, foot = centre.y() + up * half, centre.y() - up * half
        width = radius * 0.34
        painter.setPen(QPen(colour, max(1.2, 0.24 * radius * (0.4 + abs(share)))))
        painter.drawLine(QPointF(x, foot), QPointF(x, tip - up * width))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        base = tip - up * 1.6 * width
        corners = [QPointF(x, tip), QPointF(x - width, base), QPointF(x + width, base)]
        painter.drawPolygon(QPolygonF(corners))

    def _name(self, painter: QPainter, picture: NetworkPicture, unit: int, centre: QPointF) -> None:
        """Write an output's name and what it says; the right one stands out."""
        depth = picture.run.scenario.depth
        right = picture.trace.y_true[picture.sample][unit] > 0.5
        value = 100.0 * float(picture.trace.a[depth][picture.sample][unit])
        theme = self._appearance.theme
        painter.setFont(self._appearance.font(_OUTPUT, 700 if right else 400))
        painter.setPen(QColor(theme.text if right else theme.muted))
        left = centre.x() + self.radius(depth) * _BESIDE
        room = QRectF(left, centre.y() - 20, self.width() - left, 40)
        share = "< 1" if 0.0 < value < 0.5 else f"{value:.0f}"
        text = f"{picture.run.scenario.unit_name(depth, unit)}   {share} %"
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _lines(self, painter: QPainter, picture: NetworkPicture, layer: int) -> None:
        """Draw the strongest wishes of a layer's units about those before them."""
        if layer == 1 and self._image is not None:
            return
        theme = self._appearance.theme
        parts: FloatArray = picture.wish_parts(layer)
        most = float(np.abs(parts).max()) or 1.0
        order = np.argsort(-np.abs(parts), axis=None, kind="stable")[:_MOST_LINES]
        for flat in order[::-1]:
            unit, source = divmod(int(flat), parts.shape[1])
            share = float(parts[unit, source]) / most
            if not share:
                continue
            colour = theme.positive if share > 0.0 else theme.negative
            faded = mix(theme.background, colour, 0.25 + 0.75 * abs(share))
            start, end = self.place(layer, unit), self.place(layer - 1, source)
            line = Line(start.x(), start.y(), end.x(), end.y())
            line = line.shortened(self.radius(layer), self.radius(layer - 1) * 2.6)
            painter.setPen(QPen(QColor(faded), 0.6 + 2.4 * abs(share)))
            painter.drawLine(QLineF(*line))
