"""The drawer of the loss surface: opened, spanned otherwise, read and closed."""

import pytest
from PySide6.QtCore import Qt

LONG = 120_000


def test_the_surface_takes_the_place_of_the_network_and_shows_the_present_loss(qtbot, explore):
    pane = explore()
    qtbot.mouseClick(pane.curves.surface, Qt.MouseButton.LeftButton)
    assert pane.surface.isVisible()
    assert not pane.network.isVisible()
    model = pane.surface._model
    qtbot.waitUntil(lambda: model.surface is not None and len(model.surface.u) > 20, timeout=LONG)
    found = model.surface.loss_at(*model.surface.plane.centre)
    assert found == pytest.approx(pane.model.scores.train_loss, rel=1e-4)
    assert pane.surface.first.currentText() == model.surface.plane.names[0]
    pane.surface.second.setCurrentIndex(5)
    pane.surface.second.activated.emit(5)
    qtbot.waitUntil(lambda: model.surface.plane.names[1] == pane.surface.second.currentText())
    qtbot.mouseClick(pane.surface.close_button, Qt.MouseButton.LeftButton)
    assert pane.network.isVisible()
    assert not model._is_shown


def test_principal_directions_need_a_path(qtbot, explore):
    pane = explore()
    qtbot.mouseClick(pane.curves.surface, Qt.MouseButton.LeftButton)
    pane.surface.kind.setCurrentIndex(2)
    pane.surface.kind.activated.emit(2)
    model = pane.surface._model
    qtbot.waitUntil(lambda: "path" in model.problem, timeout=LONG)
    for epoch in (1, 2, 3):
        qtbot.keyClick(pane, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda epoch=epoch: pane.model.epoch == epoch, timeout=LONG)
    qtbot.waitUntil(lambda: model.surface is not None, timeout=LONG)
    qtbot.waitUntil(lambda: "of the path lies in it" in pane.surface.share.text(), timeout=LONG)


def test_a_scenario_can_hide_the_surface(qtbot, explore):
    pane = explore()
    qtbot.mouseClick(pane.curves.surface, Qt.MouseButton.LeftButton)
    pane.hidden._hiding.toggle("loss surface")
    assert not pane.curves.surface.isVisible()
    assert pane.network.isVisible()
