"""Results at a glance."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QSizePolicy, QWidget

from app.models.training import TrainingModel
from app.models.training_messages import DataFacts
from app.models.training_run import TrainingRun
from app.text.counting import counted
from app.theme import Appearance, set_state, spaced
from app.training.baselines import baseline_note, baseline_sentence, error_sentence, unit_note
from app.training.number_texts import NO_BREAK, duration, measure, number, percent, short
from app.widgets.flow import GridLayout
from app.widgets.plain import PlainLabel, plain_tip

CELL = 148
"""The least width of a tile in pixels at 100 %."""

TEST = ("Test accuracy", "Test error")
"""What the tile of the test rows is called."""


class Tile(NamedTuple):
    """What it is, how much, and of which rows; what may be asked for, and what a tip adds."""

    name: str
    value: str
    note: str
    offer: str = ""
    more: str = ""


class Figure(PlainLabel):
    """The value of a tile."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "figure")

    def minimumSizeHint(self) -> QSize:
        """Return a width that changes with no number.

        Alone on its line a tile is as wide as its value: it would move its neighbours about.
        """
        hint: QSize = super().minimumSizeHint()
        least = self.fontMetrics().horizontalAdvance("88.8 %") * bool(self.property("compact"))
        return hint.expandedTo(QSize(least, 0))


class Offer(QPushButton):
    """A button as high as the value that it stands for: one takes the other's place."""

    def __init__(self, value: QWidget) -> None:
        super().__init__()
        self.setProperty("kind", "offer")
        self._value = value

    def sizeHint(self) -> QSize:
        """Return the size of its words at the height of the value."""
        return QSize(super().sizeHint().width(), self._value.sizeHint().height())


class ResultTile(QFrame):
    """A tile as a card; where it offers something, a button stands in the value's place.

    Signals
    -------
    asked
        The person wants what it offers.
    """

    asked = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tile: Tile | None = None
        self.name, self.value, self.note = PlainLabel(), Figure(), PlainLabel()
        self.name.setProperty("role", "caption")
        self.note.setProperty("role", "caption")
        self._column = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self.button = Offer(self.value)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.hide()
        self.button.clicked.connect(self.asked)
        for widget in (self.name, self.value, self.button, self.note):
            self._column.addWidget(widget)

    def show_tile(self, tile: Tile) -> None:
        """Show these words."""
        if tile == self._tile:
            return
        self._tile = tile
        self.name.setText(tile.name)
        self.value.setText(tile.value)
        self.note.setText(tile.note)
        words = f"{tile.name} {tile.value}, {tile.note}"
        self.setAccessibleName(words)
        # A compact tile does not show its note.
        self.setToolTip(plain_tip(f"{words}\n{tile.more}".rstrip()))
        self.value.setHidden(bool(tile.offer))
        if not tile.offer and self.button.hasFocus():
            # Hidden it would hand the focus on to a list, which takes the keys.
            self.window().setFocus(Qt.FocusReason.OtherFocusReason)
        self.button.setVisible(bool(tile.offer))
        self.button.setText(tile.offer)
        self.button.setAccessibleName(f"{tile.offer}: {tile.name}")
        self.button.setToolTip("Test rows are for the end: what they say is not to choose settings")

    def set_compact(self, compact: bool) -> None:
        """Be a single line, which leaves its note out, or have one for each part."""
        self.note.setHidden(compact)
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Fixed if compact else policy.Expanding, policy.Fixed)
        direction = QBoxLayout.Direction
        self._column.setDirection(direction.LeftToRight if compact else direction.TopToBottom)
        set_state(self.value, "compact", compact)
        gap, side, high = (6, 8, 4) if compact else (1, 12, 7)
        spaced(self._column, self._appearance, gap, (side, high, side, high))


