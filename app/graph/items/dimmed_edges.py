"""Very many thin edges as a few paths, painted once and kept."""

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsScene

from app.graph.items.primitives import EDGES, pen
from app.graph.plan.geometry import Line
from app.theme import Theme, mix
from engine.arrays import FloatArray

LEVELS = 5
"""How many strengths are distinguished."""


class DimmedEdges:
    """Edges of one gap, drawn the darker the stronger; negative ones dashed."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self.items: dict[tuple[int, bool], QGraphicsPathItem] = {}
        for level in range(LEVELS):
            for negative in (False, True):
                item = QGraphicsPathItem()
                item.setZValue(EDGES)
                item.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
                scene.addItem(item)
                self.items[level, negative] = item

    def draw(self, lines: list[Line], weights: FloatArray, theme: Theme) -> None:
        """Draw all edges.

        Parameters
        ----------
        lines : list of Line
            Where they run.
        weights : ndarray of shape (edges,)
            Their weights.
        theme : Theme
            Gives the colours.
        """
        strongest = float(np.abs(weights).max()) or 1.0
        levels = np.minimum(LEVELS - 1, (np.abs(weights) / strongest * LEVELS).astype(int))
        paths = {key: QPainterPath() for key in self.items}
        for line, weight, level in zip(lines, weights, levels, strict=True):
            path = paths[int(level), bool(weight < 0)]
            path.moveTo(QPointF(line.x0, line.y0))
            path.lineTo(QPointF(line.x1, line.y1))
        for (level, negative), item in self.items.items():
            share = 0.25 + 0.75 * (level + 0.5) / LEVELS
            item.setPen(pen(mix(theme.background, theme.edge, share), 1.0, negative))
            item.setPath(paths[level, negative])
