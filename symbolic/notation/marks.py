"""Names with marks around what is set below the line, for where no formula is drawn."""

import re
from functools import lru_cache

_SUBSCRIPTED_NAME = re.compile(r"([^\W\d_])_(.+)")
_LAYERED_NAME = re.compile(r"([A-Za-z]\d+)_(\d+)")
_LAYERED_UNIT = re.compile(r"([A-Za-z])(\d+)_(\d+)")

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
