"""Show what a file or a person wrote letter by letter: never as markup, never as a mnemonic."""

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


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


def without_mnemonics(text: str) -> str:
    """Return a button's or a menu's text with its ampersands kept."""
    return text.replace("&", "&&")
