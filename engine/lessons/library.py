"""The lessons and courses that are shipped, and how a person's word for one is resolved."""

from functools import cache
from pathlib import Path

import resources
from engine.errors import LessonError
from engine.lessons.lesson import Course, Lesson
from engine.lessons.reading import load_course, load_lesson

CHAPTERS = ("Calculus", "Neuron", "Loss", "Linear models", "Networks", "Training practice")


@cache
def shipped_lessons() -> tuple[Lesson, ...]:
    """Return the shipped lessons, in the order of their files' names."""
    return tuple(load_lesson(path) for path in sorted(resources.file("lessons").glob("*.toml")))


@cache
def shipped_courses() -> tuple[Course, ...]:
    """Return the shipped courses, in the order of their files' names."""
    return tuple(load_course(path) for path in sorted(resources.file("courses").glob("*.toml")))


def lessons_of(course: Course, folder: Path | None = None) -> list[Lesson]:
    """Return the lessons of a course, those of its own from its folder.

    Raises
    ------
    LessonError
        As for `find_lesson`.
    """
    return [find_lesson(word, folder) for word in course.lessons]


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
    return load_lesson(word if folder is None else folder / word)
