"""What the texts of a network need at scale 1, in pixels, and with them its units and boxes."""

from typing import Final, NamedTuple

from msgspec import Struct

from app.graph.plan.shape import NetworkShape

LABELLED = 36
"""Up to this many edges between two layers the columns leave room for all their labels."""

FEW = 16
"""Up to so many edges between two layers are all labelled, at a smaller scale if need be."""

NAMED = 8
"""Up to so many edges between two layers a weight is never without its name."""

LEAN, SPARE = -1.0, -2.0
"""The room at which only weights and the step's own gradient have a place on the edges, and that at
which of many weights only the numbers have one, without their names."""

LOOKS: Final = {"circle": 1.0, "card": 0.86, "pill": 0.8}
"""How units may look, and how much each look counts at the same text size."""


class BelowUnit(NamedTuple):
    """Widths of the texts around a circle; 0 for none.

    Attributes
    ----------
    widest : float
        Of the widest text below it.
    z, backward, bias : float
        Of "z = …" and "∂L/∂a = …" below it and of the bias above it.
    """

    widest: float = 0.0
    z: float = 0.0
    backward: float = 0.0
    bias: float = 0.0


_NONE = BelowUnit()


class UnitStyle(Struct, frozen=True):
    """How units look.

    Attributes
    ----------
    name : str
        "circle": name, activation, and z below. "card": a box of two lines. "pill": one line.
    width, height : float
        Of the unit's outline.
    above, below : float
        What a unit takes above and below its centre, with the texts that belong to it.
    footprint : float
        Width of the unit with its texts.
    line : float
        Height of a line of small text.
    texts : BelowUnit
        The texts around a circle.
    apart : float
        What units keep apart at least.
    most_apart : float
        How far apart units may be drawn, against their own height.
    roominess : float
        How much space between units is comfortable.
    stacked : bool
        Whether target and loss of an output stand on two lines.
    slim : bool
        Whether a circle is no larger than its number in the size of the other texts.
    """

    name: str
    width: float
    height: float
    above: float
    below: float
    footprint: float
    line: float
    texts: BelowUnit = _NONE
    apart: float = 6.0
    most_apart: float = 2.2
    roominess: float = 1.0
    stacked: bool = True
    slim: bool = False

    @property
    def round(self) -> bool:
        """Whether a unit is a circle."""
        return self.name == "circle"


class LabelWidths(NamedTuple):
    """Widths of the widest labels of the weights into a layer; by default those of usual numbers.

    Attributes
    ----------
    number, named : float
        A weight alone, such as "0.4000", and with its name.
    full, brief : float
        With a second line for the new value, or for the gradient with the name of its parameter or
        without.
    """

    number: float = 72.0
    named: float = 98.0
    full: float = 139.0
    brief: float = 108.0


class TextSizes(Struct, frozen=True):
    """Widths of texts at scale 1, as whoever has fonts measures them.

    Attributes
    ----------
    name, value, compact, z, backward, bias : float
        The widest name of a unit, activation (and in a box), "z = …", "∂L/∂a = …" and bias beside
        a unit.
    labels : tuple of LabelWidths
        For each layer that computes.
    target, loss, compact_loss, total_text : float
        The widest line of each kind in the boxes of the loss.
    cell_name : float
        The widest name beside a strip.
    """

    name: float = 22.0
    value: float = 56.0
    compact: float = 46.0
    z: float = 76.0
    backward: float = 104.0
    bias: float = 70.0
    labels: tuple[LabelWidths, ...] = ()
    target: float = 72.0
    loss: float = 84.0
    compact_loss: float = 60.0
    total_text: float = 84.0
    cell_name: float = 110.0

    image: float = 124.0
    strip: float = 22.0
    line: float = 17.0
    """Height of a line of text."""

    def style(self, name: str, shape: NetworkShape, slim: bool = False) -> UnitStyle:
        """Return the sizes of a look for a network; a slim one has the smallest circles."""
        biases = shape.unit_biases
        if name == "circle":
            radius = min(42.0, max(35.0, self.value / 2 + 6))
            if slim:
                radius = max(30.0, min(42.0, self.compact / 2 + 6))
            side, below = 2 * radius, radius + 2 * self.line + 2
            above = radius + (self.line + 6 if biases else 3.0)
            bias = self.bias if biases else 0.0
            whole = max(side, self.z, bias)
            beneath = BelowUnit(max(whole, self.backward), self.z, self.backward, bias)
            return UnitStyle(name, side, side, above, below, whole, self.line, beneath, slim=slim)
        if name == "card":
            width = max(self.name + self.compact + 32, 2 * self.z + 4)
            above = 21.0 + (self.line + 3 if biases else 1.0)
            return UnitStyle(
                name, width, 42.0, above, 22.0, width, self.line, most_apart=2.1, roominess=0.7
            )
        width = self.name + self.compact + 28
        stacked = shape.boxes <= 0.7 * shape.most
        return UnitStyle(
            name, width, 21.0, 11.0, 11.0, width, self.line, _NONE, 1.0, 1.9, 0.35, stacked
        )

    def label_sizes(self, layer: int, nameless: bool) -> list[tuple[float, float]]:
        """Return the label sizes to try for the weights into a layer, the roomiest first."""
        number, named, full, brief = self.labels[layer - 1]
        high, low = 2 * self.line + 6, self.line + 5
        alone = [(number, low)] if nameless else []
        return [(full, high), (brief, high), (named, low), *alone]

    def gap(self, shape: NetworkShape, layer: int, room: float) -> float:
        """Return the space between a column and the one before it."""
        edges = shape.sizes[layer] * shape.sizes[layer - 1]
        number, named, full, brief = self.labels[layer - 1]
        if shape.is_strip(layer) or shape.is_strip(layer - 1) or edges > LABELLED:
            return max(84.0, named * 0.62 + 18) + 70.0 * max(0.0, room)
        if room == SPARE:
            least = named if edges <= NAMED else number
            return max(least + 20, brief) + 4
        tight = named + 34
        if edges <= FEW and room > LEAN:
            tight = max(tight, full + 8)
        if room == LEAN:
            return max(tight, brief + 8)
        return tight + room * max(0.0, full + 56 - tight)

    def strip_width(self, layer: int, shape: NetworkShape) -> float:
        """Return the width of a column that is drawn as a strip or an image."""
        if layer == 0 and shape.image is not None:
            return self.image
        return self.strip + (self.cell_name if layer == 0 else 84.0) + 10

    def box(self, style: UnitStyle, present: bool) -> tuple[float, float]:
        """Return the extent of the box of one output's target and loss."""
        if not present:
            return self.total(style)
        if not style.stacked:
            return self.target + self.compact_loss + 26, 21.0
        if not style.round:
            return max(self.target, self.compact_loss) + 22, 42.0 if style.name == "card" else 37.0
        if style.slim:
            return max(self.target, self.compact_loss) + 14, 48.0
        return max(self.target, self.loss) + 16, 58.0

    def total(self, style: UnitStyle) -> tuple[float, float]:
        """Return the extent of the box of the total loss."""
        height = 48.0 if style.round else 42.0
        width = max(self.total_text + (14 if style.slim else 22), self.box(style, True)[0])
        return width, height
