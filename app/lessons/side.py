"""The right of a lesson: words, mathematics, the question, the answer, what can be moved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.formula.lines import FormulaLines
from app.lessons.answering import Answering, Revealed
from app.lessons.controls import Controls
from app.lessons.writing import Link, Sentences
from app.models.lesson import LessonModel
from app.models.lesson_rules import LessonRules
from app.theme import Appearance, spaced
from app.widgets.plain import PlainLabel
from app.widgets.scrolling import SteadyScrollArea
from app.widgets.settling import held
from engine.lessons.kinds import Setting
from engine.lessons.lesson import Scene

if TYPE_CHECKING:
    from symbolic.formula.tree import Formula


class Side(SteadyScrollArea):
    """All that stands beside the picture.

    Signals
    -------
    link_followed
        The scene's step in the stepper is wanted.
    """

    link_followed = Signal()

    def __init__(self, model: LessonModel, rules: LessonRules, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._rules = model, rules
        self.setObjectName("lesson-side")
        self.place = PlainLabel()
        self.place.setProperty("role", "lesson-place")
        self.words = Sentences("lesson-text")
        self.formulas = FormulaLines(appearance)
        self._rule = QFrame()
        self._rule.setProperty("role", "separator")
        self.answering = Answering(model, appearance)
        self.revealed = Revealed(model, appearance)
        self.controls = Controls(model, appearance)
        self.link = Link(appearance)
        self.link.clicked.connect(self.link_followed)
        self._body = QWidget()
        column = spaced(QVBoxLayout(self._body), appearance, 14, (28, 20, 16, 20))
        for part in (
            self.place,
            self.words,
            self.formulas,
            self._rule,
            self.answering,
            self.revealed,
            self.link,
            self.controls,
        ):
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(self._body)
        self._follows = False
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._follow)
        bar.actionTriggered.connect(self._let_go)

    def refresh(self) -> None:
        """Show another scene, or what was revealed."""
        with held(self._body):
            self._refresh()

    def _refresh(self) -> None:
        model = self._model
        assert model.lesson is not None
        self.place.setText(f"scene {model.number + 1} of {len(model.lesson.scenes)}")
        self._rule.setVisible(model.ask is not None)
        self.answering.refresh()
        self.controls.build()
        reveal = model.scene.reveal
        link = reveal.link if reveal is not None and model.revealed else None
        self.link.show_link("" if link is None else f"{link.text}\u00a0›")
        self.compute()
        self._follows = model.revealed and model.ask is not None
        if self._follows:
            # Once it has its place.
            QTimer.singleShot(0, self, self._follow)
        else:
            self.verticalScrollBar().setValue(0)

    def _let_go(self) -> None:
        """Stay where someone scrolled to."""
        self._follows = False

    def _follow(self) -> None:
        """Have the end of an answer in view, or its beginning where it is higher than that.

        Lines that SymPy derives, and numbers that are worked out, come later, and it grows.
        """
        if self._follows:
            last = self.controls if self.controls.goes_on else self.revealed
            least = last.geometry().bottom() + 1 - self.viewport().height()
            self.verticalScrollBar().setValue(min(self.revealed.y(), max(0, least)))

    def compute(self) -> None:
        """Show what the picture computes now."""
        self._follows = self._follows and self._model.is_as_it_was
        self.words.show_text(self._model.scene.text, self._model.values)
        self.answering.compute()
        self.revealed.refresh()
        self.controls.refresh()
        self.show_formulas()

    def show_formulas(self) -> None:
        """Show the lines of mathematics, as far as SymPy has derived them."""
        model = self._model
        if model.lesson is None:
            return
        revealed = model.revealed_formulas
        self.formulas.show_formulas(
            [line for name in model.scene.formulas for line in self._lines(name)]
        )
        more = [name for name in revealed if name not in model.scene.formulas]
        self.revealed.formulas.show_formulas([line for name in more for line in self._lines(name)])

    def prepare(self, scene: Scene, setting: Setting) -> Iterator[None]:
        """Have the lines of a scene ready that has this picture, and those of its reveal."""
        reveal, revealed = scene.reveal, scene.revealed(setting)
        for of in (setting, revealed):
            # Words ask for what a picture computes, and it has that then.
            _ = of.picture().values
            yield
        asked = [(self.formulas, name, setting) for name in scene.formulas]
        if reveal is not None:
            names = dict.fromkeys((*scene.formulas, *reveal.formulas))
            asked += [(self.revealed.formulas, name, revealed) for name in names]
        # SymPy begins with all of them.
        lines = [(drawn, self._lines(name, of)) for drawn, name, of in asked]
        for drawn, each in lines:
            yield from drawn.prepare(each)

    def _lines(self, name: str, setting: Setting | None = None) -> tuple[Formula, ...]:
        from symbolic.lessons.lines import lines_of

        return lines_of(setting or self._model.setting, name, self._rules)
