"""Where a plane stands in the widget that shows it."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize

from app.plot.values import Points
from engine.arrays import FloatArray
from engine.catalogue.generators import REACH
from engine.training.planes import Plane


@dataclass(frozen=True)
class Ground:
    """Where a plane, or a line with values above it, stands in its widget.

    Attributes
    ----------
    size : QSize
        The widget's.
    ratio : float
        The screen's pixels for each of the widget's.
    area : QRectF
        The plane.
    heights : (float, float)
        What is at its lower and at its upper edge.
    """

    size: QSize
    ratio: float
    area: QRectF
    heights: tuple[float, float]

    def pixels(self, x: FloatArray, y: FloatArray) -> Points:
        """Return where places stand, in pixels of the widget, shape (…, 2)."""
        area, (low, high) = self.area, self.heights
        across = area.left() + (x + REACH) * (area.width() / (2 * REACH))
        down = area.bottom() - (y - low) * (area.height() / (high - low))
        return np.stack([across, down], axis=-1)

    def pixel(self, x: float, y: float) -> QPointF:
        """Return where one place stands."""
        return QPointF(*self.pixels(np.array(x), np.array(y)).tolist())

    def points(self, plane: Plane) -> Points:
        """Return where the points of a plane stand, shape (n, 2); on a line as high as a value."""
        up = plane.points[:, 1] if plane.axes > 1 else plane.outcomes
        return self.pixels(plane.points[:, 0], up)
