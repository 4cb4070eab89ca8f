"""Reading the plots of Train: the logarithmic axis, and the values under the pointer."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from train_hands import choose, finish

from app.training.plot_pointer import read_out
from app.training.plot_scale import PlotScale
from app.training.words import number
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


def test_a_logarithmic_loss_has_a_decade_for_a_decade():
    scale = PlotScale(share=False)
    scale.logarithmic = True
    assert scale.place(0.1) - scale.place(0.01) == pytest.approx(scale.place(100) - scale.place(10))
    assert np.isfinite(scale.place(0.0))
    low, high = scale.range_of(0.004, 2.0)
    assert low < scale.place(0.004)
    assert high > scale.place(2.0)
    assert {words for _, words in scale.ticks(low, high)} >= {"0.01", "0.1", "1"}


def test_a_logarithmic_accuracy_spreads_what_is_close_to_all():
    scale = PlotScale(share=True)
    scale.logarithmic = True
    assert scale.place(0.99) - scale.place(0.9) == pytest.approx(
        scale.place(0.999) - scale.place(0.99)
    )
    assert np.isfinite(scale.place(1.0))
    assert "99" in {words for _, words in scale.ticks(0.8, 2.6)}


def test_the_axis_is_changed_by_its_button_and_stays_so(qtbot, pane):
    choose(qtbot, pane, find_scenario("xor"))
    pane.model.set_epochs(50)
    pane.model.start()
    finish(qtbot, pane)
    plot = pane.charts.loss
    _, before = plot.curves["training"].getData()
    qtbot.mouseClick(plot.log_button, Qt.MouseButton.LeftButton)
    _, after = plot.curves["training"].getData()
    assert np.allclose(after, np.log10(before))
    pane.model.start()
    finish(qtbot, pane)
    assert plot.scale.logarithmic
    assert np.allclose(plot.curves["training"].getData()[1], np.log10(before))
    plot.log_action.trigger()
    assert np.allclose(plot.curves["training"].getData()[1], before)


def test_the_pointer_reads_the_curves(qtbot, pane):
    choose(qtbot, pane, find_scenario("xor"))
    pane.model.set_epochs(50)
    pane.model.start()
    finish(qtbot, pane)
    plot = pane.charts.loss
    where = QPoint(plot.width() // 2, plot.plot.y() + plot.plot.height() // 2)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(where),
        QPointF(plot.mapToGlobal(where)),
        none,
        none,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(plot, move)
    assert plot.pointer.label.isVisible()
    epoch = round(plot.pointer.line.value())
    loss = pane.model.run.curves.train_loss.points()[1][epoch - 1]
    assert plot.pointer.label.text() == f"epoch {epoch}: training {number(loss)}"
    assert plot.pointer.label.geometry().right() <= plot.width()
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert not plot.pointer.label.isVisible()
