"""The fields of a row: numbers with sliders, words to choose from."""

from math import isnan

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QSlider, QWidget

from app.own_data.texts import label, value_text
from app.theme import Appearance, set_state, spaced
from app.widgets.drop_down import DropDown
from app.widgets.number_edit import NumberEdit
from engine.data.own_rows import Field, Value
from engine.data.source_rows import UNKNOWN
from engine.errors import UserError
from engine.typed_numbers import parse_number

DIGITS, NOTCHES = 7, 200
NARROW = 260
"""In less width at 100 % names stand above their fields."""
LARGEST = 1e100


class FieldEntry(QObject):
    """What a field of a row is filled in with.

    Attributes
    ----------
    editor : NumberEdit or DropDown
        Takes the number or the word.
    slider : QSlider or None
        Moves the number through the range of the training rows.

    Signals
    -------
    entered : float or str
        The field says something else.
    refused : str
        Why what was typed cannot be taken; empty once it can.
    focused
        A person is at this field.
    """

    entered = Signal(object)
    refused = Signal(str)
    focused = Signal()

    def __init__(self, field: Field, appearance: Appearance, parent: QObject) -> None:
        super().__init__(parent)
        self._field = field
        self.slider: QSlider | None = None
        self.editor: NumberEdit | DropDown
        if field.words:
            self.editor = DropDown()
            self.editor.addItems(field.words)
            self.editor.activated.connect(lambda at: self.entered.emit(field.words[at]))
            self.editor.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        else:
            self.editor = NumberEdit(DIGITS, 22, appearance)
            self.editor.textEdited.connect(self._take)
            if field.high > field.low:
                self.slider = QSlider(Qt.Orientation.Horizontal)
                self.slider.setRange(0, self._notches)
                self.slider.valueChanged.connect(self._slide)
                self.slider.setAccessibleName(f"{field.name}, slider")
                self.slider.installEventFilter(self)
        self.editor.setAccessibleName(field.name)
        self.editor.installEventFilter(self)

    @property
    def _notches(self) -> int:
        width = self._field.high - self._field.low
        return int(min(NOTCHES, width)) if self._field.whole else NOTCHES

    def show_value(self, value: Value) -> None:
        """Show what the field says."""
        self._complain("")
        if isinstance(self.editor, DropDown):
            self.editor.setCurrentIndex(self.editor.findText(str(value)))
            return
        self.editor.setText(value_text(value))
        self._place(float(value))

    def _place(self, value: float) -> None:
        if self.slider is not None and not isnan(value):
            low, high = self._field.low, self._field.high
            share = min(1.0, max(0.0, (value - low) / (high - low)))
            self.slider.blockSignals(True)
            self.slider.setValue(round(share * self._notches))
            self.slider.blockSignals(False)

    def _slide(self, notch: int) -> None:
        field = self._field
        value = field.low + (field.high - field.low) * notch / self._notches
        value = float(round(value)) if field.whole else float(f"{value:.4g}")
        self.editor.setText(value_text(value))  # type: ignore[union-attr]
        self._complain("")
        self.entered.emit(value)

    def _take(self, text: str) -> None:
        """Take what is typed as soon as it is a number."""
        try:
            value = self._parsed(text)
        except UserError as error:
            self._complain(f"{self._field.name}: {error}")
            return
        self._complain("")
        self._place(value)
        self.entered.emit(value)

    def _parsed(self, text: str) -> float:
        if self._field.may_be_unknown and text.strip().lower() == UNKNOWN:
            return float("nan")
        value = parse_number(text)
        if not abs(value) <= LARGEST:
            raise UserError(f"Found {text.strip()[:20]}; expected a number of at most 1e100.")
        return value

    def _complain(self, sentence: str) -> None:
        set_state(self.editor, "invalid", bool(sentence))
        self.refused.emit(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say that a person is here."""
        if event.type() == QEvent.Type.FocusIn:
            self.focused.emit()
        return super().eventFilter(watched, event)


class RowFields(QWidget):
    """A line for each field: its name, what it says, and a slider.

    Signals
    -------
    entered : int, float or str
        A field says something else.
    chosen : int
        A person is at a field.
    refused : str
        Why what was typed cannot be taken; empty once it can.
    """

    entered = Signal(int, object)
    chosen = Signal(int)
    refused = Signal(str)

    def __init__(self, fields: tuple[Field, ...], appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.entries: list[FieldEntry] = []
        self._names = [label(field.name) for field in fields]
        self._is_narrow: bool | None = None
        self._grid = spaced(QGridLayout(self), appearance, (10, 6), (0, 0, 4, 0))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 2)
        self._grid.setRowStretch(2 * len(fields), 1)
        for at, field in enumerate(fields):
            entry = FieldEntry(field, appearance, self)
            entry.entered.connect(lambda value, at=at: self.entered.emit(at, value))
            entry.focused.connect(lambda at=at: self.chosen.emit(at))
            entry.refused.connect(self.refused)
            self.entries.append(entry)
        self._arrange(narrow=False)

    def _arrange(self, *, narrow: bool) -> None:
        """Put each name beside its field, or above it where there is little room."""
        self._is_narrow, grid = narrow, self._grid
        for at, (name, entry) in enumerate(zip(self._names, self.entries, strict=True)):
            row, first = (2 * at + 1, 0) if narrow else (2 * at, 1)
            last = 3 if entry.slider is None else 2
            grid.addWidget(name, 2 * at, 0, 1, 3 if narrow else 1)
            grid.addWidget(entry.editor, row, first, 1, last - first)
            if entry.slider is not None:
                grid.addWidget(entry.slider, row, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew where the width asks for it."""
        super().resizeEvent(event)
        narrow = self.width() < self._appearance.px(NARROW)
        if narrow != self._is_narrow:
            self._arrange(narrow=narrow)

    def show_values(self, values: list[Value]) -> None:
        """Show what the fields say."""
        for entry, value in zip(self.entries, values, strict=False):
            entry.show_value(value)
