"""The points of a plane, and rings around those that the network names wrongly."""

import math
from collections.abc import Callable, Hashable

import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from app.maps.colours import class_colour
from app.maps.ground import Ground
from app.maps.pictures import drawing
from app.theme import Appearance, Gentle
from engine.training.planes import Maps, Plane

DOT = 3.4
"""The radius of a point in pixels at 100 %."""
_MOST_DRAWN = 6
_DRAWN: dict[Hashable, QPixmap] = {}
"""Points as pictures, those drawn last."""


def forget_points() -> None:
    """Let go all pictures of points that may be drawn again."""
    _DRAWN.clear()


class PlanePoints:
    """Draws points."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance
        self._picture: tuple[object, QPixmap] | None = None
        self._ring = QPixmap()

    def forget(self) -> None:
        """Draw the points anew: the look or the plane is another."""
        self._picture = None

    def picture(self, plane: Plane, ground: Ground, shows_held_out: bool) -> QPixmap:
        """Return the points as a picture, drawn once for all maps of one size side by side."""
        look = (shows_held_out, self._appearance.theme, self._appearance.scale)
        size = (ground.size.toTuple(), ground.ratio)
        key = (plane, *look, *size)
        if self._picture is None or self._picture[0] != key:
            data = (plane.points, plane.outcomes, plane.held_out)
            drawn = (plane.axes, plane.classes, *(each.tobytes() for each in data), *look, *size)
            if drawn not in _DRAWN:
                with drawing(ground.size, ground.ratio) as (picture, painter):
                    painter.setClipRect(ground.area)
                    self._paint(painter, plane, ground, shows_held_out)
                while len(_DRAWN) >= _MOST_DRAWN:
                    del _DRAWN[next(iter(_DRAWN))]
                _DRAWN[drawn] = picture
            self._picture = key, _DRAWN[drawn]
            self._ring = self._drawn_ring(ground.ratio)
        return self._picture[1]

    def _drawn_ring(self, ratio: float) -> QPixmap:
        """Return the ring around a point that is wrong; there may be hundreds in each frame."""
        px = self._appearance.px
        radius = px(Gentle(10 * DOT + 22)) / 10
        side = 2 * math.ceil(radius + px(2))
        with drawing(QSize(side, side), ratio) as (picture, painter):
            painter.setPen(QPen(QColor(self._appearance.theme.text), px(1.6)))
            painter.drawEllipse(QPointF(side / 2, side / 2), radius, radius)
        return picture

    def _paint(self, painter: QPainter, plane: Plane, ground: Ground, shows_held_out: bool) -> None:
        radius = self._appearance.px(Gentle(10 * DOT)) / 10
        colour_of = self._colours(plane)
        middle, drawn = QColor(self._appearance.theme.middle), None
        for place, outcome, held_out in zip(
            ground.points(plane).tolist(),
            plane.outcomes.tolist(),
            plane.held_out.tolist(),
            strict=True,
        ):
            if held_out and not shows_held_out:
                continue
            if (outcome, held_out) != drawn:
                drawn, colour = (outcome, held_out), colour_of(outcome)
                # Points that are trained on are discs with a ring of the ground; others are rings.
                painter.setPen(QPen(colour.darker(130) if held_out else middle, 1.3))
                painter.setBrush(middle if held_out else colour.darker(112))
            size = 0.8 * radius if held_out else radius
            painter.drawEllipse(QPointF(*place), size, size)

    def _colours(self, plane: Plane) -> Callable[[float], QColor]:
        """Return what gives the colour of an outcome."""
        theme = self._appearance.theme
        if plane.axes == 1:
            return lambda _outcome: QColor(theme.muted)
        if plane.classes:
            colours = [class_colour(theme, k) for k in range(max(2, plane.classes))]
            return lambda outcome: colours[int(outcome)]
        reach = max(1e-9, float(np.abs(plane.outcomes).max()))
        return lambda outcome: class_colour(theme, int(outcome > 0), min(1.0, abs(outcome) / reach))

    def paint_wrong(
        self, painter: QPainter, maps: Maps, ground: Ground, shows_held_out: bool
    ) -> None:
        """Put a ring around points that are taken for another class."""
        half = self._ring.deviceIndependentSize().width() / 2
        seen = maps.wrong & (shows_held_out | ~maps.plane.held_out)
        for x, y in (ground.points(maps.plane)[seen] - half).tolist():
            painter.drawPixmap(QPointF(x, y), self._ring)
