"""A part of the settings that folds away under its name."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.theme import Appearance
from app.theme.icons import icon
from app.training.number_texts import gentle
from app.training.settings.row import Row
from app.widgets.plain import PlainLabel


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
        self.header.setText(f" {name}")
        self.header.setAccessibleName(name)
        self.header.setCheckable(True)
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.words = PlainLabel()
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        self.body = QWidget()
        self._inside = QVBoxLayout(self.body)
        rule = QFrame()
        rule.setProperty("role", "separator")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        # A label's own margins would be lost when the style sheet comes.
        self._beneath = QHBoxLayout()
        self._beneath.addWidget(self.words)
        self._column.addWidget(rule)
        self._column.addWidget(self.header)
        self._column.addLayout(self._beneath)
        self._column.addWidget(self.body)
        self.header.toggled.connect(self._unfold)
        self.body.hide()

    def add(self, *widgets: QWidget) -> None:
        """Put rows, or what explains them, under those there are."""
        for widget in widgets:
            self._inside.addWidget(widget)
            if isinstance(widget, Row):
                self.rows.append(widget)
                widget.restyle()

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
        self._show_chevron()

    def _show_chevron(self) -> None:
        name = "chevron-down" if self.header.isChecked() else "chevron-right"
        side = self._appearance.px(14)
        self.header.setIcon(icon(name, self._appearance.theme.text, side))
        self.header.setIconSize(QSize(side, side))

    def restyle(self) -> None:
        """Follow the look."""
        px, theme = self._appearance.px, self._appearance.theme
        self.header.setStyleSheet(
            f"QToolButton {{ font-size: {self._appearance.text_px(15)}px; font-weight: 700;"
            f" text-align: left; padding: {px(5)}px {px(2)}px; }}"
            "QToolButton:checked { background: transparent; }"
            f"QToolButton:hover {{ background: {theme.hover}; }}"
        )
        indent = gentle(self._appearance, 22)
        self._beneath.setContentsMargins(indent, 0, 0, px(4))
        self._inside.setContentsMargins(indent, px(6), 0, px(14))
        self._inside.setSpacing(px(14))
        self._column.setSpacing(px(2))
        for row in self.rows:
            row.restyle()
        self._show_chevron()
