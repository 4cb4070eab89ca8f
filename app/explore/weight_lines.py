"""The weights of a network as lines: how wide they are, in which colour, and where they run."""

from time import perf_counter
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from app.explore.tile_plan import TilePlan, line_pieces, line_samples
from app.maps.colours import class_colour
from app.maps.pictures import drawing
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


FROZEN = np.int8(16)
"""More than there are widths."""
LAG_SECONDS = 0.1
"""So long a picture of lines stays while weights change: the eye follows no faster, and lines cost
more to draw than all else."""

Place: TypeAlias = tuple[QSize, float]


class WeightLines:
    """The lines between the tiles of a plan."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance
        self._ends: list[tuple[FloatArray, FloatArray]] = []
        self._samples: list[FloatArray] = []
        self._known: dict[tuple[int, int, int, bool], list[QLineF]] = {}
        self._drawn: tuple[object, float, QPixmap] | None = None

    def place(self, plan: TilePlan, inputs: list[int]) -> None:
        """Follow a plan, of whose features these are inputs."""
        self._ends = [plan.ends(layer, inputs) for layer in range(1, len(plan.units) + 1)]
        self._samples = [line_samples(*ends) for ends in self._ends]
        self._known.clear()
        self.forget()

    def forget(self) -> None:
        """Draw the lines anew."""
        self._drawn = None

    def picture(self, parameters: Parameters, place: Place, lags: bool) -> QPixmap:
        """Return all lines as a picture.

        Parameters
        ----------
        parameters : Parameters
            The weights.
        place : (QSize, float)
            Size of the widget that shows it, and pixels of the screen for each of its own.
        lags : bool
            Whether the picture may be one from up to `LAG_SECONDS` ago.
        """
        looks = self._looks(parameters)
        key = place, tuple(each.tobytes() for each in looks)
        last, now = self._drawn, perf_counter()
        if last is None or (key != last[0] and not (lags and now - last[1] < LAG_SECONDS)):
            with drawing(*place) as (picture, painter):
                self._paint(painter, looks)
            last = self._drawn = key, now, picture
        return last[2]

    def _looks(self, parameters: Parameters) -> list[NDArray[np.int8]]:
        """Return how each weight is drawn: its width, on both sides of 0 by its sign, 0 for not.

        Those of frozen weights are beyond `FROZEN`.
        """
        looks, least = [], _least_drawn(parameters.weights)
        for layer, weights in enumerate(parameters.weights, start=1):
            of_layer = parameters.layout.scenario.layers[layer - 1]
            away = np.abs(weights)
            drawn = (away >= least) & np.isfinite(weights)
            if of_layer.absent_weights is not None:
                drawn &= ~of_layer.absent_weights
            strengths = np.where(drawn, np.minimum(away, STRONG), 0.0) / STRONG
            look = np.rint(strengths * (len(WIDTHS) - 1)).astype(np.int8) + np.int8(1)
            if of_layer.frozen_weights is not None:
                look += FROZEN * of_layer.frozen_weights.astype(np.int8)
            looks.append(np.where(weights < 0, -look, look) * drawn)
        return looks

    def _paint(self, painter: QPainter, looks: list[NDArray[np.int8]]) -> None:
        """Draw every weight that there is, the strongest on top."""
        theme, scale = self._appearance.theme, self._appearance.px(100) / 100
        lines: dict[int, list[QLineF]] = {}
        for layer, (look, ends) in enumerate(zip(looks, self._ends, strict=False), start=1):
            if len(look) != len(ends[1]):
                break
            present = look[:, : len(ends[0])]
            units, sources = np.nonzero(present)
            for unit, source, key in zip(
                units.tolist(), sources.tolist(), present[units, sources].tolist(), strict=True
            ):
                lines.setdefault(key, []).extend(self.pieces(layer, unit, source, key < 0))
        for key, pieces in sorted(lines.items(), key=lambda item: abs(item[0]) % FROZEN):
            frozen, number = divmod(abs(key), FROZEN)
            colour = class_colour(theme, 0 if key < 0 else 1, 0.475 + 0.075 * number)
            pen = QPen(QColor(theme.outline) if frozen else colour, WIDTHS[number - 1] * scale)
            caps = Qt.PenCapStyle
            pen.setCapStyle(caps.FlatCap if key < 0 else caps.SquareCap)
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
