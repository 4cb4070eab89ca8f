"""What results are held against: published ones, and what needs no learning."""

from dataclasses import dataclass

from app.models.training_messages import DataFacts
from app.training.number_texts import measure, percent
from engine.data.names import shortened
from engine.network.scenario import Scenario

_LONGEST_UNIT = 18


def baseline_note(facts: DataFacts) -> str:
    """Return what needs no learning in two words; empty where there are no test rows."""
    if facts.majority_baseline is not None:
        return f"baseline {percent(facts.majority_baseline)}"
    return "" if facts.mean_baseline is None else f"baseline {measure(facts.mean_baseline)}"


def baseline_sentence(facts: DataFacts) -> str:
    """Return what the baseline of the test rows is; empty where there are none."""
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
    """Return what an error of numbers to be met is, and in which column's unit."""
    of = f" of {facts.target}, in its unit" if facts.target else ""
    return f"Root mean squared error{of}."


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
