"""Texts of lessons as they are shown: mathematics in italics, values as numbers, all escaped."""

from collections.abc import Callable, Mapping
from html import escape
from math import isfinite

from engine.lessons.kinds import Coming
from engine.lessons.texts import Text, runs_of
from engine.text import masked
from symbolic.formula.numbers import MINUS, format_number, localised, separator

_NOTHING, _COMING = "–", "…"
_LEVELS = {1: "sup", -1: "sub"}


def shown_number(value: float, decimals: int) -> str:
    """Return a computed value as words have it: 1,000 with a comma, what is nearly 0 as 0."""
    if not isfinite(value):
        return _NOTHING
    value = 0.0 if abs(value) < 1e-9 else value
    if abs(value) >= 1000.0 and abs(value - round(value)) < 1e-6 and abs(value) < 1e12:
        return f"{value:,.0f}".replace("-", MINUS).replace(",", "," if separator() == "," else ".")
    if 10.0 ** (2 - decimals) <= abs(value) < 0.01:
        # With so many decimals there are digits enough without a power of ten.
        return localised(f"{value:.{decimals}f}")
    return format_number(value, decimals)


def shown_label(value: float) -> str:
    """Return a computed value as a picture has it: it keeps its width while it is moved."""
    return format_number(value, 2, least=2)


def _shown(values: Mapping[str, float]) -> Callable[[float, int], str]:
    """Return what writes values, of which some may still be computed."""
    if not isinstance(values, Coming) or values.are_there:
        return shown_number
    return lambda value, decimals: shown_number(value, decimals) if isfinite(value) else _COMING


def html_of(text: Text, values: Mapping[str, float]) -> str:
    """Return a text as HTML, in which nothing but its mathematics is marked up."""
    parts = []
    for run in runs_of(text, values, _shown(values)):
        shown = escape(masked(run.text))
        shown = f"<i>{shown}</i>" if run.italic else shown
        tag = _LEVELS.get(max(-1, min(1, run.level)))
        parts.append(f"<{tag}>{shown}</{tag}>" if tag else shown)
    return "".join(parts)


def plain_of(text: Text, values: Mapping[str, float]) -> str:
    """Return a text as plain words, for screen readers."""
    marks = {1: "^", -1: "_"}
    return "".join(
        marks.get(max(-1, min(1, run.level)), "") + masked(run.text)
        for run in runs_of(text, values, _shown(values))
    )


def named_value(name: str) -> str:
    """Return what people call a number of a network that files call by a name."""
    return "learning rate" if name == "rate" else name.replace("target_", "target ")
