"""The pane that shows a chain: one plot a function, and what becomes of the nudge in each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout

from app.lessons.picture import MOVED, Dragging, PicturePane, Shown, handle_layers, point
from app.lessons.plot import LessonPlot
from app.plot.axes import Axis
from app.plot.layers import Layer, Line, Rule, Words
from app.plot.look import LineLook
from app.text.lesson_words import indexed, shown_number
from app.theme import Appearance, spaced
from app.widgets.plain import PlainLabel
from engine.lessons.functions import room_around
from engine.lessons.kinds import Setting
from engine.lessons.lesson import Scene
from engine.lessons.pictures.chain import Chain

BESIDE = (74, 84)
"""How much of a plot's width and height its axes and its title take, at 100 %."""

CURVE = LineLook("forward.strong", 2.6)
STEP = LineLook("loss.strong", 2.0)
TANGENT = LineLook("update.strong", 1.6, Qt.PenStyle.DashLine)
AXIS = LineLook("outline", 1.0)


class ChainPane(PicturePane):
    """Up to four plots; the place and the nudge are dragged in the first."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._grid = spaced(QGridLayout(self), appearance, (4, 4), (0, 6, 0, 0))
        self.plots: list[LessonPlot] = []
        self.labels: list[PlainLabel] = []
        self._dragging: Dragging | None = None
        self._count, self._placed = 0, (0, 0, 0)

    def show_picture(self, shown: Shown) -> None:
        """Draw it."""
        chain = shown.setting.picture()
        assert isinstance(chain, Chain)
        count = len(chain.slopes)
        for _ in self._made(shown.setting):
            pass
        self._count = count
        self._place()
        for stage, (plot, label) in enumerate(zip(self.plots, self.labels, strict=True)):
            plot.setVisible(stage < count)
            label.setVisible(stage < count)
        self._grid.activate()
        for stage in range(count):
            self._draw(stage, chain, shown)
        assert self._dragging is not None
        self._dragging.handles = shown.handles

    def prepare(self, scene: Scene) -> Iterator[None]:
        """Make its plots."""
        return self._made(scene.setting)

    def _made(self, setting: Setting) -> Iterator[None]:
        """Make as many plots as there are functions."""
        while len(self.plots) < len(setting.keys["functions"]):
            self._add()
            yield

    def _place(self) -> None:
        """Put the plots side by side, or two in a row, whichever leaves them more room."""
        count = self._count
        columns = max((count, min(count, 2)), key=self._room)
        # Plots are made before the scene that shows them: how many are seen counts, too.
        if (columns, count, len(self.plots)) == self._placed or not count:
            return
        self._placed = columns, count, len(self.plots)
        for stage, (label, plot) in enumerate(zip(self.labels, self.plots, strict=True)):
            row, column = divmod(stage, columns)
            self._grid.addWidget(label, 2 * row, column)
            self._grid.addWidget(plot, 2 * row + 1, column)
        for row in range(4):
            self._grid.setRowStretch(row, int(row % 2 == 1 and row // 2 * columns < count))

    def _room(self, columns: int) -> float:
        """Return how wide a plot would be between its axes, or less where it would be lower."""
        px, rows = self._appearance.px, -(-self._count // max(1, columns))
        wide = self.width() / max(1, columns) - px(BESIDE[0])
        return min(wide, 1.5 * (self.height() / max(1, rows) - px(BESIDE[1])))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the plots by the width that there is."""
        super().resizeEvent(event)
        self._place()

    def _add(self) -> None:
        plot, label = LessonPlot("A function of the chain", self._appearance), PlainLabel()
        label.setProperty("role", "strong")
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        if not self.plots:
            self._dragging = Dragging(plot, self._appearance, self.dragged.emit)
        self.plots.append(plot)
        self.labels.append(label)

    @np.errstate(all="ignore")
    def _draw(self, stage: int, chain: Chain, shown: Shown) -> None:
        plot, label = self.plots[stage], self.labels[stage]
        low, high = chain.span(stage)
        x, line = chain.line(stage)
        here, there = chain.numbers[stage], chain.nudged[stage]
        y, up = chain.numbers[stage + 1], chain.nudged[stage + 1]
        slope = chain.slopes[stage]
        ends = np.array([low, high])
        layers: dict[str, Layer] = {
            "level": Rule(0.0, AXIS, depth=-5.0),
            "upright": Rule(0.0, AXIS, vertical=True, depth=-5.0),
            "curve": Line(x, line, CURVE),
            "tangent": Line(ends, y + slope * (ends - here), TANGENT, 0.5),
            "legs": Line(np.array([here, there, there]), np.array([y, y, up]), STEP, 1.0),
            "from": point(here, y, MOVED, 12.0, hollow=True),
            "to": point(there, up, MOVED, 9.0),
        }
        left = here > low + 0.55 * (high - low)
        before, after = map(indexed, chain.names[stage : stage + 2])
        text = f"  slope {shown_number(slope, 3)}  "
        layers["slope"] = Words(here, y, text, not left, slope > 0, 6.0, MOVED, 14.0)
        if stage == 0:
            axis = Axis("", low, high)
            layers |= handle_layers(shown.handles, shown.untouched, axis)
        changes = (there - here, up - y)
        moved = [shown_number(change, 3) for change in changes]
        label.setText(f"{before} → {after}\n{moved[0]} becomes {moved[1]}")
        heights = room_around(line, 0.1, (-1.0, 1.0))
        plot.draw(Axis(before, low, high), Axis(after, *heights), layers)
