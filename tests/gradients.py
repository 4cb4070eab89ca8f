"""Every gradient of an iteration beside a difference quotient, without the algebra."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.arrays import FloatArray
from engine.iteration.gradient_check import (
    Difference,
    FiniteDifferences,
    blurred,
    close_enough,
    difference,
)
from engine.iteration.trace import Trace
from engine.network.parameters import Parameters
from engine.network.quantities import Quantity, Ref


@dataclass(frozen=True, slots=True)
class GradientRow:
    """One parameter's gradient by backpropagation and by a difference quotient.

    Attributes
    ----------
    ref : Ref
        The parameter.
    backprop, finite : float
        The two gradients.
    difference : float
        How far they are apart, by the measure `difference`.
    kink : bool
        Whether the quotient says nothing there, since there is no derivative.
    resolution : float
        What rounding may have added to the quotient.
    blurred : bool
        Whether the quotient says nothing there, since the numbers are too large.
    """

    ref: Ref
    backprop: float
    finite: float
    difference: float
    kink: bool
    resolution: float
    blurred: bool

    @property
    def agrees(self) -> bool:
        """Whether the two agree as far as can be seen; a kink is no disagreement."""
        unseen = self.kink or self.blurred
        return unseen or close_enough(self.backprop, self.finite, self.resolution)


def check_gradients(trace: Trace, refs: Iterable[Ref] | None = None) -> list[GradientRow]:
    """Compare an iteration's gradients with difference quotients.

    Parameters
    ----------
    trace : Trace
        The recorded iteration.
    refs : iterable of Ref, optional
        The parameters to check; all of them where it is left out.
    """
    differences = FiniteDifferences(
        trace.before, trace.a[0], trace.y_true, trace.forward_pass.masks
    )
    rows = []
    for ref in trace.layout.refs() if refs is None else refs:
        backprop = trace.gradient.value(ref)
        quotient = differences.beside(ref, backprop)
        apart = difference(backprop, quotient.value)
        parameter = ref.parameter or Ref(Quantity.WEIGHT, ref.layer, ref.unit, ref.source)
        rows.append(
            GradientRow(
                parameter,
                backprop,
                quotient.value,
                apart,
                quotient.kink,
                quotient.resolution,
                blurred(backprop, quotient),
            )
        )
    return rows


def finite_difference(
    parameters: Parameters, x: FloatArray, y_true: FloatArray, ref: Ref
) -> Difference:
    """Return the difference quotient of the loss by one weight or bias.

    Parameters
    ----------
    parameters : Parameters
        The point at which to differentiate.
    x : ndarray of shape (m, inputs)
        Inputs.
    y_true : ndarray of shape (m, outputs)
        Targets.
    ref : Ref
        The parameter or its gradient.
    """
    return FiniteDifferences(parameters, x, y_true).of(ref)
