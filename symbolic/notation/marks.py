"""Names with marks around what is set below or above the line, for where no formula is drawn."""

import re
from functools import lru_cache

_SUBSCRIPTED_NAME = re.compile(r"([^\W\d_])_(.+)")
_LAYERED_NAME = re.compile(r"([A-Za-z]\d+)_(\d+)")
_LAYERED_UNIT = re.compile(r"([A-Za-z])(\d+)_(\d+)")
_INDEXED_NAME = re.compile(r"([^\W\d_]+)\^(\d+|\[\d+\]|\(\d+\))(?:_(\d+(?:,\d+)?))?")
_SLOPE = re.compile(r"∂([^/]+)/∂(.+)")

LOWERED, ABOVE, RAISED, COMMA = "\x0e", "\x11", "\x0f", "\x10"
"""What stands before the part of a text that is set below or above the line, and behind either.

The last stands between two numbers in it. No name holds these.
"""
_UNMARKED = str.maketrans({LOWERED: "_", ABOVE: "^", COMMA: "_", RAISED: ""})
_LAYERED_MARK = re.compile(rf"{LOWERED}(?=\d+{COMMA})")
_MARKED = re.compile(f"([{LOWERED}{ABOVE}])([^{RAISED}]*){RAISED}?")


@lru_cache(maxsize=16384)
def set_name(name: str) -> str:
    """Return a name with marks around what is set below the line where no formula is drawn.

    "b_h1" has h1 there, "b_h1_2" h1,2 and "h1_2" 1,2; "w^3_11" has 11 there, and 3 above the
    line; all other names stand as they are. Both parts of a derivative are names.
    """
    slope = _SLOPE.fullmatch(name)
    if slope:
        return "/".join(f"∂{set_name(part)}" for part in slope.groups())
    indexed = _INDEXED_NAME.fullmatch(name)
    if indexed:
        letter, above, below = indexed.groups()
        raised = f"{letter}{ABOVE}{above}{RAISED}"
        return f"{raised}{LOWERED}{below}{RAISED}" if below else raised
    subscripted = _SUBSCRIPTED_NAME.fullmatch(name)
    if subscripted:
        layered = _LAYERED_NAME.fullmatch(subscripted[2])
        below = f"{layered[1]}{COMMA}{layered[2]}" if layered else subscripted[2]
        return f"{subscripted[1]}{LOWERED}{below}{RAISED}"
    layered = _LAYERED_UNIT.fullmatch(name)
    return f"{layered[1]}{LOWERED}{layered[2]}{COMMA}{layered[3]}{RAISED}" if layered else name


def runs(text: str) -> list[tuple[str, int]]:
    """Return the parts of a marked text, and whether each is set below (−1) or above (1)."""
    parts: list[tuple[str, int]] = []
    end = 0
    for mark in _MARKED.finditer(text):
        parts.append((text[end : mark.start()], 0))
        parts.append((mark[2].replace(COMMA, ","), -1 if mark[1] == LOWERED else 1))
        end = mark.end()
    parts.append((text[end:], 0))
    return [(part, place) for part, place in parts if part]


def unmarked(text: str) -> str:
    """Return a marked text with its names as they are: "b_h1", "h1_2", "w^3_11"."""
    if LOWERED not in text and ABOVE not in text:
        return text
    return _LAYERED_MARK.sub("", text).translate(_UNMARKED)
