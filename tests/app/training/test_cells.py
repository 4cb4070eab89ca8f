"""The rows behind a cell of the confusion matrix: chosen by a click or the keyboard, and back."""

import dataclasses

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from train_hands import choose, click, settled

from engine.scenario import find_scenario
from engine.training.metrics import predicted_classes

CENSUS = find_scenario("census")


@pytest.fixture
def stopped(qtbot, pane):
    """Train census for an epoch and stop: the matrix counts the held-out rows."""
    choose(qtbot, pane, replace(CENSUS, training=replace(CENSUS.training, epochs=500)))
    pane.resize(1280, 1400)
    pane.model.start()
    qtbot.waitUntil(lambda: pane.model.run.confusion is not None, timeout=60_000)
    pane.model.stop()
    settled(qtbot, pane)
    return pane


def middle(matrix, row, column):
    """Return the point in the middle of a cell."""
    width, left = matrix.width(), matrix._head(matrix.width())
    across = (width - left - 1) / len(matrix._classes)
    down = matrix._cell_height(width)
    return QPoint(
        round(left + (column + 0.5) * across), round(matrix._top(width) + (row + 0.5) * down)
    )


def test_a_click_shows_the_rows_of_a_cell_and_a_button_leads_back(qtbot, stopped):
    model, side = stopped.model, stopped.side
    first = model.samples.indices
    at = middle(side.confusion, 1, 0)
    qtbot.mouseClick(side.confusion, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: model.samples.cell is not None)
    settled(qtbot, stopped)
    samples = model.samples
    assert np.all(samples.labels == 1)
    assert np.all(predicted_classes(model.outputs) == 0)
    assert side.samples_title.text() == "yes taken for no"
    assert side.samples_note.text().startswith(f"{samples.total:,} held-out rows, as the network")
    assert side.table.rowCount() > 0
    assert side.back_button.isVisible()
    # What is stepped through is the row that is shown.
    row = samples.indices[side.table.current]
    model.step_through(side.sample)
    assert model.document.place.trained.title.endswith(f"row {row + 1:,}")
    click(qtbot, side.back_button)
    qtbot.waitUntil(lambda: model.samples.cell is None)
    settled(qtbot, stopped)
    assert np.array_equal(model.samples.indices, first)
    assert not side.back_button.isVisible()


def test_the_rows_are_as_many_as_the_cell_says(qtbot, stopped):
    model = stopped.model
    model.test()
    qtbot.waitUntil(lambda: model.run.test is not None, timeout=60_000)
    counts = model.run.confusion
    for cell in ((0, 0), (0, 1), (1, 0), (1, 1)):
        model.choose_rows(cell)
        qtbot.waitUntil(
            lambda cell=cell: (
                model.samples.cell is not None
                and (model.samples.cell.true, model.samples.cell.predicted) == cell
            )
        )
        assert model.samples.total == counts[cell]


def test_keys_choose_a_cell_and_lead_back(qtbot, stopped):
    model, matrix = stopped.model, stopped.side.confusion
    stopped.activateWindow()
    matrix.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    assert matrix.accessibleDescription().startswith("is no, taken for yes: ")
    qtbot.keyClick(matrix, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: model.samples.cell is not None)
    settled(qtbot, stopped)
    assert (model.samples.cell.true, model.samples.cell.predicted) == (0, 1)
    qtbot.keyClick(matrix, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: model.samples.cell is None)


def test_a_run_goes_on_while_rows_are_asked_for(qtbot, pane):
    choose(qtbot, pane, replace(CENSUS, training=replace(CENSUS.training, epochs=500)))
    model = pane.model
    model.start()
    qtbot.waitUntil(lambda: model.run.confusion is not None, timeout=60_000)
    model.choose_rows((1, 1))
    qtbot.waitUntil(lambda: model.samples.cell is not None, timeout=60_000)
    assert model.state == "running"
    done = model.run.progress
    qtbot.waitUntil(lambda: model.run.progress is not done, timeout=60_000)
    model.pause()
    model.choose_rows(None)
    qtbot.waitUntil(lambda: model.samples.cell is None, timeout=60_000)
    settled(qtbot, pane)
    assert model.state == "paused"


def test_a_digit_pressed_before_the_rows_of_a_cell_are_shown_is_no_fault(qtbot, pane):
    mnist = find_scenario("mnist-16-16")
    choose(qtbot, pane, replace(mnist, training=replace(mnist.training, epochs=1)))
    settled(qtbot, pane)
    model, side = pane.model, pane.side
    assert side.digits.isVisible()
    # The new rows are there, fewer of them, and what shows them has not had its turn.
    model.samples = dataclasses.replace(
        model.samples, x=model.samples.x[:1], labels=model.samples.labels[:1]
    )
    model.outputs = model.outputs[:1]
    with qtbot.captureExceptions() as raised:
        side.digits.selected.emit(4)
    assert raised == []
