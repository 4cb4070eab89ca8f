"""The build panel where room is short: nothing scrolls sideways, and all layers are in view."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.window.main_window import MainWindow


@pytest.mark.parametrize(
    ("word", "scale", "size", "layers"),
    [
        ("mazur-2-2-2", 1.5, (1280, 720), 3),
        ("softmax-3", 1.5, (1280, 720), 3),
        ("softmax-3", 1.0, (1024, 768), 3),
        ("mazur-2-2-2", 2.0, (1280, 720), 2),
    ],
)
def test_layers_are_in_view_and_nothing_scrolls_sideways(
    qtbot: QtBot,
    window: MainWindow,
    word: str,
    scale: float,
    size: tuple[int, int],
    layers: int,
) -> None:
    window.open_word(word)
    window.appearance.set_text_scale(scale)
    window.resize(*size)
    window.building.set_open(True)
    panel = window.building.panel
    assert panel is not None
    qtbot.waitUntil(lambda: panel._body.minimumSizeHint().width() <= panel.view.viewport().width())
    shown = panel.view.viewport()
    card = panel.cards[layers - 1]
    qtbot.waitUntil(lambda: card.mapTo(shown, QPoint(0, card.height())).y() <= shown.height() + 1)
    assert panel.view.horizontalScrollBar().maximum() == 0
    assert panel.rows.view.horizontalScrollBar().maximum() == 0


def test_derivation_and_controls_come_back(window: MainWindow) -> None:
    window.appearance.set_text_scale(1.5)
    QApplication.processEvents()
    page = window.step_page
    before, high = page.split.sizes(), page.timeline.height()
    window.building.set_open(True)
    QApplication.processEvents()
    assert page.split.sizes()[1] > before[1]
    assert page.timeline.height() < high
    page.shutdown()
    assert window.settings.splitter("step") == before
    window.building.set_open(False)
    QApplication.processEvents()
    assert (page.split.sizes(), page.timeline.height()) == (before, high)
