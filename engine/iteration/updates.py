"""An update by the optimiser that a scenario names: what it needs, its direction, new values."""

from types import MappingProxyType

import numpy as np

from engine.arrays import FloatArray
from engine.catalogue.optimisers import OPTIMISERS, Direction, Inputs, Moments, Optimiser
from engine.errors import DivergenceError
from engine.iteration.hessian import hessian
from engine.iteration.passes import ForwardPass
from engine.network.layout import ParameterLayout
from engine.network.parameters import Parameters
from engine.network.scenario import Scenario


def optimiser_of(scenario: Scenario) -> Optimiser:
    """Return the record of a scenario's optimiser."""
    return OPTIMISERS[scenario.training.optimiser]


def starting_moments(layout: ParameterLayout) -> Moments:
    """Return what there is to remember before the first update: zeros, each (trained,)."""
    names = optimiser_of(layout.scenario).moments
    return MappingProxyType({name: np.zeros(layout.trained) for name in names})


def direction(
    parameters: Parameters,
    y_true: FloatArray,
    forward_pass: ForwardPass,
    gradient: FloatArray,
    *,
    moments: Moments,
    number: int,
) -> Direction:
    """Return where an update goes: nowhere for what is frozen or absent, which it does not know.

    Parameters
    ----------
    parameters : Parameters
        Present values.
    y_true : ndarray of shape (m, outputs)
        Targets.
    forward_pass : ForwardPass
        The forward pass over the batch.
    gradient : ndarray of shape (trained,)
        ∂L/∂(each trained parameter).
    moments : mapping of str to ndarray of shape (trained,)
        What the update before left; see `starting_moments`.
    number : int
        Number of the update, from 1.

    Raises
    ------
    DivergenceError
        The Hessian that the optimiser needs is not finite.
    """
    layout = parameters.layout
    training, own = layout.scenario.training, layout.updated
    optimiser, second = OPTIMISERS[training.optimiser], None
    if optimiser.needs_hessian:
        second = hessian(parameters, forward_pass.a[0], y_true, forward_pass.masks)
        if not np.isfinite(second).all():
            raise DivergenceError("the Hessian is not finite; try other starting values")
    remembered = {name: moment[own] for name, moment in moments.items()}
    inputs = Inputs(gradient[own], remembered, number, training.numbers, second)
    values, after, newton = optimiser.direction(inputs)
    return Direction(
        _placed(values, layout), {n: _placed(m, layout) for n, m in after.items()}, newton
    )


def _placed(values: FloatArray, layout: ParameterLayout) -> FloatArray:
    """Return numbers of the updated parameters where these stand, 0 elsewhere: (trained,)."""
    if not len(layout.held):
        return values
    placed = np.zeros(layout.trained)
    placed[layout.updated] = values
    return placed


def new_values(parameters: Parameters, step: FloatArray, learning_rate: float) -> FloatArray:
    """Return the trained parameters after a step: w − α · step, weights first decayed.

    Where the optimiser decays weights by λ, they become (1 − α λ) w before the step; biases, γ
    and β do not.
    """
    layout, values = parameters.layout, parameters.trained
    training = layout.scenario.training
    if decay := OPTIMISERS[training.optimiser].decay:
        shares = training.numbers[decay] * layout.weight_mask
        values = values * (1.0 - learning_rate * shares)
    result: FloatArray = values - learning_rate * step
    return result
