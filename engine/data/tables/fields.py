"""What a single field of a table says: a number, a word or nothing known."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

UNKNOWNS = frozenset({"", "?", "na", "n/a", "#n/a", "nan", "null", "none", "unknown"})
"""Fields that say that a value is unknown, in lower case, where a table's spec lists none."""

UNKNOWN_TARGETS = UNKNOWNS - {"none", "unknown"}
"""The same for what is to be predicted, where "none" may well be a class."""

UNKNOWN_MARKS = frozenset({".", "..", "...", "-", "--", "---", "–", "—", "*", "**"})
"""Signs that among numbers say that a value is unknown; among words they may be a category."""

MAX_NUMBER = 1e30

_SIGN = r"[+\-−]?"
_MONEY = r"[$€£¥]"
_EXPONENT = r"(?:[eE][+-]?\d+)?"
# What stands between thousands beside each decimal mark; blanks may be unbreakable ones.
_MARKS = {".": r"[,'’ \u00a0\u202f]", ",": r"[.'’ \u00a0\u202f]"}
# No field has it: a file with NUL bytes is refused.
_JOIN = "\0"


def _pattern(decimal: str) -> re.Pattern[str]:
    point = re.escape(decimal)
    # Digits that could be read in two ways would take the square of their number in time.
    plain = rf"(?:\d+(?:{point}\d*)?|{point}\d+){_EXPONENT}"
    grouped = rf"[1-9]\d{{0,2}}(?P<mark>{_MARKS[decimal]})\d{{3}}(?:(?P=mark)\d{{3}})*"
    digits = rf"(?P<digits>{grouped}(?:{point}\d*)?|{plain})"
    return re.compile(
        rf"(?P<sign>{_SIGN})(?P<before>{_MONEY}?)\s?(?P<inner>{_SIGN}){digits}"
        rf"\s?(?P<after>%|{_MONEY})?"
    )


_NUMBERS = {decimal: _pattern(decimal) for decimal in _MARKS}


@dataclass(frozen=True)
class Notation:
    """How a table writes numbers, and that nothing is known.

    Attributes
    ----------
    decimal
        What stands before the decimals of a number.
    unknowns
        Fields that say that a value is unknown, in lower case.
    marks
        Signs that say so among numbers.
    """

    decimal: str
    unknowns: frozenset[str] = UNKNOWNS
    marks: frozenset[str] = frozenset()
    _numeric: frozenset[str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        pattern = _NUMBERS[self.decimal]
        numeric = frozenset(word for word in self.unknowns if pattern.fullmatch(word))
        object.__setattr__(self, "_numeric", numeric)

    def is_unknown(self, field: str) -> bool:
        """Return whether a field says that its value is unknown."""
        return field.strip().lower() in self.unknowns

    def is_number(self, field: str) -> bool:
        """Return whether a field is written as a number, of whatever size."""
        return _NUMBERS[self.decimal].fullmatch(field.strip()) is not None

    def number(self, field: str) -> float | None:
        """Return a field's number, NaN for an unknown one, None where it is no number."""
        return self.measured(field)[0]

    def measured(self, field: str) -> tuple[float | None, str]:
        """Return a field's number and its sign of money or per cent.

        Numbers are written with digits, a sign, the decimal mark, an exponent and marks between
        thousands, and are at most `MAX_NUMBER` from 0. 3 % is 3.
        """
        stripped = field.strip()
        if stripped.lower() in self.unknowns:
            return math.nan, ""
        found = _NUMBERS[self.decimal].fullmatch(stripped)
        if found is None or (found["sign"] and found["inner"]):
            return None, ""
        digits = found["digits"]
        if found["mark"]:
            digits = digits.replace(found["mark"], "")
        value = float(digits.replace(self.decimal, "."))
        if value > MAX_NUMBER:
            return None, ""
        negative = (found["sign"] or found["inner"]) in {"-", "−"}
        return (-value if negative else value), found["before"] or found["after"] or ""

    def plain(self, fields: Sequence[str]) -> NDArray[np.float64] | None:
        """Return the numbers of fields that are all plain numbers, fast; None where one is not."""
        joined = _JOIN.join(fields)
        # float() reads "1_000" too, and a point although the decimal mark is a comma.
        if "_" in joined or (self.decimal != "." and "." in joined):
            return None
        if self._numeric and not self._numeric.isdisjoint(map(str.strip, fields)):
            return None
        try:
            values = np.array(list(map(float, joined.replace(self.decimal, ".").split(_JOIN))))
        except ValueError:
            return None
        return values if np.all(np.abs(values) <= MAX_NUMBER) else None


def lowered(words: Iterable[str]) -> frozenset[str]:
    """Return the words of a spec as `Notation` compares them."""
    return frozenset(word.strip().lower() for word in words)
