"""Dates and times of day in a column of words, and the numbers that are made of them."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.data.tables.fields import UNKNOWNS

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EPOCH = date(1970, 1, 1).toordinal()
_TIME = r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}(?:\.\d+)?))?(?:\s*(?P<p>[ap])\.?m\.?)?"
_REST = rf"(?:(?:T|\s+){_TIME})?\s*(?:Z|UTC|[+-]\d\d:?\d\d)?"
_YEAR, _MONTH, _DAY = r"(?P<y>\d{4}|\d{2})", r"(?P<m>\d{1,2})", r"(?P<d>\d{1,2})"
_NAME = r"(?P<b>[a-z]{3,9})\.?"
# Years of two digits are from 1969 to 2068, as POSIX has it.
_PIVOT = 69


@dataclass(frozen=True, eq=False)
class DateFormat:
    """A way to write a date.

    Attributes
    ----------
    name
        What it is called in messages.
    pattern
        Has groups y, m or b (a name) or q (a quarter), d, H, M, S and p.
    """

    name: str
    pattern: re.Pattern[str]

    def value(self, text: str) -> float | None:
        """Return days since 1 January 1970, or hours / 24 of a time; None for anything else."""
        found = self.pattern.fullmatch(text)
        if found is None:
            return None
        parts = found.groupdict()
        days = _days(parts)
        hours = _hours(parts)
        return None if days is None or hours is None else days + hours / 24


def _days(parts: dict[str, str | None]) -> int | None:
    if parts.get("y") is None:
        return 0
    year = int(parts["y"] or 0)
    if len(parts["y"] or "") == 2:
        year += 2000 if year < _PIVOT else 1900
    month = _month(parts)
    try:
        return date(year, month, int(parts.get("d") or 1)).toordinal() - _EPOCH
    except ValueError:
        return None


def _month(parts: dict[str, str | None]) -> int:
    """Return the month; 0, which no date has, for a word that names none."""
    name, quarter = parts.get("b"), parts.get("q")
    if name:
        start = name[:3].lower()
        return _MONTHS.index(start) + 1 if start in _MONTHS else 0
    return 3 * int(quarter) - 2 if quarter else int(parts.get("m") or 0)


def _hours(parts: dict[str, str | None]) -> float | None:
    if parts.get("H") is None:
        return 0.0
    hour, minute, second = int(parts["H"] or 0), int(parts["M"] or 0), float(parts["S"] or 0)
    half = (parts.get("p") or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or second >= 60:
        return None
    return hour + minute / 60 + second / 3600


def _format(name: str, pattern: str, rest: str = _REST) -> DateFormat:
    return DateFormat(name, re.compile(pattern + rest, re.IGNORECASE))


MONTH_FIRST = _format("month/day/year", rf"{_MONTH}(?P<s>[/-]){_DAY}(?P=s){_YEAR}")
DAY_FIRST = _format("day/month/year", rf"{_DAY}(?P<s>[/.-]){_MONTH}(?P=s){_YEAR}")
FORMATS = (
    _format("year-month-day", rf"(?P<y>\d{{4}})(?P<s>[/.-]){_MONTH}(?P=s){_DAY}"),
    MONTH_FIRST,
    DAY_FIRST,
    _format("day month year", rf"{_DAY}[ ./-]*{_NAME}[ ./,-]*{_YEAR}"),
    _format("month day, year", rf"{_NAME}\s+{_DAY},?\s+(?P<y>\d{{4}})"),
    _format("month year", rf"{_NAME}[ ./,-]*(?P<y>\d{{4}})", ""),
    _format("year-month", rf"(?P<y>\d{{4}})[/-]{_MONTH}", ""),
    _format("year and quarter", r"(?P<y>\d{4})[ :-]?Q(?P<q>[1-4])", ""),
    _format("time of day", _TIME, ""),
)
"""In the order in which they are tried; a date that may be either has its month first."""


@lru_cache(maxsize=100_000)
def _value(form: DateFormat, text: str) -> float | None:
    return form.value(text)


@dataclass
class DateScan:
    """Gathers a column's dates until a field is none.

    Attributes
    ----------
    unknowns
        Fields, in lower case, that stand for an unknown value.
    parts
        For each format that fits all fields so far, the values of each chunk.
    first_odd
        Row number and content of the first field that fits none.
    """

    unknowns: frozenset[str] = UNKNOWNS
    parts: dict[DateFormat, list[NDArray[np.float64]]] = field(
        default_factory=lambda: {form: [] for form in FORMATS}
    )
    first_odd: tuple[int, str] | None = None

    def add(self, rows: Sequence[int], fields: Sequence[str]) -> None:
        """Take the fields of some rows."""
        for form in list(self.parts):
            values = np.empty(len(fields))
            for at, raw in enumerate(fields):
                text = raw.strip()
                value = math.nan if text.lower() in self.unknowns else _value(form, text)
                if value is None:
                    del self.parts[form]
                    if not self.parts:
                        self.first_odd = (rows[at], raw)
                    break
                values[at] = value
            else:
                self.parts[form].append(values)

    def dates(self) -> "Dates | None":
        """Return the column's dates, or None where it holds anything else."""
        if not self.parts:
            return None
        form, values = next(iter(self.parts.items()))
        ambiguous = form is MONTH_FIRST and DAY_FIRST in self.parts
        return Dates(form, np.concatenate(values), ambiguous)


@dataclass(frozen=True, eq=False)
class Dates:
    """A column of dates.

    Attributes
    ----------
    form
        How they are written.
    values
        Days since 1 January 1970, NaN where unknown; shape (rows,).
    ambiguous
        Whether the day might as well stand first.
    """

    form: DateFormat
    values: NDArray[np.float64]
    ambiguous: bool = False


def _day(values: NDArray[np.float64], origin: float) -> NDArray[np.float64]:
    return np.asarray(np.floor(values) - origin)


def _of_month(values: NDArray[np.float64], origin: float) -> NDArray[np.float64]:  # noqa: ARG001
    months = _known(values).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.where(np.isnan(values), np.nan, months % 12 + 1)


def _weekday(values: NDArray[np.float64], origin: float) -> NDArray[np.float64]:  # noqa: ARG001
    # 1 January 1970 was a Thursday.
    return np.asarray((np.floor(values) + 3) % 7 + 1)


def _time(values: NDArray[np.float64], origin: float) -> NDArray[np.float64]:  # noqa: ARG001
    return np.asarray(np.round((values - np.floor(values)) * 24, 6))


def _known(values: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.where(np.isnan(values), 0, np.floor(values)).astype(np.int64)


PARTS: dict[str, Callable[[NDArray[np.float64], float], NDArray[np.float64]]] = {
    "day": _day,
    "month": _of_month,
    "weekday": _weekday,
    "time": _time,
}
"""What is made of a date: days since an origin, 1 to 12, 1 (Monday) to 7, and hours."""


def parts_of(values: NDArray[np.float64]) -> tuple[str, ...]:
    """Return which numbers say something about dates: those that differ among them.

    Where every date is the first of a month, or of a year, its weekday means nothing.
    """
    known = values[~np.isnan(values)]
    found = [name for name, part in PARTS.items() if known.size and np.ptp(part(known, 0.0)) > 0]
    days = _known(known).astype("datetime64[D]")
    if "weekday" in found and bool(np.all(days == days.astype("datetime64[M]"))):
        found.remove("weekday")
    return tuple(found)
