"""Functions of each other in a row: a nudge is passed along, and the slopes are multiplied."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from engine.errors import Fail
from engine.expressions.parsing import parse
from engine.expressions.tree import Node
from engine.lessons.checking import function, variable
from engine.lessons.functions import Points, at_points, room_around
from engine.lessons.keys import Constants, Number, Numbers, Texts
from engine.lessons.kinds import PictureKind, Place

FINE = 301
_MOST = 4


class Chain:
    """What is computed of a chain: stage k is a function of the number before it.

    Attributes
    ----------
    names : tuple of str
        What goes in, and what comes of each function.
    letters : tuple of str
        The constants that they have.
    numbers : list of float
        Their numbers.
    nudged : list of float
        The same with the nudge.
    slopes : list of float
        The derivative of each function where it is.
    """

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.keys = keys
        self.names: tuple[str, ...] = keys["names"]
        self.at, self.nudge = float(keys["at"]), float(keys["nudge"])
        self.low, self.high = keys["x"]
        self._constants = dict(keys["constants"])
        self.letters = tuple(self._constants)
        self._written = [
            str(self._bound(text, name))
            for text, name in zip(keys["functions"], self.names, strict=False)
        ]
        self.numbers, self.nudged, self.slopes = [self.at], [self.at + self.nudge], []
        for k in range(len(self._written)):
            pair = self.sample(k, np.array([self.numbers[-1], self.nudged[-1]]))
            self.numbers.append(float(pair[0][0]))
            self.nudged.append(float(pair[0][1]))
            self.slopes.append(float(pair[1][0]))

    def _bound(self, text: str, name: str) -> Node:
        tree = parse(text, (name, *self._constants))
        for letter, value in self._constants.items():
            tree = tree.at(letter, value)
        return tree

    def sample(self, stage: int, x: Points) -> tuple[Points, Points]:
        """Return a stage's function and its derivative at points, in their shape."""
        found = at_points(self._written[stage], self.names[stage], x)
        return found.value, found.slope

    def span(self, stage: int) -> tuple[float, float]:
        """Return from where to where a stage is shown."""
        if stage == 0:
            return self.low, self.high
        return room_around(self.line(stage - 1)[1], 0.04, (-1.0, 1.0))

    def line(self, stage: int) -> tuple[Points, Points]:
        """Return the points of a stage's curve."""
        x = np.linspace(*self.span(stage), FINE)
        return x, self.sample(stage, x)[0]

    @cached_property
    @np.errstate(all="ignore")
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have."""
        product, change = float(np.prod(self.slopes)), self.nudged[-1] - self.numbers[-1]
        values = {
            "slope": product,
            "sum": float(np.sum(self.slopes)),
            "nudge": self.nudge,
            "change": change,
            "predicted": product * self.nudge,
            "ratio": change / self.nudge if self.nudge else np.nan,
        }
        for k in range(_MOST + 1):
            values[f"v{k}"] = self.numbers[k] if k < len(self.numbers) else np.nan
        for k in range(1, _MOST + 1):
            values[f"s{k}"] = self.slopes[k - 1] if k <= len(self.slopes) else np.nan
            is_there = k < len(self.numbers)
            values[f"c{k}"] = self.nudged[k] - self.numbers[k] if is_there else np.nan
        return values

    def handles(self) -> Mapping[str, Place]:
        """Return what can be dragged: in the first plot the place, and its nudge."""
        first, moved = self.numbers[1], self.nudged[1]
        handles = {"at": (self.at, first), "nudge": (self.at + self.nudge, moved)}
        return {name: place for name, place in handles.items() if np.isfinite(place[1])}

    def limits(self, key: str) -> Place:
        """Return from where to where a number is moved on a slider."""
        beside = self.at if key == "nudge" else 0.0
        return self.low - beside, self.high - beside

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return the key that changes where a handle is put; it stays on its curve."""
        del y
        x = round(min(max(x, self.low), self.high), 6)
        return {"at": x} if handle == "at" else {"nudge": x - self.at}


def _check(keys: Mapping[str, Any], fail: Fail) -> None:
    names, functions = keys["names"], keys["functions"]
    if not 1 <= len(functions) <= _MOST:
        fail("functions", f"found {len(functions)} functions; expected 1 to {_MOST}")
    if len(names) != len(functions) + 1:
        expected = f"{len(functions) + 1}, what goes in and what comes of each function"
        fail("names", f"found {len(names)} names; expected {expected}")
    letters = [letter for letter, _ in keys["constants"]]
    for position, name in enumerate(names):
        variable(name, f"names[{position}]", fail)
    if len({*names, *letters}) != len(names) + len(letters):
        fail("names", "a name stands there twice; expected all of them to differ")
    for position, (text, name) in enumerate(zip(functions, names, strict=False)):
        function(text, f"functions[{position}]", fail, (name, *letters))
    if not np.isfinite(Chain(keys).numbers).all():
        fail("at", f"the functions have no value at {keys['at']:g}; expected a place where they do")


CHAIN = PictureKind(
    id="chain",
    sentence="Two to four functions of each other in a row: one nudge, and the slopes multiplied.",
    keys=(
        Texts("functions", "functions", ("2*x", "u^2"), _MOST),
        Texts("names", "names", ("x", "u", "y"), _MOST + 1),
        Constants("constants", "constants"),
        Numbers("x", "from x to x", (0.0, 2.0), 2, 2, ascending=True),
        Number("at", "place", 1.0),
        Number("nudge", "nudge", 0.1),
    ),
    offers={
        "slope": "the product of all slopes",
        "sum": "their sum",
        "nudge": "the nudge",
        "change": "what becomes of it in the end",
        "predicted": "the product of all slopes times the nudge",
        "ratio": "the change over the nudge",
        "v0": "what goes in",
        **{f"v{k}": f"what comes of function {k}" for k in range(1, _MOST + 1)},
        **{f"s{k}": f"the slope of function {k}" for k in range(1, _MOST + 1)},
        **{f"c{k}": f"the change behind function {k}" for k in range(1, _MOST + 1)},
    },
    formulas={
        "functions": "the functions",
        "product": "the chain rule, with numbers",
        "derivatives": "the derivatives that SymPy finds, one a function, and their product",
    },
    check=_check,
    make=Chain,
)
