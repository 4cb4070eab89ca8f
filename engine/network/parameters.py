"""All weights and biases of a network in one flat buffer, with views for each layer."""

from functools import cached_property

import numpy as np

from engine.arrays import FloatArray, read_only
from engine.catalogue.initialisers import INITIALISERS
from engine.network.layout import ParameterLayout
from engine.network.quantities import Ref
from engine.network.scenario import Layer, Scenario
from engine.random_streams import starting_weights


class Parameters:
    """One set of values for a layout (or one set of gradients, which has the same shape).

    Attributes
    ----------
    layout : ParameterLayout
        Which index holds what.
    flat : ndarray of shape (layout.size,)
        All values.
    weights : tuple of ndarray of shape (n_out, n_in)
        Views of ``flat``; ``weights[0]`` belongs to layer 1.
    biases : tuple of ndarray of shape (n_out,), (1,) or (0,)
        Views of ``flat``; one number for a shared bias, none for a layer without.
    scales, shifts : tuple of ndarray of shape (n_out,) or (0,)
        Views of ``flat``: γ and β of batch normalisation.
    running_means, running_variances : tuple of ndarray of shape (n_out,) or (0,)
        Views of ``flat``: what batch normalisation uses once training is over.
    """

    def __init__(self, layout: ParameterLayout, flat: FloatArray) -> None:
        if flat.shape != (layout.size,):
            raise ValueError(f"shape {flat.shape}; expected ({layout.size},)")
        self.layout = layout
        self.flat = flat

    # Views are made when they are asked for: an iteration makes several sets of parameters.

    @cached_property
    def weights(self) -> tuple[FloatArray, ...]:  # noqa: D102 - said in the class docstring
        return tuple(
            self.flat[slot.weights].reshape(slot.n_out, slot.n_in) for slot in self.layout.slots
        )

    @cached_property
    def biases(self) -> tuple[FloatArray, ...]:  # noqa: D102
        return tuple(self.flat[slot.biases] for slot in self.layout.slots)

    @cached_property
    def scales(self) -> tuple[FloatArray, ...]:  # noqa: D102
        return tuple(self.flat[slot.scales] for slot in self.layout.slots)

    @cached_property
    def shifts(self) -> tuple[FloatArray, ...]:  # noqa: D102
        return tuple(self.flat[slot.shifts] for slot in self.layout.slots)

    @cached_property
    def running_means(self) -> tuple[FloatArray, ...]:  # noqa: D102
        return tuple(self.flat[slot.running_means] for slot in self.layout.slots)

    @cached_property
    def running_variances(self) -> tuple[FloatArray, ...]:  # noqa: D102
        return tuple(self.flat[slot.running_variances] for slot in self.layout.slots)

    @property
    def trained(self) -> FloatArray:
        """View of the values that an update changes, shape (layout.trained,)."""
        return self.flat[: self.layout.trained]

    def copy(self, dtype: type[np.floating] | None = None) -> "Parameters":
        """Return an independent, writeable copy, in another precision if asked."""
        return Parameters(self.layout, np.array(self.flat, dtype=dtype or self.flat.dtype))

    def sealed(self) -> "Parameters":
        """Return the same values, not copied, with writing switched off."""
        return Parameters(self.layout, read_only(self.flat))

    def value(self, ref: Ref) -> float:
        """Return the number a reference points at."""
        return float(self.flat[self.layout.flat_index(ref)])


def initial_parameters(scenario: Scenario, dtype: type[np.floating] = np.float64) -> Parameters:
    """Return a scenario's starting values; those of absent parameters are 0.

    Parameters
    ----------
    scenario : Scenario
        The network.
    dtype : numpy floating type
        Precision of the values; the draw is the same in both.
    """
    values = uncut_parameters(scenario)
    values.flat[values.layout.absent] = 0.0
    return values.copy(dtype)


def uncut_parameters(scenario: Scenario) -> Parameters:
    """Return the starting values that a scenario gives, the rest drawn from its seed.

    Absent parameters have the values that they would have if they were there.

    Each layer draws from a stream of its own, so that giving one layer's weights leaves the
    others as they were.
    """
    layout = ParameterLayout(scenario)
    values = Parameters(layout, np.zeros(layout.size, dtype=np.float64))
    for number, n_out, n_in, layer in scenario.weighted_layers():
        if layer.weights is not None:
            values.weights[number - 1][...] = layer.weights
        else:
            generator = starting_weights(scenario.network_seed, number)
            values.weights[number - 1][...] = INITIALISERS[layer.initialiser].draw(
                generator, n_out, n_in, layer.initialiser_scale
            )
        if layer.bias != "none":
            count = layout.slots[number - 1].bias_count
            starting = layer.initialiser_bias if layer.biases is None else layer.biases[:count]
            values.biases[number - 1][...] = starting
        if layer.batch_norm:
            _start_normalising(values, number - 1, layer)
    return values


def _start_normalising(values: Parameters, index: int, layer: Layer) -> None:
    """Fill in a layer's batch normalisation: what the scenario gives, else 1, 0, 0 and 1."""
    for views, starting, usual in (
        (values.scales, layer.scales, 1.0),
        (values.shifts, layer.shifts, 0.0),
        (values.running_means, layer.running_means, 0.0),
        (values.running_variances, layer.running_variances, 1.0),
    ):
        views[index][...] = usual if starting is None else starting
