"""What a screen reader says: every widget that takes the focus has a name."""

from collections.abc import Callable
from pathlib import Path

import pytest
from imports import MIXED
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from app.window.main_window import MainWindow


def nameless(top: QWidget) -> list[str]:
    """Return the widgets in view that take the focus and have no name."""
    seen = [each for each in (top, *top.findChildren(QWidget)) if each.isVisible()]
    asked = [
        each
        for each in seen
        if each.focusPolicy() != Qt.FocusPolicy.NoFocus and each.focusProxy() is None
    ]
    assert len(asked) > 2
    return [
        f"{type(each).__name__} {each.objectName()} in {type(each.parent()).__name__}"
        for each in asked
        if not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name).strip()
    ]


def builder(window: MainWindow, _folder: Path) -> QWidget | None:
    window.building.set_open(True)
    panel = window.building.panel
    assert panel is not None
    for card in panel.cards[1:]:
        card.more_button.click()
        card.formula.show()
    return panel


def templates(window: MainWindow, _folder: Path) -> QWidget | None:
    window.actions_["new"].trigger()
    return QApplication.activeModalWidget()


def importing(window: MainWindow, folder: Path) -> QWidget | None:
    (folder / "mixed.csv").write_text(MIXED)
    window.importing.show(str(folder / "mixed.csv"))
    return window.importing.dialog


def digit(window: MainWindow, _folder: Path) -> QWidget | None:
    window.open_word("mnist-16-16")
    window.actions_["own_data"].trigger()
    return window.own_data.dialog


def row(window: MainWindow, _folder: Path) -> QWidget | None:
    window.open_word("census")
    window.actions_["own_data"].trigger()
    return window.own_data.dialog


def export(window: MainWindow, _folder: Path) -> QWidget | None:
    dialog = window.sharing._dialog()
    dialog.show()
    return dialog


@pytest.mark.parametrize("opened", [builder, templates, importing, digit, row, export])
def test_all_that_takes_the_focus_has_a_name(
    open_window: Callable[[str], MainWindow],
    tmp_path: Path,
    opened: Callable[[MainWindow, Path], QWidget | None],
) -> None:
    window = open_window("mazur-2-2-2")
    top = opened(window, tmp_path)
    QApplication.processEvents()
    assert top is not None
    try:
        assert nameless(top) == []
    finally:
        if top.isWindow():
            top.close()
