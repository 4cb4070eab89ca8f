"""Numbers as people write them."""

import math
import re
from collections.abc import Callable

from engine.errors import UserError

LONGEST_INPUT = 60
_RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_LOWERED = str.maketrans(_RAISED, "-0123456789")
_POWERS = (*_RAISED, "^")
_TO_RAISED = str.maketrans("-0123456789", _RAISED)


def parse_number(text: str) -> float:
    """Read a number as people write it: a decimal comma, a real minus sign, 1e-3, 3/4.

    What the window shows can be typed in again, powers of ten included: 4.386·10⁻⁴.

    Raises
    ------
    UserError
        With the sentence to show.
    """
    cleaned = text.strip().replace("−", "-").replace(" ", "")
    mantissa, ten, power = cleaned.partition("·10")
    if ten and power[:1] in _POWERS:
        cleaned = f"{mantissa}e{power.lstrip('^').translate(_LOWERED)}"
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}(,\d{3})+", cleaned):
        plain = cleaned.replace(",", "")
        raise UserError(f"Found {text.strip()[:20]}; expected {plain} or a decimal point.")
    if cleaned.count(",") == 1 and "." not in cleaned:
        cleaned = cleaned.replace(",", ".")
    parsers: tuple[Callable[[str], float], ...] = (float, _fraction)
    for parser in parsers:
        try:
            if len(cleaned) <= LONGEST_INPUT:
                return parser(cleaned)
        except (ValueError, ZeroDivisionError):
            continue
    shown = text.strip()[:20] or "nothing"
    raise UserError(f"Found {shown}; expected a number such as 0.4, −1.5, 3/4 or 1e-3.")


def _fraction(text: str) -> float:
    above, bar, below = text.partition("/")
    if not bar:
        raise ValueError(text)
    return float(above) / float(below)


def short_number(value: float, digits: int = 3) -> str:
    """Return a number for a sentence, such as 0.25, −128,000 or 3.36·10⁷, to so many digits."""
    if not math.isfinite(value):
        return f"{value:n}".replace("inf", "∞").replace("-", "−")
    mantissa, _, power = f"{value:z.{digits - 1}e}".partition("e")
    if value and not -4 <= int(power) < 6:
        raised = str(int(power)).translate(_TO_RAISED)
        return f"{float(mantissa):g}·10{raised}".replace("-", "−")
    return f"{float(f'{mantissa}e{power}'):z,.10g}".replace("-", "−")
