"""Values and classes in colours: orange below, blue above, and the ground in the middle."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from app.theme import Theme, mix
from engine.arrays import FloatArray

SHADES = 256


def class_colour(theme: Theme, number: int, strength: float = 1.0) -> QColor:
    """Return the colour of a class, from 0; with less strength more of the ground."""
    colours = theme.classes
    return QColor(mix(theme.middle, colours[number % len(colours)], strength))


@lru_cache(maxsize=4)
def scale_image(theme: Theme) -> QImage:
    """Return all colours of values as a column of pixels, the most on top."""
    column = np.linspace(-1.0, 1.0, SHADES)[:, None]
    return value_image(column, 0.0, 1.0, theme)


@lru_cache(maxsize=4)
def _shades(theme: Theme) -> NDArray[np.uint32]:
    """Return the colours of values from the least to the most, 32 bits each."""
    low, high = theme.classes[:2]
    places = np.linspace(-1.0, 1.0, SHADES)
    mixed = (mix(theme.middle, low if at < 0 else high, abs(at)) for at in places)
    return np.array([QColor(each).rgb() for each in mixed], dtype=np.uint32)


def value_image(values: FloatArray, middle: float, reach: float, theme: Theme) -> QImage:
    """Return values as a picture, its first row at the bottom: see `value_strip`."""
    return value_strip(values[None], middle, reach, theme)


@np.errstate(all="ignore")
def value_strip(values: FloatArray, middle: float, reach: float, theme: Theme) -> QImage:
    """Return pictures of values below each other in one, each with its first row at its bottom.

    Parameters
    ----------
    values : ndarray of shape (pictures, rows, columns)
        What is shown; what is not a number is shown as the least.
    middle, reach : float
        The value that has the ground's colour, and how far from it colours are strongest.
    theme : Theme
        The colours.
    """
    scaled = (values[:, ::-1] - middle) * (0.5 * (SHADES - 1) / reach) + 0.5 * SHADES
    np.nan_to_num(scaled, copy=False, nan=0.0)
    numbers = np.clip(scaled, 0, SHADES - 1).astype(np.uint8)
    count, rows, columns = numbers.shape
    pixels = _shades(theme)[numbers]
    form = QImage.Format.Format_RGB32
    return QImage(pixels.tobytes(), columns, count * rows, 4 * columns, form).copy()


def class_image(shares: FloatArray, theme: Theme) -> QImage:
    """Return the shares of classes as a picture: their colours, mixed; the first row below.

    Parameters
    ----------
    shares : ndarray of shape (classes, rows, columns)
        From 0 to 1.
    theme : Theme
        The colours.
    """
    colours = [class_colour(theme, number) for number in range(len(shares))]
    rgb = np.array([(c.red(), c.green(), c.blue()) for c in colours], dtype=np.float32)
    # Where no class is likely, the ground shows.
    weights = np.clip(np.nan_to_num(shares), 0.0, 1.0).astype(np.float32)
    total = np.maximum(weights.sum(axis=0), 1.0)
    mixed = np.tensordot(weights / total, rgb, axes=(0, 0))
    certain = weights.max(axis=0, keepdims=False)[..., None]
    ground = QColor(theme.middle)
    mixed = certain * mixed + (1 - certain) * np.array(
        (ground.red(), ground.green(), ground.blue()), dtype=np.float32
    )
    rows, columns = mixed.shape[:2]
    argb = np.full((rows, columns, 4), 255, dtype=np.uint8)
    # Blue comes first in memory.
    argb[..., :3] = np.clip(mixed[::-1, :, ::-1], 0, 255)
    form = QImage.Format.Format_RGB32
    return QImage(argb.tobytes(), columns, rows, 4 * columns, form).copy()
