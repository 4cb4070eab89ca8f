"""Where a label finds room near its edge, clear of the units."""

from collections.abc import Sequence

from app.graph.canvas import Canvas
from app.graph.geometry import Box, Line

FINELY = tuple(0.5 + side * step / 50 for step in range(23) for side in (1, -1))
ALONG = (0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75)
"""Where on an edge a label is tried, the best first."""


class EdgeRoom:
    """The room between two columns of units.

    Parameters
    ----------
    canvas : Canvas
        Models and look.
    layer : int
        The layer the edges run into.
    """

    def __init__(self, canvas: Canvas, layer: int) -> None:
        self.canvas, self.layer = canvas, layer

    def units(self) -> list[Box]:
        """Give what labels keep clear of: the units of both columns and the texts below them."""
        arrangement = self.canvas.arrangement
        return [*arrangement.kept_clear(self.layer - 1), *arrangement.kept_clear(self.layer)]

    def along(
        self,
        line: Line,
        size: tuple[float, float],
        taken: Sequence[Box],
        fractions: Sequence[float] = ALONG,
    ) -> Box | None:
        """Find a place on an edge for a label larger than its own, clear of the units."""
        units = self.units()
        for fraction in fractions:
            box = Box.around(line.at(fraction), *size)
            if not any(box.overlaps(other, 2.0) for other in (*units, *taken)):
                return box
        return None

    def beside(
        self, line: Line, size: tuple[float, float], taken: Sequence[Box], rise: float
    ) -> Box | None:
        """Find a place below or above an edge, within the pane."""
        width, height = self.canvas.arrangement.size
        for moved in (rise, -rise):
            parallel = Line(line.x0, line.y0 + moved, line.x1, line.y1 + moved)
            box = self.along(parallel, size, taken)
            if box is None:
                continue
            if min(box.left, box.top) >= 0 and box.right <= width and box.bottom <= height:
                return box
        return None

    def within(self, box: Box) -> Box:
        """Move a label sideways out of the columns' way."""
        arrangement = self.canvas.arrangement
        half = arrangement.style.footprint / 2 * arrangement.scale + 3
        left = arrangement.columns[self.layer - 1] + half
        right = arrangement.columns[self.layer] - half
        centre = min(max(box.centre.x, left + box.width / 2), right - box.width / 2)
        shift = centre - box.centre.x
        return Box(box.left + shift, box.top, box.right + shift, box.bottom)
