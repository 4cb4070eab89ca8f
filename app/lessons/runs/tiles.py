"""What each run answers all over the plane, side by side."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.maps.plane_picture import PlanePicture
from app.models.planes import Planes
from app.text.lesson_words import shown_number
from app.theme import Appearance, spaced
from app.widgets.plain import PlainLabel
from engine.lessons.pictures.runs import RunsPicture
from engine.lessons.running import LessonRun
from engine.training.planes import Maps, Plane

APART = 16
"""Pixels between tiles at 100 %."""
SHARE, SHARE_BESIDE = 0.66, 0.55
"""How much of the height tiles take where there is a plot below them, and of the width beside."""
LOWEST = 130
"""The least height of a plot below them, in pixels at 100 %."""


class Tile(QWidget):
    """The map of one run, its name above, and how many points it gets wrong below."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.planes = Planes(self)
        self.picture = PlanePicture(self.planes, appearance, is_small=True)
        self.name, self.caption = PlainLabel(), PlainLabel()
        self._texts: tuple[str, ...] = ("",)
        self.name.setProperty("role", "strong")
        self.caption.setProperty("role", "muted")
        column = spaced(QVBoxLayout(self), appearance, 2, (0, 0, 0, 0))
        for part in (self.name, self.picture, self.caption):
            column.addWidget(part)
        column.addStretch(1)

    def show_run(self, name: str, run: LessonRun | None, plane: Plane) -> None:
        """Show how far a run is; the points alone where there is none, and before its start."""
        self.name.setText(name)
        self._texts = ("",) if run is None else captions_of(run)
        self._write()
        seen, planes = None if run is None else run.seen, self.planes
        maps = seen if isinstance(seen, Maps) else None
        plane = plane if maps is None else maps.plane
        if plane is not planes.plane:
            planes.plane, planes.maps = plane, None
            planes.plane_changed.emit()
        if maps is not planes.maps:
            planes.maps = maps
            # Without one the picture goes, too.
            (planes.plane_changed if maps is None else planes.maps_changed).emit()

    def set_side(self, side: int) -> None:
        """Show the map in this size."""
        self.picture.setFixedSize(side, side)
        self.setFixedWidth(side)
        self._write()

    def _write(self) -> None:
        """Write what there is room for below the map."""
        advance, room = self.caption.fontMetrics().horizontalAdvance, self.picture.width()
        fits = (text for text in self._texts if advance(text) <= room)
        self.caption.setText(next(fits, self._texts[-1]))

    @property
    def words_height(self) -> int:
        """The height of what stands above and below the map."""
        return self.name.sizeHint().height() + self.caption.sizeHint().height()


def captions_of(run: LessonRun) -> tuple[str, ...]:
    """Return how many points a run gets wrong, or its loss where there are no classes.

    The longest text comes first.
    """
    if not run.points:
        return ("",)
    _, loss, error, test_loss, test_error = run.points[-1]
    has_classes = not np.isnan(error)
    train, test = (error, test_error) if has_classes else (loss, test_loss)
    unit, decimals = (" %", 1) if has_classes else ("", 3)
    own, new = (f"{shown_number(value, decimals)}{unit}" for value in (train, test))
    words = f"{own} wrong" if has_classes else f"loss {own}"
    return (words,) if np.isnan(test) else (f"{words}, of new ones {new}", words)


class Tiles(QWidget):
    """The maps of all runs: one beside the plot, or several above it in rows of up to four."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._grid = spaced(QGridLayout(self), appearance, (APART, 10), (0, 4, 0, 0))
        self.tiles: list[Tile] = []
        self._count = 0

    def show_runs(self, picture: RunsPicture) -> None:
        """Draw them; the points alone where there are none yet."""
        runs: dict[str, LessonRun | None] = dict(picture.runs) or {" ": None}
        while len(self.tiles) < len(runs):
            self.tiles.append(Tile(self._appearance))
        for tile, (name, run) in zip(self.tiles, runs.items(), strict=False):
            tile.show_run(name, run, picture.plane)
        if len(runs) != self._count:
            self._count = len(runs)
            self._arrange()

    @property
    def is_beside(self) -> bool:
        """Whether the plot stands beside them instead of below."""
        return self._count == 1

    @property
    def _columns(self) -> int:
        return max(1, min(self._count, 4))

    def _arrange(self) -> None:
        columns = self._columns
        for at, tile in enumerate(self.tiles):
            self._grid.removeWidget(tile)
            if at < self._count:
                self._grid.addWidget(tile, at // columns, at % columns)
            # Shown before it has a parent it would be a window, which takes the keys.
            tile.setVisible(at < self._count)
        self._grid.setColumnStretch(5, 1)

    def fit(self, room: QSize, *, alone: bool = False) -> bool:
        """Make the maps as large as they may be in the room of tiles and plot together.

        Parameters
        ----------
        room : QSize
            Of both.
        alone : bool
            Whether no plot is to stand beside one map: it stands in the middle then.

        Returns
        -------
        bool
            Whether there is room for the plot.
        """
        if not self._count:
            return True
        columns, px = self._columns, self._appearance.px
        rows, apart = -(-self._count // columns), px(APART)
        has_plot = self.is_beside or room.height() * (1.0 - SHARE) >= px(LOWEST)
        centred = alone and self.is_beside
        self._grid.setColumnStretch(5, 0 if centred else 1)
        side_of = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag(0)
        self._grid.setAlignment(self.tiles[0], side_of)
        share = SHARE if has_plot and not self.is_beside else 1.0
        width = (
            room.width() * (SHARE_BESIDE if self.is_beside and not alone else 1.0)
            - (columns - 1) * apart
        )
        height = room.height() * share - (rows - 1) * apart
        words = self.tiles[0].words_height + apart
        side = max(60, min(int(width / columns), int(height / rows) - words))
        for tile in self.tiles:
            tile.set_side(side)
        return has_plot
