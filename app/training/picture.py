"""A row of values as a picture in grey."""

import numpy as np
from PySide6.QtGui import QImage

from app.theme import Theme
from engine.arrays import FloatArray


def picture(row: FloatArray, shape: tuple[int, int], theme: Theme) -> QImage:
    """Give a row of values as a picture: ink on paper, or light on dark.

    Values from 0 to 1 are shown as they are; normalised ones from their least to their largest.
    """
    values = np.asarray(row, dtype=np.float64).reshape(shape)
    low, high = float(values.min()), float(values.max())
    if low < 0.0 or high > 1.0 or 0.0 < high < 0.5:
        values = (values - low) / ((high - low) or 1.0)
    if theme.name == "light":
        values = 1.0 - values
    grey = np.ascontiguousarray(np.round(values * 255).astype(np.uint8))
    height, width = shape
    return QImage(grey.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()
