"""The losses over the epochs, and the accuracies."""

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.explore.race_rows import RACING, RaceRows, loss_text
from app.explore.time_bar import round_end
from app.models.exploring import MOST_RACERS, ExploreModel
from app.models.exploring_edits import ExploreEditor
from app.plot.axes import Axis, Linear, Whole
from app.plot.layers import Layer, Line, Rule
from app.plot.look import POINTER, LineLook
from app.plot.plot import Place, Plot
from app.theme import Appearance, spaced
from app.widgets.plain import PlainLabel, plain_tip
from engine.catalogue.optimisers import OPTIMISERS

TRAINING = LineLook("forward.strong", 2.0)
HELD_OUT = LineLook("backward.strong", 2.0, Qt.PenStyle.DashLine)
LEAST_EPOCHS = 10
DRAW_MS = 120
"""While it plays, curves are drawn so often: that takes as long as all the rest of a frame."""


class ScoreCurves(QWidget):
    """The losses over the epochs, with their present values, the accuracies, and who races.

    Signals
    -------
    surface_wanted
        The loss surface is to be seen, or not any more.
    """

    surface_wanted = Signal()

    def __init__(self, model: ExploreModel, editor: ExploreEditor, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self.plot = Plot("Loss over the epochs", appearance)
        self.title, self.training, self.held_out = (PlainLabel(text) for text in ("Loss", "", ""))
        head = spaced(QHBoxLayout(), appearance, 14, (0, 0, 0, 0))
        for label, key, value in (
            (self.title, "role", "heading"),
            (self.training, "series", "training"),
            (self.held_out, "series", "held-out"),
        ):
            label.setProperty(key, value)
            head.addWidget(label)
        head.addStretch(1)
        left = spaced(QVBoxLayout(), appearance, 2, (0, 0, 0, 0))
        left.addLayout(head)
        left.addWidget(self.plot, 1)
        self.scores = QWidget()
        self.figures = PlainLabel(), PlainLabel()
        grid = spaced(QGridLayout(self.scores), appearance, (10, 4), (0, 0, 0, 0))
        heading = PlainLabel("accuracy")
        heading.setProperty("role", "strong")
        grid.addWidget(heading, 0, 0, 1, 2)
        for row, (name, series) in enumerate((("training", "training"), ("held out", "held-out"))):
            caption, figure = PlainLabel(name), self.figures[row]
            caption.setProperty("role", "caption")
            figure.setProperty("role", "figure")
            figure.setProperty("series", series)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(caption, row + 1, 0)
            grid.addWidget(figure, row + 1, 1)
        above = spaced(QHBoxLayout(), appearance, 16, (0, 0, 0, 0))
        above.addLayout(left, 1)
        self.race = RaceRows(model, editor, appearance)
        self.surface = _link(
            "The loss around these weights, and the path to them", "Loss surface ▸"
        )
        self.surface.clicked.connect(self.surface_wanted)
        self.race_link = _link("Let another optimiser go along from the same start")
        self.race_link.clicked.connect(self.race.begin)
        right = spaced(QVBoxLayout(), appearance, 6, (0, 0, 0, 0))
        right.addWidget(self.scores, 0, Qt.AlignmentFlag.AlignLeft)
        self._links = spaced(QBoxLayout(QBoxLayout.Direction.TopToBottom), appearance, 6)
        self._links.addWidget(self.surface, 0, Qt.AlignmentFlag.AlignLeft)
        self._links.addWidget(self.race_link, 0, Qt.AlignmentFlag.AlignLeft)
        right.addLayout(self._links)
        right.addStretch(1)
        above.addLayout(right)
        column = spaced(QVBoxLayout(self), appearance, 4, (0, 0, 0, 0))
        column.addLayout(above, 1)
        column.addWidget(self.race)
        self.hides_accuracy = self.hides_race = self._is_low = self._is_narrow = self._is_wide = (
            False
        )
        self._pointed: Place | None = None
        self.plot.pointed.connect(self._point)
        self.plot.chosen.connect(lambda place: model.go_to(round(place.x)))
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self.draw)
        for signal in (model.run_changed, model.advanced, model.state_changed):
            signal.connect(self.refresh)

    def set_room(self, width: int, low: bool, hides_plot: bool) -> None:
        """Leave the plot out, where it is low all but the losses, where narrow their names."""
        self._is_low, self._is_narrow = low, width < self._appearance.px(480)
        self._is_wide = width >= self._appearance.px(520)
        self.plot.setHidden(low or hides_plot)
        cramped = width < self._appearance.px(330) and bool(self._model.entries)
        self.title.setHidden(low or cramped)
        directions = QBoxLayout.Direction
        self._links.setDirection(directions.LeftToRight if low else directions.TopToBottom)
        self.race.is_narrow = self._is_narrow
        self.race.refresh()
        self.refresh()

    def refresh(self) -> None:
        """Write the present values; the curves follow, less often while many epochs pass."""
        scores, racing = self._model.scores, len(self._model.entries)
        losses = (None, None) if scores is None else (scores.train_loss, scores.held_out_loss)
        shares = (
            (None, None) if scores is None else (scores.train_accuracy, scores.held_out_accuracy)
        )
        percents = ["–" if share is None else f"{100 * share:.1f} %" for share in shares]
        # Where it is narrow, who races needs the room of the accuracies.
        crowded = self._is_narrow and racing > 0
        has_classes = shares[0] is not None and not self.hides_accuracy
        self.scores.setVisible(has_classes and not self._is_low and not crowded)
        names = self._own_name(), "held out"
        labels = self.training, self.held_out
        for label, figure, name, loss, percent in zip(
            labels, self.figures, names, losses, percents, strict=True
        ):
            short = "" if loss is None else loss_text(loss)
            whole = f"{name} {short}" if short else ""
            label.setText(short if self._is_narrow else whole)
            label.setAccessibleName(whole)
            label.setToolTip(plain_tip(whole))
            figure.setText(percent)
        self.held_out.setHidden(crowded)
        if crowded and has_classes and losses[0] is not None:
            # As in the rows of those that race.
            self.training.setText(f"{loss_text(losses[0])} · {percents[1]}")
            whole = f"{self.training.accessibleName()}, held out {percents[1]}"
            self.training.setAccessibleName(whole)
            self.training.setToolTip(plain_tip(whole))
        self.race_link.setVisible(not self.hides_race and racing < MOST_RACERS)
        self.race_link.setText("Race another optimiser ▸" if self._is_wide else "Race ▸")
        if not self._due.isActive():
            self._due.start(DRAW_MS if self._model.is_playing else 0)

    def _own_name(self) -> str:
        """Return what the run is called: in a race by its optimiser."""
        model = self._model
        own = OPTIMISERS[model.run.scenario.training.optimiser].label if model.racers else ""
        fits = self.title.fontMetrics().horizontalAdvance(own) < self._appearance.px(150)
        return own if own and fits else "training"

    def draw(self) -> None:
        """Draw the curves up to now."""
        model, curves = self._model, self._model.run.curves
        lines: dict[str, Layer] = {
            "training": Line(*curves.train_loss.points(), TRAINING),
            "held out": Line(*curves.validation_loss.points(), HELD_OUT),
        }
        for racer in model.racers:
            line = Line(*racer.curves.train_loss.points(), RACING[racer.number])
            lines[f"racer {racer.number}"] = line
        values = [each.y for each in lines.values() if isinstance(each, Line) and len(each.y)]
        scale = Linear()
        high = max((float(y[y < 1e30].max(initial=0.0)) for y in values), default=1.0)
        if model.epoch < model.reached:
            lines["here"] = Rule(float(model.epoch), POINTER, vertical=True)
        across = Axis("epoch", 0.0, float(round_end(model.reached, LEAST_EPOCHS)), Whole())
        self.plot.draw(across, Axis("", *scale.limits(np.array([high])), scale), lines)
        self._read()

    def _point(self, place: Place | None) -> None:
        self._pointed = place
        self._read()

    def _read(self) -> None:
        """Say what the losses are at the pointer."""
        model, place = self._model, self._pointed
        x = model.run.curves.train_loss.points()[0]
        if place is None or not len(x):
            self.plot.read(None)
            return
        epoch = float(x[np.abs(x - place.x).argmin()])
        names = [self._own_name(), *(racer.entry.label for racer in model.racers)]
        parts = []
        for name, record in zip(names, (model.run, *model.racers), strict=True):
            along, losses = record.curves.train_loss.points()
            if len(along):
                loss = loss_text(float(losses[np.abs(along - epoch).argmin()]))
                parts.append(f"{name} {loss}")
        self.plot.read(epoch, f"epoch {epoch:,.0f}: {' · '.join(parts)}")


def _link(tip: str, text: str = "") -> QToolButton:
    link = QToolButton()
    link.setProperty("kind", "link")
    link.setText(text)
    link.setToolTip(plain_tip(tip))
    link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return link
