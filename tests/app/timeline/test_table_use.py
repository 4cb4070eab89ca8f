"""The table of all parameters: editing, filtering, copying and pointing."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from table_cells import W5, W8, cell, names, row_texts

from app.commands import Editor
from app.models import Stepper
from app.timeline import ParameterTable
from app.timeline.table_model import Column
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario


def begin_edit(qtbot: QtBot, table: ParameterTable, ref: Ref) -> QLineEdit:
    """Click a value and press F2, as a person would."""
    viewport = table.view.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=cell(table, ref, Column.VALUE))
    qtbot.keyClick(table.view, Qt.Key.Key_F2)
    field = viewport.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    return field


def test_the_filter_suggests_names_of_the_open_network(
    table: ParameterTable, stepper: Stepper
) -> None:
    assert table.filter_field.placeholderText() == "Find a parameter or a unit: w5, o1"
    stepper.session.document.open(find_scenario("mnist-16-16"))
    assert table.filter_field.placeholderText() == "Find a parameter or a unit: w3[1,1], 0"


def test_an_edited_value_is_followed_by_everything(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper, editor: Editor
) -> None:
    stepper.playback.go_to(39)
    field = begin_edit(qtbot, table, W5)
    assert field.text() == "0.4"
    field.clear()
    qtbot.keyClicks(field, "0,5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert stepper.session.trace.before.value(W5) == 0.5
    assert row_texts(table, W5)[Column.VALUE] == "0.5"
    assert stepper.playback.position == 39
    editor.document.undo()
    assert row_texts(table, W5)[Column.VALUE] == "0.4"


def test_f2_edits_the_value_of_the_row(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper
) -> None:
    stepper.selection.select(W8)
    qtbot.keyClick(table.view, Qt.Key.Key_F2)
    field = table.view.viewport().findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    assert field.text() == "0.55"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert stepper.session.trace.before.value(W8) == 0.55


@pytest.mark.parametrize("column", [Column.NAME, Column.VALUE, Column.NEW_VALUE])
def test_a_double_click_goes_to_the_derivation(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper, column: int
) -> None:
    viewport, at = table.view.viewport(), cell(table, W8, column)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    step = stepper.playback.step
    assert step is not None
    assert step.target.parameter == W8
    assert viewport.findChild(QLineEdit) is None


def test_down_leads_from_the_filter_into_the_rows(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper
) -> None:
    table.activateWindow()
    table.filter_field.setFocus()
    qtbot.keyClicks(table.filter_field, "o1")
    qtbot.keyClick(table.filter_field, Qt.Key.Key_Down)
    assert table.view.hasFocus()
    assert table.current_ref == W5
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert table.current_ref == Ref(Quantity.WEIGHT, 2, 0, 1)
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert stepper.playback.position == 16


def test_enter_in_the_filter_derives_what_it_found(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper
) -> None:
    qtbot.keyClicks(table.filter_field, "w8")
    qtbot.keyClick(table.filter_field, Qt.Key.Key_Return)
    step = stepper.playback.step
    assert step is not None
    assert step.target.parameter == W8


def test_what_is_refused_stays_in_the_field(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper, editor: Editor
) -> None:
    field = begin_edit(qtbot, table, W5)
    field.clear()
    qtbot.keyClicks(field, "half")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "Found half" in table.message.text()
    assert table.message.isVisible()
    assert field.isVisible()
    assert field.property("invalid") is True
    assert editor.document.earlier == []
    field.clear()
    qtbot.keyClicks(field, "1/2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert stepper.session.trace.before.value(W5) == 0.5
    assert not table.message.isVisible()


def test_only_values_can_be_edited(table: ParameterTable) -> None:
    editable = [
        bool(table.model.index(0, column).flags() & Qt.ItemFlag.ItemIsEditable) for column in Column
    ]
    assert editable == [False, False, True, False, False, False]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("w5", ["w5"]),
        ("  O1 ", ["w5", "w6", "b2"]),
        ("h1", ["w1", "w2", "b1", "w5", "w7"]),
        ("bias", ["b1", "b1", "b2", "b2"]),
        ("w", ["w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8"]),
        # "w2", "b2", and every end with a 2 in its name: i2, h2, o2.
        ("2", ["w2", "w3", "w4", "b1", "w6", "w7", "w8", "b2", "b2"]),
        ("", ["w1", "w2", "w3", "w4", "b1", "b1", "w5", "w6", "w7", "w8", "b2", "b2"]),
    ],
)
def test_the_filter_finds_parameters_and_units(
    qtbot: QtBot, table: ParameterTable, text: str, found: list[str]
) -> None:
    qtbot.keyClicks(table.filter_field, text)
    assert names(table) == found


def test_a_filter_that_finds_nothing_says_so(qtbot: QtBot, table: ParameterTable) -> None:
    qtbot.keyClicks(table.filter_field, "w99")
    assert names(table) == []
    assert "w99" in table.message.text()
    table.filter_field.clear()
    assert not table.message.isVisible()
    assert len(names(table)) == 12


def test_a_filtered_row_is_the_right_one(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper
) -> None:
    stepper.playback.go_to(39)
    qtbot.keyClicks(table.filter_field, "o2")
    assert row_texts(table, W8)[Column.NEW_VALUE] == "0.561370"
    qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=cell(table, W8, 0))
    assert stepper.selection.selected == W8


def test_a_selection_that_the_filter_hides_ends_the_filter(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper
) -> None:
    qtbot.keyClicks(table.filter_field, "o1")
    stepper.selection.select(W8)
    assert table.filter_field.text() == ""
    assert table.current_ref == W8


def test_copying_gives_a_table_with_tabs(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper
) -> None:
    stepper.playback.go_to(39)
    viewport = table.view.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=cell(table, W5, 0))
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(table.view, Qt.Key.Key_Down, shift)
    qtbot.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == [
        "name",
        "from → to",
        "value",
        "gradient",
        "update",
        "new value",
    ]
    assert lines[1].split("\t")[0] == "w5"
    # A spreadsheet gets every digit, with an ordinary minus sign.
    assert float(lines[2].split("\t")[-1]) == pytest.approx(0.408666186, abs=1e-9)
    assert lines[1].split("\t")[4].startswith("-0.04108352")
    assert len(lines) == 3


def test_pointing_at_a_row_points_in_the_graph(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper
) -> None:
    viewport, place = table.view.viewport(), QPointF(cell(table, W8, 1))
    # Sent straight to the table, as the pointer itself may be held by what an earlier test opened.
    none = Qt.MouseButton.NoButton
    for point in (place + QPointF(2, 1), place):
        there = QPointF(viewport.mapToGlobal(point.toPoint()))
        keys = Qt.KeyboardModifier.NoModifier
        moved = QMouseEvent(QEvent.Type.MouseMove, point, there, none, none, keys)
        QApplication.sendEvent(viewport, moved)
    assert stepper.selection.hovered == (W8,)
    table.view.left.emit()
    assert stepper.selection.hovered == ()


def test_typing_into_the_rows_searches_none(
    qtbot: QtBot, table: ParameterTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Qt's own search reads every row, which freezes the window over a large network.
    asked: list[object] = []
    table.view.setFocus()
    monkeypatch.setattr(type(table.model), "match", lambda *words: asked.append(words) or [])
    before = table.view.currentIndex()
    qtbot.keyClicks(table.view, "w5?")
    assert asked == []
    assert table.view.currentIndex() == before
