"""The lessons and courses that are shipped, and how a person's word for one is resolved."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import Lock

import resources
from engine.errors import LessonError
from engine.lessons.circuits import load_circuit
from engine.lessons.detecting import lesson_kind
from engine.lessons.lesson import Course, Lesson
from engine.lessons.reading import load_course, load_lesson

CHAPTERS = ("Calculus", "Neuron", "Loss", "Linear models", "Networks", "Training practice")


_reading = Lock()


def shipped_lessons() -> tuple[Lesson, ...]:
    """Return the shipped lessons, in the order of their files' names.

    They are read once; a thread that asks while another one reads them waits for it.
    """
    with _reading:
        return _shipped_lessons()


@cache
def _shipped_lessons() -> tuple[Lesson, ...]:
    return tuple(load_lesson(path) for path in sorted(resources.file("lessons").glob("*.toml")))


@cache
def shipped_courses() -> tuple[Course, ...]:
    """Return the shipped courses, in the order of their files' names."""
    return tuple(load_course(path) for path in sorted(resources.file("courses").glob("*.toml")))


def lessons_of(course: Course) -> list[Lesson]:
    """Return the lessons of a course, those of its own from its folder.

    Raises
    ------
    LessonError
        As for `find_lesson`.
    """
    return [find_lesson(word, course.folder) for word in course.lessons]


def load_file(path: Path) -> Lesson | Course:
    """Return the lesson or the course of a person's file; a circuit becomes a lesson.

    Raises
    ------
    UserError
        It is none of them, or a bad one, or one of a course's lessons is.
    """
    kind = lesson_kind(path)
    if kind == "course":
        course = load_course(path)
        lessons_of(course)
        return course
    return load_circuit(path) if kind == "circuit" else _own(path)


def _own(path: Path) -> Lesson:
    return replace(load_lesson(path), path=path)


def find_lesson(word: str, folder: Path | None = None) -> Lesson:
    """Return a lesson by the id of a shipped one or by a file's path, from a folder if relative.

    Raises
    ------
    LessonError
        There is neither such an id nor such a file, or the file is bad.
    """
    for lesson in shipped_lessons():
        if lesson.id == word:
            return lesson
    if not word.endswith(".toml"):
        known = ", ".join(lesson.id for lesson in shipped_lessons())
        raise LessonError(word[:80], "", f"no lesson has this id; ids: {known}")
    return _own(Path(word) if folder is None else folder / word)
