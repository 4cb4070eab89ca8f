"""One recorded iteration: every number of a forward pass, a backward pass and an update.

The arrays are kept as they were computed, frozen. Over them ``steps`` is a sequence that builds
the k-th step when it is asked for.
"""

from functools import cached_property

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from engine.arrays import FloatArray, read_only
from engine.catalogue.newton import NewtonStep
from engine.iteration.batches import Batch, Batches
from engine.iteration.passes import (
    BackwardPass,
    ForwardPass,
    forward,
    layer_activation,
    objective,
    output_losses,
    penalty,
)
from engine.iteration.state import State, iterate, step
from engine.iteration.steps import StepSequence
from engine.network.layout import ParameterLayout
from engine.network.parameters import Parameters, initial_parameters
from engine.network.quantities import BY_UNITS, MOMENTS, Quantity, Ref
from engine.network.scenario import Scenario


class Trace(Struct, frozen=True, eq=False, dict=True, weakref=True):
    """A recorded iteration over a batch of m samples.

    Index l of the per-layer tuples is layer l + 1, except ``a``, where index 0 is the inputs.

    Attributes
    ----------
    scenario : Scenario
        The network, loss and optimiser.
    y_true : ndarray of shape (m, outputs)
        Targets.
    forward_pass, backward_pass : ForwardPass, BackwardPass
        Both passes.
    output_losses : ndarray of shape (m, outputs)
        Each output's term of each sample's loss, before the reduction.
    penalty, loss : float
        R, and L before the update, R included.
    learning_rate : float
        The factor on this update's step, as the schedule has it.
    newton : NewtonStep or None
        Hessian and step, where the optimiser needs second derivatives.
    start, end : State
        Before and after the update.
    """

    scenario: Scenario
    y_true: FloatArray
    forward_pass: ForwardPass
    backward_pass: BackwardPass
    output_losses: FloatArray
    penalty: float
    loss: float
    learning_rate: float
    newton: NewtonStep | None
    start: State
    end: State

    @property
    def iteration(self) -> int:
        """Number of the iteration, from 1."""
        return self.end.updates

    @property
    def before(self) -> Parameters:
        """Parameters before the update."""
        return self.start.parameters

    @property
    def after(self) -> Parameters:
        """Parameters after the update."""
        return self.end.parameters

    @property
    def gradient(self) -> Parameters:
        """∂L/∂(each parameter)."""
        return self.backward_pass.gradient

    @property
    def a(self) -> tuple[FloatArray, ...]:
        """Activations, each of shape (m, units); ``a[0]`` are the inputs."""
        return self.forward_pass.a

    @property
    def z(self) -> tuple[FloatArray, ...]:
        """Pre-activations, each of shape (m, units)."""
        return self.forward_pass.z

    @property
    def delta(self) -> tuple[FloatArray, ...]:
        """∂L/∂z, each of shape (m, units)."""
        return self.backward_pass.delta

    @cached_property
    def layout(self) -> ParameterLayout:
        """Where each parameter stands and what it is called."""
        own = self.before.layout
        return own if own.scenario is self.scenario else ParameterLayout(self.scenario)

    @property
    def samples(self) -> int:
        """Number of rows in the batch."""
        return len(self.y_true)

    @property
    def share(self) -> int:
        """By how much the notation has larger what flows back to units: m, or 1."""
        scenario = self.scenario
        return self.samples if scenario.naming.per_sample and scenario.reduction == "mean" else 1

    def shown_in(self, notation: str = "", difference: str = "") -> "Trace":
        """Return the iteration in a notation, as `Scenario.shown_in` has it."""
        scenario = self.scenario.shown_in(notation, difference)
        same = scenario.naming == self.scenario.naming
        return self if same else replace(self, scenario=scenario)

    @cached_property
    def steps(self) -> StepSequence:
        """The iteration's steps, a sequence whose length and items cost the same at any size."""
        return StepSequence(self.scenario)

    @cached_property
    def loss_after(self) -> float:
        """The same batch's loss with the updated parameters (and the same units dropped)."""
        with np.errstate(over="ignore", invalid="ignore"):
            again = forward(self.after, self.a[0], self.forward_pass.masks)
            return float(objective(self.after, self.y_true, again))

    def values(self, ref: Ref) -> FloatArray:
        """Return what a reference points at, for every sample.

        Returns
        -------
        ndarray
            Shape (m,) for what each sample has (z, a, targets, output losses, ∂L/∂a, ∂a/∂z,
            delta), (m, units) for a softmax unit's row of the Jacobian, and () for what the batch
            has once (loss, batch mean, parameters, gradients, new values, learning rate). What
            flows back to units is times m in a notation that takes it of one sample's loss.
        """
        if ref.quantity is Quantity.ACTIVATION_DERIVATIVE:
            return self._derivative(ref.layer, ref.unit or 0)
        arrays = self._per_sample(ref)
        if arrays is not None:
            values: FloatArray = arrays[..., ref.unit or 0]
            return values * self.share if ref.quantity in BY_UNITS else values
        return np.asarray(self._single(ref))

    def value(self, ref: Ref, sample: int = 0) -> float:
        """Return the number a reference points at, of one sample where each has its own.

        For a softmax unit's row of the Jacobian it is the entry on the diagonal, ∂a_j/∂z_j.
        """
        values = self.values(ref)
        if values.ndim == 2 and ref.unit is not None:
            return float(values[sample, ref.unit])
        return float(values[sample] if values.ndim else values)

    def _per_sample(self, ref: Ref) -> FloatArray | None:
        """Return the array, units last, that holds a number of each sample or of the batch."""
        index, forward_pass, backward_pass = ref.layer - 1, self.forward_pass, self.backward_pass
        match ref.quantity:
            case Quantity.PRE_ACTIVATION:
                return forward_pass.z[index]
            case Quantity.ACTIVATION:
                return forward_pass.a[ref.layer]
            case Quantity.PASSED_ON:
                return forward_pass.passed_on[ref.layer]
            case Quantity.DROPOUT_MASK:
                return forward_pass.masks[index]
            case Quantity.TARGET:
                return self.y_true
            case Quantity.OUTPUT_LOSS:
                return self.output_losses
            case Quantity.LOSS_BY_PASSED_ON:
                return backward_pass.by_passed_on[index]
            case Quantity.LOSS_BY_ACTIVATION:
                return backward_pass.by_activation[index]
            case Quantity.LOSS_BY_SCALED:
                return backward_pass.by_scaled[index]
            case Quantity.DELTA:
                return backward_pass.delta[index]
        normal = forward_pass.batch_norms[index] if ref.layer else None
        if normal is None:
            return None
        return {
            Quantity.BATCH_MEAN: normal.mean,
            Quantity.BATCH_VARIANCE: normal.variance,
            Quantity.NORMALISED: normal.normalised,
            Quantity.SCALED: normal.scaled,
        }.get(ref.quantity)

    def _derivative(self, layer: int, unit: int) -> FloatArray:
        activation = layer_activation(self.scenario, layer - 1)
        activated, a = self.forward_pass.activated(layer - 1), self.a[layer]
        if not activation.record.couples_units:
            return activation.derivative(activated[:, unit], a[:, unit])
        # One row of the Jacobian, without the others: a_j ([j = k] − a_k).
        row: FloatArray = -a[:, unit : unit + 1] * a
        row[:, unit] += a[:, unit]
        return row

    def _single(self, ref: Ref) -> float:
        quantity = ref.quantity
        if quantity is Quantity.LOSS:
            return self.loss
        if quantity is Quantity.PENALTY:
            return self.penalty
        if quantity is Quantity.LEARNING_RATE:
            return self.learning_rate
        parameter = ref.parameter
        if parameter is None:
            raise KeyError(ref)
        index = self.layout.flat_index(parameter)
        if quantity is Quantity.NEWTON_STEP and self.newton is not None:
            return float(self.newton.step[self.layout.updated_index(index)])
        if quantity in MOMENTS:
            state = self.start if ref.before else self.end
            return float(state.moments[quantity][index])
        if ref == parameter:
            return float(self.before.flat[index])
        holder = self.gradient if ref == parameter.gradient else self.after
        return float(holder.flat[index])

    def name(self, ref: Ref) -> str:
        """Return the name of the unit or parameter a reference belongs to; "L" for the loss."""
        if ref.quantity in _NAMES:
            return _NAMES[ref.quantity]
        if ref.parameter is not None:
            return self.layout.name(ref)
        return self.scenario.unit_name(ref.layer, ref.unit or 0)

    def whole_name(self, ref: Ref) -> str:
        """Return the same with a unit's name in full, where drawings have to cut it."""
        if ref.quantity in _NAMES or ref.parameter is not None:
            return self.name(ref)
        return self.scenario.whole_names(ref.layer)[ref.unit or 0]


