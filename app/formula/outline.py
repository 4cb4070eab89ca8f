"""A laid-out formula, and how outlines become Qt paths."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QTransform

from engine.network.quantities import Ref

BASE = 100.0
"""The size, in pixels an em, at which formulas are laid out before they are scaled."""

_MOVE, _LINE, _QUADRATIC, _CUBIC, _CLOSE = 1, 2, 3, 4, 79


@dataclass(frozen=True, slots=True)
class Picture:
    """A character in colours of its own, and where it stands."""

    rect: QRectF
    image: QImage


@dataclass(frozen=True, slots=True)
class Mark:
    """A symbol, and the area that it takes."""

    rect: QRectF
    ref: Ref


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
    marks : tuple of Mark
        Where the symbols are that stand for numbers of the iteration.
    """

    path: QPainterPath
    width: float
    ascent: float
    descent: float
    pictures: tuple[Picture, ...] = ()
    marks: tuple[Mark, ...] = ()

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
        marks = tuple(Mark(place.mapRect(mark.rect), mark.ref) for mark in self.marks)
        extent = (scale * self.width, scale * self.ascent, scale * self.descent)
        return Run(path, *extent, pictures, marks)

    def marked(self, ref: Ref | None) -> "Run":
        """Return it as the symbol of a number, whatever symbols it has on it."""
        if ref is None:
            return self
        area = QRectF(0.0, -self.ascent, self.width, self.ascent + self.descent)
        return replace(self, marks=(Mark(area, ref),))

    def paint(self, painter: QPainter, colour: QColor) -> None:
        """Draw it with its baseline at the painter's origin."""
        painter.fillPath(self.path, colour)
        for picture in self.pictures:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(picture.rect, picture.image)


def merged(runs: Sequence[Run], width: float) -> Run:
    """Return runs that stand in their places as one."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for run in runs:
        path.addPath(run.path)
    ascent, descent = max(run.ascent for run in runs), max(run.descent for run in runs)
    pictures = tuple(picture for run in runs for picture in run.pictures)
    return Run(path, width, ascent, descent, pictures, tuple(m for run in runs for m in run.marks))


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
