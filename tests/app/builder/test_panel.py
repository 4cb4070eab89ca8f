"""The build panel: what it shows, what it changes, what it refuses and where it says so."""

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.builder import BuildPanel
from app.window.main_window import MainWindow
from engine.scenario import find_scenario, load_scenario

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
ROLE = Qt.ItemDataRole


@pytest.fixture
def panel(window: MainWindow) -> BuildPanel:
    window.building.set_open(True)
    QApplication.processEvents()
    assert window.building.panel is not None
    return window.building.panel


def scenario_of(window: MainWindow):
    return window.stepper.session.scenario


def type_into(line, text: str) -> None:
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, KEY.Key_Return)


def choose(box, key: str) -> None:
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def test_it_shows_the_network_in_view(window, panel):
    inputs, hidden, outputs = panel.cards
    assert [card.title.text() for card in panel.cards] == ["Inputs", "Hidden", "Outputs"]
    assert (inputs.units.value(), inputs.names.text()) == (2, "i1, i2")
    assert hidden.activation.currentText() == "sigmoid"
    assert hidden.bias.currentText() == "frozen biases"
    assert outputs.names.text() == "o1, o2"
    assert panel.title.text() == "Mazur's 2-2-2 network"
    assert panel.rate.edit.text() == "0.5"
    assert not window.step_page.place.isVisible()


def test_units_names_and_functions_are_set(window, panel):
    panel.cards[1].units.setValue(3)
    type_into(panel.cards[0].names, "area, rooms, age")
    choose(panel.cards[1].activation, "relu")
    choose(panel.cards[2].bias, "per-unit")
    scenario = scenario_of(window)
    assert scenario.sizes == (3, 3, 2)
    assert scenario.inputs == ("area", "rooms", "age")
    assert scenario.layers[0].activation == "relu"
    assert scenario.layers[1].bias == "per-unit"
    assert panel.cards[0].units.value() == 3
    for _ in range(4):
        window.documents.undo()
    assert scenario_of(window).sizes == (2, 2, 2)
    assert panel.cards[0].names.text() == "i1, i2"
    assert panel.cards[1].activation.currentText() == "sigmoid"


def test_a_formula_is_typed_and_a_wrong_one_is_refused_in_its_place(window, panel):
    card = panel.cards[1]
    choose(card.activation, "formula")
    assert card.formula.isVisible()
    type_into(card.formula, "z/(1+exp(")
    assert card.problem.isVisible()
    assert card.formula.property("invalid")
    type_into(card.formula, "z/(1+exp(-1.702z))")
    assert not card.problem.isVisible()
    assert "1.702" in scenario_of(window).layers[0].activation
    choose(card.activation, "tanh")
    assert scenario_of(window).layers[0].activation == "tanh"
    assert not card.formula.isVisible()


def test_wrong_names_stay_with_the_reason_until_escape(window, panel):
    line, problem = panel.cards[0].names, panel.cards[0].problem
    type_into(line, "same, same")
    assert "taken" in problem.text()
    assert scenario_of(window).inputs == ("i1", "i2")
    assert line.text() == "same, same"
    QTest.keyClick(line, KEY.Key_Escape)
    assert line.text() == "i1, i2"
    assert not problem.isVisible()
    assert window.building.is_open
    QTest.keyClick(line, KEY.Key_Escape)
    assert not window.building.is_open


def test_what_was_refused_goes_with_another_network(window, panel):
    type_into(panel.cards[0].names, "same, same")
    window.open_word("xor")
    assert panel.cards[0].names.text() == "i1, i2"
    assert not panel.cards[0].problem.isVisible()


