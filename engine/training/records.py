"""What a training run reports, record by record."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.training.metrics import Scores


@dataclass(frozen=True, slots=True)
class Preparing:
    """The kernels are being loaded, or compiled where that was never done on this machine.

    Attributes
    ----------
    seconds : float
        For how long so far.
    done : float or None
        How much of the compiling is done, from 0 to 1; None where nothing is compiled.
    seconds_left : float or None
        How long it will take from here, where that can be estimated.
    """

    seconds: float
    done: float | None = None
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the present epoch is; sent many times a second.

    Attributes
    ----------
    epoch : int
        The present epoch, from 1.
    batch, batches : int
        Batches of the epoch done, and how many it has.
    loss, accuracy : float, float or None
        Running means over the epoch's batches so far; no accuracy where there are no classes.
    recent_loss, recent_accuracy : float, float or None
        The same over the batches since the report before.
    """

    epoch: int
    batch: int
    batches: int
    loss: float
    accuracy: float | None
    recent_loss: float
    recent_accuracy: float | None


@dataclass(frozen=True, slots=True, eq=False)
class EpochMetrics:
    """An epoch that is done.

    Attributes
    ----------
    epoch : int
        From 1.
    train_loss, train_accuracy : float, float or None
        Running means over the epoch's batches, each taken before its update.
    validation_loss, validation_accuracy : float or None
        Of the held-out rows after the epoch; None where none are held out.
    seconds : float
        The epoch's time without pauses, training and evaluation.
    samples_per_second : float
        Of training alone.
    confusion : ndarray of shape (classes, classes) or None
        Of the held-out rows: [t, p] counts the rows of class t taken for class p.
    learning_rate : float
        Of the epoch's last update.
    scores : Scores or None
        Of the held-out rows; None without classes.
    validation_rmse : float or None
        Of the held-out rows, where numbers are to be met, in their own unit.
    """

    epoch: int
    train_loss: float
    train_accuracy: float | None
    validation_loss: float | None
    validation_accuracy: float | None
    seconds: float
    samples_per_second: float
    confusion: NDArray[np.int64] | None = None
    learning_rate: float = 0.0
    scores: Scores | None = None
    validation_rmse: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Final:
    """The end of a run that went through.

    Attributes
    ----------
    test_loss, test_accuracy : float or None
        Of the test rows, evaluated this once; None without test rows.
    test_accuracy_without_unknowns : float or None
        Census: of the test rows in which no attribute is unknown, as published tables count.
    seconds : float
        The run's time without pauses and loading.
    samples_per_second : float
        Of training alone, over all epochs.
    parameters : int
        How many numbers were trained.
    confusion : ndarray of shape (classes, classes) or None
        Of the test rows.
    scores : Scores or None
        Of the test rows; None without classes.
    test_rmse : float or None
        Of the test rows, where numbers are to be met, in their own unit.
    epochs : int
        How many were trained.
    best_epoch : int or None
        With early stopping: the epoch whose parameters the run ends with.
    """

    test_loss: float | None
    test_accuracy: float | None
    test_accuracy_without_unknowns: float | None
    seconds: float
    samples_per_second: float
    parameters: int
    confusion: NDArray[np.int64] | None = None
    scores: Scores | None = None
    test_rmse: float | None = None
    epochs: int = 0
    best_epoch: int | None = None


@dataclass(frozen=True, slots=True)
class Diverged:
    """The end of a run whose loss or parameters are no longer finite.

    Attributes
    ----------
    epoch : int
        The epoch in which it happened, from 1.
    sentence : str
        What happened and what to try.
    best_epoch : int or None
        With early stopping, once an epoch was done: the one whose parameters the run ends with.
    """

    epoch: int
    sentence: str
    best_epoch: int | None = None


Record: TypeAlias = Preparing | Progress | EpochMetrics | Final | Diverged
