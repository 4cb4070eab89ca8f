"""The loss over the iterations so far, large."""

from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QVBoxLayout, QWidget

from app.models import SessionModel
from app.theme import Appearance
from app.timeline.loss_canvas import LossCanvas
from app.timeline.sizes import gentle
from app.widgets.plain import PlainLabel
from symbolic.formula.numbers import RESULT_DECIMALS, format_number

PLAIN = "logarithmic scale"

WIDE = 2
"""Losses that span more decades than this are drawn on a logarithmic scale."""


class LossPlot(QWidget):
    """The loss over the iterations so far, with a logarithmic scale to choose.

    Parameters
    ----------
    session : SessionModel
        Gives the losses and the present iteration.
    appearance : Appearance
        Colours, fonts and sizes.
    """

    def __init__(
        self, session: SessionModel, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._appearance = appearance
        self.canvas = LossCanvas(session, appearance)
        self.readout = PlainLabel()
        self.logarithmic = QCheckBox(PLAIN)
        self._chosen = False
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.addWidget(self.readout)
        self._head.addStretch(1)
        self._head.addWidget(self.logarithmic)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self.canvas, 1)
        self.logarithmic.toggled.connect(self.canvas.set_logarithmic)
        # A click chooses for good; until then the losses themselves do.
        self.logarithmic.clicked.connect(self._keep_choice)
        session.scenario_changed.connect(self._forget_choice)
        self.canvas.pointed.connect(self._read)
        self.canvas.chosen.connect(session.go_to_iteration)
        session.trace_changed.connect(self._read)
        appearance.changed.connect(self._restyle)
        self._restyle()
        self._read()

    def refresh(self) -> None:
        """Draw what a run under way has added."""
        self.canvas.update()
        self._read()

    def _keep_choice(self) -> None:
        self._chosen = True
        self.logarithmic.setText(PLAIN)
        self._fit_head()

    def _forget_choice(self) -> None:
        self._chosen = False

    def _choose_scale(self) -> None:
        """Take the logarithmic scale where the losses span more than two decades."""
        if self._chosen:
            return
        wide = self.canvas.decades > WIDE
        self.logarithmic.setChecked(wide)
        self.logarithmic.setText(f"{PLAIN}, spans over {WIDE} decades" if wide else PLAIN)

    def _read(self) -> None:
        if not self._session.is_open:
            self.readout.setText("")
            return
        self._choose_scale()
        pointed = self.canvas.pointed_at
        iteration = self._session.iteration if pointed is None else pointed
        loss = format_number(self.canvas.loss_at(iteration), RESULT_DECIMALS)
        which = "iteration" if pointed is not None else "now: iteration"
        self.readout.setText(f"{which} {iteration:,}, L = {loss}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the choice of scale under the readout where they do not fit side by side."""
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        metrics = QFontMetricsF(self.readout.font())
        widest = metrics.horizontalAdvance("now: iteration 100,000, L = 8.88888·10⁻⁸")
        needed = widest + self.logarithmic.minimumWidth() + 3 * gentle(self._appearance, 12)
        beside = needed <= self.width()
        direction = QBoxLayout.Direction
        self._head.setDirection(direction.LeftToRight if beside else direction.TopToBottom)

    def _restyle(self) -> None:
        pad = gentle(self._appearance, 12)
        self._column.setContentsMargins(pad, pad, pad, pad)
        self._column.setSpacing(gentle(self._appearance, 6))
        # The style's own hint cuts the last letter where the box is scaled.
        self.logarithmic.setMinimumWidth(self.logarithmic.sizeHint().width() + pad)
        self.readout.setFont(self._appearance.font(14, 600))
        self.canvas.updateGeometry()
        self._fit_head()
