"""The learning rate of an update, by the schedule that a scenario names."""

from engine.catalogue.schedules import SCHEDULES, Inputs
from engine.network.scenario import Schedule


def schedule_inputs(
    schedule: Schedule, learning_rate: float, update: int, updates_per_epoch: int, epochs: int
) -> Inputs:
    """Return what the rate of an update is computed from; see `learning_rate_at`."""
    total = updates_per_epoch * epochs
    update = min(update, total - 1)
    epoch = update // updates_per_epoch
    return Inputs(learning_rate, update, total, epoch, schedule.numbers)


def learning_rate_at(
    schedule: Schedule, learning_rate: float, update: int, updates_per_epoch: int, epochs: int
) -> float:
    """Return the learning rate of an update; `engine.catalogue.schedules` has the formulas.

    Parameters
    ----------
    schedule : Schedule
        The rule and its numbers.
    learning_rate : float
        The rate as given.
    update : int
        Number of the update, from 0; from the run's end on, the last update's rate stays.
    updates_per_epoch, epochs : int
        Length of the run.
    """
    inputs = schedule_inputs(schedule, learning_rate, update, updates_per_epoch, epochs)
    return SCHEDULES[schedule.name].rate(inputs)
