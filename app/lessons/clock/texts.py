"""What a race says: times with their unit, the ratio, and how far apart both results are."""

from math import isnan

from app.text.lesson_words import shown_number
from engine.lessons.pictures.clock import Clock
from symbolic.formula.numbers import format_number

_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def time_text(seconds: float) -> str:
    """Return a time with three digits; empty where there is none."""
    if isnan(seconds):
        return ""
    size, unit = next((pair for pair in _UNITS if seconds >= pair[0]), _UNITS[-1])
    shown = seconds / size
    return f"{shown_number(shown, 0 if shown >= 100 else 1 if shown >= 10 else 2)} {unit}"


def ratio_text(clock: Clock) -> str:
    """Return how many times as fast the second one is; empty before that is known."""
    if isnan(clock.ratio):
        return ""
    return f"{_rounded(clock.ratio)} times as fast, here and now"


def difference_text(clock: Clock) -> str:
    """Return how far apart both results are at most; empty before that is known."""
    difference = clock.progress.difference
    if isnan(difference):
        return ""
    return f"largest difference of both results: {format_number(difference, 1)}"


def reported_text(clock: Clock) -> str:
    """Return what someone else measured; empty where nobody did."""
    if not clock.keys["reported"]:
        return ""
    slow, fast = clock.keys["reported"]
    who = "".join(clock.keys["reporter"]) or "reported"
    return f"{who}: {time_text(slow)} against {time_text(fast)}"


def _rounded(ratio: float) -> str:
    """Return a ratio with about three digits: it is no more certain than that."""
    digits = max(0, len(str(int(ratio))) - 3)
    return shown_number(float(round(ratio, -digits)), 1 if ratio < 100 else 0)
