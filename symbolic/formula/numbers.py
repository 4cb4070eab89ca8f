"""How numbers are written, on screen and in plain text.

Everything that shows a number to a person asks this module, so that the graph, the formulas and
the terminal agree.
"""

import math
from functools import lru_cache

GRAPH_DECIMALS = 4
RESULT_DECIMALS = 6
CHECK_DECIMALS = 9

MINUS = "−"
# From here on a number is written as a mantissa and a power of ten.
_LARGE = 1e6
# And below this: the graph's decimals would keep fewer than three significant digits. Results and
# checks, which have more decimals, go by the same limit: a number looks alike wherever it stands.
_SMALL = 100.0 * 10.0**-GRAPH_DECIMALS * (1.0 - 1e-9)
# A shown number that differs from the value by less than this share of it is the value: the
# sum of a few exact decimals is off by a few units of the last binary place.
_EXACT = 1e-13

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def result_decimals(decimals: int) -> int:
    """Return how many decimals results have where other numbers have so many."""
    return decimals + RESULT_DECIMALS - GRAPH_DECIMALS


def superscript(number: int | str) -> str:
    """Return an integer in raised digits, such as "⁻⁴"."""
    return str(number).translate(_SUPERSCRIPTS)


def format_number(value: float, decimals: int = GRAPH_DECIMALS) -> str:
    """Return a number as plain text, such as "0.7514", "−2" or "4.386·10⁻⁴".

    A number that is short as it stands is written as it is (0.5, not 0.5000). One of which the
    graph's decimals would keep fewer than three significant digits is written with a power of ten,
    whatever the decimals.

    Parameters
    ----------
    value : float
        Any number; also one that is not finite.
    decimals : int
        Decimals of what is rounded: 4 on the graph, 6 in results, 9 in the check.
    """
    mantissa, exponent = mantissa_and_exponent(float(value), decimals)
    text = mantissa.replace("-", MINUS)
    return text if exponent is None else f"{text}·10{superscript(exponent)}"


def number_latex(value: float, decimals: int = GRAPH_DECIMALS) -> str:
    """Return a number in LaTeX, written as `format_number` writes it."""
    mantissa, exponent = mantissa_and_exponent(float(value), decimals)
    latex = mantissa.replace("∞", r"\infty").replace("NaN", r"\mathrm{NaN}")
    return latex if exponent is None else rf"{latex} \cdot 10^{{{exponent}}}"


def shown_value(value: float, decimals: int = GRAPH_DECIMALS) -> float:
    """Return what a person reads who sees a finite number written with so many decimals."""
    mantissa, exponent = mantissa_and_exponent(float(value), decimals)
    return float(f"{mantissa}e{exponent or 0}")


def is_exact(value: float, decimals: int = GRAPH_DECIMALS) -> bool:
    """Whether the number is written in full, so that = is right and ≈ is not needed."""
    if not math.isfinite(value):
        return math.isinf(value)
    return abs(shown_value(value, decimals) - value) <= _EXACT * abs(value)


@lru_cache(maxsize=16384)
def mantissa_and_exponent(value: float, decimals: int) -> tuple[str, int | None]:
    """Return the mantissa, with an ordinary hyphen for its sign, and the power of ten if any."""
    if not math.isfinite(value):
        return ("NaN" if math.isnan(value) else "∞" if value > 0 else "-∞"), None
    if value == 0.0:
        return "0", None
    fixed = f"{value:.{decimals}f}"
    if abs(value) < _LARGE:
        if abs(float(fixed) - value) <= _EXACT * abs(value):
            return _trimmed(fixed), None
        if abs(round(value, GRAPH_DECIMALS)) >= _SMALL:
            return fixed, None
    elif value.is_integer() and abs(value) < 1e9:
        return f"{value:.0f}", None
    places = max(decimals - 1, 2)
    mantissa, _, exponent = f"{value:.{places}e}".partition("e")
    if abs(float(f"{mantissa}e{exponent}") - value) <= _EXACT * abs(value):
        mantissa = _trimmed(mantissa)
    return mantissa, int(exponent)


def _trimmed(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
