"""What every update rule is."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from engine.arrays import FloatArray
from engine.quantities import Quantity

Moments: TypeAlias = Mapping[Quantity, FloatArray]
"""What an optimiser remembers from update to update: arrays of shape (trained,)."""


class Optimiser(ABC):
    """A rule that turns a gradient into new values, for all trained parameters at once.

    An optimiser itself remembers nothing: what it needs from the updates before is handed in and
    handed back, so that an update can be told, repeated and taken back.
    """

    moments: tuple[Quantity, ...] = ()
    """What it remembers; zeros before the first update."""

    @abstractmethod
    def update(
        self,
        values: FloatArray,
        gradient: FloatArray,
        moments: Moments,
        learning_rate: float,
        number: int,
    ) -> tuple[FloatArray, Moments]:
        """Return the new values and what to remember.

        Parameters
        ----------
        values, gradient : ndarray of shape (trained,)
            Trained parameters and ∂L/∂(each of them).
        moments : mapping
            What the update before handed back; see `start`.
        learning_rate : float
            The factor on the step.
        number : int
            Number of the update, from 1.
        """

    def start(self, size: int) -> Moments:
        """Return what there is to remember before the first update of ``size`` parameters."""
        return MappingProxyType({quantity: np.zeros(size) for quantity in self.moments})
