"""The dialog that shows what is proposed of a data file, and imports it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.importing.choices import HowItIsWritten, WhatIsLearned
from app.importing.columns import ColumnsPart
from app.importing.pictures import PicturesList
from app.importing.tables import PlainTable, RowsModel
from app.models.importing import ImportModel
from app.theme import Appearance, Gentle, set_icon, spaced
from app.widgets.plain import PlainLabel
from app.widgets.scrolling import SteadyScrollArea
from engine.errors import UserError
from engine.progress import WorkCancelledError

SHARE = 0.92
"""The most of the screen that the dialog takes."""

FILTER = "Scenarios (*.toml)"
_NARROW = 720


class ImportDialog(QDialog):
    """Shows a data file with what is proposed of it, and writes the scenario.

    Parameters
    ----------
    model : ImportModel
        The file.
    work : callable
        Does work that may take long, and returns when it is done.
    appearance : Appearance
        The look.
    parent : QWidget
        The window.
    """

    def __init__(
        self,
        model: ImportModel,
        work: Callable[[Callable[[], object]], object],
        appearance: Appearance,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._model, self._work, self._appearance = model, work, appearance
        # Qt takes "[*]" for the mark of an edited document, and two of them for the letters.
        self.setWindowTitle(f"Import {model.file.name.replace('[*]', '[*][*]')}")
        self.problem = PlainLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.to = QLineEdit(str(model.to))
        self.to.setAccessibleName("The scenario's file")
        self.to.textEdited.connect(lambda text: self._set_file(text, may_replace=False))
        self.choose_button = QPushButton("Choose…")
        self.choose_button.clicked.connect(self._choose)
        self.import_button = QPushButton("Import")
        self.import_button.setObjectName("import-data")
        self.import_button.setDefault(True)
        self.import_button.clicked.connect(self._import)
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.clicked.connect(self.reject)
        for button in (self.choose_button, self.cancel_button):
            button.setAutoDefault(False)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(self._columns, appearance, 16, (0, 0, 0, 0))
        self._make_parts()
        self._arrange(parent)
        model.changed.connect(self.refresh)
        self.refresh()

    # What it shows ----------------------------------------------------------------------

    def _make_parts(self) -> None:
        model, appearance = self._model, self._appearance
        self.warnings = spaced(QVBoxLayout(), appearance, 6, (0, 0, 0, 0))
        self.summary = PlainLabel()
        self.summary.setProperty("role", "caption")
        self.summary.setWordWrap(True)
        self._inner, self._side = QWidget(), SteadyScrollArea()
        self._side.setWidget(self._inner)
        column = spaced(QVBoxLayout(self._inner), appearance, 12, (0, 0, 4, 0))
        column.addWidget(self.summary)
        if model.pictures is not None:
            self.parts: tuple[WhatIsLearned | HowItIsWritten | ColumnsPart, ...] = ()
            self.pictures = PicturesList(model.pictures, appearance)
            self.tables: tuple[QWidget, ...] = (self.pictures,)
            self._columns.addWidget(self._side, 1)
            self._columns.addWidget(self.pictures, 2)
            column.addStretch(1)
            return
        self.learned = WhatIsLearned(model, appearance)
        self.written = HowItIsWritten(model, appearance)
        self.columns = ColumnsPart(model, appearance)
        self.rows = PlainTable(RowsModel(model, appearance), "first rows", chosen=False)
        self.parts = (self.learned, self.written, self.columns)
        self.tables = (self.columns, self.rows)
        column.addWidget(self.learned)
        column.addLayout(self.warnings)
        column.addWidget(_heading("How it is written"))
        column.addWidget(self.written)
        column.addStretch(1)
        tables = spaced(QVBoxLayout(), appearance, 8, (0, 0, 0, 0))
        tables.addWidget(self.columns, 1)
        tables.addWidget(_heading("First rows"))
        tables.addWidget(self.rows, 1)
        self._columns.addWidget(self._side, 3)
        self._columns.addLayout(tables, 5)

    def _arrange(self, parent: QWidget) -> None:
        appearance, px = self._appearance, self._appearance.px
        content = QWidget()
        content.setLayout(self._columns)
        self._scroll = SteadyScrollArea()
        self._scroll.setWidget(content)
        place, ends = (spaced(QHBoxLayout(), appearance, 8) for _ in range(2))
        save = PlainLabel("Save as")
        save.setBuddy(self.to)
        place.addWidget(save)
        place.addWidget(self.to, 1)
        place.addWidget(self.choose_button)
        ends.addStretch(1)
        ends.addWidget(self.cancel_button)
        ends.addWidget(self.import_button)
        self._below = spaced(QBoxLayout(QBoxLayout.Direction.LeftToRight), appearance, 8)
        self._below.addLayout(place, 1)
        self._below.addLayout(ends)
        column = spaced(QVBoxLayout(self), appearance, 10, (16, 12, 16, 12))
        column.addWidget(self._scroll, 1)
        column.addWidget(self.problem)
        column.addLayout(self._below)
        room = parent.screen().availableSize()
        width, height = round(room.width() * SHARE), round(room.height() * SHARE)
        self.setMaximumSize(width, height)
        self.resize(min(px(1120), width), min(px(760), height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the parts one below the other where the dialog is narrow."""
        super().resizeEvent(event)
        px, direction = self._appearance.px, QBoxLayout.Direction
        narrow = self.width() < px(_NARROW)
        for layout in (self._columns, self._below):
            layout.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        # One below the other they have their whole height, and all of them scroll as one.
        inside = self.width() - px(32) - 2 * self._side.reserved
        self._side.setMinimumHeight(self._inner.heightForWidth(inside) if narrow else 0)
        for table in self.tables:
            table.setMinimumHeight(px(Gentle(260 if narrow else 84)))

    def refresh(self) -> None:
        """Show what is proposed now."""
        for part in self.parts:
            part.refresh()
        if self._model.pictures is None:
            self.rows.renew()
            self._show_warnings()
        self.summary.setText(self._model.summary)
        self._say(self._model.problem)
        self.import_button.setEnabled(self._model.can_import)

    def _show_warnings(self) -> None:
        while (item := self.warnings.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for sentence in self._model.warnings:
            self.warnings.addWidget(_Warning(sentence, self._appearance))

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    # What it does -----------------------------------------------------------------------

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Save the scenario", str(self._model.to), FILTER
        )
        if chosen:
            self._set_file(chosen, may_replace=True)
            self.to.setText(str(self._model.to))

    def _set_file(self, text: str, *, may_replace: bool) -> None:
        self._model.set_file(Path(text.strip()), may_replace=may_replace)
        self.import_button.setEnabled(self._model.can_import and bool(text.strip()))

    def _import(self) -> None:
        try:
            self._work(self._model.write)
        except WorkCancelledError:
            return
        except UserError as error:
            self._say(str(error))
        else:
            self.accept()


class _Warning(QWidget):
    def __init__(self, sentence: str, appearance: Appearance) -> None:
        super().__init__()
        mark, text = PlainLabel(), PlainLabel(sentence)
        set_icon(mark, appearance, "warning", 16, "warning")
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = spaced(QHBoxLayout(self), appearance, 6, (0, 0, 0, 0))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1)


def _heading(text: str) -> PlainLabel:
    label = PlainLabel(text)
    label.setProperty("role", "strong")
    return label
