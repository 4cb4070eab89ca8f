"""The numbers of the next run, as fields that say what they refuse."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.models.training import TrainingModel
from app.theme import Appearance, set_state, spaced
from app.widgets.flow import FlowLayout
from app.widgets.number_edit import NumberEdit
from app.widgets.plain import PlainLabel
from engine.catalogue.optimisers import OPTIMISERS
from engine.errors import ScenarioError, UserError

ALL = "all"


class NumberField(QWidget):
    """A named field; Enter or leaving it sets the number, Escape brings the old one back.

    Parameters
    ----------
    name : str
        What the number is.
    accept : callable
        Takes the text; raises UserError with what is wrong.
    show : callable
        Returns the present text.
    digits : int
        The digits that it has room for.
    appearance : Appearance
        The look.

    Attributes
    ----------
    problem : str
        Why the text was not taken; empty once it is.

    Signals
    -------
    judged
        The text was taken, or refused, or the old one brought back.
    """

    judged = Signal()

    def __init__(
        self,
        name: str,
        accept: Callable[[str], None],
        show: Callable[[], str],
        digits: int,
        appearance: Appearance,
    ) -> None:
        super().__init__()
        self._name, self._accept, self._show = name, accept, show
        self.problem = ""
        self.label = PlainLabel(name)
        self.edit = NumberEdit(digits, 19, appearance)
        self.edit.setAccessibleName(name)
        self.label.setBuddy(self.edit)
        row = spaced(QHBoxLayout(self), appearance, 6, (0, 0, 0, 0))
        row.addWidget(self.label)
        row.addWidget(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.edit.editingFinished.connect(self.commit)

    def refresh(self, editable: bool) -> None:
        """Show the present number, unless another is being typed, and whether it can be edited."""
        if not (editable and self.edit.isModified()):
            self.edit.setText(self._show())
            self._mark("")
        self.edit.setEnabled(editable)

    def renew(self, editable: bool) -> None:
        """Show the present number whatever has been typed."""
        self.edit.setModified(False)
        self.refresh(editable)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Escape: the old number comes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.renew(self.edit.isEnabled())
            self.judged.emit()
            self.edit.clearFocus()
        else:
            super().keyPressEvent(event)

    def commit(self) -> None:
        """Take what has been typed, or say why not."""
        text = self.edit.text().strip()
        try:
            if text != self._show():
                self._accept(text)
        except ScenarioError as error:
            self._refuse(error.problem)
        except UserError as error:
            self._refuse(str(error))
        else:
            self.edit.setText(self._show())
            self._mark("")
        self.judged.emit()

    def _refuse(self, problem: str) -> None:
        self._mark(f"{self._name.capitalize()}: {problem}.")

    def _mark(self, problem: str) -> None:
        self.problem = problem
        set_state(self.edit, "invalid", bool(problem))


class SettingsForm(QWidget):
    """Learning rate, batch size, epochs and seed of the next run.

    Signals
    -------
    refused : str
        Why numbers were not taken, a line each; empty once all are.
    """

    refused = Signal(str)

    def __init__(self, model: TrainingModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self.learning_rate = self._field("learning_rate", 5, _real, lambda rate: f"{rate:.10g}")
        self.batch_size = self._field("batch_size", 4, _batch, lambda size: str(size or ALL))
        self.epochs = self._field("epochs", 5, _whole, str)
        self.seed = self._field("seed", 3, _whole, str)
        self.fields = (self.learning_rate, self.batch_size, self.epochs, self.seed)
        self._flow = spaced(FlowLayout(self), appearance, (12, 6))
        for field in self.fields:
            self._flow.addWidget(field)
            field.judged.connect(self._announce)
        self.seed.setToolTip("Draws the starting weights, the held-out rows and their order")
        self.batch_size.setToolTip("Rows per update; “all” takes every row at once")
        model.scenario_changed.connect(self._renew)
        model.settings_changed.connect(self.refresh)
        self.refresh()

    def _field(
        self, key: str, digits: int, read: Callable[[str], Any], write: Callable[[Any], str]
    ) -> NumberField:
        """Make the field of a number of the training."""
        model = self._model

        def show() -> str:
            scenario = model.scenario
            return "" if scenario is None else write(getattr(scenario.training, key))

        def accept(text: str) -> None:
            model.set_numbers(**{key: read(text)})

        return NumberField(key.replace("_", " "), accept, show, digits, self._appearance)

    def add(self, widget: QWidget) -> None:
        """Put what leads to the other settings behind the fields."""
        self._flow.addWidget(widget)

    def refresh(self) -> None:
        """Show the model's numbers."""
        scenario = self._model.scenario
        editable = scenario is not None and not self._model.is_busy
        for field in self.fields:
            field.refresh(editable)
        if scenario is not None and OPTIMISERS[scenario.training.optimiser].full_batch:
            self.batch_size.refresh(False)
        self._announce()

    def commit(self) -> bool:
        """Take what stands in all fields; return whether nothing was refused."""
        for field in self.fields:
            if field.edit.isEnabled():
                field.commit()
        return not any(field.problem for field in self.fields)

    def focus_refused(self) -> None:
        """Set the focus on the first field that was refused."""
        for field in self.fields:
            if field.problem:
                field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _renew(self) -> None:
        for field in self.fields:
            field.renew(field.edit.isEnabled())
        self.refresh()

    def _announce(self) -> None:
        self.refused.emit("\n".join(field.problem for field in self.fields if field.problem))


def _real(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise UserError(f"found “{text[:20]}”; expected a positive number") from None


def _batch(text: str) -> int | None:
    return None if text == ALL else _whole(text, f" or {ALL}")


def _whole(text: str, more: str = "") -> int:
    digits = text.replace(",", "").replace(" ", "")
    try:
        return int(digits)
    except ValueError:
        raise UserError(f"found “{text[:20]}”; expected a whole number{more}") from None
