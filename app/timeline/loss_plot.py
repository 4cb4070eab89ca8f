"""The loss over the iterations so far, large."""

import numpy as np
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QVBoxLayout, QWidget

from app.models import SessionModel
from app.plot.axes import Axis, Linear, Logarithmic, Whole
from app.plot.layers import Dots, Layer, Line, Rule
from app.plot.look import POINTER, LineLook
from app.plot.place import PlotPlace
from app.plot.values import Points
from app.theme import Appearance, Gentle, spaced
from app.timeline.loss_series import LossSeries
from app.widgets.plain import PlainLabel
from symbolic.formula.numbers import format_number
from symbolic.notation.table import notation_of

PLAIN = "logarithmic scale"

WIDE = 2
"""Losses that span more decades than this are drawn on a logarithmic scale."""

CURVE = LineLook("loss.strong", marker=True)
PRESENT = LineLook("accent", 1.0)


class LossPlot(QWidget):
    """The loss over the iterations so far, with a logarithmic scale to choose.

    Parameters
    ----------
    session : SessionModel
        Has the losses and the present iteration.
    appearance : Appearance
        Colours, fonts and sizes.
    """

    def __init__(
        self, session: SessionModel, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._appearance = appearance
        self._series = LossSeries(session)
        self._is_chosen = False
        self.pointed_at: int | None = None
        self.place = PlotPlace("Loss over the iterations", appearance, "surface")
        self.readout = PlainLabel()
        self.readout.setObjectName("loss-readout")
        self.logarithmic = QCheckBox(PLAIN)
        self.logarithmic.setObjectName("logarithmic")
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.addWidget(self.readout)
        self._head.addStretch(1)
        self._head.addWidget(self.logarithmic)
        pad = Gentle(12)
        column = spaced(QVBoxLayout(self), appearance, Gentle(6), (pad, pad, pad, pad))
        column.addLayout(self._head)
        column.addWidget(self.place, 1)
        self.logarithmic.toggled.connect(self._draw)
        # A click chooses for good; until then the losses themselves do.
        self.logarithmic.clicked.connect(self._keep_choice)
        self.place.made.connect(self._connect_plot)
        session.scenario_changed.connect(self._forget_choice)
        session.trace_changed.connect(self.refresh)
        appearance.changed.connect(self._fit_head)
        self.refresh()

    def _connect_plot(self) -> None:
        plot = self.place.plot
        if plot is not None:
            plot.setToolTip("Click to go to an iteration")
            plot.pointed.connect(lambda at: self.point_at(at and self._iteration_at(at.x)))
            plot.chosen.connect(lambda at: self._session.go_to_iteration(self._iteration_at(at.x)))
        self._draw()

    def refresh(self) -> None:
        """Draw what a run under way has added, or another scenario's losses."""
        if self.pointed_at is not None and self.pointed_at > self._session.reached:
            self.pointed_at = None
        if not self._is_chosen:
            self._choose_scale()
        self._draw()

    def point_at(self, iteration: int | None) -> None:
        """Read an iteration's loss, or the present one's."""
        if iteration != self.pointed_at:
            self.pointed_at = iteration
            self._draw()

    def _iteration_at(self, place: float) -> int:
        return max(1, min(len(self._series.values()), round(place)))

    # The scale --------------------------------------------------------------------------

    def _keep_choice(self) -> None:
        self._is_chosen = True
        self.logarithmic.setText(PLAIN)
        self._fit_head()

    def _forget_choice(self) -> None:
        self._is_chosen = False

    def _choose_scale(self) -> None:
        """Take the logarithmic scale where the losses span more than two decades."""
        values = self._series.values()
        values = values[np.isfinite(values) & (values > 0)]
        is_wide = len(values) > 0 and float(values.max()) > 10**WIDE * float(values.min())
        self.logarithmic.setChecked(is_wide)
        self.logarithmic.setText(f"{PLAIN}, spans over {WIDE} decades" if is_wide else PLAIN)

    # Drawing ----------------------------------------------------------------------------

    @property
    def _letter(self) -> str:
        return notation_of(self._session.trace.scenario).loss.text

    def _draw(self) -> None:
        values, session = self._series.values(), self._session
        if not len(values):
            self.readout.setText("")
            return
        iteration = self.pointed_at or session.iteration
        which = "iteration" if self.pointed_at else "now: iteration"
        loss = format_number(float(values[iteration - 1]))
        self.readout.setText(f"{which} {iteration:,}, {self._letter} = {loss}")
        plot = self.place.plot
        if plot is None:
            return
        scale = Logarithmic() if self.logarithmic.isChecked() and (values > 0).any() else Linear()
        # The marks of the first and the latest iteration are seen whole.
        last = max(2, len(values))
        margin = (last - 1) / 80
        iterations = Axis("iteration", 1 - margin, last + margin, Whole(1))
        losses = Axis(f"loss {self._letter}", *scale.limits(values), scale)
        plot.draw(iterations, losses, self._layers(values))
        plot.read(self.pointed_at)
        plot.setAccessibleDescription(self.readout.text())

    def _layers(self, values: Points) -> dict[str, Layer]:
        # A copy: the series goes on in the same memory.
        x, y = np.arange(1.0, len(values) + 1), values.copy()
        now = slice(self._session.iteration - 1, self._session.iteration)
        layers: dict[str, Layer] = {
            "losses": Line(x, y, CURVE),
            "present iteration": Rule(self._session.iteration, PRESENT, vertical=True, depth=1),
            "present loss": Dots(x[now], y[now], PRESENT, 11, depth=2),
        }
        if self.pointed_at is not None:
            at = slice(self.pointed_at - 1, self.pointed_at)
            layers["pointed loss"] = Dots(x[at], y[at], POINTER, 11, depth=2)
        return layers

    # Look -------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the choice of scale under the readout where they do not fit side by side."""
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        metrics = QFontMetricsF(self.readout.font())
        widest = metrics.horizontalAdvance("now: iteration 100,000, L_total = 8.88888·10⁻⁸")
        needed = widest + self.logarithmic.sizeHint().width() + 3 * self._appearance.px(Gentle(12))
        beside = needed <= self.width()
        direction = QBoxLayout.Direction
        self._head.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
