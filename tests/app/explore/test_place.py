"""A place of the plane: its formula, which can be copied, and the stepper that opens there."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.explore.readout import HERE

LONG = 120_000


def test_the_formula_of_the_place_is_shown_and_copied_whole(qtbot, explore):
    pane = explore()
    pane.map.setFocus()
    qtbot.keyClick(pane.map, Qt.Key.Key_Right)
    assert pane.readout.at == (0.1, 0.0)
    pane.readout.show_place((-0.45, 1.0))
    assert pane.readout.place.text().endswith("−0.45, y = 1.00")
    pane.readout.show_place((0.1, 0.0))
    qtbot.waitUntil(lambda: "tanh" in pane.readout.formula.text, timeout=LONG)
    qtbot.mouseClick(pane.readout.copy, Qt.MouseButton.LeftButton)
    copied = QApplication.clipboard().text()
    assert copied.startswith("at x = 0.1, y = 0")
    lines = copied.splitlines()
    assert sum(" = tanh(" in line for line in lines) == 4 + 2 + 1
    assert all(line in copied for line in pane.readout.formula.text.splitlines())


def test_before_a_place_is_read_a_sentence_says_what_will_stand_there(qtbot, explore):
    readout = explore().readout
    readout._write_formula()
    assert readout.sentence.text() == HERE
    assert readout.copy.isHidden()
    readout.show_place((1.0, 2.0))
    readout.set_room(True, roomy=False)
    assert readout.place.text() == "x 1.00, y 2.00"
    readout.set_room(True, roomy=True)
    assert readout.place.text() == "at x = 1.00, y = 2.00"
    qtbot.waitUntil(lambda: not readout.sentence.isVisible(), timeout=LONG)


def test_a_long_formula_is_shown_layer_by_layer(qtbot, explore):
    pane = explore("explore-spiral")
    pane.map.set_place((1.0, -2.0))
    qtbot.waitUntil(lambda: "tanh" in pane.readout.formula.text, timeout=LONG)
    first = pane.readout.formula.text
    assert "layer 1 of 3" in pane.readout.layer.text()
    qtbot.mouseClick(pane.readout.layer, Qt.MouseButton.LeftButton)
    assert "layer 2 of 3" in pane.readout.layer.text()
    assert pane.readout.formula.text != first


def test_the_stepper_opens_at_the_place_with_this_very_network(qtbot, explore):
    pane = explore()
    model, window = pane.model, pane.window()
    qtbot.keyClick(pane, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: model.epoch == 1, timeout=LONG)
    pane.map.set_place((2.4, 1.68))
    qtbot.waitUntil(lambda: pane.planes.maps.parameters is model.parameters, timeout=LONG)
    output = pane.planes.answer(2.4, 1.68).outputs[0]
    qtbot.mouseClick(pane.readout.step, Qt.MouseButton.LeftButton)
    assert window.step_page.isVisible()
    session = window.stepper.session
    assert "after 1 epoch" in session.scenario.title
    assert np.allclose(session.rows.x[0], (2.4, 1.68))
    assert session.trace.forward_pass.a[-1][0, 0] == pytest.approx(output, abs=1e-5)
    window.set_mode("explore")
    assert model.epoch == 1


def test_a_map_that_cannot_be_made_is_said_and_the_next_one_is_drawn(qtbot, explore, monkeypatch):
    pane = explore()
    window, planes = pane.window(), pane.planes

    def unmade(*_task):
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr("app.models.exploring_plane.maps_of", unmade)
        pane.model.go_to(0)
        pane.model.new_weights()
        qtbot.waitUntil(lambda: planes.maps is None, timeout=LONG)
        sentence = planes.problem
        assert "memory" in sentence
        assert sentence in window.notice.text
    pane.model.new_weights()
    qtbot.waitUntil(lambda: planes.maps is not None, timeout=LONG)
    assert planes.problem == ""
    assert sentence not in window.notice.text
