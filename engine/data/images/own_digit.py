"""A picture of one digit on plain ground, prepared as the MNIST digits were."""

from dataclasses import dataclass
from math import ceil
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.errors import DatasetError

Floats: TypeAlias = NDArray[np.float64]

BOX = 20 / 28
"""The longer side of a digit, as a part of the side of its picture."""

MOST_PIXELS = 400
"""Longer side to which a larger picture is reduced first: many pixels for each of the box."""

LEAST_CONTRAST = 12.0
"""Between ink and ground, of 255 levels: less is one colour."""

_FAINT, _SPECK = 0.25, 0.02
_COARSE = 56
_SURFACE = 64


@dataclass(frozen=True, eq=False)
class PreparedDigit:
    """A digit as the network takes it.

    Attributes
    ----------
    pixels
        From 0, the ground, to 255; shape (height, width).
    inverted
        Whether the digit was darker than its ground.
    box
        Left, top, right and bottom of the digit, as parts of the picture's width and height.
    """

    pixels: NDArray[np.uint8]
    inverted: bool
    box: tuple[float, float, float, float]


def prepare_digit(grey: NDArray[Any], shape: tuple[int, int] = (28, 28)) -> PreparedDigit:
    """Prepare a picture of one digit on plain ground as the MNIST digits were.

    The ground, which may be shaded, is taken off and becomes black, noise with it; the digit, which
    may be darker or lighter, is scaled into a box of 20 × 20 of the 28 × 28 pixels, its sides in
    proportion, by area; and its centre of mass comes to the middle, moved by whole pixels.

    Source: Y. LeCun, C. Cortes, "The MNIST database of handwritten digits".

    Parameters
    ----------
    grey
        Levels from 0 to 255, shape (rows, columns), at least 1 × 1.
    shape
        Height and width of what is wanted; another than 28 × 28 has a box in proportion.

    Raises
    ------
    DatasetError
        The picture has one colour.
    """
    reduced = _reduced(np.asarray(grey, dtype=np.float64), MOST_PIXELS)
    ink, inverted = _ink(reduced)
    ink *= _without_specks(ink > _FAINT)
    (top, bottom), (left, right) = (_extent(ink, axis) for axis in (1, 0))
    step = max(bottom - top, right - left) / (BOX * min(shape))
    rows = _placed(ink.sum(axis=1), top, bottom, step, shape[0])
    columns = _placed(ink.sum(axis=0), left, right, step, shape[1])
    values = rows @ ink @ columns.T
    # A thin stroke covers a part of each pixel: it becomes as light as a thick one.
    level = float(np.median(values[values > values.max() / 2]))
    pixels = np.round(np.clip(values / level, 0, 1) * 255).astype(np.uint8)
    height, width = ink.shape
    return PreparedDigit(
        pixels, inverted, (left / width, top / height, right / width, bottom / height)
    )


def area_weights(start: float, step: float, count: int, size: int) -> Floats:
    """Return the weights that resample a line of pixels by area, shape (count, size).

    A pixel of the result is the mean over its own length of the line; where this is shorter than a
    pixel of the line, over one of these, which interpolates linearly. Beyond the line there is
    nothing.

    Parameters
    ----------
    start
        Where on the line the result begins.
    step
        Length on the line of each of its pixels.
    count
        How many pixels it has.
    size
        How many the line has.
    """
    width = max(step, 1.0)
    left = (start + (np.arange(count) + 0.5) * step - width / 2)[:, None]
    pixel = np.arange(size)
    covered = np.minimum(left + width, pixel + 1) - np.maximum(left, pixel)
    return np.asarray(np.clip(covered, 0, None) / width)


def _reduced(picture: Floats, most: int) -> Floats:
    """Return a picture whose longer side has at most so many pixels, by area."""
    height, width = picture.shape
    step = max(height, width) / most
    if step <= 1:
        return picture
    rows, columns = (
        area_weights(0, size / ceil(size / step), ceil(size / step), size)
        for size in (height, width)
    )
    return rows @ picture @ columns.T


# Ground and ink --------------------------------------------------------------------------


