"""Results at a glance."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.plain import PlainLabel
from app.theme import Appearance
from app.training.words import NO_BREAK, duration, measure, number, percent, short
from app.viewmodels.training import TrainingModel
from app.viewmodels.training_messages import DataFacts
from app.viewmodels.training_run import TrainingRun
from engine.training import Final

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
    if run.plan is not None and run.plan.scenario.training.folds:
        tiles.append(_fold_tile(run, facts))
    elif facts is not None and facts.classes:
        if held_out:
            value = None if metrics is None else metrics.validation_accuracy
            note = f"{facts.held_out_rows:,} rows"
            if final is not None and final.best_epoch is not None:
                # The network is the best epoch's again, and this number is not.
                note = f"in epoch {final.epochs:,}"
            tiles.append(("Held-out accuracy", percent(value), note))
        else:
            value = None if metrics is None else metrics.train_accuracy
            rows = "1 row" if facts.train_rows == 1 else f"{facts.train_rows:,} rows"
            tiles.append(("Accuracy", percent(value), rows))
    elif metrics is not None and metrics.validation_rmse is not None:
        tiles.append(("Held-out error", measure(metrics.validation_rmse), "root mean square"))
    if facts is not None and facts.test_rows:
        note = f"{facts.test_rows:,} rows" if final else "at the end"
        if facts.classes:
            tiles.append(("Test accuracy", percent(final.test_accuracy if final else None), note))
        else:
            tiles.append(("Test error", measure(final.test_rmse if final else None), note))
    tiles += _course_tiles(run)
    tiles.append(("Time", duration(run.seconds or None), "without pauses"))
    speed = metrics.samples_per_second if metrics else None
    if final is not None:
        speed = final.samples_per_second
    tiles.append(("Speed", "–" if speed is None else f"{speed:,.0f}", "rows a second"))
    return tiles


def _fold_tile(run: TrainingRun, facts: DataFacts | None) -> Tile:
    """Give what the parts of a cross-validation come to, and which is under way."""
    words: Callable[[float | None], str] = measure
    key, name = "validation_loss", "Held-out loss"
    if facts is not None and facts.classes:
        key, name, words = "validation_accuracy", "Held-out accuracy", percent
    elif run.metrics is not None and run.metrics.validation_rmse is not None:
        key, name = "validation_rmse", "Held-out error"
    if run.summary is not None and key in run.summary.values:
        mean, deviation = (words(value) for value in run.summary.values[key])
        both = f"{mean.removesuffix(f'{NO_BREAK}%')} ± {deviation}"
        return (name, both, f"mean of {run.summary.folds} folds")
    folds = 0 if run.plan is None else run.plan.scenario.training.folds
    present = min(len(run.folds) + 1, folds)
    value = words(None if run.metrics is None else getattr(run.metrics, key))
    return (name, value, f"fold {present} of {folds}")


def _course_tiles(run: TrainingRun) -> list[Tile]:
    """Give the learning rate where it changes, and the best epoch where a run may end early."""
    tiles: list[Tile] = []
    if run.plan is None:
        return tiles
    training = run.plan.scenario.training
    if training.schedule.name != "constant":
        rate = "–" if run.metrics is None else short(run.metrics.learning_rate)
        tiles.append(("Learning rate", rate, "now"))
    if training.early_stopping is not None and run.final is not None:
        best = run.final.best_epoch
        tiles.append(("Best epoch", "–" if best is None else f"{best:,}", _of_epochs(run.final)))
    return tiles


def _of_epochs(final: Final) -> str:
    return "of 1 epoch" if final.epochs == 1 else f"of {final.epochs:,} epochs"
