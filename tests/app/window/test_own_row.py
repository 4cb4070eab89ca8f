"""A row of one's own in the window: filled in, answered at once, stepped through."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider

from app.window.own_data import POINTS
from engine.iteration.passes import forward
from engine.network.quantities import Quantity, Ref
from tables import OVER_TABLE

ROWS = "\n".join(f"{40 + 3 * i},{'flat' if i % 3 else 'house'},{90 + 7 * i}" for i in range(40))
TABLE = f"area,<b>kind</b>,price\n{ROWS}\n"


@pytest.fixture
def window(open_window, tmp_path):
    (tmp_path / "own.csv").write_text(TABLE, encoding="utf-8")
    scenario = OVER_TABLE.format(
        units=1,
        activation="linear",
        loss="half-squared-error",
        target="price",
        task="regression",
    )
    path = tmp_path / "own.toml"
    path.write_text(f"{scenario}\n[training]\nlearning_rate = 0.1\n", encoding="utf-8")
    return open_window(str(path))


def opened(window):
    window.actions_["own_data"].trigger()
    assert window.own_data.dialog.isVisible()
    return window.own_data.row_pane


def typed(qtbot, entry, text):
    entry.editor.setFocus()
    entry.editor.selectAll()
    qtbot.keyClicks(entry.editor, text)


def test_a_row_of_the_census_is_answered_in_its_words(qtbot, window):
    window.open_word("census")
    pane = opened(window)
    row = pane._row
    assert pane.fields.entries[0].editor.text() == "39"
    assert pane.fields.entries[1].editor.currentText() == "State-gov"
    said = row.target.words[row.said]
    assert pane.sentence.text().startswith(f"income over 50K: {said}, with ")
    before = row.answers.copy()
    box = pane.fields.entries[1].editor
    box.setCurrentIndex(box.findText("Private"))
    box.activated.emit(box.currentIndex())
    assert row.values[1] == "Private"
    assert not np.array_equal(row.answers, before)
    # The answer is the network's to what it is given.
    network = row.network
    x = row._rows.inputs([row.values])
    assert row.answers == pytest.approx(forward(network.parameters, x, running=True).a[-1][0])


def test_points_are_set_elsewhere(window):
    window.open_word("explore-circle")
    window.actions_["own_data"].trigger()
    assert window.notice.text == POINTS
    assert window.own_data.dialog.isHidden()


def test_a_row_is_stepped_through_with_a_click(qtbot, window):
    window.open_word("census")
    pane = opened(window)
    typed(qtbot, pane.fields.entries[0], "61")
    pane.outcome.editor.setCurrentIndex(1)
    pane.outcome.editor.activated.emit(1)
    qtbot.mouseClick(pane.step_button, Qt.MouseButton.LeftButton)
    session = window.stepper.session
    assert window.own_data.dialog.isHidden()
    assert session.rows.units.text(session.rows.x[0], 0) == "61"
    assert session.rows.y_true[0].tolist() == [0, 1]
    assert window.rows.text() == "own row"


def test_the_row_that_is_stepped_through_is_edited_in_place(qtbot, window):
    pane = opened(window)
    qtbot.mouseClick(pane.step_button, Qt.MouseButton.LeftButton)
    session, area = window.stepper.session, Ref(Quantity.ACTIVATION, 0, 0)
    assert window.editor.set_text(area, "88") == ""
    assert session.rows.is_own
    assert session.rows.units.text(session.rows.x[0], 0) == "88"
    window.actions_["undo"].trigger()
    assert session.rows.is_own
    assert session.rows.units.text(session.rows.x[0], 0) == "40"


def test_it_is_offered_in_the_choice_of_rows_where_there_is_a_data_set(window):
    own = window.actions_["own_data"]
    assert own in window.rows.menu().actions()
    assert own.isEnabled()
    window.open_word("xor")
    assert not own.isEnabled()


def test_another_scenario_closes_the_dialog(window):
    pane = opened(window)
    window.open_word("mnist-16-16")
    assert window.own_data.dialog.isHidden()
    opened(window)
    assert not pane.isVisible()
    assert window.own_data.pane.isVisible()


def test_a_number_is_answered_in_the_tables_unit(qtbot, window):
    pane = opened(window)
    row = pane._row
    window_x = row._rows.inputs([row.values])
    scale = row.network.dataset.target_scale
    output = forward(row.network.parameters, window_x, running=True).a[-1]
    assert row.answers == pytest.approx(scale.original(output)[0])
    assert pane.sentence.text().startswith("price: ")
    assert pane.answer.isHidden()


def test_the_slider_and_the_field_say_the_same(qtbot, window):
    pane = opened(window)
    area = pane.fields.entries[0]
    assert isinstance(area.slider, QSlider)
    area.slider.setValue(area.slider.maximum())
    assert float(area.editor.text()) == pane._row.fields[0].high == pane._row.values[0]
    typed(qtbot, area, "40")
    assert area.slider.value() == 0


@pytest.mark.parametrize(("text", "says"), [("x", "area: Found x"), ("1e200", "at most 1e100")])
def test_what_is_no_number_changes_nothing_and_says_so(qtbot, window, text, says):
    pane = opened(window)
    row, before = pane._row, list(pane._row.values)
    entry = pane.fields.entries[0]
    entry.editor.setText(text)
    entry.editor.textEdited.emit(text)
    assert row.values == before
    assert says in pane.sentence.text()
    assert entry.editor.property("invalid")
    typed(qtbot, entry, "80")
    assert row.values[0] == 80
    assert not entry.editor.property("invalid")
    assert pane.sentence.text().startswith("price: ")


def test_another_row_begins_anew(qtbot, window):
    pane = opened(window)
    typed(qtbot, pane.fields.entries[0], "77")
    pane.start.setValue(3)
    row = pane._row
    assert row.values == row._rows.values(2)
    assert row.outcome == row._rows.outcome(2)
    assert float(pane.fields.entries[0].editor.text()) == row.values[0]


def test_the_curve_is_of_the_field_that_is_chosen(qtbot, window):
    pane = opened(window)
    row, plot = pane._row, pane.what_if.plot
    line = plot.layers["curve"]
    assert (line.x[0], line.x[-1]) == (row.fields[0].low, row.fields[0].high)
    steps, answers = row.what_if()
    at = 10
    row.set_value(0, steps[at])
    assert row.answers[0] == pytest.approx(answers[at])
    pane.fields.entries[1].focused.emit()
    assert row.chosen == 1
    assert pane.what_if.title.text() == "What if <b>kind</b> were different?"
    assert pane.what_if.words.isVisible()


def test_names_of_a_file_are_no_markup(qtbot, window):
    pane = opened(window)
    plot = pane.what_if.plot
    row = pane._row
    row.fields = (replace(row.fields[0], name="<img src='x'>"), *row.fields[1:])
    pane.what_if.refresh()
    assert plot.view.x.name == "<img src='x'>"
    # It is written as it stands, by what draws plain text alone.
    assert plot.frame._fitted(plot.view.x.name, 1000.0)[0] == "<img src='x'>"