_NAMES = {
    Quantity.LOSS: "L",
    Quantity.PENALTY: "R",
    Quantity.LEARNING_RATE: "learning rate",
}


# A loss that runs away is an answer, reported by who asked; NumPy need not warn of it.
@np.errstate(over="ignore", invalid="ignore")
def record(state: State, batch: Batch) -> Trace:
    """Compute one iteration and keep every number of it.

    Parameters
    ----------
    state : State
        Where the optimisation stands.
    batch : Batch
        What the iteration is computed over.
    """
    parameters, y_true = state.parameters, batch.y_true
    scenario = parameters.layout.scenario
    made = step(state, batch)
    forward_pass = made.forward_pass
    trace = Trace(
        scenario=scenario,
        y_true=y_true,
        forward_pass=forward_pass,
        backward_pass=made.backward_pass,
        output_losses=output_losses(scenario, y_true, forward_pass),
        penalty=float(penalty(parameters)),
        loss=float(objective(parameters, y_true, forward_pass)),
        learning_rate=made.learning_rate,
        newton=made.newton,
        start=state,
        end=made.end,
    )
    _freeze(trace)
    return trace


def trace_scenario(scenario: Scenario, batches: Batches, iteration: int = 1) -> Trace:
    """Record an iteration from the scenario's starting values, after silent ones.

    Parameters
    ----------
    scenario : Scenario
        The network, loss and optimiser.
    batches : Batches
        What its iterations are computed over.
    iteration : int
        The one to record, from 1.

    Raises
    ------
    DivergenceError
        The loss is no longer finite.
    """
    state = State.start(initial_parameters(scenario), batches.epoch)
    if iteration > 1:
        state, _ = iterate(state, batches, iteration - 1)
    return record(state, batches.batch(state.updates))


def _freeze(trace: Trace) -> None:
    forward_pass, backward_pass = trace.forward_pass, trace.backward_pass
    arrays = [*forward_pass.z, *forward_pass.a, *forward_pass.passed_on, *forward_pass.masks]
    arrays += [
        *backward_pass.by_passed_on,
        *backward_pass.by_activation,
        *backward_pass.by_scaled,
        *backward_pass.delta,
    ]
    for normal in forward_pass.batch_norms:
        if normal is not None:
            arrays += [normal.mean, normal.variance, normal.normalised, normal.scaled]
    arrays += [trace.y_true, trace.output_losses]
    arrays += [*trace.start.moments.values(), *trace.end.moments.values()]
    for array in arrays:
        if array is not None:
            read_only(array)
