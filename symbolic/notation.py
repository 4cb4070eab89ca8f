"""How numbers and names are written, on screen and in plain text.

Everything that shows a number to a person asks this module, so that the graph, the formulas and
the terminal agree. It needs neither SymPy nor the window.
"""

import math
import re
from functools import lru_cache

from symbolic.formula import Formula
from symbolic.text_names import is_mathematical, text_latex

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
_COUNTED_NAME = re.compile(r"([^\W\d_])(\d+)")
_PLACED_NAME = re.compile(r"([^\W\d_]+)(\d+)\[(\d+),(\d+)\]")
_SUBSCRIPTED_NAME = re.compile(r"([^\W\d_])_(.+)")
_LAYERED_NAME = re.compile(r"([A-Za-z]\d+)_(\d+)")
_LAYERED_UNIT = re.compile(r"([A-Za-z])(\d+)_(\d+)")
_SIMPLE_NAME = re.compile(r"[^\W_]+")

# What mathtext does not read as an ordinary character, and what it draws in its place.
_ESCAPES = {
    " ": r"\ ",
    "$": r"\$",
    "%": r"\%",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "#": r"\sharp ",
    "\\": r"\backslash ",
    "^": "ˆ",
    "~": r"\sim ",
    '"': "”",
    "'": "’",
    "`": "‘",
    "-": "‐",
    # A name is no equation: the space that mathtext puts around these is taken back.
    "=": r"\!=\!",
    "<": r"\!<\!",
    ">": r"\!>\!",
    "+": r"\!+\!",
    ":": r"\!:\!",
    ",": r",\!",
    ";": r";\!",
    ".": r".\!",
}
# Letters of the formulas that are commands of their own.
_LETTERS = {
    "δ": r"\delta",
    "μ": r"\mu",
    "σ²": r"\sigma^{2}",
    "ẑ": r"\hat{z}",
    "ã": r"\tilde{a}",
    "γ": r"\gamma",
    "β": r"\beta",
}


def superscript(number: int) -> str:
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
    mantissa, exponent = _written(float(value), decimals)
    text = mantissa.replace("-", MINUS)
    return text if exponent is None else f"{text}·10{superscript(exponent)}"


def number(value: float, decimals: int = GRAPH_DECIMALS) -> Formula:
    """Return a number as a formula, written as `format_number` writes it."""
    mantissa, exponent = _written(float(value), decimals)
    latex = mantissa.replace("∞", r"\infty").replace("NaN", r"\mathrm{NaN}")
    if exponent is not None:
        latex = rf"{latex} \cdot 10^{{{exponent}}}"
    return Formula(latex, format_number(value, decimals))


def is_exact(value: float, decimals: int = GRAPH_DECIMALS) -> bool:
    """Whether the number is written in full, so that = is right and ≈ is not needed."""
    mantissa, exponent = _written(float(value), decimals)
    if not math.isfinite(value):
        return math.isinf(value)
    shown = float(f"{mantissa}e{exponent or 0}")
    return abs(shown - value) <= _EXACT * abs(value)


def relation(exact: bool) -> Formula:
    """Return the sign between a line and its value: = or ≈."""
    return Formula("=", "=") if exact else Formula(r"\approx", "≈")


@lru_cache(maxsize=16384)
def _written(value: float, decimals: int) -> tuple[str, int | None]:
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


def escaped(text: str) -> str:
    """Return any printable text in a spelling that mathtext draws, without a font of its own.

    What mathematical fonts lack is left to the fonts of the system.
    """
    if not is_mathematical(text):
        return text_latex(text)
    return "".join(_ESCAPES.get(character, character) for character in text)


def _upright(text: str) -> str:
    return rf"\mathrm{{{escaped(text)}}}" if is_mathematical(text) else text_latex(text)


def subscript_latex(name: str) -> str:
    """Return a unit's name as it stands below z, a or δ: "h1", or upright words."""
    if _COUNTED_NAME.fullmatch(name) or (len(name) == 1 and name.isalpha()):
        return escaped(name)
    layered = _LAYERED_NAME.fullmatch(name)
    if layered:
        return f"{layered[1]},{layered[2]}"
    return _upright(name)


LOWERED, RAISED, COMMA = "\x0e", "\x0f", "\x10"
"""What stands around the part of a text that is set below the line, and between two numbers in it.

No name holds these.
"""
_UNMARKED = str.maketrans({LOWERED: "_", COMMA: "_", RAISED: ""})
_LAYERED_MARK = re.compile(rf"{LOWERED}(?=\d+{COMMA})")


