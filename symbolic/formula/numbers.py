"""How numbers are written, on screen and in plain text.

Everything that shows a number to a person asks this module, so that the graph, the formulas and
the terminal agree. The decimals that a person chose, whether further ones are cut, and the decimal
sign are those of the process: ``set_number_format`` has them for all that is written from then on.
"""

import math
from decimal import ROUND_DOWN, Context, Decimal, localcontext
from functools import lru_cache

from msgspec import Struct

GRAPH_DECIMALS = 4
"""The graph has room for so many at most."""

AS_WRITTEN = 15
"""Decimals of numbers that a person wrote: as many as any of them has."""

CHECK_DECIMALS = 9
"""Decimals of numbers that are compared; nobody can choose to see more."""

MINUS = "−"
# From here on a number is written as a mantissa and a power of ten.
_LARGE = 1e6
# And below this, whatever the decimals: a number looks alike wherever it stands.
_SMALL = 0.01 * (1.0 - 1e-9)
# A shown number that differs from the value by less than this share of it is the value: the
# sum of a few exact decimals is off by a few units of the last binary place.
_EXACT = 1e-13
# With more decimals than that, even those units are to be seen.
_STRICT = 12

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class NumberFormat(Struct, frozen=True):
    """How a person wants to see numbers.

    Attributes
    ----------
    decimals : int
        Places behind the decimal sign, 2 to 9; of a mantissa before a power of ten as well.
    cut : bool
        Whether further places are left out, as on many slides, and not rounded.
    comma : bool
        Whether the decimal sign is a comma.
    """

    decimals: int = 6
    cut: bool = False
    comma: bool = False


_format = NumberFormat()


def number_format() -> NumberFormat:
    """Return how numbers are written now."""
    return _format


def set_number_format(wanted: NumberFormat) -> None:
    """Write numbers in this way from now on; what has been drawn stays as it is."""
    global _format  # noqa: PLW0603 - one for the process: what a number looks like is one choice
    _format = wanted


def graph_decimals() -> int:
    """Return the decimals of numbers in the graph."""
    return min(GRAPH_DECIMALS, _format.decimals)


def graph_number(value: float, least: int = 0) -> str:
    """Return a number as the graph has room for it; its mantissa has a place less than others."""
    decimals = graph_decimals()
    _, exponent = mantissa_and_exponent(float(value), decimals)
    return format_number(value, decimals if exponent is None else max(2, decimals - 1), least)


def superscript(number: int | str) -> str:
    """Return an integer in raised digits, such as "⁻⁴"."""
    return str(number).translate(_SUPERSCRIPTS)


def format_number(value: float, decimals: int | None = None, least: int = 0) -> str:
    """Return a number as plain text, such as "0.751365", "−2" or "4.385677·10⁻⁴".

    A number that is short as it stands is written as it is (0.5, not 0.500000). A small one is
    written with a power of ten, whatever the decimals.

    Parameters
    ----------
    value : float
        Any number; also one that is not finite.
    decimals : int, optional
        Decimals of what is rounded; left out, those that a person chose.
    least : int
        As many decimals at least, where there is no power of ten.
    """
    mantissa, exponent = mantissa_and_exponent(
        float(value), _format.decimals if decimals is None else decimals
    )
    if exponent is not None:
        return f"{localised(mantissa)}·10{superscript(exponent)}"
    whole, _, places = mantissa.partition(".")
    if least and whole[-1:].isdigit():
        mantissa = f"{whole}.{places.ljust(least, '0')}"
    return localised(mantissa)


def localised(mantissa: str, comma: str = ",") -> str:
    """Return a mantissa with the minus and the decimal sign that people read."""
    text = mantissa.replace("-", MINUS)
    return text.replace(".", comma) if _format.comma else text


def separator() -> str:
    """Return what stands between numbers: a decimal comma needs another sign than itself."""
    return ";" if _format.comma else ","


def number_latex(value: float, decimals: int) -> str:
    """Return a number in LaTeX, written as `format_number` writes it."""
    mantissa, exponent = mantissa_and_exponent(float(value), decimals)
    latex = localised(mantissa, "{,}").replace(MINUS, "-")
    latex = latex.replace("∞", r"\infty").replace("NaN", r"\mathrm{NaN}")
    return latex if exponent is None else rf"{latex} \cdot 10^{{{exponent}}}"


def is_exact(value: float, decimals: int) -> bool:
    """Whether the number is written in full, so that = is right and ≈ is not needed."""
    if not math.isfinite(value):
        return math.isinf(value)
    mantissa, exponent = mantissa_and_exponent(float(value), decimals)
    return _is(f"{mantissa}e{exponent or 0}", value, decimals)


def mantissa_and_exponent(value: float, decimals: int) -> tuple[str, int | None]:
    """Return the mantissa, with an ordinary hyphen for its sign, and the power of ten if any."""
    return _written(value, decimals, _format.cut)


@lru_cache(maxsize=4096)
def _written(value: float, decimals: int, cut: bool) -> tuple[str, int | None]:
    if not math.isfinite(value):
        return ("NaN" if math.isnan(value) else "∞" if value > 0 else "-∞"), None
    if value == 0.0:
        return "0", None
    rounded = f"{value:.{decimals}f}"
    if abs(value) < _LARGE:
        if _is(rounded, value, decimals):
            return _trimmed(rounded), None
        if abs(value if cut else round(value, GRAPH_DECIMALS)) >= _SMALL:
            return (_cut(value, f".{decimals}f") if cut else rounded), None
    elif value.is_integer() and abs(value) < 1e9:
        return f"{value:.0f}", None
    mantissa, _, exponent = f"{value:.{decimals}e}".partition("e")
    if _is(f"{mantissa}e{exponent}", value, decimals):
        mantissa = _trimmed(mantissa)
    elif cut:
        mantissa, _, exponent = _cut(value, f".{decimals}e").partition("e")
    return mantissa, int(exponent)


def _is(written: str, value: float, decimals: int) -> bool:
    """Whether a number is the value, as far as so many decimals ask for it."""
    if decimals > _STRICT:
        return float(written) == value
    return abs(float(written) - value) <= _EXACT * abs(value)


def _cut(value: float, form: str) -> str:
    """Write a number without what is behind its last place."""
    with localcontext(Context(prec=50, rounding=ROUND_DOWN)):
        return format(Decimal(repr(value)), form)


def _trimmed(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
