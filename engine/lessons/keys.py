"""What a picture is made of: its keys in a lesson's file, each with what it takes."""

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar, Literal, Protocol

from engine.errors import Fail
from engine.lessons.checking import LARGEST, function, number, shown, variable
from engine.text import as_written, visible

MOST_NUMBERS = 40
MOST_POINTS = 200

Control = Literal["", "slide", "slides", "count", "another", "switch", "type", "numbers", "drag"]
"""How a key is moved: on a slider, on one for each name, one by one, to the next one, on or off,
typed as a function or as numbers.

What is dragged alone has nothing beside the picture.
"""


class Key(Protocol):
    """One key of a picture."""

    control: ClassVar[Control]

    @property
    def name(self) -> str:
        """What files call it."""

    @property
    def label(self) -> str:
        """What people read beside it."""

    @property
    def default(self) -> Any:
        """What it is where a file does not say; None for nothing."""

    def read(self, found: Any, place: str, fail: Fail) -> Any:
        """Return what a file or a person gave for it; `fail` raises for what it does not take."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number between two others."""

    name: str
    label: str
    default: float | None = None
    low: float = -LARGEST
    high: float = LARGEST
    control: ClassVar[Control] = "slide"

    def read(self, found: Any, place: str, fail: Fail) -> float:
        """Return the number."""
        expected = f"a number from {as_written(self.low)} to {as_written(self.high)}"
        return number(found, place, fail, expected, (self.low, self.high))


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number between two others."""

    name: str
    label: str
    default: int
    low: int
    high: int
    control: ClassVar[Control] = "count"

    def read(self, found: Any, place: str, fail: Fail) -> int:
        """Return the whole number."""
        fits = type(found) is int and self.low <= found <= self.high
        if not fits:
            expected = f"a whole number from {self.low} to {self.high:,}"
            fail(place, f"found {shown(found)}; expected {expected}")
        return int(found)


@dataclass(frozen=True, slots=True)
class Stage(Count):
    """A whole number that is gone through on a slider."""

    control: ClassVar[Control] = "slide"


@dataclass(frozen=True, slots=True)
class Clicked(Count):
    """Which part is chosen on the picture, from 1, or 0 for none; nothing beside it says that."""

    control: ClassVar[Control] = "drag"


class Another(Count):
    """The number of something there is no end of: a button goes on to the next one."""

    control: ClassVar[Control] = "another"


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""

    name: str
    label: str
    default: bool = False
    control: ClassVar[Control] = "switch"

    def read(self, found: Any, place: str, fail: Fail) -> bool:
        """Return whether it is on."""
        if type(found) is not bool:
            fail(place, f"found {shown(found)}; expected true or false")
        return bool(found)


@dataclass(frozen=True, slots=True)
class Option:
    """One of a few words."""

    name: str
    label: str
    default: str
    options: tuple[str, ...]
    control: ClassVar[Control] = ""

    def read(self, found: Any, place: str, fail: Fail) -> str:
        """Return the word."""
        if found not in self.options:
            known = ", ".join(filter(None, self.options))
            fail(place, f"found {shown(found)}; expected one of {known}")
        return str(found)


@dataclass(frozen=True, slots=True)
class Function:
    """A typed function of some variables."""

    name: str
    label: str
    default: str | None
    variables: tuple[str, ...] = ("x",)
    control: ClassVar[Control] = "type"

    def read(self, found: Any, place: str, fail: Fail) -> str:
        """Return the function in one spelling; none where that is the default."""
        if found == "" and self.default == "":
            return ""
        return function(found, place, fail, self.variables)


@dataclass(frozen=True, slots=True)
class Outline:
    """A curve: a typed function of x, or points from left to right with lines between them."""

    name: str
    label: str
    default: str
    control: ClassVar[Control] = "type"

    def read(self, found: Any, place: str, fail: Fail) -> str | tuple[tuple[float, ...], ...]:
        """Return the function in one spelling, or the points."""
        if not isinstance(found, list | tuple):
            return function(found, place, fail, ("x",))
        rows = Rows(self.name, self.label, most=MOST_POINTS).read(found, place, fail)
        if len(rows) < 2 or any(b[0] <= a[0] for a, b in pairwise(rows)):
            fail(place, "expected two points or more, from left to right")
        return rows


@dataclass(frozen=True, slots=True)
class Expression:
    """A typed expression; what it is of, and whether it is one, is for the picture to check."""

    name: str
    label: str
    default: str
    what: str = "an expression"
    control: ClassVar[Control] = "type"

    def read(self, found: Any, place: str, fail: Fail) -> str:
        """Return the expression as it stands."""
        if not isinstance(found, str):
            fail(place, f"found {shown(found)}; expected {self.what} as text")
        return str(found)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A list of numbers, of a length between two others; it is empty where that is the default."""

    name: str
    label: str
    default: tuple[float, ...] = ()
    least: int = 0
    most: int = MOST_NUMBERS
    ascending: bool = False
    control: ClassVar[Control] = "numbers"

    def read(self, found: Any, place: str, fail: Fail) -> tuple[float, ...]:
        """Return the numbers."""
        if not isinstance(found, list | tuple):
            fail(place, f"found {shown(found)}; expected a list of numbers")
        is_nothing = not found and not self.default
        if not (is_nothing or self.least <= len(found) <= self.most):
            counts = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"
            fail(place, f"found {len(found)} numbers; expected {counts}")
        numbers = tuple(number(each, f"{place}[{at}]", fail) for at, each in enumerate(found))
        if self.ascending and any(b - a < 1e-9 * abs(a) + 1e-12 for a, b in pairwise(numbers)):
            fail(place, "the numbers do not ascend; expected the smaller one first")
        return numbers


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of rows, all of as many numbers, which may be one of a few counts."""

    name: str
    label: str
    default: tuple[tuple[float, ...], ...] = ()
    counts: tuple[int, ...] = (2,)
    most: int = MOST_NUMBERS
    control: ClassVar[Control] = "drag"

    def read(self, found: Any, place: str, fail: Fail) -> tuple[tuple[float, ...], ...]:
        """Return the rows."""
        if not isinstance(found, list | tuple) or len(found) > self.most:
            fail(place, f"found {shown(found)}; expected a list of at most {self.most} rows")
        rows = []
        for at, row in enumerate(found):
            is_row = isinstance(row, list | tuple) and len(row) in self.counts
            if not is_row or len(row) != len(found[0]):
                counts = " or ".join(map(str, self.counts))
                fail(f"{place}[{at}]", f"found {shown(row)}; expected {counts} numbers, as in all")
            rows.append(tuple(number(each, f"{place}[{at}]", fail) for each in row))
        return tuple(rows)


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of functions or names; what they are of is for the picture to check."""

    name: str
    label: str
    default: tuple[str, ...] = ()
    most: int = 8
    control: ClassVar[Control] = ""

    def read(self, found: Any, place: str, fail: Fail) -> tuple[str, ...]:
        """Return the texts."""
        if not isinstance(found, list | tuple) or not all(isinstance(each, str) for each in found):
            fail(place, f"found {shown(found)}; expected a list of texts")
        if len(found) > self.most:
            fail(place, f"found {len(found)} texts; expected at most {self.most}")
        for at, each in enumerate(found):
            if visible(each) != each:
                expected = "printable characters on one line"
                fail(f"{place}[{at}]", f"found {shown(each)}; expected {expected}")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class AxisNames(Texts):
    """The names of two axes."""

    most: int = 2

    def read(self, found: Any, place: str, fail: Fail) -> tuple[str, ...]:
        """Return the names."""
        names = Texts.read(self, found, place, fail)
        if len(names) != 2 or not all(1 <= len(name) <= 30 for name in names):
            fail(place, "expected two names of 1 to 30 characters")
        return names


