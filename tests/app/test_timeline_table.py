"""The table of all parameters: numbers, selection, editing, filter and keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.commands import Editor
from app.theme import Appearance
from app.timeline import ParameterTable
from app.timeline.table_model import Column
from app.timeline.table_rows import ParameterRows
from app.viewmodels import Stepper
from engine.quantities import Quantity, Ref
from engine.scenario import find_scenario

W5 = Ref(Quantity.WEIGHT, 2, 0, 0)
W8 = Ref(Quantity.WEIGHT, 2, 1, 1)
B_O1 = Ref(Quantity.BIAS, 2, 0)


@pytest.fixture
def stepper() -> Stepper:
    made = Stepper.make()
    made.session.open(find_scenario("mazur-2-2-2"))
    return made


@pytest.fixture
def editor(stepper: Stepper) -> Editor:
    return Editor(stepper.session)


@pytest.fixture
def table(qtbot: QtBot, stepper: Stepper, editor: Editor) -> ParameterTable:
    widget = ParameterTable(stepper, editor, Appearance())
    qtbot.addWidget(widget)
    widget.resize(800, 480)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def row_texts(table: ParameterTable, ref: Ref) -> list[str]:
    row = table.model.row_of(ref)
    assert row is not None
    return [table.model.index(row, column).data() for column in Column]


def names(table: ParameterTable) -> list[str]:
    return [table.model.index(row, 0).data() for row in range(table.model.rowCount())]


def cell(table: ParameterTable, ref: Ref, column: int) -> QPoint:
    row = table.model.row_of(ref)
    assert row is not None
    return table.view.visualRect(table.model.index(row, column)).center()


def begin_edit(qtbot: QtBot, table: ParameterTable, ref: Ref) -> QLineEdit:
    """Double-click a value, as a person would."""
    viewport = table.view.viewport()
    at = cell(table, ref, Column.VALUE)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    field = viewport.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    return field


def test_rows_stand_layer_by_layer(table: ParameterTable) -> None:
    expected = ["w1", "w2", "w3", "w4", "b1", "b1", "w5", "w6", "w7", "w8", "b2", "b2"]
    assert names(table) == expected


@pytest.mark.parametrize("scenario", ["mazur-2-2-2", "xor", "mnist-16-16"])
def test_a_row_and_its_parameter_find_each_other(scenario: str) -> None:
    stepper = Stepper.make()
    stepper.session.open(find_scenario(scenario))
    layout = stepper.session.trace.layout
    rows = ParameterRows(layout)
    for row, ref in enumerate(layout.refs()):
        assert rows.ref(row) == ref
        assert rows.row(ref) == row
    assert len(rows) == layout.size


def test_numbers_appear_as_they_are_computed(table: ParameterTable, stepper: Stepper) -> None:
    ends = "h1 → o1"
    assert row_texts(table, W5) == ["w5", ends, "0.4", "", "", ""]
    stepper.playback.go_to(15)
    assert row_texts(table, W5) == ["w5", ends, "0.4", "0.082167", "", ""]
    stepper.playback.go_to(39)
    whole = ["w5", ends, "0.4", "0.082167", "−0.041084", "0.358916"]
    assert row_texts(table, W5) == whole
    stepper.playback.go_to(3)
    assert row_texts(table, W5) == ["w5", ends, "0.4", "", "", ""]


@pytest.mark.parametrize("width", [800, 1300, 1800])
def test_spare_room_is_shared_by_the_columns(table: ParameterTable, width: int) -> None:
    table.resize(width, 480)
    widths = [table.view.columnWidth(column) for column in Column]
    numbers = [widths[column] for column in Column if column >= Column.VALUE]
    assert max(numbers) - min(numbers) < 100
    assert sum(widths) <= table.view.viewport().width()
    assert table.view.horizontalScrollBar().maximum() == 0


def test_a_frozen_bias_says_so(table: ParameterTable, stepper: Stepper) -> None:
    stepper.playback.go_to(39)
    assert row_texts(table, B_O1) == ["b2", "bias → o1", "0.6", "", "frozen", ""]


def test_the_next_iteration_is_shown(table: ParameterTable, stepper: Stepper) -> None:
    stepper.playback.next_iteration()
    assert row_texts(table, W5)[Column.VALUE] == "0.358916"


def test_the_present_step_is_tinted(table: ParameterTable, stepper: Stepper) -> None:
    stepper.playback.go_to(15)
    row = table.model.row_of(W5)
    assert row is not None
    ground = table.model.index(row, Column.GRADIENT).data(Qt.ItemDataRole.BackgroundRole)
    assert ground == QColor(Appearance().theme.backward.fill)
    assert table.model.index(row, Column.VALUE).data(Qt.ItemDataRole.BackgroundRole) is None
    picture = table.view.viewport().grab().toImage()
    at = table.view.visualRect(table.model.index(row, Column.GRADIENT)).topLeft() + QPoint(3, 3)
    assert picture.pixelColor(at) == ground


def test_a_click_selects_together_with_the_graph(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper
) -> None:
    viewport = table.view.viewport()
    with qtbot.waitSignal(stepper.selection.selected_changed):
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=cell(table, W5, 0))
    assert stepper.selection.selected == W5
    assert stepper.playback.position == 0
    with qtbot.assertNotEmitted(stepper.selection.selected_changed):
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=cell(table, W5, 2))


def test_a_selection_in_the_graph_is_followed(table: ParameterTable, stepper: Stepper) -> None:
    stepper.selection.select(W8)
    assert table.current_ref == W8
    assert [index.row() for index in table.view.selectionModel().selectedRows()] == [9]
    stepper.selection.select(None)
    assert not table.view.selectionModel().hasSelection()
    stepper.selection.select(W8)
    assert [index.row() for index in table.view.selectionModel().selectedRows()] == [9]


def test_a_row_left_elsewhere_can_be_clicked_again(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper
) -> None:
    at = cell(table, W5, 0)
    qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    stepper.selection.select(None)
    qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert stepper.selection.selected == W5


def test_the_filter_suggests_names_of_the_open_network(
    table: ParameterTable, stepper: Stepper
) -> None:
    assert table.filter_field.placeholderText() == "Find a parameter or a unit: w5, o1"
    stepper.session.open(find_scenario("mnist-16-16"))
    assert table.filter_field.placeholderText() == "Find a parameter or a unit: w3[1,1], 0"


def test_a_selection_far_down_is_scrolled_to(qtbot: QtBot, editor: Editor) -> None:
    stepper = Stepper.make()
    widget = ParameterTable(stepper, Editor(stepper.session), Appearance())
    qtbot.addWidget(widget)
    widget.resize(700, 400)
    widget.show()
    stepper.session.open(find_scenario("mnist-16-16"))
    assert widget.model.rowCount() == 13_002
    last = Ref(Quantity.WEIGHT, 3, 9, 15)
    stepper.selection.select(last)
    index = widget.view.currentIndex()
    assert widget.model.ref_at(index.row()) == last
    assert widget.view.viewport().rect().contains(widget.view.visualRect(index).center())


def test_enter_goes_to_the_derivation(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper
) -> None:
    qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=cell(table, W5, 0))
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert stepper.playback.position == 15
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert stepper.selection.selected == Ref(Quantity.WEIGHT, 2, 0, 1)
    assert stepper.playback.position == 15


def test_a_double_click_edits_and_everything_follows(
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
    editor.undo_stack.undo()
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
    assert editor.undo_stack.count() == 0
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
    qtbot.mouseMove(table.view.viewport(), cell(table, W8, 1))
    qtbot.waitUntil(lambda: stepper.selection.hovered == (W8,))
    table.view.left.emit()
    assert stepper.selection.hovered == ()


def test_another_scenario_fills_the_table_anew(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper
) -> None:
    qtbot.keyClicks(table.filter_field, "w5")
    stepper.session.open(find_scenario("xor"))
    assert table.filter_field.text() == ""
    assert len(names(table)) == stepper.session.trace.layout.size


def test_text_at_two_hundred_per_cent_makes_taller_rows(
    qtbot: QtBot, stepper: Stepper, editor: Editor
) -> None:
    appearance = Appearance()
    widget = ParameterTable(stepper, editor, appearance)
    qtbot.addWidget(widget)
    before = widget.view.rowHeight(0)
    appearance.set_text_scale(2.0)
    assert widget.view.rowHeight(0) >= 1.8 * before


def test_a_step_repaints_its_rows_alone(table: ParameterTable, stepper: Stepper) -> None:
    changed: list[int] = []
    table.model.dataChanged.connect(
        lambda first, last: changed.extend(range(first.row(), last.row() + 1))
    )
    stepper.playback.go_to(14)
    changed.clear()
    # Step 15 is w5's gradient, step 16 is w6's: w5 loses its tint there.
    stepper.playback.go_to(15)
    assert changed == [table.model.row_of(W5)]
    changed.clear()
    stepper.playback.go_to(16)
    assert [table.model.index(row, 0).data() for row in sorted(changed)] == ["w5", "w6"]


def looks(table: ParameterTable) -> list[list[object]]:
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.BackgroundRole)
    return [
        [table.model.index(row, column).data(role) for column in Column for role in roles]
        for row in range(table.model.rowCount())
    ]


@pytest.mark.parametrize("text", ["", "o1"])
def test_every_row_that_looks_otherwise_is_repainted(
    table: ParameterTable, stepper: Stepper, text: str
) -> None:
    table.filter_field.setText(text)
    changed: set[int] = set()
    seen: set[int] = set()
    table.model.dataChanged.connect(
        lambda first, last: changed.update(range(first.row(), last.row() + 1))
    )
    for position in (15, 39, 20, 16, 31, 32, 33, 30, 0):
        before = looks(table)
        changed.clear()
        stepper.playback.go_to(position)
        after = looks(table)
        different = {row for row, look in enumerate(before) if look != after[row]}
        assert different <= changed
        seen |= different
    assert len(seen) >= 2


def test_a_smaller_network_after_a_larger_one(table: ParameterTable, stepper: Stepper) -> None:
    stepper.playback.go_to(39)
    stepper.session.open(find_scenario("mnist-16-16"))
    stepper.playback.go_to(stepper.playback.length)
    stepper.session.open(find_scenario("mazur-2-2-2"))
    assert stepper.playback.position == 0
    assert len(names(table)) == 12
    assert row_texts(table, W5)[Column.GRADIENT] == ""
