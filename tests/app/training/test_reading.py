"""Reading the plots of Train: the logarithmic axis, and the values under the pointer."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from train_hands import choose, finish

from app.training.number_texts import number
from app.training.run_layers import read_out
from engine.scenario import find_scenario

EPOCHS = np.array([1.0, 2.0, 3.0])


def test_the_values_of_the_nearest_epoch_are_read():
    points = {
        "batches": (np.array([0.5, 1.9, 2.6]), np.array([0.9, 0.5, 0.25])),
        "training": (EPOCHS, np.array([0.8, 0.4, 0.2])),
        "held out": (EPOCHS[:1], np.array([0.7])),
    }
    assert read_out(points, 2.2, number) == (2.0, "epoch 2: batches 0.5000, training 0.4000")
    assert read_out(points, -5.0, number) == (
        1.0,
        "epoch 1: batches 0.9000, training 0.8000, held out 0.7000",
    )
    assert read_out({"training": (EPOCHS[:0], EPOCHS[:0])}, 1.0, number) is None


def test_the_axis_is_changed_by_its_button_and_stays_so(qtbot, pane):
    choose(qtbot, pane, find_scenario("xor"))
    pane.model.set_numbers(epochs=50)
    pane.model.start()
    finish(qtbot, pane)
    plot = pane.charts.loss
    before = plot.plot.painter_of["training"].y
    qtbot.mouseClick(plot.log_button, Qt.MouseButton.LeftButton)
    after = plot.plot.painter_of["training"].y
    assert np.allclose(after, np.log10(before))
    pane.model.start()
    finish(qtbot, pane)
    assert plot.log_action.isChecked()
    assert np.allclose(plot.plot.painter_of["training"].y, np.log10(before))
    plot.log_action.trigger()
    assert np.allclose(plot.plot.painter_of["training"].y, before)


def test_the_pointer_reads_the_curves(qtbot, pane):
    choose(qtbot, pane, find_scenario("xor"))
    pane.model.set_numbers(epochs=50)
    pane.model.start()
    finish(qtbot, pane)
    plot = pane.charts.loss
    where = plot.plot.rect().center()
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(where),
        QPointF(plot.plot.mapToGlobal(where)),
        none,
        none,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(plot.plot, move)
    assert plot.plot.reading.isVisible()
    epoch = round(plot.plot._read_at)
    loss = pane.model.run.curves.train_loss.points()[1][epoch - 1]
    assert plot.plot.reading.text() == f"epoch {epoch}: training {number(loss)}"
    assert plot.plot.reading.geometry().right() <= plot.plot.width()
    QApplication.sendEvent(plot.plot, QEvent(QEvent.Type.Leave))
    assert not plot.plot.reading.isVisible()
