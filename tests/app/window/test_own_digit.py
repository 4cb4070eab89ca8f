"""A digit of one's own in the window: dropped, answered, stepped through; nothing open is lost."""

import numpy as np
import pytest
from own_pictures import encoded, image_of
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from app.models.own_data import UNTRAINED
from app.models.training_messages import Update
from app.models.training_run import TrainingRun
from app.window.own_data import NO_DATA, NO_PICTURES
from engine.data.library import load_dataset
from engine.iteration.passes import forward
from engine.network.parameters import initial_parameters
from engine.training import TrainingPlan


@pytest.fixture
def window(open_window):
    return open_window("mnist-16-16")


@pytest.fixture
def seven(tmp_path):
    """Return a file with the first test digit, a seven, dark on light."""
    digit = load_dataset("mnist").x_test[0].reshape(28, 28)
    path = tmp_path / "seven.jpg"
    path.write_bytes(encoded(image_of(255 - np.kron(digit, np.ones((6, 6)))), "JPEG"))
    return path


def drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    where, button = QPointF(300, 300), Qt.MouseButton.LeftButton
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(where.toPoint(), copy, data, button, none))
    QApplication.sendEvent(window, QDropEvent(where, copy, data, button, none))


def trained(window):
    """Let a run have ended whose network is another than the starting one."""
    model = window.train_page.model
    plan = TrainingPlan.of(model.scenario)
    values = initial_parameters(plan.scenario, np.float32)
    values.flat[:] += 0.01
    model.run = TrainingRun(plan)
    model.run.take(Update(0, (), np.empty((0, 10)), values.flat, 1.0))
    model.state = "stopped"
    model.advanced.emit()
    return values


def test_in_train_a_dropped_picture_is_answered_and_stepped_through(qtbot, window, seven):
    window.set_mode("train")
    qtbot.waitUntil(lambda: window.train_page.model.facts is not None)
    values = trained(window)
    drop(window, seven)
    pane, dialog = window.own_data.pane, window.own_data.dialog
    assert dialog.isVisible()
    digit = pane._digit
    assert digit.prepared.inverted
    expected = forward(values, digit.x[None], running=True).a[-1][0]
    assert digit.shares == pytest.approx(expected)
    said = int(np.argmax(expected))
    assert pane.sentence.text().startswith(f"The network says {said}, with ")
    assert UNTRAINED not in pane.sentence.text()
    pane.choice.setCurrentIndex(8)
    pane.choice.activated.emit(8)
    qtbot.mouseClick(pane.step_button, Qt.MouseButton.LeftButton)
    session = window.stepper.session
    assert window.step_page.isVisible()
    assert dialog.isHidden()
    # This very sample, with the values of the run.
    assert np.array_equal(session.rows.x[0], digit.x)
    assert session.rows.y_true[0].tolist() == np.eye(10)[7].tolist()
    assert np.array_equal(session.trace.before.flat, np.float64(values.flat))
    assert window.rows.text() == "own digit"
    assert "own digit" in window.documents.title
    assert session.trace.forward_pass.a[-1][0] == pytest.approx(expected, rel=1e-5)


def test_in_the_stepper_a_digit_is_drawn_and_stepped_through(qtbot, window):
    window.actions_["own_data"].trigger()
    pane = window.own_data.pane
    assert not pane.step_button.isEnabled()
    canvas, left = pane.canvas, Qt.MouseButton.LeftButton
    middle = canvas.rect().center()
    qtbot.mousePress(canvas, left, pos=middle - QPoint(0, 60))
    qtbot.mouseMove(canvas, middle + QPoint(0, 60))
    qtbot.mouseRelease(canvas, left, pos=middle + QPoint(0, 60))
    digit = pane._digit
    assert digit.said is not None
    assert pane.sentence.text().endswith(f" ({UNTRAINED}).")
    rows = np.flatnonzero(digit.prepared.pixels.sum(axis=1))
    assert len(rows) == 20
    qtbot.mouseClick(pane.step_button, left)
    session = window.stepper.session
    assert np.array_equal(session.rows.x[0], digit.x)
    assert int(session.rows.y_true[0].argmax()) == digit.said
    # Row numbers are those of the data again once one is chosen.
    window.rows.choose(2)
    assert window.rows.text().startswith("row 3 of")


def test_with_keys_alone(qtbot, window):
    window.actions_["own_data"].trigger()
    pane = window.own_data.pane
    canvas = pane.canvas
    canvas.activateWindow()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    for _ in range(12):
        qtbot.keyClick(canvas, Qt.Key.Key_Down)
    prepared = pane._digit.prepared
    left, top, right, bottom = prepared.box
    assert bottom - top > 2 * (right - left)
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert pane._digit.prepared is None
    assert canvas.is_empty


def test_a_sheet_that_was_cleared_has_no_answer(qtbot, window, seven):
    window.own_data.take_file(str(seven))
    pane = window.own_data.pane
    assert pane.step_button.isEnabled()
    qtbot.mouseClick(pane.clear_button, Qt.MouseButton.LeftButton)
    assert not pane.step_button.isEnabled()
    assert pane.sentence.text() == "Nothing is drawn yet."


@pytest.mark.parametrize("content", [b"no picture", b"", b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_cannot_be_read_says_why_and_what_was_there_stays(
    window, seven, tmp_path, content
):
    window.own_data.take_file(str(seven))
    pane = window.own_data.pane
    before = pane._digit.prepared
    path = tmp_path / "bad.png"
    path.write_bytes(content)
    window.own_data.take_file(str(path))
    assert pane.sentence.text().startswith("bad.png: ")
    assert pane._digit.prepared is before
    assert pane.step_button.isEnabled()


def test_one_colour_is_no_digit(window, tmp_path, seven):
    path = tmp_path / "white.png"
    path.write_bytes(encoded(image_of(np.full((50, 50), 255)), "PNG"))
    window.own_data.take_file(str(path))
    pane = window.own_data.pane
    assert "has one colour, expected a digit on plain ground" in pane.sentence.text()
    assert not pane.step_button.isEnabled()
    window.own_data.take_file(str(seven))
    assert pane.step_button.isEnabled()


@pytest.mark.parametrize(
    ("word", "says"), [("xor", NO_DATA), ("census", NO_PICTURES), ("explore-plane", NO_PICTURES)]
)
def test_another_network_takes_no_picture(window, seven, word, says):
    window.open_word(word)
    drop(window, seven)
    assert window.notice.text == says
    assert window.own_data.dialog.isHidden()


def test_the_answer_follows_the_network(qtbot, window, seven):
    window.set_mode("train")
    qtbot.waitUntil(lambda: window.train_page.model.facts is not None)
    window.own_data.take_file(str(seven))
    digit = window.own_data.pane._digit
    before = digit.shares.copy()
    trained(window)
    assert not np.array_equal(digit.shares, before)
    window.set_mode("step")
    assert digit.shares == pytest.approx(before)
