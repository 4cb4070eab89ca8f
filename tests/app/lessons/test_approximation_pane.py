"""A curve that is drawn with the mouse, and a network that learns it beside the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.lessons.approximation.pane import ApproximationPane
from app.lessons.pane import LessonsPane


@pytest.fixture
def pane(pane: LessonsPane) -> LessonsPane:
    pane.gallery.card("approximation").click()
    return pane


def shown(pane: LessonsPane, scene: int) -> ApproximationPane:
    pane.model.go_to(scene)
    QApplication.processEvents()
    picture = pane.page.pictures.currentWidget()
    assert isinstance(picture, ApproximationPane)
    return picture


def test_a_curve_is_drawn_typed_and_as_it_was(qtbot: QtBot, pane: LessonsPane) -> None:
    picture, model = shown(pane, 1), pane.model
    before = model.setting
    plot = picture.plot
    start, end = plot.pixel(0.2, 0.9).toPoint(), plot.pixel(0.6, 0.9).toPoint()
    qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(plot, end)
    qtbot.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=end)
    qtbot.mouseMove(plot, plot.pixel(0.8, -0.9).toPoint())
    drawn = dict(model.setting.keys["f"])
    inside = [y for x, y in drawn.items() if 0.22 < x < 0.58]
    assert inside == pytest.approx([0.9] * len(inside), abs=0.02)
    assert all(y < 0.5 for x, y in drawn.items() if x > 0.65)
    field = pane.page.side.controls.parts["f"]
    assert (field.text(), field.placeholderText()) == ("", "as drawn")
    qtbot.keyClicks(field, "x^2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert model.setting.keys["f"] == "x^2"
    qtbot.mouseClick(pane.page.side.controls.undo, Qt.MouseButton.LeftButton)
    assert model.setting == before


def test_while_a_point_is_asked_for_nothing_is_drawn(qtbot: QtBot, pane: LessonsPane) -> None:
    plot, before = shown(pane, 2).plot, pane.model.setting
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.pixel(0.6, 0.0).toPoint())
    qtbot.mouseClick(pane.page.side.answering.check, Qt.MouseButton.LeftButton)
    assert pane.model.setting.keys["f"] == before.keys["f"]
    assert pane.model.verdict is not None
    assert pane.model.verdict.right


def test_a_network_learns_beside_the_window(qtbot: QtBot, pane: LessonsPane) -> None:
    picture, model = shown(pane, 5), pane.model
    assert "trained" not in picture.plot.layers
    model.forward()
    qtbot.waitUntil(lambda: model.values["epochs"] == 4000.0, timeout=60_000)
    qtbot.waitUntil(lambda: "4,000" in pane.page.side.revealed.words.text())
    assert "trained" in picture.plot.layers
    assert model.values["learned"] < model.values["error"]
    # Another curve is learned anew, and the one before is known without a second run.
    model.move("f", "x^2")
    assert not model.values["epochs"] > 0
    model.as_it_was()
    assert model.values["epochs"] == 4000.0