@lru_cache(maxsize=16384)
def set_name(name: str) -> str:
    """Return a name with marks around what is set below the line where no formula is drawn.

    "b_h1" has h1 there, "b_h1_2" h1,2 and "h1_2" 1,2; all other names stand as they are.
    """
    subscripted = _SUBSCRIPTED_NAME.fullmatch(name)
    if subscripted:
        layered = _LAYERED_NAME.fullmatch(subscripted[2])
        below = f"{layered[1]}{COMMA}{layered[2]}" if layered else subscripted[2]
        return f"{subscripted[1]}{LOWERED}{below}{RAISED}"
    layered = _LAYERED_UNIT.fullmatch(name)
    return f"{layered[1]}{LOWERED}{layered[2]}{COMMA}{layered[3]}{RAISED}" if layered else name


def runs(text: str) -> list[tuple[str, bool]]:
    """Return the parts of a marked text, and whether each is set below the line."""
    parts = []
    for index, part in enumerate(text.split(LOWERED)):
        below, _, after = part.partition(RAISED) if index else ("", "", part)
        parts += [(below.replace(COMMA, ","), True)] if below else []
        parts += [(after, False)] if after else []
    return parts


def unmarked(text: str) -> str:
    """Return a marked text with its names as they are: "b_h1", "h1_2"."""
    if LOWERED not in text:
        return text
    return _LAYERED_MARK.sub("", text).translate(_UNMARKED)


@lru_cache(maxsize=16384)
def name_formula(name: str) -> Formula:
    r"""Return the name of a parameter or an input as a formula.

    "w5" becomes ``w_{5}``, "b_h1" ``b_{h1}``, "w2[5,17]" ``w2[5,17]``, and anything else
    upright text such as ``\mathrm{hours\ slept}``, or ``\text{年齢}`` in scripts that
    mathematical fonts lack.
    """
    placed = _PLACED_NAME.fullmatch(name)
    if placed:
        return _placed(placed[1], placed[2], placed[3], placed[4])
    counted = _COUNTED_NAME.fullmatch(name)
    if counted:
        return Formula(f"{escaped(counted[1])}_{{{counted[2]}}}", name)
    subscripted = _SUBSCRIPTED_NAME.fullmatch(name)
    if subscripted:
        letter = _LETTERS.get(subscripted[1]) or escaped(subscripted[1])
        return Formula(f"{letter}_{{{subscript_latex(subscripted[2])}}}", name)
    if len(name) == 1 and name.isalpha():
        return Formula(escaped(name), name)
    return Formula(_upright(name), name)


def summed_weight(name: str, *, over_units: bool) -> Formula | None:
    """Return any weight of a sum as its names are written, such as w3[k,11] for w3[7,11].

    Parameters
    ----------
    name : str
        The name of one of them.
    over_units : bool
        Whether the sum runs over the units they lead to, not over those they come from.

    Returns
    -------
    Formula or None
        None for a name that does not say where the weight is.
    """
    placed = _PLACED_NAME.fullmatch(name)
    if not placed:
        return None
    unit, source = ("k", placed[4]) if over_units else (placed[3], "k")
    return _placed(placed[1], placed[2], unit, source)


def _placed(letters: str, layer: str, unit: str, source: str) -> Formula:
    plain = f"{letters}{layer}[{unit},{source}]"
    return Formula(f"{escaped(letters)}{layer}[{unit},{source}]", plain)


@lru_cache(maxsize=16384)
def indexed(letter: str, name: str) -> Formula:
    """Return a letter with a unit's name below it, such as a_{h1} and "a_h1"."""
    latex = _LETTERS.get(letter, letter)
    tidy = bool(_SIMPLE_NAME.fullmatch(name) or _LAYERED_NAME.fullmatch(name))
    plain = f"{letter}_{name}" if tidy else f"{letter}_({name})"
    return Formula(f"{latex}_{{{subscript_latex(name)}}}", plain)


@lru_cache(maxsize=16384)
def partial(top: Formula, bottom: Formula) -> Formula:
    """Return a partial derivative, ∂top/∂bottom."""
    return Formula(
        rf"\dfrac{{\partial {top.latex}}}{{\partial {bottom.latex}}}",
        f"∂{top.plain}/∂{bottom.plain}",
    )
