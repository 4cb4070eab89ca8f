"""Names in any script, so that two of them never look alike and a line keeps its order."""

import re
import unicodedata
from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF

# Letters from right to left, and what joins two of their words.
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
_RUN = re.compile(f"[{_RIGHT_TO_LEFT}](?:[ '’-]*[{_RIGHT_TO_LEFT}]+)*")
ISOLATES = "\u2068\u2069"
# What shows nothing by itself.
_SILENT = ("Cf", "Zs")


def legible(text: str) -> str:
    """Return a text as it can be drawn in a line of the window.

    Characters that no font of the system has are written as their code points, such as U+5E74,
    and not as boxes that all look alike. Words from right to left are isolated, so that numbers
    and signs beside them keep their places.
    """
    return text if text.isascii() else _legible(text)


@lru_cache(maxsize=4096)
def _legible(text: str) -> str:
    return _RUN.sub(lambda run: run[0].join(ISOLATES), _with_code_points(text))


def _with_code_points(text: str) -> str:
    """Return a text with the code points of what no font of the system has."""
    if text.isascii():
        return text
    shown = ""
    for letter in text:
        if _is_drawn(letter):
            shown += letter
        else:
            shown += f"{' ' if shown.endswith(_HEX) else ''}U+{ord(letter):04X}"
    return shown


@lru_cache(maxsize=4096)
def _is_drawn(letter: str) -> bool:
    silent = unicodedata.category(letter) in _SILENT
    return silent or QFontMetricsF(QFont()).inFontUcs4(ord(letter))


_HEX = tuple("0123456789ABCDEF")
