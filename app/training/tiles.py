"""Results at a glance."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.plain import PlainLabel
from app.theme import Appearance
from app.training.words import duration, number, percent
from app.viewmodels.training import TrainingModel

Tile = tuple[str, str, str]


class ResultTile(QFrame):
    """What it is, how much, and of which rows."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tile: Tile | None = None
        self.name, self.value, self.note = PlainLabel(), PlainLabel(), PlainLabel()
        self.name.setProperty("role", "caption")
        self.note.setProperty("role", "caption")
        self._column = QVBoxLayout(self)
        for label in (self.name, self.value, self.note):
            self._column.addWidget(label)

    def show_tile(self, tile: Tile) -> None:
        """Show these words."""
        if tile == self._tile:
            return
        self._tile = tile
        for label, text in zip((self.name, self.value, self.note), tile, strict=True):
            label.setText(text)
        self.setAccessibleName(f"{tile[0]} {tile[1]}, {tile[2]}")

    def restyle(self, appearance: Appearance, compact: bool) -> None:
        """Follow the look; a compact tile leaves its note out."""
        px = appearance.px
        self.note.setHidden(compact)
        self.value.setFont(appearance.font(20, 700))
        self._column.setContentsMargins(px(12), px(7), px(12), px(7))
        self._column.setSpacing(px(1))


class Tiles(QWidget):
    """A row of tiles, as many as the scenario has results for and the width has room for."""

    def __init__(self, model: TrainingModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._compact = False
        self.tiles: list[ResultTile] = []
        appearance.changed.connect(self._restyle)
        self.refresh()

    def refresh(self) -> None:
        """Show the run's results."""
        wanted = tile_words(self._model)[: self._room]
        if len(wanted) != len(self.tiles):
            while len(self.tiles) < len(wanted):
                tile = ResultTile()
                self.tiles.append(tile)
                self._row.addWidget(tile, 1)
            while len(self.tiles) > len(wanted):
                tile = self.tiles.pop()
                self._row.removeWidget(tile)
                tile.deleteLater()
            self._restyle()
        for tile, words in zip(self.tiles, wanted, strict=True):
            tile.show_tile(words)

    def set_compact(self, compact: bool) -> None:
        """Leave the notes out, to save height, or show them."""
        if compact != self._compact:
            self._compact = compact
            self._restyle()

    @property
    def _room(self) -> int:
        return max(1, self.width() // self._appearance.px(148))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many tiles as there is room for."""
        super().resizeEvent(event)
        self.refresh()

    def minimumSizeHint(self) -> QSize:
        """Give the width of one tile: the others go first."""
        return QSize(self._appearance.px(148), super().minimumSizeHint().height())

    def _restyle(self) -> None:
        self._row.setSpacing(self._appearance.px(10))
        for tile in self.tiles:
            tile.restyle(self._appearance, self._compact)


def tile_words(model: TrainingModel) -> list[Tile]:
    """Give the tiles: name, value and note."""
    run, facts = model.run, model.facts
    metrics, final = run.metrics, run.final
    after = "training rows" if metrics is None else f"epoch {metrics.epoch:,}"
    tiles = [("Training loss", number(None if metrics is None else metrics.train_loss), after)]
    held_out = facts is not None and facts.held_out_rows > 0
    if facts is not None and facts.classes:
        if held_out:
            value = None if metrics is None else metrics.validation_accuracy
            tiles.append(("Held-out accuracy", percent(value), f"{facts.held_out_rows:,} rows"))
        else:
            value = None if metrics is None else metrics.train_accuracy
            rows = "1 row" if facts.train_rows == 1 else f"{facts.train_rows:,} rows"
            tiles.append(("Accuracy", percent(value), rows))
    if facts is not None and facts.test_rows:
        note = f"{facts.test_rows:,} rows" if final else "at the end"
        tiles.append(("Test accuracy", percent(final.test_accuracy if final else None), note))
    tiles.append(("Time", duration(run.seconds or None), "without pauses"))
    speed = metrics.samples_per_second if metrics else None
    if final is not None:
        speed = final.samples_per_second
    tiles.append(("Speed", "–" if speed is None else f"{speed:,.0f}", "rows a second"))
    return tiles
