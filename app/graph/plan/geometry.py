"""Points, boxes and lines of the graph's layout, without Qt."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray


class Point(NamedTuple):
    """A place, in pixels."""

    x: float
    y: float


class Box(NamedTuple):
    """An upright rectangle, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, centre: Point, width: float, height: float) -> "Box":
        """Make a box from its centre."""
        x, y = centre
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @property
    def width(self) -> float:
        """Extent from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Extent from top to bottom."""
        return self.bottom - self.top

    @property
    def centre(self) -> Point:
        """The middle."""
        return Point((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    def overlaps(self, other: "Box", spacing: float = 0.0) -> bool:
        """Whether two boxes share an area, or come closer than a spacing."""
        return (
            self.left < other.right + spacing
            and other.left < self.right + spacing
            and self.top < other.bottom + spacing
            and other.top < self.bottom + spacing
        )

    def contains(self, point: Point) -> bool:
        """Whether a point lies inside."""
        return self.left <= point.x <= self.right and self.top <= point.y <= self.bottom

    def is_within(self, other: "Box") -> bool:
        """Whether a box lies in another."""
        return (
            self.left >= other.left
            and self.top >= other.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )

    def rounded(self) -> tuple["Box", "Box"]:
        """Return two boxes that cover the circle in a square, without the square's corners."""
        inset = self.width * (0.5 - math.sqrt(0.125))
        left, top, right, bottom = self
        upright = Box(left + inset, top, right - inset, bottom)
        return upright, Box(left, top + inset, right, bottom - inset)

    def moved(self, dx: float, dy: float) -> "Box":
        """Return the box at another place."""
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def grown(self, by: float) -> "Box":
        """Return a box larger on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


class Line(NamedTuple):
    """A straight edge from one place to another."""

    x0: float
    y0: float
    x1: float
    y1: float

    def at(self, fraction: float) -> Point:
        """Return the place at a fraction of the way."""
        return Point(
            self.x0 + (self.x1 - self.x0) * fraction, self.y0 + (self.y1 - self.y0) * fraction
        )

    def shortened(self, start: float, end: float) -> "Line":
        """Cut a length off both ends."""
        length = math.hypot(self.x1 - self.x0, self.y1 - self.y0)
        if length <= start + end:
            return self
        first, last = self.at(start / length), self.at(1 - end / length)
        return Line(first.x, first.y, last.x, last.y)

    def distance(self, point: Point) -> float:
        """Return how far a point is from the edge."""
        dx, dy = self.x1 - self.x0, self.y1 - self.y0
        square = dx * dx + dy * dy
        along = ((point.x - self.x0) * dx + (point.y - self.y0) * dy) / square if square else 0.0
        nearest = self.at(min(1.0, max(0.0, along)))
        return math.hypot(point.x - nearest.x, point.y - nearest.y)

    def crosses(self, box: Box) -> bool:
        """Whether the edge runs through a box, by Liang and Barsky's clipping."""
        first, last = 0.0, 1.0
        dx, dy = self.x1 - self.x0, self.y1 - self.y0
        for speed, room in (
            (-dx, self.x0 - box.left),
            (dx, box.right - self.x0),
            (-dy, self.y0 - box.top),
            (dy, box.bottom - self.y0),
        ):
            if speed == 0.0:
                if room < 0.0:
                    return False
            elif speed < 0.0:
                first = max(first, room / speed)
            else:
                last = min(last, room / speed)
        return first < last

    def head(self, size: float, backwards: bool = False) -> tuple[Point, Point, Point]:
        """Return the arrowhead at the end, or at the beginning for what flows backwards."""
        length = math.hypot(self.x1 - self.x0, self.y1 - self.y0) or 1.0
        ux, uy = (self.x1 - self.x0) / length, (self.y1 - self.y0) / length
        if backwards:
            tip, ux, uy = Point(self.x0, self.y0), -ux, -uy
        else:
            tip = Point(self.x1, self.y1)
        foot = Point(tip.x - ux * size, tip.y - uy * size)
        half = size * 0.45
        return (
            tip,
            Point(foot.x - uy * half, foot.y + ux * half),
            Point(foot.x + uy * half, foot.y - ux * half),
        )


def crossings(lines: FloatArray, boxes: FloatArray) -> NDArray[np.int64]:
    """Return through how many boxes each line runs, as `Line.crosses` says of one.

    Parameters
    ----------
    lines : ndarray of shape (n, 4)
        x0, y0, x1 and y1 of each.
    boxes : ndarray of shape (m, 4)
        Left, top, right and bottom of each.
    """
    x0, y0, x1, y1 = (part[:, None] for part in lines.T)
    left, top, right, bottom = boxes.T
    first, last = np.zeros((len(lines), len(boxes))), np.ones((len(lines), len(boxes)))
    outside = np.zeros((len(lines), len(boxes)), dtype=bool)
    dx, dy = x1 - x0, y1 - y0
    for speed, room in (
        (-dx, x0 - left), (dx, right - x0), (-dy, y0 - top), (dy, bottom - y0)
    ):  # fmt: skip
        with np.errstate(divide="ignore", invalid="ignore"):
            share = room / speed
        first = np.where(speed < 0.0, np.maximum(first, share), first)
        last = np.where(speed > 0.0, np.minimum(last, share), last)
        outside |= (speed == 0.0) & (room < 0.0)
    crossed: NDArray[np.int64] = ((first < last) & ~outside).sum(axis=1)
    return crossed


def space_out(wanted: list[float], line: float, top: float, bottom: float) -> list[float]:
    """Move lines of text apart, each as close to its wanted height as the others allow.

    Parameters
    ----------
    wanted : list of float
        Heights in ascending order.
    line : float
        The least distance.
    top, bottom : float
        Between which they stay, if there is room.
    """
    places: list[float] = []
    for height in wanted:
        places.append(max(height, places[-1] + line) if places else max(height, top + line / 2))
    limit = bottom - line / 2
    for index in reversed(range(len(places))):
        places[index] = min(places[index], limit)
        limit = places[index] - line
    return places
