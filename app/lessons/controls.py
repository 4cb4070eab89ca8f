"""What moves a picture beside the pointer: a slider, a count, a switch or a field for each key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, log10
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.lessons.writing import Link
from app.models.lesson import LessonModel
from app.text.lesson_words import named_value, shown_number, typed_number
from app.theme import Appearance, set_state, spaced
from app.widgets.flow import FlowLayout
from app.widgets.number_edit import TypedLine
from app.widgets.plain import PlainLabel
from engine.errors import UserError
from engine.lessons.keys import Constants, Count, Key, NamedNumbers, Outline

_LONG = 18
"""A name of more letters may take two lines."""

STEPS = 400
"""Places of a slider."""

LEAST_WAY = 80
"""How wide a slider is at least, in pixels at 100 %."""


class Controls(QWidget):
    """The controls of a scene, and "as it was"."""

    def __init__(self, model: LessonModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self.parts: dict[str, QWidget] = {}
        self._figures: dict[str, Figure] = {}
        self._keys: tuple[Key, ...] = ()
        self._places: tuple[str, ...] = ()
        self._body: QWidget | None = None
        self._writes = False
        self.problem = PlainLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.undo = Link(appearance)
        self.undo.show_link("as it was")
        self.undo.clicked.connect(self._as_it_was)
        self._column = spaced(QVBoxLayout(self), appearance, 6, (0, 0, 0, 0))
        self._column.addWidget(self.problem)
        self._column.addWidget(self.undo)

    def minimumSizeHint(self) -> QSize:
        """Return a width at which names stand above what they name; texts beside it wrap sooner."""
        return QSize(0, super().minimumSizeHint().height())

    @property
    def goes_on(self) -> bool:
        """Whether one of them leads to another question."""
        return any(key.control == "another" for key in self._keys)

    def build(self) -> None:
        """Make the controls of another scene."""
        scene = self._model.scene
        keys = tuple(key for key in scene.setting.kind.keys if key.name in scene.moves)
        self.setVisible(bool(keys))
        present = scene.setting.keys
        places = tuple(f"{key.name}.{name}" for key in keys for name in _names(key, present))
        if (keys, places) != (self._keys, self._places):
            self._keys, self._places = keys, places
            self._make(keys)
        self._forget()
        self.refresh()

    def _forget(self) -> None:
        """Leave what was typed and refused."""
        self.problem.hide()
        for part in self.parts.values():
            if isinstance(part, TypedLine):
                part.forget()

    def _as_it_was(self) -> None:
        self._forget()
        self._model.as_it_was()

    def _make(self, keys: tuple[Key, ...]) -> None:
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self.parts, self._figures = {}, {}
        self._body = QWidget()
        form = spaced(QFormLayout(self._body), self._appearance, (10, 6), (0, 0, 0, 0))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        # Where both have no room beside each other the name stands above.
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        present = self._model.setting.keys
        rows = ((key, name) for key in keys for name in _parts(key, present))
        for key, name in (pair for pair in rows if pair[0].control != "drag"):
            text = f"Another {key.label}" if key.control == "type" else key.label
            label = PlainLabel(named_value(name) if name else text)
            label.setProperty("role", "muted")
            label.setWordWrap(len(text) > _LONG)
            place = f"{key.name}.{name}" if name else key.name
            part = self.parts[place] = self._part(key, name)
            part.setAccessibleName(label.text())
            form.addRow(label, self._with_figure(part, place))
        self._column.insertWidget(0, self._body)
        # Else it comes a turn later, and what stands above it is squeezed until then.
        self._body.show()

    def _with_figure(self, part: QWidget, place: str) -> QWidget | QLayout:
        """Return a part, a slider or a button with the number that it stands at."""
        if not isinstance(part, QSlider | QPushButton):
            return part
        figure = self._figures[place] = Figure(self._appearance)
        if isinstance(part, QPushButton):
            # Its words are never cut: the number goes below it instead.
            flow = spaced(FlowLayout(), self._appearance, (10, 6))
            flow.addWidget(part)
            flow.addWidget(figure)
            return flow
        row = spaced(QHBoxLayout(), self._appearance, 10, (0, 0, 0, 0))
        row.addWidget(part, 1)
        row.addWidget(figure)
        return row

    def _part(self, key: Key, name: str) -> QWidget:
        match key.control:
            case "slide" | "slides":
                slider = _Slider(self._appearance)
                slider.setRange(0, STEPS)
                slider.valueChanged.connect(lambda place: self._slide(key, name, place))
                return slider
            case "count":
                assert isinstance(key, Count)
                count = QSpinBox()
                count.setRange(key.low, key.high)
                count.valueChanged.connect(lambda number: self._move(key, number))
                return count
            case "another":
                button = QPushButton("Another one")
                button.clicked.connect(lambda: self._go_on(key))
                return button
            case "switch":
                box = QCheckBox()
                box.toggled.connect(lambda on: self._move(key, on))
                return box
        line = TypedLine()
        line.editingFinished.connect(lambda: self._take(key, line))
        return line

    # Moving -----------------------------------------------------------------------------

    def _limits(self, place: str) -> tuple[float, float]:
        return self._model.setting.picture().limits(place)

    def _go_on(self, key: Key) -> None:
        assert isinstance(key, Count)
        number = self._model.setting.keys[key.name]
        self._move(key, number + 1 if number < key.high else key.low)

    def _slide(self, key: Key, name: str, place: int) -> None:
        low, high = self._limits(f"{key.name}.{name}" if name else key.name)
        value: Any = low + (high - low) * place / STEPS
        # Between two places of a slider there are some more digits, however near its ends are.
        digits = max(4, 3 - floor(log10(high - low)))
        value = round(value) if isinstance(key, Count) else round(value, digits)
        if name:
            value = dict(self._model.setting.keys[key.name]) | {name: value}
        self._move(key, value)

    def _take(self, key: Key, line: TypedLine) -> None:
        if not line.isModified():
            return
        text = line.text()
        try:
            value: Any = text
            if key.control == "numbers":
                parts = text.replace(";", " ").replace(", ", " ").split()
                value = [typed_number(part) for part in parts]
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
        self.show_problem(problem)

    def show_problem(self, problem: str) -> None:
        """Say what could not be done."""
        self.problem.setText(problem)
        self.problem.show()

    def _move(self, key: Key, value: Any) -> None:
        if self._writes:
            return
        try:
            self._model.move(key.name, value)
            self.problem.hide()
        except UserError as error:
            self.show_problem(str(error))
            self.refresh()

    def refresh(self) -> None:
        """Show the present values."""
        keys = self._model.setting.keys
        self._writes = True
        for key in self._keys:
            part, value = self.parts.get(key.name), keys[key.name]
            for name in _names(key, keys):
                self._show_slider(f"{key.name}.{name}", dict(value)[name])
            if isinstance(part, QSlider):
                self._show_slider(key.name, value or 0.0)
            elif isinstance(part, QSpinBox):
                part.setValue(value)
            elif isinstance(part, QPushButton):
                self._figures[key.name].setText(f"{value:,}")
            elif isinstance(part, QCheckBox):
                part.setChecked(value)
            elif isinstance(part, TypedLine) and not part.isModified():
                part.setText(_written(key, value))
                part.setPlaceholderText("as drawn" if isinstance(key, Outline) else "")
                part.setCursorPosition(0)
        self._writes = False
        self.undo.setEnabled(not self._model.is_as_it_was)

    def _show_slider(self, place: str, value: float) -> None:
        low, high = self._limits(place)
        slider = self.parts[place]
        assert isinstance(slider, QSlider)
        # However far beyond the ends it is: Qt takes no more than 32 bits.
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        slider.setValue(round(STEPS * share))
        self._figures[place].setText(shown_number(value, 2 if high - low > 0.5 else 4))


class _Slider(QSlider):
    """A slider that its name stands above, rather than leave it no way to go."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._appearance = appearance

    def minimumSizeHint(self) -> QSize:
        """Return a width over which it can be dragged."""
        return QSize(self._appearance.px(LEAST_WAY), super().minimumSizeHint().height())


