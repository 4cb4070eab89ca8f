"""A run that learns nothing says so, and the rows that are shown are of every class."""

from dataclasses import replace

import numpy as np
import pytest

from app.models.training_run import TrainingRun
from app.models.training_warnings import warning_of
from app.training.rows_table import mixed
from engine.scenario import find_scenario
from engine.training import EpochMetrics, Progress, Trainer, TrainingPlan

DIGITS = tuple("0123456789")


class Heard:
    """The messages of a worker, one record at a time."""

    seconds = 1.0
    parameters = None

    def __init__(self, record):
        self.records = (record,)


def epoch_of(loss, accuracy=None):
    return EpochMetrics(1, loss, accuracy, None, None, 1.0, 1.0, None)


def warnings_of(plan, classes):
    run = TrainingRun(plan)
    for record in Trainer(plan).run():
        run.take(Heard(record))
        yield warning_of(run, classes)


def test_a_rate_far_too_large_is_said_to_be():
    run = TrainingRun()
    run.take(Heard(epoch_of(loss=0.02)))
    assert warning_of(run, ()) == ""
    run.take(Heard(epoch_of(loss=2e3)))
    assert warning_of(run, ()).startswith("The loss is more than 1,000 times the starting loss")
    assert "ten times smaller" in warning_of(run, ())


@pytest.mark.parametrize(("accuracy", "loss", "said"), [(0.11, 2.4, True), (0.5, 1.2, False)])
@pytest.mark.parametrize("batches", [1, 1_000])
def test_guessing_after_an_epoch_of_many_updates_is_said_to_be(accuracy, loss, said, batches):
    run = TrainingRun()
    run.take(Heard(Progress(1, batches, batches, loss, accuracy, loss, accuracy)))
    run.take(Heard(epoch_of(loss, accuracy)))
    assert ("no better than guessing" in warning_of(run, DIGITS)) == (said and batches > 1)


def run_of(accuracy, loss, confusion, batches=1_000, epoch=3):
    run = TrainingRun()
    run.take(Heard(Progress(epoch, batches, batches, loss, accuracy, loss, accuracy)))
    message = replace(epoch_of(loss, accuracy), epoch=epoch, confusion=np.array(confusion))
    run.take(Heard(message))
    return run


@pytest.mark.parametrize(
    ("confusion", "said"),
    [([[760, 0], [240, 0]], True), ([[759, 1], [240, 0]], False), ([[1000, 0], [0, 0]], False)],
)
def test_one_answer_to_every_row_is_said_to_be(confusion, said):
    sentence = warning_of(run_of(0.76, 0.55, confusion), ("no", "yes"))
    expected = "After 3 epochs the network answers “no” to every held-out row, whatever the inputs."
    assert sentence.startswith(expected) == said
    assert bool(sentence) == said


@pytest.mark.parametrize(("epoch", "said"), [(3, False), (1_000, True)])
def test_short_epochs_are_given_time(epoch, said):
    run = run_of(0.5, 0.7, [[2, 0], [2, 0]], batches=1, epoch=epoch)
    assert ("no better than guessing" in warning_of(run, ("0", "1"))) == said


def test_a_run_that_learns_says_nothing():
    plan = TrainingPlan.of(find_scenario("softmax-3"), learning_rate=0.1, epochs=20, seed=0)
    assert set(warnings_of(plan, ("a", "b", "c"))) == {""}


def test_rows_of_every_class_are_shown():
    labels = np.array([0] * 10 + [1] * 3)
    assert mixed(labels, 13) == [0, 1, 2, 10, 11, 12]
    assert mixed(np.zeros(4, dtype=int), 4) == [0, 1, 2, 3]
    assert mixed(None, 9) == [0, 1, 2, 3, 4, 5]
