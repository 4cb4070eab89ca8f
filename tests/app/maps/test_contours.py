"""The lines of equal height on a surface."""

import numpy as np

from app.maps.contours import contour, pieces

SIDE = np.linspace(-2.0, 2.0, 41)


def lines_of(line: tuple[np.ndarray, np.ndarray]) -> list[np.ndarray]:
    """Return the lines that have no gap, each of shape (n, 2)."""
    points = np.stack(line, axis=1)
    gaps = np.flatnonzero(np.isnan(points[:, 0]))
    return [each[np.isfinite(each[:, 0])] for each in np.split(points, gaps) if len(each) > 1]


def test_a_circle_is_one_closed_line_at_its_height() -> None:
    heights = np.add.outer(SIDE**2, SIDE**2)
    (line,) = lines_of(contour(SIDE, SIDE, heights, 1.0))
    assert np.allclose(line[0], line[-1])
    assert np.allclose(np.hypot(*line.T), 1.0, atol=0.01)
    assert np.hypot(*np.diff(line, axis=0).T).max() < 0.15


def test_a_hole_opens_it_and_a_level_that_is_not_reached_has_no_line() -> None:
    heights = np.add.outer(SIDE**2, SIDE**2)
    assert lines_of(contour(SIDE, SIDE, heights, 9.0)) == []
    heights[20, 30] = np.nan
    (line,) = lines_of(contour(SIDE, SIDE, heights, 1.0))
    assert not np.allclose(line[0], line[-1])


def test_both_lines_through_a_saddle_keep_what_lies_above_on_one_side() -> None:
    x = np.array([0.0, 1.0])
    for heights in ([[1.0, 0.0], [0.0, 1.0]], [[0.0, 1.0], [1.0, 0.0]]):
        lines = lines_of(contour(x, x, np.array(heights), 0.5))
        assert len(lines) == 2
        for (x0, y0), (x1, y1) in lines:
            # The corner that a line cuts off lies at one hand, and the middle at the other.
            corner = np.rint([(x0 + x1) / 2, (y0 + y1) / 2]).astype(int)
            turned = (x1 - x0) * (corner[1] - y0) - (y1 - y0) * (corner[0] - x0)
            above = heights[corner[1]][corner[0]] > 0.5
            assert (turned < 0) == above


def test_pieces_are_the_same_line_in_no_order() -> None:
    heights = np.add.outer(SIDE**2, SIDE**2)
    (line,) = lines_of(contour(SIDE, SIDE, heights, 1.0))
    found = pieces(SIDE, SIDE, heights, 1.0)
    assert found.shape == (len(line) - 1, 2, 2)
    assert {tuple(each) for each in found.reshape(-1, 2)} == {tuple(each) for each in line}
    heights[20, 30] = np.inf
    assert len(pieces(SIDE, SIDE, heights, 1.0)) < len(line) - 1
