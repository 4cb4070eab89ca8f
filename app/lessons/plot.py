"""The plot of a lesson: its words stand where they cover least, whatever is moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent

from app.plot.axes import Axis
from app.plot.layers import Dots, Layer, Line, Words
from app.plot.plot import Plot
from app.plot.values import Points

_APART = 5.0
"""How far apart, in pixels, the places of a line are that words are held clear of."""

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

    def _cleared(self, x: Axis, y: Axis, layers: Mapping[str, Layer]) -> dict[str, Layer]:
        area, cleared = self.area, dict(layers)
        if area.width() < 2 or area.height() < 2:
            return cleared
        scale = np.array([area.width() / x.length, -area.height() / y.length])
        origin = np.array([x.start, y.end])
        places = [_places(layer, scale, origin) for layer in layers.values()]
        covered = np.concatenate(places) if places else np.empty((0, 2))
        covered = covered[np.isfinite(covered).all(axis=1)]
        taken: list[Points] = []
        for name, words in layers.items():
            if not isinstance(words, Words) or words.look is None:
                continue
            strong = words.size >= 14
            metrics = QFontMetricsF(self._appearance.font(words.size, 700 if strong else 400))
            # As the painter sets it: with a blank on both sides, and a text item's margin.
            size = (metrics.horizontalAdvance(f" {words.text} ") + 8.0, metrics.height() + 8.0)
            at = (np.array([words.x, words.y]) - origin) * scale
            sides = product((words.right, not words.right), (words.below, not words.below))
            room = (area.width(), area.height())
            chosen = min(
                (
                    (_cost(box := _box(at, size, side, room), covered, taken), order, side, box)
                    for order, side in enumerate(sides)
                ),
                key=lambda found: found[:2],
            )
            taken.append(chosen[3])
            cleared[name] = replace(words, right=chosen[2][0], below=chosen[2][1])
        return cleared


def _places(layer: Layer, scale: Points, origin: Points) -> Points:
    """Return places of a layer in pixels, of shape (n, 2), close enough that none is missed."""
    if isinstance(layer, Dots):
        middle = (np.column_stack([layer.x, layer.y]) - origin) * scale
        reach = layer.size / 2.0
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


def _box(
    at: Points, size: tuple[float, float], side: tuple[bool, bool], room: tuple[float, float]
) -> Points:
    """Return left, top, right and bottom of words at a place, moved inside the axes."""
    corner = at - np.array(size) * (not side[0], not side[1])
    left, top = np.clip(corner, 0.0, np.maximum(0.0, np.array(room) - size))
    return np.array([left, top, left + size[0], top + size[1]])


def _cost(box: Points, covered: Points, taken: list[Points]) -> float:
    """Return how much words in a box cover."""
    left, top, right, bottom = box + np.array([4.0, 5.0, -4.0, -5.0])
    inside = (covered[:, 0] > left) & (covered[:, 0] < right)
    inside &= (covered[:, 1] > top) & (covered[:, 1] < bottom)
    over = sum(
        bool(left < other[2] and right > other[0] and top < other[3] and bottom > other[1])
        for other in taken
    )
    return float(inside.sum()) + _OTHER_WORDS * over
