"""A laid-out formula, and how outlines become Qt paths."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QTransform

BASE = 100.0
"""The size, in pixels an em, at which formulas are laid out before they are scaled."""

_MOVE, _LINE, _QUADRATIC, _CUBIC, _CLOSE = 1, 2, 3, 4, 79


@dataclass(frozen=True, slots=True)
class Picture:
    """A character in colours of its own, and where it stands."""

    rect: QRectF
    image: QImage


@dataclass(frozen=True, slots=True)
class Run:
    """A laid-out formula.

    Attributes
    ----------
    path : QPainterPath
        Its outlines, starting at x = 0, baseline at y = 0, y growing downwards. Not to be
        changed: it is shared.
    width, ascent, descent : float
        Its extent in pixels; `ascent` above and `descent` below the baseline.
    pictures : tuple of Picture
        What has no outlines, such as emoji.
    """

    path: QPainterPath
    width: float
    ascent: float
    descent: float
    pictures: tuple[Picture, ...] = ()

    @property
    def ink(self) -> QRectF:
        """The area that is drawn."""
        area = self.path.boundingRect()
        for picture in self.pictures:
            area = area.united(picture.rect)
        return area

    def moved(self, x: float, y: float, scale: float = 1.0) -> "Run":
        """Return it scaled about its origin, then moved, its extent that of the scaled run."""
        place = QTransform(scale, 0, 0, scale, x, y)
        path = self.path.translated(x, y) if scale == 1.0 else place.map(self.path)
        path.setFillRule(Qt.FillRule.WindingFill)
        pictures = tuple(Picture(place.mapRect(p.rect), p.image) for p in self.pictures)
        extent = (scale * self.width, scale * self.ascent, scale * self.descent)
        return Run(path, *extent, pictures)

    def paint(self, painter: QPainter, colour: QColor) -> None:
        """Draw it with its baseline at the painter's origin."""
        painter.fillPath(self.path, colour)
        for picture in self.pictures:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(picture.rect, picture.image)


def merged(runs: Iterable[Run], width: float, ascent: float, descent: float) -> Run:
    """Return runs that stand in their places as one."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    pictures: list[Picture] = []
    for run in runs:
        path.addPath(run.path)
        pictures += run.pictures
    return Run(path, width, ascent, descent, tuple(pictures))


def to_qt(vertices: Iterable[Any], codes: Iterable[int]) -> QPainterPath:
    """Convert a matplotlib outline, y upwards, into a Qt path, y downwards.

    Parameters
    ----------
    vertices : iterable of pairs
        The points.
    codes : iterable of int
        What each point is, in matplotlib's numbers.
    """
    path = QPainterPath()
    points = [QPointF(float(x), -float(y)) for x, y in vertices]
    arity: dict[int, tuple[int, Callable[..., None]]] = {
        _MOVE: (1, path.moveTo),
        _LINE: (1, path.lineTo),
        _QUADRATIC: (2, path.quadTo),
        _CUBIC: (3, path.cubicTo),
    }
    kinds = [int(code) for code in codes]
    at = 0
    while at < len(kinds):
        if kinds[at] == _CLOSE:
            path.closeSubpath()
            at += 1
            continue
        count, draw = arity[kinds[at]]
        draw(*points[at : at + count])
        at += count
    return path