class Tiles(QWidget):
    """A tile for each result that the scenario has, on as many lines as the width asks for."""

    def __init__(self, model: TrainingModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self._grid = GridLayout(self)
        self._compact = False
        self.tiles: list[ResultTile] = []
        appearance.changed.connect(self._fit)
        self._fit()
        self.refresh()

    def refresh(self) -> None:
        """Show the run's results."""
        wanted = tile_texts(self._model)
        if len(wanted) != len(self.tiles):
            while len(self.tiles) < len(wanted):
                tile = ResultTile(self._appearance)
                tile.asked.connect(self._model.test)
                tile.set_compact(self._compact)
                self.tiles.append(tile)
                self._grid.addWidget(tile)
                tile.show()
            while len(self.tiles) > len(wanted):
                tile = self.tiles.pop()
                self._grid.removeWidget(tile)
                tile.hide()
                tile.deleteLater()
        for tile, words in zip(self.tiles, wanted, strict=True):
            tile.show_tile(words)

    def enable(self) -> None:
        """Enable what a tile offers while it can be done."""
        for tile in self.tiles:
            tile.button.setEnabled(self._model.can_test)

    def lines(self, width: int) -> int:
        """Return how many lines all tiles of the run, or the next one, take with their notes."""
        model, px = self._model, self._appearance.px
        fitting = max(1, (width + px(10)) // (px(CELL) + px(10)))
        return -(-(len(tile_texts(model)) + _tiles_to_come(model)) // fitting)

    def set_compact(self, compact: bool) -> None:
        """Leave the notes out, to save height, or show them."""
        if compact != self._compact:
            self._compact = compact
            self._fit()
            for tile in self.tiles:
                tile.set_compact(compact)

    def _fit(self) -> None:
        gap = 6 if self._compact else 10
        spaced(self._grid, self._appearance, (gap, gap))
        # A cell holds still while what stands in it is shorter.
        self._grid.set_cells(self._appearance.px(CELL), even=not self._compact)


def tile_texts(model: TrainingModel) -> list[Tile]:
    """Return the tiles of a run: those of the values that the network has."""
    run, facts, epoch = model.run, model.facts, model.run.present_epoch
    after = "training rows" if epoch is None else f"epoch {epoch.epoch:,}"
    tiles = [Tile("Training loss", number(None if epoch is None else epoch.train_loss), after)]
    if run.plan is not None and run.plan.scenario.training.folds:
        tiles.append(_fold_tile(run, facts))
    elif facts is not None and facts.classes:
        tiles.append(_accuracy_tile(run, facts))
    elif epoch is not None and epoch.validation_rmse is not None:
        note = _which_epoch(run) or unit_note(facts)
        more = "" if facts is None else error_sentence(facts)
        tiles.append(Tile("Held-out error", measure(epoch.validation_rmse), note, more=more))
    if facts is not None and facts.test_rows and not _is_folded(model):
        tiles.append(_test_tile(model, facts))
    tiles += _course_tiles(run)
    tiles.append(Tile("Time", duration(run.seconds or None), "without pauses"))
    speed = run.metrics.samples_per_second if run.metrics else None
    if run.final is not None:
        speed = run.final.samples_per_second
    tiles.append(Tile("Speed", "–" if speed is None else f"{speed:,.0f}", "rows a second"))
    return tiles


def _is_folded(model: TrainingModel) -> bool:
    """Return whether the run, or the next one, is a cross-validation: it leaves the test alone."""
    return model.shown is not None and model.shown.training.folds > 0


def _which_epoch(run: TrainingRun) -> str:
    """Return which epoch's values a run ended with, where early stopping chose them."""
    if run.ended_with is None:
        return ""
    return f"best epoch, {run.ended_with:,} of {run.epochs_done:,}"


def _accuracy_tile(run: TrainingRun, facts: DataFacts) -> Tile:
    epoch = run.present_epoch
    if facts.held_out_rows:
        value = None if epoch is None else epoch.validation_accuracy
        note = _which_epoch(run) or f"{facts.held_out_rows:,} rows"
        return Tile("Held-out accuracy", percent(value), note)
    value = None if epoch is None else epoch.train_accuracy
    return Tile("Accuracy", percent(value), counted(facts.train_rows, "row"))


def _test_tile(model: TrainingModel, facts: DataFacts) -> Tile:
    """Return what the test rows say: at the end, or, once a run was stopped, when asked."""
    run, test = model.run, model.run.test
    stopped = _which_epoch(run) or f"stopped {run.when}"
    offer = "Evaluate" if model.can_test else ""
    if offer or model.is_testing or run.stopped_test is not None:
        note = stopped
    else:
        note = "at the end" if test is None else baseline_note(facts)
    more = f"{facts.test_rows:,} test rows. {baseline_sentence(facts)}"
    if facts.classes:
        value = percent(None if test is None else test.test_accuracy)
        return Tile(TEST[0], "…" if model.is_testing else value, note, offer, more)
    value = measure(None if test is None else test.test_rmse)
    more = f"{error_sentence(facts)} {more}"
    return Tile(TEST[1], "…" if model.is_testing else value, note, offer, more)


def _fold_tile(run: TrainingRun, facts: DataFacts | None) -> Tile:
    """Return what the parts of a cross-validation come to, and which is under way."""
    words: Callable[[float | None], str] = measure
    key, name = "validation_loss", "Held-out loss"
    if facts is not None and facts.classes:
        key, name, words = "validation_accuracy", "Held-out accuracy", percent
    elif run.metrics is not None and run.metrics.validation_rmse is not None:
        key, name = "validation_rmse", "Held-out error"
    if run.summary is not None and key in run.summary.values:
        mean, deviation = (words(value) for value in run.summary.values[key])
        both = f"{mean.removesuffix(f'{NO_BREAK}%')} ± {deviation}"
        return Tile(name, both, f"mean of {run.summary.folds} folds")
    folds = 0 if run.plan is None else run.plan.scenario.training.folds
    present = min(len(run.folds) + 1, folds)
    value = words(None if run.metrics is None else getattr(run.metrics, key))
    return Tile(name, value, f"fold {present} of {folds}")


def _course_tiles(run: TrainingRun) -> list[Tile]:
    """Return the learning rate where it changes, and the best epoch where a run may end early."""
    tiles: list[Tile] = []
    if run.plan is None:
        return tiles
    training = run.plan.scenario.training
    if training.schedule.changes:
        rate = "–" if run.metrics is None else short(run.metrics.learning_rate)
        tiles.append(Tile("Learning rate", rate, "now"))
    if run.ended_with is not None:
        done = counted(run.epochs_done, "epoch")
        tiles.append(Tile("Best epoch", f"{run.ended_with:,}", f"of {done}"))
    return tiles


def _tiles_to_come(model: TrainingModel) -> int:
    """Return how many tiles of the course a run will have beside those that it has."""
    run = model.run
    scenario = model.scenario if run.plan is None else run.plan.scenario
    if scenario is None:
        return 0
    training = scenario.training
    rate = run.plan is None and training.schedule.changes
    return rate + (training.early_stopping is not None and run.ended_with is None)
