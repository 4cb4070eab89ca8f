"""The sentence for a run that learns nothing: what is seen, and what to try."""

import math
from collections.abc import Sequence

import numpy as np

from app.models.training_run import TrainingRun
from app.text.counting import counted

FAR_ABOVE = 1_000
"""From so many times the starting loss on a run is said to have gone astray."""

AS_GUESSED = 1.25
"""Up to so many times the share of one class among all an accuracy is that of guessing."""

MANY = 100
"""After an epoch of so many updates a network has learnt something, if it learns at all."""

VERY_MANY = 1_000
"""The same over all epochs, where each has few updates: a slow start is no failure."""


def warning_of(run: TrainingRun, classes: Sequence[str], advice: Sequence[str] = ()) -> str:
    """Say that a run learns nothing, and what to try; empty if it may.

    Parameters
    ----------
    run : TrainingRun
        The run so far.
    classes : sequence of str
        What there is to show apart; empty where there are no classes.
    advice : sequence of str
        Why the network cannot learn, as its rows and its first update show.
    """
    if advice:
        return " ".join(advice)
    # Guessing evenly between the classes costs log(classes): about where every run begins.
    start = math.log(len(classes)) if len(classes) > 1 else run.first_loss
    if start is not None and run.latest_loss > FAR_ABOVE * start > 0.0:
        return (
            f"The loss is more than {FAR_ABOVE:,} times the starting loss: the steps are too "
            f"large. Try a learning rate ten times smaller."
        )
    if len(classes) < 2 or not _had_its_chance(run):
        return ""
    return _as_guessed(run, len(classes)) or _one_answer(run, classes)


def _had_its_chance(run: TrainingRun) -> bool:
    if run.metrics is None or run.progress is None:
        return False
    batches = run.progress.batches
    return batches >= MANY or batches * run.metrics.epoch >= VERY_MANY


def _as_guessed(run: TrainingRun, classes: int) -> str:
    metrics = run.metrics
    if metrics is None or metrics.train_accuracy is None:
        return ""
    far = metrics.train_loss >= math.log(classes)
    if not far or metrics.train_accuracy >= AS_GUESSED / classes:
        return ""
    return (
        f"After {counted(metrics.epoch, 'epoch')} the network is no better than guessing. "
        "Try a smaller learning rate or another seed."
    )


def _one_answer(run: TrainingRun, classes: Sequence[str]) -> str:
    """Find a network that has learnt no more than which class is the most frequent."""
    metrics = run.metrics
    if metrics is None or metrics.confusion is None:
        return ""
    named = np.flatnonzero(metrics.confusion.sum(axis=0))
    there = np.flatnonzero(metrics.confusion.sum(axis=1))
    if len(named) != 1 or len(there) < 2:
        return ""
    return (
        f"After {counted(metrics.epoch, 'epoch')} the network answers “{classes[named[0]]}” to "
        "every held-out row, whatever the inputs. Try more epochs, another learning rate or "
        "another seed."
    )
