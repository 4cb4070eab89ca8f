"""What a number in an iteration is: the vocabulary that steps, formulas and the screen share."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct


class Quantity(StrEnum):
    """The kinds of number that one iteration produces or uses.

    The values are the ``kind`` of a step on the command line.
    """

    PRE_ACTIVATION = "pre_activation"  # z
    BATCH_MEAN = "batch_mean"  # μ of z over the batch
    BATCH_VARIANCE = "batch_variance"  # σ² of z over the batch
    NORMALISED = "normalised"  # ẑ = (z − μ)/√(σ² + ε)
    SCALED = "scaled"  # y = γ ẑ + β, what a batch-normalised layer's activation is of
    ACTIVATION = "activation"  # a; in layer 0 an input
    DROPOUT_MASK = "dropout_mask"  # 0 for a dropped unit, else 1/(1 − p)
    PASSED_ON = "dropped"  # the activation times its mask, which the next layer receives
    TARGET = "target"  # y_true
    OUTPUT_LOSS = "output_loss"  # one output's share of the loss of one sample
    PENALTY = "penalty"  # R, what L1 and L2 add to the loss
    LOSS = "loss"  # L, over all outputs and samples, the penalty included
    LOSS_BY_PASSED_ON = "loss_by_dropped"  # ∂L/∂(what the next layer receives)
    LOSS_BY_ACTIVATION = "loss_by_activation"  # ∂L/∂a
    ACTIVATION_DERIVATIVE = "activation_derivative"  # ∂a/∂z; for softmax a row of the Jacobian
    LOSS_BY_SCALED = "loss_by_scaled"  # ∂L/∂y of a batch-normalised layer
    DELTA = "delta"  # ∂L/∂z
    WEIGHT = "weight"
    BIAS = "bias"
    SCALE = "scale"  # γ of batch normalisation
    SHIFT = "shift"  # β of batch normalisation
    WEIGHT_GRADIENT = "weight_gradient"  # ∂L/∂w
    BIAS_GRADIENT = "bias_gradient"  # ∂L/∂b
    SCALE_GRADIENT = "scale_gradient"  # ∂L/∂γ
    SHIFT_GRADIENT = "shift_gradient"  # ∂L/∂β
    VELOCITY = "velocity"  # v of momentum
    MEAN_SQUARE = "mean_square"  # s of RMSprop
    FIRST_MOMENT = "first_moment"  # m of Adam
    SECOND_MOMENT = "second_moment"  # v of Adam
    NEWTON_STEP = "newton_step"  # what Newton's method goes by, in place of the gradient
    NEW_WEIGHT = "new_weight"
    NEW_BIAS = "new_bias"
    NEW_SCALE = "new_scale"
    NEW_SHIFT = "new_shift"
    LEARNING_RATE = "learning_rate"


class Ref(Struct, frozen=True):
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
    of : Quantity or None
        For what an optimiser computes of a parameter: its kind (WEIGHT, BIAS, SCALE or SHIFT).
    before : bool
        For what an optimiser remembers: whether the value before this update is meant.
    """

    quantity: Quantity
    layer: int = 0
    unit: int | None = None
    source: int | None = None
    of: Quantity | None = None
    before: bool = False

    def as_quantity(self, quantity: Quantity) -> "Ref":
        """Return a reference to another quantity at the same place."""
        return Ref(quantity, self.layer, self.unit, self.source)

    def of_parameter(self, quantity: Quantity, before: bool = False) -> "Ref":
        """Return a reference to what an optimiser computes of this reference's parameter."""
        parameter = self.parameter
        if parameter is None:
            raise KeyError(self)
        kind = parameter.quantity
        return Ref(quantity, self.layer, self.unit, self.source, kind, before)

    @property
    def parameter(self) -> "Ref | None":
        """The trained number this one belongs to, if it belongs to one."""
        kind = self.of or _PARAMETERS.get(self.quantity)
        return None if kind is None else self.as_quantity(kind)

    @property
    def gradient(self) -> "Ref":
        """∂L/∂(the parameter this number belongs to)."""
        return self._beside(GRADIENTS)

    @property
    def new_value(self) -> "Ref":
        """The updated value of the parameter this number belongs to."""
        return self._beside(NEW_VALUES)

    def _beside(self, quantities: Mapping[Quantity, Quantity]) -> "Ref":
        parameter = self.parameter
        if parameter is None:
            raise KeyError(self)
        return self.as_quantity(quantities[parameter.quantity])


LOSS = Ref(Quantity.LOSS)
PENALTY = Ref(Quantity.PENALTY)
LEARNING_RATE = Ref(Quantity.LEARNING_RATE)

GRADIENTS: Mapping[Quantity, Quantity] = MappingProxyType(
    {
        Quantity.WEIGHT: Quantity.WEIGHT_GRADIENT,
        Quantity.BIAS: Quantity.BIAS_GRADIENT,
        Quantity.SCALE: Quantity.SCALE_GRADIENT,
        Quantity.SHIFT: Quantity.SHIFT_GRADIENT,
    }
)
"""The gradient of each kind of parameter."""

NEW_VALUES: Mapping[Quantity, Quantity] = MappingProxyType(
    {
        Quantity.WEIGHT: Quantity.NEW_WEIGHT,
        Quantity.BIAS: Quantity.NEW_BIAS,
        Quantity.SCALE: Quantity.NEW_SCALE,
        Quantity.SHIFT: Quantity.NEW_SHIFT,
    }
)
"""The updated value of each kind of parameter."""

BY_UNITS = frozenset(
    {
        Quantity.LOSS_BY_PASSED_ON,
        Quantity.LOSS_BY_ACTIVATION,
        Quantity.LOSS_BY_SCALED,
        Quantity.DELTA,
    }
)
"""What flows back to units: derivatives of the loss by their numbers."""

MOMENTS = (
    Quantity.VELOCITY,
    Quantity.MEAN_SQUARE,
    Quantity.FIRST_MOMENT,
    Quantity.SECOND_MOMENT,
    Quantity.NEWTON_STEP,
)
"""What optimisers compute of each parameter before its new value."""

_PARAMETERS: Mapping[Quantity, Quantity] = MappingProxyType(
    {kind: kind for kind in GRADIENTS}
    | {gradient: kind for kind, gradient in GRADIENTS.items()}
    | {new: kind for kind, new in NEW_VALUES.items()}
)