@dataclass(frozen=True, slots=True)
class Constants:
    """A table of letters and their numbers."""

    name: str
    label: str
    default: tuple[tuple[str, float], ...] = ()
    most: int = 4
    control: ClassVar[Control] = "numbers"

    def read(self, found: Any, place: str, fail: Fail) -> tuple[tuple[str, float], ...]:
        """Return letters with their numbers."""
        pairs = dict(found) if isinstance(found, dict | tuple) else None
        if pairs is None or len(pairs) > self.most:
            fail(place, f"found {shown(found)}; expected at most {self.most} letters with a number")
        return tuple(
            (
                variable(letter, f"{place}.{letter}", fail),
                number(value, f"{place}.{letter}", fail),
            )
            for letter, value in pairs.items()
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """Tables of keys that differ from a scenario's, each kept as text in one spelling.

    What they may hold is for the picture to check. A single one may stand without its list.
    """

    name: str
    label: str
    most: int
    default: tuple[str, ...] = ()
    control: ClassVar[Control] = ""

    def read(self, found: Any, place: str, fail: Fail) -> tuple[str, ...]:
        """Return the tables as JSON."""
        tables = [found] if isinstance(found, dict) else found
        if not isinstance(tables, list | tuple) or len(tables) > self.most:
            fail(place, f"found {shown(found)}; expected at most {self.most} tables")
        texts = []
        for at, table in enumerate(tables):
            if not isinstance(table, dict):
                fail(f"{place}[{at}]", f"found {shown(table)}; expected a table of changed keys")
            try:
                texts.append(json.dumps(table, allow_nan=False))
            except (TypeError, ValueError):
                fail(f"{place}[{at}]", "found a date or no finite number; expected numbers or text")
        return tuple(texts)


@dataclass(frozen=True, slots=True)
class NamedNumbers:
    """A table of names and their numbers; what can be named is for the picture to check."""

    name: str
    label: str
    default: tuple[tuple[str, float], ...] = ()
    most: int = 8
    control: ClassVar[Control] = "slides"

    def read(self, found: Any, place: str, fail: Fail) -> tuple[tuple[str, float], ...]:
        """Return names with their numbers."""
        pairs = dict(found) if isinstance(found, dict | tuple) else None
        if pairs is None or len(pairs) > self.most:
            fail(place, f"found {shown(found)}; expected at most {self.most} names with a number")
        return tuple((name, number(each, f"{place}.{name}", fail)) for name, each in pairs.items())


@dataclass(frozen=True, slots=True)
class ScenarioWord:
    """A scenario; who reads the file has found that it is shipped or lies beside it."""

    name: str
    label: str
    default: str
    control: ClassVar[Control] = ""

    def read(self, found: Any, place: str, fail: Fail) -> str:
        """Return its id or its file's path."""
        if not isinstance(found, str):
            fail(place, f"found {shown(found)}; expected the id of a scenario")
        return str(found)


@dataclass(frozen=True, slots=True)
class Again(Count):
    """A whole number that a button of the picture counts up."""

    control: ClassVar[Control] = "drag"


@dataclass(frozen=True, slots=True)
class Letters(Constants):
    """The same, typed where the picture has them."""

    control: ClassVar[Control] = "drag"
