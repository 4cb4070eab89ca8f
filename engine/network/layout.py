"""Where every parameter stands in the one flat buffer, and what it is called.

The trained parameters come first, so that an update is one operation on the head of the buffer.
Behind them stands what is used but never updated by a gradient: frozen biases, and the running
means and variances of batch normalisation.
"""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from engine.arrays import BoolArray
from engine.network.naming import MAX_COUNTED, weight_name, weight_name_parts
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import Scenario

_GREEK = {Quantity.SCALE: "γ", Quantity.SHIFT: "β"}


class LayerSlot(Struct, frozen=True):
    """Where one layer's parameters stand in the flat buffer.

    Attributes
    ----------
    number, n_out, n_in : int
        Layer number from 1, its units and the units before it.
    bias : str
        The bias mode.
    batch_norm : bool
        Whether the layer normalises over the batch.
    weight_start, bias_start : int
        First flat index of the weights and of the biases.
    bias_count : int
        n_out, 1 for a shared bias, 0 for none.
    scale_start, mean_start : int
        Batch normalisation: first flat index of the n_out scales γ, which the shifts β follow,
        and of the n_out running means, which the running variances follow; else 0.
    """

    number: int
    n_out: int
    n_in: int
    bias: str
    batch_norm: bool
    weight_start: int
    bias_start: int
    bias_count: int
    scale_start: int = 0
    mean_start: int = 0

    @property
    def weights(self) -> slice:
        """Flat range of the weights, row by row."""
        return slice(self.weight_start, self.weight_start + self.n_out * self.n_in)

    @property
    def biases(self) -> slice:
        """Flat range of the biases."""
        return slice(self.bias_start, self.bias_start + self.bias_count)

    @property
    def scales(self) -> slice:
        """Flat range of the scales γ; empty without batch normalisation."""
        return self._normalising(self.scale_start, 0)

    @property
    def shifts(self) -> slice:
        """Flat range of the shifts β; empty without batch normalisation."""
        return self._normalising(self.scale_start, 1)

    @property
    def running_means(self) -> slice:
        """Flat range of the running means of z; empty without batch normalisation."""
        return self._normalising(self.mean_start, 0)

    @property
    def running_variances(self) -> slice:
        """Flat range of the running variances of z; empty without batch normalisation."""
        return self._normalising(self.mean_start, 1)

    def _normalising(self, start: int, place: int) -> slice:
        count = self.n_out if self.batch_norm else 0
        return slice(start + place * count, start + (place + 1) * count)


