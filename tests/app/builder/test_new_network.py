"""From Ctrl+N to stepping a network with one's own numbers: by keyboard alone, by mouse alone."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.builder import BuildPanel, TemplateDialog
from app.window.main_window import MainWindow

KEY, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
COPIED = "0,5\t-0,25\t1\t0,4\n0.3\t0.8\t-1\t0.9\n"


class Person:
    """Presses keys and clicks as a person does, and counts it."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.actions = window, 0

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        QApplication.processEvents()
        self.actions += 1

    def click(self, widget, at: QPoint | None = None) -> None:
        assert widget.isVisible()
        assert widget.window().isActiveWindow()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
        QApplication.processEvents()
        self.actions += 1

    def choose(self, box, key: str) -> None:
        """Open a list and click an entry."""
        self.click(box)
        # A list that has just dropped down takes no click for this long.
        QTest.qWait(QApplication.doubleClickInterval() + 50)
        view = box.view()
        where = view.visualRect(box.model().index(box.findData(key), 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        QApplication.processEvents()
        self.actions += 1


def dialog_of(window: MainWindow) -> TemplateDialog:
    return window.findChild(TemplateDialog)


def panel_of(window: MainWindow) -> BuildPanel:
    panel = window.building.panel
    assert panel is not None
    return panel


def back_in(window: MainWindow, qtbot) -> None:
    """Wait for the dialog to be gone; without a screen no one gives the window the keys."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)


def check_stepping(window: MainWindow) -> None:
    scenario = window.stepper.session.scenario
    assert scenario.sizes == (3, 2, 1)
    assert [layer.activation for layer in scenario.layers] == ["tanh", "tanh"]
    np.testing.assert_array_equal(scenario.x, [[0.5, -0.25, 1.0], [0.3, 0.8, -1.0]])
    np.testing.assert_array_equal(scenario.y, [[0.4], [0.9]])
    assert not window.building.is_open
    assert window.stepper.playback.position == 1


def test_by_keyboard_alone(window, qtbot):
    QGuiApplication.clipboard().setText(COPIED)
    person = Person(window)
    person.press(KEY.Key_N, CTRL)
    qtbot.waitUntil(lambda: dialog_of(window).isActiveWindow())
    for _ in range(4):
        person.press(KEY.Key_Right)
    person.press(KEY.Key_Return)
    back_in(window, qtbot)
    person.press(KEY.Key_V, CTRL)
    # Its own numbers: other round ones, by the last field of the panel.
    panel = panel_of(window)
    while QApplication.focusWidget() is not panel.seed.edit:
        person.press(KEY.Key_Tab)
        assert person.actions < 40
    person.press(KEY.Key_7)
    person.press(KEY.Key_Return)
    assert window.stepper.session.scenario.network_seed == 7
    person.press(KEY.Key_Escape)
    person.press(KEY.Key_Right)
    check_stepping(window)
    # At two seconds each.
    assert person.actions <= 45


def test_by_mouse_alone(window, qtbot):
    QGuiApplication.clipboard().setText(COPIED)
    person = Person(window)
    window.actions_["new"].trigger()
    qtbot.waitUntil(lambda: dialog_of(window).isActiveWindow())
    dialog = dialog_of(window)
    person.click(next(card for card in dialog.cards if card.text() == "2-2-1"))
    back_in(window, qtbot)
    panel = panel_of(window)
    units = panel.cards[0].units
    person.click(units, QPoint(units.width() - 13, units.height() // 2))
    person.choose(panel.cards[2].activation, "tanh")
    panel.view.ensureWidgetVisible(panel.rows)
    person.click(panel.rows.paste_button)
    person.click(panel.done_button)
    person.click(window.step_page.timeline.transport.buttons["next"])
    check_stepping(window)
    assert person.actions <= 15


def test_every_template_and_the_copy_open_in_the_panel(window, qtbot):
    window.building.choose_template()
    names = [card.text() for card in dialog_of(window).cards]
    dialog_of(window).close()
    assert len(names) == 8
    for name in names:
        before = window.stepper.session.scenario
        window.building.choose_template()
        dialog = [d for d in window.findChildren(TemplateDialog) if d.isVisible()][-1]
        next(card for card in dialog.cards if card.text() == name).click()
        after = window.stepper.session.scenario
        assert after is not before
        assert window.building.is_open
        assert len(panel_of(window).cards) == len(after.sizes)
        if name == "A copy of this one":
            assert after.sizes == before.sizes


def test_what_is_open_stays_where_nothing_is_chosen(window):
    before = window.stepper.session.scenario
    window.building.choose_template()
    QTest.keyClick(dialog_of(window), KEY.Key_Escape)
    assert window.stepper.session.scenario is before
    assert not window.building.is_open


@pytest.mark.parametrize("text", ["", "a\tb\tc\td\te\nf\tg\th\ti\tj"])
def test_what_is_no_row_is_refused_in_a_sentence(window, text):
    QGuiApplication.clipboard().setText(text)
    before = window.stepper.session.scenario
    window.building.paste()
    assert window.stepper.session.scenario is before
    assert panel_of(window).rows.table.problem.text()
