"""The shape of a lesson's and of a course's file, key by key, as its TOML is decoded."""

from typing import Any

import msgspec


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    """A TOML table that refuses keys it does not know."""


class MistakeTable(_Table):
    """One of ``mistakes``."""

    answer: str | int
    text: str


class AskTable(_Table):
    """``ask``: a question, and one of the keys that say what is answered."""

    question: str
    number: str | None = None
    choices: list[str] | str | None = None
    right: int | None = None
    point: list[str] | None = None
    line: str | None = None
    order: list[str] | None = None
    tolerance: float | None = None
    mistakes: list[MistakeTable] = []


class LinkTable(_Table):
    """``link``: a step of a scenario."""

    scenario: str
    step: int
    text: str


class RevealTable(_Table):
    """``reveal``: what comes after the answer."""

    text: str = ""
    picture: dict[str, Any] = {}
    formula: str | list[str] = []
    link: LinkTable | None = None


class SceneTable(_Table):
    """One of ``[[scenes]]``."""

    text: str
    picture: dict[str, Any] = {}
    move: list[str] = []
    formula: str | list[str] = []
    ask: AskTable | None = None
    reveal: RevealTable | None = None


class LessonTable(_Table):
    """The whole file of a lesson."""

    format: int
    id: str
    title: str
    chapter: str
    minutes: int
    scenes: list[SceneTable]
    about: str = ""


class CourseTable(_Table):
    """The whole file of a course."""

    format: int
    id: str
    title: str
    lessons: list[str]
    about: str = ""
