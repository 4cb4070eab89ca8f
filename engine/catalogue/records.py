"""What all records have in common: a catalogue by their id, and numbers of their own."""

from collections.abc import Callable, Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Generic, Protocol, TypeVar

from msgspec import Struct


class Record(Protocol):
    """What can be looked up by its id."""

    @property
    def id(self) -> str:
        """What scenario files call it."""


R = TypeVar("R", bound=Record)


class Typed(Struct, Generic[R], frozen=True):
    """How a function that a person types becomes a record.

    Attributes
    ----------
    head : str
        What its id begins with; behind it stands the formula.
    variables : tuple of str
        What it is a function of.
    record : callable
        Returns the record from its id and its formula.
    """

    head: str
    variables: tuple[str, ...]
    record: Callable[[str, str], R]


class Catalogue(Mapping[str, R]):
    """Records by their id, in the order in which they are offered.

    Where functions can be typed, there is also a record for the id of each, which is not among
    those that are offered.
    """

    def __init__(self, *records: R, typed: Typed[R] | None = None) -> None:
        self._typed = typed
        self._records: dict[str, R] = {}
        for record in records:
            self.add(record)

    def add(self, record: R) -> None:
        """Add a record, the last one.

        Raises
        ------
        ValueError
            There is one of that id.
        """
        if record.id in self._records:
            raise ValueError(f"{record.id} is in the catalogue already")
        self._records[record.id] = record

    def __getitem__(self, name: str) -> R:
        formula = self.formula_of(name)
        if self._typed is None or formula is None:
            return self._records[name]
        return self._typed.record(name, formula)

    def __contains__(self, name: object) -> bool:
        return name in self._records

    @property
    def takes_formulas(self) -> bool:
        """Whether functions can be typed."""
        return self._typed is not None

    def typed_id(self, text: str) -> str:
        """Return the id of a typed function, in one spelling.

        Raises
        ------
        FormulaError
            The text is no formula.
        """
        if self._typed is None:
            raise ValueError("no function can be typed here")
        # The grammar waits until a function is typed.
        from engine.expressions.parsing import canonical

        return self._typed.head + canonical(text, self._typed.variables)

    def formula_of(self, name: str) -> str | None:
        """Return the formula of a typed function's id; None for an id of the catalogue."""
        if self._typed is None or not name.startswith(self._typed.head):
            return None
        return name.removeprefix(self._typed.head)

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)


class Keyed(Protocol):
    """A record with numbers of its own."""

    @property
    def keys(self) -> "tuple[Key, ...]":
        """Its numbers."""


def keys_of(records: Mapping[str, Keyed]) -> "dict[str, Key]":
    """Return the keys that records have, by name, in an order in which each record has its own.

    Of a key that two records have the first is returned: their defaults may differ.
    """
    order: TopologicalSorter[str] = TopologicalSorter()
    found: dict[str, Key] = {}
    for record in records.values():
        before: list[str] = []
        for key in record.keys:
            found.setdefault(key.name, key)
            order.add(key.name, *before)
            before = [key.name]
    return {name: found[name] for name in order.static_order()}


def numbers_of(record: Keyed, chosen: Mapping[str, float]) -> dict[str, float]:
    """Return a record's own numbers by their names: those that are chosen, else the usual ones."""
    return {key.name: chosen.get(key.name, key.default) for key in record.keys}


class Range(Struct, frozen=True):
    """Which numbers a key takes.

    Attributes
    ----------
    expected : str
        The same in words, to follow "expected".
    fits : callable
        Whether a finite number is one of them.
    """

    expected: str
    fits: Callable[[float], bool]


# Runs compute in float32, in which what is closer to 1 is 1.
BELOW_ONE = Range(
    "a number from 0 to below 1 (at most 0.99999994)",
    lambda value: 0 <= value <= 1 - 2**-24,
)
POSITIVE = Range("a positive number up to 1e100", lambda value: 0 < value <= 1e100)
SHARE = Range("a number above 0, at most 1", lambda value: 0 < value <= 1)


class Key(Struct, frozen=True):
    """A number that a record has.

    Attributes
    ----------
    name : str
        What scenario files call it.
    letter : str
        What formulas call it.
    label, explanation : str
        What settings call it, and what it does.
    default : float
        What it is where a file does not say.
    range : Range
        Which numbers it takes.
    below, above : str
        Why it takes no smaller and no larger ones, to follow "as"; empty where that needs no word.
    """

    name: str
    letter: str
    label: str
    explanation: str
    default: float
    range: Range
    below: str = ""
    above: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number."""
        return isinstance(self.default, int)
