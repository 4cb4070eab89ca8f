"""The time line of epochs: play, one epoch, one batch, back by dragging, two ways to restart."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSlider, QToolButton, QWidget

from app.models.exploring import ExploreModel
from app.models.exploring_edits import ExploreEditor
from app.theme import Appearance, Drawn, Gentle, set_icon, spaced
from app.widgets.focus_ring import FocusRing
from app.widgets.plain import PlainLabel, plain_tip

SPEEDS = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, math.inf)
"""Epochs a second."""
LEAST = 20
"""The time line has room for so many epochs at least."""
_BUTTONS = (
    ("first", "Rewind to the same start (Home)"),
    ("previous", "One epoch back (←)"),
    ("play", "Play (Space)"),
    ("next", "One epoch on (→)"),
    ("next-iteration", "One batch on (N)"),
)


def round_end(reached: int, least: int) -> int:
    """Return the epoch at the end of an axis: it holds still while the axis fills."""
    reached = max(least, reached)
    step = 10 ** int(math.log10(reached))
    return int(next(step * each for each in (1, 1.5, 2, 3, 5, 7.5, 10) if step * each >= reached))


class EpochLine(Drawn):
    """All epochs that have been reached, with a handle at the present one."""

    def __init__(self, model: ExploreModel, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._model = model
        self._dragged: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Epochs")
        self._ring = FocusRing(self, appearance)
        model.advanced.connect(self._follow)

    def _follow(self) -> None:
        if self._model.epoch == self._dragged:
            self._dragged = None
        self.setAccessibleDescription(
            f"epoch {self._model.epoch:,} of {self._model.reached:,} that have been reached"
        )
        self.update()

    @property
    def _groove(self) -> QRectF:
        inset = self._appearance.px(Gentle(11))
        return QRectF(inset, self.height() * 0.2, self.width() - 2 * inset, self.height() * 0.6)

    def _end(self) -> int:
        return round_end(self._model.reached, LEAST)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the groove, what has been reached, and the handle."""
        theme, groove, end = self._appearance.theme, self._groove, self._end()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        at = self._model.epoch if self._dragged is None else self._dragged
        for epoch, colour in (
            (end, theme.hover),
            (self._model.reached, theme.pressed),
            (at, theme.selection),
        ):
            painter.setBrush(QColor(colour))
            painter.drawRect(
                QRectF(groove.left(), groove.top(), groove.width() * epoch / end, groove.height())
            )
        radius = self._appearance.px(Gentle(10))
        centre = QPointF(groove.left() + groove.width() * at / end, groove.center().y())
        painter.setBrush(QColor(theme.background))
        painter.drawEllipse(centre, radius + 2, radius + 2)
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(centre, radius, radius)
        painter.end()

    def _drag_to(self, event: QMouseEvent) -> None:
        groove = self._groove
        share = (event.position().x() - groove.left()) / max(1.0, groove.width())
        epoch = min(self._model.reached, max(0, round(share * self._end())))
        if epoch != self._dragged:
            self._dragged = epoch
            self._model.go_to(epoch)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the epoch at the pointer."""
        self._drag_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along with the pointer."""
        self._drag_to(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go ten epochs at a time with the page keys."""
        by = {Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self._model.go_to(min(self._model.reached, max(0, self._model.epoch + by)))

    def sizeHint(self) -> QSize:
        """Ask for room for the handle."""
        px = self._appearance.px
        return QSize(px(300), px(Gentle(40)))


class TimeBar(QFrame):
    """The controls of a run."""

    def __init__(
        self, model: ExploreModel, editor: ExploreEditor, right: QWidget, appearance: Appearance
    ) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self.setProperty("role", "bar")
        self.buttons: dict[str, QToolButton] = {}
        self.epoch, self.batch = PlainLabel(), PlainLabel()
        self.epoch.setProperty("role", "heading")
        self.batch.setProperty("role", "caption")
        self.start, self.state = PlainLabel("start"), PlainLabel()
        for label in (self.start, self.state):
            label.setProperty("role", "caption")
        self.line = EpochLine(model, appearance)
        self.rewind, self.new_weights = QToolButton(), QToolButton()
        self.speed, self.speed_name = QSlider(Qt.Orientation.Horizontal), PlainLabel("Speed")
        self.start_here = QToolButton()
        self._is_low = False
        self._arrange(editor, right)
        model.advanced.connect(self.refresh)
        model.state_changed.connect(self.refresh)

    def _arrange(self, editor: ExploreEditor, right: QWidget) -> None:
        look, model = self._appearance, self._model
        transport = QWidget()
        transport.setObjectName("transport")
        row = spaced(QHBoxLayout(transport), look, Gentle(6), (0, 0, 0, 0))
        does = (model.rewind, self.step_back, self.toggle, model.learn_epoch)
        for (name, hint), slot in zip(_BUTTONS, (*does, model.learn_batch), strict=True):
            button = self.buttons[name] = QToolButton()
            button.setProperty("kind", "play" if name == "play" else "transport")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolTip(plain_tip(hint))
            button.setAccessibleName(hint)
            button.setAutoRepeat(name in ("previous", "next", "next-iteration"))
            button.clicked.connect(slot)
            set_icon(button, look, name, Gentle(22))
            row.addWidget(button)
        grid = spaced(QGridLayout(self), look, (Gentle(16), 2), (16, 6, 16, 8))
        grid.addWidget(transport, 1, 0)
        words = spaced(QGridLayout(), look, (0, 0), (0, 0, 0, 0))
        words.addWidget(self.epoch, 0, 0)
        words.addWidget(self.batch, 1, 0)
        grid.addLayout(words, 1, 1)
        above = QHBoxLayout()
        above.addWidget(self.start)
        above.addStretch(1)
        above.addWidget(self.state)
        grid.addLayout(above, 0, 2)
        grid.addWidget(self.line, 1, 2)
        grid.setColumnStretch(2, 1)
        self._last = QWidget()
        below = self._below(editor)
        below.addWidget(right)
        self._last.setLayout(below)
        grid.addWidget(self._last, 2, 0, 1, 3)

    def _below(self, editor: ExploreEditor) -> QHBoxLayout:
        look = self._appearance
        below = spaced(QHBoxLayout(), look, Gentle(14), (0, 0, 0, 0))
        for button, text, tip, slot in (
            (
                self.rewind,
                "Rewind to the same start",
                "Back to the start (Home)",
                self._model.rewind,
            ),
            (
                self.new_weights,
                "New weights",
                "Another start, from the next seed",
                self._model.new_weights,
            ),
            (
                self.start_here,
                "Start from here",
                "Let these weights be the start, for rewinding and for saving",
                editor.start_here,
            ),
        ):
            button.setText(text)
            button.setToolTip(plain_tip(tip))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(slot)
            below.addWidget(button)
        self.speed.setObjectName("speed")
        self.speed.setRange(0, len(SPEEDS) - 1)
        self.speed.setPageStep(1)
        self.speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.speed.setAccessibleName("Speed")
        self.speed.valueChanged.connect(lambda at: self._model.set_speed(SPEEDS[at]))
        below.addWidget(self.speed_name)
        below.addWidget(self.speed)
        below.addStretch(1)
        return below

    def set_minimal(self, minimal: bool) -> None:
        """Leave the playhead alone."""
        self._last.setHidden(minimal)

    def set_room(self, width: int, low: bool) -> None:
        """Leave out what there is no room for."""
        narrow = width < self._appearance.px(800)
        self.rewind.setText("Rewind" if narrow else "Rewind to the same start")
        self.start.setHidden(narrow or low)
        self.state.setMinimumWidth(1)
        # A problem is said in any room.
        self._is_low = low
        self.refresh()

    # What keys and buttons do ---------------------------------------------------------------

    def toggle(self) -> None:
        """Play or pause."""
        (self._model.pause if self._model.is_playing else self._model.play)()

    def step_back(self) -> None:
        """Go an epoch back, or to the start of the one under way."""
        self._model.go_to(self._model.epoch - (0 if self._model.batch else 1))

    def to_end(self) -> None:
        """Go to the furthest epoch."""
        self._model.go_to(self._model.reached)

    def faster(self) -> None:
        """Play more epochs a second."""
        self.speed.setValue(self.speed.value() + 1)

    def slower(self) -> None:
        """Play fewer epochs a second."""
        self.speed.setValue(self.speed.value() - 1)

    def refresh(self) -> None:
        """Show where the run is."""
        model = self._model
        self.epoch.setText(f"epoch {model.epoch:,}")
        self.batch.setText(f"batch {model.batch:,} of {model.batches:,}" if model.batch else " ")
        # As wide as the furthest epoch: the line holds still.
        metrics = self.epoch.fontMetrics()
        widest = metrics.horizontalAdvance(f"epoch {max(9999, model.reached):,}0")
        self.epoch.setMinimumWidth(widest)
        reached = f"{model.reached:,} epochs reached"
        whole = f"{reached} · drag to go back, play goes on from there"
        fits = self.state.fontMetrics().horizontalAdvance(whole) <= self.line.width()
        said = "" if self._is_low or not model.reached else whole if fits else reached
        self.state.setText("stopped" if model.problem else _preparing(model) or said)
        playing = model.is_playing
        play = self.buttons["play"]
        set_icon(play, self._appearance, "pause" if playing else "play", Gentle(22), "on_accent")
        hint = "Pause (Space)" if playing else "Play (Space)"
        play.setToolTip(plain_tip(hint))
        play.setAccessibleName(hint)
        self.buttons["first"].setEnabled(model.updates > 0)
        self.buttons["previous"].setEnabled(model.updates > 0)
        self.speed.blockSignals(True)
        self.speed.setValue(next(at for at, each in enumerate(SPEEDS) if each >= model.speed))
        self.speed.blockSignals(False)
        fast = "as fast as it goes" if math.isinf(model.speed) else f"{model.speed:g} a second"
        self.speed.setToolTip(plain_tip(f"Epochs: {fast}"))
        self.speed.setAccessibleDescription(f"Epochs: {fast}")


def _preparing(model: ExploreModel) -> str:
    if model.preparing is None:
        return ""
    return "Compiling for this machine, once …" if model.is_compiling else "Getting ready …"
