"""Numbers as a person reads them."""

import math

from app.text.numbers import with_power
from engine.arrays import FloatArray
from engine.network.scenario import Scenario

NO_BREAK = "\u00a0"


def percent(share: float | None) -> str:
    """Return a share as a percentage with one decimal, or a dash."""
    return "–" if share is None else f"{100 * share:.1f}{NO_BREAK}%"


def number(value: float | None) -> str:
    """Return a number with four decimals, or with a power of ten where these would not do."""
    if value is None:
        return "–"
    if not math.isfinite(value):
        return "not finite"
    if value == 0 or 0.01 <= abs(value) < 1e5:
        return f"{value:z.4f}"
    return with_power(f"{value:z.3e}")


def short(value: float) -> str:
    """Return a number with its three leading digits."""
    return with_power(f"{value:z.3g}")


def measure(value: float | None) -> str:
    """Return a number in a unit of its own, such as an error in dollars."""
    if value is not None and math.isfinite(value) and 1e3 <= abs(value) < 1e9:
        return f"{value:,.0f}"
    return "–" if value is None else short(value)


def measured(value: float, deviation: float) -> str:
    """Return an answer in a unit of its own, as exactly as numbers that vary so much need it."""
    if not math.isfinite(value):
        return "not finite"
    decimals = 3 - math.ceil(math.log10(deviation))
    if abs(value) >= 1e12 or decimals > 6:
        return f"{value:z.5g}"
    return f"{value:z.{max(0, decimals)}f}"


def answer_text(name: str, outputs: FloatArray, predicted: int, threshold: float = 0.5) -> str:
    """Return the class that outputs name, and what share of the certainty it has.

    Of a single output that is no share, as its threshold is not a half, it is the output itself.
    """
    if len(outputs) > 1:
        return f"{name} ({float(outputs[predicted]):.2f})"
    # A single output stands for the second of two classes.
    share = float(outputs[0])
    if threshold != 0.5:
        return f"{name} ({share:z.2f})".replace("-", "−")
    return f"{name} ({share if predicted else 1.0 - share:.2f})"


def duration(seconds: float | None) -> str:
    """Return a time in its two largest units."""
    if seconds is None:
        return "–"
    if seconds < 0.95:
        return f"{max(1, round(1000 * seconds))}{NO_BREAK}ms"
    if seconds < 10:
        return f"{seconds:.1f}{NO_BREAK}s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}{NO_BREAK}s"
    if whole < 3600:
        return f"{whole // 60}{NO_BREAK}min {whole % 60}{NO_BREAK}s"
    return f"{whole // 3600:,}{NO_BREAK}h {whole % 3600 // 60}{NO_BREAK}min"


def sizes(scenario: Scenario) -> str:
    """Return the units per layer, such as "784-16-16-10"."""
    return "-".join(str(size) for size in scenario.sizes)
