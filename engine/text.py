"""Text that a stranger wrote, so that no terminal and no layout obeys what stands in it."""

import re
from collections.abc import Sequence

# Control characters, marks of direction, invisible and half characters, ends of lines.
_OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_LONG_WORD = re.compile(r"\S{60,}")
_PART = 30
_BREAK = "\u200b"
_NAMES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_MOST_LISTED = 12


def visible(text: str, keep: str = "") -> str:
    r"""Return a text in which what would be obeyed is written as an escape, such as ``\x1b``.

    Parameters
    ----------
    text : str
        Anything.
    keep : str
        Characters to leave, such as a line's end.
    """
    return _OBEYED.sub(lambda match: match[0] if match[0] in keep else _escape(match[0]), text)


def masked(text: str) -> str:
    """Return a text in which a sign stands for each character that would be obeyed."""
    return _OBEYED.sub("\ufffd", text)


def printable(text: str) -> str:
    r"""Return a text in which what no font has is written as a code, such as ``\ud7ff``."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def breakable(text: str) -> str:
    """Return a text that can be wrapped: endless words get places where a line may end."""
    return _LONG_WORD.sub(_with_breaks, text)


def listed(names: Sequence[str]) -> str:
    """Return names one after the other, the last ones counted where there are many."""
    more = len(names) - _MOST_LISTED
    return ", ".join(names[:_MOST_LISTED]) + (f" and {more:,} more" if more > 0 else "")


def as_written(value: float) -> str:
    """Return a number that was found so that it is not another one: 0.9999999 stays what it is."""
    short = f"{value:zg}"
    return short if float(short) == value else repr(float(value))


def _with_breaks(match: re.Match[str]) -> str:
    word = match[0]
    return _BREAK.join(word[at : at + _PART] for at in range(0, len(word), _PART))


def _escape(letter: str) -> str:
    number = ord(letter)
    if letter in _NAMES:
        return _NAMES[letter]
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