def _ink(picture: Floats) -> tuple[Floats, bool]:
    """Return how much ink each pixel has, from 0 to 1, and whether it is darker than the ground."""
    apart = picture - _ground(picture)
    noise = 1.4826 * float(np.median(np.abs(apart)))
    least = max(LEAST_CONTRAST, 4 * noise)
    far = np.where(np.abs(apart) > least, apart, 0)
    inverted = bool(np.sum(np.square(far) * np.sign(far)) < 0)
    ink = -apart if inverted else apart
    peak = float(ink.max())
    if peak > least:
        # One bright grain is no stroke.
        peak = float(np.median(ink[ink > peak / 2]))
    if peak <= least:
        raise DatasetError("the picture has one colour, expected a digit on plain ground")
    ink = np.clip(ink / peak, 0, 1)
    ink[ink < max(0.02, 3 * noise / peak)] = 0
    return ink, inverted


def _ground(picture: Floats) -> Floats:
    """Return the ground under a picture: a surface of the second degree, shaded as a photo's is.

    It is fitted to the border first, on which little of a digit lies, and then to all that agrees
    with that: least squares whose weights fall with the distance from the fit.
    """
    small = _reduced(picture, _SURFACE)
    terms = _terms(*small.shape)
    border = np.ones(small.shape, dtype=bool)
    edge = max(1, min(small.shape) // 16)
    border[edge:-edge, edge:-edge] = False
    chosen, levels = border.ravel(), small.ravel()
    fitted = np.full(levels.shape, np.median(levels[chosen]))
    for degree_terms in (3, 3, 3, 6, 6, 6):
        if degree_terms == 6:
            chosen = np.ones_like(chosen)
        apart = levels - fitted
        noise = max(4.0, 2 * float(np.median(np.abs(apart[border.ravel()]))))
        weights = chosen / (1 + np.square(apart / noise)) ** 2
        part = terms[:, :degree_terms]
        weighted = part * weights[:, None]
        solution = np.linalg.lstsq(weighted.T @ part, weighted.T @ levels, rcond=1e-9)[0]
        fitted = part @ solution
    return np.asarray(_terms(*picture.shape) @ solution).reshape(picture.shape)


def _terms(height: int, width: int) -> Floats:
    """Return 1, x, y, x², xy and y² of every pixel, x and y from −1 to 1; shape (pixels, 6)."""
    y, x = ((2 * np.arange(size) + 1) / size - 1 for size in (height, width))
    y, x = (part.ravel() for part in np.meshgrid(y, x, indexing="ij"))
    return np.stack((np.ones_like(x), x, y, x * x, x * y, y * y), axis=1)


def _without_specks(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where ink is, without pieces that are far smaller than all of it."""
    cell = ceil(max(mask.shape) / _COARSE)
    height, width = (ceil(size / cell) for size in mask.shape)
    padded = np.zeros((height * cell, width * cell), dtype=np.int64)
    padded[: mask.shape[0], : mask.shape[1]] = mask
    counts = padded.reshape(height, cell, width, cell).sum(axis=(1, 3))
    labels = _pieces(counts > 0)
    sizes = np.bincount(labels.ravel(), counts.ravel())
    large = sizes >= _SPECK * counts.sum()
    large[0] = False
    # What surrounds a stroke, faint or not, belongs to it.
    near = _neighbours(large[labels].astype(np.int64)) > 0
    return np.repeat(np.repeat(near, cell, 0), cell, 1)[: mask.shape[0], : mask.shape[1]]


def _pieces(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return a number from 1 for each pixel, the same for all that hang together; 0 elsewhere."""
    labels = np.where(mask, np.arange(1, mask.size + 1).reshape(mask.shape), 0)
    while True:
        grown = np.where(mask, _neighbours(labels), 0)
        if np.array_equal(grown, labels):
            return labels
        labels = grown


def _neighbours(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the largest value among each pixel and its eight neighbours."""
    height, width = values.shape
    padded = np.pad(values, 1)
    rows = np.maximum.reduce([padded[at : at + height] for at in range(3)])
    return np.asarray(np.maximum.reduce([rows[:, at : at + width] for at in range(3)]))


# The box ---------------------------------------------------------------------------------


def _extent(ink: Floats, axis: int) -> tuple[int, int]:
    """Return where ink begins and ends across an axis."""
    lines = np.flatnonzero((ink > _FAINT).any(axis=axis))
    return int(lines[0]), int(lines[-1]) + 1


def _placed(mass: Floats, first: int, last: int, step: float, count: int) -> Floats:
    """Return the weights that put what lies between two places around the middle by its mass."""
    # MNIST counts the middle of 28 pixels as the 15th.
    middle = float(np.average(np.arange(len(mass)) + 0.5, weights=mass))
    before = round((count + 1) / 2 - (middle - first) / step)
    before = max(0, min(before, count - ceil((last - first) / step - 1e-9)))
    return area_weights(first - before * step, step, count, len(mass))
