"""The digits of a line of numbers: as many as it takes for a pocket calculator to agree.

A line shown with p decimals has a result R, which rounds the number t that was computed. V is what
the line gives when it is worked out exactly as printed. The numbers in it have as many digits as
it takes for V and R to differ by no more than half a unit of R's last place: p decimals to begin
with, then one more at a time in all of them, up to 17 significant digits, which keep any two
numbers of double precision apart. Where even those do not do, as rounding errors are all that is
left of numbers that cancel, R rounds V instead, to 0 where p decimals have nothing else, and the
sign says so.
"""

import math
from collections.abc import Callable, Mapping
from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    getcontext,
    localcontext,
)
from functools import reduce
from operator import mul
from typing import Any, NamedTuple

from symbolic.formula import tree
from symbolic.formula.build import is_full
from symbolic.formula.numbers import is_exact, mantissa_and_exponent, number_format
from symbolic.formula.plain import to_text
from symbolic.formula.printing import Printer
from symbolic.formula.tree import ABOUT, ABOUT_ITSELF, EQUALS, Formula, Number, Sign

SIGNIFICANT = 17
"""So many digits keep any two numbers of double precision apart."""

_MOST = SIGNIFICANT + 1
"""The decimals of that many digits, of the smallest number without a power of ten, 0.01."""

PRECISION = 40
_PRECISIONS = (PRECISION, 800)
"""Digits that a line is worked out with; the second where it may have lost those of the first."""

_LARGEST_POWER = 10**6
"""Above this a power of e is not worked out."""

_TRAPS = [InvalidOperation, DivisionByZero, Overflow]
_NOTHING = Decimal("1e-30")


class Worked(NamedTuple):
    """A line and its result, as they are printed.

    Attributes
    ----------
    line : Formula or None
        The line, with its digits.
    value : float
        What the result rounds: the number that was computed, or what the line gives.
    sign : Sign
        What stands between the two: = where nothing is rounded.
    """

    line: Formula | None
    value: float
    sign: Sign


def work_out(line: Formula | None, value: float, decimals: int) -> Worked:
    """Return a line with the digits that its result asks for.

    Parameters
    ----------
    line : Formula or None
        The line in numbers; None where the result stands alone.
    value : float
        The number that was computed.
    decimals : int
        The decimals of the result, and the least of the line's numbers.
    """
    whole = is_exact(value, decimals)
    if line is None or not math.isfinite(value):
        full = whole and (line is None or is_full(line))
        return Worked(line, value, EQUALS if full else ABOUT)
    if number_format().cut:
        exact = whole and is_full(line)
        exact = exact and _alike(_value(line, decimals, _PRECISIONS[0]), printed(value, decimals))
        return Worked(line, value, EQUALS if exact else ABOUT)
    return _fitting(line, value, decimals)


def _fitting(line: Formula, value: float, decimals: int) -> Worked:
    """Return a line with the fewest digits that give its result; or with a result of its own."""
    result = printed(value, decimals)
    found = _first(line, decimals, result, half_unit(value, decimals))
    if found is not None:
        shown, comes_to = with_decimals(line, found[0]), found[1]
        full = comes_to == result == 0 or (is_exact(value, decimals) and is_full(shown))
        return Worked(shown, value, EQUALS if full and _alike(comes_to, result) else ABOUT)
    half = Decimal(5).scaleb(-decimals - 1)
    if abs(value) <= half and (found := _first(line, decimals, Decimal(0), half)):
        return Worked(with_decimals(line, found[0]), 0.0, ABOUT_ITSELF)
    own = float(_value(line, _MOST, _PRECISIONS[1]))
    if not math.isfinite(own):
        return Worked(line, value, ABOUT)
    return Worked(with_decimals(line, _MOST), own, ABOUT_ITSELF)


def _first(
    line: Formula, decimals: int, result: Decimal, half: Decimal
) -> tuple[int, Decimal] | None:
    """Return the first decimals with which a line gives its result, and what it gives exactly."""
    for precision in _PRECISIONS:
        for places in range(decimals, _MOST + 1):
            comes_to = _value(line, places, precision)
            if abs(comes_to - result) <= half:
                return places, comes_to
    return None


def _value(line: Formula, places: int, precision: int) -> Decimal:
    """Return what a line gives with so many decimals; ∞ where it has no value with them."""
    try:
        return evaluated(line, places, precision)
    except ArithmeticError:
        return Decimal("Infinity")


def _alike(comes_to: Decimal, result: Decimal) -> bool:
    return comes_to == result or abs(comes_to - result) <= _NOTHING * abs(result)


def printed(value: float, decimals: int) -> Decimal:
    """Return the number that a person reads; of one that is finite."""
    mantissa, exponent = mantissa_and_exponent(float(value), decimals)
    return Decimal(f"{mantissa}e{exponent or 0}")


def half_unit(value: float, decimals: int) -> Decimal:
    """Return half a unit of the last place of a number that is written with so many decimals."""
    _, exponent = mantissa_and_exponent(float(value), decimals)
    return Decimal(5).scaleb((exponent or 0) - decimals - 1)


