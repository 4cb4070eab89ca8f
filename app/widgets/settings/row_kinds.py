"""The rows of the settings by what they set: a number, one of several, on or off."""

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox

from app.theme import Appearance, set_state
from app.widgets.drop_down import DropDown
from app.widgets.number_edit import NumberEdit
from app.widgets.settings.row import NO_REASON, Reason, Row, Words, always
from engine.errors import UserError


class NumberRow(Row):
    """A number; Enter or leaving it sets it, Escape brings the old one back.

    Parameters
    ----------
    name, explain, offered, appearance
        See `Row`.
    value : callable
        Returns the present number.
    accept : callable
        Takes a number; raises UserError with what is wrong.
    whole : bool
        Whether it counts something.
    why : Reason
        Why other numbers are refused.
    """

    def __init__(
        self,
        name: str,
        value: Callable[[], float],
        accept: Callable[[Any], None],
        *,
        explain: Words,
        offered: Callable[[], bool],
        appearance: Appearance,
        whole: bool = False,
        why: Reason = NO_REASON,
    ) -> None:
        self.edit = NumberEdit(7, 20, appearance)
        self._value, self._accept, self._whole, self._why = value, accept, whole, why
        super().__init__(name, self.edit, explain, offered, appearance)
        self.edit.editingFinished.connect(self.commit)

    @property
    def is_typed(self) -> bool:
        """See `Row.is_typed`."""
        return self.edit.isModified()

    def forget_typed(self) -> None:
        """See `Row.forget_typed`."""
        self.edit.setModified(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Escape where there is something to bring back."""
        changed = self.edit.text() != self._text() or not self.problem.isHidden()
        if event.key() == Qt.Key.Key_Escape and changed:
            self.forget_typed()
            self.refresh(self.edit.isEnabled())
        else:
            super().keyPressEvent(event)

    def _text(self) -> str:
        value = self._value()
        return f"{value:,}".replace(",", "") if self._whole else _shown(value)

    def _show(self) -> None:
        self.edit.setText(self._text())

    def commit(self) -> None:
        """Take what has been typed, or say why not."""
        text = self.edit.text().strip()
        if text == self._text():
            taken = True
            self._say("")
        else:
            read: list[float] = []
            # Why a range ends where it does says nothing about what is no number at all.
            taken = self._try(lambda: read.append(self._read(text))) and self._try(
                lambda: self._accept(read[0]),
                lambda: self._why.against(read[0], self._value()),
            )
        if taken:
            self.edit.setText(self._text())

    def _read(self, text: str) -> float:
        kind = "a whole number" if self._whole else "a number"
        try:
            if self._whole:
                return int(text.replace(",", "").replace(" ", ""))
            number = float(text.replace(",", "."))
        except ValueError:
            number = math.nan
        if math.isnan(number):
            raise UserError(f"found “{text[:20]}”; expected {kind}")
        return number

    def _say(self, problem: str) -> None:
        super()._say(problem)
        set_state(self.edit, "invalid", bool(problem))


def _shown(value: float) -> str:
    """Return a number as a person would type it: 1e-8, not 1e-08."""
    mantissa, _, exponent = f"{value:.10g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


class Choices(DropDown):
    """A chooser that leaves the wheel to what it scrolls in."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, never choose."""
        event.ignore()


class ChoiceRow(Row):
    """One of several, on a line of its own.

    Parameters
    ----------
    name, explain, offered, appearance
        See `Row`.
    value : callable
        Returns the present choice.
    accept : callable
        Takes a choice; raises ScenarioError with what is wrong.
    choices : callable
        Returns what can be chosen now, each with its name.
    """

    def __init__(
        self,
        name: str,
        value: Callable[[], str],
        accept: Callable[[Any], None],
        choices: Callable[[], list[tuple[str, str]]],
        *,
        explain: Words,
        offered: Callable[[], bool],
        appearance: Appearance,
    ) -> None:
        self.box = Choices()
        self._value, self._accept, self._choices = value, accept, choices
        super().__init__(name, self.box, explain, offered, appearance)
        self.box.activated.connect(self._choose)

    def _place(self) -> None:
        self._grid.addWidget(self.label, 0, 0, 1, 2)
        self._grid.addWidget(self.box, 1, 0, 1, 2)

    def _show(self) -> None:
        choices = self._choices()
        known = [(self.box.itemData(i), self.box.itemText(i)) for i in range(self.box.count())]
        if known != choices:
            self.box.clear()
            for value, words in choices:
                self.box.addItem(words, value)
        self.box.setCurrentIndex(self.box.findData(self._value()))

    def _choose(self, index: int) -> None:
        wanted = self.box.itemData(index)
        if wanted != self._value() and not self._try(lambda: self._accept(wanted)):
            self.box.setCurrentIndex(self.box.findData(self._value()))


class SwitchRow(Row):
    """On or off.

    Parameters
    ----------
    name, explain, offered, appearance
        See `Row`.
    value, accept : callable
        Return and take whether it is on.
    possible : callable
        Whether it can be switched on now.
    """

    beside = 0
    # The box brings its own room for words.

    def __init__(
        self,
        name: str,
        value: Callable[[], bool],
        accept: Callable[[bool], None],
        *,
        explain: Words,
        offered: Callable[[], bool],
        appearance: Appearance,
        possible: Callable[[], bool] = always,
    ) -> None:
        self.box = QCheckBox()
        self._value, self._accept, self._possible = value, accept, possible
        super().__init__(name, self.box, explain, offered, appearance)
        self.box.clicked.connect(self._switch)

    def _place(self) -> None:
        # A box's own words would not go over to a second line.
        self._grid.setColumnStretch(0, 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.box, 0, 0)
        self._grid.addWidget(self.label, 0, 1)
        self.label.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a click on the words for one on the box."""
        if watched is self.label and event.type() == QEvent.Type.MouseButtonRelease:
            self.box.click()
            return True
        return super().eventFilter(watched, event)

    def refresh(self, editable: bool) -> None:
        """See `Row.refresh`; what is not possible cannot be switched."""
        super().refresh(editable and (self._possible() or self._value()))

    def _show(self) -> None:
        self.box.setChecked(self._value())

    def _switch(self, on: bool) -> None:
        if not self._try(lambda: self._accept(on)):
            self.box.setChecked(self._value())
