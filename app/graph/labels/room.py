"""Where a label finds room near its edge, clear of the units."""

from collections.abc import Iterator, Sequence

from app.graph.items.canvas import Canvas
from app.graph.plan.geometry import Box, Line

FINELY = tuple(0.5 + side * step / 50 for step in range(23) for side in (1, -1))
"""Where on an edge a label is tried, the best first."""


class EdgeSpace:
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
        """Return what labels keep clear of: the units of both columns and the texts below them."""
        plan = self.canvas.plan
        return [*plan.obstacles_of(self.layer - 1), *plan.obstacles_of(self.layer)]

    def along(
        self,
        line: Line,
        size: tuple[float, float],
        taken: Sequence[Box],
    ) -> Iterator[Box]:
        """Find places on an edge for a label larger than its own, clear of the units."""
        units = self.units()
        for fraction in FINELY:
            box = Box.around(line.at(fraction), *size)
            if not any(box.overlaps(other, 2.0) for other in (*units, *taken)):
                yield box

    def beside(
        self, line: Line, size: tuple[float, float], taken: Sequence[Box], rise: float
    ) -> Iterator[Box]:
        """Find places below or above an edge, within the pane and below the captions."""
        plan = self.canvas.plan
        width, height = plan.size
        top = plan.caption_y + self.canvas.fonts.height("caption") / 2
        for moved in (rise, -rise):
            parallel = Line(line.x0, line.y0 + moved, line.x1, line.y1 + moved)
            for box in self.along(parallel, size, taken):
                if box.left >= 0 and box.top >= top and box.right <= width and box.bottom <= height:
                    yield box

    def within(self, box: Box) -> Box:
        """Move a label sideways out of the columns' way."""
        plan = self.canvas.plan
        half = plan.style.footprint / 2 * plan.scale + 3
        left = plan.columns[self.layer - 1] + half
        right = plan.columns[self.layer] - half
        centre = min(max(box.centre.x, left + box.width / 2), right - box.width / 2)
        shift = centre - box.centre.x
        return Box(box.left + shift, box.top, box.right + shift, box.bottom)
