"""Where the image, the units and the answers stand: geometry alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Square(NamedTuple):
    """A square by its left upper corner and its side."""

    x: float
    y: float
    side: float

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.side / 2.0


class Plan(NamedTuple):
    """Where everything stands.

    Attributes
    ----------
    image : Square
        The image; its pixels are its quarters.
    columns : tuple of tuple of Square
        The units of each layer that is shown.
    bars : Square
        Where the answers' bars begin: the left upper corner, and how high one of four is.
    bar_width : float
        How long a bar of 1 is.
    pitch : float
        How far the columns are apart: what is below a unit has that width.
    """

    image: Square
    columns: tuple[tuple[Square, ...], ...]
    bars: Square
    bar_width: float
    pitch: float

    def pixel(self, number: int) -> Square:
        """Return a pixel's square: a, b above c, d."""
        half = self.image.side / 2.0
        row, column = divmod(number, 2)
        return Square(self.image.x + column * half, self.image.y + row * half, half)

    def pixel_at(self, x: float, y: float) -> int | None:
        """Return which pixel is at a place."""
        across, down = x - self.image.x, y - self.image.y
        side = self.image.side
        if not (0.0 <= across < side and 0.0 <= down < side):
            return None
        return 2 * int(2.0 * down / side) + int(2.0 * across / side)


def plan_camera(
    width: float, height: float, line: float, counts: Sequence[int], bars: float
) -> Plan:
    """Return the plan for a width and a height, with lines of text of some height.

    Parameters
    ----------
    counts : sequence of int
        How many units each layer has that is shown.
    bars : float
        How wide the longest text above an answer's bar is; 0 where no answers are shown.
    """
    parts = len(counts) + 1 + bool(bars)
    share = width / (parts + (0.8 if parts < 4 else 0.3))
    size = min(share * (1.5 if parts < 4 else 1.1), 0.62 * height)
    answers = max(line + 1.1 * share, bars) if bars else line
    if bars:
        # Where no units stand between them either, texts keep clear of it.
        size = min(size, width - answers - 2.5 * line)
    # Alone it stands in the middle.
    image = Square(line if parts > 1 else (width - size) / 2.0, (height - size) / 2.0, size)
    left = image.x + size + 0.35 * share
    right = width - answers - (0.15 * share if bars else 0.0)
    columns, pitch = [], (right - left) / max(1, len(counts))
    for layer, count in enumerate(counts):
        step = height / count
        side = max(8.0, min(step - 1.4 * line, 0.52 * pitch, 0.2 * height))
        x = left + (layer + 0.5) * pitch - side / 2.0
        tops = [step * (k + 0.5) - (side + line) / 2.0 for k in range(count)]
        columns.append(tuple(Square(x, top, side) for top in tops))
    row = min(0.2 * height, 4.0 * line)
    top = (height - 4.0 * row) / 2.0
    return Plan(image, tuple(columns), Square(width - answers, top, row), share, pitch)
