"""A laid-out formula, and how outlines become Qt paths."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPainterPath, QTransform

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
    """A laid-out formula: glyphs and smaller formulas, which it shares with others.

    Qt fills many small outlines in a tenth of the time that one of all of them takes.

    Attributes
    ----------
    parts : tuple of (QPainterPath or Picture or Run, float, float, float)
        What it consists of, where that stands, and what it is scaled by there: starting at x = 0,
        baseline at y = 0, y growing downwards. Outlines are shared, and not to be changed.
    width, ascent, descent : float
        Its extent in pixels; `ascent` above and `descent` below the baseline.
    ref : Ref or None
        Which number of the iteration it is the symbol of; symbols within it do not count then.
    """

    parts: tuple[tuple["QPainterPath | Picture | Run", float, float, float], ...]
    width: float = 0.0
    ascent: float = 0.0
    descent: float = 0.0
    ref: Ref | None = None

    @property
    def ink(self) -> QRectF:
        """The area that is drawn."""
        area = QRectF()
        for part, x, y, scale in self.parts:
            if isinstance(part, QPainterPath):
                ink = part.boundingRect()
            else:
                ink = part.ink if isinstance(part, Run) else part.rect
            area = area.united(_place(x, y, scale).mapRect(ink))
        return area

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Where the symbols are that stand for numbers of the iteration."""
        if self.ref is not None:
            area = QRectF(0.0, -self.ascent, self.width, self.ascent + self.descent)
            return (Mark(area, self.ref),)
        return tuple(
            Mark(_place(x, y, scale).mapRect(mark.rect), mark.ref)
            for part, x, y, scale in self.parts
            if isinstance(part, Run)
            for mark in part.marks
        )

    def moved(self, x: float, y: float, scale: float = 1.0) -> "Run":
        """Return it scaled about its origin, then moved, its extent that of the scaled run."""
        part = (self, x, y, scale)
        return Run((part,), scale * self.width, scale * self.ascent, scale * self.descent)

    def paint(self, painter: QPainter, brush: QBrush, x: float, y: float, scale: float) -> None:
        """Draw it with its baseline at a point."""
        base = painter.transform()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint(painter, brush, base, (x, y, scale))
        painter.setTransform(base)

    def _paint(
        self, painter: QPainter, brush: QBrush, base: QTransform, at: tuple[float, float, float]
    ) -> None:
        left, top, size = at
        for part, x, y, scale in self.parts:
            place = (left + size * x, top + size * y, size * scale)
            if isinstance(part, Run):
                part._paint(painter, brush, base, place)
                continue
            painter.setTransform(_place(*place) * base)
            if isinstance(part, QPainterPath):
                painter.fillPath(part, brush)
            else:
                painter.drawImage(part.rect, part.image)


def _place(x: float, y: float, scale: float) -> QTransform:
    return QTransform(scale, 0, 0, scale, x, y)


def merged(runs: Sequence[Run], width: float) -> Run:
    """Return runs that stand in their places as one."""
    ascent, descent = max(run.ascent for run in runs), max(run.descent for run in runs)
    parts = [((run, 0.0, 0.0, 1.0),) if run.ref else run.parts for run in runs]
    return Run(tuple(part for each in parts for part in each), width, ascent, descent)


def rule(left: float, top: float, width: float, height: float) -> Run:
    """Return a line of some thickness, as an outline without an extent."""
    path = QPainterPath()
    path.addRect(left, top, width, height)
    return Run(((path, 0.0, 0.0, 1.0),))


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
    path.setFillRule(Qt.FillRule.WindingFill)
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
