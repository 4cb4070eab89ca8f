"""The plot of a lesson: its words stand where they cover least, whatever is moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent

from app.plot.axes import Axis
from app.plot.layers import Dots, Layer, Line, Words
from app.plot.plot import Plot
from app.plot.values import Points

_APART = 5.0
"""How far apart, in pixels, the places of a line are that words are held clear of."""

_LINES_AWAY = (0.0, 0.8, -0.8, 1.6, -1.6)
"""By how many lines words may stand lower or higher than their place asks for."""

_TURNED = ((False, False), (True, False), (False, True), (True, True))
"""Whether words stand at the other side, and hang at the other end, of their place."""

_FAR = 3.0
"""For how many places of a line it counts to stand a line away."""

_OTHER_WORDS = 60.0
"""For how many places of a line it counts to lie over other words."""


class LessonPlot(Plot):
    """A plot that chooses on which side of its point each text stands.

    Signals
    -------
    resized
        It has another size: what stands by its shape is to be drawn again.
    """

    resized = Signal()
    _wanted: Mapping[str, Layer] = {}

    def draw(self, x: Axis, y: Axis, layers: Mapping[str, Layer]) -> None:
        """Show these layers, words where they cover least of lines, points and each other."""
        self._wanted = layers
        super().draw(x, y, self._cleared(x, y, layers))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place words anew, and say so."""
        super().resizeEvent(event)
        self.draw(self.view.x, self.view.y, self._wanted)
        self.resized.emit()

    @np.errstate(all="ignore")
    def _cleared(self, x: Axis, y: Axis, layers: Mapping[str, Layer]) -> dict[str, Layer]:
        area, cleared = self.area, dict(layers)
        if area.width() < 2 or area.height() < 2:
            return cleared
        scale = np.array([area.width() / x.length, -area.height() / y.length])
        origin = np.array([x.start, y.end])
        room = area.width(), area.height()
        grown = float(self._appearance.px(100)) / 100.0
        places = [_places(layer, scale, origin, grown) for layer in layers.values()]
        covered = np.concatenate(places) if places else np.empty((0, 2))
        covered = covered[np.isfinite(covered).all(axis=1)]
        ground = _Ground(covered, [], room)
        for name, layer in layers.items():
            if isinstance(layer, Words) and layer.look is not None:
                words, size = self._fitted(layer, area.width())
                at = (np.array([words.x, words.y]) - origin) * scale
                cleared[name] = ground.placed(words, at, size, scale)
        return cleared

    def _fitted(self, words: Words, room: float) -> tuple[Words, tuple[float, float]]:
        """Return words that have room, and their size; else their number, which stands last."""
        metrics = QFontMetricsF(self._appearance.font(words.size, 700 if words.size >= 14 else 400))
        for text in (words.text, f"  {words.text.strip().rpartition(' ')[2]}  "):
            # As the painter sets it: with a blank on both sides, and a text item's margin.
            width = metrics.horizontalAdvance(f" {text} ") + 8.0
            if width <= room:
                break
        return replace(words, text=text), (width, metrics.height() + 8.0)


class _Ground(NamedTuple):
    """What words in a plot have to keep clear of, in pixels.

    Attributes
    ----------
    covered : ndarray of shape (n, 2)
        Places of lines and points.
    taken : list of ndarray
        Boxes of words: left, top, right and bottom.
    room : (float, float)
        How wide and how high the plot is between its axes.
    """

    covered: Points
    taken: list[Points]
    room: tuple[float, float]

    def placed(self, words: Words, at: Points, size: tuple[float, float], scale: Points) -> Words:
        """Return words of a size where they cover least, and have that place taken."""
        away, turned = np.array(_LINES_AWAY).repeat(4), np.array(_TURNED * len(_LINES_AWAY))
        right, below = turned[:, 0] ^ words.right, turned[:, 1] ^ words.below
        down = away * size[1]
        corner = np.column_stack([at[0] - size[0] * ~right, at[1] + down - size[1] * ~below])
        # Moved inside the axes.
        corner = corner.clip(0.0, np.maximum(0.0, np.array(self.room) - size))
        boxes = np.hstack([corner, corner + size])
        costs = self._costs(boxes[:1])
        if costs[0] > 0.0:
            costs = self._costs(boxes) + _FAR * np.abs(away)
        best = int(costs.argmin())
        self.taken.append(boxes[best])
        y = words.y + float(down[best] / scale[1])
        return replace(words, y=y, right=bool(right[best]), below=bool(below[best]))

    def _costs(self, boxes: Points) -> Points:
        """Return how much words in each of some boxes cover, of shape (boxes,)."""
        left, top, right, bottom = (boxes + np.array([4.0, 5.0, -4.0, -5.0])).T[:, :, None]
        x, y = self.covered.T
        cost = ((x > left) & (x < right) & (y > top) & (y < bottom)).sum(axis=1)
        for other in self.taken:
            beside = (left < other[2]) & (right > other[0])
            over = beside & (top < other[3]) & (bottom > other[1])
            cost = cost + _OTHER_WORDS * over[:, 0]
        return np.asarray(cost, dtype=np.float64)


def _places(layer: Layer, scale: Points, origin: Points, grown: float) -> Points:
    """Return places of a layer in pixels, of shape (n, 2), close enough that none is missed.

    Parameters
    ----------
    grown : float
        By how much points are larger than at 100 %.
    """
    if isinstance(layer, Dots):
        middle = (np.column_stack([layer.x, layer.y]) - origin) * scale
        reach = grown * layer.size / 2.0
        ring = [(0, 0), (reach, 0), (-reach, 0), (0, reach), (0, -reach)]
        return np.concatenate([middle + np.array(away) for away in ring])
    if not isinstance(layer, Line) or layer.depth < -2.0 or len(layer.x) < 2:
        return np.empty((0, 2))
    along = (np.column_stack([layer.x, layer.y]) - origin) * scale
    steps = np.hypot(*np.diff(along, axis=0).T)
    if len(along) > 64 or not np.isfinite(steps).any():
        return along
    parts = int(min(200.0, np.nanmax(steps) / _APART)) + 2
    share = np.linspace(0.0, 1.0, parts)[:, None, None]
    return np.asarray((along[:-1] + share * np.diff(along, axis=0)).reshape(-1, 2))
