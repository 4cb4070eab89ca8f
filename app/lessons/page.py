"""A lesson as it is played: the picture, what stands beside it, and the bar below."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.lessons.approximation.pane import ApproximationPane
from app.lessons.chain.pane import ChainPane
from app.lessons.circuit.pane import CircuitPane
from app.lessons.clock.pane import ClockPane
from app.lessons.curve.pane import CurvePane
from app.lessons.foot import Foot
from app.lessons.image_grid.pane import CameraPane
from app.lessons.network.pane import NetworkPane
from app.lessons.picture import PicturePane, Shown
from app.lessons.points.pane import PointPane
from app.lessons.preparation import Preparation
from app.lessons.quiz.pane import QuizPane
from app.lessons.runs.pane import RunPane
from app.lessons.side import Side
from app.lessons.surface.pane import SurfacePane
from app.lessons.table.pane import TablePane
from app.lessons.words.pane import WordPane
from app.lessons.writing import Link
from app.models.lesson import LessonModel
from app.models.lesson_rules import LessonRules
from app.models.lesson_runs import LessonRuns
from app.models.lesson_work import LessonWork
from app.theme import Appearance, spaced
from app.widgets.plain import PlainLabel
from app.widgets.settling import settle
from engine.lessons.kinds import Setting
from engine.lessons.lesson import Lesson

PANES: dict[str, Callable[[Appearance], PicturePane]] = {
    "curve": CurvePane,
    "chain": ChainPane,
    "surface": SurfacePane,
    "points": PointPane,
    "image-grid": CameraPane,
    "circuit": CircuitPane,
    "runs": RunPane,
    "network": NetworkPane,
    "words": WordPane,
    "approximation": ApproximationPane,
    "table": TablePane,
    "clock": ClockPane,
    "quiz": QuizPane,
}
"""Which pane shows a kind of picture."""

AHEAD_MS = 200
"""After so many milliseconds of a scene what the next one needs is made ready."""

SHARE = 0.65
"""How much of the width is the picture's."""


