"""The shape of a network as it is drawn, and the grids of its large layers."""

from msgspec import Struct

from engine.network.scenario import Scenario

LARGEST_LAYER = 16
"""Layers of more units are drawn as a strip of cells."""


class NetworkShape(Struct, frozen=True):
    """The shape of a network as the layout sees it.

    Attributes
    ----------
    sizes : tuple of int
        Units per layer, inputs first.
    image : (int, int) or None
        Rows and columns where the inputs are an image.
    biases : tuple of str
        For each layer that computes: "units" (each unit shows its own), "column" (one below
        the column) or "none".
    """

    sizes: tuple[int, ...]
    image: tuple[int, int] | None
    biases: tuple[str, ...]

    def is_strip(self, layer: int) -> bool:
        """Whether a layer is drawn as a strip or an image, not unit by unit."""
        return self.sizes[layer] > LARGEST_LAYER

    @property
    def depth(self) -> int:
        """Number of the last layer."""
        return len(self.sizes) - 1

    @property
    def boxes(self) -> int:
        """How many outputs have a box for target and loss."""
        return 0 if self.is_strip(self.depth) else self.sizes[-1]

    @property
    def most(self) -> int:
        """Units in the longest column that is drawn unit by unit."""
        return max((n for n in self.sizes if n <= LARGEST_LAYER), default=1)

    @property
    def drawn(self) -> int:
        """Units that are drawn one by one."""
        return sum(n for n in self.sizes if n <= LARGEST_LAYER)

    @property
    def unit_biases(self) -> bool:
        """Whether some units show a bias of their own."""
        return any(
            bias == "units" and not self.is_strip(layer)
            for layer, bias in enumerate(self.biases, start=1)
        )


def network_shape(scenario: Scenario, image: tuple[int, int] | None = None) -> NetworkShape:
    """Return the shape of a scenario's network.

    Parameters
    ----------
    scenario : Scenario
        Has the network.
    image : (int, int), optional
        Rows and columns where the inputs are an image; a few inputs are drawn unit by unit.
    """
    image = image if scenario.sizes[0] > LARGEST_LAYER else None
    biases = []
    for layer in scenario.layers:
        if layer.bias == "none":
            biases.append("none")
        elif layer.bias == "per-layer":
            biases.append("column")
        else:
            names = set(layer.bias_names or ())
            together = layer.bias == "frozen" and len(names) == 1
            biases.append("column" if together else "units")
    return NetworkShape(scenario.sizes, image, tuple(biases))


def grid_of(shape: NetworkShape, layer: int) -> tuple[int, int]:
    """Return the rows and columns in which a strip or image arranges its units."""
    if layer == 0 and shape.image is not None:
        return shape.image
    columns = -(-shape.sizes[layer] // 128)
    return -(-shape.sizes[layer] // columns), columns
