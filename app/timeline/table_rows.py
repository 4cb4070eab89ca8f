"""Which parameter stands in which row of the table."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.network.layout import LayerSlot, ParameterLayout
from engine.network.quantities import Quantity, Ref


class ParameterRows:
    """Which parameter stands in which row: layer by layer, weights, biases, scales, shifts.

    Finding either from the other costs the same in a table of 12 rows and of 13,002.
    """

    def __init__(self, layout: ParameterLayout) -> None:
        self.layout = layout
        self._starts = []
        cursor = 0
        for slot in layout.slots:
            self._starts.append(cursor)
            cursor += slot.n_out * slot.n_in + slot.bias_count
            cursor += 2 * slot.n_out if slot.batch_norm else 0
        # Which of all rows there are, where some parameters are absent.
        self._present: Sequence[int] = range(cursor)
        if len(layout.absent):
            self._present = [self._whole_row(ref) for ref in layout.refs()]

    def marked(self, whole: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return the rows that are marked, the rows of absent parameters being among the marks."""
        return np.flatnonzero(whole[self._present] if len(self) < len(whole) else whole)

    def __len__(self) -> int:
        return self.layout.count

    @property
    def last_weights(self) -> list[int]:
        """The row of each layer's last weight."""
        return [
            bisect_left(self._present, start + slot.n_out * slot.n_in) - 1
            for start, slot in zip(self._starts, self.layout.slots, strict=True)
        ]

    def ref(self, row: int) -> Ref:
        """Return the parameter of a row."""
        row = self._present[row]
        index = bisect_right(self._starts, row) - 1
        slot = self.layout.slots[index]
        within = row - self._starts[index]
        weights = slot.n_out * slot.n_in
        if within < weights:
            unit, source = divmod(within, slot.n_in)
            return Ref(Quantity.WEIGHT, slot.number, unit, source)
        unit = within - weights
        if unit < slot.bias_count:
            return Ref(Quantity.BIAS, slot.number, None if slot.bias == "per-layer" else unit)
        place, unit = divmod(unit - slot.bias_count, slot.n_out)
        return Ref(Quantity.SHIFT if place else Quantity.SCALE, slot.number, unit)

    def row(self, ref: Ref) -> int:
        """Return the row of a parameter that there is."""
        return bisect_left(self._present, self._whole_row(ref))

    def _whole_row(self, ref: Ref) -> int:
        """Return the row of a parameter in a table with the absent ones, too."""
        slot = self.layout.slots[ref.layer - 1]
        start = self._starts[ref.layer - 1]
        if ref.source is not None and ref.unit is not None:
            return start + ref.unit * slot.n_in + ref.source
        return start + slot.n_out * slot.n_in + _behind_weights(slot, ref)


def _behind_weights(slot: LayerSlot, ref: Ref) -> int:
    first = {Quantity.SCALE: slot.bias_count, Quantity.SHIFT: slot.bias_count + slot.n_out}
    return first.get(ref.quantity, 0) + (ref.unit or 0)