def with_decimals(line: Formula, places: int) -> Formula:
    """Return a line whose numbers have at least so many decimals, none more digits than it takes.

    Whole numbers that belong to a rule have none.
    """
    if isinstance(line, Number):
        return Number(line.value, _places(line, places))
    return type(line)(*(_with_decimals(field, places) for field in line.fields))


def _with_decimals(part: Any, places: int) -> Any:
    if isinstance(part, tuple):
        return tuple(_with_decimals(each, places) for each in part)
    return with_decimals(part, places) if isinstance(part, Formula) else part


def _places(number: Number, places: int) -> int:
    """Return how many decimals a number is printed with: up to 17 digits in all."""
    if number.decimals == 0 or not number.value or not math.isfinite(number.value):
        return number.decimals
    places = max(number.decimals, places)
    _, exponent = mantissa_and_exponent(float(number.value), places)
    first = 0 if exponent is not None else math.floor(math.log10(abs(number.value)))
    return max(number.decimals, min(places, SIGNIFICANT - 1 - first))


def evaluated(
    line: Formula, places: int, precision: int, known: Mapping[str, Decimal] | None = None
) -> Decimal:
    """Return what a line of numbers gives, printed with so many decimals.

    Parameters
    ----------
    line : Formula
        What is worked out.
    places : int
        The decimals that its numbers have, whole ones of a rule aside.
    precision : int
        Digits that it is worked out with.
    known : mapping of str to Decimal, optional
        What symbols in it stand for, by their plain text.

    Raises
    ------
    ArithmeticError
        It has no value, or none that can be written.
    """
    with localcontext(Context(precision, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=_TRAPS)):
        return _Evaluator(places, known or {}).print(line)


_CALLED: Mapping[str, Callable[..., Decimal]] = {
    "max": max,
    "min": min,
    "σ": lambda x: 1 / (1 + (-x).exp()),
    "softplus": lambda x: (1 + x.exp()).ln(),
    "H": lambda x: Decimal(x >= 0),
}
"""Functions by the names that closed forms give them."""


class _Evaluator(Printer[Decimal]):
    """A method for each node that stands in lines of numbers."""

    def __init__(self, places: int, known: Mapping[str, Decimal]) -> None:
        self._decimals, self._known = places, known

    def _print_Symbol(self, symbol: tree.Symbol) -> Decimal:
        return self._known[symbol.text]

    def _print_Number(self, number: Number) -> Decimal:
        if not math.isfinite(number.value):
            raise ArithmeticError
        return printed(number.value, _places(number, self._decimals))

    def _print_Sign(self, sign: Sign) -> Decimal:
        return _by_mpmath(sign.in_text.replace("π", "pi"))

    def _print_Group(self, group: tree.Group) -> Decimal:
        return self.print(group.inside)

    def _print_Negative(self, negative: tree.Negative) -> Decimal:
        return -self.print(negative.operand)

    def _print_Sum(self, total: tree.Sum) -> Decimal:
        return sum(map(self.print, total.terms), Decimal(0))

    def _print_Product(self, product: tree.Product) -> Decimal:
        return reduce(mul, map(self.print, product.factors))

    def _print_Fraction(self, fraction: tree.Fraction) -> Decimal:
        return self.print(fraction.top) / self.print(fraction.bottom)

    def _print_Power(self, power: tree.Power) -> Decimal:
        base, exponent = self.print(power.base), self.print(power.exponent)
        return base**exponent

    def _print_Exponential(self, power: tree.Exponential) -> Decimal:
        exponent = self.print(power.exponent)
        if abs(exponent) > _LARGEST_POWER:
            raise ArithmeticError
        return exponent.exp()

    def _print_Root(self, root: tree.Root) -> Decimal:
        return self.print(root.inside).sqrt()

    def _print_Absolute(self, absolute: tree.Absolute) -> Decimal:
        return abs(self.print(absolute.inside))

    def _print_Floor(self, floor: tree.Floor) -> Decimal:
        return (self.print(floor.top) / self.print(floor.bottom)).to_integral_value("ROUND_FLOOR")

    def _print_Call(self, function: tree.Call) -> Decimal:
        values, name = map(self.print, function.arguments), to_text(function.head)
        return _CALLED[name](*values) if name in _CALLED else _by_mpmath(name, *values)

    def _print_Apply(self, function: tree.Apply) -> Decimal:
        argument, name = self.print(function.argument), to_text(function.head)
        if name == "log":
            return argument.ln()
        if name == "sign":
            return Decimal((argument > 0) - (argument < 0))
        return _by_mpmath(name, argument)


def _by_mpmath(name: str, *arguments: Decimal) -> Decimal:
    """Return a function, or a constant, that decimal arithmetic does not have."""
    import mpmath  # noqa: PLC0415 - SymPy has loaded it where such a line comes up

    precision = getcontext().prec
    with mpmath.mp.workdps(precision):
        found = getattr(mpmath.mp, name)
        number = found(*(mpmath.mpf(str(each)) for each in arguments)) if arguments else +found
        return Decimal(mpmath.nstr(number, precision))
