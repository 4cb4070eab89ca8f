"""Texts of lessons as they are shown: mathematics in italics, values as numbers, all escaped."""

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from math import isfinite

from engine.lessons.answers import read_number
from engine.lessons.kinds import Coming
from engine.lessons.texts import Run, Text, runs_of
from engine.text import masked
from symbolic.formula.numbers import MINUS, format_number, localised, number_format

_NO_BREAK, _JOINED = "\u00a0", "\u2060"
"""A space at which no line ends, and what is not seen and lets none end where it stands."""

_HELD = re.compile(r" (?=[%×])|(?<=×) ")
"""Spaces that belong to a number: 5 %, 3 × 2."""

_BEFORE_SIGN = re.compile(r"\u00a0(?=(?:[=+−·×≤≥≠≈→←±∗]|&lt;|&gt;)\u00a0)")

_INDEXED = re.compile(r"\b([A-Za-z])(\d{1,2})\b")
_INDICES = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

_NOTHING, _COMING = "–", "…"
_LEVELS = {1: "sup", -1: "sub"}
# A computed number of what is counted may be one.
_COUNTED = re.compile(r"^ (step|epoch|time)s\b")
# The long words of lessons, in the parts that they may be broken into.
_LONG = re.compile(
    r"\b(back|represen|multipli|regulari)(propagat\w+|tations?|cations?|sation)\b", re.IGNORECASE
)


def shown_number(value: float, decimals: int) -> str:
    """Return a computed value as words have it: 1,000 with a comma, what is nearly 0 as 0."""
    if not isfinite(value):
        return _NOTHING
    value = 0.0 if abs(value) < 1e-9 else value
    is_whole = abs(value - round(value)) < 1e-6
    if 1000.0 <= abs(value) < (1e12 if is_whole else 1e6):
        return _in_thousands(value, 0 if is_whole else decimals)
    if 10.0 ** (2 - decimals) <= abs(value) < 0.01:
        # With so many decimals there are digits enough without a power of ten.
        return localised(f"{value:.{decimals}f}")
    return format_number(value, decimals)


def shown_cell(value: float, decimals: int) -> str:
    """Return a value as the cells of a table have it: a small one as those beside it are."""
    if 10.0 ** -(decimals + 1) <= abs(value) < 0.01:
        text = f"{value:.{decimals + 1}f}"
        # As 0.010 beside it: what was rounded shows to which place.
        return localised(text.rstrip("0") if float(text) == value else text)
    return shown_number(value, decimals)


def typed_number(text: str) -> float:
    """Return a number that was typed in the way in which they are shown.

    Raises
    ------
    UserError
        It is none: a sentence that says what was expected.
    """
    return read_number(text, comma=number_format().comma)[0]


def _in_thousands(value: float, decimals: int) -> str:
    """Return a large number with a sign between its thousands."""
    whole, _, places = f"{value:,.{decimals}f}".replace("-", MINUS).partition(".")
    places = places.rstrip("0")
    point, comma = (",", ".") if number_format().comma else (".", ",")
    return whole.replace(",", comma) + (f"{point}{places}" if places else "")


def shown_label(value: float) -> str:
    """Return a computed value as a picture has it: it keeps its width while it is moved."""
    if 0.001 <= abs(value) < 0.01:
        return localised(f"{value:.4f}")
    return format_number(value, 2, least=2)


def _shown(values: Mapping[str, float]) -> Callable[[float, int], str]:
    """Return what writes values, of which some may still be computed."""
    if not isinstance(values, Coming) or values.are_there:
        return shown_number
    return lambda value, decimals: shown_number(value, decimals) if isfinite(value) else _COMING


def _runs(text: Text, values: Mapping[str, float]) -> Iterator[Run]:
    """Yield a text's pieces with its values; what is counted is one step, not one steps."""
    before = ""
    for run in runs_of(text, values, _shown(values)):
        words = _COUNTED.sub(r" \1", run.text) if before == "1" else run.text
        before = words
        yield Run(words, run.italic, run.level)


def html_of(text: Text, values: Mapping[str, float]) -> str:
    """Return a text as HTML, in which nothing but its mathematics is marked up."""
    parts = []
    for run in _runs(text, values):
        shown = _HELD.sub(_NO_BREAK, escape(masked(run.text)))
        # Where there is little room a long word has a place to be broken.
        shown = _LONG.sub("\\1\u00ad\\2", shown)
        # A quotient is read as one: no line ends in it.
        shown = shown.replace("/", f"/{_JOINED}")
        shown = f"<i>{shown}</i>" if run.italic else shown
        tag = _LEVELS.get(max(-1, min(1, run.level)))
        parts.append(f"<{tag}>{shown}</{tag}>" if tag else shown)
    return "".join(parts)


def loosened(shown: str) -> str:
    """Return the HTML of a text whose formulas may be broken before their signs."""
    return _BEFORE_SIGN.sub(" ", shown)


def plain_of(text: Text, values: Mapping[str, float]) -> str:
    """Return a text as plain words, for screen readers."""
    marks = {1: "^", -1: "_"}
    return "".join(
        marks.get(max(-1, min(1, run.level)), "") + masked(run.text) for run in _runs(text, values)
    )


def indexed(text: str) -> str:
    """Return names of variables with the digits behind them as indices, as words have them."""
    return _INDEXED.sub(lambda found: found[1] + found[2].translate(_INDICES), text)


def named_value(name: str) -> str:
    """Return what people call a number of a network that files call by a name."""
    return "learning rate" if name == "rate" else name.replace("target_", "target ")
