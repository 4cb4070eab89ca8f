"""Single values of a lesson's file: returned as they are needed, or refused."""

import math
from typing import Any

from engine.errors import Fail, FormulaError
from engine.expressions.parsing import canonical
from engine.expressions.tokens import MAX_NAME, is_variable
from engine.text import as_written

LARGEST = 1e9


def number(
    found: Any,
    place: str,
    fail: Fail,
    expected: str = "a number from -1e9 to 1e9",
    limits: tuple[float, float] = (-LARGEST, LARGEST),
) -> float:
    """Return a finite number between two others."""
    low, high = limits
    fits = isinstance(found, int | float) and not isinstance(found, bool)
    if not (fits and low <= found <= high):
        fail(place, f"found {shown(found)}; expected {expected}")
    return float(found)


def function(found: Any, place: str, fail: Fail, variables: tuple[str, ...]) -> str:
    """Return a typed function in one spelling."""
    if not isinstance(found, str):
        fail(place, f"found {shown(found)}; expected a function of {', '.join(variables)} as text")
    try:
        return canonical(found, variables)
    except FormulaError as error:
        fail(place, str(error))


def variable(name: str, place: str, fail: Fail) -> str:
    """Return a name that functions can be of: a letter or a few, and digits behind them."""
    if not is_variable(name):
        expected = f"letters with or without digits behind them, at most {MAX_NAME}, such as w1"
        expected += ", but not e"
        fail(place, f"found {shown(name)}; expected {expected}")
    return name


def shown(found: Any) -> str:
    """Return what was found as a message has it, cut short."""
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, dict):
        return "a table"
    if isinstance(found, list | tuple):
        return "a list"
    if isinstance(found, int | float):
        return "a number that is too large" if 1e300 < abs(found) < math.inf else as_written(found)
    return repr(str(found)[:60])
