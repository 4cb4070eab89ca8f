"""The rows of the settings: a name, an editor, a short explanation, and what was refused."""

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from app.drop_down import DropDown
from app.plain import PlainLabel
from app.theme import Appearance
from engine.scenario import ScenarioError

Words = Callable[[], str]


def always() -> bool:
    """Offer a row whatever is trained."""
    return True


class Row(QWidget):
    """What all rows have.

    Parameters
    ----------
    name : str
        What is set.
    editor : QWidget
        Sets it.
    explain : callable
        Gives the explanation under it, in a sentence; empty for none.
    offered : callable
        Tells whether it fits what is trained.
    appearance : Appearance
        The look.
    """

    def __init__(
        self,
        name: str,
        editor: QWidget,
        explain: Words,
        offered: Callable[[], bool],
        appearance: Appearance,
    ) -> None:
        super().__init__()
        self.name = name
        self._explain, self._offered, self._appearance = explain, offered, appearance
        self.label = PlainLabel(name)
        self.label.setBuddy(editor)
        self.caption, self.problem = PlainLabel(), PlainLabel()
        self.caption.setProperty("role", "caption")
        self.problem.setProperty("role", "error")
        for label in (self.label, self.caption, self.problem):
            label.setWordWrap(True)
        self.problem.hide()
        editor.setAccessibleName(name)
        self.editor = editor
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self._place()
        self._grid.addWidget(self.problem, 2, 0, 1, 2)
        self._grid.addWidget(self.caption, 3, 0, 1, 2)

    def _place(self) -> None:
        """Put name and editor on one line."""
        self._grid.addWidget(self.label, 0, 0)
        self._grid.addWidget(self.editor, 0, 1, Qt.AlignmentFlag.AlignRight)

    def refresh(self, editable: bool) -> None:
        """Show the present value, and whether it is offered and can be edited."""
        offered = self._offered()
        self.setVisible(offered)
        if not (offered and editable):
            self.forget_typed()
        if offered:
            if not self.is_typed:
                self._show()
                self._say("")
            self.editor.setEnabled(editable)
            words = self._explain()
            self.caption.setText(words)
            self.caption.setVisible(bool(words))
            self.editor.setAccessibleDescription(words)

    @property
    def is_typed(self) -> bool:
        """Whether something stands here that has not been taken."""
        return False

    def forget_typed(self) -> None:
        """Let the next refresh show the present value whatever stands here."""

    def restyle(self) -> None:
        """Follow the look."""
        self._grid.setVerticalSpacing(self._appearance.px(3))
        self._grid.setHorizontalSpacing(self._appearance.px(10))

    def _show(self) -> None:
        raise NotImplementedError

    def _try(self, accept: Callable[[], None], why: str = "") -> bool:
        """Set something; where it is refused, say at the row what and why."""
        try:
            accept()
        except ScenarioError as error:
            problem = error.problem
        except ValueError as error:
            problem = str(error)
        else:
            self._say("")
            return True
        because = f", as {why}" if why and " as " not in problem else ""
        self._say(f"{problem[:1].upper()}{problem[1:]}{because}.")
        return False

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))


class NumberRow(Row):
    """A number; Enter or leaving it sets it, Escape brings the old one back.

    Parameters
    ----------
    name, explain, offered, appearance
        See `Row`.
    value : callable
        Gives the present number.
    accept : callable
        Takes a number; raises ScenarioError or ValueError with what is wrong.
    whole : bool
        Whether it counts something.
    why : str
        Why other numbers are refused, to follow the word "as".
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
        why: str = "",
    ) -> None:
        self.edit = QLineEdit()
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
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

    def restyle(self) -> None:
        """Follow the look."""
        super().restyle()
        width = self.edit.fontMetrics().horizontalAdvance("0" * 7)
        self.edit.setFixedWidth(width + self._appearance.px(20))

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
                lambda: self._accept(read[0]), self._why
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
            raise ValueError(f"found “{text[:20]}”; expected {kind}")
        return number

    def _say(self, problem: str) -> None:
        super()._say(problem)
        if bool(self.edit.property("invalid")) != bool(problem):
            self.edit.setProperty("invalid", bool(problem))
            self.edit.style().unpolish(self.edit)
            self.edit.style().polish(self.edit)


def _shown(value: float) -> str:
    """Give a number as a person would type it: 1e-8, not 1e-08."""
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
        Gives the present choice.
    accept : callable
        Takes a choice; raises ScenarioError with what is wrong.
    choices : callable
        Gives what can be chosen now, each with its name.
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
        Give and take whether it is on.
    possible : callable
        Tells whether it can be switched on now.
    """

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

    def restyle(self) -> None:
        """Follow the look; the box brings its own room for words."""
        super().restyle()
        self._grid.setHorizontalSpacing(0)

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
