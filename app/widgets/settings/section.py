"""A part of the settings that folds away under its name."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.theme import Appearance, Gentle, set_icon, spaced
from app.widgets.plain import PlainLabel
from app.widgets.settings.row import Row


class Section(QWidget):
    """A name that unfolds rows, and, folded, what they say in short.

    Parameters
    ----------
    name : str
        What the rows are about.
    summary : callable
        Returns the rows in a few words.
    offered : callable
        Whether the section fits what is trained.
    appearance : Appearance
        The look.
    """

    def __init__(
        self,
        name: str,
        summary: Callable[[], str],
        offered: Callable[[], bool],
        appearance: Appearance,
    ) -> None:
        super().__init__()
        self._summary, self._offered, self._appearance = summary, offered, appearance
        self.rows: list[Row] = []
        self.header = QToolButton()
        self.header.setProperty("kind", "section")
        self.header.setText(f" {name}")
        self.header.setAccessibleName(name)
        self.header.setCheckable(True)
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.words = PlainLabel()
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        self.body = QWidget()
        indent = Gentle(22)
        self._inside = spaced(QVBoxLayout(self.body), appearance, 14, (indent, 6, 0, 14))
        rule = QFrame()
        rule.setProperty("role", "separator")
        column = spaced(QVBoxLayout(self), appearance, 2, (0, 0, 0, 0))
        # A label's own margins would be lost when the style sheet comes.
        beneath = spaced(QHBoxLayout(), appearance, margins=(indent, 0, 0, 4))
        beneath.addWidget(self.words)
        column.addWidget(rule)
        column.addWidget(self.header)
        column.addLayout(beneath)
        column.addWidget(self.body)
        self.header.toggled.connect(self._unfold)
        self._unfold(False)

    def add(self, *widgets: QWidget) -> None:
        """Put rows, or what explains them, under those there are."""
        for widget in widgets:
            self._inside.addWidget(widget)
            if isinstance(widget, Row):
                self.rows.append(widget)

    def remove(self, rows: Sequence[Row]) -> None:
        """Take rows away for good."""
        for row in rows:
            self.rows.remove(row)
            self._inside.removeWidget(row)
            row.hide()
            row.deleteLater()

    def refresh(self, editable: bool) -> None:
        """Follow what is trained."""
        self.setVisible(self._offered())
        for row in self.rows:
            row.refresh(editable)
        self.words.setText(self._summary())
        self._unfold(self.header.isChecked())

    def _unfold(self, unfolded: bool) -> None:
        self.body.setVisible(unfolded)
        self.words.setVisible(not unfolded and bool(self.words.text()))
        name = "chevron-down" if unfolded else "chevron-right"
        set_icon(self.header, self._appearance, name, 14)
