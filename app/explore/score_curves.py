"""The losses over the epochs, and the accuracies."""

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.explore.time_bar import round_end
from app.models.exploring import ExploreModel
from app.plot.axes import Axis, Linear, Whole
from app.plot.layers import Line
from app.plot.look import LineLook
from app.plot.plot import Place, Plot
from app.theme import Appearance, spaced
from app.widgets.plain import PlainLabel, plain_tip
from symbolic.formula.numbers import format_number

TRAINING = LineLook("forward.strong", 2.0)
HELD_OUT = LineLook("backward.strong", 2.0, Qt.PenStyle.DashLine)
LEAST_EPOCHS = 10
DRAW_MS = 120
"""While it plays, curves are drawn so often: that takes as long as all the rest of a frame."""


class ScoreCurves(QWidget):
    """The losses over the epochs, with their present values, and the accuracies.

    Signals
    -------
    surface_wanted
        The loss surface is to be seen, or not any more.
    """

    surface_wanted = Signal()

    def __init__(self, model: ExploreModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self.plot = Plot("Loss over the epochs", appearance)
        self.title, self.training, self.held_out = (PlainLabel(text) for text in ("Loss", "", ""))
        self.title.setProperty("role", "heading")
        self.training.setProperty("series", "training")
        self.held_out.setProperty("series", "held-out")
        head = spaced(QHBoxLayout(), appearance, 14, (0, 0, 0, 0))
        for label in (self.title, self.training, self.held_out):
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
        row_ = spaced(QHBoxLayout(self), appearance, 16, (0, 0, 0, 0))
        row_.addLayout(left, 1)
        self.surface = QToolButton()
        self.surface.setProperty("kind", "link")
        self.surface.setText("Loss surface ▸")
        self.surface.setToolTip(plain_tip("The loss around these weights, and the path to them"))
        self.surface.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.surface.clicked.connect(self.surface_wanted)
        right = spaced(QVBoxLayout(), appearance, 6, (0, 0, 0, 0))
        right.addWidget(self.scores)
        right.addWidget(self.surface, 0, Qt.AlignmentFlag.AlignLeft)
        right.addStretch(1)
        row_.addLayout(right)
        self.hides_accuracy = self._is_low = self._is_narrow = False
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
        self.plot.setHidden(low or hides_plot)
        self.title.setHidden(low)
        self.refresh()

    def refresh(self) -> None:
        """Write the present values; the curves follow, less often while many epochs pass."""
        scores = self._model.scores
        losses = (None, None) if scores is None else (scores.train_loss, scores.held_out_loss)
        for label, name, loss in zip(
            (self.training, self.held_out), ("training", "held out"), losses, strict=True
        ):
            whole = "" if loss is None else f"{name} {_loss(loss)}"
            label.setText(whole if loss is None or not self._is_narrow else _loss(loss))
            label.setAccessibleName(whole)
            label.setToolTip(plain_tip(whole))
        classes = scores is not None and scores.train_accuracy is not None
        self.scores.setVisible(classes and not self.hides_accuracy and not self._is_low)
        if scores is not None:
            shares = scores.train_accuracy, scores.held_out_accuracy
            for label, share in zip(self.figures, shares, strict=True):
                label.setText("–" if share is None else f"{100 * share:.1f} %")
        if not self._due.isActive():
            self._due.start(DRAW_MS if self._model.is_playing else 0)

    def draw(self) -> None:
        """Draw the curves up to now."""
        model, curves = self._model, self._model.run.curves
        lines = {
            "training": Line(*curves.train_loss.points(), TRAINING),
            "held out": Line(*curves.validation_loss.points(), HELD_OUT),
        }
        values = [line.y for line in lines.values() if len(line.y)]
        scale = Linear()
        high = max((float(y[y < 1e30].max(initial=0.0)) for y in values), default=1.0)
        across = Axis("epoch", 0.0, float(round_end(model.reached, LEAST_EPOCHS)), Whole())
        self.plot.draw(across, Axis("", *scale.limits(np.array([high])), scale), lines)
        self._read()

    def _point(self, place: Place | None) -> None:
        self._pointed = place
        self._read()

    def _read(self) -> None:
        place, (x, y) = self._pointed, self._model.run.curves.train_loss.points()
        if place is None or not len(x):
            self.plot.read(None)
            return
        at = int(np.abs(x - place.x).argmin())
        self.plot.read(float(x[at]), f"epoch {x[at]:,.0f}: training {_loss(float(y[at]))}")


def _loss(value: float) -> str:
    return f"{value:.4f}" if 1e-4 <= value < 1e4 else format_number(value, 2)
