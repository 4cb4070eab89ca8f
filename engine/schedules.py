"""How the learning rate changes from update to update."""

import math

from engine.scenario.model import Schedule


def learning_rate_at(
    schedule: Schedule, learning_rate: float, update: int, updates_per_epoch: int, epochs: int
) -> float:
    """Return the learning rate of an update.

    With α the given rate, e = ⌊update / updates_per_epoch⌋ the epoch from 0, and T the run's
    number of updates:

    - constant: α
    - step: α · factor^⌊e / every⌋
    - exponential: α · factor^e
    - cosine: ½ α (1 + cos(π update / T)) (Loshchilov and Hutter, 2017, without restarts)
    - one-cycle: a cosine from start_factor · α up to α over the first ``warmup`` of the run, then a
      cosine down to final_factor · α at the last update (Smith and Topin, 2019; the two phases of
      PyTorch's OneCycleLR). Of a single update the last rate is all there is: a run refuses that.

    Parameters
    ----------
    schedule : Schedule
        The rule and its numbers.
    learning_rate : float
        α.
    update : int
        Number of the update, from 0; from T on, the last update's rate stays.
    updates_per_epoch, epochs : int
        Length of the run.
    """
    total = updates_per_epoch * epochs
    update = min(update, total - 1)
    epoch = update // updates_per_epoch
    match schedule.name:
        case "constant":
            return learning_rate
        case "step":
            return learning_rate * schedule.factor ** (epoch // schedule.every)
        case "exponential":
            return learning_rate * math.pow(schedule.factor, epoch)
        case "cosine":
            return 0.5 * learning_rate * (1.0 + math.cos(math.pi * update / total))
        case "one-cycle":
            return learning_rate * _one_cycle(schedule, update, total)


def _one_cycle(schedule: Schedule, update: int, total: int) -> float:
    """Return the rate as a share of the learning rate."""
    top = schedule.warmup * total - 1.0
    if top > 0.0 and update <= top:
        return _cosine(schedule.start_factor, 1.0, update / top)
    return _cosine(1.0, schedule.final_factor, (update - top) / (total - 1.0 - top))


def _cosine(start: float, end: float, share: float) -> float:
    """Go from ``start`` to ``end`` along half a cosine."""
    return end + 0.5 * (start - end) * (1.0 + math.cos(math.pi * share))