def test_more_of_a_layer(window, panel):
    card = panel.cards[1]
    card.more_button.click()
    type_into(card.names, "left, right")
    card.batch_norm.click()
    type_into(card.dropout.edit, "0.25")
    layer = scenario_of(window).layers[0]
    assert (layer.units, layer.batch_norm, layer.dropout) == (("left", "right"), True, 0.25)
    assert not card.initialiser.isEnabled()
    choose(panel.start.box, "drawn")
    choose(card.initialiser, "normal")
    assert scenario_of(window).layers[0].initialiser == "normal"
    card.remove.click()
    assert scenario_of(window).sizes == (2, 2)
    assert len(panel.cards) == 2
    assert not panel.cards[1].remove.isVisible()
    panel.add_button.click()
    assert [card.title.text() for card in panel.cards] == ["Inputs", "Hidden", "Outputs"]


def test_loss_and_training_are_set(window, panel):
    choose(panel.loss.box, "categorical-cross-entropy")
    assert scenario_of(window).layers[-1].activation == "softmax"
    assert panel.cards[2].activation.currentText() == "softmax"
    choose(panel.reduction.box, "mean")
    choose(panel.optimiser.box, "adam")
    type_into(panel.rate.edit, "0,05")
    training = scenario_of(window).training
    assert (training.optimiser, training.learning_rate) == ("adam", 0.05)
    assert scenario_of(window).reduction == "mean"
    type_into(panel.rate.edit, "-1")
    assert panel.rate.problem.text()
    assert scenario_of(window).training.learning_rate == 0.05


def test_starting_values(window, panel):
    choose(panel.start.box, "zeros")
    assert not window.stepper.session.trace.before.weights[0].any()
    choose(panel.start.box, "round")
    first = window.stepper.session.trace.before.flat.copy()
    assert panel.seed.isVisible()
    type_into(panel.seed.edit, "5")
    assert not np.array_equal(window.stepper.session.trace.before.flat, first)


def test_rows_are_typed_in_the_table(window, panel):
    table, view = panel.rows.table, panel.rows.view
    assert table.rowCount() == 2
    for column, text in enumerate(("0,5", "1", "0", "1")):
        table.setData(table.index(1, column), text)
    assert scenario_of(window).x.tolist() == [[0.05, 0.1], [0.5, 1.0]]
    assert table.rowCount() == 3
    view.selectRow(0)
    view.setFocus()
    QTest.keyClick(view, KEY.Key_Delete)
    assert scenario_of(window).x.tolist() == [[0.5, 1.0]]
    view.selectRow(0)
    QTest.keyClick(view, KEY.Key_Delete)
    assert "a row at least" in table.problem.text()


def test_a_wrong_cell_is_marked_with_its_reason(window, panel):
    table = panel.rows.table
    before = scenario_of(window).x
    table.setData(table.index(0, 1), "<b>abc</b>")
    index = table.index(0, 1)
    assert index.data() == "<b>abc</b>"
    assert "expected a number" in index.data(ROLE.ToolTipRole)
    assert not index.data(ROLE.DecorationRole).isNull()
    assert table.index(0, 0).data(ROLE.DecorationRole) is None
    assert table.problem.text().startswith("Row 1, i2: ")
    assert scenario_of(window).x is before
    table.setData(index, "7")
    assert scenario_of(window).x.tolist() == [[0.05, 7.0]]
    assert not table.problem.isVisible()


def test_enter_without_a_cell_edits_nothing(window, panel, qtlog):
    view = panel.rows.view
    view.setFocus()
    view.setCurrentIndex(QModelIndex())
    QTest.keyClick(view, KEY.Key_Return)
    assert view.findChild(QLineEdit) is None
    assert not qtlog.records


def test_a_key_begins_a_cell_and_enter_ends_it(window, panel):
    view = panel.rows.view
    view.setFocus()
    view.setCurrentIndex(panel.rows.table.index(0, 0))
    QTest.keyClick(view, KEY.Key_3)
    editor = view.findChild(QLineEdit)
    assert editor.text() == "3"
    QTest.keyClick(editor, KEY.Key_Return)
    QApplication.processEvents()
    assert scenario_of(window).x.tolist() == [[3.0, 0.1]]


