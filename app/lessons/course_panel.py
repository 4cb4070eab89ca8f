"""Beside the gallery: lessons that were ticked, in their order, to be saved as a course."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.lessons.choices import Ordering
from app.theme import Appearance, spaced
from app.widgets.plain import PlainLabel
from app.widgets.scrolling import SteadyScrollArea
from engine.lessons.lesson import Lesson
from engine.lessons.reading import MAX_LESSONS, MAX_TITLE
from engine.lessons.texts import Run

WIDTH = 340
_HINT = "Tick lessons at the left. A click moves one up, Ctrl+↑ and Ctrl+↓ that with the focus."


class CoursePanel(QFrame):
    """Takes lessons in and out, orders them, and has them saved.

    Attributes
    ----------
    lessons : list of Lesson
        Those that are ticked, in the order of the course.

    Signals
    -------
    changed
        Other lessons, or another order.
    save_wanted(str, object)
        The course is to be saved: its title, and its lessons.
    """

    changed = Signal()
    save_wanted = Signal(str, object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("lesson-side")
        self._taken: list[Lesson] = []
        self.title = QLineEdit()
        self.title.setPlaceholderText("Title of the course")
        self.title.setAccessibleName("Title of the course")
        self.title.setMaxLength(MAX_TITLE)
        self.hint = PlainLabel(_HINT)
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.ordering = Ordering(appearance)
        self.save = QPushButton("Save as course …")
        self.save.setDefault(True)
        self._appearance = appearance
        self._assemble()
        self.title.textChanged.connect(self._offer)
        self.title.returnPressed.connect(self.save.click)
        self.ordering.changed.connect(self.changed)
        self.save.clicked.connect(lambda: self.save_wanted.emit(self.title.text(), self.lessons))
        appearance.changed.connect(self._fit)
        self._fit()
        self._show()

    def _assemble(self) -> None:
        body = QWidget()
        inner = spaced(QVBoxLayout(body), self._appearance, 0, (0, 0, 8, 0))
        inner.addWidget(self.ordering)
        inner.addStretch(1)
        view = SteadyScrollArea()
        view.setWidget(body)
        column = spaced(QVBoxLayout(self), self._appearance, 10, (16, 12, 12, 16))
        column.addWidget(self.title)
        column.addWidget(self.hint)
        column.addWidget(view, 1)
        column.addWidget(self.save)

    def _fit(self) -> None:
        self.setFixedWidth(self._appearance.px(WIDTH))

    @property
    def lessons(self) -> list[Lesson]:
        """Those that are ticked, in the order of the course."""
        return [self._taken[at] for at in self.ordering.order]

    def place_of(self, lesson: Lesson) -> int | None:
        """Return which lesson of the course it is, from 1; None where it is not ticked."""
        taken = [(each.id, each.path) for each in self.lessons]
        key = (lesson.id, lesson.path)
        return taken.index(key) + 1 if key in taken else None

    def toggle(self, lesson: Lesson) -> None:
        """Take a lesson in as the last one, or out."""
        taken, place = self.lessons, self.place_of(lesson)
        if place is not None:
            del taken[place - 1]
        elif len(taken) < MAX_LESSONS:
            taken.append(lesson)
        self._taken = taken
        self._show()

    def clear(self) -> None:
        """Begin another course."""
        self._taken = []
        self.title.clear()
        self._show()

    def begin(self) -> None:
        """Let a title be typed."""
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        self.ordering.show_options(
            tuple((Run(lesson.title),) for lesson in self._taken), {}, in_order=True
        )
        self._offer()
        self.changed.emit()

    def _offer(self) -> None:
        self.save.setEnabled(bool(self._taken and self.title.text().strip()))
