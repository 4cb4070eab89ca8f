"""A laid-out formula, and how outlines become Qt paths."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

BASE = 100.0
"""The size, in pixels an em, at which formulas are laid out before they are scaled."""

_MOVE, _LINE, _QUADRATIC, _CUBIC, _CLOSE = 1, 2, 3, 4, 79


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
    """

    path: QPainterPath
    width: float
    ascent: float
    descent: float

    @property
    def height(self) -> float:
        """Ascent and descent together."""
        return self.ascent + self.descent


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
