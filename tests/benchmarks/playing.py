"""Play lessons one after another in one Lessons mode, as a person who opens their files would."""

import gc
import random
from pathlib import Path
from typing import Any

from lesson_files import wrong_answer
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QSlider, QSpinBox

from app.lessons.gallery import Gallery
from app.lessons.pane import LessonsPane
from app.settings import Settings
from app.theme import Appearance
from app.widgets.number_edit import TypedLine
from engine.lessons import kinds
from engine.lessons.answers import expected_answer
from engine.lessons.lesson import Course, Lesson, Scene
from engine.lessons.library import lessons_of
from engine.scenario import find_scenario

AGAIN, PAINTED, SHOWN = 8, 8, 40
"""Of so many files one has scenes played as good files have them; of so many scenes one is painted,
of so many files one is shown, so that what it trains is trained."""

_TYPED = ("", "x^2 + 1", "1/x", "x1*x2", "abc", "3  4", "-1", "1e9 -1e9", "0", "e^(e^x)", "x" * 300)
_COLLECTED = 50
_WAIT_MS = 120


class Player:
    """Opens lessons and courses.

    Parameters
    ----------
    folder : Path
        Where settings go.
    good : list of Lesson
        Lessons of good files: a scene that is as it is there is played now and then.
    """

    def __init__(self, folder: Path, good: list[Lesson]) -> None:
        self._appearance = Appearance()
        self._known: set[Scene] = set()
        self._played = 0
        # What good files have is computed once for all that change something else in them.
        kinds._picture = _many(kinds._picture)
        # As in the window: a thread that collects would destroy widgets.
        gc.disable()
        gc.freeze()
        self.pane = LessonsPane(Settings(folder / "settings.json"), self._appearance)
        # SymPy derives in a process of its own, which has its own tests.
        self.pane.page.side._rules = lambda *_: None  # type: ignore[assignment]
        self.pane.resize(1280, 660)
        for lesson in good:
            self._known.update(lesson.scenes)

    def play(self, lesson: Lesson, dice: random.Random) -> None:
        """Open a lesson and go to some of its scenes; each is moved and answered."""
        pane, model = self.pane, self.pane.model
        is_shown = dice.randrange(SHOWN) == 0
        pane.setVisible(is_shown)
        if dice.randrange(AGAIN) == 0:
            pane.open(lesson)
        else:
            pane._begin(lesson)
        for number in self._chosen(lesson, dice):
            if number != model.number:
                model.go_to(number)
            self._go_through(dice, is_shown)
            if dice.randrange(PAINTED) == 0:
                pane.grab()
            reveal = lesson.scenes[number].reveal
            if reveal is not None and reveal.link is not None:
                find_scenario(reveal.link.scenario)
        pane.hide()
        self._rest()

    def _chosen(self, lesson: Lesson, dice: random.Random) -> list[int]:
        """Return the first scene that good files do not have, and two more at most."""
        other = [at for at, each in enumerate(lesson.scenes) if each not in self._known]
        later = other[1:] if dice.randrange(AGAIN) else list(range(len(lesson.scenes)))
        return sorted({*other[:1], *dice.sample(later, min(2, len(later)))})

    def show_course(self, course: Course, dice: random.Random) -> None:
        """Show the lessons of a course in a gallery."""
        gallery = Gallery(self._appearance)
        gallery.show_course(course)
        gallery.search.setText(dice.choice(["", "a", course.title, "\u202e"]))
        gallery.making.setChecked(True)
        for lesson in lessons_of(course)[:3]:
            card = gallery.card(lesson.id)
            card.click()
            card.grab()
        gallery.deleteLater()
        self._rest()

    def _go_through(self, dice: random.Random, is_shown: bool) -> None:
        """Drag one thing, move another beside the picture, answer, and do both once more."""
        model = self.pane.model
        self._move(dice)
        if is_shown:
            _wait(_WAIT_MS)
        ask = model.ask
        if ask is not None and dice.randrange(3):
            values = dict(model.values)
            right = expected_answer(ask, values)
            model.answer(right if dice.randrange(2) else wrong_answer(ask, values))
        elif model.is_waiting:
            model.forward()
        self._move(dice)
        if is_shown:
            _wait(_WAIT_MS)

    def _move(self, dice: random.Random) -> None:
        model = self.pane.model
        handles = list(model.handles.items())
        if handles:
            name, (x, y) = dice.choice(handles)
            far = dice.choice([0.3, 0.3, -0.2, 1e4])
            model.drag(name, x + far, y - far)
        parts = list(self.pane.page.side.controls.parts.values())
        if parts:
            _use(dice.choice(parts), dice)
        if dice.randrange(8) == 0:
            self.pane.page.side.controls.undo.click()

    def _rest(self) -> None:
        """Wait until no thread works for what was played, and let go of its widgets."""
        page = self.pane.page
        page.follow_runs()
        while not (page.runs._work.is_resting and page.work._work.is_resting):
            _wait(5)
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self._played += 1
        if self._played % _COLLECTED == 0:
            gc.collect()


def _use(part: Any, dice: random.Random) -> None:
    """Move a slider or another control, or type."""
    if isinstance(part, QSlider):
        part.setValue(dice.randint(part.minimum(), part.maximum()))
    elif isinstance(part, QSpinBox):
        part.setValue(dice.choice([part.minimum(), part.value() + 1, part.maximum()]))
    elif isinstance(part, QCheckBox | QPushButton):
        part.click()
    elif isinstance(part, TypedLine):
        part.setText(dice.choice(_TYPED))
        part.setModified(True)
        part.editingFinished.emit()


def _wait(milliseconds: int) -> None:
    """Let the window live."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _many(function: Any) -> Any:
    """Return a function that remembers, with more room."""
    from functools import lru_cache

    return lru_cache(maxsize=1024)(function.__wrapped__)
