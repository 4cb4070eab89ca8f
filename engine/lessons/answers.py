"""Whether an answer is right, and if not, what is known of its cause."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from engine.errors import UserError
from engine.expressions.evaluating import value_of
from engine.expressions.parsing import parse
from engine.lessons.lesson import Ask, Mistake
from engine.lessons.texts import Text, compute

Answer = tuple[float, ...]
"""A number, a point, a line's slope; or which choice, or the options in order, from 0."""


class Verdict(NamedTuple):
    """What is said of an answer.

    Attributes
    ----------
    right : bool
        Whether it is right.
    answer : tuple of float
        What was answered.
    expected : tuple of float
        What was expected.
    cause : Text
        Why someone answers so; empty where that is not known.
    """

    right: bool
    answer: Answer
    expected: Answer
    cause: Text = ()


_IN_THOUSANDS = (
    re.compile(r"[-−]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?"),
    re.compile(r"[-−]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?"),
)
"""Numbers with a sign between their thousands, for a decimal point and for a decimal comma."""


def read_number(text: str, *, comma: bool = False) -> Answer:
    """Return a number that was typed, which may be computed, such as 1/3.

    Parameters
    ----------
    comma : bool
        Whether the decimal sign is a comma, and a point stands between thousands; else it is the
        other way round, and a comma that parts no thousands counts for a decimal sign, too.

    Raises
    ------
    UserError
        It is none: a sentence that says what was expected.
    """
    # A decimal comma is a comma between digits alone.
    written = text.strip()
    if _IN_THOUSANDS[comma].fullmatch(written):
        written = written.replace("." if comma else ",", "")
    if written.count(",") == 1 and written.replace(",", "").lstrip("-−").isdecimal():
        written = written.replace(",", ".")
    try:
        value = value_of(parse(written, ()))
    except UserError:
        value = float("nan")
    if not abs(value) <= 1e12:
        raise UserError("That is no number: type one such as 2, −0.5 or 1/3.")
    return (value,)


def expected_answer(ask: Ask, values: Mapping[str, float]) -> Answer:
    """Return what is right, for a picture's values."""
    if ask.kind == "choice":
        return (float(ask.right),)
    if ask.kind == "order":
        return tuple(float(at) for at in range(len(ask.options)))
    return tuple(compute(tree, values) for tree in ask.expected)


def judge(ask: Ask, answer: Answer, values: Mapping[str, float]) -> Verdict:
    """Return the verdict on an answer, for a picture's values."""
    expected = expected_answer(ask, values)
    if _is(ask, answer, expected):
        return Verdict(True, answer, expected)
    cause = next((each for each in ask.mistakes if _is_mistake(ask, each, answer, values)), None)
    return Verdict(False, answer, expected, () if cause is None else cause.text)


def _is(ask: Ask, answer: Answer, expected: Answer) -> bool:
    pairs = zip(answer, expected, strict=True)
    return all(abs(one - other) <= ask.tolerance + 1e-9 for one, other in pairs)


def _is_mistake(ask: Ask, mistake: Mistake, answer: Answer, values: Mapping[str, float]) -> bool:
    if isinstance(mistake.answer, int):
        return answer == (float(mistake.answer),)
    return _is(ask, answer[:1], (compute(mistake.answer, values),))
