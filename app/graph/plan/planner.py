"""Find where everything in a drawn network stands, for the size of a rectangle.

The layout first finds the scale at which the network fits the pane, then distributes columns
and rows over the space, then looks for a place for every weight's label.
"""

from functools import lru_cache
from itertools import pairwise

import numpy as np
from msgspec.structs import replace

from app.graph.plan.geometry import Box, Point
from app.graph.plan.network_plan import CAPTION, FOOT, MARGIN, LabelSlots, NetworkPlan
from app.graph.plan.shape import NetworkShape, grid_of
from app.graph.plan.slot_search import find_label_slots
from app.graph.plan.text_sizes import (
    FEW,
    LABELLED,
    LEAN,
    LOOKS,
    NAMED,
    SPARE,
    LabelWidths,
    TextSizes,
    UnitStyle,
)

FAR = 1e6

_BESIDE = 4.0
# What stays free beside a label that fills the width between two columns, in pixels.

SMALLER = (0.94, 0.88, 0.82, 0.76, 0.7)
"""The smaller scales that are tried for that."""

READABLE = 0.94
"""From this share of the wished text size gradients on dimmed edges may make text smaller."""

LEAN_BELOW = 0.85
"""At less than this share of the wished text size gradients leave the dimmed edges."""

SPARE_BELOW, GAIN = 0.75, 1.08
"""At less than this share of it names leave the dimmed edges too, where text grows by as much."""

MANY, LEAST, SCROLLED = 20, 0.6, 0.9
"""A network of more units than this scrolls where it would fit at less than this share of the
wished text size only, and the size it has then."""

LARGEST_SCALE = 1.6
"""How far text grows beyond the chosen text size where there is room."""


@lru_cache(maxsize=32)
def plan_network(
    shape: NetworkShape,
    rectangle: Box,
    texts: TextSizes | None = None,
    text_scale: float = 1.0,
    *,
    scrolls: bool = False,
) -> NetworkPlan:
    """Lay a network out in a rectangle.

    Parameters
    ----------
    shape : NetworkShape
        The network.
    rectangle : Box
        What to draw it in.
    texts : TextSizes, optional
        What texts need at scale 1, as measured; else what those of usual numbers need.
    text_scale : float
        The text size to keep if the rectangle has room, from 1.
    scrolls : bool
        Whether a network of many units may take more than the rectangle, to stay readable.
    """
    texts = texts or TextSizes(labels=(LabelWidths(),) * shape.depth)
    width, height = rectangle.width, rectangle.height
    extent, scale = _fitting(shape, texts, width, height, text_scale)
    if scrolls and shape.drawn > MANY and scale < LEAST * text_scale:
        scale = SCROLLED * text_scale**0.75
        width, height = max(width, extent.width * scale), max(height, extent.height * scale)
    wished = _Planner(extent, scale, width, height).plan()
    # Rather a little smaller than a weight without its number, and rather the size that was asked
    # for than a larger one without gradients, or with edges through labels.
    best, found = wished, _merit(wished, texts)
    for smaller in SMALLER:
        readable = scale * smaller >= READABLE * text_scale
        if found == _BEST or (found >= _NAMED and not readable):
            break
        other = _Planner(extent, scale * smaller, width, height).plan()
        merit = _merit(other, texts)
        if merit > found and (readable or merit >= _NAMED > found):
            best, found = other, merit
    # Found at the origin, so that the places in a picture do not hang on where it stands.
    return best.moved(rectangle.left, rectangle.top) if rectangle[:2] != (0.0, 0.0) else best


_NAMED, _BEST = (True, False, False), (True, True, True)


def _merit(plan: NetworkPlan, texts: TextSizes) -> tuple[bool, bool, bool]:
    """Say whether every weight has its number and every gradient, and no edge crosses a label."""
    crossed = any(slots.crossed for slots in plan.label_slots)
    shown = _shows_every_gradient(plan, texts)
    return _names_every_weight(plan), shown, not crossed


def _names_every_weight(plan: NetworkPlan) -> bool:
    """Whether all gaps with few edges have a place for each label."""
    sizes, strips = plan.shape.sizes, plan.strips
    return all(
        slots.labelled or layer in strips or layer + 1 in strips
        for layer, slots in enumerate(plan.label_slots)
        if sizes[layer] * sizes[layer + 1] <= FEW
    )


def _shows_every_gradient(plan: NetworkPlan, texts: TextSizes) -> bool:
    """Whether every gap between units drawn one by one has room for its gradients."""
    shape, scale = plan.shape, plan.scale
    return all(
        slots.height >= 2 * texts.line * scale
        and slots.width >= texts.labels[layer - 1].full * scale - 0.5
        for layer, slots in enumerate(plan.label_slots, start=1)
        if not (shape.is_strip(layer) or shape.is_strip(layer - 1))
    )


