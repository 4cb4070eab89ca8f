"""The real window, driven as a person drives it: keys, clicks, files."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot
from seen import centre_of, check_texts, number_text, result_text, wait_until_loaded

from app.settings import Settings
from app.theme import Appearance
from app.window.help import HelpDialog
from app.window.main_window import MainWindow
from app.window.preload import load
from app.window.unsaved import Answer
from engine.network.quantities import LEARNING_RATE, LOSS, Quantity, Ref
from engine.scenario import load_scenario

W5 = Ref(Quantity.WEIGHT, 2, 0, 0)
GRADIENT_OF_W5 = W5.as_quantity(Quantity.WEIGHT_GRADIENT)
NEW_W5 = W5.as_quantity(Quantity.NEW_WEIGHT)
A_O1 = Ref(Quantity.ACTIVATION, 2, 0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def make_window(qtbot: QtBot, settings: Settings) -> Iterator[Callable[..., MainWindow]]:
    windows = []

    def make(word: str | None = "mazur-2-2-2") -> MainWindow:
        appearance = Appearance("light", 1.0)
        appearance.apply_to(QApplication.instance())
        window = MainWindow(settings, appearance)
        window.files.ask = lambda _what: Answer.DISCARD
        qtbot.addWidget(window)
        window.resize(1600, 900)
        window.open_first(word)
        load()
        window.stepper.working.enable()
        window.show()
        qtbot.waitExposed(window)
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.close()
        wait_until_loaded(window.preloader)


@pytest.fixture
def window(make_window: Callable[..., MainWindow]) -> MainWindow:
    return make_window()


def press(qtbot: QtBot, window: MainWindow, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(window.step_page.graph.view, key)


def click(qtbot: QtBot, window: MainWindow, ref: Ref) -> None:
    graph = window.step_page.graph
    viewport = graph.view.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=centre_of(graph, ref))


def type_over(qtbot: QtBot, window: MainWindow, ref: Ref, text: str) -> None:
    graph = window.step_page.graph
    viewport = graph.view.viewport()
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=centre_of(graph, ref))
    editor = next(e for e in graph.findChildren(QLineEdit) if e.isVisible())
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_stepping_to_the_update_of_w5(qtbot: QtBot, window: MainWindow) -> None:
    page = window.step_page
    assert number_text(page.graph, A_O1) == ""
    press(qtbot, window, *[Qt.Key.Key_Right] * 6)
    assert "0.7514" in number_text(page.graph, A_O1)
    press(qtbot, window, *[Qt.Key.Key_Right] * 9)
    assert page.working.question_text() == "How much does w5 change the total loss?"
    assert result_text(page.working) == "0.082167"
    assert check_texts(page.working) == ["three ways, one number", *["0.082167041"] * 3]
    press(qtbot, window, *[Qt.Key.Key_PageDown] * 21)
    assert window.stepper.playback.position == 36
    assert result_text(page.working) == "0.358916"
    assert "0.3589" in number_text(page.graph, NEW_W5)


def test_keys_move_as_the_help_says(qtbot: QtBot, window: MainWindow) -> None:
    playback, session = window.stepper.playback, window.stepper.session
    press(qtbot, window, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert playback.granularity.value == "phase"
    press(qtbot, window, Qt.Key.Key_Right)
    assert playback.position == 8
    press(qtbot, window, Qt.Key.Key_Down, Qt.Key.Key_Right)
    assert playback.position == 11
    press(qtbot, window, Qt.Key.Key_Left, Qt.Key.Key_PageUp)
    assert playback.position == 4
    press(qtbot, window, Qt.Key.Key_End)
    assert playback.position == 39
    press(qtbot, window, Qt.Key.Key_Right)
    assert (playback.position, session.iteration) == (39, 1)
    press(qtbot, window, Qt.Key.Key_N)
    assert (playback.position, session.iteration) == (0, 2)
    press(qtbot, window, Qt.Key.Key_Left)
    assert (playback.position, session.iteration) == (39, 1)
    press(qtbot, window, Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_Home)
    assert (playback.position, session.iteration) == (0, 1)
    press(qtbot, window, Qt.Key.Key_Space)
    assert playback.playing
    press(qtbot, window, Qt.Key.Key_Space)
    assert not playback.playing


def test_clicking_a_weight_jumps_to_its_derivation(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, W5)
    assert window.stepper.playback.position == 15
    assert window.stepper.selection.selected == W5
    assert result_text(window.step_page.working) == "0.082167"
    click(qtbot, window, LOSS)
    assert window.stepper.playback.position == 11
    assert result_text(window.step_page.working) == "0.298371"


def test_an_edited_weight_is_followed_by_every_number(qtbot: QtBot, window: MainWindow) -> None:
    page, session = window.step_page, window.stepper.session
    press(qtbot, window, Qt.Key.Key_End)
    before = {ref: number_text(page.graph, ref) for ref in (A_O1, LOSS)}
    type_over(qtbot, window, W5, "0.9")
    assert session.trace.value(W5) == 0.9
    assert window.isWindowModified()
    for ref, text in before.items():
        assert number_text(page.graph, ref) != text
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert {ref: number_text(page.graph, ref) for ref in before} == before
    assert not window.isWindowModified()
    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert session.trace.value(W5) == 0.9


def test_editing_keeps_the_position(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_End)
    click(qtbot, window, W5)
    assert window.stepper.playback.position == 36
    type_over(qtbot, window, W5, "0.9")
    assert window.stepper.playback.position == 39


def test_a_click_on_a_frozen_bias_says_what_it_is(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, Ref(Quantity.BIAS, 1, 0))
    assert window.notice.text.startswith("b1 is frozen: it is used, but not trained.")
    assert "8.771" in window.notice.text


def test_what_was_selected_is_let_go_when_the_step_leaves(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, W5)
    assert window.stepper.selection.selected == W5
    press(qtbot, window, Qt.Key.Key_Right)
    assert window.stepper.selection.selected is None


def test_a_refused_edit_changes_nothing_and_says_why(qtbot: QtBot, window: MainWindow) -> None:
    assert "expected a positive number" in window.editor.set_text(LEARNING_RATE, "-1")
    assert window.stepper.session.trace.learning_rate == 0.5
    type_over(qtbot, window, W5, "a lot")
    entry = window.step_page.graph.entry
    assert entry.isVisible()
    assert entry.message.isVisible()
    assert "expected a number such as 0.4" in entry.message.text()
    assert window.stepper.session.trace.value(W5) == 0.4
    qtbot.keyClick(entry, Qt.Key.Key_Escape)
    assert not entry.isVisible()


def test_keys_stay_with_an_editor(qtbot: QtBot, window: MainWindow) -> None:
    graph = window.step_page.graph
    pos = centre_of(graph, W5)
    qtbot.mouseDClick(graph.view.viewport(), Qt.MouseButton.LeftButton, pos=pos)
    position = window.stepper.playback.position
    editor = next(e for e in graph.findChildren(QLineEdit) if e.isVisible())
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_N, Qt.Key.Key_Space):
        qtbot.keyClick(editor, key)
    assert window.stepper.playback.position == position
    assert window.stepper.session.iteration == 1
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    press(qtbot, window, Qt.Key.Key_Right)
    assert window.stepper.playback.position == position + 1


def test_ten_thousand_iterations_and_stepping_again(qtbot: QtBot, window: MainWindow) -> None:
    session = window.stepper.session
    with qtbot.waitSignal(window.runs.finished, timeout=60_000):
        window.runs.run(10_000)
    assert session.iteration == 10_001
    assert session.trace.loss == pytest.approx(3.510187783e-5, rel=1e-9)
    press(qtbot, window, *[Qt.Key.Key_Right] * 6)
    assert "0.0159" in number_text(window.step_page.graph, A_O1)


@pytest.mark.parametrize("content", [b"", b"format = 7", b"\xff\xfe", None])
def test_a_bad_file_leaves_the_open_one(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "bad.toml"
    if content is not None:
        path.write_bytes(content)
    press(qtbot, window, *[Qt.Key.Key_Right] * 5)
    window.open_word(str(path))
    assert window.notice.text.startswith("bad.toml: ")
    assert window.stepper.session.scenario.id == "mazur-2-2-2"
    assert window.stepper.playback.position == 5


def test_a_dropped_file_opens(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    window.editor.set_text(W5, "0.7")
    window.files.choose_file = lambda _kind, _suggestion: str(path)
    window.actions_["save_as"].trigger()
    assert load_scenario(path).layers[1].weights[0, 0] == 0.7
    assert not window.isWindowModified()
    window.open_word("xor")
    assert window.stepper.session.scenario.id == "xor"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, entered)
    assert entered.isAccepted()
    drop = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, drop)
    assert window.stepper.session.trace.value(W5) == 0.7
    assert window.settings.recent_files[0] == path.resolve()


def test_unsaved_edits_are_asked_about(window: MainWindow) -> None:
    window.editor.set_text(W5, "0.7")
    window.files.ask = lambda _what: Answer.CANCEL
    window.open_word("xor")
    assert window.stepper.session.scenario.id == "mazur-2-2-2"
    assert not window.close()
    window.files.ask = lambda _what: Answer.DISCARD
    window.open_word("xor")
    assert window.stepper.session.scenario.id == "xor"


def test_reset_to_file_is_undoable(window: MainWindow) -> None:
    session = window.stepper.session
    window.editor.set_text(W5, "0.7")
    window.editor.set_text(LEARNING_RATE, "2")
    window.actions_["reset_to_file"].trigger()
    assert (session.trace.value(W5), session.trace.learning_rate) == (0.4, 0.5)
    window.actions_["undo"].trigger()
    assert (session.trace.value(W5), session.trace.learning_rate) == (0.7, 2.0)


def test_present_mode_enlarges_and_leaves_with_escape(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_F5)
    assert window.isFullScreen()
    assert not window.top_bar.isVisible()
    assert window.appearance.presenting
    press(qtbot, window, Qt.Key.Key_Right)
    assert window.stepper.playback.position == 1
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert window.top_bar.isVisible()


def test_the_look_is_remembered(
    qtbot: QtBot, window: MainWindow, make_window: Callable[..., MainWindow]
) -> None:
    qtbot.mouseClick(window.findChild(QToolButton, "top_theme"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(window.findChild(QToolButton, "top_larger"), Qt.MouseButton.LeftButton)
    window.open_word("xor")
    window.close()
    assert (window.settings.theme, window.settings.text_scale) == ("dark", 1.1)
    assert make_window(None).stepper.session.scenario.id == "xor"


def test_the_table_and_the_graph_select_together(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_P)
    table = window.step_page.table
    assert table is not None
    assert table.isVisible()
    click(qtbot, window, W5)
    assert table.current_ref == W5
    press(qtbot, window, Qt.Key.Key_P)
    assert not table.isVisible()


def test_one_row_of_a_batch_alone(window: MainWindow) -> None:
    window.open_word("xor")
    session = window.stepper.session
    assert session.trace.samples == 4
    window.rows.choose(2)
    assert session.trace.samples == 1
    assert window.rows.text() == "row 3 of 4"
    window.rows.choose(None)
    assert session.trace.samples == 4


def test_training_in_the_window_and_stepping_through_the_result(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.open_word("xor")
    qtbot.mouseClick(window.findChild(QToolButton, "top_train_mode"), Qt.MouseButton.LeftButton)
    assert window.train_page.isVisible()
    assert not window.actions_["forward"].isEnabled()
    model = window.train_page.model
    assert model is not None
    assert model.scenario is not None
    assert model.scenario.id == "xor"
    model.set_numbers(epochs=300)
    model.start()
    qtbot.waitUntil(lambda: model.state == "finished", timeout=60_000)
    qtbot.waitUntil(lambda: model.can_step_through, timeout=10_000)
    assert window.train_page.pane is not None
    qtbot.waitUntil(window.train_page.pane.side.button.isEnabled)
    window.train_page.pane.side.button.click()
    assert window.step_page.isVisible()
    session, run = window.stepper.session, model.run
    assert run.parameters is not None
    assert session.trace.value(Ref(Quantity.WEIGHT, 1, 0, 0)) == pytest.approx(run.parameters[0])
    window.set_mode("train")
    assert model.state == "finished"


def test_a_list_that_dropped_down_is_used_by_keys(qtbot: QtBot, window: MainWindow) -> None:
    window.set_mode("train")
    pane, model = window.train_page.pane, window.train_page.model
    assert pane is not None
    assert model is not None
    pane.heading.chooser.showPopup()
    view = pane.heading.chooser.view()
    qtbot.waitUntil(view.isVisible)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not view.isVisible())
    assert model.scenario is not None
    assert model.scenario.id == "xor"


def test_a_run_ends_where_train_is_shown(window: MainWindow) -> None:
    window.runs.run(10_000)
    window.set_mode("train")
    assert not window.runs.running


def test_present_is_there_in_train(window: MainWindow) -> None:
    window.set_mode("train")
    assert window.actions_["present"].isEnabled()
    assert not window.actions_["forward"].isEnabled()


@pytest.mark.parametrize("width", [1024, 1280, 1600, 1920])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_in_the_top_bar_is_cut(
    make_window: Callable[..., MainWindow], width: int, scale: float
) -> None:
    window = make_window("mnist-16-16")
    window.appearance.set_text_scale(scale)
    window.resize(width, 768)
    QApplication.processEvents()
    for button in window.top_bar.findChildren(QToolButton):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width(), button.text()
    assert window.rows.text().startswith("row 1")


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_help_fits_the_screen_and_scrolls(window: MainWindow, scale: float) -> None:
    window.appearance.set_text_scale(scale)
    window.actions_["help"].trigger()
    dialog = window.findChild(HelpDialog)
    QApplication.processEvents()
    room = window.screen().availableSize()
    assert dialog.height() <= 0.9 * room.height() + 1
    assert dialog.width() <= 0.9 * room.width() + 1
    close = dialog.findChild(QDialogButtonBox)
    assert dialog.rect().contains(close.geometry())
    bar = dialog.text.verticalScrollBar()
    shown = dialog.text.viewport().height() + bar.maximum()
    assert shown >= dialog.text.document().size().height() - 1
    dialog.close()
