"""The table of all parameters: numbers, selection and repainting."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot
from table_cells import B_O1, W5, W8, cell, names, row_texts

from app.commands import Editor
from app.models import Stepper
from app.theme import Appearance
from app.timeline import ParameterTable
from app.timeline.table_model import Column
from app.timeline.table_rows import ParameterRows
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario
from symbolic.notation.marks import runs


def test_rows_stand_layer_by_layer(table: ParameterTable) -> None:
    expected = ["w1", "w2", "w3", "w4", "b1", "b1", "w5", "w6", "w7", "w8", "b2", "b2"]
    assert names(table) == expected


@pytest.mark.parametrize("scenario", ["mazur-2-2-2", "xor", "mnist-16-16"])
def test_a_row_and_its_parameter_find_each_other(scenario: str) -> None:
    stepper = Stepper.make()
    stepper.session.document.open(find_scenario(scenario))
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


def test_a_selection_far_down_is_scrolled_to(qtbot: QtBot, editor: Editor) -> None:
    stepper = Stepper.make()
    widget = ParameterTable(stepper, Editor(stepper.session), Appearance())
    qtbot.addWidget(widget)
    widget.resize(700, 400)
    widget.show()
    stepper.session.document.open(find_scenario("mnist-16-16"))
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


def test_another_scenario_fills_the_table_anew(
    qtbot: QtBot, table: ParameterTable, stepper: Stepper
) -> None:
    qtbot.keyClicks(table.filter_field, "w5")
    stepper.session.document.open(find_scenario("xor"))
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
    stepper.session.document.open(find_scenario("mnist-16-16"))
    stepper.playback.go_to(stepper.playback.length)
    stepper.session.document.open(find_scenario("mazur-2-2-2"))
    assert stepper.playback.position == 0
    assert len(names(table)) == 12
    assert row_texts(table, W5)[Column.GRADIENT] == ""


def test_names_are_drawn_as_on_the_graph_and_copied_in_plain_letters(qtbot: QtBot) -> None:
    stepper = Stepper.make()
    appearance = Appearance("light", 1.0)
    table = ParameterTable(stepper, Editor(stepper.session), appearance)
    qtbot.addWidget(table)
    stepper.session.document.open(find_scenario("xor"))
    table.resize(900, 400)
    table.show()
    bias = Ref(Quantity.BIAS, 1, 0)
    assert runs(table.model.marked(bias, Column.NAME)) == [("b", 0), ("h1", -1)]
    assert row_texts(table, bias)[0] == table.model.plain(bias, Column.NAME) == "b_h1"
    # The letter on the line is as high as those of other rows, what is below it reaches lower.
    ink = ink_of(table, cell(table, bias, Column.NAME))
    other = ink_of(table, cell(table, Ref(Quantity.WEIGHT, 1, 0, 0), Column.NAME))
    assert ink.bottom() > other.bottom()


def ink_of(table: ParameterTable, at: QPoint) -> QRect:
    """Where something is drawn in a cell, from the top left of the cell."""
    index = table.view.indexAt(at)
    image = table.view.viewport().grab(table.view.visualRect(index)).toImage()
    ground = image.pixelColor(1, 1)
    inked = [
        QPoint(x, y)
        for x in range(2, image.width() - 2)
        for y in range(2, image.height() - 2)
        if abs(image.pixelColor(x, y).lightness() - ground.lightness()) > 60
    ]
    assert inked
    columns, rows = [point.x() for point in inked], [point.y() for point in inked]
    return QRect(QPoint(min(columns), min(rows)), QPoint(max(columns), max(rows)))