class _Extent:
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
        self.pitch = style.above + style.below + style.apart
        self.pitch += 22.0 * max(0.0, room) * style.roominess
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


def _fitting_scale(extent: _Extent, width: float, height: float) -> float:
    """Return the largest scale at which a network fits a rectangle."""
    return max(0.05, min(width / extent.width, height / extent.height))


def _is_labelled(shape: NetworkShape) -> bool:
    """Whether all gaps leave room for the labels of all edges."""
    sizes = shape.sizes
    few = all(one * two <= LABELLED for one, two in pairwise(sizes))
    return few and not any(shape.is_strip(layer) for layer in range(shape.depth + 1))


def _fitting(
    shape: NetworkShape, texts: TextSizes, width: float, height: float, text_scale: float
) -> tuple[_Extent, float]:
    """Choose how units look and at what scale, so that everything fits."""
    best: tuple[float, _Extent, float] | None = None
    for name, share in LOOKS.items():
        style = texts.style(name, shape)
        extent = _Extent(shape, texts, style, 0.0)
        tight = _fitting_scale(extent, width, height)
        if tight < LEAN_BELOW * text_scale:
            extent = _Extent(shape, texts, style, LEAN)
            tight = _fitting_scale(extent, width, height)
        if tight < SPARE_BELOW * text_scale:
            spare = _Extent(shape, texts, texts.style(name, shape, slim=True), SPARE)
            if _fitting_scale(spare, width, height) > GAIN * tight:
                extent, tight = spare, _fitting_scale(spare, width, height)
        roomy = _fitting_scale(_Extent(shape, texts, style, 1.0), width, height)
        scale = min(LARGEST_SCALE * text_scale, max(roomy, min(tight, text_scale)))
        # The larger the text that is asked for, the more its size counts against the look.
        score = min(tight, text_scale) * share**text_scale**-0.5
        if best is None or score > best[0] + 1e-9:
            best = (score, extent, scale)
    assert best is not None
    return best[1], best[2]


