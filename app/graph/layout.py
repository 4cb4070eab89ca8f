"""Where everything in the graph stands, for a size of the pane. Plain arithmetic, no Qt.

The layout first finds the scale at which the network fits the pane, then spreads columns and
rows over the space, then looks for a place for every weight's label.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from app.graph.arrangement import CAPTION, FOOT, MARGIN, Arrangement, Gap, Shape, grid_of
from app.graph.geometry import Box, Point
from app.graph.labels import place_labels
from app.graph.measures import FEW, LABELLED, LEAN, NAMED, SPARE, STYLES, Measures, Style

FAR = 1e6

_BESIDE = 4.0
# What stays free beside a label that fills the width between two columns, in pixels.

SMALLER = (0.94, 0.88, 0.82, 0.76, 0.7)
"""The smaller scales that are tried for that."""

READABLE = 0.94
"""The share of the wished text size from which gradients on quiet edges are worth a smaller one."""

LEAN_BELOW = 0.85
"""At less than this share of the wished text size gradients leave the quiet edges."""

SPARE_BELOW, GAIN = 0.75, 1.08
"""At less than this share of it names leave the quiet edges too, where text grows by as much."""

MANY, LEAST, SCROLLED = 20, 0.6, 0.9
"""A network of more units than this scrolls where it would fit at less than this share of the
wished text size only, and the size it has then."""

LARGEST_SCALE = 1.6
"""How far text grows beyond the chosen text size where there is room."""


def arrange(
    shape: Shape, measures: Measures, width: float, height: float, text_scale: float = 1.0
) -> Arrangement:
    """Lay a network out in a pane; one of many units takes more than the pane to stay readable.

    Parameters
    ----------
    shape : Shape
        The network.
    measures : Measures
        What texts need at scale 1.
    width, height : float
        The pane.
    text_scale : float
        The text size to keep if the pane has room, from 1.
    """
    extent, scale = _fitting(shape, measures, width, height, text_scale)
    if shape.drawn > MANY and scale < LEAST * text_scale:
        scale = SCROLLED * text_scale**0.75
        width, height = max(width, extent.width * scale), max(height, extent.height * scale)
    wished = _Planner(extent, scale, width, height).arrangement()
    # Rather a little smaller than a weight without its number, and rather the size that was asked
    # for than a larger one without gradients, or with edges through labels.
    best, found = wished, _merit(wished, measures)
    for smaller in SMALLER:
        readable = scale * smaller >= READABLE * text_scale
        if found == _BEST or (found >= _NAMED and not readable):
            break
        other = _Planner(extent, scale * smaller, width, height).arrangement()
        merit = _merit(other, measures)
        if merit > found and (readable or merit >= _NAMED > found):
            best, found = other, merit
    return best


_NAMED, _BEST = (True, False, False), (True, True, True)


def _merit(arrangement: Arrangement, measures: Measures) -> tuple[bool, bool, bool]:
    """Say whether every weight has its number and every gradient, and no edge crosses a label."""
    crossed = any(gap.crossed for gap in arrangement.gaps)
    told = _tells_every_gradient(arrangement, measures)
    return _names_every_weight(arrangement), told, not crossed


def _names_every_weight(arrangement: Arrangement) -> bool:
    """Whether all gaps with few edges have a place for each label."""
    sizes, pictures = arrangement.shape.sizes, arrangement.pictures
    return all(
        gap.labelled or layer in pictures or layer + 1 in pictures
        for layer, gap in enumerate(arrangement.gaps)
        if sizes[layer] * sizes[layer + 1] <= FEW
    )


def _tells_every_gradient(arrangement: Arrangement, measures: Measures) -> bool:
    """Whether every gap between units drawn one by one has room for its gradients."""
    shape, scale = arrangement.shape, arrangement.scale
    return all(
        gap.height >= 2 * measures.line * scale
        and gap.width >= measures.told[layer - 1] * scale - 0.5
        for layer, gap in enumerate(arrangement.gaps, start=1)
        if not (shape.is_strip(layer) or shape.is_strip(layer - 1))
    )


def _fitting(
    shape: Shape, measures: Measures, width: float, height: float, text_scale: float
) -> tuple["_Extent", float]:
    """Choose how units look and at what scale, so that everything fits."""
    best: tuple[float, _Extent, float] | None = None
    for name in STYLES:
        style = measures.style(name, shape)
        extent = _Extent(shape, measures, style, 0.0)
        tight = _scale(extent, width, height)
        if tight < LEAN_BELOW * text_scale:
            extent = _Extent(shape, measures, style, LEAN)
            tight = _scale(extent, width, height)
        if tight < SPARE_BELOW * text_scale:
            spare = _Extent(shape, measures, measures.style(name, shape, slim=True), SPARE)
            if _scale(spare, width, height) > GAIN * tight:
                extent, tight = spare, _scale(spare, width, height)
        roomy = _scale(_Extent(shape, measures, style, 1.0), width, height)
        scale = min(LARGEST_SCALE * text_scale, max(roomy, min(tight, text_scale)))
        # The larger the text that is asked for, the more its size counts against the look.
        worth = min(tight, text_scale) * STYLES[name] ** text_scale**-0.5
        if best is None or worth > best[0] + 1e-9:
            best = (worth, extent, scale)
    assert best is not None
    return best[1], best[2]


def _is_labelled(shape: Shape) -> bool:
    """Whether all gaps leave room for the labels of all edges."""
    sizes = shape.sizes
    few = all(one * two <= LABELLED for one, two in pairwise(sizes))
    return few and not any(shape.is_strip(layer) for layer in range(shape.depth + 1))


class _Extent:
    """What a network takes at scale 1: comfortably (room 1), tightly (0), `LEAN` or `SPARE`."""

    def __init__(self, shape: Shape, measures: Measures, style: Style, room: float) -> None:
        self.shape, self.measures, self.style = shape, measures, style
        self.lean, self.spare = room in (LEAN, SPARE), room == SPARE
        # The texts above and below a circle may stand over the gaps, where labels spare them.
        column = style.width if style.round and _is_labelled(shape) else style.footprint
        self.columns = [
            measures.picture(layer, shape) if shape.is_strip(layer) else column
            for layer in range(shape.depth + 1)
        ]
        box_width, box_height = measures.box(style, shape.boxes > 0)
        self.columns.append(box_width)
        self.gaps = [measures.gap(shape, layer, room) for layer in range(1, shape.depth + 1)]
        self.gaps.append(22.0 if self.spare else 30.0 + 26.0 * max(0.0, room))
        self.width = sum(self.columns) + sum(self.gaps) + 2 * MARGIN
        self.pitch = style.above + style.below + style.apart
        self.pitch += 22.0 * max(0.0, room) * style.roominess
        total = measures.total(style)[1]
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


def _scale(extent: _Extent, width: float, height: float) -> float:
    return max(0.05, min(width / extent.width, height / extent.height))


class _Planner:
    """Turns a style and a scale into places."""

    def __init__(self, extent: "_Extent", scale: float, width: float, height: float) -> None:
        self.extent, self.scale, self.width, self.height = extent, scale, width, height
        self.shape, self.measures, self.style = extent.shape, extent.measures, extent.style
        self.top = (CAPTION + MARGIN * 0.4) * scale
        self.bottom = height - self.extent.foot * scale
        self.middle = (self.top + self.bottom) / 2

    def arrangement(self) -> Arrangement:
        xs = self._columns()
        units = tuple(self._column(layer, xs[layer]) for layer in range(self.shape.depth + 1))
        pictures = {
            layer: self._picture(layer, xs[layer])
            for layer in range(self.shape.depth + 1)
            if self.shape.is_strip(layer)
        }
        boxes, total = self._losses(xs[-1], units[-1])
        draft = Arrangement(
            self.shape,
            self.style,
            self.scale,
            (self.width, self.height),
            tuple(xs),
            units,
            pictures,
            self._field(pictures),
            boxes,
            total,
            (),
        )
        layers = range(1, self.shape.depth + 1)
        gaps = tuple(self._gap(draft, layer) for layer in layers)
        whole = all(
            draft.clearance(layer) >= self.measures.told[layer - 1] * self.scale + _BESIDE
            for layer in layers
            if not (self.shape.is_strip(layer) or self.shape.is_strip(layer - 1))
        )
        return replace(draft, gaps=gaps, whole=whole)

    def _columns(self) -> list[float]:
        """Spread the columns over the width, the gaps in proportion, none overly wide."""
        extent, scale = self.extent, self.scale
        spare = self.width - extent.width * scale
        roomy = _Extent(self.shape, self.measures, self.style, 1.0)
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
        wide = natural * self.style.spread
        return min(room, max(wide + 0.4 * max(0.0, room - wide), 1.35 * dense))

    def _pitch_above_total(self, outputs: int) -> float:
        """Give how far outputs may be apart for the total to stand below their boxes."""
        box = self.measures.box(self.style, True)[1]
        total = self.measures.total(self.style)[1]
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

    def _picture(self, layer: int, x: float) -> Box:
        rows, columns = grid_of(self.shape, layer)
        room = self.bottom - self.top
        if layer == 0 and self.shape.image is not None:
            side = min(self.measures.image * self.scale, room * 0.46)
            unit = side / max(rows, columns)
            centre = Point(x, self.top + room * 0.25)
            return Box.around(centre, unit * columns, unit * rows)
        height = min(room * 0.96, rows * 18.0 * self.scale)
        width = max(self.measures.strip, 4.0 * columns) * self.scale
        column = self.measures.picture(layer, self.shape) * self.scale
        return Box.around(Point(x + (column - width) / 2, self.middle), width, height)

    def _field(self, pictures: dict[int, Box]) -> Box | None:
        if self.shape.image is None or 0 not in pictures:
            return None
        image = pictures[0]
        room = self.bottom - self.top
        centre = Point(image.centre.x, self.top + room * 0.77)
        return Box.around(centre, image.width, image.height)

    def _losses(self, x: float, outputs: tuple[Point, ...]) -> tuple[tuple[Box, ...], Box]:
        width, height = (part * self.scale for part in self.measures.box(self.style, True))
        total_width, total_height = (part * self.scale for part in self.measures.total(self.style))
        boxes = tuple(Box.around(Point(x, unit.y), width, height) for unit in outputs)
        if not boxes:
            return (), Box.around(Point(x, self.middle), total_width, total_height)
        if len(boxes) == 2:
            y = (boxes[0].bottom + boxes[1].top) / 2
        else:
            room = self.height - boxes[-1].bottom - total_height - 6.0
            y = boxes[-1].bottom + min(34 * self.scale, max(8.0, room)) + total_height / 2
        return boxes, Box.around(Point(x, y), total_width, total_height)

    def _gap(self, draft: Arrangement, layer: int) -> Gap:
        """Find the roomiest labels that fit all edges into a layer."""
        if layer in draft.pictures or layer - 1 in draft.pictures:
            return Gap()
        n_out, n_in = self.shape.sizes[layer], self.shape.sizes[layer - 1]
        lines = [draft.edge(layer, unit, source) for unit in range(n_out) for source in range(n_in)]
        ends = np.array(lines)
        units = [box.grown(3) for number in (layer - 1, layer) for box in draft.kept_clear(number)]
        # Beyond the middle of a column the labels of the next gap begin, or boxes and the edge.
        left = draft.columns[layer - 1] + 2 if layer > 1 else MARGIN / 2
        last = layer == self.shape.depth and bool(draft.boxes)
        right = draft.boxes[0].left - MARGIN / 2 if last else draft.columns[layer] - 2
        sides = [(-FAR, -FAR, left, FAR), (right, -FAR, FAR, FAR)]
        obstacles = np.array([*units, *sides])
        nameless = self.extent.spare and n_in * n_out > NAMED
        found = Gap()
        for width, height in reversed(self.measures.labels(layer, nameless)):
            placed = place_labels(ends, width * self.scale, height * self.scale, obstacles)
            if placed is None:
                break
            rows = placed.fractions.reshape(n_out, n_in)
            fractions = tuple(tuple(float(value) for value in row) for row in rows)
            larger = Gap(width * self.scale, height * self.scale, fractions, placed.crossed)
            if self.extent.lean and found.labelled and larger.crossed > found.crossed == 0:
                # Where gradients leave the quiet edges, rather none than edges through labels.
                break
            found = larger
        return found
