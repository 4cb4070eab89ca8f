"""The loss around the present weights: contours, the path so far, and the next steps."""

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)

from app.explore.race_rows import RACING
from app.maps.colours import class_colour
from app.maps.contours import pieces
from app.models.loss_surface import LossSurfaceModel
from app.plot.values import Points
from app.theme import Appearance, Drawn, Gentle, mix
from engine.arrays import FloatArray
from engine.catalogue.optimisers import OPTIMISERS
from engine.iteration.loss_surface import LossSurface
from symbolic.formula.numbers import format_number

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
LEVELS = 12
"""Contours, evenly spread over the logarithm of the loss."""


class SurfaceView(Drawn):
    """Draws a loss surface; the pointer reads the loss at any place of it."""

    def __init__(self, model: LossSurfaceModel, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._model = model
        self._picture = QImage()
        self._lines: list[Points] = []
        self._pointer: QPointF | None = None
        self.setMouseTracking(True)
        self.setAccessibleName("Loss surface")
        model.changed.connect(self._take)

    def _take(self) -> None:
        surface = self._model.surface
        self._picture, self._lines = QImage(), []
        if surface is not None:
            self._picture, self._lines = self._drawn(surface)
            loss = surface.loss_at(*surface.plane.centre)
            self.setAccessibleDescription(f"loss {format_number(loss, 4)} at the present weights")
        self.update()

    def _drawn(self, surface: LossSurface) -> tuple[QImage, list[Points]]:
        """Return the surface as a picture, dark where the loss is high, and its contours."""
        theme, losses = self._appearance.theme, surface.losses
        finite = losses[np.isfinite(losses)]
        if not len(finite):
            return QImage(), []
        least = max(1e-12, float(finite.min()))
        heights = np.log(np.clip(losses, least, None) + 0.05 * (float(finite.max()) - least))
        heights = np.where(np.isfinite(heights), heights, np.nan)
        low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
        shares = (heights - low) / (high - low or 1.0)
        numbers = np.nan_to_num(255 * shares, nan=255.0).astype(np.uint8)[::-1]
        rows, columns = numbers.shape
        padded = np.zeros((rows, -(-columns // 4) * 4), dtype=np.uint8)
        padded[:, :columns] = numbers
        form = QImage.Format.Format_Indexed8
        image = QImage(padded.tobytes(), columns, rows, padded.shape[1], form).copy()
        ends = theme.middle, theme.loss.fill
        deep = mix(theme.loss.fill, theme.loss.strong, 0.55)
        places = np.linspace(0.0, 1.0, 256)
        colours = [
            mix(*ends, 2 * at) if at < 0.5 else mix(theme.loss.fill, deep, 2 * at - 1)
            for at in places
        ]
        image.setColorTable([QColor(each).rgb() for each in colours])
        levels = np.linspace(low, high, LEVELS + 2)[1:-1]
        across, up = (np.linspace(0.0, 1.0, size) for size in reversed(heights.shape))
        return image, [pieces(across, up, heights, level) for level in levels]

    @property
    def area(self) -> QRectF:
        """The square of the surface, in pixels of this widget."""
        line = self._appearance.text_px(12) * 1.5
        side = max(10.0, min(self.width() - line - 2.0, self.height() - line - 2.0))
        return QRectF(line, 1.0, side, side)

    def _pixel(self, surface: LossSurface, place: FloatArray) -> QPointF:
        area, (u, v) = self.area, (surface.u, surface.v)
        across = (float(place[0]) - u[0]) / (u[-1] - u[0])
        up = (float(place[1]) - v[0]) / (v[-1] - v[0])
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, contours, path, steps and what is read."""
        theme, surface = self._appearance.theme, self._model.surface
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(self._appearance.font(12))
        if surface is None or self._picture.isNull():
            painter.setPen(QColor(theme.muted))
            text = self._model.problem or "Drawing the loss surface …"
            wrap = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignCenter.value
            painter.drawText(self.area, wrap, text)
            painter.end()
            return
        area = self.area
        painter.save()
        painter.setClipRect(area)
        painter.drawImage(area, self._picture)
        painter.setPen(QPen(QColor(theme.loss.strong), 0.7))
        for lines in self._lines:
            ends = lines * (area.width(), -area.height()) + (area.left(), area.bottom())
            painter.drawLines([QLineF(*one, *other) for one, other in ends.tolist()])
        legend = self._paint_lines(painter, surface)
        painter.restore()
        self._paint_legend(painter, legend)
        painter.setPen(QPen(QColor(theme.outline), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        self._paint_axes(painter, surface)
        self._paint_reading(painter, surface)
        painter.end()

    def _paint_lines(self, painter: QPainter, surface: LossSurface) -> list[tuple[str, QPen]]:
        """Draw the ways so far, and where each optimiser's next update leads; return a legend."""
        theme, px = self._appearance.theme, self._appearance.px
        here = self._pixel(surface, surface.plane.centre)
        own = QPen(QColor(theme.text), px(2))
        lines = [("", own, surface.path)]
        if surface.others:
            labels = self._model.labels()
            ways = [*surface.others.items(), (-1, surface.path)]
            pens = {at: QPen(RACING[at].colour_in(theme), px(2)) for at in surface.others} | {
                -1: own
            }
            lines = [(labels[at], pens[at], way) for at, way in ways if at in labels]
        for number, (name, end) in enumerate(surface.steps.items()):
            colour = class_colour(theme, number).darker(115)
            pen = QPen(colour, px(2), _STYLES[number % len(_STYLES)])
            lines.append((OPTIMISERS[name].label, pen, np.array([surface.plane.centre, end])))
        lines = [line for line in lines if np.isfinite(line[2]).all()]
        halo = QPen(QColor(theme.middle), px(4))
        for label, pen, way in lines:
            places = QPolygonF([self._pixel(surface, each) for each in way])
            if label and surface.others:
                painter.setPen(halo)
                painter.drawPolyline(places)
            painter.setPen(pen)
            painter.drawPolyline(places)
            painter.setBrush(pen.color())
            painter.drawEllipse(places.last(), px(3), px(3))
        painter.setPen(own)
        painter.setBrush(QColor(theme.middle))
        painter.drawEllipse(here, px(5), px(5))
        return [(label, pen) for label, pen, _ in lines if label]

    def _paint_legend(self, painter: QPainter, entries: list[tuple[str, QPen]]) -> None:
        """Say which line is whose, beside the square where there is room, else in its corner."""
        theme, px = self._appearance.theme, self._appearance.px
        font = self._appearance.font(12)
        font.setPixelSize(px(Gentle(12)))
        painter.setFont(font)
        line = painter.fontMetrics().height()
        widths = [painter.fontMetrics().horizontalAdvance(label) for label, _ in entries]
        wide = max(widths, default=0)
        legend = QRectF(0, 0, wide + px(34), line * len(entries) + px(10))
        if self.width() - self.area.right() > legend.width() + px(12):
            legend.moveBottomLeft(self.area.bottomRight() + QPointF(px(12), 0))
        else:
            legend.moveBottomLeft(self.area.bottomLeft() + QPointF(px(6), -px(6)))
        painter.setPen(QPen(QColor(theme.line), 1.0))
        painter.setBrush(QColor(theme.raised))
        painter.setOpacity(0.85)
        painter.drawRoundedRect(legend, px(4), px(4))
        painter.setOpacity(1.0)
        for number, (label, pen) in enumerate(entries):
            middle = legend.top() + px(5) + (number + 0.5) * line
            left = legend.left() + px(6)
            painter.setPen(pen)
            painter.drawLine(QPointF(left, middle), QPointF(left + px(16), middle))
            painter.setPen(QColor(theme.text))
            words = QRectF(left + px(22), middle - line / 2, wide + px(4), line)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, label)

    def _paint_axes(self, painter: QPainter, surface: LossSurface) -> None:
        area, (first, second) = self.area, surface.plane.names
        metrics = painter.fontMetrics()
        painter.setPen(QColor(self._appearance.theme.muted))
        low, high = format_number(surface.u[0], 2), format_number(surface.u[-1], 2)
        down = area.bottom() + metrics.ascent() + 3
        painter.drawText(QPointF(area.left(), down), low)
        middle = area.center().x() - metrics.horizontalAdvance(first) / 2
        painter.drawText(QPointF(middle, down), first)
        painter.drawText(QPointF(area.right() - metrics.horizontalAdvance(high), down), high)
        painter.save()
        painter.translate(area.left() - metrics.descent() - 3, area.center().y())
        painter.rotate(-90)
        painter.drawText(QPointF(-metrics.horizontalAdvance(second) / 2, 0), second)
        painter.restore()

    def _paint_reading(self, painter: QPainter, surface: LossSurface) -> None:
        area, at = self.area, self._pointer
        if at is None or not area.contains(at):
            return
        theme, px = self._appearance.theme, self._appearance.px
        u, v = surface.u, surface.v
        x = u[0] + (at.x() - area.left()) / area.width() * (u[-1] - u[0])
        y = v[0] + (area.bottom() - at.y()) / area.height() * (v[-1] - v[0])
        text = f"loss {format_number(surface.loss_at(float(x), float(y)), 4)}"
        metrics = painter.fontMetrics()
        box = QRectF(0, 0, metrics.horizontalAdvance(text) + px(12), metrics.height() + px(6))
        box.moveTopRight(QPointF(area.right() - px(4), area.top() + px(4)))
        painter.setPen(QPen(QColor(theme.outline), 1.0))
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(box, px(4), px(4))
        painter.setPen(QColor(theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the loss under the pointer."""
        self._pointer = event.position()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing any more."""
        super().leaveEvent(event)
        self._pointer = None
        self.update()

    def restyle(self) -> None:
        """Follow the look."""
        self._take()
        super().restyle()

    def sizeHint(self) -> QSize:
        """Ask for a square."""
        px = self._appearance.px
        return QSize(px(Gentle(420)), px(Gentle(420)))

    def minimumSizeHint(self) -> QSize:
        """Return what contours can be read in."""
        px = self._appearance.px
        return QSize(px(Gentle(200)), px(Gentle(200)))
