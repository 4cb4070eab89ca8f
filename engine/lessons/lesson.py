"""A lesson once it is read, frozen: its scenes, what they ask, and what they reveal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from engine.expressions.tree import Node
from engine.lessons.kinds import AskingPicture, Picture, Setting
from engine.lessons.texts import Text

AskKind = Literal["number", "choice", "point", "line", "order"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer with a known cause.

    Attributes
    ----------
    answer : Node or int
        What is answered: an expression of the picture's values, or which choice, from 0.
    text : Text
        The cause.
    """

    answer: Node | int
    text: Text


@dataclass(frozen=True, slots=True)
class Ask:
    """A question.

    Attributes
    ----------
    kind : str
        What is answered: a number, a choice, a point on the picture, a line's slope, an order.
    question : Text
        The question.
    expected : tuple of Node
        A number, a point's numbers or a line's slope, as expressions of the picture's values.
    options : tuple of Text
        What there is to choose from, or what is put in order, in the right one.
    right : int
        Which choice is right, from 0.
    tolerance : float
        How far a number may be off.
    mistakes : tuple of Mistake
        Wrong answers with a known cause.
    of_picture : bool
        Whether choices, the right one and the mistakes are the picture's.
    """

    kind: AskKind
    question: Text
    expected: tuple[Node, ...] = ()
    options: tuple[Text, ...] = ()
    right: int = 0
    tolerance: float = 0.0
    mistakes: tuple[Mistake, ...] = ()
    of_picture: bool = False

    def of(self, picture: Picture) -> Ask:
        """Return the question as a picture has it: its own choices, if those are asked for."""
        if not self.of_picture:
            return self
        assert isinstance(picture, AskingPicture)
        options, right, causes = picture.choices()
        mistakes = tuple(Mistake(at, text) for at, text in enumerate(causes) if at != right)
        return replace(self, options=options, right=right, mistakes=mistakes)


@dataclass(frozen=True, slots=True)
class Link:
    """A way into the stepper: a scenario's id or file, and a step of its first iteration."""

    scenario: str
    step: int
    text: str


@dataclass(frozen=True, slots=True)
class Reveal:
    """What comes after the answer.

    Attributes
    ----------
    text : Text
        Why.
    changes : tuple of (str, object)
        Keys of the picture that change.
    formulas : tuple of str
        Lines of mathematics, by the names that the picture has for them.
    link : Link or None
        The same in the stepper.
    """

    text: Text = ()
    changes: tuple[tuple[str, object], ...] = ()
    formulas: tuple[str, ...] = ()
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene.

    Attributes
    ----------
    text : Text
        What is said.
    setting : Setting
        The picture as it begins.
    moves : tuple of str
        Keys of the picture that a person may change.
    formulas : tuple of str
        Lines of mathematics, by the names that the picture has for them.
    ask : Ask or None
        The question, if there is one.
    reveal : Reveal or None
        What comes after it, or at the second →.
    """

    text: Text
    setting: Setting
    moves: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    ask: Ask | None = None
    reveal: Reveal | None = None

    def revealed(self, setting: Setting) -> Setting:
        """Return what the reveal makes of the picture as it stands."""
        return setting if self.reveal is None else setting.changed(dict(self.reveal.changes))


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson: what its card says, and its scenes.

    Attributes
    ----------
    path : Path or None
        A person's own file; None for what is shipped.
    steps : str
        The key of the picture that → goes through, where that is all there is; else empty.
    """

    id: str
    title: str
    chapter: str
    minutes: int
    about: str
    scenes: tuple[Scene, ...]
    path: Path | None = None
    steps: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """Lessons in an order, by the words that find them; its own are in its file's folder."""

    id: str
    title: str
    about: str
    lessons: tuple[str, ...]
    folder: Path | None = None
