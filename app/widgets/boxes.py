"""Dialogs of one sentence or question, loaded where something is asked."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QMessageBox, QWidget

from app.theme.icons import pixmap
from app.widgets.plain import masked_lines
from engine.text import breakable


def plain_box(parent: QWidget | None, sentence: str, question: str = "") -> QMessageBox:
    """Return a message box that says a sentence, with a question below it, if there is one.

    Its picture is in the colours of the theme, as all icons are.
    """
    box = QMessageBox(parent)
    palette, side = box.palette(), 2 * box.fontMetrics().height()
    name = "help" if question else "warning"
    colour = palette.color(QPalette.ColorRole.Accent if question else QPalette.ColorRole.BrightText)
    box.setIconPixmap(pixmap(name, colour.name(), side, box.devicePixelRatioF()))
    box.setWindowTitle("Chainrule")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(breakable(masked_lines(sentence)))
    if question:
        box.setInformativeText(question)
    return box
