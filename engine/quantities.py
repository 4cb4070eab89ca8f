"""What a number in an iteration is: the vocabulary that steps, formulas and the screen share."""

from dataclasses import dataclass
from enum import StrEnum


class Quantity(StrEnum):
    """The kinds of number that one iteration produces or uses.

    The values are the ``kind`` of a step on the command line.
    """

    PRE_ACTIVATION = "pre_activation"  # z
    ACTIVATION = "activation"  # a; in layer 0 an input
    TARGET = "target"  # y_true
    OUTPUT_LOSS = "output_loss"  # one output's share of the loss of one sample
    LOSS = "loss"  # L, over all outputs and samples
    LOSS_BY_ACTIVATION = "loss_by_activation"  # ∂L/∂a
    ACTIVATION_DERIVATIVE = "activation_derivative"  # ∂a/∂z; for softmax a row of the Jacobian
    DELTA = "delta"  # ∂L/∂z
    WEIGHT = "weight"
    BIAS = "bias"
    WEIGHT_GRADIENT = "weight_gradient"  # ∂L/∂w
    BIAS_GRADIENT = "bias_gradient"  # ∂L/∂b
    NEW_WEIGHT = "new_weight"
    NEW_BIAS = "new_bias"
    LEARNING_RATE = "learning_rate"


@dataclass(frozen=True, slots=True)
class Ref:
    """Points at one number (or one per sample) of an iteration.

    Attributes
    ----------
    quantity : Quantity
        What it is.
    layer : int
        Layer number; inputs are layer 0. Targets and output losses carry the last layer's number,
        what belongs to no layer carries 0.
    unit : int or None
        Index of the unit from 0; None for a bias that a whole layer shares and for what belongs
        to no unit.
    source : int or None
        For weights the index of the unit the weight comes from.
    """

    quantity: Quantity
    layer: int = 0
    unit: int | None = None
    source: int | None = None

    def as_quantity(self, quantity: Quantity) -> "Ref":
        """Return a reference to another quantity at the same place."""
        return Ref(quantity, self.layer, self.unit, self.source)

    @property
    def parameter(self) -> "Ref | None":
        """The weight or bias this number belongs to, if it belongs to one."""
        if self.quantity in _WEIGHTS:
            return self.as_quantity(Quantity.WEIGHT)
        if self.quantity in _BIASES:
            return self.as_quantity(Quantity.BIAS)
        return None


LOSS = Ref(Quantity.LOSS)
LEARNING_RATE = Ref(Quantity.LEARNING_RATE)

_WEIGHTS = frozenset({Quantity.WEIGHT, Quantity.WEIGHT_GRADIENT, Quantity.NEW_WEIGHT})
_BIASES = frozenset({Quantity.BIAS, Quantity.BIAS_GRADIENT, Quantity.NEW_BIAS})
