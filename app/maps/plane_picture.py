"""What the network answers all over the plane, drawn with the points and the place that is read."""

import math
from collections.abc import Callable, Hashable

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)

from app.maps.boundary import zero_lines
from app.maps.colours import class_colour, class_image, scale_image, value_image
from app.maps.pictures import drawing
from app.models.planes import Planes
from app.plot.paths import polygon
from app.theme import Appearance, Drawn, Gentle
from engine.arrays import FloatArray
from engine.catalogue.generators import REACH
from engine.data.names import shortened
from engine.training.planes import GRID, Maps, Plane
from symbolic.formula.numbers import format_number

LONGEST = 12
"""The most letters of a class's name beside the map."""
DOT = 3.4
"""The radius of a point in pixels at 100 %."""
MARGIN = 1.15
"""A curve's axis goes so much beyond its points."""


_MOST_DRAWN = 6
_DRAWN: dict[Hashable, QPixmap] = {}
"""Points as pictures, those drawn last."""


class PlanePicture(Drawn):
    """Draws the plane, or the curve of a network with one input.

    Parameters
    ----------
    planes : Planes
        What is drawn.
    is_small : bool
        Whether there is room neither for the colours' scale nor for rings around wrong points.

    Attributes
    ----------
    place : tuple of float or None
        The place that stays read: x and y, or x alone.
    shows_held_out : bool
        Whether points that are not trained on are drawn.
    """

    def __init__(self, planes: Planes, appearance: Appearance, *, is_small: bool = False) -> None:
        super().__init__(appearance)
        self._planes, self._is_small = planes, is_small
        self.place: tuple[float, ...] | None = None
        self.shows_held_out = True
        self.pointer: tuple[float, ...] | None = None
        self._unit: tuple[int, int] | None = None
        self._picture = QImage()
        self._lines: list[FloatArray] = []
        self._dots: tuple[object, QPixmap] | None = None
        self._mark = QPixmap()
        planes.plane_changed.connect(self._renew)
        planes.maps_changed.connect(self._take_maps)

    # What is shown ----------------------------------------------------------------------

    def show_unit(self, layer: int, unit: int) -> None:
        """Show a unit's map in the place of the output's; layer 0 shows the output again."""
        wanted = (layer, unit) if layer else None
        if wanted != self._unit:
            self._unit = wanted
            self._take_maps()

    def _renew(self) -> None:
        self._picture, self._lines, self._dots = QImage(), [], None
        self.pointer = None
        plane = self._planes.plane
        if self.place is not None and (plane is None or plane.axes != len(self.place)):
            self.place = None
        self.update()

    def _take_maps(self) -> None:
        maps = self._planes.maps
        if maps is not None and maps.plane.axes == 2:
            self._picture, self._lines = self._drawn(maps)
        self.update()

    def _drawn(self, maps: Maps) -> tuple[QImage, list[FloatArray]]:
        """Return the map as a picture, and the boundaries on it."""
        theme, plane = self._appearance.theme, maps.plane
        if self._unit is not None and self._unit[0] <= len(maps.units):
            layer, unit = self._unit
            middle, reach = maps.middle_and_reach(layer)
            return value_image(maps.units[layer - 1][unit], middle, reach, theme), []
        if len(maps.output) > 1:
            others = (np.delete(maps.output, k, axis=0).max(axis=0) for k in range(plane.classes))
            lines = [zero_lines(own - most) for own, most in zip(maps.output, others, strict=False)]
            return class_image(maps.output, theme), lines
        middle, reach = maps.middle_and_reach(len(maps.units))
        picture = value_image(maps.output[0], middle, reach, theme)
        return picture, [zero_lines(maps.output[0] - middle)] if plane.classes else []

    # Places -----------------------------------------------------------------------------

    @property
    def area(self) -> QRectF:
        """The square of the plane, in pixels of this widget; the colours' scale is beside it."""
        px = self._appearance.px
        beside = 2.0 if self._is_small else px(Gentle(20)) + self._scale_words + px(4)
        side = max(10.0, min(self.width() - beside, self.height() - 2.0))
        if self._planes.plane is not None and self._planes.plane.axes == 1:
            return QRectF(px(30), 1, max(10.0, self.width() - px(34)), self.height() - px(22))
        return QRectF(1.0, 1.0, side, side)

    @property
    def _scale_words(self) -> float:
        plane = self._planes.plane
        words = self._class_names if plane and plane.classes > 2 else ["−1.25"]
        return max(map(self._metrics.horizontalAdvance, words)) + self._appearance.px(4)

    @property
    def _class_names(self) -> list[str]:
        """What the classes are called; a stranger's names are cut short."""
        plane = self._planes.plane
        return [] if plane is None else [shortened(name, LONGEST) for name in plane.dataset.classes]

    @property
    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._appearance.font(12))

    @property
    def _heights(self) -> tuple[float, float]:
        """The least and the largest value of a curve's axis."""
        plane = self._planes.plane
        if plane is None or plane.axes == 2:
            return -REACH, REACH
        reach = MARGIN * max(1e-3, float(np.abs(plane.outcomes).max()))
        return -reach, reach

    def pixel(self, x: float, y: float) -> QPointF:
        """Return where a place stands, in pixels of this widget."""
        return self._placing()(x, y)

    def _placing(self) -> Callable[[float, float], QPointF]:
        """Return what says where places stand: for many of them the area is found once."""
        area, (low, high) = self.area, self._heights
        left, bottom = area.left(), area.bottom()
        wide, tall = area.width() / (2 * REACH), area.height() / (high - low)
        return lambda x, y: QPointF(left + (x + REACH) * wide, bottom - (y - low) * tall)

    def place_at(self, pixel: QPointF) -> tuple[float, ...] | None:
        """Return the place at a pixel; None outside."""
        area, plane = self.area, self._planes.plane
        if plane is None or not area.contains(pixel):
            return None
        x = ((pixel.x() - area.left()) / area.width() * 2 - 1) * REACH
        y = ((area.bottom() - pixel.y()) / area.height() * 2 - 1) * REACH
        return (round(x, 2), round(y, 2))[: plane.axes]

    def sizeHint(self) -> QSize:
        """Ask for a square with its scale."""
        px = self._appearance.px
        return QSize(px(Gentle(430)), px(Gentle(390)))

    def minimumSizeHint(self) -> QSize:
        """Return what points are seen apart in."""
        px = self._appearance.px
        return QSize(px(Gentle(110)), px(Gentle(80)))

    # Painting ---------------------------------------------------------------------------

    def restyle(self) -> None:
        """Follow the look."""
        self._dots = None
        self._take_maps()
        super().restyle()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the map, its scale, the points and the place that is read."""
        plane, maps = self._planes.plane, self._planes.maps
        if plane is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if plane.axes == 1:
            self._paint_axes(painter)
            self._paint_curve(painter, maps)
        else:
            self._paint_plane(painter)
        painter.drawPixmap(0, 0, self._points(plane))
        if maps is not None and plane.classes and not self._is_small:
            self._paint_wrong(painter, maps)
        self._paint_place(painter)
        painter.end()

    def _paint_plane(self, painter: QPainter) -> None:
        theme, area = self._appearance.theme, self.area
        painter.fillRect(area, QColor(theme.middle))
        if not self._picture.isNull():
            painter.drawImage(area, self._picture)
        painter.setPen(QPen(QColor(theme.text), self._appearance.px(1.3)))
        cell = area.width() / (GRID - 1)
        for lines in self._lines:
            places = lines * (cell, -cell) + (area.left(), area.bottom())
            painter.drawLines([QLineF(*one, *other) for one, other in places.tolist()])
        painter.setPen(QPen(QColor(theme.outline), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        self._paint_scale(painter)

    def _paint_scale(self, painter: QPainter) -> None:
        plane, maps, theme = self._planes.plane, self._planes.maps, self._appearance.theme
        if plane is None or maps is None or self._is_small:
            return
        px, area = self._appearance.px, self.area
        left, width = area.right() + px(10), px(Gentle(10))
        painter.setFont(self._appearance.font(12))
        painter.setPen(QColor(theme.muted))
        line = painter.fontMetrics().height()
        if plane.classes > 2:
            names = self._class_names
            for number in range(plane.classes):
                top = area.top() + number * 1.4 * line
                painter.fillRect(
                    QRectF(left, top + 0.2 * line, width, 0.6 * line), class_colour(theme, number)
                )
                words = QPointF(left + width + px(5), top + 0.8 * line)
                painter.drawText(words, names[number])
            return
        painter.drawImage(QRectF(left, area.top(), width, area.height()), scale_image(theme))
        layer = len(maps.units) if self._unit is None else self._unit[0]
        middle, reach = maps.middle_and_reach(layer)
        ends = ((middle + reach, 0.8 * line), (middle, area.height() / 2 + 0.3 * line))
        for value, down in (*ends, (middle - reach, area.height() - 0.1 * line)):
            at = QPointF(left + width + px(5), area.top() + down)
            painter.drawText(at, format_number(value, 2))

    def _paint_axes(self, painter: QPainter) -> None:
        theme, area, (low, high) = self._appearance.theme, self.area, self._heights
        painter.fillRect(area, QColor(theme.middle))
        painter.setPen(QPen(QColor(theme.line), 1.0))
        painter.drawLine(self.pixel(-REACH, 0.0), self.pixel(REACH, 0.0))
        painter.drawLine(self.pixel(0.0, low), self.pixel(0.0, high))
        painter.setPen(QPen(QColor(theme.outline), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        painter.setPen(QColor(theme.muted))
        painter.setFont(self._appearance.font(12))
        metrics = painter.fontMetrics()
        for value in (-REACH, 0.0, REACH):
            words = format_number(value, 0)
            x = self.pixel(value, 0.0).x() - metrics.horizontalAdvance(words) / 2
            x = min(max(area.left(), x), area.right() - metrics.horizontalAdvance(words))
            painter.drawText(QPointF(x, area.bottom() + metrics.ascent() + 2), words)
        for value, down in ((high / MARGIN, 0.4), (0.0, 0.4), (low / MARGIN, 0.4)):
            words = format_number(value, 1)
            x = area.left() - metrics.horizontalAdvance(words) - self._appearance.px(4)
            painter.drawText(QPointF(x, self.pixel(0, value).y() + down * metrics.ascent()), words)

    def _paint_curve(self, painter: QPainter, maps: Maps | None) -> None:
        """Draw the output, and what each unit of the last hidden layer adds to it."""
        if maps is None or maps.plane.axes != 1:
            return
        theme, px = self._appearance.theme, self._appearance.px
        painter.save()
        painter.setClipRect(self.area)
        if len(maps.units) > 1:
            weights = maps.parameters.weights[-1][0]
            for number, (weight, values) in enumerate(zip(weights, maps.units[-2], strict=True)):
                painter.setPen(QPen(class_colour(theme, number, 0.8), px(1)))
                painter.drawPolyline(self._polygon(weight * values))
        painter.setPen(QPen(QColor(theme.text), px(2.5)))
        painter.drawPolyline(self._polygon(maps.output[0]))
        painter.restore()

    def _polygon(self, values: FloatArray) -> QPolygonF:
        area, (low, high) = self.area, self._heights
        clipped = np.clip(np.nan_to_num(values), 10 * low, 10 * high)
        across = np.linspace(area.left(), area.right(), len(values))
        up = (clipped - low) * (area.height() / (high - low))
        return polygon(np.column_stack([across, area.bottom() - up]))

    def _points(self, plane: Plane) -> QPixmap:
        """Return the points as a picture, drawn once for all maps of one size side by side."""
        look = (self.shows_held_out, self._appearance.theme, self._appearance.scale)
        size = (self.size().toTuple(), self.devicePixelRatioF())
        key = (plane, *look, *size)
        if self._dots is None or self._dots[0] != key:
            data = (plane.points, plane.outcomes, plane.held_out)
            drawn = (plane.axes, plane.classes, *(each.tobytes() for each in data), *look, *size)
            if drawn not in _DRAWN:
                with drawing(self.size(), self.devicePixelRatioF()) as (picture, painter):
                    painter.setClipRect(self.area)
                    self._paint_points(painter, plane)
                while len(_DRAWN) >= _MOST_DRAWN:
                    del _DRAWN[next(iter(_DRAWN))]
                _DRAWN[drawn] = picture
            self._dots = key, _DRAWN[drawn]
            self._mark = self._drawn_mark()
        return self._dots[1]

    def _drawn_mark(self) -> QPixmap:
        """Return the ring around a point that is wrong; there may be hundreds in each frame."""
        px = self._appearance.px
        radius = px(Gentle(10 * DOT + 22)) / 10
        side = 2 * math.ceil(radius + px(2))
        with drawing(QSize(side, side), self.devicePixelRatioF()) as (picture, painter):
            painter.setPen(QPen(QColor(self._appearance.theme.text), px(1.6)))
            painter.drawEllipse(QPointF(side / 2, side / 2), radius, radius)
        return picture

    def _paint_points(self, painter: QPainter, plane: Plane) -> None:
        theme, radius = self._appearance.theme, self._appearance.px(Gentle(10 * DOT)) / 10
        reach = max(1e-9, float(np.abs(plane.outcomes).max())) if not plane.classes else 1.0
        colours = [class_colour(theme, k) for k in range(max(2, plane.classes))]
        pixel = self._placing()
        for row, outcome, held_out in zip(
            plane.points, plane.outcomes, plane.held_out, strict=True
        ):
            if held_out and not self.shows_held_out:
                continue
            at = pixel(*row) if plane.axes == 2 else pixel(row[0], float(outcome))
            if plane.axes == 1:
                colour = QColor(theme.muted)
            elif plane.classes:
                colour = colours[int(outcome)]
            else:
                share = min(1.0, abs(float(outcome)) / reach)
                colour = class_colour(theme, int(outcome > 0), share)
            # Points that are trained on are discs with a ring of the ground; others are rings.
            painter.setPen(QPen(colour.darker(130) if held_out else QColor(theme.middle), 1.3))
            painter.setBrush(QColor(theme.middle) if held_out else colour.darker(112))
            size = 0.8 * radius if held_out else radius
            painter.drawEllipse(at, size, size)

    def _paint_wrong(self, painter: QPainter, maps: Maps) -> None:
        """Put a ring around points that are taken for another class."""
        plane, pixel, half = (
            maps.plane,
            self._placing(),
            self._mark.deviceIndependentSize().width() / 2,
        )
        for at in np.flatnonzero(maps.wrong).tolist():
            if self.shows_held_out or not plane.held_out[at]:
                middle = pixel(*plane.points[at].tolist())
                painter.drawPixmap(middle - QPointF(half, half), self._mark)

    def _paint_place(self, painter: QPainter) -> None:
        place = self.pointer or self.place
        if place is None:
            return
        theme, area = self._appearance.theme, self.area
        at = self.pixel(*place) if len(place) > 1 else self.pixel(place[0], 0.0)
        painter.setPen(QPen(QColor(theme.text), 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(at.x(), area.top()), QPointF(at.x(), area.bottom()))
        if len(place) > 1:
            painter.drawLine(QPointF(area.left(), at.y()), QPointF(area.right(), at.y()))
            painter.setPen(QPen(QColor(theme.text), self._appearance.px(2)))
            painter.setBrush(QColor(theme.middle))
            painter.drawEllipse(at, self._appearance.px(5), self._appearance.px(5))
