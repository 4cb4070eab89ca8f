"""What the network answers all over the plane, drawn with the points and the place that is read."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)

from app.maps.colours import class_colour, class_image, scale_image, value_image
from app.maps.contours import pieces
from app.maps.ground import Ground
from app.maps.plane_points import PlanePoints, forget_points
from app.models.planes import Planes
from app.plot.paths import polygon
from app.plot.values import Points
from app.theme import Appearance, Drawn, Gentle
from engine.arrays import FloatArray
from engine.catalogue.generators import REACH
from engine.data.names import shortened
from engine.training.planes import GRID, Maps
from symbolic.formula.numbers import format_number

LONGEST = 12
"""The most letters of a class's name beside the map."""
MARGIN = 1.15
"""A curve's axis goes so much beyond its points."""


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
        self._lines: list[Points] = []
        self._points = PlanePoints(appearance)
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
        self._picture, self._lines = QImage(), []
        self._points.forget()
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

    def _unit_of(self, maps: Maps) -> tuple[int, int] | None:
        """Return the unit that is shown, unless the network has it no more."""
        layer, unit = self._unit or (0, 0)
        is_there = 0 < layer <= len(maps.units) and unit < len(maps.units[layer - 1])
        return (layer, unit) if is_there else None

    def _drawn(self, maps: Maps) -> tuple[QImage, list[Points]]:
        """Return the map as a picture, and the boundaries on it."""
        theme, plane = self._appearance.theme, maps.plane
        if (shown := self._unit_of(maps)) is not None:
            layer, unit = shown
            middle, reach = maps.middle_and_reach(layer)
            return value_image(maps.units[layer - 1][unit], middle, reach, theme), []
        if len(maps.output) > 1:
            others = (np.delete(maps.output, k, axis=0).max(axis=0) for k in range(plane.classes))
            by = (own - most for own, most in zip(maps.output, others, strict=False))
            return class_image(maps.output, theme), [_boundary(each, 0.0) for each in by]
        middle, reach = maps.middle_and_reach(len(maps.units))
        picture = value_image(maps.output[0], middle, reach, theme)
        return picture, [_boundary(maps.output[0], middle)] if plane.classes else []

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

    @property
    def ground(self) -> Ground:
        """Where the plane stands."""
        return Ground(self.size(), self.devicePixelRatioF(), self.area, self._heights)

    def pixel(self, x: float, y: float) -> QPointF:
        """Return where a place stands, in pixels of this widget."""
        return self.ground.pixel(x, y)

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

    def forget_pictures(self) -> None:
        """Draw the points anew once they are seen."""
        self._points.forget()
        forget_points()

    def restyle(self) -> None:
        """Follow the look."""
        self._points.forget()
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
        ground = self.ground
        painter.drawPixmap(0, 0, self._points.picture(plane, ground, self.shows_held_out))
        if maps is not None and plane.classes and not self._is_small:
            self._points.paint_wrong(painter, maps, ground, self.shows_held_out)
        self._paint_place(painter)
        painter.end()

    def _paint_plane(self, painter: QPainter) -> None:
        theme, area = self._appearance.theme, self.area
        painter.fillRect(area, QColor(theme.middle))
        if not self._picture.isNull():
            painter.drawImage(area, self._picture)
        painter.setPen(QPen(QColor(theme.text), self._appearance.px(1.3)))
        for lines in self._lines:
            ends = self.ground.pixels(lines[..., 0], lines[..., 1]).tolist()
            painter.drawLines([QLineF(*one, *other) for one, other in ends])
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
        shown = self._unit_of(maps)
        layer = len(maps.units) if shown is None else shown[0]
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

    @np.errstate(all="ignore")
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
        low, high = self._heights
        up = np.clip(np.nan_to_num(values), 10 * low, 10 * high)
        return polygon(self.ground.pixels(np.linspace(-REACH, REACH, len(values)), up))

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


def _boundary(output: FloatArray, level: float) -> Points:
    """Return where an output, of shape (GRID, GRID), is at a level: see `pieces`."""
    along = np.linspace(-REACH, REACH, GRID)
    return pieces(along, along, output, level)
