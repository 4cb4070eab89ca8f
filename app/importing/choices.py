"""What a person decides about a table: what is predicted from what, and how it is written."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from app.models.importing import ImportModel
from app.theme import Appearance, spaced
from app.widgets.plain import PlainLabel
from app.widgets.settings.row import always
from app.widgets.settings.row_kinds import ChoiceRow

Choices = Callable[[], list[tuple[str, str]]]

TASKS = [("classification", "a class"), ("regression", "a number")]
UNKNOWN_INPUTS = [
    ("category", "a category of their own"),
    ("mean", "the column's mean"),
    ("drop", "the row is left out"),
]
TEST_FILTER = "Tables (*.csv *.tsv *.txt *.data *.gz);;All files (*)"
_ANOTHER = "\0"
# No file is called that.
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "blanks"}
DECIMALS = {".": "point", ",": "comma"}
HEADERS = {True: "name the columns", False: "is a row like the others"}


class WhatIsLearned(QWidget):
    """The target, what it is, what becomes of unknown fields, and where the test rows are."""

    def __init__(self, model: ImportModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self.target = self._row(
            "Predict",
            lambda: str(model.target),
            lambda at: model.set_target(int(at)),
            lambda: [(str(at), name) for at, name in enumerate(model.names)],
            lambda: model.why_target,
        )
        self.task = self._row(
            "as", lambda: model.task, model.set_task, lambda: TASKS, lambda: model.why_task
        )
        self.unknown = self._row(
            "Unknown fields become",
            lambda: model.wished.unknown_inputs,
            model.set_unknown_inputs,
            lambda: UNKNOWN_INPUTS,
            str,
            offered=lambda: model.may_be_unknown,
        )
        self.test = self._row(
            "Tested on",
            lambda: model.wished.test or "",
            self._set_test,
            self._tests,
            self._why_test,
        )
        self._rows = (self.target, self.task, self.unknown, self.test)
        column = spaced(QVBoxLayout(self), appearance, 10, (0, 0, 0, 0))
        for row in self._rows:
            column.addWidget(row)

    def _row(
        self,
        name: str,
        value: Callable[[], str],
        accept: Callable[[str], None],
        choices: Choices,
        explain: Callable[[], str],
        *,
        offered: Callable[[], bool] = always,
    ) -> ChoiceRow:
        return ChoiceRow(
            name,
            value,
            accept,
            choices,
            explain=explain,
            offered=offered,
            appearance=self._appearance,
        )

    def _tests(self) -> list[tuple[str, str]]:
        test = self._model.wished.test
        named = [] if test is None else [(test, Path(test).name)]
        return [("", "a fifth of the rows"), *named, (_ANOTHER, "another file…")]

    def _why_test(self) -> str:
        named = self._model.wished.test is not None
        return "" if named else "Set aside before training, the same ones every time."

    def _set_test(self, chosen: str) -> None:
        if chosen == _ANOTHER:
            folder = str(self._model.file.parent)
            chosen, _ = QFileDialog.getOpenFileName(self, "Test rows", folder, TEST_FILTER)
        if chosen or self.test.box.currentData() == "":
            self._model.set_test(Path(chosen) if chosen else None)
        self.refresh()

    def refresh(self) -> None:
        """Show what is proposed now."""
        for row in self._rows:
            row.refresh(self._model.proposal is not None)


class _WordsEdit(QLineEdit):
    """A line whose Enter takes what is typed, and does not import."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter from the dialog's button."""
        super().keyPressEvent(event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.accept()


class HowItIsWritten(QWidget):
    """Separator, decimal mark, header and the words for what is unknown."""

    def __init__(self, model: ImportModel, appearance: Appearance) -> None:
        super().__init__()
        self._model = model

        def row(key: str, name: str, words: dict[str, str]) -> ChoiceRow:
            return ChoiceRow(
                name,
                lambda: model.written(key),
                lambda value: model.set_written(**{key: value}),
                lambda: list(words.items()),
                explain=str,
                offered=always,
                appearance=appearance,
            )

        self.separator = row("separator", "Between fields stands a", SEPARATORS)
        self.decimal = row("decimal", "Before decimals stands a", DECIMALS)
        self.header = ChoiceRow(
            "The first row",
            lambda: str(model.header_rows > 0),
            lambda value: model.set_written(header=value == str(True)),
            lambda: [(str(value), words) for value, words in HEADERS.items()],
            explain=lambda: "Three rows name the columns." if model.header_rows > 1 else "",
            offered=always,
            appearance=appearance,
        )
        self.unknowns = _WordsEdit()
        self.unknowns.setAccessibleName("Unknown is a field that says")
        self.unknowns.setToolTip("Words apart by commas, in any case; empty is a field without any")
        self.unknowns.editingFinished.connect(self._set_unknowns)
        self._rows = (self.separator, self.decimal, self.header)
        column = spaced(QVBoxLayout(self), appearance, 10, (0, 0, 0, 0))
        for each in self._rows:
            column.addWidget(each)
        label = PlainLabel("Unknown is a field that says")
        label.setWordWrap(True)
        column.addWidget(label)
        column.addWidget(self.unknowns)

    def refresh(self) -> None:
        """Show how the table is read now."""
        for row in self._rows:
            row.refresh(editable=True)
        self.unknowns.setText(self._model.unknowns)
        self.unknowns.setCursorPosition(0)

    def _set_unknowns(self) -> None:
        if self.unknowns.text() != self._model.unknowns:
            self._model.set_unknowns(self.unknowns.text())
