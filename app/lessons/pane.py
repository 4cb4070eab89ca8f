"""The Lessons mode: the gallery, or the lesson that was opened from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.formula import tall
from app.lessons.gallery import Gallery
from app.lessons.page import LessonPage
from app.lessons.preparation import Preparation
from app.models.lesson import LessonModel
from app.theme import Appearance
from engine.lessons.lesson import Course, Lesson
from engine.lessons.library import shipped_lessons

AHEAD_MS = 60
"""The pointer rests on a card for so many milliseconds, and its lesson is made ready."""


class Progress(Protocol):
    """What is remembered of lessons."""

    @property
    def done_lessons(self) -> tuple[str, ...]:
        """The ids of those that were played to their end."""

    def add_done_lesson(self, lesson: str) -> None:
        """Remember one."""


class LessonsPane(QStackedWidget):
    """Gallery and page.

    Parameters
    ----------
    progress : Progress
        Remembers what was done.
    appearance : Appearance
        The look.

    Signals
    -------
    link_followed(object)
        The stepper is wanted: the `Link`, or the `Scenario` that a picture made.
    save_wanted(str, object)
        A course is to be saved: its title, and its lessons.
    """

    link_followed = Signal(object)
    save_wanted = Signal(str, object)

    def __init__(self, progress: Progress, appearance: Appearance) -> None:
        super().__init__()
        self._progress = progress
        self.model = LessonModel()
        self.gallery = Gallery(appearance)
        self.page = LessonPage(self.model, appearance)
        self._preparation = Preparation(self)
        self._pointed: Lesson | None = None
        self._order: tuple[Lesson, ...] = ()
        self.addWidget(self.gallery)
        self.addWidget(self.page)
        self.gallery.chosen.connect(self._choose)
        self.gallery.pointed.connect(self._look_ahead)
        self.gallery.save_wanted.connect(self.save_wanted)
        # What SymPy has derived is laid out, too.
        self.page.rules.arrived.connect(self._look_again)
        self.page.gallery_wanted.connect(self.show_gallery)
        self.page.next_wanted.connect(self._open_next)
        self.page.link_followed.connect(self.link_followed)
        self.model.finished.connect(self._finish)
        self.gallery.show_done(progress.done_lessons)

    @property
    def keys(self) -> QWidget:
        """What has the focus so that most keys are left to the window."""
        return self.page if self.currentWidget() is self.page else self.gallery

    def shutdown(self) -> None:
        """Wait for what is being trained to end."""
        self.page.shutdown()

    def show_gallery(self) -> None:
        """Choose another lesson."""
        self.gallery.show_done(self._progress.done_lessons)
        self.setCurrentWidget(self.gallery)
        self.gallery.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look_ahead()

    def showEvent(self, event: QShowEvent) -> None:
        """Make ready what a lesson needs to be opened, while one is chosen."""
        super().showEvent(event)
        self._look_again()

    def hideEvent(self, event: QHideEvent) -> None:
        """Make nothing ready any more."""
        super().hideEvent(event)
        self._preparation.stop()

    def _look_ahead(self, pointed: Lesson | None = None) -> None:
        self._pointed = pointed
        self._preparation.begin(self._needed(), AHEAD_MS)

    def _look_again(self) -> None:
        if self.isVisible() and self.currentWidget() is self.gallery:
            self._look_ahead(self._pointed)

    def _needed(self) -> Iterator[object]:
        """Have ready what the lesson needs that is pointed at, then what all others need."""
        if self._pointed is not None:
            yield from self.page.prepare(self._pointed)
        yield from self.page.make_panes()
        yield from self.page.side.formulas.prepare(tall())

    def _choose(self, lesson: Lesson) -> None:
        """Open a lesson, in the order that the gallery shows."""
        self._order = self.gallery.order
        self._begin(lesson)

    def open(self, opened: Lesson | Course) -> None:
        """Play a lesson, or show the lessons of a course, that a file had.

        A lesson that is open already stays at its scene: its file was changed meanwhile.
        """
        before = self.model.lesson
        if isinstance(opened, Course):
            self.gallery.show_course(opened)
            self.show_gallery()
        else:
            if not opened.steps:
                self.gallery.add_own(opened)
            self._order = (opened,)
            is_same = before is not None and before.path == opened.path
            number = self.model.number if is_same else 0
            self._begin(opened)
            if number:
                self.model.go_to(min(number, len(opened.scenes) - 1))

    def _begin(self, lesson: Lesson) -> None:
        others = [each for each in shipped_lessons() if each.chapter == lesson.chapter]
        place = lesson.chapter
        if lesson in others:
            place = f"{lesson.chapter} · {others.index(lesson) + 1} of {len(others)}"
        following = self._following(lesson)
        self._preparation.stop()
        self.page.show_place(place, following)
        # Seen once it has all that is to be seen.
        self.model.open(lesson)
        self.setCurrentWidget(self.page)
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _following(self, lesson: Lesson) -> Lesson | None:
        at = self._order.index(lesson) + 1 if lesson in self._order else len(self._order)
        return self._order[at] if at < len(self._order) else None

    def _open_next(self) -> None:
        lesson = self.model.lesson
        if lesson is not None and (following := self._following(lesson)) is not None:
            self._begin(following)
        else:
            self.show_gallery()

    def _finish(self, lesson: str) -> None:
        self._progress.add_done_lesson(lesson)
        self._open_next()
