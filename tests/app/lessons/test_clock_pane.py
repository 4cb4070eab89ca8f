"""Races in the window: they begin with the reveal, go on beside it, and end where it is left."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.lessons.clock.canvas import _Page
from app.lessons.clock.pane import ClockPane
from app.lessons.clock.texts import reported_text, time_text
from app.lessons.pane import LessonsPane


def clock_of(pane: LessonsPane) -> ClockPane:
    clock = pane.page.pictures.currentWidget()
    assert isinstance(clock, ClockPane)
    return clock


def is_over(pane: LessonsPane) -> bool:
    return bool(pane.model.setting.picture().is_complete)


def test_a_race_is_run_by_the_reveal_and_again_by_the_button(
    qtbot: QtBot, pane: LessonsPane
) -> None:
    pane.gallery.card("vectorisation").click()
    pane.model.go_to(1)
    clock = clock_of(pane)
    assert "times" not in clock.canvas.accessibleName()
    pane.model.forward()
    qtbot.waitUntil(lambda: is_over(pane), timeout=60_000)
    qtbot.waitUntil(lambda: "times as fast" in clock.canvas.accessibleName())
    assert "–" not in pane.page.side.revealed.words.text()
    pane.model.forward()
    first = pane.model.setting
    qtbot.waitUntil(lambda: is_over(pane) and clock.again.isEnabled(), timeout=60_000)
    qtbot.mouseClick(clock.again, Qt.MouseButton.LeftButton)
    assert pane.model.setting.keys["races"] == 2
    qtbot.waitUntil(lambda: is_over(pane), timeout=60_000)
    pane.model.as_it_was()
    assert pane.model.setting == first
    assert clock.again.isEnabled()


def test_leaving_the_scene_ends_the_race(qtbot: QtBot, pane: LessonsPane) -> None:
    pane.gallery.card("lowest-point").click()
    pane.model.go_to(2)
    pane.model.forward()
    picture = pane.model.setting.picture()
    qtbot.waitUntil(lambda: picture.progress.done[0] > 0, timeout=60_000)
    pane.model.go_to(0)
    qtbot.waitUntil(lambda: pane.page.work._work.is_resting, timeout=60_000)
    assert not picture.is_complete
    done = picture.progress.done
    qtbot.wait(50)
    assert picture.progress.done == done


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(float("nan"), ""), (3.104, "3.10 s"), (0.247, "247 ms"), (1.5e-5, "15 µs"), (2e-9, "2 ns")],
)
def test_times_have_a_unit(seconds: float, text: str) -> None:
    assert time_text(seconds) == text


def test_the_ratio_of_what_was_reported_is_not_said(pane: LessonsPane) -> None:
    pane.gallery.card("vectorisation").click()
    pane.model.go_to(2)
    text = reported_text(pane.model.setting.picture())
    assert text == "the lecturer's laptop: 247 ms against 110 µs"


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("lesson", ["vectorisation", "lowest-point"])
def test_a_race_fills_its_room_and_ends_within_it(
    make_pane: Callable[[float], LessonsPane], scale: float, lesson: str
) -> None:
    pane = make_pane(scale)
    pane.gallery.card(lesson).click()
    pane.model.go_to(2)
    QApplication.processEvents()
    canvas = clock_of(pane).canvas
    clock = pane.model.setting.picture()
    filled = []
    for stacked in (False, True):
        factor = canvas._factor(clock, stacked)
        page = _Page(None, canvas._appearance, canvas.width(), factor, stacked)
        width, height = page.wanted(clock)
        assert width <= 1.04 * canvas.width()
        assert height <= 1.04 * canvas.height()
        filled.append(max(width / canvas.width(), height / canvas.height(), factor / 1.3))
    assert max(filled) > 0.94
    image = QImage(canvas.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    page = _Page(painter, canvas._appearance, canvas.width(), canvas._factor(clock, False), False)
    page.draw(clock)
    painter.end()
    assert page._y <= 1.04 * canvas.height()
