"""What the window and the thread that explores say to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from app.models.training_messages import Failed, Waiting
from engine.arrays import FloatArray
from engine.network.parameters import Parameters
from engine.training import Preparing, TrainingPlan
from engine.training.exploration import Scores

Kind = Literal[
    "begin", "follow", "return", "play", "pause", "go", "epoch", "batch", "race", "forget", "quit"
]


@dataclass(frozen=True, eq=False)
class Command:
    """What the thread is asked to do.

    Attributes
    ----------
    kind : str
        Begin a run; let it go on under another plan; return to a run as it was left; play so many
        epochs a second; pause; go to an epoch; train on an epoch, or a batch; let other runs
        go along; forget all runs; end the thread.
    run : int
        Number of the run.
    plan : TrainingPlan or None
        Of a run that begins or is returned to.
    amount : float
        Epochs a second, or the epoch to go to.
    racers : mapping of int to TrainingPlan
        All runs that go along with this one from now on.
    """

    kind: Kind
    run: int = 0
    plan: TrainingPlan | None = None
    amount: float = 0.0
    racers: Mapping[int, TrainingPlan] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Ready:
    """How far the kernels are with being loaded or compiled; None once they are ready."""

    run: int
    preparing: Preparing | None


class Passed(NamedTuple):
    """The values after an epoch, and what the network makes of its rows with them."""

    updates: int
    values: FloatArray
    scores: Scores


@dataclass(frozen=True, eq=False)
class Place:
    """Where one of the runs is that go along, which is known by its plan; see `Frame`."""

    plan: TrainingPlan
    updates: int
    parameters: Parameters
    scores: Scores
    passed: tuple[Passed, ...]
    problem: str


@dataclass(frozen=True, eq=False)
class Frame:
    """Where a run is.

    Attributes
    ----------
    run : int
        Its number.
    updates, batches, reached : int
        Updates made, updates of an epoch, and epochs up to the furthest one.
    parameters : Parameters
        A copy of the present values, read-only.
    scores : Scores
        What the present network makes of the rows.
    passed : tuple of Passed
        The epochs that were reached since the frame before, in order.
    is_moving : bool
        Whether the run goes on by itself.
    problem : str
        Why it goes no further; empty otherwise.
    racers : tuple of Place
        Runs that go along.
    """

    run: int
    updates: int
    batches: int
    reached: int
    parameters: Parameters
    scores: Scores
    passed: tuple[Passed, ...]
    is_moving: bool
    problem: str
    racers: tuple[Place, ...]


Message: TypeAlias = Ready | Frame | Failed | Waiting
