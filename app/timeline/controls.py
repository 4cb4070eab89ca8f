"""The small controls of the timeline: transport, counter, iteration and speed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSlider, QToolButton, QVBoxLayout, QWidget

from app.models import PlaybackModel, SessionModel
from app.models.playback import SPEEDS
from app.theme import Appearance, Gentle, set_icon, spaced
from app.timeline.step_names import PHASE_NAMES
from app.widgets.plain import PlainLabel, plain_tip
from engine.iteration.steps import Granularity

_BUTTONS = (
    ("first", "Go to the first position of iteration 1 (Home)"),
    ("previous", "One step back (←)"),
    ("play", "Play (Space)"),
    ("next", "One step on (→)"),
    ("last", "Go to the end of the iteration (End)"),
)
ICON = Gentle(22)
STRIDES = {
    Granularity.STEP: "by step",
    Granularity.UNIT: "by unit",
    Granularity.LAYER: "by layer",
    Granularity.PHASE: "by phase",
}
"""How far one move goes, in words."""


class Transport(QWidget):
    """First, previous, play or pause, next, last. No button takes the keyboard focus."""

    def __init__(
        self,
        session: SessionModel,
        playback: PlaybackModel,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._playback = playback
        self._appearance = appearance
        self.setObjectName("transport")
        row = spaced(QHBoxLayout(self), appearance, Gentle(6), (0, 0, 0, 0))
        self.buttons: dict[str, QToolButton] = {}
        actions = {
            "first": playback.first,
            "previous": playback.step_back,
            "play": playback.toggle,
            "next": playback.forward,
            "last": playback.last,
        }
        for name, hint in _BUTTONS:
            button = QToolButton()
            button.setProperty("kind", "play" if name == "play" else "transport")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolTip(plain_tip(hint))
            button.setAccessibleName(hint)
            button.setAutoRepeat(name in ("previous", "next"))
            button.setAutoRepeatDelay(400)
            button.clicked.connect(actions[name])
            if name != "play":
                set_icon(button, appearance, name, ICON)
            row.addWidget(button)
            self.buttons[name] = button
        playback.position_changed.connect(self._follow)
        playback.playing_changed.connect(self._show_play)
        session.trace_changed.connect(self._follow)
        self._show_play()
        self._follow()

    def _show_play(self) -> None:
        button = self.buttons["play"]
        playing = self._playback.playing
        set_icon(button, self._appearance, "pause" if playing else "play", ICON, "on_accent")
        hint = "Pause (Space)" if playing else "Play (Space)"
        button.setToolTip(plain_tip(hint))
        button.setAccessibleName(hint)

    def _follow(self) -> None:
        is_open = self._session.is_open
        playback = self._playback
        at_start = not is_open or (playback.position == 0 and self._session.iteration == 1)
        at_end = playback.position >= playback.length
        self.buttons["first"].setDisabled(at_start)
        self.buttons["previous"].setDisabled(at_start)
        self.buttons["play"].setEnabled(is_open)
        self.buttons["next"].setDisabled(at_end)
        self.buttons["last"].setDisabled(at_end)


class Counter(QWidget):
    """The count, such as "15 / 39", in large, and below it how far one move goes."""

    def __init__(
        self,
        session: SessionModel,
        playback: PlaybackModel,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._playback = playback
        self._appearance = appearance
        self._minimal = False
        self.label = PlainLabel()
        self.label.setProperty("role", "heading")
        self.granularity = QToolButton()
        self.granularity.setProperty("kind", "stride")
        self.granularity.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.granularity.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.granularity.setToolTip("How far one move goes (↑ coarser, ↓ finer)")
        self.menu = QMenu(self.granularity)
        group = QActionGroup(self.menu)
        for granularity, words in STRIDES.items():
            action = self.menu.addAction(words)
            action.setCheckable(True)
            action.setData(granularity.value)
            group.addAction(action)
        group.triggered.connect(lambda action: playback.set_granularity(Granularity(action.data())))
        self.granularity.setMenu(self.menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.label)
        column.addWidget(self.granularity)
        playback.position_changed.connect(self._count)
        playback.granularity_changed.connect(self._show_granularity)
        session.scenario_changed.connect(self._measure)
        session.trace_changed.connect(self._count)
        appearance.changed.connect(self._measure)
        self._measure()
        self._show_granularity()

    def set_minimal(self, minimal: bool) -> None:
        """Show the phase's name beside the count and no chooser."""
        self._minimal = minimal
        self.granularity.setVisible(not minimal)
        self._measure()

    def _measure(self) -> None:
        """Leave room for the widest count: nothing moves while it goes on."""
        length = f"{self._playback.length:,}"
        widest = max(PHASE_NAMES.values(), key=len) + " " if self._minimal else ""
        widest += f"{length} / {length}"
        metrics = QFontMetrics(self._appearance.font(16, 700))
        self.label.setMinimumWidth(metrics.horizontalAdvance(widest) + self._appearance.px(2))
        self._count()

    def _count(self) -> None:
        playback = self._playback
        text = f"{playback.position:,} / {playback.length:,}"
        step = playback.step if self._session.is_open else None
        phase = PHASE_NAMES[step.phase] if step else "Start"
        self.label.setText(f"{phase} {text}" if self._minimal else text)
        self.label.setAccessibleName(f"{phase}, step {playback.position} of {playback.length}")

    def _show_granularity(self) -> None:
        granularity = self._playback.granularity
        self.granularity.setText(STRIDES[granularity])
        for action in self.menu.actions():
            action.setChecked(action.data() == granularity.value)


class IterationLabel(PlainLabel):
    """The number of the iteration."""

    def __init__(self, session: SessionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session = session
        session.trace_changed.connect(self._count)
        self._count()

    def show_number(self, iteration: int) -> None:
        """Show the number of another iteration, while a run goes on."""
        self.setText(f"Iteration {iteration:,}")

    def _count(self) -> None:
        self.show_number(self._session.iteration if self._session.is_open else 1)


class SpeedControl(QWidget):
    """How fast playing goes."""

    def __init__(
        self, playback: PlaybackModel, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._playback = playback
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("speed")
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setRange(0, len(SPEEDS) - 1)
        self.slider.setPageStep(1)
        self.slider.setAccessibleName("Speed")
        row = spaced(QHBoxLayout(self), appearance, 8, (0, 0, 0, 0))
        row.addWidget(PlainLabel("Speed"))
        row.addWidget(self.slider)
        self.slider.valueChanged.connect(lambda index: playback.set_speed(SPEEDS[index]))
        playback.speed_changed.connect(self._show_speed)
        self._show_speed()

    def _show_speed(self) -> None:
        speed = self._playback.speed
        nearest = min(range(len(SPEEDS)), key=lambda index: abs(SPEEDS[index] - speed))
        self.slider.setValue(nearest)
        moves = f"{speed:g} moves" if speed != 1 else "1 move"
        self.slider.setToolTip(plain_tip(f"Playing makes {moves} a second"))
