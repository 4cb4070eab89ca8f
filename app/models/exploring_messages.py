"""What the window and the thread that explores say to each other."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.models.training_messages import Failed, Waiting
from engine.network.parameters import Parameters
from engine.training import Preparing, TrainingPlan
from engine.training.exploration import Scores

Kind = Literal["begin", "follow", "return", "play", "pause", "go", "epoch", "batch", "race", "quit"]


@dataclass(frozen=True, eq=False)
class Command:
    """What the thread is asked to do.

    Attributes
    ----------
    kind : str
        Begin a run; let it go on under another plan; return to a run as it was left; play so many
        epochs a second; pause; go to an epoch; train on an epoch, or a batch; let another
        optimiser race, or race no more where there is no plan; end the thread.
    run : int
        Number of the run.
    plan : TrainingPlan or None
        Of a run that begins or is returned to, or that races.
    amount : float
        Epochs a second, or the epoch to go to.
    name : str
        The optimiser that races.
    """

    kind: Kind
    run: int = 0
    plan: TrainingPlan | None = None
    amount: float = 0.0
    name: str = ""


@dataclass(frozen=True, eq=False)
class Ready:
    """How far the kernels are with being loaded or compiled; None once they are ready."""

    run: int
    preparing: Preparing | None


@dataclass(frozen=True, eq=False)
class Rival:
    """Where a run by another optimiser is, as `Frame` has it."""

    optimiser: str
    parameters: Parameters
    scores: Scores
    passed: tuple[Scores, ...]
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
    passed : tuple of Scores
        Of the epochs that were reached since the frame before, in order.
    is_moving : bool
        Whether the run goes on by itself.
    problem : str
        Why it goes no further; empty otherwise.
    rivals : tuple of Rival
        Runs by other optimisers.
    """

    run: int
    updates: int
    batches: int
    reached: int
    parameters: Parameters
    scores: Scores
    passed: tuple[Scores, ...]
    is_moving: bool
    problem: str
    rivals: tuple[Rival, ...]


Message: TypeAlias = Ready | Frame | Failed | Waiting