def test_rows_that_were_copied_come_back(window, panel):
    view = panel.rows.view
    view.selectAll()
    QTest.keyClick(view, KEY.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "0.05\t0.1\t0.01\t0.99"


def test_the_rows_of_a_data_set_are_its_own(window, panel):
    window.documents.open_made(find_scenario("mnist-16-16"))
    assert not panel.rows.view.isVisible()
    assert [card.units.isEnabled() for card in panel.cards] == [False, True, True, False]
    assert not panel.cards[0].names.isVisible()


def test_what_is_built_is_saved_as_a_scenario_that_reads_back_to_the_same(window, panel, tmp_path):
    panel.cards[1].units.setValue(3)
    panel.add_button.click()
    type_into(panel.title, "My homework")
    path = tmp_path / "homework.toml"
    window.files.choose_file = lambda *_: str(path)
    panel.save_button.click()
    read, made = load_scenario(path), scenario_of(window)
    assert (read.title, read.id, read.sizes) == ("My homework", "my-homework", (2, 3, 3, 2))
    window.open_word(str(path))
    trace = window.stepper.session.trace
    assert scenario_of(window).path == path
    for mine, theirs in zip(made.layers, read.layers, strict=True):
        assert (mine.units, mine.weight_names) == (theirs.units, theirs.weight_names)
        np.testing.assert_array_equal(mine.weights, theirs.weights)
    assert np.isfinite(trace.loss)


def test_undo_is_the_windows_where_nothing_is_typed(window, panel):
    panel.cards[1].units.setValue(3)
    panel.cards[1].units.setFocus()
    QTest.keyClick(panel.cards[1].units, KEY.Key_Z, CTRL)
    assert scenario_of(window).sizes == (2, 2, 2)
    assert panel.cards[1].units.value() == 2


def test_the_edit_menu_works_on_the_layer_of_the_present_step(window):
    actions, playback = window.actions_, window.stepper.playback
    actions["add_unit"].trigger()
    assert scenario_of(window).sizes == (2, 3, 2)
    playback.go_to(len(window.stepper.session.trace.steps))
    actions["add_layer"].trigger()
    assert scenario_of(window).sizes == (2, 3, 3, 2)
    actions["remove_layer"].trigger()
    window.building.activations.aboutToShow.emit()
    names = [action.text() for action in window.building.activations.actions()]
    assert "tanh" in names
    next(a for a in window.building.activations.actions() if a.text() == "tanh").trigger()
    assert "tanh" in [layer.activation for layer in scenario_of(window).layers]
    assert not window.building.is_open


def test_a_unit_that_cannot_go_is_said(window):
    for _ in range(3):
        window.actions_["remove_unit"].trigger()
    assert "expected a whole number" in window.notice.text
    assert scenario_of(window).sizes == (2, 1, 2)


def test_the_panel_leaves_for_present_and_comes_from_train(window, panel):
    window.set_presenting(True)
    assert not window.building.is_open
    window.set_presenting(False)
    window.set_mode("train")
    window.building.toggle()
    assert window.building.is_open
    assert panel.isVisible()
    assert window.actions_["step_mode"].isChecked()
    window.set_mode("train")
    window.building.toggle()
    assert panel.isVisible()


def test_a_panel_out_of_view_asks_nothing_of_the_next_network(window: MainWindow) -> None:
    """Its table is measured with every look, when a network of fewer columns may be open."""
    window.open_word("softmax-3")
    window.building.set_open(True)
    QApplication.processEvents()
    table = window.building.panel.rows.table
    window.building.set_open(False)
    window.open_word("binary-single-datum")
    headings = [table.headerData(k, Qt.Orientation.Horizontal) for k in range(table.columnCount())]
    assert headings == ["i1", "i2", "target\nred", "target\ngreen", "target\nblue"]
    for _ in range(2):
        window.appearance.toggle_theme()
        window.set_mode("train")
        window.set_mode("step")
