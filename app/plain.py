"""Show what a file or a person wrote letter by letter: never as markup, never as a mnemonic."""

import html
from typing import TypeGuard

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QLabel, QToolTip, QWidget


class PlainLabel(QLabel):
    """A label whose text is never taken for HTML, whatever names stand in it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


def plain_tip(text: str) -> str:
    """Return a tooltip's text so that Qt does not take it for HTML."""
    if "<" not in text and "&lt;" not in text:
        return text
    return f'<p style="white-space:pre">{html.escape(text)}</p>'


def asks_for_tip(event: QEvent) -> TypeGuard[QHelpEvent]:
    """Tell whether the pointer rests, so that a tool tip may come."""
    return isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip


def show_tip(event: QHelpEvent, text: str, widget: QWidget) -> None:
    """Say this where the pointer rests on a widget; an empty text takes the tool tip away."""
    QToolTip.showText(event.globalPos(), plain_tip(text), widget)


def without_mnemonics(text: str) -> str:
    """Return a button's or a menu's text with its ampersands kept."""
    return text.replace("&", "&&")
