"""One document in both modes: settings are edits, and undo and redo go through all of them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from seen import wait_until_loaded
from train_hands import click, pick, row, type_into

from app.models.training_settings import with_normalisation
from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow
from app.window.unsaved import Answer
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario, load_scenario

W1 = Ref(Quantity.WEIGHT, 1, 0, 0)
XOR = find_scenario("xor")
TABLE = """format = 1
id = "own"
title = "A table"
[[network.layers]]
units = 1
activation = "sigmoid"
[loss]
name = "binary-cross-entropy"
[data]
dataset = { file = "my.csv", target = "y" }
normalisation = "standardise"
[training]
learning_rate = 0.1
"""
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot, tmp_path, qapp):
    look = Appearance("light", 1.0)
    look.apply_to(qapp)
    window = MainWindow(Settings(tmp_path / "settings.ini"), look)
    window.files.ask = lambda _text: Answer.DISCARD
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.open_first("xor")
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield window
    window.close()
    wait_until_loaded(window.preloader)


def press(qtbot, window, key):
    """Press a key with Ctrl where the focus is."""
    # A dialog that has gone leaves no window active here, as no window manager does so.
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(QApplication.focusWidget() or window, key, CONTROL)


def to_train(qtbot, window):
    press(qtbot, window, Qt.Key.Key_2)
    model = window.train_page.model
    qtbot.waitUntil(lambda: model.facts is not None)
    return model


def edit_weight(window, text):
    assert window.editor.set_text(W1, text) == ""


def state(window):
    """Return what the edits of these tests change."""
    scenario = window.stepper.document.scenario
    training = scenario.training
    return scenario.layers[0].weights[0, 0], training.epochs, training.optimiser


def test_undo_and_redo_go_through_the_edits_of_both_modes(qtbot, window):
    states = [state(window)]
    edit_weight(window, "0.75")
    states.append(state(window))
    to_train(qtbot, window)
    form = window.train_page.pane.strip.form
    type_into(qtbot, form.epochs, "12")
    states.append(state(window))
    press(qtbot, window, Qt.Key.Key_1)
    edit_weight(window, "0.8")
    states.append(state(window))
    to_train(qtbot, window)
    click(qtbot, window.train_page.pane.strip.settings.button)
    pick(qtbot, row(window.train_page.pane.settings, "Rule"), "Momentum")
    states.append(state(window))
    assert states[-1] == (0.8, 12, "momentum")
    # In Train first, then in the stepper, and so forth in turn.
    for number, expected in enumerate(reversed(states[:-1])):
        press(qtbot, window, Qt.Key.Key_Z)
        assert state(window) == expected
        press(qtbot, window, Qt.Key.Key_1 if number % 2 == 0 else Qt.Key.Key_2)
        shown = window.stepper.session.scenario
        assert number % 2 or shown is window.stepper.document.scenario
    assert not window.isWindowModified()
    assert not window.actions_["undo"].isEnabled()
    for number, expected in enumerate(states[1:]):
        press(qtbot, window, Qt.Key.Key_Y)
        assert state(window) == expected
        press(qtbot, window, Qt.Key.Key_1 if number % 2 == 0 else Qt.Key.Key_2)
    assert not window.actions_["redo"].isEnabled()
    assert window.isWindowModified()


def test_undo_in_a_field_is_the_fields_own_only_while_something_is_typed(qtbot, window):
    model = to_train(qtbot, window)
    field = window.train_page.pane.strip.form.epochs
    type_into(qtbot, field, "12")
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, "77")
    press(qtbot, window, Qt.Key.Key_Z)
    assert model.epochs == 12
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    field.edit.setFocus()
    press(qtbot, window, Qt.Key.Key_Z)
    assert model.epochs == XOR.training.epochs
    assert field.edit.text() == str(XOR.training.epochs)
    press(qtbot, window, Qt.Key.Key_Y)
    assert (model.epochs, field.edit.text()) == (12, "12")


def test_the_stepper_sees_the_settings(qtbot, window):
    model = to_train(qtbot, window)
    model.set_numbers(learning_rate=0.125)
    press(qtbot, window, Qt.Key.Key_1)
    assert window.stepper.session.trace.learning_rate == 0.125
    assert window.step_page.timeline.rate.button.text().startswith("0.125")


def test_a_layer_that_normalises_is_drawn_and_undone(qtbot, window):
    to_train(qtbot, window)
    before = len(window.stepper.session.trace.steps)
    click(qtbot, window.train_page.pane.strip.settings.button)
    panel = window.train_page.pane.settings
    panel.regularisation.header.setChecked(True)
    click(qtbot, next(r for r in panel.regularisation.rows if "batch" in r.name.lower()).box)
    press(qtbot, window, Qt.Key.Key_1)
    assert len(window.stepper.session.trace.steps) > before
    press(qtbot, window, Qt.Key.Key_Z)
    assert len(window.stepper.session.trace.steps) == before
    press(qtbot, window, Qt.Key.Key_Y)
    assert len(window.stepper.session.trace.steps) > before


def test_the_stepper_stays_where_it_is_while_nothing_is_set(qtbot, window):
    window.stepper.session.go_to_iteration(7)
    model = to_train(qtbot, window)
    press(qtbot, window, Qt.Key.Key_1)
    assert window.stepper.session.iteration == 7
    to_train(qtbot, window)
    model.set_numbers(learning_rate=0.125)
    press(qtbot, window, Qt.Key.Key_1)
    assert window.stepper.session.iteration == 1
    press(qtbot, window, Qt.Key.Key_Z)
    assert window.stepper.session.iteration == 7


def test_a_run_under_way_has_its_settings(qtbot, window):
    model = to_train(qtbot, window)
    model.set_numbers(epochs=1_000_000)
    model.start()
    assert not window.actions_["undo"].isEnabled()
    # In the stepper the document can be edited meanwhile; the run goes on as it began.
    press(qtbot, window, Qt.Key.Key_1)
    edit_weight(window, "0.75")
    assert window.actions_["undo"].isEnabled()
    press(qtbot, window, Qt.Key.Key_2)
    assert not window.actions_["undo"].isEnabled()
    assert model.run.plan.scenario.layers[0].weights[0, 0] != 0.75
    model.stop()
    assert window.actions_["undo"].isEnabled()
    press(qtbot, window, Qt.Key.Key_Z)
    assert (model.epochs, state(window)[0]) == (1_000_000, XOR.layers[0].weights[0, 0])


def test_an_edit_of_a_trained_network_can_be_undone_back_to_where_it_was(qtbot, window):
    model = to_train(qtbot, window)
    model.set_numbers(epochs=3)
    model.start()
    qtbot.waitUntil(lambda: model.state == "finished", timeout=60_000)
    session, document = window.stepper.session, window.stepper.document
    window.train_page.pane.side.button.click()
    trained = session.scenario
    edit_weight(window, "0.75")
    assert document.scenario is session.scenario
    assert document.scenario.title == trained.title
    press(qtbot, window, Qt.Key.Key_Z)
    assert session.scenario is trained
    assert document.scenario.title == XOR.title
    press(qtbot, window, Qt.Key.Key_Z)
    assert session.scenario is document.scenario
    # The settings are still there, and undone last.
    assert model.epochs == 3
    press(qtbot, window, Qt.Key.Key_Z)
    assert model.epochs == XOR.training.epochs


def test_in_train_undo_goes_past_a_trained_network_in_the_stepper(qtbot, window):
    model = to_train(qtbot, window)
    model.set_numbers(epochs=3)
    model.start()
    qtbot.waitUntil(lambda: model.state == "finished", timeout=60_000)
    window.train_page.pane.side.button.click()
    to_train(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Z)
    assert model.epochs == XOR.training.epochs


def test_saving_and_opening_again_keeps_what_was_set(qtbot, window, tmp_path):
    path = tmp_path / "mine.toml"
    window.files.choose_file = lambda *_: str(path)
    edit_weight(window, "0.75")
    to_train(qtbot, window).set_numbers(epochs=12)
    press(qtbot, window, Qt.Key.Key_S)
    assert not window.isWindowModified()
    saved = load_scenario(path)
    assert (saved.layers[0].weights[0, 0], saved.training.epochs) == (0.75, 12)
    # What is undone is undone in that file.
    press(qtbot, window, Qt.Key.Key_Z)
    assert window.isWindowModified()
    press(qtbot, window, Qt.Key.Key_S)
    assert load_scenario(path).training.epochs == XOR.training.epochs
    window.open_word("welch-2-3-1")
    assert not window.actions_["undo"].isEnabled()
    window.open_word(str(path))
    assert state(window)[0] == 0.75


def test_rows_that_are_gone_keep_the_stepper_where_it_was(qtbot, window, tmp_path):
    table, path = tmp_path / "my.csv", tmp_path / "own.toml"
    rows = [f"{number * number % 17},{number % 2}" for number in range(40)]
    table.write_text("\n".join(["a,y", *rows]) + "\n", encoding="utf-8")
    path.write_text(TABLE, encoding="utf-8")
    window.open_word(str(path))
    model, session = to_train(qtbot, window), window.stepper.session
    before = session.scenario
    model.edit(lambda scenario: with_normalisation(scenario, "rescale"))
    table.unlink()
    press(qtbot, window, Qt.Key.Key_1)
    assert "my.csv" in window.notice.text
    assert window.train_page.isVisible()
    assert window.actions_["train_mode"].isChecked()
    assert session.scenario is before
    # Taken back, nothing is to be read anew.
    press(qtbot, window, Qt.Key.Key_Z)
    press(qtbot, window, Qt.Key.Key_1)
    assert window.step_page.isVisible()
    assert session.scenario is before
