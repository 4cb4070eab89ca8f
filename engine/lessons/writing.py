"""A course of a person's own as a file."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import tomli_w

from engine.errors import UserError
from engine.files.replacing import replace_file
from engine.lessons.lesson import Course, Lesson
from engine.lessons.reading import MAX_TITLE, parse_course


def save_course(title: str, lessons: Sequence[Lesson], path: Path) -> Course:
    """Write a course, and return it as it is read back.

    Parameters
    ----------
    title : str
        What it is called.
    lessons : sequence of Lesson
        Shipped ones, and those of files in the course's folder, in their order.
    path : Path
        The file.

    Raises
    ------
    UserError
        A lesson's file lies in another folder or is the course's own, or it cannot be written.
    """
    folder = path.resolve().parent
    for file in (each.path.resolve() for each in lessons if each.path is not None):
        if file == path.resolve():
            raise UserError(f"{path.name} is a lesson of this course; expected another file.")
        if file.parent != folder:
            expected = f"expected its lessons beside the course, in {folder}"
            raise UserError(f"{file.name} lies in {file.parent}; {expected}.")
    words = [each.id if each.path is None else each.path.name for each in lessons]
    table = {"format": 1, "id": _id_of(title), "title": title.strip(), "lessons": words}
    text = tomli_w.dumps(table)
    course = parse_course(text, path.name, path.parent)
    replace_file(path, lambda file: file.write(text.encode()))
    return course


def _id_of(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain)[:MAX_TITLE].strip("-") or "course"