class Figure(PlainLabel):
    """A number in room that grows alone: with each other number all about it were laid out anew."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance
        super().__init__()
        self.setProperty("role", "strong")

    def setText(self, text: str) -> None:
        """Show a number."""
        if text != self.text():
            super().setText(text)
            self._fit(self.minimumWidth())

    def changeEvent(self, event: QEvent) -> None:
        """Take the room that it needs in another font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit(0)

    def _fit(self, least: int) -> None:
        needed = self.sizeHint()
        wide = max(least, needed.width(), self._appearance.px(48))
        # What has a fixed size asks for no layout when its text changes.
        self.setFixedSize(wide, needed.height())


def _names(key: Key, keys: Mapping[str, Any]) -> list[str]:
    """Return what has a slider each."""
    return [name for name, _ in keys[key.name]] if isinstance(key, NamedNumbers) else []


def _parts(key: Key, keys: Mapping[str, Any]) -> list[str]:
    """Return the names that have a control each, or one without a name for the whole key."""
    return _names(key, keys) if isinstance(key, NamedNumbers) else [""]


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


def _written(key: Key, value: Any) -> str:
    """Return what a field shows; nothing for a curve that is drawn."""
    if isinstance(value, str) or isinstance(key, Outline):
        return value if isinstance(value, str) else ""
    return _listed([each for _, each in value] if isinstance(key, Constants) else value)


def _listed(numbers: Sequence[float]) -> str:
    return "  ".join(shown_number(number, 2) for number in numbers)
