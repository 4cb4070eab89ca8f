"""The Train pane: curves in the middle, single rows beside them, the run underneath."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.models.training import TrainingModel
from app.models.training_messages import DataFacts
from app.theme import Appearance, set_state, spaced
from app.training.charts import Charts
from app.training.heading import Heading
from app.training.settings import SettingsPanel
from app.training.side import SidePanel
from app.training.strip import RunStrip
from app.training.tiles import Tiles
from app.widgets.plain import PlainLabel
from app.widgets.scrolling import SteadyScrollArea
from engine.errors import UserError

TICK_MS = 12
WIDEST_SIDE = 0.46


class TrainingPane(QWidget):
    """Shows a training model; everything the person does goes to the model.

    Signals
    -------
    stepped_through
        The document shows the stepper the network as it is now.
    scenario_chosen : str
        Open a shipped scenario by its id, or a file by its path.
    save_requested
        Save the network as it is now to a file.
    """

    stepped_through = Signal()
    scenario_chosen = Signal(str)
    save_requested = Signal()

    def __init__(self, model: TrainingModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self._facts: DataFacts | None = None
        self._curves_first = False
        self._beat = 0
        self.heading = Heading(model, appearance)
        self.notice = QFrame()
        self.notice_text = PlainLabel()
        self.tiles = Tiles(model, appearance)
        self.charts = Charts(model, appearance)
        self.strip = RunStrip(model, appearance)
        self.strip.take_typed = self.commit
        self.side = SidePanel(model, appearance)
        self.settings: SettingsPanel | None = None
        self._sets = False
        self._due: list[Callable[[], None]] = []
        self._ticker = QTimer(self)
        self._ticker.setInterval(TICK_MS)
        self._ticker.timeout.connect(self._show_next)
        self._arrange()
        self._connect()
        self._fit()
        self._take_scenario()

    def _arrange(self) -> None:
        self.notice_text.setWordWrap(True)
        row = spaced(QHBoxLayout(self.notice), self._appearance, margins=(12, 8, 12, 8))
        row.addWidget(self.notice_text)
        self.notice.hide()
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.addWidget(self.heading)
        self._column.addWidget(self.notice)
        self._column.addWidget(self.tiles)
        self._column.addWidget(self.charts, 1)
        self._scroll = SteadyScrollArea()
        self._scroll.setWidget(body)
        self._left = QWidget(self)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self._scroll, 1)
        left.addWidget(self.strip)
        self.side.setParent(self)

    def _connect(self) -> None:
        self._model.scenario_changed.connect(self._take_scenario)
        self._model.state_changed.connect(self._show_notice)
        self._model.advanced.connect(self._advance)
        self._model.settings_changed.connect(self.charts.draw)
        model = self._model
        for signal in (model.state_changed, model.settings_changed, model.scenario_changed):
            signal.connect(self._enable)
            signal.connect(self._fit_tiles)
        self.heading.scenario_chosen.connect(self.scenario_chosen)
        self.side.save_requested.connect(self.save_requested)
        self.side.step_through_requested.connect(self._step_through)
        self.strip.settings.toggled.connect(self.show_settings)
        self._appearance.changed.connect(self._fit)

    def _take_scenario(self) -> None:
        if self._model.scenario is not None:
            self.charts.take_scenario(self._model.scenario)
        self._facts = self._model.facts
        self._show_notice()
        self._fit()
        self._advance()

    # The settings -----------------------------------------------------------------------

    def show_settings(self, shown: bool) -> None:
        """Show the settings in the place of the single rows, or these again."""
        if shown and self.settings is None:
            self.settings = SettingsPanel(self._model, self._appearance)
            self.settings.closed.connect(self._close_settings)
            self.settings.setParent(self)
        self._sets = shown
        self._fit()
        if self.settings is not None:
            self.side.setHidden(shown)
            self.settings.setVisible(shown)
            # Whoever came by the keyboard goes on with it; a click leaves it where it was.
            if shown and self.strip.settings.button.hasFocus():
                self.settings.take_focus()

    def commit(self) -> bool:
        """Take what has been typed; where some is refused, go there and return False."""
        form, panel = self.strip.form.commit(), self.settings is None or self.settings.commit()
        if not form:
            self.strip.form.focus_refused()
        elif not panel and self.settings is not None:
            self.strip.settings.button.setChecked(True)
            self.settings.focus_refused()
        return form and panel

    def _close_settings(self) -> None:
        button = self.strip.settings.button
        button.setChecked(False)
        button.setFocus()

    # The run ----------------------------------------------------------------------------

    def _show_notice(self) -> None:
        model = self._model
        self.charts.say_what_comes()
        self.notice.setVisible(bool(model.problem))
        self.notice_text.setText(model.problem)
        # A run that went astray is no fault of the program; one that cannot begin is an error.
        role = "error" if model.has_failed else "warning"
        for widget in (self.notice, self.notice_text):
            set_state(widget, "role", role)

    def _advance(self) -> None:
        model = self._model
        self._enable()
        if model.state == "loading":
            self.charts.say_what_comes()
        if model.facts is not self._facts and model.scenario is not None:
            self._facts = model.facts
            self.heading.refresh()
            self.charts.take_scenario(model.scenario)
            self._fit_tiles()
        # One part a tick: drawn together they would hold the window up for two frames. While the
        # worker trains, what changes slowly is drawn less often, as both share one interpreter.
        self._beat += 1
        calm = model.state == "running"
        parts = [(2, 0, self.charts.show_loss), (2, 1, self.charts.show_accuracy)]
        parts += [(1, 0, self.tiles.refresh), (4, 2, self.side.refresh)]
        beat = self._beat
        self._due = [show for every, at, show in parts if not calm or beat % every == at]
        self._ticker.start()

    def _show_next(self) -> None:
        if self._due:
            self._due.pop(0)()
        if not self._due:
            self._ticker.stop()

    def _enable(self) -> None:
        """Enable what can be done now. What is drawn follows in turns; this never waits."""
        self.side.enable()
        self.tiles.enable()

    def _step_through(self) -> None:
        if not self._model.can_step_through:
            return
        try:
            self._model.step_through(self.side.sample)
        except UserError as error:
            self.notice_text.setText(str(error))
            self.notice.show()
            return
        self.stepped_through.emit()

    # Look -------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Pass on that a part asks for another size: no layout stands between."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def _fit(self) -> None:
        """Place both sides, and let each part choose what goes with its room.

        All that follows from the window's size is decided here, in one pass and from that size
        alone, never from what a part has become.
        """
        px = self._appearance.px
        side = self._side_width()
        left = self.width() - side - 1
        lowest, cramped = self.height() < px(420), self.height() < px(600)
        self.heading.set_room(min(px(420), self.width() // 3), cramped)
        self.charts.set_room(left, cramped, lowest)
        self.strip.set_room(left, cramped)
        self._set_margins(cramped)
        self._set_order(lowest)
        self._left.setGeometry(0, 0, left, self.height())
        for right in (self.side, self.settings):
            if right is not None:
                right.setGeometry(left + 1, 0, side, self.height())
        self._fit_tiles()

    def _fit_tiles(self) -> None:
        """Leave the tiles' notes out where their lines would push the axes out of sight."""
        px = self._appearance.px
        more = self.tiles.lines(self._left.width() - px(40)) - 1
        self.tiles.set_compact(self.height() < px(600 if more < 1 else 620 + 84 * more))

    def _set_margins(self, cramped: bool) -> None:
        px = self._appearance.px
        right = max(0, px(20) - self._scroll.reserved)
        top, bottom, gap = (8, 6, 6) if cramped else (14, 10, 10)
        self._column.setContentsMargins(px(20), px(top), right, px(bottom))
        self._column.setSpacing(px(gap))
        self.charts.set_spacing(px(gap))

    def _side_width(self) -> int:
        px, width = self._appearance.px, self.width()
        scenario = self._model.scenario
        small = scenario is not None and scenario.dataset is None
        side = round(max(px(250), min(px(400), width * (0.26 if small else 0.31))))
        side = min(side, round(width * 0.44))
        if self._sets:
            side = min(max(side, px(360)), round(width * WIDEST_SIDE))
        return side

    def minimumSizeHint(self) -> QSize:
        """Return the width at which the widest right side leaves the strip its own."""
        return QSize(
            round(self.strip.minimumSizeHint().width() / (1 - WIDEST_SIDE)) + 1,
            self._left.minimumSizeHint().height(),
        )

    def sizeHint(self) -> QSize:
        """Return the size of both sides."""
        hint = self._left.sizeHint()
        return QSize(hint.width() + self._side_width() + 1, hint.height())

    def _set_order(self, curves_first: bool) -> None:
        """Put what explains the curves under them where the height shows one or the other."""
        if curves_first != self._curves_first:
            self._curves_first = curves_first
            self._column.removeWidget(self.tiles)
            above = self._column.indexOf(self.notice) + 1
            self._column.insertWidget(self._column.count() if curves_first else above, self.tiles)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the grounds and the line between them."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.background))
        right = self.settings if self.settings is not None and self._sets else self.side
        painter.fillRect(right.x() - 1, 0, 1, self.height(), QColor(theme.line))
        painter.end()
