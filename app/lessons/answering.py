"""Where a question is answered, and what is said of the answer."""

from __future__ import annotations

from math import isfinite

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from app.formula.lines import FormulaLines
from app.lessons.choices import Choices, Ordering
from app.lessons.writing import Sentences
from app.models.lesson import LessonModel
from app.text.lesson_words import indexed, shown_number, typed_number
from app.theme import Appearance, set_state, spaced
from app.widgets.flow import FlowLayout
from app.widgets.number_edit import TypedLine
from app.widgets.plain import PlainLabel
from engine.errors import UserError
from engine.lessons.answers import Answer

_FIELDS = 2
_HINT = "or → to show it"


class Answering(QWidget):
    """A question with what is needed to answer it.

    Signals
    -------
    pending
        A number was typed or put on the picture, and not checked yet.
    """

    pending = Signal()

    def __init__(self, model: LessonModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self.question = Sentences("lesson-question")
        self.fields = [TypedLine() for _ in range(_FIELDS)]
        self.check = QPushButton("Check")
        self.check.setDefault(True)
        self.hint = PlainLabel(_HINT)
        self.hint.setProperty("role", "muted")
        self.problem = PlainLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.choices, self.ordering = Choices(appearance), Ordering(appearance)
        self._assemble()
        self._connect()

    def _assemble(self) -> None:
        column = spaced(QVBoxLayout(self), self._appearance, 10, (0, 0, 0, 0))
        column.addWidget(self.question)
        column.addWidget(self.choices)
        column.addWidget(self.ordering)
        row = spaced(FlowLayout(), self._appearance, (10, 6))
        for at, field in enumerate(self.fields):
            field.setProperty("kind", "lesson-answer")
            field.setAccessibleName(f"Your answer {at + 1}" if at else "Your answer")
            row.addWidget(field)
        row.addWidget(self.check)
        row.addWidget(self.hint)
        column.addLayout(row)
        column.addWidget(self.problem)

    def _connect(self) -> None:
        for field in self.fields:
            field.installEventFilter(self)
            field.returnPressed.connect(self._check)
            field.textEdited.connect(self._typed)
        self.check.clicked.connect(self._check)
        self.choices.chosen.connect(lambda at: self._model.answer((float(at),)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys go through the lesson while nothing is typed."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            does = {Qt.Key.Key_Right: self._model.forward, Qt.Key.Key_Left: self._model.step_back}
            key = Qt.Key(event.key())
            if key in does and isinstance(watched, TypedLine) and not watched.text():
                does[key]()
                return True
        return super().eventFilter(watched, event)

    @property
    def typed(self) -> Answer:
        """What stands in the fields, if all of them are numbers."""
        try:
            return tuple(typed_number(field.text()) for field in self._shown_fields())
        except UserError:
            return ()

    def put(self, answer: Answer) -> None:
        """Write into the fields what was put on the picture."""
        for field, number in zip(self.fields, answer, strict=False):
            field.setText(shown_number(number, 2))
        self._typed()

    def _typed(self) -> None:
        self.problem.hide()
        for field in self.fields:
            set_state(field, "invalid", False)
        self.pending.emit()

    def _shown_fields(self) -> list[TypedLine]:
        ask = self._model.ask
        return self.fields[: len(ask.expected)] if ask is not None else []

    def _check(self) -> None:
        ask = self._model.ask
        if ask is None:
            return
        if ask.kind == "order":
            self._model.answer(tuple(float(at) for at in self.ordering.order))
            return
        answer: list[float] = []
        for field in self._shown_fields():
            try:
                answer.append(typed_number(field.text()))
            except UserError as error:
                set_state(field, "invalid", True)
                self.problem.setText(str(error))
                self.problem.show()
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self._model.answer(tuple(answer))

    def compute(self) -> None:
        """Show the values of the question as they are now."""
        ask, values = self._model.ask, self._model.values
        if ask is None:
            return
        self.question.show_text(ask.question, values)
        if ask.kind == "choice":
            self.choices.show_options(ask.options, values)
        elif ask.kind == "order" and self._model.is_waiting:
            self.ordering.show_options(ask.options, values)

    def refresh(self) -> None:
        """Show the present question, and how it stands."""
        model = self._model
        ask = model.ask
        self.setVisible(ask is not None)
        self.problem.hide()
        if ask is None:
            return
        waiting, kind = model.is_waiting, ask.kind
        self.compute()
        self.choices.setVisible(kind == "choice")
        self.ordering.setVisible(kind == "order")
        if kind == "choice":
            said = model.verdict.answer[0] if model.verdict else -1
            right = None if waiting else ask.right
            self.choices.show_verdict(right, int(said), model.tally)
        if kind == "order":
            right_order = model.verdict.right if model.verdict else None
            self.ordering.show_verdict(not waiting, right_order)
        fields = self._shown_fields()
        for field in self.fields:
            field.setVisible(waiting and field in fields)
            set_state(field, "invalid", False)
            if waiting:
                field.clear()
        for at, field in enumerate(fields):
            field.setPlaceholderText(indexed(f"x{at + 1}") if len(fields) > 1 else "")
        self.check.setVisible(kind != "choice" and waiting)
        self.hint.setVisible(waiting and len(fields) < _FIELDS)


class Revealed(QFrame):
    """What comes after an answer: right, or what was expected and why."""

    def __init__(self, model: LessonModel, appearance: Appearance) -> None:
        super().__init__()
        self._model = model
        self.setObjectName("lesson-revealed")
        self.head = PlainLabel()
        self.head.setProperty("role", "lesson-verdict")
        self.head.setWordWrap(True)
        self.cause, self.words = Sentences("lesson-text"), Sentences("lesson-text")
        self.formulas = FormulaLines(appearance)
        column = spaced(QVBoxLayout(self), appearance, 8, (16, 12, 16, 12))
        for part in (self.head, self.cause, self.words, self.formulas):
            column.addWidget(part)

    def refresh(self) -> None:
        """Show the verdict and the reveal."""
        model = self._model
        reveal = model.scene.reveal
        self.setVisible(model.revealed and (reveal is not None or model.ask is not None))
        if not model.revealed:
            return
        verdict = model.verdict
        state = "" if verdict is None else "right" if verdict.right else "wrong"
        for part in (self, self.head):
            set_state(part, "verdict", state)
        self.head.setText(verdict_of(model))
        self.head.setVisible(bool(self.head.text()))
        self.cause.show_text(verdict.cause if verdict else (), model.values)
        self.words.show_text(reveal.text if reveal else (), model.values)


def verdict_of(model: LessonModel) -> str:
    """Return what is said of an answer, or what is right where nobody answered."""
    ask, verdict = model.ask, model.verdict
    if ask is None:
        return ""
    if ask.kind in ("choice", "order"):
        if verdict is None:
            return ""
        which = f"{int(verdict.answer[0]) + 1} " if ask.kind == "choice" else "That order "
        return f"✓ {which}is right." if verdict.right else f"✗ {which}is not right."
    if not all(map(isfinite, model.expected)):
        # It is still being computed.
        return ""
    expected = _numbers(verdict.expected if verdict else model.expected)
    if verdict is None:
        return f"It is {expected}."
    said = _numbers(verdict.answer)
    if not verdict.right:
        return f"✗ You said {said}. It is {expected}."
    return f"✓ {said} is right." if said == expected else f"✓ {said} is right: it is {expected}."


def _numbers(answer: Answer) -> str:
    texts = [shown_number(number, 3) for number in answer]
    return f"({', '.join(texts)})" if len(texts) > 1 else "".join(texts)