class LessonPage(QWidget):
    """Plays a lesson.

    Signals
    -------
    gallery_wanted, next_wanted
        Another lesson is to be chosen, or the one that comes next is to be opened.
    link_followed(object)
        The stepper is wanted: the `Link`, or the `Scenario` that a picture made.
    """

    gallery_wanted = Signal()
    next_wanted = Signal()
    link_followed = Signal(object)

    def __init__(self, model: LessonModel, appearance: Appearance) -> None:
        super().__init__()
        self.model, self._appearance = model, appearance
        self._panes: dict[str, PicturePane] = {}
        self.is_presenting = False
        self.rules, self.runs, self.work = LessonRules(), LessonRuns(), LessonWork()
        self.to_gallery = Link(appearance)
        self.to_gallery.show_link("‹ Gallery")
        self.to_gallery.clicked.connect(self.gallery_wanted)
        self.chapter, self.title = PlainLabel(), PlainLabel()
        self.chapter.setProperty("role", "muted")
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.pictures = QStackedWidget()
        self.side = Side(model, self.rules, appearance)
        self.foot = Foot(model, appearance)
        self._preparation = Preparation(self)
        self._following: Lesson | None = None
        self._assemble()
        model.changed.connect(self.refresh)
        model.moved.connect(self._compute)
        self.runs.advanced.connect(self._draw)
        self.runs.arrived.connect(model.take_values)
        self.work.arrived.connect(model.take_values)
        self.work.failed.connect(self.side.controls.show_problem)
        self.rules.arrived.connect(self._take_rules)
        # Numbers may be written in another way.
        appearance.changed.connect(self._compute)
        self.side.answering.pending.connect(self._draw)
        self.side.link_followed.connect(self._follow)
        self.foot.next_wanted.connect(self.next_wanted)

    def _assemble(self) -> None:
        look = self._appearance
        head = spaced(QHBoxLayout(), look, 14)
        head.addWidget(self.to_gallery)
        head.addWidget(self.chapter)
        head.addStretch(1)
        left = QWidget()
        left.setObjectName("lesson-picture")
        column = spaced(QVBoxLayout(left), look, 6, (20, 10, 8, 8))
        column.addLayout(head)
        column.addWidget(self.title)
        column.addWidget(self.pictures, 1)
        middle = spaced(QHBoxLayout(), look, 0, (0, 0, 0, 0))
        middle.addWidget(left, round(100 * SHARE))
        edge = QFrame()
        edge.setObjectName("lesson-edge")
        middle.addWidget(edge)
        middle.addWidget(self.side, round(100 * (1 - SHARE)))
        page = spaced(QVBoxLayout(self), look, 0, (0, 0, 0, 0))
        page.addLayout(middle, 1)
        page.addWidget(self.foot)

    def show_place(self, chapter: str, following: Lesson | None) -> None:
        """Say where the lesson stands among others, and what comes next."""
        self._following = following
        self.chapter.setText(chapter)
        self.foot.show_next("" if following is None else following.title)

    def shutdown(self) -> None:
        """Wait for what is being trained to end."""
        self.runs.shutdown()
        self.work.shutdown()
        for pane in self._panes.values():
            pane.shutdown()

    # The model --------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show another scene, or what was revealed."""
        model = self.model
        if model.lesson is None:
            return
        focused = QApplication.focusWidget()
        if focused is not None and self.side.answering.isAncestorOf(focused):
            # What was typed into is about to go: the arrow keys are the page's again.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.title.setText(model.lesson.title)
        self.pictures.setCurrentWidget(self._pane(self.model.setting))
        self.follow_runs()
        self.side.refresh()
        self.foot.refresh()
        if not self.isHidden():
            self._draw()
            settle()
        self._preparation.begin(self._needed(), AHEAD_MS)

    def _needed(self) -> Iterator[None]:
        """Have ready what is revealed here and what the next scene needs, while this is read."""
        model = self.model
        if model.lesson is None:
            return
        if not model.revealed:
            yield from self.side.prepare(model.scene, model.setting)
        yield from self.prepare(model.lesson, model.number + 1)

    def prepare(self, lesson: Lesson, number: int = 0) -> Iterator[None]:
        """Have ready what a scene needs, or the lesson that follows; a part a turn."""
        if number < len(lesson.scenes):
            scene = lesson.scenes[number]
            yield from self._pane(scene.setting).prepare(scene)
            yield from self.side.prepare(scene, scene.setting)
        elif self._following is not None:
            yield from self.prepare(self._following)

    def _take_rules(self) -> None:
        if self.isVisible() and self.model.lesson is not None:
            self._preparation.begin(self._show_rules(), 0)

    def _show_rules(self) -> Iterator[None]:
        """Show what SymPy has derived, once it is laid out."""
        yield from self.side.prepare(self.model.scene, self.model.setting)
        self.side.show_formulas()
        yield from self._needed()

    def _compute(self) -> None:
        if self.model.lesson is None:
            return
        self.runs.follow(self.model.setting, at_once=True)
        self.work.follow(self.model.setting)
        self.side.compute()
        self._draw()
        settle()

    def follow_runs(self) -> None:
        """Train or work out what the picture shows while the page is seen, and nothing else."""
        seen = self.isVisible() and self.model.lesson is not None
        setting = self.model.setting if seen else None
        self.runs.follow(setting)
        self.work.follow(setting)

    def showEvent(self, event: QShowEvent) -> None:
        """Train what the picture shows."""
        super().showEvent(event)
        # Pictures are placed by the size that they have in the end.
        settle()
        self.follow_runs()
        self._draw()

    def hideEvent(self, event: QHideEvent) -> None:
        """Train nothing."""
        super().hideEvent(event)
        self._preparation.stop()
        self.follow_runs()

    def make_panes(self) -> Iterator[object]:
        """Have a pane for every kind of picture, one a turn."""
        yield from map(self._pane_of, PANES)

    def _pane(self, setting: Setting) -> PicturePane:
        return self._pane_of(setting.kind.id)

    def _pane_of(self, kind: str) -> PicturePane:
        if kind not in self._panes:
            pane = self._panes[kind] = PANES[kind](self._appearance)
            pane.dragged.connect(self.model.drag)
            pane.answered.connect(self._put)
            pane.paused.connect(self.runs.toggle)
            pane.run_again.connect(self.runs.run_again)
            pane.stepped.connect(self._step)
            pane.scenario_made.connect(self.link_followed)
            self.pictures.addWidget(pane)
        return self._panes[kind]

    def _draw(self) -> None:
        model = self.model
        if model.lesson is None:
            return
        ask = model.ask
        on_picture = ask.kind if ask is not None and ask.kind in ("point", "line") else ""
        waiting, verdict = model.is_waiting, model.verdict
        typed = self.side.answering.typed if on_picture and waiting else ()
        shown = Shown(
            model.setting,
            model.handles,
            on_picture if waiting or verdict is not None else "",
            typed if waiting else verdict.answer if verdict is not None else (),
            verdict.expected if verdict is not None else (),
            model.is_as_it_was,
            waiting,
            self.runs.state,
            self.runs.note,
        )
        self._pane(self.model.setting).show_picture(shown)

    def _put(self, answer: tuple[float, ...]) -> None:
        if self.model.is_waiting:
            self.side.answering.put(answer)

    def _step(self, by: int) -> None:
        self.model.forward() if by > 0 else self.model.step_back()

    def _follow(self) -> None:
        reveal = self.model.scene.reveal
        if reveal is not None and reveal.link is not None:
            self.link_followed.emit(reveal.link)

    # Keys -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Count a class's guess with 1 to 4 in Present, and choose with them elsewhere."""
        number = event.key() - Qt.Key.Key_1
        ask = self.model.ask if self.model.lesson is not None else None
        if ask is None or ask.kind != "choice" or not 0 <= number < len(ask.options):
            super().keyPressEvent(event)
        elif self.is_presenting:
            self.model.count_guess(number)
        else:
            self.model.answer((float(number),))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the shares of picture and words."""
        super().resizeEvent(event)
        self.side.setFixedWidth(round(self.width() * (1 - SHARE)))
