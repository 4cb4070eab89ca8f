"""Printed lines of numbers, read back and worked out as on a calculator of a few hundred digits."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from functools import cached_property
from typing import Any

import mpmath

from app.working.content.blocks import Coming, Outcome, Rows
from app.working.content.steps import step_page
from engine.iteration.trace import Trace
from symbolic.derive.steps import derive
from symbolic.formula.plain import to_text

FUNCTIONS = (
    "log",
    "tanh",
    "sinh",
    "cosh",
    "sin",
    "cos",
    "tan",
    "atan",
    "erf",
    "sign",
    "max",
    "min",
)
_RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_LOWER = str.maketrans(_RAISED + "−", "-0123456789-")
_TOKEN = re.compile(
    rf"\s*(\d+(?:\.\d+)?(?:·10[{_RAISED}]+)?|{'|'.join(FUNCTIONS)}|[{_RAISED}]+|[-+−·/^()|√⌊⌋½eπ,])"
)
_RELATION = re.compile(r" (=|≈\*?|←) ")
_PRECISIONS = (50, 900)


class _Reader:
    """Reads an expression of numbers, and works it out while it goes."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise ValueError(text)
            self.tokens.append(match[1])
            at = match.end()
        self.tokens.append("")

    def take(self, *wanted: str) -> str:
        if self.tokens[0] in wanted:
            return self.tokens.pop(0)
        return ""

    def whole(self) -> Decimal:
        value = self.total()
        if self.tokens != [""]:
            raise ValueError(self.tokens)
        return value

    def total(self) -> Decimal:
        value = self.product()
        while sign := self.take("+", "−"):
            term = self.product()
            value = value + term if sign == "+" else value - term
        return value

    def product(self) -> Decimal:
        value = self.signed()
        while True:
            if self.take("·"):
                value *= self.signed()
            elif self.take("/"):
                value /= self.signed()
            elif self.tokens[0] and self.tokens[0] not in "+−)|⌋,":
                value *= self.power()
            else:
                return value

    def signed(self) -> Decimal:
        return -self.signed() if self.take("−") else self.power()

    def power(self) -> Decimal:
        base = self.atom()
        if self.tokens[0] and self.tokens[0][0] in _RAISED:
            return base ** int(self.tokens.pop(0).translate(_LOWER))
        return base ** self.atom() if self.take("^") else base

    def atom(self) -> Decimal:
        token = self.tokens.pop(0)
        if token[:1].isdigit():
            mantissa, _, exponent = token.translate(_LOWER).partition("·10")
            return Decimal(f"{mantissa}e{exponent or 0}")
        if token == "½":
            return Decimal("0.5")
        if token == "√":
            return self.atom().sqrt()
        if token == "π":
            return _mp("pi")
        if token == "e":
            return self.atom().exp() if self.take("^") else Decimal(1).exp()
        if token in FUNCTIONS:
            return self.function(token)
        value = self.total()
        if not self.take({"(": ")", "|": "|", "⌊": "⌋"}[token]):
            raise ValueError(self.tokens)
        if token == "|":
            return abs(value)
        return value.to_integral_value("ROUND_FLOOR") if token == "⌊" else value

    def function(self, name: str) -> Decimal:
        if name in ("max", "min"):
            assert self.take("(")
            values = [self.total()]
            while self.take(","):
                values.append(self.total())
            assert self.take(")")
            return max(values) if name == "max" else min(values)
        argument = self.atom()
        if name == "log":
            return argument.ln()
        if name == "sign":
            return Decimal((argument > 0) - (argument < 0))
        return _mp(name, argument)


def _mp(name: str, *arguments: Decimal) -> Decimal:
    with mpmath.mp.workdps(80):
        found: Any = getattr(mpmath.mp, name)
        value = found(*(mpmath.mpf(str(each)) for each in arguments)) if arguments else +found
        return Decimal(mpmath.nstr(value, 80))


def given_by(text: str, precision: int = _PRECISIONS[0]) -> Decimal:
    """What a printed expression of numbers gives; ValueError where it has names in it."""
    with localcontext(Context(precision, Emax=MAX_EMAX, Emin=MIN_EMIN)):
        return _Reader(text).whole()


