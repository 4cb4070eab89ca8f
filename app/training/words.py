"""Numbers as a person reads them, and the published results that runs are held against."""

import math
from dataclasses import dataclass

from app.models.training_messages import DataFacts
from app.theme import Appearance
from engine.arrays import FloatArray
from engine.data.names import shortened
from engine.network.scenario import Scenario

NO_BREAK = "\u00a0"
_LONGEST_UNIT = 18
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


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
    mantissa, exponent = f"{value:z.3e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(_SUPERSCRIPT)}"


def short(value: float) -> str:
    """Return a number with its three leading digits."""
    mantissa, _, exponent = f"{value:z.3g}".partition("e")
    return f"{mantissa}·10{str(int(exponent)).translate(_SUPERSCRIPT)}" if exponent else mantissa


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


def answer_words(name: str, outputs: FloatArray, predicted: int) -> str:
    """Return the class that outputs name, and what share of the certainty it has."""
    if len(outputs) > 1:
        return f"{name} ({float(outputs[predicted]):.2f})"
    # A single output tells the second of two classes.
    share = float(outputs[0])
    return f"{name} ({share if predicted else 1.0 - share:.2f})"


def baseline_note(facts: DataFacts) -> str:
    """Return what needs no learning in two words; empty where there are no test rows."""
    if facts.majority_baseline is not None:
        return f"baseline {percent(facts.majority_baseline)}"
    return "" if facts.mean_baseline is None else f"baseline {measure(facts.mean_baseline)}"


def baseline_sentence(facts: DataFacts) -> str:
    """Say what the baseline of the test rows is; empty where there are none."""
    if facts.majority_baseline is not None:
        return (
            f"Always answering “{facts.majority_class}”, the most frequent class, gets "
            f"{percent(facts.majority_baseline)}."
        )
    if facts.mean_baseline is not None:
        return f"Always answering the mean errs by {measure(facts.mean_baseline)}."
    return ""


def unit_note(facts: DataFacts | None) -> str:
    """Name the column in whose unit an error is, cut to what a tile has room for."""
    if facts is None or not facts.target:
        return "root mean square"
    return shortened(facts.target, _LONGEST_UNIT)


def error_sentence(facts: DataFacts) -> str:
    """Say what an error of numbers to be met is, and in which column's unit."""
    of = f" of {facts.target}, in its unit" if facts.target else ""
    return f"Root mean squared error{of}."


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


def gentle(appearance: Appearance, size: float) -> int:
    """Return a length in pixels that grows by 40 % where text grows by 100 %."""
    return round(size * (1 + (appearance.scale - 1) * 0.4))


def sizes(scenario: Scenario) -> str:
    """Return the units per layer, such as "784-16-16-10"."""
    return "-".join(str(size) for size in scenario.sizes)


@dataclass(frozen=True)
class Reference:
    """A published result, as a line in a plot.

    Attributes
    ----------
    accuracy : float
        On the test rows.
    name, source : str
        What reached it, and where that is published.
    """

    accuracy: float
    name: str
    source: str


_REFERENCES = {
    "mnist": (
        Reference(0.880, "linear classifier", "LeCun"),
        Reference(0.953, "784-300-10", "LeCun"),
    ),
    "census": (Reference(0.8446, "C4.5", "UCI"),),
}
# What is nearest to a scenario in size and means: more lines would hide the curves.
_NEIGHBOURS = {
    "mnist-30": (
        Reference(0.9542, "784-30-10", "Nielsen, ch. 1"),
        Reference(0.9804, "784-100-10, L2", "Nielsen, ch. 3"),
    ),
    "mnist-800": (
        Reference(0.984, "784-800-10", "LeCun"),
        Reference(0.9847, "784-500-300-10, weight decay", "LeCun"),
    ),
    "mnist-best": (
        Reference(0.989, "784-800-10, affine distortions", "LeCun"),
        Reference(0.993, "784-800-10, elastic distortions", "LeCun"),
    ),
    "census-best": (
        Reference(0.8590, "NBTree", "UCI"),
        Reference(0.8595, "FSS naive Bayes", "UCI"),
    ),
}


def references(scenario: Scenario) -> tuple[Reference, ...]:
    """Return the published results for a scenario's data."""
    known = _REFERENCES.get(str(scenario.dataset), ())
    return _NEIGHBOURS.get(scenario.id, known) if known else ()
