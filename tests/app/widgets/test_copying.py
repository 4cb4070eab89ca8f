"""What is shown is copied from its menu."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from app.widgets.copying import copy_menu


def entry(menu: QMenu, text: str) -> bool:
    """Choose an entry; whether it is on offer."""
    for action in menu.actions():
        if action.text() == text:
            action.trigger()
            return action.isEnabled()
    return False


def test_a_formula_is_copied_in_three_ways(qtbot: QtBot) -> None:
    label, clipboard = QLabel("a/b"), QGuiApplication.clipboard()
    qtbot.addWidget(label)
    menu = copy_menu(label, "a/b", r"\frac{a}{b}")
    assert entry(menu, "Copy as text")
    assert clipboard.text() == "a/b"
    assert entry(menu, "Copy as LaTeX")
    assert clipboard.text() == r"\frac{a}{b}"
    assert entry(menu, "Copy picture")
    assert clipboard.pixmap().toImage() == label.grab().toImage()


def test_a_picture_alone_offers_no_text(qtbot: QtBot) -> None:
    label = QLabel("plot")
    qtbot.addWidget(label)
    assert [action.text() for action in copy_menu(label).actions()] == ["Copy picture"]
