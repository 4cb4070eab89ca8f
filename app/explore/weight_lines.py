"""The weights of a network as lines: how wide they are, in which colour, and where they run."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.explore.tile_plan import TilePlan, line_pieces, line_samples
from app.maps.colours import class_colour
from app.theme import Appearance
from engine.arrays import FloatArray
from engine.network.parameters import Parameters
from engine.network.scenario import Scenario

WIDTHS = (0.7, 1.2, 1.8, 2.5, 3.3, 4.2, 5.2)
"""Of lines in pixels at 100 %, from the weakest weight to the strongest."""
STRONG = 2.0
"""A weight this far from 0 has the widest line."""
DASH = 8.0
"""Length of a dash, and of the gap behind it, in pixels at 100 %."""
MOST_LINES = 600
"""Of more weights, those that are farthest from 0 are drawn."""


class WeightLines:
    """The lines between the tiles of a plan."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance
        self._ends: list[tuple[FloatArray, FloatArray]] = []
        self._samples: list[FloatArray] = []
        self._known: dict[tuple[int, int, int, bool], list[QLineF]] = {}

    def place(self, plan: TilePlan, inputs: list[int]) -> None:
        """Follow a plan, of whose features these are inputs."""
        self._ends = [plan.ends(layer, inputs) for layer in range(1, len(plan.units) + 1)]
        self._samples = [line_samples(*ends) for ends in self._ends]
        self._known.clear()

    def paint(self, painter: QPainter, parameters: Parameters) -> None:
        """Draw every weight that there is, the strongest on top."""
        theme, scale = self._appearance.theme, self._appearance.px(100) / 100
        lines: dict[tuple[bool, int, bool], list[QLineF]] = {}
        least = _least_drawn(parameters.weights)
        for layer, weights in enumerate(parameters.weights, start=1):
            if layer > len(self._ends) or len(weights) != len(self._ends[layer - 1][1]):
                return
            drawn = (np.abs(weights) >= least) & np.isfinite(weights)
            of_layer = parameters.layout.scenario.layers[layer - 1]
            frozen, absent = of_layer.frozen_weights, of_layer.absent_weights
            if absent is not None:
                drawn &= ~absent
            strengths = np.minimum(1.0, np.abs(np.nan_to_num(weights)) / STRONG)
            numbers = np.rint(strengths * (len(WIDTHS) - 1)).astype(int)
            for unit, source in np.argwhere(drawn[:, : len(self._ends[layer - 1][0])]).tolist():
                still = frozen is not None and bool(frozen[unit, source])
                key = bool(weights[unit, source] < 0), int(numbers[unit, source]), still
                lines.setdefault(key, []).extend(self.pieces(layer, unit, source, key[0]))
        for key, pieces in sorted(lines.items(), key=lambda item: item[0][1]):
            negative, number, still = key
            colour = class_colour(theme, 0 if negative else 1, 0.55 + 0.075 * number)
            pen = QPen(QColor(theme.outline) if still else colour, WIDTHS[number] * scale)
            caps = Qt.PenCapStyle
            pen.setCapStyle(caps.FlatCap if negative else caps.SquareCap)
            painter.setPen(pen)
            painter.drawLines(pieces)

    def pieces(self, layer: int, unit: int, source: int, negative: bool = False) -> list[QLineF]:
        """Return a weight's line in pieces, worked out once for each place."""
        key = layer, unit, source, negative
        if key not in self._known:
            begin, end = self._ends[layer - 1]
            dash = self._appearance.px(DASH) if negative else 0
            self._known[key] = line_pieces(begin[source], end[unit], dash)
        return self._known[key]

    def nearest(
        self, at: QPointF, within: float, scenario: Scenario
    ) -> tuple[int, int, int] | None:
        """Return the layer, unit and source of the weight whose line is nearest to a place."""
        near, found = within**2, None
        for layer, samples in enumerate(self._samples, start=1):
            if not samples.size:
                continue
            away = np.square(samples - (at.x(), at.y())).sum(axis=-1).min(axis=-1)
            absent = scenario.layers[layer - 1].absent_weights
            if absent is not None:
                away = np.where(absent, np.inf, away)
            unit, source = np.unravel_index(int(away.argmin()), away.shape)
            if away[unit, source] < near:
                near, found = float(away[unit, source]), (layer, int(unit), int(source))
        return found


def _least_drawn(layers: tuple[FloatArray, ...]) -> float:
    """Return how far from 0 a weight is at least that is drawn."""
    if sum(each.size for each in layers) <= MOST_LINES:
        return 0.0
    values = np.abs(np.concatenate([each.ravel() for each in layers]))
    return float(np.partition(values, -MOST_LINES)[-MOST_LINES])
