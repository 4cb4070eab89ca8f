"""Lessons, loaded when it is first opened: its pictures are drawn by plots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.settings import Settings
from app.theme import Appearance
from app.window.modes import LatePage

if TYPE_CHECKING:
    from app.lessons.pane import LessonsPane
    from engine.lessons.lesson import Course, Lesson


class LessonsPage(LatePage):
    """The Lessons mode as one widget.

    Signals
    -------
    link_followed(object)
        The stepper is wanted: the `Link`, or the `Scenario` that a picture made.
    save_wanted(str, object)
        A course is to be saved: its title, and its lessons.
    """

    link_followed = Signal(object)
    save_wanted = Signal(str, object)

    name = "lessons"

    def __init__(self, settings: Settings, appearance: Appearance) -> None:
        super().__init__(appearance, "Opening Lessons …")
        self._settings = settings
        self.pane: LessonsPane | None = None
        self.does = {
            "forward": self._forward,
            "back": self._go_back,
            "page_forward": self._forward,
            "page_back": self._go_back,
            "first": lambda: self._go_to_scene(0),
            "play": self._toggle,
        }

    @property
    def keys(self) -> QWidget:
        """What has the focus so that most keys are left to the window."""
        return self if self.pane is None else self.pane.keys

    def set_active(self, active: bool) -> bool:
        """Load it where it is first seen."""
        if active:
            self.load()
        return True

    def set_presenting(self, presenting: bool) -> None:
        """Let the number keys count a class's guesses."""
        if self.pane is not None:
            self.pane.page.is_presenting = presenting

    def shutdown(self) -> None:
        """Wait for what is being trained to end."""
        if self.pane is not None:
            self.pane.shutdown()

    def open(self, opened: Lesson | Course) -> None:
        """Play a lesson, or show a course, that a file had."""
        self.load()
        assert self.pane is not None
        self.pane.open(opened)

    def show_saved(self, course: Course) -> None:
        """Show a course that was made here."""
        assert self.pane is not None
        self.pane.gallery.end_making()
        self.pane.open(course)

    def _make(self) -> QWidget:
        from app.lessons.pane import LessonsPane

        self.pane = LessonsPane(self._settings, self._appearance)
        self.pane.link_followed.connect(self.link_followed)
        self.pane.save_wanted.connect(self.save_wanted)
        return self.pane

    @property
    def _is_playing(self) -> bool:
        return self.pane is not None and self.pane.currentWidget() is self.pane.page

    def _forward(self) -> None:
        if self.pane is not None and self._is_playing:
            self.pane.model.forward()

    def _go_back(self) -> None:
        if self.pane is not None and self._is_playing:
            self.pane.model.step_back()

    def _go_to_scene(self, number: int) -> None:
        if self.pane is not None and self._is_playing:
            self.pane.model.go_to(number)

    def _toggle(self) -> None:
        if self.pane is not None and self._is_playing:
            self.pane.page.runs.toggle()
