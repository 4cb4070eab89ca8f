"""Lines of many points as Qt paints them fast: near to what is seen, with no point to spare."""

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath, QPolygonF
from shiboken6 import VoidPtr

from app.plot.values import Points

AWAY = 0.03
"""How far from its line, in pixels, a point may be left out: no eye and no screen shows it."""

_FEW = 16
"""Of so few points none is left out."""

_memory: Callable[..., Any] = VoidPtr
"""Its declaration lacks the arguments that it takes."""


def polygon(pixels: Points) -> QPolygonF:
    """Return points, of shape (n, 2), as Qt has them."""
    shape = QPolygonF()
    shape.resize(len(pixels))
    if len(pixels):
        # One copy of all numbers, where a list of points would be made one by one.
        memory = _memory(shape.data(), 16 * len(pixels), True)
        np.frombuffer(memory, np.float64).reshape(-1, 2)[:] = pixels
    return shape


def paths(pixels: Points, area: QRectF) -> list[QPainterPath]:
    """Return a line, with gaps where a point has no place, as far as it is near an area.

    Its long pieces are paths of their own: in one they take three times as long to stroke.

    Parameters
    ----------
    pixels : ndarray of shape (n, 2)
        The points.
    area : QRectF
        What is seen.
    """
    short, found = QPainterPath(), []
    shown = near(pixels, area)
    has_place = np.isfinite(shown.sum(axis=1))
    edges = np.flatnonzero(np.diff(has_place.astype(np.int8), prepend=0, append=0))
    for begin, end in edges.reshape(-1, 2).tolist():
        if end - begin > 2:
            found.append(QPainterPath())
            found[-1].addPolygon(polygon(thin(shown[begin:end])))
        elif end - begin == 2:
            short.moveTo(*shown[begin])
            short.lineTo(*shown[begin + 1])
    return found if short.isEmpty() else [*found, short]


def thin(pixels: Points) -> Points:
    """Return a line without the points that lie as good as straight between their neighbours.

    Each point costs as much as any other to paint, and most curves have more than can be seen.
    """
    while len(pixels) > _FEW:
        before, middle, after = pixels[:-2:2], pixels[1:-1:2], pixels[2::2]
        chord, away = after - before, middle - before
        length = (chord**2).sum(axis=1)
        along = (chord * away).sum(axis=1)
        aside = chord[:, 0] * away[:, 1] - chord[:, 1] * away[:, 0]
        # Between both, too: a line that turns back goes as far as it went.
        between = (along >= 0.0) & (along <= length) & ((away**2).sum(axis=1) <= length)
        straight = between & (aside**2 <= AWAY**2 * length)
        if 8 * np.count_nonzero(straight) < len(pixels):
            break
        stays = np.ones(len(pixels), dtype=bool)
        stays[1:-1:2] = ~straight
        pixels = pixels[stays]
    return pixels


def near(pixels: Points, area: QRectF) -> Points:
    """Return a line cut where it leaves an area for farther than the area is large.

    What is far outside is stroked as costly as what is seen, and its dashes may be thousands.
    """
    size = np.array([area.width(), area.height()])
    low = np.array([area.left(), area.top()]) - size
    high = low + 3.0 * size
    with np.errstate(invalid="ignore"):
        is_far = ((pixels < low) | (pixels > high)).any()
    if not is_far or len(pixels) < 2:
        return pixels
    begin, step = pixels[:-1], np.diff(pixels, axis=0)
    with np.errstate(all="ignore"):
        # Where each piece enters and leaves the room between both edges of an axis, as its share.
        one, other = (low - begin) / step, (high - begin) / step
        still = (step == 0.0) & (begin >= low) & (begin <= high)
        enters = np.where(still, 0.0, np.minimum(one, other)).max(axis=1).clip(min=0.0)
        leaves = np.where(still, 1.0, np.maximum(one, other)).min(axis=1).clip(max=1.0)
        stays = enters < leaves
        # One that runs beside the room enters it nowhere.
        enters, leaves = np.where(stays, enters, 0.0), np.where(stays, leaves, 0.0)
    first, last = begin + enters[:, None] * step, begin + leaves[:, None] * step
    # A piece goes on where the one before has ended; else there is a gap.
    goes_on = np.append(False, stays[:-1] & (leaves[:-1] == 1.0)) & (enters == 0.0)
    rows = np.stack([np.full_like(first, np.nan), first, last], axis=1)
    wanted = np.stack([stays & ~goes_on, stays & ~goes_on, stays], axis=1)
    return np.asarray(rows[wanted])
