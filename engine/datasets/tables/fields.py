"""What a single field of a table says: a number, a word or nothing known."""

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

UNKNOWNS = frozenset({"", "?", "na", "n/a", "#n/a", "nan", "null", "none", "unknown"})
"""Fields that say that a value is unknown, in lower case."""

UNKNOWN_TARGETS = UNKNOWNS - {"none", "unknown"}
"""The same for what is to be predicted, where "none" may well be a class."""

MAX_NUMBER = 1e30

_NUMBERS = {
    ".": re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE),
    ",": re.compile(r"[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?", re.IGNORECASE),
}
# No field has it: a file with NUL bytes is refused.
_JOIN = "\0"


def is_unknown(field: str) -> bool:
    """Tell whether a field says that its value is unknown."""
    return field.strip().lower() in UNKNOWNS


def parse_number(field: str, decimal: str) -> float | None:
    """Return a field's number, NaN for an unknown one, None where it is no number.

    Numbers are written with digits, a sign, the decimal mark and an exponent, without marks
    between thousands, and are at most `MAX_NUMBER` from 0.
    """
    stripped = field.strip()
    if stripped.lower() in UNKNOWNS:
        return math.nan
    if not _NUMBERS[decimal].fullmatch(stripped):
        return None
    value = float(stripped.replace(",", "."))
    return value if abs(value) <= MAX_NUMBER else None


def parse_numbers(fields: Sequence[str], decimal: str) -> list[float | None] | NDArray[np.float64]:
    """Return what `parse_number` does for each of some fields, fast where all are plain numbers."""
    joined = _JOIN.join(fields)
    # float() reads "1_000" too, and a point although the decimal mark is a comma.
    if "_" not in joined and (decimal == "." or "." not in joined):
        try:
            values = np.array(list(map(float, joined.replace(decimal, ".").split(_JOIN))))
        except ValueError:
            pass
        else:
            if np.all(np.abs(values) <= MAX_NUMBER):
                return values
    return [parse_number(field, decimal) for field in fields]
