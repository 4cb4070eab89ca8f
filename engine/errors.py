"""What a person can cause and mend, as one kind of error with a sentence for them."""

from collections.abc import Callable
from typing import NoReturn, TypeAlias

from engine.text import visible

Fail: TypeAlias = Callable[[str, str], NoReturn]
"""Raises the error of a file whose key, the first, is wrong: what was found and expected."""


class UserError(Exception):
    """Something that a person can cause, and mend: one sentence that says what, and where.

    Whatever speaks to a person, as the command line and the window do, catches this one kind and
    shows its text. What is no `UserError` is a fault of the program, and goes to the log.

    Parameters
    ----------
    sentence : str
        What was found and what was expected.
    """

    def __init__(self, sentence: str) -> None:
        # What a file holds may be quoted; it may not write over a terminal.
        super().__init__(visible(sentence))


class PlacedError(UserError):
    """A file that cannot be used: one sentence with the file, the place and what was expected.

    Parameters
    ----------
    file : str
        The name a person knows the file by.
    place : str
        The key's path inside the file, list positions from 0; empty for the file as a whole.
    problem : str
        What was found and what was expected.
    """

    def __init__(self, file: str, place: str, problem: str) -> None:
        self.file = file
        self.place = place
        self.problem = problem
        sentence = ": ".join(part for part in (file, place, problem) if part)
        super().__init__(sentence)


class ScenarioError(PlacedError):
    """A scenario that cannot be used."""


class LessonError(PlacedError):
    """A lesson or a course that cannot be used."""


class DatasetError(UserError):
    """A data set that cannot be used: one sentence with the file, what was found and expected."""


class DivergenceError(UserError):
    """Numbers that are no longer finite: one sentence that says where, and what to try."""


class FormulaError(UserError):
    """A text that is no formula: one sentence that says what, at which character, from 1."""
