"""The parts of a drawn network, and which of them shows a number."""

from typing import NamedTuple

from engine.network.quantities import GRADIENTS, LOSS, NEW_VALUES, PENALTY, Quantity, Ref

OF_UNIT = (
    Quantity.ACTIVATION,
    Quantity.PRE_ACTIVATION,
    Quantity.LOSS_BY_ACTIVATION,
    Quantity.ACTIVATION_DERIVATIVE,
    Quantity.DELTA,
)
INSIDE_UNIT = (
    Quantity.BATCH_MEAN,
    Quantity.BATCH_VARIANCE,
    Quantity.NORMALISED,
    Quantity.SCALED,
    Quantity.DROPOUT_MASK,
    Quantity.PASSED_ON,
    Quantity.LOSS_BY_PASSED_ON,
    Quantity.LOSS_BY_SCALED,
)
"""What batch normalisation and dropout compute within a unit, where there are any."""
OF_NORMALISING = tuple(
    quantity
    for kind in (Quantity.SCALE, Quantity.SHIFT)
    for quantity in (kind, GRADIENTS[kind], NEW_VALUES[kind])
)
"""The parameters that batch normalisation has within a unit."""
OF_WEIGHT = (Quantity.WEIGHT, Quantity.WEIGHT_GRADIENT, Quantity.NEW_WEIGHT)
OF_BIAS = (Quantity.BIAS, Quantity.BIAS_GRADIENT, Quantity.NEW_BIAS)
OF_BOX = (Quantity.OUTPUT_LOSS, Quantity.TARGET)


class Place(NamedTuple):
    """A part of the picture.

    Attributes
    ----------
    kind : str
        "unit", "edge", "bias", "box" or "total"; empty for what is not in the picture.
    layer : int
        Number of its layer.
    unit, source : int or None
        As in a reference.
    """

    kind: str
    layer: int = 0
    unit: int | None = None
    source: int | None = None

    def refs(self) -> tuple[Ref, ...]:
        """Return every number that this part shows, the main one first."""
        kinds = {"unit": OF_UNIT, "edge": OF_WEIGHT, "bias": OF_BIAS, "box": OF_BOX}
        if self.kind == "total":
            return (LOSS, PENALTY)
        if self.kind == "unit" and self.layer == 0:
            return (Ref(Quantity.ACTIVATION, 0, self.unit),)
        return tuple(
            Ref(quantity, self.layer, self.unit, self.source)
            for quantity in kinds.get(self.kind, ())
        )


NOWHERE = Place("")
_WITHIN_UNIT = frozenset({*OF_UNIT, *INSIDE_UNIT, *OF_NORMALISING})


def place_of(ref: Ref) -> Place:
    """Return the part of the picture that shows a number, or what the number belongs to."""
    if ref.of is not None and ref.parameter is not None:
        ref = ref.parameter
    if ref.quantity in _WITHIN_UNIT:
        return Place("unit", ref.layer, ref.unit)
    if ref.quantity in OF_WEIGHT:
        return Place("edge", ref.layer, ref.unit, ref.source)
    if ref.quantity in OF_BIAS:
        return Place("bias", ref.layer, ref.unit)
    if ref.quantity in OF_BOX:
        return Place("box", ref.layer, ref.unit)
    return Place("total") if ref in (LOSS, PENALTY) else NOWHERE
