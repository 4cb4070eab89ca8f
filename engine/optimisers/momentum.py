"""Momentum, and Nesterov's form of it."""

from dataclasses import dataclass

from engine.arrays import FloatArray
from engine.optimisers.base import Moments, Optimiser
from engine.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Momentum(Optimiser):
    """v ← μ v + ∂L/∂w, then w ← w − α v (Polyak, 1964).

    With ``nesterov`` the second line is w ← w − α (∂L/∂w + μ v): a step from where the velocity
    will have carried the parameter (Nesterov, 1983, as Sutskever et al., 2013, write it, with
    the learning rate taken out of the velocity).

    Attributes
    ----------
    momentum : float
        μ, how much of the velocity stays.
    nesterov : bool
        Which of the two.
    """

    momentum: float = 0.9
    nesterov: bool = False
    moments = (Quantity.VELOCITY,)

    def update(
        self,
        values: FloatArray,
        gradient: FloatArray,
        moments: Moments,
        learning_rate: float,
        number: int,  # noqa: ARG002
    ) -> tuple[FloatArray, Moments]:
        """Return the new values and the velocity."""
        velocity = self.momentum * moments[Quantity.VELOCITY] + gradient
        step = gradient + self.momentum * velocity if self.nesterov else velocity
        return values - learning_rate * step, {Quantity.VELOCITY: velocity}
