"""A plot of one quantity of a run over its epochs."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from app.plot.axes import Axis, Linear, Logarithmic, NearOne, Share, ValueScale, Whole
from app.plot.plot import Place, Plot
from app.theme import Appearance, Gentle, spaced
from app.training.baselines import Reference
from app.training.number_texts import number, percent
from app.training.run_layers import RunCurves, read_out
from app.widgets.plain import PlainLabel, plain_tip

LOWEST = 180
"""The least height of a plot in pixels, with its axis."""


class CurvePlot(QWidget):
    """One quantity over the epochs, with its name and published results.

    Parameters
    ----------
    title : str
        The quantity.
    share : bool
        Whether it is a share between 0 and 1, shown in percent.
    appearance : Appearance
        The look.
    """

    def __init__(self, title: str, share: bool, appearance: Appearance) -> None:
        super().__init__()
        self._appearance, self._share = appearance, share
        self._references: tuple[Reference, ...] = ()
        self._run = RunCurves(1, {})
        self._text = ""
        self._pointed: Place | None = None
        self.title = PlainLabel(title)
        self.title.setProperty("role", "heading")
        self.plot = Plot(f"{title} over the epochs", appearance)
        column = spaced(QVBoxLayout(self), appearance, 5, (0, 0, 0, 0))
        column.addWidget(self.title)
        column.addWidget(self.plot, 1)
        self.plot.pointed.connect(self._point)
        self._offer_scale()
        appearance.changed.connect(self._place_button)

    def _offer_scale(self) -> None:
        """Offer the logarithmic axis in the corner below the plot, and in its menu."""
        tip = "Logarithmic axis"
        self.log_action = QAction(tip, self)
        self.log_action.setCheckable(True)
        self.log_action.setIconText("log")
        more = ": spreads what is close to 100 %" if self._share else ""
        self.log_action.setToolTip(plain_tip(tip + more))
        self.log_action.toggled.connect(self._draw)
        self.addAction(self.log_action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.log_button = QToolButton(self)
        self.log_button.setProperty("kind", "corner")
        self.log_button.setDefaultAction(self.log_action)
        self.log_button.setAccessibleName(f"{tip} of the {self.title.text().lower()}")
        self.log_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_references(self, references: Sequence[Reference]) -> None:
        """Draw these published results as horizontal lines."""
        self._references = tuple(references)
        self._draw()

    def show_run(self, run: RunCurves) -> None:
        """Draw the curves of a run; the x axis goes from 0 to its last epoch."""
        self._run = run
        self._draw()

    def say(self, text: str) -> None:
        """Say in the empty plot what is to be done, or waited for."""
        self._text = text
        self.plot.say(text if self._run.is_empty else "")

    @property
    def _scale(self) -> ValueScale:
        if self._share:
            return NearOne() if self.log_action.isChecked() else Share()
        return Logarithmic() if self.log_action.isChecked() else Linear(close=True)

    def _draw(self) -> None:
        run, scale = self._run, self._scale
        published = np.array([reference.accuracy for reference in self._references])
        low, high = scale.limits(np.concatenate([run.values(), published]))
        name = "accuracy, %" if self._share else "loss"
        # A loss falls and an accuracy rises: the words stand where the curve has no business.
        layers = run.layers(self._references, high=not self._share)
        across = Axis("epoch", 0.0, run.epochs * 1.015, Whole())
        self.plot.draw(across, Axis(name, low, high, scale), layers)
        self.say(self._text)
        self._read()

    def _point(self, place: Place | None) -> None:
        self._pointed = place
        self._read()

    def _read(self) -> None:
        """Read the curves under the pointer."""
        at, text = self._pointed, percent if self._share else number
        read = None if at is None else read_out(self._run.points, at.x, text)
        self.plot.read(*(read or (None,)))

    # Look -------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button in its corner."""
        super().resizeEvent(event)
        self._place_button()

    def _place_button(self) -> None:
        button = self.log_button
        button.adjustSize()
        button.move(self.width() - button.width(), self.height() - button.height())
        button.raise_()

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which the axes can be read."""
        heading = 0 if self.title.isHidden() else self.title.sizeHint().height()
        lowest = max(LOWEST, self.plot.least_height)
        return QSize(self._appearance.px(Gentle(200)), heading + lowest)
