"""The shortest way through Explore: open it, play, see the map and the curves, go back."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.window.unsaved import Answer
from engine.network.data_specs import PointSpec

LONG = 120_000


def test_playing_lowers_the_loss_and_rewinding_finds_the_same_start(qtbot, explore):
    pane = explore()
    model, planes = pane.model, pane.planes
    start, first = model.parameters.flat.copy(), planes.maps
    before = model.scores.train_loss
    qtbot.keyClick(pane, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: model.reached >= 40, timeout=LONG)
    qtbot.keyClick(pane, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not model.is_playing, timeout=LONG)
    assert model.scores.train_loss < 0.5 * before
    qtbot.waitUntil(lambda: len(pane.curves.plot.layers["training"].x) > 40, timeout=LONG)
    assert f"{model.epoch:,}" in pane.time.epoch.text()
    qtbot.keyClick(pane, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: model.updates == 0, timeout=LONG)
    assert np.array_equal(model.parameters.flat, start)
    qtbot.waitUntil(lambda: planes.maps.parameters is model.parameters, timeout=LONG)
    assert np.array_equal(planes.maps.output, first.output)


def test_the_map_is_the_network_asked_place_by_place(explore):
    pane = explore()
    maps = pane.planes.maps
    for row, column in ((0, 0), (13, 80), (99, 50)):
        x, y = (-6 + 12 * at / 99 for at in (column, row))
        answer = pane.planes.answer(x, y)
        assert answer.outputs[0] == pytest.approx(float(maps.output[0, row, column]), abs=1e-5)
        assert answer.named == int(answer.outputs[0] >= 0)
    assert maps.wrong.sum() == ((maps.answers[:, 0] >= 0).astype(int) != maps.plane.outcomes).sum()


def test_a_click_on_a_tile_takes_other_points_and_undo_brings_them_back(qtbot, explore):
    pane = explore()
    document = pane.model.document
    before, points = document.scenario, pane.planes.plane.points
    qtbot.mouseClick(pane.data.tiles.tiles["three-classes"], Qt.MouseButton.LeftButton)
    assert document.scenario.dataset.generator == "three-classes"
    assert len(document.scenario.layers[-1].units) == 3
    assert document.scenario.layers[-1].activation == "softmax"
    assert document.scenario.title == "3 classes, 4-2 tanh"
    assert pane.planes.plane.classes == 3
    assert pane.data.tiles.tiles["three-classes"].isChecked()
    qtbot.keyClick(pane, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.scenario is before
    assert np.array_equal(pane.planes.plane.points, points)


def test_a_feature_is_taken_in_and_the_weights_of_the_others_stay(qtbot, explore):
    pane = explore()
    document = pane.model.document
    before = pane.model.parameters.weights[0].copy()
    box = pane.network.plan.features[2]
    qtbot.mouseClick(pane.network, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert document.scenario.dataset.features == ("x", "y", "x^2")
    assert pane.model.parameters.weights[0].shape == (4, 3)
    assert np.array_equal(pane.model.parameters.weights[0][:, :2], before)


def test_the_place_under_the_pointer_is_read(qtbot, explore):
    pane = explore()
    at = pane.map.pixel(2.4, 1.68).toPoint()
    qtbot.mouseMove(pane.map, at + QPoint(3, 3))
    qtbot.mouseMove(pane.map, at)
    QApplication.processEvents()
    place = pane.map.place_at(at)
    assert place == pytest.approx((2.4, 1.68), abs=0.05)
    assert f"x = {place[0]:.2f}" in pane.readout.place.text()
    assert pane.readout.named.text() in ("orange", "blue")


def test_a_network_without_points_makes_room_for_one_and_asks_about_edits(open_window, qtbot):
    window = open_window("xor")
    window.editor.document.edit(lambda s: replace(s, title="Mine"))
    asked = []
    window.files.ask = lambda text: asked.append(text) or Answer.CANCEL
    window.actions_["explore_mode"].trigger()
    assert len(asked) == 1
    assert window.step_page.isVisible()
    assert window.actions_["step_mode"].isChecked()
    window.files.ask = lambda _: Answer.DISCARD
    window.actions_["explore_mode"].trigger()
    assert window.explore_page.isVisible()
    assert isinstance(window.stepper.document.scenario.dataset, PointSpec)
    assert "Mine" in window.notice.text
    window.open_word("xor")
    assert window.step_page.isVisible()