class _Planner:
    """Turns a style and a scale into places."""

    def __init__(self, extent: _Extent, scale: float, width: float, height: float) -> None:
        self.extent, self.scale, self.width, self.height = extent, scale, width, height
        self.shape, self.texts, self.style = extent.shape, extent.texts, extent.style
        self.top = (CAPTION + MARGIN * 0.4) * scale
        self.bottom = height - self.extent.foot * scale
        self.middle = (self.top + self.bottom) / 2

    def plan(self) -> NetworkPlan:
        xs = self._columns()
        units = tuple(self._column(layer, xs[layer]) for layer in range(self.shape.depth + 1))
        strips = {
            layer: self._strip(layer, xs[layer])
            for layer in range(self.shape.depth + 1)
            if self.shape.is_strip(layer)
        }
        boxes, total = self._losses(xs[-1], units[-1])
        draft = NetworkPlan(
            self.shape,
            self.style,
            self.scale,
            Box(0.0, 0.0, self.width, self.height),
            tuple(xs),
            units,
            strips,
            self._field(strips),
            boxes,
            total,
            (),
        )
        layers = range(1, self.shape.depth + 1)
        label_slots = tuple(self._label_slots(draft, layer) for layer in layers)
        whole = all(
            draft.clearance(layer) >= self.texts.labels[layer - 1].full * self.scale + _BESIDE
            for layer in layers
            if not (self.shape.is_strip(layer) or self.shape.is_strip(layer - 1))
        )
        return replace(draft, label_slots=label_slots, whole=whole)

    def _columns(self) -> list[float]:
        """Distribute the columns over the width, the gaps in proportion, none overly wide."""
        extent, scale = self.extent, self.scale
        spare = self.width - extent.width * scale
        roomy = _Extent(self.shape, self.texts, self.style, 1.0)
        wishes = [max(1.0, wide) for wide in roomy.gaps]
        most = [wish * scale * 1.55 for wish in wishes]
        gaps = [gap * scale for gap in extent.gaps]
        for _ in range(4):
            open_gaps = [i for i, gap in enumerate(gaps) if gap < most[i] - 0.5]
            if spare < 1 or not open_gaps:
                break
            share = spare / sum(wishes[i] for i in open_gaps)
            for i in open_gaps:
                extra = min(share * wishes[i], most[i] - gaps[i])
                gaps[i] += extra
                spare -= extra
        x = MARGIN * scale + max(0.0, spare) / 2
        places = []
        for index, column in enumerate(extent.columns):
            places.append(x + column * scale / 2)
            x += column * scale + (gaps[index] if index < len(gaps) else 0.0)
        return places

    def _pitch(self, layer: int) -> float:
        count = self.shape.sizes[layer]
        natural = (self.style.above + self.style.below) * self.scale
        room = (self.bottom - self.top - natural) / max(1, count - 1)
        if layer == self.shape.depth and count > 2:
            room = min(room, self._pitch_above_total(count))
        dense = (self.bottom - self.top) / self.shape.most
        wide = natural * self.style.most_apart
        return min(room, max(wide + 0.4 * max(0.0, room - wide), 1.35 * dense))

    def _pitch_above_total(self, outputs: int) -> float:
        """Return how far outputs may be apart for the total to stand below their boxes."""
        box = self.texts.box(self.style, True)[1]
        total = self.texts.total(self.style)[1]
        below = self.height - 10 - self.middle - (box / 2 + 30 + total) * self.scale
        tight = (max(self.style.above + self.style.below, box) + 6) * self.scale
        return max(tight, 2 * below / (outputs - 1))

    def _column(self, layer: int, x: float) -> tuple[Point, ...]:
        if self.shape.is_strip(layer):
            return ()
        count = self.shape.sizes[layer]
        pitch = self._pitch(layer)
        shift = (self.style.above - self.style.below) * self.scale / 2
        first = self.middle + shift - (count - 1) / 2 * pitch
        return tuple(Point(x, first + index * pitch) for index in range(count))

    def _strip(self, layer: int, x: float) -> Box:
        rows, columns = grid_of(self.shape, layer)
        room = self.bottom - self.top
        if layer == 0 and self.shape.image is not None:
            side = min(self.texts.image * self.scale, room * 0.46)
            unit = side / max(rows, columns)
            centre = Point(x, self.top + room * 0.25)
            return Box.around(centre, unit * columns, unit * rows)
        height = min(room * 0.96, rows * 18.0 * self.scale)
        width = max(self.texts.strip, 4.0 * columns) * self.scale
        column = self.texts.strip_width(layer, self.shape) * self.scale
        return Box.around(Point(x + (column - width) / 2, self.middle), width, height)

    def _field(self, strips: dict[int, Box]) -> Box | None:
        if self.shape.image is None or 0 not in strips:
            return None
        image = strips[0]
        room = self.bottom - self.top
        centre = Point(image.centre.x, self.top + room * 0.77)
        return Box.around(centre, image.width, image.height)

    def _losses(self, x: float, outputs: tuple[Point, ...]) -> tuple[tuple[Box, ...], Box]:
        width, height = (part * self.scale for part in self.texts.box(self.style, True))
        total_width, total_height = (part * self.scale for part in self.texts.total(self.style))
        boxes = tuple(Box.around(Point(x, unit.y), width, height) for unit in outputs)
        if not boxes:
            return (), Box.around(Point(x, self.middle), total_width, total_height)
        if len(boxes) == 2:
            y = (boxes[0].bottom + boxes[1].top) / 2
        else:
            room = self.height - boxes[-1].bottom - total_height - 6.0
            y = boxes[-1].bottom + min(34 * self.scale, max(8.0, room)) + total_height / 2
        return boxes, Box.around(Point(x, y), total_width, total_height)

    def _label_slots(self, draft: NetworkPlan, layer: int) -> LabelSlots:
        """Find the roomiest labels that fit all edges into a layer."""
        if layer in draft.strips or layer - 1 in draft.strips:
            return LabelSlots()
        n_out, n_in = self.shape.sizes[layer], self.shape.sizes[layer - 1]
        lines = [draft.edge(layer, unit, source) for unit in range(n_out) for source in range(n_in)]
        ends = np.array(lines)
        units = [
            box.grown(3) for number in (layer - 1, layer) for box in draft.obstacles_of(number)
        ]
        # Beyond the middle of a column the labels of the next gap begin, or boxes and the edge.
        left = draft.columns[layer - 1] + 2 if layer > 1 else MARGIN / 2
        last = layer == self.shape.depth and bool(draft.boxes)
        right = draft.boxes[0].left - MARGIN / 2 if last else draft.columns[layer] - 2
        sides = [(-FAR, -FAR, left, FAR), (right, -FAR, FAR, FAR)]
        obstacles = np.array([*units, *sides])
        nameless = self.extent.spare and n_in * n_out > NAMED
        found = LabelSlots()
        for width, height in reversed(self.texts.label_sizes(layer, nameless)):
            placed = find_label_slots(ends, width * self.scale, height * self.scale, obstacles)
            if placed is None:
                break
            rows = placed.fractions.reshape(n_out, n_in)
            fractions = tuple(tuple(float(value) for value in row) for row in rows)
            larger = LabelSlots(width * self.scale, height * self.scale, fractions, placed.crossed)
            if self.extent.lean and found.labelled and larger.crossed > found.crossed == 0:
                # Where gradients leave the dimmed edges, rather none than edges through labels.
                break
            found = larger
        return found
