"""What the command line writes to: any encoding, any terminal, a reader that may go away."""

import codecs
import contextlib
import io
import math
import os
import sys
from collections.abc import Iterable
from typing import IO, Any

from engine.text import visible

# How signs are written where an encoding has none of them.
_ASCII_TEXTS = {
    "·": "*",
    "×": "x",
    "−": "-",
    "–": "-",
    "±": "+/-",
    "≈": "~",
    "≤": "<=",
    "≥": ">=",
    "→": "->",
    "←": "<-",
    "∂": "d",
    "√": "sqrt",
    "∞": "inf",
    "Σ": "sum",
    "✓": "ok",
    "✗": "x",
    "…": "...",
    "½": "1/2",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
}
# What may stand in a line of ours: tables and help texts have their own ends of lines.
_LAYOUT = "\n\t"
_RAISED = {"⁻": "-", "⁺": "+", "⁽": "(", "⁾": ")"}
_HANDLER = "chainrule-spelt"
# Whether any number may be −0.0; it may be a name, too, or the beginning of another number.
_NEGATIVE_ZERO = r"-0\.0(?![0-9e])"


def prepare_output() -> None:
    """Let signs that the output's encoding lacks be written out, and never be an error."""
    codecs.register_error(_HANDLER, _in_ascii)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text, raised = "", False
    for letter in error.object[error.start : error.end]:
        written, is_raised = as_ascii(letter)
        text += "^" * (is_raised and not raised) + written
        raised = is_raised
    return text, error.end


def as_ascii(letter: str) -> tuple[str, bool]:
    """Return a letter in ASCII, and whether it is to be read as a power."""
    # Only an output that knows few letters needs it.
    import unicodedata

    if letter in _ASCII_TEXTS:
        return _ASCII_TEXTS[letter], False
    if letter in _RAISED:
        return _RAISED[letter], True
    name = unicodedata.name(letter, "")
    if name.startswith("SUPERSCRIPT"):
        return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode(), True
    if name.startswith("GREEK"):
        word = name.partition(" LETTER ")[2].partition(" ")[0].replace("LAMDA", "LAMBDA")
        return (word.capitalize() if "CAPITAL" in name else word.lower()) or "?", False
    plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return plain or "?", False


def write(lines: Iterable[str]) -> None:
    """Write lines to the output, where there is one; a terminal obeys nothing in them."""
    if sys.stdout is not None:
        for line in lines:
            sys.stdout.write(f"{visible(line, keep=_LAYOUT)}\n")


def complain(message: str) -> bool:
    """Write a message where errors go; whether there is such a place.

    Where nothing can be written, the exit status alone has to say what there is to say.
    """
    if sys.stderr is None:
        return False
    try:
        sys.stderr.write(f"{visible(message, keep=_LAYOUT)}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        _give_up(sys.stderr)
    return True


def flush() -> None:
    """Send what was written on its way, so that a failure is reported while it can be."""
    if sys.stdout is not None:
        sys.stdout.flush()


def give_up_output() -> None:
    """Write to nowhere from here on, so that nothing fails once more at exit."""
    _give_up(sys.stdout)


def _give_up(stream: IO[str] | None) -> None:
    with contextlib.suppress(AttributeError, OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]


class Lines:
    """Lines that are read while work goes on, each sent on its way at once.

    Parameters
    ----------
    needed : bool
        Whether the work is done for these lines alone, so that it ends with their last reader.
    """

    def __init__(self, needed: bool) -> None:
        self._needed = needed

    def write(self, lines: Iterable[str]) -> None:
        """Write lines.

        Raises
        ------
        BrokenPipeError
            Nobody reads them any more, and they are needed.
        """
        try:
            write(lines)
            flush()
        except BrokenPipeError:
            if self._needed:
                raise
            give_up_output()


def to_json(value: Any) -> str:
    """Return JSON that the output's encoding can hold, with null for what is no finite number.

    A zero is written without a sign.
    """
    import json
    import re

    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    is_ascii = encoding.lower().replace("-", "") != "utf8"
    try:
        text = json.dumps(value, ensure_ascii=is_ascii, allow_nan=False)
    except ValueError:
        text = ""
    if not text or re.search(_NEGATIVE_ZERO, text):
        text = json.dumps(_plain(value), ensure_ascii=is_ascii, allow_nan=False)
    # Beyond ASCII there are signs that a terminal obeys; JSON has its own way to write them.
    return text if visible(text) == text else json.dumps(json.loads(text))


def _plain(value: Any) -> Any:
    """Return a value with null for what is no finite number, and 0 for a zero with a sign."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if not isinstance(value, float):
        return value
    return value + 0.0 if math.isfinite(value) else None
