"""Gradients by central differences, from the forward pass alone.

Every parameter is moved a little to both sides and the loss is taken there. Two distances are
combined so that the error of the fourth order is what remains: with loss L and distance h it is
(8 (L(θ + h) − L(θ − h)) − (L(θ + 2h) − L(θ − 2h))) / 12h.

Where a ReLU or the absolute error has its kink between the sides, a difference quotient says
nothing about the derivative. The distance is then made smaller, and if the kink is still between
the sides it is reported as such.

Of large numbers rounding hides small changes. Where that leaves nothing of a quotient, it is taken
over a larger distance. Within that the loss may do other things than at the point itself, so that
such a quotient can confirm a gradient and cannot refute it. Where it does not confirm it, or the
loss leaves the numbers, that is reported too.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.arrays import FloatArray
from engine.catalogue.losses import LOSSES
from engine.iteration.passes import ForwardPass, Masks, forward, layer_activation, objective
from engine.network.parameters import Parameters
from engine.network.quantities import Quantity, Ref
from engine.random_streams import Fixed, fixed

SIDES = (-2.0, -1.0, 1.0, 2.0)
"""Where the loss is taken, in steps from where its derivative is."""

TOLERANCE = 1e-7
"""How far a difference quotient may be from the gradient, by the measure `difference`."""

# The first balances the formula's own error against rounding, for numbers about 1. The next, down
# to _CLOSE, are tried where the loss bends so much that two quotients differ by more than _BENT,
# and all of them where a kink lies between the sides.
_DISTANCES = (1e-3, 1e-4, 1e-5, 1e-7)
_CLOSE = 1e-5
_BENT = 1e-4

# A quotient of which rounding may have made this share says nothing about the gradient.
_BLURRED = 1e-2

# How far the losses may be off by rounding, as a share of them.
_ROUNDINGS = 8.0 * float(np.finfo(np.float64).eps)

# How often parameters are moved by their last binary places, to see how much is rounding.
_SHAKES = 4
SHAKEN = 8.0
"""Rounding may change a number by so many times of what the moved parameters change it by."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference quotient.

    Attributes
    ----------
    value : float
        The quotient.
    kink : bool
        Whether a point without a derivative lies between the two sides, so that ``value`` says
        nothing.
    resolution : float
        What rounding of the losses may have added to ``value``: a loss of a million is known to
        ten decimals only, so a quotient of two such losses is known to fewer.
    """

    value: float
    kink: bool
    resolution: float = 0.0


def shaken(parameters: Parameters) -> Iterator[Parameters]:
    """Yield the parameters anew, each moved up or down by its last binary place."""
    before, generator = parameters.copy(np.float64), fixed(Fixed.ROUNDING)
    for _ in range(_SHAKES):
        moved = before.copy(np.float64)
        towards = np.where(generator.random(len(before.flat)) < 0.5, -np.inf, np.inf)
        np.nextafter(before.flat, towards, out=moved.flat)
        yield moved


def difference(a: float, b: float) -> float:
    """Return |a − b| / max(1, |a|, |b|); infinity where either is not finite."""
    if not (np.isfinite(a) and np.isfinite(b)):
        return float("inf")
    return abs(a - b) / max(1.0, abs(a), abs(b))


def close_enough(gradient: float, quotient: float, resolution: float) -> bool:
    """Whether a quotient is as near to a gradient as rounding allows it to be."""
    apart = difference(gradient, quotient)
    return apart <= max(TOLERANCE, resolution / max(1.0, abs(gradient), abs(quotient)))


def blurred(gradient: float, quotient: Difference) -> bool:
    """Whether a quotient says nothing: it is not finite, or may be rounding for the most part."""
    size = max(1.0, abs(gradient), abs(quotient.value))
    finite = bool(np.isfinite(quotient.value))
    return not quotient.kink and not (finite and quotient.resolution <= _BLURRED * size)


def first_clear(
    quotient: Callable[[float], tuple[Difference, float]], value: float, scale: float = 1.0
) -> Difference:
    """Return the quotient over the first distance at which it is clear of kinks and bends.

    Parameters
    ----------
    quotient : callable
        Returns, for a step, the quotient and how far apart the two are that it is made up of.
    value : float
        Where the difference is taken.
    scale : float
        What distances are multiplied by.
    """
    found = Difference(0.0, True)
    for distance in _DISTANCES:
        # At least a few thousand units of the value's last binary place.
        found, bend = quotient(max(distance * scale, abs(value) * 1e-12))
        if not found.kink and (bend <= _BENT or distance <= _CLOSE):
            break
    return found


# Where a unit before is infinite no step is small enough, and none is left.
@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def combined(
    points: Sequence[float], losses: Sequence[float], signs: Sequence[FloatArray], noise: float
) -> tuple[Difference, float]:
    """Return the quotient of losses at `SIDES`, and how far apart the two are that make it up.

    Parameters
    ----------
    points, losses : sequence of float
        Where the losses were taken, and what they are.
    signs : sequence of ndarray
        On which side of its kink everything with a kink is there; empty where nothing has one.
    noise : float
        How far the losses may be off by rounding, beyond what their size says.
    """
    finite = bool(np.isfinite(losses).all())
    kink = finite and any(not np.array_equal(one, other) for one, other in pairwise(signs))
    # Divided by the distance between the points as they were rounded, not as intended.
    near = float(np.divide(losses[2] - losses[1], points[2] - points[1]))
    far = float(np.divide(losses[3] - losses[0], points[3] - points[0]))
    step = 0.5 * abs(points[2] - points[1])
    resolution = float(np.divide(_ROUNDINGS * max(map(abs, losses)) + noise, step))
    return Difference((4.0 * near - far) / 3.0, kink, resolution), difference(near, far)


class FiniteDifferences:
    """Difference quotients of one loss; what they need is prepared once.

    Parameters
    ----------
    parameters : Parameters
        The point at which to differentiate; they are copied.
    x : ndarray of shape (m, inputs)
        Inputs.
    y_true : ndarray of shape (m, outputs)
        Targets.
    masks : sequence of ndarray or None, optional
        Dropout masks, the same for every pass.
    """

    # Where numbers leave the numbers there is a sentence for it.
    @np.errstate(over="ignore", invalid="ignore")
    def __init__(
        self,
        parameters: Parameters,
        x: FloatArray,
        y_true: FloatArray,
        masks: Masks | None = None,
    ) -> None:
        self._parameters = parameters.copy(np.float64)
        self._x = np.asarray(x, dtype=np.float64)
        self._y_true = np.asarray(y_true, dtype=np.float64)
        self._masks = masks
        scenario = parameters.layout.scenario
        self._scenario = scenario
        self._loss = LOSSES[scenario.loss]
        forward_pass = self._forward()
        # How large what each unit passes on becomes over the batch, layer by layer.
        self._reach = [np.abs(inputs).max(axis=0) for inputs in forward_pass.passed_on]
        # And what each layer's parameters add up to, z or (for γ and β) y.
        self._sums = [np.abs(z).max(axis=0) for z in forward_pass.z]
        self._scaled = [
            np.abs(forward_pass.activated(index)).max(axis=0)
            for index in range(len(forward_pass.z))
        ]
        self._smooth = len(self._signs(forward_pass)) == 0
        self._noise = self._shaken()

    @np.errstate(over="ignore", invalid="ignore")
    def of(self, ref: Ref) -> Difference:
        """Return the difference quotient of the loss by a weight or bias.

        Parameters
        ----------
        ref : Ref
            The parameter or its gradient; a frozen bias too.
        """
        index = self._parameters.layout.flat_index(ref)
        value = float(self._parameters.flat[index])
        scale = 1.0
        if ref.source is not None:
            scale = 1.0 / max(1.0, float(self._reach[ref.layer - 1][ref.source]))
        try:
            return first_clear(lambda step: self._quotient(index, value, step), value, scale)
        finally:
            self._parameters.flat[index] = value

    def _large_step(self, ref: Ref) -> float:
        """Return the step that changes by a thousandth what the parameter is added up to."""
        scaled = ref.quantity in (Quantity.SCALE, Quantity.SHIFT)
        sums = (self._scaled if scaled else self._sums)[ref.layer - 1]
        size = float(sums.max() if ref.unit is None else sums[ref.unit])
        reach = 1.0 if ref.source is None else float(self._reach[ref.layer - 1][ref.source])
        return _DISTANCES[0] * max(1.0, size) / max(1.0, reach)

    @np.errstate(over="ignore", invalid="ignore")
    def beside(self, ref: Ref, gradient: float) -> Difference:
        """Return the quotient that says most about a gradient: over a larger distance, if need be.

        From far the loss may look otherwise than at the point itself: what is seen from there
        counts where it is the gradient, and else says nothing about it.

        Parameters
        ----------
        ref : Ref
            The parameter.
        gradient : float
            The derivative of the loss by it, computed in another way.
        """
        quotient = self.of(ref)
        if not blurred(gradient, quotient):
            return quotient
        index = self._parameters.layout.flat_index(ref)
        value = float(self._parameters.flat[index])
        try:
            far, bend = self._quotient(index, value, self._large_step(ref))
        finally:
            self._parameters.flat[index] = value
        seen = not far.kink and bend <= _BENT and not blurred(gradient, far)
        return far if seen and close_enough(gradient, far.value, far.resolution) else quotient

    # Where a unit before is infinite no step is small enough, and none is left.
    @np.errstate(over="ignore", invalid="ignore", divide="ignore")
    def _quotient(self, index: int, value: float, step: float) -> tuple[Difference, float]:
        """Return the quotient, and how far two quotients that make it up are apart."""
        losses: list[float] = []
        points: list[float] = []
        signs: list[FloatArray] = []
        for times in SIDES:
            point = value + times * step
            self._parameters.flat[index] = point
            forward_pass = self._forward()
            losses.append(self._objective(forward_pass))
            points.append(point)
            if not self._smooth:
                signs.append(self._signs(forward_pass))
        return combined(points, losses, signs, self._noise)

    def _shaken(self) -> float:
        """Return how much of the loss may be rounding, from the forward pass alone.

        Where large numbers nearly cancel on the way, the loss is known to fewer decimals than its
        own size says: to as many as survive a change in the last place of every parameter.
        """
        flat, before = self._parameters.flat, self._parameters.flat.copy()
        still = self._forward()
        loss, apart = self._objective(still), 0.0
        for moved in shaken(self._parameters):
            flat[:] = moved.flat
            after = self._forward()
            if not self._jumped(still, after):
                apart = max(apart, abs(self._objective(after) - loss))
        flat[:] = before
        return SHAKEN * apart

    def _jumped(self, before: ForwardPass, after: ForwardPass) -> bool:
        """Whether a step unit went from 0 to 1 or back: a jump of the loss, and no rounding."""
        return any(
            layer_activation(self._scenario, index).record.jumps
            and not np.array_equal(before.a[index + 1], after.a[index + 1])
            for index in range(self._scenario.depth)
        )

    def _forward(self) -> ForwardPass:
        return forward(self._parameters, self._x, self._masks)

    def _objective(self, forward_pass: ForwardPass) -> float:
        return float(objective(self._parameters, self._y_true, forward_pass))

    def _signs(self, forward_pass: ForwardPass) -> FloatArray:
        """Return on which side of its kink everything with a kink is."""
        found: list[FloatArray] = []
        for index in range(self._scenario.depth):
            activation = layer_activation(self._scenario, index)
            values = activation.kinked(forward_pass.activated(index))
            if values is not None:
                found.append(values)
        of_loss = self._loss.kinked(self._y_true, forward_pass.a[-1])
        if of_loss is not None:
            found.append(of_loss)
        if self._scenario.l1:
            found += self._parameters.weights
        if not found:
            return np.empty(0)
        signs: FloatArray = np.concatenate([np.sign(values).ravel() for values in found])
        return signs