@dataclass
class PrintedLine:
    """A line as it is printed.

    Attributes
    ----------
    text, numbers, sign, result : str
        The whole, and its last two sides with what stands between them.
    value : float
        What was computed.
    """

    text: str
    numbers: str
    sign: str
    result: str
    value: float

    @cached_property
    def given(self) -> Decimal:
        """R, the number that a person reads."""
        return given_by(self.result)

    def half(self, decimals: int) -> Decimal:
        """Half a unit of R's last place."""
        exponent = self.result.partition("·10")[2].translate(_LOWER)
        return Decimal(5).scaleb(int(exponent or 0) - decimals - 1)

    def off(self, decimals: int) -> Decimal:
        """|V − R| as a share of half a unit of R's last place."""
        half, share = self.half(decimals), Decimal(0)
        for precision in _PRECISIONS:
            share = abs(given_by(self.numbers, precision) - self.given) / half
            if share <= 1:
                break
        return share

    def is_rounded(self, decimals: int) -> bool:
        """Whether R rounds what was computed, ties either way."""
        return abs(self.given - Decimal(self.value)) <= self.half(decimals) * Decimal("1.000001")

    @property
    def digits(self) -> int:
        """The most decimals of a number in it; of a mantissa where there is a power of ten."""
        found = re.findall(r"\d\.(\d+)", self.numbers)
        return max(map(len, found), default=0)

    @property
    def significant(self) -> int:
        """The most significant digits of a number in it."""
        found = re.findall(r"\d+(?:\.\d+)?(?!\d)", re.sub(rf"·10[{_RAISED}]+", "", self.numbers))
        return max((len(each.replace(".", "").lstrip("0")) for each in found), default=0)


def lines_of(trace: Trace, step: int, sample: int = 0) -> Iterator[PrintedLine]:
    """Every line of a step's page that ends in numbers and their result."""
    page = step_page(trace, trace.steps[step - 1], derive(trace, step, sample), None, sample)
    for block in page.blocks:
        if isinstance(block, Rows):
            for row in {*block.rows, *block.folded()}:
                if row.numbers is not None and row.value is not None:
                    yield from printed_line(to_text(row.formula), row.value.value)
        elif isinstance(block, Outcome) and block.numbers is not None:
            yield from printed_line(to_text(block.formula), block.value.value)
        elif isinstance(block, Coming):
            yield from printed_line(to_text(block.formula), block.formula.sides[-1].value)


def printed_line(text: str, value: float) -> Iterator[PrintedLine]:
    """A text as a printed line, where its numbers are finite."""
    *_, numbers, sign, result = _RELATION.split(text)
    if result.strip("−") not in ("∞", "NaN") and "∞" not in numbers and "NaN" not in numbers:
        yield PrintedLine(text, numbers, sign, result, value)


@dataclass
class Count:
    """What was found among many lines.

    Attributes
    ----------
    lines : int
        How many there were.
    worst : Decimal
        The largest |V − R|, as a share of half a unit of R's last place.
    digits : Counter of int
        How many lines have a number of so many decimals at most.
    own : list of str
        Lines whose result is their own, and that say so.
    failed : list of str
        Lines that break the rule.
    """

    lines: int = 0
    worst: Decimal = Decimal(0)
    digits: Counter[int] = field(default_factory=Counter)
    own: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def check_step(trace: Trace, step: int, decimals: int, count: Count, sample: int = 0) -> None:
    """Hold every line of a step to the rule."""
    for line in lines_of(trace, step, sample):
        check_line(line, decimals, count, f"step {step}")


def check_line(line: PrintedLine, decimals: int, count: Count, where: str) -> None:
    """Hold one line to the rule."""
    count.lines += 1
    count.digits[line.digits] += 1
    off = line.off(decimals)
    count.worst = max(count.worst, off)
    if line.sign == "≈*":
        count.own.append(line.text)
    # A sixth is none of the numbers that decimals can be.
    equal = line.sign != "=" or off < Decimal("1e-30")
    if off > 1 or line.significant > 17 or not line.is_rounded(decimals) or not equal:
        count.failed.append(f"{where}: {line.text}, computed {line.value!r}")
