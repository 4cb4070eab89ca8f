"""What the texts of a network need at scale 1, in pixels, and with them its parts."""

from dataclasses import astuple, dataclass

from app.graph.plan.network import NetworkShape
from app.graph.plan.styles import UnitStyle

LABELLED = 36
"""Up to this many edges between two layers the columns leave room for all their labels."""

FEW = 16
"""Up to so many edges between two layers are all labelled, at a smaller scale if need be."""

NAMED = 8
"""Up to so many edges between two layers a weight is never without its name."""

LEAN, SPARE = -1.0, -2.0
"""The room at which only weights and the step's own gradient have a place on the edges, and that at
which of many weights only the numbers have one, without their names."""

_SLACK = 1.08
# Texts that grow less than this shrink to fit, or labels move, without another layout.


@dataclass(frozen=True, slots=True)
class TextSizes:
    """Widths of texts at scale 1, as whoever has fonts measures them.

    Attributes
    ----------
    name, value, compact, z, backward, bias : float
        The widest name of a unit, activation (and in a box), "z = …", "∂L/∂a = …" and bias beside
        a unit.
    number : tuple of float
        For each layer that computes the widest weight alone, such as "0.4000".
    named : tuple of float
        The widest label "w5 0.40".
    full, brief : tuple of float
        The widest label with a second line for the new value, or for the gradient with the name of
        its parameter or without.
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
    number: tuple[float, ...] = ()
    named: tuple[float, ...] = ()
    full: tuple[float, ...] = ()
    brief: tuple[float, ...] = ()
    target: float = 72.0
    loss: float = 84.0
    compact_loss: float = 60.0
    total_text: float = 84.0
    cell_name: float = 110.0

    image: float = 124.0
    strip: float = 22.0
    line: float = 17.0
    """Height of a line of text."""

    def fits_in(self, other: "TextSizes") -> bool:
        """Whether every text is at most about as wide as in the other sizes."""
        mine, theirs = astuple(self), astuple(other)
        pairs = zip(mine, theirs, strict=True)
        return all(
            all(a <= b * _SLACK + 1.0 for a, b in zip(one, two, strict=True))
            if isinstance(one, tuple)
            else one <= two * _SLACK + 1.0
            for one, two in pairs
        )

    def style(self, name: str, shape: NetworkShape, slim: bool = False) -> UnitStyle:
        """Return the sizes of a look for a network; a slim one has the smallest circles."""
        biases = shape.unit_biases
        if name == "circle":
            radius = min(42.0, max(35.0, self.value / 2 + 6))
            if slim:
                radius = max(30.0, min(42.0, self.compact / 2 + 6))
            above = radius + (self.line + 6 if biases else 3.0)
            below = radius + 2 * self.line + 2
            texts = max(self.z, self.bias if biases else 0.0)
            footprint = max(2 * radius, texts)
            return UnitStyle(
                name,
                2 * radius,
                2 * radius,
                above,
                below,
                footprint,
                max(footprint, self.backward),
                self.z,
                self.backward,
                self.bias if biases else 0.0,
                self.line,
                6.0,
                2.2,
                1.0,
                True,
                slim,
            )
        if name == "card":
            width = max(self.name + self.compact + 32, 2 * self.z + 4)
            above = 21.0 + (self.line + 3 if biases else 1.0)
            return UnitStyle(
                name,
                width,
                42.0,
                above,
                22.0,
                width,
                width,
                0.0,
                0.0,
                0.0,
                self.line,
                6.0,
                2.1,
                0.7,
                True,
            )
        width = self.name + self.compact + 28
        stacked = shape.boxes <= 0.7 * shape.most
        return UnitStyle(
            name,
            width,
            21.0,
            11.0,
            11.0,
            width,
            width,
            0.0,
            0.0,
            0.0,
            self.line,
            1.0,
            1.9,
            0.35,
            stacked,
        )

    def labels(self, layer: int, nameless: bool) -> list[tuple[float, float]]:
        """Return the label sizes to try for the weights into a layer, the roomiest first."""
        named, full, brief = self.named[layer - 1], self.full[layer - 1], self.brief[layer - 1]
        high, low = 2 * self.line + 6, self.line + 5
        alone = [(self.number[layer - 1], low)] if nameless else []
        return [(full, high), (brief, high), (named, low), *alone]

    def gap(self, shape: NetworkShape, layer: int, room: float) -> float:
        """Return the space between a column and the one before it."""
        edges = shape.sizes[layer] * shape.sizes[layer - 1]
        if shape.is_strip(layer) or shape.is_strip(layer - 1) or edges > LABELLED:
            return max(84.0, self.named[layer - 1] * 0.62 + 18) + 70.0 * max(0.0, room)
        brief = self.brief[layer - 1]
        if room == SPARE:
            least = self.named[layer - 1] if edges <= NAMED else self.number[layer - 1]
            return max(least + 20, brief) + 4
        tight = self.named[layer - 1] + 34
        if edges <= FEW and room > LEAN:
            tight = max(tight, self.full[layer - 1] + 8)
        if room == LEAN:
            return max(tight, brief + 8)
        return tight + room * max(0.0, self.full[layer - 1] + 56 - tight)

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
