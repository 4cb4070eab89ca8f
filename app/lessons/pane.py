"""The Lessons mode: the gallery, or the lesson that was opened from it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.lessons.gallery import Gallery
from app.lessons.page import LessonPage
from app.models.lesson import LessonModel
from app.theme import Appearance
from engine.lessons.lesson import Lesson
from engine.lessons.library import find_lesson, shipped_lessons
from engine.lessons.reading import load_lesson


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
        A step in the stepper is wanted: the `Link`.
    """

    link_followed = Signal(object)

    def __init__(self, progress: Progress, appearance: Appearance) -> None:
        super().__init__()
        self._progress = progress
        self.model = LessonModel()
        self.gallery = Gallery(appearance)
        self.page = LessonPage(self.model, appearance)
        self._order: tuple[str, ...] = ()
        self.addWidget(self.gallery)
        self.addWidget(self.page)
        self.gallery.chosen.connect(self.open)
        self.page.gallery_wanted.connect(self.show_gallery)
        self.page.next_wanted.connect(self._open_next)
        self.page.link_followed.connect(self.link_followed)
        self.model.finished.connect(self._finish)
        self.gallery.show_done(progress.done_lessons)

    @property
    def keys(self) -> QWidget:
        """What has the focus so that most keys are left to the window."""
        return self.page if self.currentWidget() is self.page else self.gallery

    def show_gallery(self) -> None:
        """Choose another lesson."""
        self.gallery.show_done(self._progress.done_lessons)
        self.setCurrentWidget(self.gallery)
        self.gallery.setFocus(Qt.FocusReason.OtherFocusReason)

    def open(self, word: str) -> None:
        """Open a shipped lesson by its id, in the order that the gallery shows."""
        self._order = self.gallery.order
        self._begin(find_lesson(word))

    def open_file(self, path: Path) -> None:
        """Open a lesson's file.

        Raises
        ------
        LessonError
            It is no lesson.
        """
        lesson = load_lesson(path)
        self._order = ()
        self._begin(lesson)

    def _begin(self, lesson: Lesson) -> None:
        others = [each.id for each in shipped_lessons() if each.chapter == lesson.chapter]
        place = lesson.chapter
        if lesson.id in others and self._order:
            place = f"{lesson.chapter} · {others.index(lesson.id) + 1} of {len(others)}"
        following = self._following(lesson.id)
        self.page.show_place(place, find_lesson(following).title if following else "")
        self.setCurrentWidget(self.page)
        self.model.open(lesson)
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _following(self, lesson: str) -> str:
        order = self._order
        at = order.index(lesson) + 1 if lesson in order else len(order)
        return order[at] if at < len(order) else ""

    def _open_next(self) -> None:
        lesson = self.model.lesson
        if lesson is not None and (following := self._following(lesson.id)):
            self._begin(find_lesson(following))

    def _finish(self, lesson: str) -> None:
        self._progress.add_done_lesson(lesson)
        if self._following(lesson):
            self._open_next()
        else:
            self.show_gallery()
