"""What the window and the thread that trains say to each other."""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.data.normalisation import TargetScale
from engine.data.source_rows import RowWords
from engine.training import Final, FoldDone, Record, Summary, TrainingPlan

Kind = Literal["prepare", "distort", "start", "pause", "resume", "stop", "test", "rows", "quit"]
Report: TypeAlias = Record | FoldDone | Summary


@dataclass(frozen=True, eq=False)
class Command:
    """What the worker is asked to do; ``run`` numbers the run, ``cell`` is which rows to watch."""

    kind: Kind
    run: int = 0
    plan: TrainingPlan | None = None
    cell: "Cell | None" = None


@dataclass(frozen=True)
class Cell:
    """Rows of one class that the network takes for one class.

    Attributes
    ----------
    true, predicted : int
        Class indices.
    tested : bool
        Whether the test rows are meant, not those held out.
    """

    true: int
    predicted: int
    tested: bool


@dataclass(frozen=True, eq=False)
class Samples:
    """Rows whose outputs are watched during the run.

    Attributes
    ----------
    indices : ndarray of shape (n,)
        Their numbers in the scenario's rows, from 0.
    held_out : bool
        Whether they are held-out rows.
    x, y_true : ndarray of shape (n, inputs) and (n, outputs)
        Inputs as the network takes them, and targets.
    labels : ndarray of shape (n,) or None
        Class indices.
    words : RowWords or None
        The same rows as a table's file has them.
    cell : Cell or None
        What the rows have in common, where they were asked for.
    total : int
        How many such rows there are; the samples are the first of them.
    """

    indices: NDArray[np.integer[Any]]
    held_out: bool
    x: FloatArray
    y_true: FloatArray
    labels: NDArray[np.integer[Any]] | None
    words: RowWords | None = None
    cell: Cell | None = None
    total: int = 0

    def row(self, sample: int | None) -> int | None:
        """Return the number of a row to step through: one trained on or held out, no test row."""
        tested = self.cell is not None and self.cell.tested
        if sample is None or tested or sample >= len(self.indices):
            return None
        return int(self.indices[sample])


@dataclass(frozen=True, eq=False)
class DataFacts:
    """What is known about the rows once they are loaded.

    The last six are as ``TrainingData`` has them; ``target`` is the name of the column to predict,
    empty where there is none.
    """

    train_rows: int
    held_out_rows: int
    test_rows: int
    classes: tuple[str, ...]
    image_shape: tuple[int, int] | None
    majority_baseline: float | None
    majority_class: str = ""
    mean_baseline: float | None = None
    target: str = ""
    target_scale: TargetScale | None = None
    notes: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    threshold: float = 0.5


@dataclass(frozen=True, eq=False)
class Prepared:
    """The rows are loaded; ``outputs``, shape (n, outputs), are those of the starting values."""

    run: int
    facts: DataFacts
    samples: Samples
    outputs: FloatArray


@dataclass(frozen=True, eq=False)
class Update:
    """What happened since the update before.

    Attributes
    ----------
    run : int
        The run it belongs to.
    records : tuple of Record, FoldDone or Summary
        In order.
    outputs : ndarray of shape (n, outputs)
        Present outputs for the samples.
    parameters : ndarray of shape (size,) or None
        A copy of the present values.
    seconds : float
        How long the run has worked.
    """

    run: int
    records: tuple[Report, ...]
    outputs: FloatArray
    parameters: FloatArray | None
    seconds: float


@dataclass(frozen=True, eq=False)
class Distorted:
    """Images as they are, and below each as training may see it; all (n, inputs), 0 to 1.

    Attributes
    ----------
    run : int
        The run they belong to.
    shape : (int, int)
        Height and width of an image.
    x : ndarray of shape (n, inputs)
        As they are.
    seen : tuple of ndarray of shape (n, inputs)
        The same, distorted in different ways.
    """

    run: int
    shape: tuple[int, int]
    x: FloatArray
    seen: tuple[FloatArray, ...]


@dataclass(frozen=True, eq=False)
class Tested:
    """What the test rows say to a run that was stopped; ``scores`` has no best epoch."""

    run: int
    scores: Final


@dataclass(frozen=True)
class Failed:
    """The run cannot be done; a sentence says why."""

    run: int
    sentence: str


@dataclass(frozen=True)
class Waiting:
    """The worker waits for its next command after this many."""

    handled: int


Message: TypeAlias = Prepared | Distorted | Update | Tested | Failed | Waiting