class ParameterLayout:
    """Which flat index holds which parameter, and what every parameter is called.

    Attributes
    ----------
    scenario : Scenario
        The network laid out.
    slots : tuple of LayerSlot
        One per layer that computes, in order.
    trained : int
        Number of parameters that have a gradient step; they are the head of the buffer. An update
        changes all of them but those that are frozen or absent.
    size : int
        Number of all values: parameters, frozen biases among them, and running means and variances.
        Absent ones stand among them, as 0.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        head = 0
        slots: list[LayerSlot] = []
        for number, n_out, n_in, layer in scenario.weighted_layers():
            weight_start, bias_start = head, head + n_out * n_in
            count = {"per-unit": n_out, "frozen": n_out, "per-layer": 1, "none": 0}[layer.bias]
            scale_start = bias_start + (0 if layer.bias == "frozen" else count)
            head = scale_start + (2 * n_out if layer.batch_norm else 0)
            slots.append(
                LayerSlot(
                    number=number,
                    n_out=n_out,
                    n_in=n_in,
                    bias=layer.bias,
                    batch_norm=layer.batch_norm,
                    weight_start=weight_start,
                    bias_start=bias_start,
                    bias_count=count,
                    scale_start=scale_start,
                )
            )
        self.trained = tail = head
        placed: list[LayerSlot] = []
        for slot in slots:
            bias_start, mean_start = slot.bias_start, 0
            if slot.bias == "frozen":
                bias_start, tail = tail, tail + slot.n_out
            if slot.batch_norm:
                mean_start, tail = tail, tail + 2 * slot.n_out
            placed.append(replace(slot, bias_start=bias_start, mean_start=mean_start))
        self.slots = tuple(placed)
        self.size = tail

    @cached_property
    def count(self) -> int:
        """Number of parameters, frozen ones included; not absent ones, running means, variances."""
        running = sum(2 * slot.n_out for slot in self.slots if slot.batch_norm)
        return self.size - running - len(self.absent)

    @cached_property
    def absent(self) -> NDArray[np.intp]:
        """Flat indices of the parameters that there are not, in order; their values are 0."""
        return np.flatnonzero(self._marked("absent"))

    @cached_property
    def held(self) -> NDArray[np.intp]:
        """Flat indices of the trained parameters that no update changes, in order."""
        marked = self._marked("absent") | self._marked("frozen")
        return np.flatnonzero(marked[: self.trained])

    @cached_property
    def updated(self) -> NDArray[np.intp] | slice:
        """What of the trained parameters an update changes: all, or flat indices in order."""
        if not len(self.held):
            return slice(self.trained)
        return np.delete(np.arange(self.trained), self.held)

    def updated_index(self, flat_index: int) -> int:
        """Return which of the updated parameters one is."""
        return flat_index - int(np.searchsorted(self.held, flat_index))

    def _marked(self, how: str) -> BoolArray:
        """Return which values the layers mark as absent or frozen, shape (size,)."""
        marked = np.zeros(self.size, dtype=np.bool_)
        for slot, layer in zip(self.slots, self.scenario.layers, strict=True):
            for part, marks in (
                (slot.weights, getattr(layer, f"{how}_weights")),
                (slot.biases, getattr(layer, f"{how}_biases")),
            ):
                if marks is not None:
                    marked[part] = marks.ravel()[: part.stop - part.start]
        return marked

    @cached_property
    def _held(self) -> frozenset[int]:
        return frozenset(self.held.tolist())

    @cached_property
    def weight_mask(self) -> NDArray[np.bool_]:
        """Which of the trained parameters are weights that an update changes, shape (trained,)."""
        mask = np.zeros(self.trained, dtype=np.bool_)
        for slot in self.slots:
            mask[slot.weights] = True
        mask[self.held] = False
        mask.setflags(write=False)
        return mask

    @cached_property
    def _weights_before(self) -> tuple[int, ...]:
        counts = [slot.n_out * slot.n_in for slot in self.slots]
        return tuple(sum(counts[:index]) for index in range(len(counts)))

    def flat_index(self, ref: Ref) -> int:
        """Return the flat index of a parameter, its gradient or its new value."""
        slot = self.slots[ref.layer - 1]
        parameter = ref.parameter
        kind = Quantity.WEIGHT if parameter is None else parameter.quantity
        unit = ref.unit or 0
        if kind is Quantity.SCALE:
            return slot.scale_start + unit
        if kind is Quantity.SHIFT:
            return slot.scale_start + slot.n_out + unit
        if ref.source is not None:
            return slot.weight_start + unit * slot.n_in + ref.source
        if slot.bias == "none":
            raise KeyError(f"layer {ref.layer} has no bias")
        return slot.bias_start + (0 if slot.bias == "per-layer" else unit)

    def ref(self, flat_index: int) -> Ref:
        """Return the parameter at a flat index; for a running mean or variance there is none."""
        for slot in self.slots:
            if slot.weights.start <= flat_index < slot.weights.stop:
                unit, source = divmod(flat_index - slot.weight_start, slot.n_in)
                return Ref(Quantity.WEIGHT, slot.number, unit, source)
            if slot.biases.start <= flat_index < slot.biases.stop:
                unit = flat_index - slot.bias_start
                shared = slot.bias == "per-layer"
                return Ref(Quantity.BIAS, slot.number, None if shared else unit)
            for kind, where in ((Quantity.SCALE, slot.scales), (Quantity.SHIFT, slot.shifts)):
                if where.start <= flat_index < where.stop:
                    return Ref(kind, slot.number, flat_index - where.start)
        raise IndexError(f"flat index {flat_index} of {self.size}")

    def is_trained(self, ref: Ref) -> bool:
        """Whether an update changes this parameter."""
        index = self.flat_index(ref)
        return index < self.trained and index not in self._held

    def bias_ref(self, layer: int, unit: int) -> Ref | None:
        """Return the bias that a unit uses: its own, its layer's, or None."""
        if not self.scenario.layers[layer - 1].has_bias(unit):
            return None
        mode = self.slots[layer - 1].bias
        return Ref(Quantity.BIAS, layer, None if mode == "per-layer" else unit)

    def name(self, ref: Ref) -> str:
        """Return the name of the parameter that a reference belongs to."""
        layer, indices = self.scenario.layers[ref.layer - 1], self.scenario.naming.indices
        if indices is not None:
            # Biases of one name are one bias.
            is_bias = (ref.parameter or ref).quantity is Quantity.BIAS
            alike = is_bias and len(set(layer.bias_names or ())) == 1
            return indices.parameter(
                replace(ref, unit=None) if alike else ref, self.is_wide(ref.layer)
            )
        if ref.source is not None and ref.unit is not None:
            if layer.weight_names is not None:
                return layer.weight_names[ref.unit][ref.source]
            slot = self.slots[ref.layer - 1]
            before = self._weights_before[ref.layer - 1]
            position = (ref.unit, ref.source)
            return weight_name(self.size <= MAX_COUNTED, before, ref.layer, position, slot.n_in)
        parameter = ref.parameter
        if parameter is not None and parameter.quantity in _GREEK:
            unit = self.scenario.unit_name(ref.layer, ref.unit or 0)
            return f"{_GREEK[parameter.quantity]}_{unit}"
        if layer.bias_names is not None:
            return layer.bias_names[ref.unit or 0]
        if ref.unit is None:
            return f"b{ref.layer}"
        return f"b_{self.scenario.unit_name(ref.layer, ref.unit)}"

    def is_wide(self, layer: int) -> bool:
        """Whether places of a layer's weights have more than one digit."""
        slot = self.slots[layer - 1]
        return max(slot.n_out, slot.n_in) > 9

    def weight_name_parts(self, layer: int) -> tuple[list[str], list[str]] | None:
        """Return what generated names of a layer's weights begin and end with.

        The name of weight [j, k] is the j-th beginning and the k-th ending, or the k-th
        beginning and the j-th ending where the notation has them so. None where names have been
        chosen, or count through a small network.
        """
        slot, indices = self.slots[layer - 1], self.scenario.naming.indices
        if indices is not None:
            wide, (n_to, n_from) = self.is_wide(layer), (slot.n_out, slot.n_in)
            if indices.from_source:
                n_to, n_from = n_from, n_to
            heads = [indices.weight_parts(layer, k, k, wide)[0] for k in range(1, n_to + 1)]
            return heads, [str(k) for k in range(1, n_from + 1)]
        named = self.scenario.layers[layer - 1].weight_names is not None
        if named or self.size <= MAX_COUNTED:
            return None
        return weight_name_parts(layer, slot.n_out, slot.n_in)

    def weight_names(self, layer: int) -> list[list[str]]:
        """Return the names of a layer's weights, shape (n_out, n_in)."""
        slot = self.slots[layer - 1]
        return [
            [self.name(Ref(Quantity.WEIGHT, layer, j, k)) for k in range(slot.n_in)]
            for j in range(slot.n_out)
        ]

    def bias_names(self, layer: int) -> list[str]:
        """Return the names of a layer's biases: one of a shared bias, none where there is none."""
        slot = self.slots[layer - 1]
        units = [None] if slot.bias == "per-layer" else range(slot.bias_count)
        return [self.name(Ref(Quantity.BIAS, layer, unit)) for unit in units]

    def normalising_names(self, layer: int, quantity: Quantity) -> list[str]:
        """Return the names of a layer's scales or shifts of batch normalisation."""
        return [self.name(Ref(quantity, layer, j)) for j in range(self.slots[layer - 1].n_out)]

    def refs(self) -> Iterator[Ref]:
        """Yield every parameter layer by layer: weights row by row, biases, scales, shifts."""
        for slot in self.slots:
            for unit in range(slot.n_out):
                for source in self.scenario.sources(slot.number, unit):
                    yield Ref(Quantity.WEIGHT, slot.number, unit, source)
            for unit in range(slot.bias_count):
                ref = self.bias_ref(slot.number, unit)
                if ref is not None:
                    yield ref
            for kind in (Quantity.SCALE, Quantity.SHIFT) if slot.batch_norm else ():
                for unit in range(slot.n_out):
                    yield Ref(kind, slot.number, unit)
