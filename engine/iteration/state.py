"""One update after another: where an optimisation stands, and how it goes on."""

import math

import numpy as np
from msgspec import Struct

from engine.catalogue.newton import NewtonStep
from engine.catalogue.optimisers import Moments
from engine.errors import DivergenceError
from engine.iteration.batch_norm import update_running
from engine.iteration.batches import Batch, Batches, Epoch
from engine.iteration.passes import (
    BackwardPass,
    ForwardPass,
    backward,
    draw_masks,
    forward,
    objective,
)
from engine.iteration.rates import learning_rate_at
from engine.iteration.updates import direction, new_values, starting_moments
from engine.network.parameters import Parameters
from engine.progress import report


class State(Struct, frozen=True, eq=False):
    """Where an optimisation stands between two updates.

    Attributes
    ----------
    parameters : Parameters
        Present values, float64, read-only.
    moments : mapping of str to ndarray of shape (trained,)
        What the optimiser remembers.
    epoch : Epoch
        How many rows and updates an epoch of the run has, which a schedule goes by.
    updates : int
        Updates done so far.
    """

    parameters: Parameters
    moments: Moments
    epoch: Epoch
    updates: int = 0

    @classmethod
    def start(cls, parameters: Parameters, epoch: Epoch) -> "State":
        """Return the state before the first update from these values, which are copied."""
        layout = parameters.layout
        return cls(parameters.copy(np.float64).sealed(), starting_moments(layout), epoch)

    @property
    def learning_rate(self) -> float:
        """The next update's learning rate, as the schedule has it."""
        training = self.parameters.layout.scenario.training
        return learning_rate_at(
            training.schedule,
            training.learning_rate,
            self.updates,
            self.epoch.updates,
            training.epochs,
        )


class Update(Struct, frozen=True, eq=False):
    """One update and what led to it.

    Attributes
    ----------
    forward_pass, backward_pass : ForwardPass, BackwardPass
        Both passes.
    learning_rate : float
        The factor on this update's step, as the schedule has it.
    newton : NewtonStep or None
        Hessian and step, where the optimiser needs second derivatives.
    end : State
        Where the optimisation then stands.
    """

    forward_pass: ForwardPass
    backward_pass: BackwardPass
    learning_rate: float
    newton: NewtonStep | None
    end: State


def step(state: State, batch: Batch) -> Update:
    """Compute both passes over a batch and the update, nothing of ``state`` being changed.

    Parameters
    ----------
    state : State
        Where the optimisation stands.
    batch : Batch
        The rows of the update.

    Raises
    ------
    DivergenceError
        The Hessian that the optimiser needs is not finite.
    """
    parameters, x, y_true = state.parameters, batch.x, batch.y_true
    scenario = parameters.layout.scenario
    forward_pass = forward(parameters, x, draw_masks(scenario, len(x), state.updates + 1))
    backward_pass = backward(parameters, y_true, forward_pass)
    rate, number = state.learning_rate, state.updates + 1
    gradient, moments = backward_pass.gradient.trained, state.moments
    made = direction(parameters, y_true, forward_pass, gradient, moments=moments, number=number)
    after = parameters.copy()
    after.trained[...] = new_values(parameters, made.values, rate)
    update_running(after, forward_pass.batch_norms)
    end = State(after.sealed(), made.moments, state.epoch, number)
    return Update(forward_pass, backward_pass, rate, made.newton, end)


# A loss that runs away is an answer, reported by who asked; NumPy need not warn of it.
@np.errstate(over="ignore", invalid="ignore")
def iterate(state: State, batches: Batches, count: int) -> tuple[State, list[float]]:
    """Run iterations without recording them.

    Parameters
    ----------
    state : State
        Where the optimisation stands.
    batches : Batches
        What each update is computed over.
    count : int
        How many updates are made.

    Returns
    -------
    (State, list of float)
        Where the optimisation stands after ``count`` updates, and the loss before each of them.

    Raises
    ------
    DivergenceError
        The loss is no longer finite.
    """
    losses: list[float] = []
    for done in range(count):
        report("Iterating", done / count)
        batch = batches.batch(state.updates)
        made = step(state, batch)
        loss = float(objective(state.parameters, batch.y_true, made.forward_pass))
        if not math.isfinite(loss):
            scenario = state.parameters.layout.scenario
            raise DivergenceError(
                f"{scenario.id}: the loss is not a finite number at iteration "
                f"{state.updates + 1:,}; try a smaller learning rate or fewer iterations"
            )
        losses.append(loss)
        state = made.end
    return state, losses
