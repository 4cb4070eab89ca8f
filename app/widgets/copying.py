"""The menus that copy mathematics and pictures."""

from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget


def copy_menu(parent: QWidget, text: str = "", latex: str = "") -> QMenu:
    """Return a menu that offers to copy a widget as text, as LaTeX and as a picture.

    Parameters
    ----------
    parent : QWidget
        What it is about.
    text, latex : str
        What is copied; what is empty is not on offer.
    """
    menu, copy = QMenu(parent), QGuiApplication.clipboard().setText
    for label, words in (("Copy as text", text), ("Copy as LaTeX", latex)):
        if text:
            menu.addAction(label, partial(copy, words)).setEnabled(bool(words))
    offer_picture(menu, parent)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def offer_picture(menu: QMenu, shown: QWidget) -> None:
    """Let a menu offer to copy what a widget shows as a picture."""
    copy = QGuiApplication.clipboard().setPixmap
    menu.addAction("Copy picture", lambda: copy(shown.grab()))
