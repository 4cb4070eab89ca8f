"""Present, driven by what a remote sends; what the page keys and the strides do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from seen import wait_until_loaded

from app.settings import Settings
from app.theme import Appearance
from app.window.help import HelpDialog
from app.window.main_window import MainWindow
from app.window.preload import load
from engine.iteration.steps import Granularity


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    appearance = Appearance("light", 1.0)
    appearance.apply_to(QApplication.instance())
    window = MainWindow(Settings(tmp_path / "settings.ini"), appearance)
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.open_first("mazur-2-2-2")
    load()
    window.stepper.working.enable()
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()
    wait_until_loaded(window.preloader)


def press(qtbot: QtBot, window: MainWindow, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget() or window, key)
        qtbot.wait(1)


def place(window: MainWindow) -> tuple[int, int]:
    return window.stepper.session.iteration, window.stepper.playback.position


@pytest.mark.parametrize("key", [Qt.Key.Key_Right, Qt.Key.Key_PageDown])
def test_a_remote_goes_on_to_the_next_iteration_in_present(
    qtbot: QtBot, window: MainWindow, key: Qt.Key
) -> None:
    window.set_presenting(True)
    window.stepper.playback.last()
    assert place(window) == (1, 39)
    # The last page may have to be scrolled first.
    for _ in range(3):
        if place(window) == (1, 39):
            press(qtbot, window, key)
    assert place(window) == (2, 0)
    press(qtbot, window, Qt.Key.Key_Left)
    assert place(window) == (1, 39)
    window.set_presenting(False)
    # With a keyboard the iteration ends, and N goes on.
    press(qtbot, window, Qt.Key.Key_Right)
    assert place(window) == (1, 39)
    assert "in Present → as well" in window.step_page.working.plain_text()


def test_page_keys_scroll_what_remains_before_they_step(qtbot: QtBot, window: MainWindow) -> None:
    window.appearance.set_text_scale(1.5)
    window.stepper.playback.go_to(15)
    qtbot.wait(10)
    bar = window.step_page.working.sheet.verticalScrollBar()
    assert bar.maximum() > 0
    presses = 0
    while place(window) == (1, 15):
        before = bar.value()
        press(qtbot, window, Qt.Key.Key_PageDown)
        presses += 1
        assert place(window) == (1, 16) or bar.value() > before
    assert presses > 1
    assert bar.value() == 0
    press(qtbot, window, Qt.Key.Key_PageUp)
    assert place(window) == (1, 15)
    # The arrow steps at once.
    press(qtbot, window, Qt.Key.Key_Right)
    assert place(window) == (1, 16)


def test_the_stride_is_shown_as_it_is_set(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_Up)
    assert window.stepper.playback.granularity is Granularity.UNIT
    assert "by unit" in window.notice.text
    assert window.step_page.timeline.counter.granularity.text() == "by unit"
    press(qtbot, window, Qt.Key.Key_Down)
    assert "by step" in window.notice.text
    assert "finest" not in window.notice.text
    press(qtbot, window, Qt.Key.Key_Down)
    assert "the finest there is" in window.notice.text
    window.set_presenting(True)
    press(qtbot, window, Qt.Key.Key_Up)
    assert "by unit" in window.notice.text
    assert window.notice.isVisible()


def test_b_blacks_the_screen_until_any_key(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_B)
    assert not window.curtain.isVisible()
    window.set_presenting(True)
    qtbot.wait(10)
    for key in (Qt.Key.Key_B, Qt.Key.Key_Right, Qt.Key.Key_Escape, Qt.Key.Key_F1):
        press(qtbot, window, Qt.Key.Key_B)
        assert window.curtain.isVisible()
        assert window.curtain.size() == window.size()
        middle = window.grab().toImage().pixelColor(window.width() // 2, window.height() // 2)
        assert middle.name() == "#000000"
        press(qtbot, window, Qt.Key.Key_Shift)
        assert window.curtain.isVisible()
        press(qtbot, window, key)
        assert not window.curtain.isVisible()
        # The key did nothing else.
        assert place(window) == (1, 0)
        assert window.appearance.presenting
        assert window.findChild(HelpDialog) is None
    press(qtbot, window, Qt.Key.Key_Right)
    assert place(window) == (1, 1)


def test_the_closed_form_scrolls_to_itself(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1280, 560)
    window.stepper.playback.go_to(25)
    qtbot.wait(50)
    pane = window.step_page.working
    pane.closed_form.button.click()
    qtbot.wait(10)
    view = pane.sheet.viewport().height()
    shown = pane.closed_form.geometry()
    # All of it where there is room, else from its beginning.
    assert shown.bottom() <= view or shown.top() == 0


def test_no_text_jumps_between_steps_in_present(qtbot: QtBot, window: MainWindow) -> None:
    window.appearance.set_presenting(True, QSize(1280, 720))
    pane = window.step_page.working
    sizes = set()
    for position in range(1, 40):
        window.stepper.playback.go_to(position)
        found = pane.sheet.page.placed[0][1]._texts
        sizes |= {round(ink.font.pixelSize() * ink.scale) for ink in found if len(ink.text) > 5}
    # The line above the question, and the question.
    assert len(sizes) == 2


def test_a_larger_text_leaves_nothing_under_anything_else(qtbot: QtBot, window: MainWindow) -> None:
    for scale in (1.5, 1.0, 1.5):
        window.appearance.set_text_scale(scale)
        page = window.step_page
        # Without an event from outside, everything comes to its place.
        qtbot.waitUntil(
            lambda page=page: (
                page.split.geometry().bottom() < page.timeline.geometry().top()
                and page.timeline.geometry().bottom() < page.height()
            )
        )
