"""The playhead of a lesson: its scene, what has been moved and answered, what is revealed."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any, NoReturn

from PySide6.QtCore import QObject, Signal

from engine.errors import UserError
from engine.lessons.answers import Answer, Verdict, expected_answer, judge
from engine.lessons.kinds import Setting, read_setting
from engine.lessons.lesson import Ask, Lesson, Scene

MOST_CHOICES = 4


class LessonModel(QObject):
    """Where a lesson stands.

    Attributes
    ----------
    lesson : Lesson or None
        The lesson that is open.
    number : int
        Which scene is shown, from 0.
    revealed : bool
        Whether what comes after its question is shown.
    setting : Setting
        The picture as it was moved to.
    verdict : Verdict or None
        On what was answered here.
    tally : list of int
        How many of a class guessed each choice.

    Signals
    -------
    changed
        Another lesson, scene or reveal, or an answer: re-read all.
    moved
        The picture was moved: re-read what is computed.
    tallied
        Another guess was counted.
    finished : str
        The last scene was left; with the lesson's id.
    """

    changed = Signal()
    moved = Signal()
    tallied = Signal()
    finished = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.lesson: Lesson | None = None
        self.number = 0
        self.revealed = False
        self.verdict: Verdict | None = None
        self.tally = [0] * MOST_CHOICES
        self._setting: Setting | None = None
        self._answered: Answer = ()

    def open(self, lesson: Lesson) -> None:
        """Begin a lesson."""
        self.lesson = lesson
        self._enter(0)

    @property
    def scene(self) -> Scene:
        """The scene that is shown."""
        assert self.lesson is not None
        return self.lesson.scenes[self.number]

    @property
    def ask(self) -> Ask | None:
        """The scene's question."""
        ask = self.scene.ask
        return None if ask is None else ask.of(self.setting.picture())

    @property
    def setting(self) -> Setting:
        """The picture as it stands."""
        return self._setting or self.scene.setting

    @property
    def values(self) -> Mapping[str, float]:
        """What the picture computes."""
        return self.setting.picture().values

    @property
    def expected(self) -> Answer:
        """What is right, for the picture as it stands."""
        return () if self.ask is None else expected_answer(self.ask, self.values)

    @property
    def formulas(self) -> tuple[str, ...]:
        """The names of the lines that are shown, those of the reveal behind the scene's own."""
        scene = self.scene
        return tuple(dict.fromkeys((*scene.formulas, *self.revealed_formulas)))

    @property
    def revealed_formulas(self) -> tuple[str, ...]:
        """The names of the lines that came with the reveal."""
        reveal = self.scene.reveal
        return reveal.formulas if reveal is not None and self.revealed else ()

    @property
    def is_waiting(self) -> bool:
        """Whether the scene has a question or a reveal that is still to come."""
        return not self.revealed and (self.ask is not None or self.scene.reveal is not None)

    @property
    def at_start(self) -> bool:
        """Whether there is nothing before this."""
        has_steps = self.lesson is not None and bool(self.lesson.steps)
        return self.number == 0 and not self.revealed and not has_steps

    @property
    def at_end(self) -> bool:
        """Whether there is nothing after this."""
        assert self.lesson is not None
        return self.number == len(self.lesson.scenes) - 1 and not self.is_waiting

    # Going through ----------------------------------------------------------------------

    def forward(self) -> None:
        """Reveal, or go to the next scene; behind the last the lesson is finished."""
        if self.lesson is None or self._step(1):
            return
        if self.is_waiting:
            self._reveal()
        elif self.at_end:
            self.finished.emit(self.lesson.id)
        else:
            self._enter(self.number + 1)

    def step_back(self) -> None:
        """Hide what was revealed, or go to the scene before, with all that it revealed."""
        if self.lesson is None or self._step(-1) or self.at_start:
            return
        if self.revealed:
            self._enter(self.number)
        else:
            self._enter(self.number - 1)
            if self.is_waiting:
                self._reveal()

    def _step(self, by: int) -> bool:
        """Go on or back in the steps of the picture; return whether the lesson has nothing else."""
        assert self.lesson is not None
        key = self.lesson.steps
        if key:
            self.drag(key, self.handles[key][0] + by, 0.0)
        return bool(key)

    def go_to(self, number: int) -> None:
        """Begin a scene."""
        if self.lesson is not None and 0 <= number < len(self.lesson.scenes):
            self._enter(number)

    def _enter(self, number: int) -> None:
        self._reset(number)
        self.changed.emit()

    def _reset(self, number: int) -> None:
        self.number, self.revealed, self.verdict = number, False, None
        self._setting, self._answered = None, ()
        self.tally = [0] * MOST_CHOICES

    def _reveal(self) -> None:
        self.revealed = True
        self._setting = self.scene.revealed(self.setting)
        if self._answered and self.verdict is None:
            self._judge()
        self.changed.emit()

    # The picture ------------------------------------------------------------------------

    def move(self, name: str, value: Any) -> None:
        """Change a key of the picture that may be moved.

        Raises
        ------
        UserError
            It does not take that: what was found and what was expected.
        """
        if name in self.scene.moves:
            self._move({name: value})

    def drag(self, handle: str, x: float, y: float) -> None:
        """Put a handle of the picture elsewhere; where it cannot be it stays."""
        if handle.partition(".")[0] in self.scene.moves:
            try:
                self._move(self.setting.picture().dragged(handle, x, y))
            except UserError:
                return

    @property
    def handles(self) -> Mapping[str, tuple[float, float]]:
        """What can be dragged here, by its name, and where it is."""
        places = self.setting.picture().handles()
        return {
            name: place
            for name, place in places.items()
            if name.partition(".")[0] in self.scene.moves
        }

    @property
    def is_as_it_was(self) -> bool:
        """Whether nothing has been moved."""
        return self.setting == self._begun

    def as_it_was(self) -> None:
        """Undo all that was moved."""
        before, self._setting = self.ask, self._begun
        if self.ask != before:
            self._enter(self.number)
        else:
            self.moved.emit()

    @property
    def _begun(self) -> Setting:
        begun = self.scene.setting
        return self.scene.revealed(begun) if self.revealed else begun

    def _move(self, changes: Mapping[str, Any]) -> None:
        moved = read_setting(self.setting.kind, changes, "", _refuse, self.setting)
        if moved == self.setting:
            return
        before, self._setting = self.ask, moved
        if self.ask != before:
            self._ask_another({name: moved.keys[name] for name in self.scene.moves})
        else:
            self.moved.emit()

    def _ask_another(self, moves: Mapping[str, Any]) -> None:
        """Begin the scene again with another question."""
        self._reset(self.number)
        self._setting = self.scene.setting.changed(moves)
        self.changed.emit()

    # Answers ----------------------------------------------------------------------------

    def answer(self, answer: Answer) -> None:
        """Judge an answer, and reveal."""
        if self.ask is None or not self.is_waiting:
            return
        self._answered = answer
        self._judge()
        self._reveal()

    def _judge(self) -> None:
        """Judge what was answered, unless what is right is still being computed."""
        if self.ask is not None and all(map(isfinite, self.expected)):
            self.verdict = judge(self.ask, self._answered, self.values)

    def take_values(self) -> None:
        """Take in that values are there which were being computed."""
        if self._answered and self.verdict is None:
            self._judge()
            self.changed.emit()
        else:
            self.moved.emit()

    def count_guess(self, choice: int) -> None:
        """Count a guess of a class, while the choice is open."""
        ask = self.ask
        is_open = ask is not None and ask.kind == "choice" and self.is_waiting
        if is_open and ask is not None and choice < len(ask.options):
            self.tally[choice] += 1
            self.tallied.emit()


def _refuse(_: str, problem: str) -> NoReturn:
    raise UserError(problem)
