"""Lines are painted through fewer points, and look the same."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from app.plot.layers import Line
from app.plot.look import LineLook
from app.plot.painters import Canvas, LinePainter
from app.plot.paths import AWAY, near, paths, thin

AREA = QRectF(20.0, 10.0, 400.0, 200.0)


def painted(line):
    image = QImage(440, 220, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("black"), 3.0))
    painter.setClipRect(AREA)
    for piece in line:
        painter.drawPath(piece)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(220, 440, 4)[..., 0].astype(int)


def whole(pixels):
    """Return a line through all of its points, made one by one."""
    line, is_open = QPainterPath(), False
    for x, y in pixels:
        if np.isfinite(x + y):
            line.lineTo(x, y) if is_open else line.moveTo(x, y)
        is_open = bool(np.isfinite(x + y))
    return line


def aside(pixels, line):
    """Return how far each point is from a line, of shape (n,)."""
    begin, step = line[:-1], np.diff(line, axis=0)
    length = np.maximum((step**2).sum(axis=1), 1e-30)
    share = ((pixels[:, None] - begin) * step).sum(axis=2) / length
    nearest = begin + share.clip(0.0, 1.0)[..., None] * step
    return np.hypot(*(pixels[:, None] - nearest).transpose(2, 0, 1)).min(axis=1)


@pytest.mark.parametrize("count", [40, 400, 1201, 4000])
def test_a_curve_keeps_the_points_that_make_it(count):
    x = np.linspace(0.0, 730.0, count)
    curve = np.column_stack([x, 220.0 + 200.0 * np.sin(x / 40.0) + 30.0 * (x > 365.0)])
    fewer = thin(curve)
    assert len(fewer) < 0.9 * count or count == 40
    assert (fewer[0] == curve[0]).all()
    assert (fewer[-1] == curve[-1]).all()
    assert aside(curve, fewer).max() < 2.0 * AWAY


def test_what_turns_back_keeps_its_end():
    there = np.column_stack([np.linspace(0.0, 100.0, 21), np.zeros(21)])
    assert thin(np.concatenate([there, there[::-1]])).max() == 100.0
    # Even where both neighbours of an end are one point.
    spikes = np.zeros((41, 2))
    spikes[1::2, 0] = 100.0
    assert (thin(spikes) == spikes).all()


@pytest.mark.parametrize("far", [1.0, 30.0, 1e5])
def test_what_is_far_outside_is_left_out_and_the_rest_looks_the_same(far):
    random = np.random.default_rng(5)
    for _ in range(20):
        pixels = random.normal(120.0, far * 100.0, (30, 2))
        seen = random.random(30) < 0.3
        pixels[seen] = random.uniform([20.0, 10.0], [420.0, 210.0], (seen.sum(), 2))
        pixels[random.random(30) < 0.1] = np.nan
        shown = near(pixels, AREA)
        inside = shown[np.isfinite(shown).all(axis=1)]
        assert (inside >= np.array([-380.0, -190.0]) - 1e-6).all() or far == 1.0
        assert (inside <= np.array([820.0, 410.0]) + 1e-6).all() or far == 1.0
        # Ends of lines that were cut are outside, and joints are where they were. Where the soft
        # edges of two pieces cross one lies over the other: a quarter is the most that adds.
        difference = np.abs(painted(paths(pixels, AREA)) - painted([whole(pixels)]))
        assert difference.max() < 65


def test_what_runs_beside_what_is_seen_is_left_out():
    away = np.array([[58.0, -4612.0], [191.0, -4612.0], [324.0, 108.0], [324.0, 9000.0]])
    shown = near(away, AREA)
    assert np.isnan(shown[0]).all()
    expected = np.array([[315.6, -190.0], [324.0, 108.0], [324.0, 410.0]])
    assert np.allclose(shown[1:], expected, rtol=0.0, atol=0.01)
    assert len(near(away[:2], AREA)) == 0


def test_a_line_is_made_for_its_place_once_and_anew_for_another(plot_view):
    painter = LinePainter()
    x = np.linspace(0.0, 1.0, 50)
    image = QImage(440, 220, QImage.Format.Format_RGB32)
    brush = QPainter(image)
    painter.draw(Line(x, x, LineLook("text")), plot_view)
    made = []
    for area in (AREA, AREA, AREA.translated(QPointF(10.0, 0.0))):
        painter.paint(Canvas(brush, plot_view, area))
        made.append(painter._paths[1])
    painter.draw(Line(x, 1.0 - x, LineLook("text")), plot_view)
    painter.paint(Canvas(brush, plot_view, AREA))
    made.append(painter._paths[1])
    brush.end()
    assert made[0] is made[1]
    assert [each[0].boundingRect().left() for each in made] == [20.0, 20.0, 30.0, 20.0]
    assert made[3][0].elementAt(0).y < made[0][0].elementAt(0).y


@pytest.fixture
def plot_view(qapp):
    from app.plot.axes import Axis
    from app.plot.painters import View
    from app.theme import Appearance

    return View(Axis("", 0.0, 1.0), Axis("", 0.0, 1.0), Appearance(), "background")
