"""How courses call units and parameters; `symbolic.notation` has the letters of all else."""

from functools import lru_cache
from typing import Literal, get_args

from msgspec import Struct

from engine.catalogue.records import Catalogue
from engine.network.quantities import Quantity, Ref

Difference = Literal["a-t", "t-a"]
"""Which of an activation and its target stands first where one is taken from the other."""

DIFFERENCES: tuple[Difference, ...] = get_args(Difference)


class Indices(Struct, frozen=True):
    """How a notation calls units and parameters by their layer and their place in it, from 1.

    Attributes
    ----------
    above : str
        How the number of a layer stands above a letter, to be formatted with it.
    first : int
        The number of the inputs' layer.
    weight : str
        The letter of weights.
    output : str
        The letter of the outputs' activations.
    from_source : bool
        Whether weights and biases have the number of the layer that they come from, and a
        weight's indices begin with its unit there: its row is an input.
    """

    above: str
    first: int
    weight: str
    output: str = "a"
    from_source: bool = False

    def layer(self, layer: int) -> str:
        """Return the number of a layer as it stands above a letter; the inputs' layer is 0."""
        return self.above.format(layer + self.first)

    def unit(self, layer: int, place: int | str, depth: int) -> str:
        """Return what a unit is called: its activation, or the input.

        Parameters
        ----------
        layer : int
            Its layer, the inputs' being 0.
        place : int or str
            Where in it, from 1, or an index.
        depth : int
            The number of the last layer.
        """
        if layer == 0:
            return f"x_{place}"
        if layer == depth and self.output != "a":
            return f"{self.output}_{place}"
        return f"a^{self.layer(layer)}_{place}"

    def parameter(self, ref: Ref, wide: bool) -> str:
        """Return what a parameter is called, such as "w^3_12", "b^3_1" and "γ^2_1".

        Parameters
        ----------
        ref : Ref
            It, or what belongs to it.
        wide : bool
            Whether there are more than nine units in its layer or the one before.
        """
        parameter = ref.parameter or ref
        kind, unit = parameter.quantity, parameter.unit
        if kind in _GREEK:
            return f"{_GREEK[kind]}^{self.layer(ref.layer)}_{(unit or 0) + 1}"
        if parameter.source is not None:
            return "".join(
                self.weight_parts(ref.layer, (unit or 0) + 1, parameter.source + 1, wide)
            )
        above = self.layer(ref.layer - self.from_source)
        return f"b^{above}" if unit is None else f"b^{above}_{unit + 1}"

    def weight_parts(
        self, layer: int, to: int | str, source: int | str, wide: bool
    ) -> tuple[str, str]:
        """Return what a weight is called up to its second place, and that place."""
        first, second = (source, to) if self.from_source else (to, source)
        above = self.layer(layer - self.from_source)
        return f"{self.weight}^{above}_{first}{',' if wide else ''}", str(second)


@lru_cache
def indexed_names(indices: Indices, sizes: tuple[int, ...], layer: int) -> tuple[str, ...]:
    """Return what the units of a layer are called, of layers with so many units."""
    depth = len(sizes) - 1
    return tuple(indices.unit(layer, unit + 1, depth) for unit in range(sizes[layer]))


_GREEK = {Quantity.SCALE: "γ", Quantity.SHIFT: "β"}


class Naming(Struct, frozen=True):
    """A notation, as far as it decides what units and parameters are called.

    Attributes
    ----------
    id : str
        What scenario files call it.
    label, sentence : str
        What the menu calls it, and whose it is.
    indices : Indices or None
        How it calls units and parameters; None where they have the scenario's own names.
    per_sample : bool
        Whether what flows back to a unit is of one sample's loss, so that over a batch the mean's
        1/m stands in the gradients of the parameters.
    difference : str
        Which of activation and target stands first.
    """

    id: str
    label: str
    sentence: str
    indices: Indices | None = None
    per_sample: bool = False
    difference: Difference = "a-t"


NAMINGS: Catalogue[Naming] = Catalogue(
    Naming("chainrule", "Chainrule: z, a, L", "The program's own: z, a, δ and L."),
    Naming(
        "mazur",
        "Mazur: net, out, E",
        "Mazur's worked example of backpropagation: net, out and E_total.",
        difference="t-a",
    ),
    Naming("lecture", "Lecture: in, out, L", "Lecture slides: in, out, L_total and the rate λ."),
    Naming(
        "nielsen",
        "Nielsen: z, a, C",
        "Nielsen's book: layers from 1, w^l_jk leads to j from k, the cost C.",
        Indices("{}", 1, "w"),
    ),
    Naming(
        "ng",
        "Ng: dz, dW, J",
        "Ng's courses: inputs are layer 0, dz and dW, 𝓛 of a sample and J of the batch.",
        Indices("[{}]", 0, "W"),
        per_sample=True,
    ),
    Naming(
        "welch",
        "Welch: z, a, ŷ, J",
        "Welch's videos: W^(1)_kj leads from k to j, a row an input; outputs ŷ, the cost J.",
        Indices("({})", 1, "W", output="ŷ", from_source=True),
        difference="t-a",
    ),
)
"""The notations, in the order in which they are offered."""
