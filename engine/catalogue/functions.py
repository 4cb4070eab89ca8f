"""The records of activations and losses.

All arrays are of shape (batch, units).
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

import numpy as np
from msgspec import Struct

from engine.arrays import FloatArray
from engine.catalogue.records import Key

Keys: TypeAlias = Mapping[str, float]
"""A layer's own numbers, by the names of its activation's keys."""


class Outputs(NamedTuple):
    """What an activation gives out.

    Attributes
    ----------
    least, greatest : float
        The bounds, which belong to it.
    words : str
        The same, to follow "gives".
    """

    least: float
    greatest: float
    words: str


class Activation(Struct, frozen=True, eq=False):
    """A function φ from pre-activations z to activations a, with its derivative.

    Attributes
    ----------
    id : str
        What scenario files call it.
    name : str
        What sentences call it.
    formula : str
        What a person typed; empty for what has a name.
    value : callable
        Computes a = φ(z) from (z, out, keys): into ``out``, which is returned.
    derivative : callable
        Returns ∂a/∂z from (z, a, keys), of shape (batch, units); (batch, units, units) where
        units couple.
    delta : callable or None
        Computes ∂L/∂z from (∂L/∂a, z, a, out, keys): into ``out``, which may be ∂L/∂a itself and
        is returned. Without it the derivative is multiplied.
    keys : tuple of Key
        Its own numbers, which a layer may give.
    kink : str
        A sentence on the derivative at z = 0, where φ has none there; empty where it has.
    sides : callable or None
        Returns from z numbers whose signs change where φ has no derivative, in rows of their own;
        without it z itself, where there is a kink.
    note : str
        A sentence on the derivative everywhere; empty where it needs none.
    outputs : Outputs or None
        What it gives out, where that is less than any number.
    initialiser : str
        By what weights in front of it are usually drawn.
    jumps : bool
        Whether φ leaps from one value to another at its kink.
    couples_units : bool
        Whether a unit's activation depends on the other units of its layer.
    is_probability : bool
        Whether a single unit's output is the probability of one of two classes.
    """

    id: str
    name: str
    value: Callable[[FloatArray, FloatArray, Keys], FloatArray]
    derivative: Callable[[FloatArray, FloatArray, Keys], FloatArray]
    delta: Callable[[FloatArray, FloatArray, FloatArray, FloatArray, Keys], FloatArray] | None = (
        None
    )
    keys: tuple[Key, ...] = ()
    kink: str = ""
    note: str = ""
    outputs: Outputs | None = None
    initialiser: str = "xavier"
    sides: Callable[[FloatArray], FloatArray] | None = None
    jumps: bool = False
    couples_units: bool = False
    is_probability: bool = False
    formula: str = ""

    @property
    def title(self) -> str:
        """Its name, with the formula where it was typed."""
        return f"{self.name} = {self.formula}" if self.formula else self.name

    @property
    def is_identity(self) -> bool:
        """Whether φ(z) = z."""
        return self.value is copy


class LayerActivation(Struct, frozen=True):
    """An activation with a layer's own numbers.

    Attributes
    ----------
    record : Activation
        The activation.
    keys : mapping of str to float
        The numbers.
    """

    record: Activation
    keys: Keys

    def value(self, z: FloatArray, out: FloatArray) -> FloatArray:
        """Compute a = φ(z) into ``out`` and return it."""
        return self.record.value(z, out, self.keys)

    def derivative(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """Return ∂a/∂z, of shape (batch, units); (batch, units, units) where units couple."""
        return self.record.derivative(z, a, self.keys)

    def delta(
        self, loss_by_activation: FloatArray, z: FloatArray, a: FloatArray, out: FloatArray
    ) -> FloatArray:
        """Compute ∂L/∂z from ∂L/∂a into ``out``, which may be ∂L/∂a itself, and return it."""
        if self.record.delta is not None:
            return self.record.delta(loss_by_activation, z, a, out, self.keys)
        return np.multiply(loss_by_activation, self.derivative(z, a), out=out)

    def kinked(self, z: FloatArray) -> FloatArray | None:
        """Return values whose sign changes at the points where φ has no derivative, or None."""
        if self.record.sides is not None:
            return self.record.sides(z)
        return z if self.record.kink else None


def copy(z: FloatArray, out: FloatArray, _: Keys) -> FloatArray:
    """Compute φ(z) = z."""
    np.copyto(out, z)
    return out


class Loss(Struct, frozen=True, eq=False):
    """A loss as a sum of one term per output.

    Attributes
    ----------
    id : str
        What scenario files call it.
    name : str
        What sentences call it.
    terms : callable
        Returns each output's term of each sample's loss from (targets, a, z). The cross-entropies
        are computed from z, where they stay finite and exact for outputs close to 0 and 1.
    gradient : callable
        Returns ∂(sample loss)/∂a from (targets, a, z): the first factor of the chain.
    fused : callable or None
        Returns ∂(sample loss)/∂z from (targets, a), where loss and output activation cancel.
    output_activation : str or None
        The output activation that it belongs to; None where any will do.
    kink : str
        A sentence on the derivative at a = t, where it has none there; empty where it has.
    sides : callable or None
        Returns from (targets, a) numbers whose signs change where there is no derivative, in rows
        of their own; without it a − t, where there is a kink.
    """

    id: str
    name: str
    terms: Callable[[FloatArray, FloatArray, FloatArray], FloatArray]
    gradient: Callable[[FloatArray, FloatArray, FloatArray], FloatArray]
    fused: Callable[[FloatArray, FloatArray], FloatArray] | None = None
    output_activation: str | None = None
    kink: str = ""
    sides: Callable[[FloatArray, FloatArray], FloatArray] | None = None

    def kinked(self, y_true: FloatArray, a: FloatArray) -> FloatArray | None:
        """Return values whose sign changes where the loss has no derivative, or None."""
        if self.sides is not None:
            return self.sides(y_true, a)
        return a - y_true if self.kink else None
