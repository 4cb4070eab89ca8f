"""The camera in the window: pixels are painted, and nothing lies over another part."""

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from app.lessons.image_grid.plan import plan_camera
from app.lessons.pane import LessonsPane


def test_a_click_paints_a_pixel_and_the_network_follows(qtbot: QtBot, pane: LessonsPane) -> None:
    pane.gallery.card("camera").click()
    pane.model.go_to(3)
    canvas = pane.page.pictures.currentWidget().canvas
    before = pane.model.values["vertical"]
    pixel = canvas.plan.pixel(0)
    at = QPoint(round(pixel.x + pixel.side / 2), round(pixel.middle))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
    assert pane.model.values["a"] == 1.0
    assert pane.model.values["vertical"] != before
    pane.model.as_it_was()
    assert pane.model.values["vertical"] == before


@pytest.mark.parametrize("counts", [(), (4,), (4, 4), (4, 4, 8), (4, 4, 8, 4), (6,)])
@pytest.mark.parametrize(
    ("width", "height"), [(600, 450), (640, 560), (830, 520), (1040, 720), (1900, 900)]
)
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_lies_over_another_part(
    counts: tuple[int, ...], width: int, height: int, scale: float
) -> None:
    has_bars = counts in {(), (4, 4, 8, 4), (6,)}
    line, bars = 18.0 * scale, 130.0 * scale * has_bars
    plan = plan_camera(width, height, line, counts, bars)
    parts = [plan.image, *(square for column in plan.columns for square in column)]
    areas = [QRectF(part.x, part.y, part.side, part.side) for part in parts]
    # Below each unit stands its value.
    areas += [
        QRectF(square.x, square.y + square.side + 1.0, square.side, line)
        for column in plan.columns
        for square in column
    ]
    # Of answers, the texts are wider than the bars, or the bars than they.
    reach = max(plan.bar_width, bars)
    areas.append(QRectF(plan.bars.x, plan.bars.y, reach, 4 * plan.bars.side))
    if not has_bars:
        areas.pop()
    for one, other in combinations(areas, 2):
        assert not one.intersects(other)
    for area in areas:
        assert QRectF(0, 0, width, height).contains(area)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_every_answer_is_read_to_its_end(
    make_pane: Callable[[float], LessonsPane], scale: float
) -> None:
    pane = make_pane(scale)
    pane.gallery.card("camera").click()
    pane.model.go_to(4)
    canvas = pane.page.pictures.currentWidget().canvas
    width = QFontMetricsF(canvas._appearance.font(14, 600)).horizontalAdvance
    assert canvas.plan.bars.x + width("horizontal 0.746") <= canvas.width()


def test_the_camera_that_learns_is_painted_and_taken_through_its_iterations(
    qtbot: QtBot, pane: LessonsPane
) -> None:
    pane.gallery.card("camera").click()
    pane.model.go_to(7)
    canvas = pane.page.pictures.currentWidget().canvas
    assert pane.model.values["right"] < 8.0
    before = canvas.grab().toImage()
    pane.model.move("iteration", 300)
    assert pane.model.values["right"] == 8.0
    assert canvas.grab().toImage() != before
    pixel = canvas.plan.pixel(1)
    at = QPoint(round(pixel.x + pixel.side / 2), round(pixel.middle))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
    assert (pane.model.values["b"], pane.model.values["ties"]) == (1.0, 0.0)
    assert len(canvas.plan.columns) == 1
    assert len(canvas.plan.columns[0]) == 6
