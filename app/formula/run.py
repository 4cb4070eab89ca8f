"""Lay formulas out as vector outlines, each part once.

matplotlib's mathtext lays out what is not composed of smaller parts. It is imported when the first
formula is laid out, or ahead of that by `preload`. It is not thread-safe, so a lock lets one thread
in at a time.
"""

import threading
from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QObject, Signal

from app.formula.compose import Composer
from app.formula.outline import Run
from app.formula.typesetter import Typesetter
from symbolic.formula.tree import (
    ABOUT,
    BECOMES,
    Case,
    Derivative,
    Exponential,
    Formula,
    Fraction,
    Group,
    Join,
    Letters,
    Matrix,
    Negative,
    Number,
    Piecewise,
    Power,
    Product,
    Relation,
    Root,
    Sum,
    Symbol,
)


class Readiness(QObject):
    """Signals when formulas can be laid out without waiting.

    Signals
    -------
    formula_ready
        matplotlib has been imported. Emitted once, maybe from a worker thread.
    """

    formula_ready = Signal()


readiness = Readiness()

MOST_RUNS = 2048
"""How many formulas stay laid out; all steps of a 2-2-2 have 500."""

_lock = threading.RLock()
_composer: Composer | None = None
_ready = threading.Event()


def is_ready() -> bool:
    """Whether a layout can start at once; imports nothing."""
    return _ready.is_set()


def preload() -> None:
    """Import and warm up what layouts need; may run in a worker thread.

    A layout asked for meanwhile in another thread waits for this to end.
    """
    with _lock:
        for formula in _common():
            _laid_out(formula)
        first = not _ready.is_set()
        _ready.set()
    if first:
        readiness.formula_ready.emit()


def _common() -> list[Formula]:
    """Return formulas of parts that nearly every formula has."""
    numbers = [Number(value, 6) for value in (0.0, 0.1, 0.12, 0.1234, 0.123456)]
    w, b, i, t = (Symbol("", Letters(letter), Letters("1")) for letter in "wbit")
    units = [Symbol("", Letters(letter), Letters(f"{unit}1")) for letter in "azδ" for unit in "ho"]
    slopes = [Derivative(Letters("L"), each) for each in (w, b, *units)]
    total = Sum((w, *numbers, Negative(Group(Product((i, t), (Join.DOT,))))))
    return [*slopes, *units, Relation((total, Exponential(w), Letters("α")), (ABOUT, BECOMES))]


def tall() -> list[Formula]:
    """Return formulas whose parts have every form of what stands around, above or below others."""
    x, y, index = Letters("x"), Letters("y"), Symbol("", Letters("x"), Letters("1"))
    part: Formula = Fraction(x, y)
    nested = Fraction(Fraction(x, y), Fraction(y, x))
    cases = (Case(nested, Relation((x, y), (ABOUT,))), Case(nested, Relation((y, x), (ABOUT,))))
    around: list[Formula] = [Matrix(((part,), (part,))), Group(nested), Group(part), Root(x)]
    return [*around, Piecewise(cases), Power(x, y), Power(index, y)]


def layout(formula: Formula) -> Run:
    """Lay a formula out at the base size.

    Raises
    ------
    ValueError
        Something in it cannot be drawn, or it is nested too deeply.
    """
    if not _ready.is_set():
        preload()
    try:
        return _laid_out(formula)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def in_parts(formula: Formula) -> Iterator[None]:
    """Lay out what a formula is made of and then the whole, a part a turn."""
    if not isinstance(formula, Symbol | Derivative):
        for child in formula.children:
            yield from in_parts(child)
    try:
        layout(formula)
    except ValueError:
        # Where it is shown there is plain text in its place.
        return
    yield


def forget_layouts() -> None:
    """Lay everything out anew from now on, as numbers are written in another way."""
    _laid_out.cache_clear()


@lru_cache(maxsize=MOST_RUNS)
def _laid_out(formula: Formula) -> Run:
    with _lock:
        return _the_composer().print(formula)


def _the_composer() -> Composer:
    global _composer  # noqa: PLW0603 - one for the process, as mathtext's own caches are
    if _composer is None:
        _composer = Composer(Typesetter(), _laid_out)
    return _composer
