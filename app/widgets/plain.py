"""Show what a file or a person wrote letter by letter: never as markup, never as a mnemonic."""

import textwrap
from typing import TypeGuard

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QLabel, QToolTip, QWidget

from app.text.legible import legible
from engine.text import breakable, masked

TIP_WIDTH = 100
"""The most letters on a line of a tool tip."""


class PlainLabel(QLabel):
    """A label whose text is never taken for HTML, and wraps however long its words are."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def text(self) -> str:
        """Return the text as it was set."""
        return self._whole

    def setText(self, text: str) -> None:
        """Show a text."""
        self._whole = text
        super().setText(breakable(masked_lines(text)))


def masked_lines(text: str) -> str:
    """Return a text whose only control characters are the ends of its lines, in any script."""
    return "\n".join(legible(masked(line)) for line in text.split("\n"))


def plain_tip(text: str) -> str:
    """Return a tooltip's text so that Qt does not take it for HTML, its long lines broken."""
    lines = masked_lines(text).split("\n")
    if any(len(line) > TIP_WIDTH for line in lines):
        lines = [part for line in lines for part in textwrap.wrap(line, TIP_WIDTH) or [""]]
    shown = "\n".join(lines)
    if "<" not in shown and "&lt;" not in shown:
        return shown
    import html

    return f'<p style="white-space:pre">{html.escape(shown)}</p>'


def asks_for_tip(event: QEvent) -> TypeGuard[QHelpEvent]:
    """Return whether the pointer rests, so that a tool tip may come."""
    return isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip


def show_tip(event: QHelpEvent, text: str, widget: QWidget) -> None:
    """Say this where the pointer rests on a widget; an empty text takes the tool tip away."""
    QToolTip.showText(event.globalPos(), plain_tip(text), widget)


def without_mnemonics(text: str) -> str:
    """Return a button's or a menu's text on one line, with its ampersands as letters."""
    return masked(text).replace("&", "&&")
