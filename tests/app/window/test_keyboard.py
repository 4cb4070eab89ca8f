"""The window without a mouse: where Tab goes, what shows it, and which keys still act."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QWidget
from seen import wait_until_loaded

from app.settings import Settings
from app.theme import Appearance
from app.window.actions import GROUPS, Actions
from app.window.help import HelpDialog
from app.window.keys import BareKeys
from app.window.main_window import MainWindow
from app.window.preload import load
from app.window.unsaved import Answer
from engine.scenario import find_scenario


@pytest.fixture
def window(qtbot, tmp_path) -> Iterator[MainWindow]:
    appearance = Appearance("light", 1.0)
    appearance.apply_to(QApplication.instance())
    made = MainWindow(Settings(tmp_path / "settings.json"), appearance)
    made.files.ask = lambda *_: Answer.DISCARD
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.open_first("xor")
    load()
    made.stepper.working.enable()
    made.show()
    made.step_page.load()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.step_page.graph.setFocus()
    yield made
    made.close()
    wait_until_loaded(made.preloader)


def tab(window):
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
    return QApplication.focusWidget()


def walk(window):
    """Press Tab until it is back at the graph."""
    stops = []
    while not stops or (stops[-1] is not window.step_page.graph.view and len(stops) < 60):
        stops.append(tab(window))
    return stops


def test_tab_walks_through_all_that_has_no_key_and_comes_back(window):
    page = window.step_page
    page.graph.view.setFocus()
    stops = walk(window)
    assert stops[-1] is page.graph.view
    assert len(set(stops)) == len(stops)
    assert all(stop.isVisible() for stop in stops)
    header, timeline = page.graph.header, page.timeline
    # The first sample is shown: there is none before it.
    expected = [header.next, header.fit, page.working.sheet, timeline.counter.granularity]
    assert stops[:4] == expected
    for part in (
        timeline.speed.slider,
        *timeline.run_bar.buttons.values(),
        timeline.rate.button,
        timeline.parameters_button,
        timeline.loss_button,
        window.top_bar.chooser,
        window.rows,
    ):
        assert part in stops
    assert not set(stops) & set(timeline.transport.buttons.values())


def test_a_click_on_what_tab_reaches_leaves_the_keys_with_the_graph(window):
    for stop in walk(window)[:-1]:
        assert not stop.focusPolicy() & Qt.FocusPolicy.ClickFocus


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_whatever_tab_reaches_shows_a_ring(window, theme):
    window.appearance.set_theme(theme)
    graph = window.step_page.graph.view
    graph.setFocus(Qt.FocusReason.OtherFocusReason)
    QApplication.processEvents()
    assert all(ring.isHidden() for ring in window.step_page.rings)
    for _ in range(60):
        stop = tab(window)
        QApplication.processEvents()
        with_ring = stop.grab().toImage()
        stop.clearFocus()
        QApplication.processEvents()
        assert stop.grab().toImage() != with_ring, stop
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        if stop is graph:
            break
    assert stop is graph
    # Going on with the mouse takes the ring away.
    assert window.step_page.rings[0].isVisible()
    QTest.mouseClick(graph.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert graph.hasFocus()
    assert window.step_page.rings[0].isHidden()


def test_keys_act_while_a_button_has_the_focus_but_space_presses_it(window):
    playback = window.stepper.playback
    page = window.step_page
    walk(window)
    while QApplication.focusWidget() is not page.timeline.run_bar.buttons[1]:
        tab(window)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert playback.position == 1
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert not playback.playing
    assert window.runs.running or window.stepper.session.iteration == 2
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
    assert page.graph.view.hasFocus()


def test_the_learning_rate_is_edited_without_a_mouse(window):
    rate = window.step_page.timeline.rate
    rate.button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(rate.button, Qt.Key.Key_Space)
    assert rate.field.hasFocus()
    QTest.keyClicks(rate.field, "0.25")
    QTest.keyClick(rate.field, Qt.Key.Key_Return)
    assert window.stepper.session.scenario.training.learning_rate == 0.25
    assert rate.button.hasFocus()
    QTest.keyClick(rate.button, Qt.Key.Key_Escape)
    assert window.step_page.graph.view.hasFocus()


def test_a_long_derivation_scrolls_by_keys_and_other_keys_step(window):
    window.resize(1024, 600)
    window.stepper.playback.go_to(25)
    sheet, playback = window.step_page.working.sheet, window.stepper.playback
    QApplication.processEvents()
    assert sheet.verticalScrollBar().maximum() > 0
    sheet.setFocus(Qt.FocusReason.TabFocusReason)
    before = playback.granularity
    QTest.keyClick(sheet, Qt.Key.Key_Down)
    assert sheet.verticalScrollBar().value() > 0
    assert playback.granularity is before
    QTest.keyClick(sheet, Qt.Key.Key_Right)
    assert playback.position == 26


def test_a_field_that_goes_leaves_the_keys_to_the_one_that_has_the_focus(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    keys = BareKeys(window)
    first, second = QLineEdit(window), QLineEdit(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for _ in range(3):
        first.setFocus()
        second.setFocus()
    assert second.hasFocus()
    first.deleteLater()
    qtbot.waitSignal(first.destroyed).wait()
    assert keys._watched is second
    second.deleteLater()
    qtbot.waitSignal(second.destroyed).wait()
    assert keys._watched is None


class Claiming(QLineEdit):
    def claims(self, event: QKeyEvent) -> bool | None:
        return {Qt.Key.Key_F5: True, Qt.Key.Key_A: False}.get(event.key())


def test_a_widget_says_which_keys_are_its_own_and_which_are_the_windows(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    BareKeys(window)
    field, fired = Claiming(window), []
    for key in ("F5", "A", "B", "F6"):
        QShortcut(QKeySequence(key), window).activated.connect(lambda key=key: fired.append(key))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    for key in (Qt.Key.Key_F5, Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_F6):
        QTest.keyClick(field, key)
    assert fired == ["A", "F6"]
    assert field.text() == "b"


def test_no_two_actions_share_a_key_and_the_help_names_them_all(qtbot):
    specs = list(chain.from_iterable(specs for _, specs in GROUPS))
    keys = Counter(QKeySequence(key).toString() for spec in specs for key in spec.keys)
    assert "" not in keys
    assert [key for key, times in keys.items() if times > 1] == []
    window = QMainWindow()
    qtbot.addWidget(window)
    dialog = HelpDialog(Appearance(), window)
    text = dialog.text.toPlainText()
    for spec in specs:
        assert spec.tip in text
    assert "F2" in text
    assert "Tab" in text


def test_every_key_of_the_help_reaches_its_action(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(Appearance(), window)
    window.addActions(list(actions.all()))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    done = []
    for _, specs in GROUPS:
        for spec in specs:
            action: QAction = actions[spec.name]
            action.triggered.connect(lambda _=False, name=spec.name: done.append(name))
            for key in spec.keys:
                done.clear()
                QTest.keySequence(window, QKeySequence(key))
                assert done == [spec.name], key


def test_space_starts_and_pauses_training(qtbot, window):
    window.set_mode("train")
    model = window.train_page.model
    model.document.open(find_scenario("census"))
    assert QApplication.focusWidget() is window.train_page
    QTest.keyClick(window.train_page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: model.state == "running", timeout=60_000)
    QTest.keyClick(window.train_page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: model.state == "paused", timeout=60_000)
    window.set_mode("step")
    assert window.step_page.graph.view.hasFocus()
    QTest.keyClick(window.step_page.graph.view, Qt.Key.Key_Space)
    assert window.stepper.playback.playing
    assert model.state == "paused"
    window.stepper.playback.pause()
    model.shutdown()


def test_escape_gives_the_keys_to_the_page_that_is_shown(qtbot, window):
    window.set_mode("train")
    field = window.train_page.pane.strip.form.learning_rate.edit
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.train_page
    window.set_mode("step")
    assert window.step_page.graph.view.hasFocus()
