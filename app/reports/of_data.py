"""What a run's rows add to its report: how they were read, and what needs no learning."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from msgspec.structs import replace

from engine.data.opening import dataset_of
from engine.data.reading import Reading
from engine.iteration.trace import Trace
from engine.training import Trainer, TrainingData
from engine.training.advice import advice_on_run, advice_on_trace


def with_advice(trainer: Trainer) -> TrainingData:
    """Return a run's rows, with why it cannot learn among the notes on them."""
    data = trainer.data
    return replace(data, notes=(*data.notes, *advice_on_run(trainer.plan, data)))


def note_lines(notes: Iterable[str]) -> Iterator[str]:
    """Yield what a person should know, a line each."""
    for note in notes:
        yield f"note: {note}"


class Notes(NamedTuple):
    """What a person should know of the rows, and what each column was read as.

    Attributes
    ----------
    notes : tuple of str
        A sentence each.
    reading : Reading or None
        How the file of a table of one's own was read.
    """

    notes: tuple[str, ...]
    reading: Reading | None


def notes_on(trace: Trace) -> Notes:
    """Return how the rows of an iteration were read, and why its network cannot learn."""
    scenario, advice = trace.scenario, tuple(advice_on_trace(trace))
    if scenario.dataset is None:
        return Notes(advice, None)
    dataset = dataset_of(scenario)
    return Notes((*dataset.notes, *advice), dataset.reading)


def notes_object(data: TrainingData | Notes) -> dict[str, Any]:
    """Return notes and reading for JSON; nothing where there are none."""
    notes = {"notes": list(data.notes)} if data.notes else {}
    return notes | ({"reading": data.reading.as_object()} if data.reading is not None else {})


def baseline_words(data: TrainingData) -> list[str]:
    """Say what always giving the same answer gets on the test rows."""
    if data.majority_baseline is not None:
        return [f'always answering "{data.majority_class}" {100 * data.majority_baseline:.2f} %']
    if data.mean_baseline is not None:
        return [f"always answering the mean {data.mean_baseline:z.6g}"]
    return []


def baseline_object(data: TrainingData) -> dict[str, Any]:
    """Return the same for JSON: the commonest class's share, or the error of the mean."""
    if data.majority_baseline is not None:
        return {
            "test_baseline_accuracy": data.majority_baseline,
            "test_baseline_class": data.majority_class,
        }
    return {} if data.mean_baseline is None else {"test_baseline_rmse": data.mean_baseline}


def error_words(name: str, error: float | None, data: TrainingData) -> list[str]:
    """Return an error with the column it is of, whose unit it has; nothing where there is none."""
    if error is None:
        return []
    column = f" ({data.source_rows.target})" if data.target_scale and data.source_rows else ""
    return [f"{name} {error:.6g}{column}"]
