"""The one error that a bad scenario raises, and how it writes the number it is about."""

from engine.errors import UserError


def as_written(value: float) -> str:
    """Return a number that was found so that it is not another one: 0.9999999 stays what it is."""
    short = f"{value:zg}"
    return short if float(short) == value else repr(float(value))


class ScenarioError(UserError):
    """A scenario that cannot be used: one sentence with the file, the place and what was expected.

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
