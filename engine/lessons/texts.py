r"""Words of a lesson: sentences with mathematics between dollar signs and computed ``[[values]]``.

Mathematics is a small part of TeX: letters, digits and signs, ``^`` and ``_`` with one letter or
braces, and the commands of `COMMANDS`. What stands in double brackets is an expression in the names
of the values that the picture computes, and after a comma, if wanted, how many decimals are shown.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from engine.errors import Fail, FormulaError
from engine.expressions.evaluating import value_of
from engine.expressions.parsing import parse
from engine.expressions.tree import Node
from engine.text import printable

DECIMALS = 3

_GREEK = dict(
    zip(
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "eta",
            "theta",
            "lambda",
            "mu",
            "pi",
            "sigma",
            "phi",
            "Delta",
            "Sigma",
        ],
        "αβγδεηθλμπσφΔΣ",
        strict=True,
    )
)
_UPRIGHT = ("log", "exp", "max", "min", "sin", "cos", "tanh")
COMMANDS: Mapping[str, str] = {
    **_GREEK,
    "nabla": "∇",
    "partial": "∂",
    "sum": "Σ",
    "sqrt": "√",
    "infty": "∞",
    "dots": "…",
    "cdot": " · ",
    "times": " × ",
    "le": " ≤ ",
    "ge": " ≥ ",
    "ne": " ≠ ",
    "approx": " ≈ ",
    "to": " → ",
    "leftarrow": " ← ",
    "pm": " ± ",
    "quad": "  ",
    **{name: name for name in _UPRIGHT},
}
"""What commands of TeX become."""

_VALUE = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_TOKEN = re.compile(r"\\(?P<command>[A-Za-z]+) ?|(?P<letter>.)", re.DOTALL)
_SPACED = {sign: f" {sign} " for sign in "=<>+−"} | {"-": " − "}
_BEFORE_SIGN = ("", *"([∣,=<>+−·×≤≥≠≈→←")
_DEEPEST = 4


class Run(NamedTuple):
    """A piece of a text: words, or letters of mathematics.

    Attributes
    ----------
    text : str
        The piece.
    italic : bool
        Whether it is set as a variable.
    level : int
        0 on the line, above 0 for exponents, below for indices.
    """

    text: str
    italic: bool = False
    level: int = 0


class Value(NamedTuple):
    """A computed value in a text: an expression of the picture's values, and its decimals."""

    tree: Node
    decimals: int
    level: int = 0

    def of(self, values: Mapping[str, float]) -> float:
        """Return its number."""
        return compute(self.tree, values)


Text = tuple[Run | Value, ...]


def compute(tree: Node, values: Mapping[str, float]) -> float:
    """Return an expression's number; NaN where it has none."""
    for name in tree.variables:
        tree = tree.at(name, values.get(name, math.nan))
    return value_of(tree)


def runs_of(
    text: Text, values: Mapping[str, float], shown: Callable[[float, int], str]
) -> list[Run]:
    """Return a text's pieces with its values put in, as `shown` writes them."""
    return [
        part
        if isinstance(part, Run)
        else Run(shown(part.of(values), part.decimals), False, part.level)
        for part in text
    ]


class TextReader:
    """Reads texts that name values of a picture.

    Parameters
    ----------
    names : tuple of str
        What it computes.
    fail : Fail
        Raises for what is no such text.
    """

    def __init__(self, names: tuple[str, ...], fail: Fail) -> None:
        self._names, self._fail = names, fail

    def expression(self, source: str, place: str) -> Node:
        """Return an expression of the picture's values."""
        try:
            return parse(source, self._names)
        except FormulaError as error:
            self._fail(place, str(error))

    def text(self, source: str, place: str, most: int) -> Text:
        """Return a text of at most so many characters."""
        if len(source) > most:
            self._fail(place, f"found {len(source):,} characters; expected at most {most}")
        parts: list[Run | Value] = []
        maths = _Maths(place, self._fail)
        for at, piece in enumerate(_VALUE.split(source)):
            if at % 2:
                parts.append(self._value(piece, place, maths.level))
                maths.pass_value()
            elif "[[" in piece or "]]" in piece:
                self._fail(place, "found [[ without its ]]; expected both around a value")
            else:
                parts += maths.read(piece)
        maths.end()
        return tuple(parts)

    def _value(self, source: str, place: str, level: int) -> Value:
        written, comma, decimals = source.rpartition(",")
        if not (comma and decimals.strip().isdecimal() and len(decimals.strip()) == 1):
            written, decimals = source, str(DECIMALS)
        return Value(
            self.expression(written, f"{place}: [[{printable(source[:40])}]]"), int(decimals), level
        )


class _Maths:
    """Reads a text piece by piece, and remembers whether it is within mathematics."""

    def __init__(self, place: str, fail: Fail) -> None:
        self._place, self._fail = place, fail
        self._inside = False
        self._levels = [0]
        self._next = 0
        self._last = ""

    @property
    def level(self) -> int:
        """How far above the line the next letter stands."""
        return self._levels[-1] + self._next

    def read(self, piece: str) -> list[Run]:
        """Return the runs of a piece."""
        runs: list[Run] = []
        for at, part in enumerate(piece.split("$")):
            if at:
                self._turn()
            if self._inside:
                runs += [run for match in _TOKEN.finditer(part) for run in self._token(match)]
            elif part:
                runs.append(Run(part))
        return runs

    def pass_value(self) -> None:
        """Go on behind a value: a minus there subtracts, and an exponent is over."""
        self._next, self._last = 0, "0"

    def end(self) -> None:
        """Refuse mathematics that does not end."""
        if self._inside:
            self._fail(
                self._place, "found $ without a second one; expected both around mathematics"
            )

    def _turn(self) -> None:
        if self._inside and (len(self._levels) > 1 or self._next):
            self._fail(self._place, "found $ before a brace was closed; expected as many } as {")
        self._inside = not self._inside
        self._last = ""

    def _token(self, match: re.Match[str]) -> list[Run]:
        letter, command = match["letter"], match["command"]
        if letter in ("^", "_"):
            self._next = 1 if letter == "^" else -1
            return []
        if letter == "{":
            if len(self._levels) > _DEEPEST:
                self._fail(
                    self._place, f"braces are nested too deeply; expected at most {_DEEPEST}"
                )
            self._levels.append(self.level)
            self._next = 0
            return []
        if letter == "}":
            if len(self._levels) == 1:
                self._fail(self._place, "found } without its {; expected as many of both")
            self._levels.pop()
            return []
        text = self._known(command) if command else _SPACED.get(letter, letter)
        if letter == "|":
            # A line may end behind the sign of the keyboard, not behind this one.
            text = "∣"
        if command in _UPRIGHT and match[0].endswith(" "):
            text = f"{text} "
        if text == _SPACED["-"] and self._last.strip()[-1:] in _BEFORE_SIGN:
            text = "−"
        if self.level or letter == " ":
            # A blank counts between arguments alone.
            text = text.strip() if self.level else " " * (self._last == ",")
        # No line ends within mathematics.
        text = text.replace(" ", "\u00a0")
        run = Run(text, text.isalpha() and text not in _UPRIGHT, self.level)
        self._next = 0
        self._last = text or self._last
        return [run] if text else []

    def _known(self, command: str) -> str:
        found = COMMANDS.get(command)
        if found is None:
            known = ", ".join(COMMANDS)
            self._fail(self._place, f"\\{command[:20]} is not known; expected one of {known}")
        return found
