"""The menu that copies mathematics."""

from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget


def copy_menu(parent: QWidget, text: str, latex: str) -> QMenu:
    """Return a menu that offers to copy something as text and as LaTeX."""
    menu, copy = QMenu(parent), QGuiApplication.clipboard().setText
    menu.addAction("Copy as text", partial(copy, text))
    menu.addAction("Copy as LaTeX", partial(copy, latex)).setEnabled(bool(latex))
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
