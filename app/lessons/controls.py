"""What moves a picture beside the pointer: a slider, a count, a switch or a field for each key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.lessons.writing import Link
from app.models.lesson import LessonModel
from app.text.lesson_words import shown_number
from app.theme import Appearance, set_state, spaced
from app.widgets.number_edit import TypedLine
from app.widgets.plain import PlainLabel
from engine.errors import UserError
from engine.lessons.answers import read_number
from engine.lessons.keys import Constants, Count, Key

STEPS = 400
"""Places of a slider."""


class Controls(QWidget):
    """The controls of a scene, and "as it was"."""

    def __init__(self, model: LessonModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self.parts: dict[str, QWidget] = {}
        self._figures: dict[str, PlainLabel] = {}
        self._keys: tuple[Key, ...] = ()
        self._body: QWidget | None = None
        self._writes = False
        self.problem = PlainLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.undo = Link(appearance)
        self.undo.show_link("as it was")
        self.undo.clicked.connect(model.as_it_was)
        self._column = spaced(QVBoxLayout(self), appearance, 6, (0, 0, 0, 0))
        self._column.addWidget(self.problem)
        self._column.addWidget(self.undo)

    def build(self) -> None:
        """Make the controls of another scene."""
        scene = self._model.scene
        keys = tuple(key for key in scene.setting.kind.keys if key.name in scene.moves)
        self.problem.hide()
        self.setVisible(bool(keys))
        if keys != self._keys:
            self._keys = keys
            self._make(keys)
        self.refresh()

    def _make(self, keys: tuple[Key, ...]) -> None:
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self.parts, self._figures = {}, {}
        self._body = QWidget()
        grid = spaced(QGridLayout(self._body), self._appearance, (10, 6), (0, 0, 0, 0))
        grid.setColumnStretch(1, 1)
        for row, key in enumerate(key for key in keys if key.control != "drag"):
            label = PlainLabel(f"Another {key.label}" if key.control == "type" else key.label)
            label.setProperty("role", "muted")
            part = self.parts[key.name] = self._part(key)
            part.setAccessibleName(label.text())
            grid.addWidget(label, row, 0)
            grid.addWidget(part, row, 1)
            if key.control == "slide":
                figure = self._figures[key.name] = PlainLabel()
                figure.setProperty("role", "strong")
                figure.setMinimumWidth(self._appearance.px(48))
                grid.addWidget(figure, row, 2)
        self._column.insertWidget(0, self._body)

    def _part(self, key: Key) -> QWidget:
        match key.control:
            case "slide":
                slider = QSlider(Qt.Orientation.Horizontal)
                slider.setRange(0, STEPS)
                slider.valueChanged.connect(lambda place: self._slide(key, place))
                return slider
            case "count":
                assert isinstance(key, Count)
                count = QSpinBox()
                count.setRange(key.low, key.high)
                count.valueChanged.connect(lambda number: self._move(key, number))
                return count
            case "switch":
                box = QCheckBox()
                box.toggled.connect(lambda on: self._move(key, on))
                return box
        line = TypedLine()
        line.editingFinished.connect(lambda: self._take(key, line))
        return line

    # Moving -----------------------------------------------------------------------------

    def _limits(self, key: Key) -> tuple[float, float]:
        return self._model.setting.picture().limits(key.name)

    def _slide(self, key: Key, place: int) -> None:
        low, high = self._limits(key)
        self._move(key, round(low + (high - low) * place / STEPS, 4))

    def _take(self, key: Key, line: TypedLine) -> None:
        if not line.isModified():
            return
        text = line.text()
        try:
            value: Any = text
            if key.control == "numbers":
                parts = text.replace(";", " ").replace(", ", " ").split()
                value = [read_number(part)[0] for part in parts]
            if isinstance(key, Constants):
                value = _named(value, self._model.setting.keys[key.name])
            self._model.move(key.name, value)
        except UserError as error:
            self._refuse(line, str(error))
            return
        line.forget()
        self.problem.hide()
        self.refresh()

    def _refuse(self, line: TypedLine, problem: str) -> None:
        set_state(line, "invalid", True)
        self.problem.setText(problem)
        self.problem.show()

    def _move(self, key: Key, value: Any) -> None:
        if self._writes:
            return
        try:
            self._model.move(key.name, value)
            self.problem.hide()
        except UserError as error:
            self.problem.setText(str(error))
            self.problem.show()
            self.refresh()

    def refresh(self) -> None:
        """Show the present values."""
        keys = self._model.setting.keys
        self._writes = True
        for key in self._keys:
            part, value = self.parts.get(key.name), keys[key.name]
            if isinstance(part, QSlider):
                low, high = self._limits(key)
                part.setValue(round(STEPS * ((value or 0.0) - low) / (high - low)))
                self._figures[key.name].setText(shown_number(value or 0.0, 2))
            elif isinstance(part, QSpinBox):
                part.setValue(value)
            elif isinstance(part, QCheckBox):
                part.setChecked(value)
            elif isinstance(part, TypedLine) and not part.isModified():
                if isinstance(key, Constants):
                    value = [each for _, each in value]
                part.setText(value if isinstance(value, str) else _listed(value))
                part.setCursorPosition(0)
        self._writes = False
        self.undo.setEnabled(not self._model.is_as_it_was)


def _named(numbers: list[float], constants: tuple[tuple[str, float], ...]) -> dict[str, float]:
    """Return numbers with the letters that they are for.

    Raises
    ------
    UserError
        They are more or fewer.
    """
    letters = [letter for letter, _ in constants]
    if len(numbers) != len(letters):
        expected = f"{len(letters)}, for {', '.join(letters)}"
        raise UserError(f"Found {len(numbers)} numbers; expected {expected}.")
    return dict(zip(letters, numbers, strict=True))


def _listed(numbers: Sequence[float]) -> str:
    return "  ".join(shown_number(number, 2) for number in numbers)
