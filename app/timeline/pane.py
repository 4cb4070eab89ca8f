"""The timeline: the strip at the bottom of the step-through window."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from app.commands import Editor
from app.models import Stepper
from app.models.running import RunModel
from app.theme import Appearance, Gentle, set_icon
from app.timeline.arrangement import Metrics, Parts, place_best, place_minimal
from app.timeline.bands import BandsWidget
from app.timeline.controls import Counter, IterationLabel, SpeedControl, Transport
from app.timeline.loss_button import PAD, LossButton
from app.timeline.rate_field import RateField
from app.timeline.run_bar import RunBar
from app.widgets.plain import PlainLabel

# The bands stand beside the transport only where they get this much more than their names need.
COMFORT = 1.35
# A timeline higher than this share of its window puts its second line away.
LARGEST_SHARE = 0.30


class TimelinePane(QWidget):
    """Transport, bands with the playhead, runs, learning rate and the loss so far.

    It sets its own height, by its width, the text size and the mode.

    Signals
    -------
    parameters_requested
        The person asks for the table of all parameters.
    loss_requested
        The person asks for the loss in large.
    """

    parameters_requested = Signal()
    loss_requested = Signal()

    def __init__(
        self,
        stepper: Stepper,
        runs: RunModel,
        editor: Editor,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = stepper.session
        self._runs = runs
        self._appearance = appearance
        self._minimal = False
        self._arranged: tuple[object, ...] = ()
        session, playback = stepper.session, stepper.playback
        self.transport = Transport(session, playback, appearance, self)
        self.counter = Counter(session, playback, appearance, self)
        self.bands = BandsWidget(session, playback, appearance, self)
        self.iteration = IterationLabel(session, self)
        self.speed = SpeedControl(playback, appearance, self)
        self.run_bar = RunBar(runs, appearance, self)
        self.rate = RateField(session, editor, appearance, self)
        self.parameters_button = QToolButton(self)
        self.loss_button = LossButton(session, appearance, self)
        self.more = QToolButton(self)
        self.message = PlainLabel(parent=self)
        self._prepare()
        self._connect()
        self._name_more(False)

    def set_minimal(self, minimal: bool) -> None:
        """Show only the step counter and slim bands, as Present mode does, or everything."""
        if minimal == self._minimal:
            return
        self._minimal = minimal
        self.counter.set_minimal(minimal)
        self.bands.set_minimal(minimal)
        for widget in (self.transport, *self._flowing(), self.iteration, self.speed):
            widget.setHidden(minimal)
        self.more.hide()
        self.message.setVisible(bool(self.message.text()) and not minimal)
        self._arrange()

    def sizeHint(self) -> QSize:
        """Return the present height, at a comfortable width."""
        return QSize(self._appearance.px(1000), self.height())

    def minimumSizeHint(self) -> QSize:
        """Return the least width at which every part is whole."""
        parts = [self.bands.names_width, *(w.sizeHint().width() for w in self._flowing())]
        return QSize(max(parts) + 2 * self._metrics().margin, 0)

    def tab_stops(self) -> list[QWidget]:
        """Return what takes the focus with the Tab key, in the order it stands in."""
        return [
            self.counter.granularity,
            self.speed.slider,
            self.more,
            *self.run_bar.buttons.values(),
            self.run_bar.cancel_button,
            self.rate.button,
            self.rate.field,
            self.parameters_button,
            self.loss_button,
        ]

    def _flowing(self) -> list[QWidget]:
        return [self.run_bar, self.rate, self.parameters_button, self.loss_button]

    def _prepare(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.parameters_button.setProperty("kind", "table")
        self.parameters_button.setText("All parameters")
        set_icon(self.parameters_button, self._appearance, "table")
        self.parameters_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.parameters_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.parameters_button.setToolTip("Show every weight and bias in a table")
        self.more.setCheckable(True)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setToolTip("Speed, runs, learning rate, parameters and loss")
        self.more.hide()
        self.message.setProperty("role", "error")
        self.message.setWordWrap(True)
        self.message.hide()
        self._rearranging = QTimer(self)
        self._rearranging.setSingleShot(True)
        self._rearranging.setInterval(0)
        self._rearranging.timeout.connect(self._arrange)

    def _connect(self) -> None:
        self.parameters_button.clicked.connect(self.parameters_requested)
        self.loss_button.clicked.connect(self.loss_requested)
        self.more.toggled.connect(self._name_more)
        self.rate.refused.connect(self.say)
        self._runs.failed.connect(self.say)
        self._runs.running_changed.connect(self._follow_run)
        self._runs.progressed.connect(self._show_progress)
        self._session.scenario_changed.connect(self._rearranging.start)
        self._session.trace_changed.connect(self._number_changed)
        self._appearance.changed.connect(self._rearranging.start)

    def say(self, sentence: str) -> None:
        """Show a sentence about something that was not done; empty takes it away."""
        if sentence != self.message.text():
            self.message.setText(sentence)
            self.message.setVisible(bool(sentence) and not self._minimal)
            self._arrange()

    def _number_changed(self) -> None:
        if not self._runs.running:
            self.say("")

    def _follow_run(self) -> None:
        running = self._runs.running
        self.transport.setDisabled(running)
        self.rate.setDisabled(running)
        if running:
            self.say("")
        else:
            self.loss_button.show_reached(None)
            self.iteration.show_number(self._session.iteration)

    def _show_progress(self, _done: int, _total: int) -> None:
        if self._runs.running:
            self.loss_button.show_reached(self._session.reached)
            self.iteration.show_number(self._session.reached)

    # Look and place -----------------------------------------------------------------------

    def _metrics(self) -> Metrics:
        appearance = self._appearance
        return Metrics(
            margin=appearance.px(Gentle(18)),
            column=appearance.px(Gentle(14)),
            line=appearance.px(Gentle(8)),
            gap=appearance.px(Gentle(2)),
        )

    def _name_more(self, opened: bool) -> None:
        self.more.setText("Less" if opened else "More")
        set_icon(self.more, self._appearance, "minus" if opened else "plus")
        self._rearranging.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Keep an eye on the window's height."""
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._rearranging.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place the parts for the window's new height."""
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self._rearranging.start()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the parts for the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def event(self, event: QEvent) -> bool:
        """Place the parts anew when one of them asks for another size."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange):
            self._rearranging.start()
        return super().event(event)

    def _arrange(self) -> None:
        width, metrics = self.width(), self._metrics()
        for button, pad in ((self.parameters_button, 4), (self.loss_button, PAD)):
            button.setProperty("hang", self._appearance.px(pad))
        parts = (self.transport, self.counter, self.iteration, self.speed, *self._flowing())
        hints = [part.sizeHint().toTuple() for part in (*parts, self.bands)]
        state = (self._minimal, self.more.isChecked(), self.message.text())
        arranged = (width, self.window().height(), metrics, state, hints)
        # Most calls come from a label whose words changed and whose size did not.
        if arranged == self._arranged:
            return
        self._arranged = arranged
        if self._minimal:
            height = place_minimal(self.counter, self.bands, width, metrics)
        else:
            height = self._place_all(width, metrics)
        if self.message.isVisibleTo(self):
            room = width - 2 * metrics.margin
            tall = self.message.heightForWidth(room)
            self.message.setGeometry(metrics.margin, height - metrics.line // 2, room, tall)
            height += tall + metrics.line // 2
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)

    def _place_all(self, width: int, metrics: Metrics) -> int:
        """Place everything, or what is needed most where everything would crowd the window."""
        extra = [self.speed, *self._flowing()]
        height = self._place([self.iteration, self.speed], self._flowing(), width, metrics)
        crowded = not self.isWindow() and height > LARGEST_SHARE * self.window().height()
        put_away = crowded and not self.more.isChecked()
        for widget in extra:
            widget.setHidden(put_away)
        self.more.setVisible(crowded)
        if put_away:
            height = self._place([self.iteration, self.more], [], width, metrics)
        elif crowded:
            lead = [self.iteration, self.speed]
            height = self._place(lead, [*self._flowing(), self.more], width, metrics)
        return height

    def _place(
        self, below: list[QWidget], flowing: list[QWidget], width: int, metrics: Metrics
    ) -> int:
        bands = self.bands
        lead = (self.transport, self.counter)
        parts = Parts(lead, bands, bands.band_middle, bands.inset, below, flowing)
        return place_best(parts, width, metrics, COMFORT * bands.names_width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the line above it."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.background))
        painter.fillRect(0, 0, self.width(), 1, QColor(theme.line))
        painter.end()
