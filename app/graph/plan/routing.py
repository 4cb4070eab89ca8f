"""How an edge between two circles keeps clear of the texts around them. Plain arithmetic."""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

import numpy as np

from app.graph.plan.geometry import Box, Line, Point, crossings

_SHARES = (1.0, 0.85, 0.7, 0.55, 0.4, 0.2, 0.0, -0.2, 1.15, 1.3)
"""How much of its slope an edge keeps where it meets a circle; 0 meets it at its side."""


@lru_cache(maxsize=1024)
def route(start: Point, end: Point, radii: tuple[float, float], texts: Sequence[Box] = ()) -> Line:
    """Join two circles: from centre to centre, or a little flatter where a text is in the way.

    Parameters
    ----------
    start, end : Point
        The centres, the end to the right of the start.
    radii : (float, float)
        How far from each centre the edge stops.
    texts : tuple of Box
        What it keeps clear of where it can.
    """
    direct = _joined(start, end, radii, (1.0, 1.0))
    near = [box for box in texts if _may_meet(direct, box, max(radii))]
    if not any(direct.crosses(box) for box in near):
        return direct
    lines = [_joined(start, end, radii, slopes) for slopes in _TRIES]
    # The straightest of those that run through the fewest texts.
    return lines[int(crossings(np.array(lines), np.array(near)).argmin())]


def _bent(slopes: tuple[float, float]) -> float:
    """Say how far an edge departs from the straight one."""
    return max(abs(1.0 - share) for share in slopes) + 0.1 * sum(
        abs(1.0 - share) for share in slopes
    )


_TRIES = sorted(product(_SHARES, _SHARES), key=_bent)
"""The shares of its slope that an edge may keep at both ends, the straightest first."""


def _joined(
    start: Point, end: Point, radii: tuple[float, float], slopes: tuple[float, float]
) -> Line:
    angle = math.atan2(end.y - start.y, end.x - start.x)
    first, last = angle * slopes[0], angle * slopes[1]
    return Line(
        start.x + radii[0] * math.cos(first),
        start.y + radii[0] * math.sin(first),
        end.x - radii[1] * math.cos(last),
        end.y - radii[1] * math.sin(last),
    )


def _may_meet(line: Line, box: Box, reach: float) -> bool:
    """Whether a line or a flatter one in its place could come near a box."""
    low, high = min(line.y0, line.y1) - reach, max(line.y0, line.y1) + reach
    return box.bottom > low and box.top < high
