"""Tables in the window: cells are typed, refused, gone through by keys, explained, never cut."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.formula.lines import FormulaLines
from app.lessons.pane import LessonsPane
from app.lessons.table.cells import ComputedCell, TypedCell
from app.lessons.table.pane import TablePane
from app.window.main_window import MainWindow
from engine.lessons.library import shipped_lessons

SCENES = [
    (lesson.id, number)
    for lesson in shipped_lessons()
    for number, scene in enumerate(lesson.scenes)
    if scene.setting.kind.id == "table"
]


def opened(qtbot: QtBot, pane: LessonsPane) -> None:
    """Open the lesson of a layer, with the keys on its window."""
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    pane.gallery.card("layer").click()


def table_of(pane: LessonsPane) -> TablePane:
    table = pane.page.pictures.currentWidget()
    assert isinstance(table, TablePane)
    return table


def typed(qtbot: QtBot, cell: QWidget, text: str) -> None:
    assert isinstance(cell, TypedCell)
    cell.setFocus()
    cell.selectAll()
    qtbot.keyClicks(cell, text)
    qtbot.keyClick(cell, Qt.Key.Key_Return)


def test_a_number_is_typed_and_what_is_computed_follows(qtbot: QtBot, pane: LessonsPane) -> None:
    opened(qtbot, pane)
    pane.model.go_to(1)
    table = table_of(pane)
    before = table.cells[0, 4].text()
    typed(qtbot, table.cells[0, 0], "3")
    assert pane.model.values["w1r1"] == 3.0
    assert table.cells[0, 4].text() != before
    typed(qtbot, table.letters["a1"], "1/2")
    assert pane.model.values["a1"] == 0.5
    qtbot.mouseClick(pane.page.side.controls.undo, Qt.MouseButton.LeftButton)
    assert table.cells[0, 4].text() == before


def test_nonsense_is_refused_with_a_sentence_and_goes_with_as_it_was(
    qtbot: QtBot, pane: LessonsPane
) -> None:
    opened(qtbot, pane)
    table = table_of(pane)
    cell = table.cells[0, 0]
    for text, sentence in (("two", "That is no number"), ("1e11", "That is too large")):
        typed(qtbot, cell, text)
        assert table.problem.text().startswith(sentence)
        assert cell.property("invalid") is True
        assert pane.model.values["w1r1"] == 2.0
    typed(qtbot, cell, "4")
    assert not table.problem.isVisible()
    typed(qtbot, cell, "x")
    pane.model.as_it_was()
    assert (cell.text(), table.problem.isVisible()) == ("2", False)


def test_a_cell_says_how_it_is_computed_and_lights_what_it_is_computed_of(
    qtbot: QtBot, pane: LessonsPane
) -> None:
    opened(qtbot, pane)
    table = table_of(pane)
    # The answer to the question stands nowhere.
    assert table.worked.text == "z = w1 · a1 + w2 · a2 + w3 · a3 + b"
    assert table.cells[0, 4].text() == "?"
    pane.model.forward()
    table.cells[1, 4].setFocus()
    assert table.worked.text.endswith("+ b = −1 · 1 + 4 · 0.5 + 1 · (−1) + 0 = 0")
    lit = {place for place, cell in table.cells.items() if cell.property("lit")}
    assert lit == {(1, 0), (1, 1), (1, 2), (1, 3)}
    assert table.letters["a3"].property("lit")
    assert table.cells[1, 4].accessibleName() == "z of unit 2: 0"
    assert "4 · 0.5" in table.cells[1, 4].accessibleDescription()
    table.cells[0, 0].setFocus()
    assert table.worked.text == "w1 = 2"


def test_cells_are_gone_through_by_keys(qtbot: QtBot, pane: LessonsPane) -> None:
    opened(qtbot, pane)
    table = table_of(pane)
    for start, key, end in (
        (table.cells[0, 0], Qt.Key.Key_Down, table.cells[1, 0]),
        (table.cells[1, 4], Qt.Key.Key_Up, table.cells[0, 4]),
        (table.cells[0, 4], Qt.Key.Key_Up, table.letters["a1"]),
        (table.letters["a2"], Qt.Key.Key_Down, table.cells[0, 0]),
        (table.cells[1, 0], Qt.Key.Key_Down, table.cells[1, 0]),
        (table.cells[0, 3], Qt.Key.Key_Tab, table.cells[0, 4]),
    ):
        start.setFocus()
        qtbot.keyClick(start, key)
        assert QApplication.focusWidget() is end


def test_the_arrow_keys_to_the_sides_are_the_lessons_until_a_number_is_typed(
    qtbot: QtBot, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window("mazur-2-2-2")
    window.set_mode("lessons")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    pane = window.lessons_page.pane
    pane.gallery.card("layer").click()
    cell = table_of(pane).cells[0, 0]
    cell.setFocus()
    qtbot.keyClick(cell, Qt.Key.Key_Right)
    assert pane.model.revealed
    cell.setFocus()
    qtbot.keyClicks(cell, "7")
    qtbot.keyClick(cell, Qt.Key.Key_Left)
    assert pane.model.revealed
    assert cell.cursorPosition() == 0


def test_what_may_not_be_moved_cannot_be_typed(qtbot: QtBot, pane: LessonsPane) -> None:
    opened(qtbot, pane)
    pane.model.go_to(3)
    assert all(isinstance(cell, ComputedCell) for cell in table_of(pane).cells.values())


def test_no_part_is_shown_as_a_window_and_keys_are_the_lessons_in_another_scene(
    qtbot: QtBot, pane: LessonsPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, pane)
    table_of(pane).cells[0, 0].setFocus()
    windows: list[QWidget] = []
    shown = FormulaLines.setVisible

    def watched(lines: FormulaLines, visible: bool) -> None:
        if visible and lines.parentWidget() is None:
            windows.append(lines)
        shown(lines, visible)

    monkeypatch.setattr(FormulaLines, "setVisible", watched)
    pane.model.go_to(1)
    assert windows == []
    assert QApplication.focusWidget() is table_of(pane)


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize(("lesson", "scene"), SCENES)
def test_every_cell_is_in_view_and_has_room(
    qtbot: QtBot,
    make_pane: Callable[[float], LessonsPane],
    lesson: str,
    scene: int,
    scale: float,
) -> None:
    pane = make_pane(scale)
    pane.gallery.card(lesson).click()
    pane.model.go_to(scene)
    for _ in range(2):
        for _ in range(6):
            qtbot.wait(1)
        table = table_of(pane)
        for cell in (*table.cells.values(), *table.letters.values()):
            corner = cell.mapTo(table, QPoint(cell.width(), cell.height()))
            assert corner.x() <= table.width()
            assert corner.y() <= table.worked.mapTo(table, QPoint(0, 0)).y()
            assert cell.fontMetrics().horizontalAdvance(cell.text()) <= cell.width()
            assert cell.fontMetrics().height() <= cell.height()
        pane.model.forward()
