"""A row of values as a picture in grey."""

import numpy as np
from PySide6.QtGui import QImage

from app.theme import Theme
from engine.arrays import FloatArray

# Rows whose largest value is less than this are no rescaled images: their lengths are 1.
_DARK = 0.5
_BEYOND = 0.5


def limits_of(rows: FloatArray) -> tuple[float, float]:
    """Return what is black and what is white in pictures of some rows, the same for all of them.

    Rescaled values, which are from 0 to 1, are shown as they are, others from the least of all
    rows to the largest.
    """
    low, high = (float(rows.min()), float(rows.max())) if rows.size else (0.0, 1.0)
    # A held-out image may be a little lighter than those that the range was taken from.
    return (0.0, 1.0) if low >= -_BEYOND and _DARK <= high <= 1.0 + _BEYOND else (low, high)


def picture(
    row: FloatArray, shape: tuple[int, int], theme: Theme, limits: tuple[float, float]
) -> QImage:
    """Return a row of values as a picture: ink on paper, or light on dark.

    Parameters
    ----------
    row
        A value for each pixel.
    shape
        Its rows and columns.
    theme
        Light has ink on paper.
    limits
        What is black and what is white, as `limits_of` finds it for rows that belong together.
    """
    low, high = limits
    values = np.asarray(row, dtype=np.float64).reshape(shape)
    values = np.clip((values - low) / ((high - low) or 1.0), 0.0, 1.0)
    if theme.name == "light":
        values = 1.0 - values
    grey = np.ascontiguousarray(np.round(values * 255).astype(np.uint8))
    height, width = shape
    return QImage(grey.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()
