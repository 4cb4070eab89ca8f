"""Texts of lessons as they are shown: mathematics in italics, values as numbers, all escaped."""

from collections.abc import Mapping
from html import escape
from math import isfinite

from engine.lessons.texts import Text, runs_of
from engine.text import masked
from symbolic.formula.numbers import MINUS, format_number, separator

_NOTHING = "–"
_LEVELS = {1: "sup", -1: "sub"}


def shown_number(value: float, decimals: int) -> str:
    """Return a computed value as words have it: 1,000 with a comma, what is nearly 0 as 0."""
    if not isfinite(value):
        return _NOTHING
    value = 0.0 if abs(value) < 1e-9 else value
    if abs(value) >= 1000.0 and abs(value - round(value)) < 1e-6 and abs(value) < 1e12:
        return f"{value:,.0f}".replace("-", MINUS).replace(",", "," if separator() == "," else ".")
    return format_number(value, decimals)


def shown_label(value: float) -> str:
    """Return a computed value as a picture has it: it keeps its width while it is moved."""
    return format_number(value, 2, least=2)


def html_of(text: Text, values: Mapping[str, float]) -> str:
    """Return a text as HTML, in which nothing but its mathematics is marked up."""
    parts = []
    for run in runs_of(text, values, shown_number):
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
        for run in runs_of(text, values, shown_number)
    )
