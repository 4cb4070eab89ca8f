"""What a network takes at scale 1, and at what scale it fits a rectangle."""

from itertools import pairwise

from app.graph.plan.network import NetworkShape
from app.graph.plan.network_plan import CAPTION, FOOT, MARGIN
from app.graph.plan.text_sizes import LABELLED, LEAN, SPARE, TextSizes, UnitStyle


class Extent:
    """What a network takes at scale 1: comfortably (room 1), tightly (0), `LEAN` or `SPARE`."""

    def __init__(
        self, shape: NetworkShape, texts: TextSizes, style: UnitStyle, room: float
    ) -> None:
        self.shape, self.texts, self.style = shape, texts, style
        self.lean, self.spare = room in (LEAN, SPARE), room == SPARE
        # The texts above and below a circle may stand over the gaps, where labels spare them.
        column = style.width if style.round and _is_labelled(shape) else style.footprint
        self.columns = [
            texts.strip_width(layer, shape) if shape.is_strip(layer) else column
            for layer in range(shape.depth + 1)
        ]
        box_width, box_height = texts.box(style, shape.boxes > 0)
        self.columns.append(box_width)
        self.gaps = [texts.gap(shape, layer, room) for layer in range(1, shape.depth + 1)]
        self.gaps.append(22.0 if self.spare else 30.0 + 26.0 * max(0.0, room))
        self.width = sum(self.columns) + sum(self.gaps) + 2 * MARGIN
        self.pitch = style.above + style.below + style.look.apart
        self.pitch += 22.0 * max(0.0, room) * style.look.roominess
        total = texts.total(style)[1]
        rows = shape.most * self.pitch
        outputs = shape.boxes
        if outputs != 2:
            pitch = max(self.pitch, box_height + 6.0)
            below = (outputs - 1) * pitch / 2 + box_height / 2 + 22 + total
            rows = max(rows, 2 * below)
        strips = any(shape.is_strip(layer) for layer in range(shape.depth + 1))
        if strips:
            rows = max(rows, 240.0 if shape.image is None else 310.0)
        column_bias = any(bias == "column" for bias in shape.biases)
        self.foot = FOOT if column_bias or strips else 8.0
        self.height = rows + CAPTION + self.foot + MARGIN * 0.5


def fitting_scale(extent: Extent, width: float, height: float) -> float:
    """Return the largest scale at which a network fits a rectangle."""
    return max(0.05, min(width / extent.width, height / extent.height))


def _is_labelled(shape: NetworkShape) -> bool:
    """Whether all gaps leave room for the labels of all edges."""
    sizes = shape.sizes
    few = all(one * two <= LABELLED for one, two in pairwise(sizes))
    return few and not any(shape.is_strip(layer) for layer in range(shape.depth + 1))
