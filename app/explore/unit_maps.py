"""The maps of units, in their tiles."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from app.explore.tile_plan import TilePlan
from app.maps.colours import value_strip
from app.theme import Appearance
from engine.arrays import FloatArray
from engine.training.planes import Maps


class UnitMaps:
    """Draws what each unit answers all over the plane."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance
        # Of each layer one picture, its units below each other, and how tall each is in it.
        self._strips: list[tuple[QImage, int]] = []

    def forget(self) -> None:
        """Show no maps until others are taken."""
        self._strips = []

    def take(self, maps: Maps | None, plan: TilePlan, ratio: float) -> None:
        """Follow maps, in tiles of a plan, at so many pixels of the screen for each of a widget."""
        self._strips = []
        if maps is None:
            return
        boxes = [box for boxes in plan.units for box in boxes[:1]]
        wide = round(_pixels(boxes[0]).width() * ratio) if boxes else 0
        for layer, values in enumerate(maps.units, start=1):
            middle, reach = maps.middle_and_reach(layer)
            rows = values if values.ndim == 3 else np.repeat(values[:, None], 2, axis=1)
            strip = value_strip(_sampled(rows, wide), middle, reach, self._appearance.theme)
            self._strips.append((strip, strip.height() // len(values)))

    def paint(self, painter: QPainter, plan: TilePlan, is_shown: bool) -> None:
        """Draw the maps in their tiles, or the ground where there are none or none is wanted."""
        ground = QColor(self._appearance.theme.middle)
        for layer, boxes in enumerate(plan.units):
            known = is_shown and layer < len(self._strips)
            strip, height = self._strips[layer] if known else (QImage(), 1)
            for unit, box in enumerate(boxes):
                source = QRect(0, unit * height, strip.width(), height)
                if source.bottom() < strip.height():
                    painter.drawImage(_pixels(box), strip, source)
                else:
                    painter.fillRect(box, ground)


def _pixels(box: QRectF) -> QRect:
    """Return whole pixels for a tile, as many for all of one size."""
    side = round(box.width())
    return QRect(round(box.left()), round(box.top()), side, side)


def _sampled(values: FloatArray, wide: int) -> FloatArray:
    """Return maps with as many places as a tile has pixels, where it has fewer.

    Painting such a picture takes a tenth of the time that scaling it takes.
    """
    for axis in (1, 2):
        many = values.shape[axis]
        if 0 < wide < many:
            values = values.take(_evenly(many, wide), axis=axis)
    return values


@lru_cache(maxsize=8)
def _evenly(many: int, wide: int) -> NDArray[np.intp]:
    """Return so many of many places, as far apart as can be."""
    return np.rint(np.linspace(0, many - 1, wide)).astype(np.intp)
