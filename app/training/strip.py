"""The strip under the curves: start, pause, stop, reset, progress, and the next run's numbers."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.models.training import TrainingModel
from app.theme import Appearance, Gentle, set_icon, set_state, spaced
from app.training.fields import SettingsForm
from app.training.number_texts import duration
from app.training.settings.entry import SettingsEntry
from app.widgets.plain import PlainLabel, plain_tip

FULL = 1000
PREPARING = "Preparing the engine …"
COMPILING = "Compiling the engine …"


class ProgressLine(QWidget):
    """A name, a bar, and words for how far it is."""

    def __init__(self, name: str, appearance: Appearance) -> None:
        super().__init__()
        self.caption = PlainLabel(name)
        self.words = PlainLabel()
        self.words.setProperty("role", "caption")
        self.bar = QProgressBar()
        self.bar.setRange(0, FULL)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(f"progress of the {name.lower()}")
        # With a gap across, words that are not shown would take room.
        grid = spaced(QGridLayout(self), appearance, (0, 4), (0, 0, 0, 0))
        grid.addWidget(self.caption, 0, 0)
        grid.addWidget(self.words, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.bar, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        # The line is as wide as there is room for: what says how far it is goes first.
        self.caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._captions: tuple[str, ...] = (name,)
        # Its words follow its width; its width must not follow them.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_progress(self, fraction: float, words: str, *captions: str) -> None:
        """Show a share from 0 to 1 with its words, and the first caption there is room for."""
        self.bar.setValue(round(FULL * fraction))
        self._captions = captions
        self.words.setText(words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.caption.fontMetrics().horizontalAdvance
        fitting = [caption for caption in self._captions if wide(caption) <= self.width()]
        self.caption.setText(fitting[0] if fitting else self._captions[-1])
        needed = wide(self.caption.text())
        needed += self.words.fontMetrics().horizontalAdvance(self.words.text())
        gap = self.words.fontMetrics().horizontalAdvance("00")
        self.words.setVisible(bool(self.words.text()) and needed + gap <= self.width())


class StartButton(QToolButton):
    """As wide as the longest of its words: nothing moves with them."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance

    def sizeHint(self) -> QSize:
        """Return room for the icon and the longest words, or for the icon alone."""
        hint: QSize = super().sizeHint()
        if self.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon:
            wide, px = self.fontMetrics().horizontalAdvance, self._appearance.px
            words = max(wide(words) for words in ("Start again", "Resume", "Loading"))
            # With the room that the style sheet leaves beside them, and the style's own.
            hint.setWidth(words + px(38) + px(12) + px(8) + 5)
        return hint


class RunStrip(QWidget):
    """Buttons and progress above, settings below.

    Attributes
    ----------
    take_typed : callable
        Takes what has been typed and not yet taken, and returns whether a run may begin; here that
        of the form, replaceable where there is more.
        may_lose_run : callable
        Returns whether another run, or none, may take the place of the present one.
    """

    def __init__(self, model: TrainingModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self.start_button = StartButton(appearance)
        self.stop_button = QToolButton()
        self.reset_button = QToolButton()
        self.epoch = ProgressLine("Epoch", appearance)
        self.run = ProgressLine("Run", appearance)
        self.form = SettingsForm(model, appearance)
        self.settings = SettingsEntry(model, appearance)
        self.form.add(self.settings)
        self.refusal = PlainLabel()
        self.refusal.setProperty("role", "error")
        self.refusal.setWordWrap(True)
        self.refusal.hide()
        self._room, self._is_low = 0, False
        self.may_lose_run: Callable[[], bool] = lambda: True
        self.take_typed: Callable[[], bool] = self.form.commit
        self._arrange()
        self._connect()
        self._fit()
        self.refresh()

    def _arrange(self) -> None:
        self.start_button.setProperty("kind", "play")
        for button, name in (
            (self.stop_button, "Stop"),
            (self.reset_button, "Reset"),
        ):
            set_icon(button, self._appearance, name.lower(), 20)
            button.setProperty("kind", "transport")
            button.setText(f" {name}")
            button.setAccessibleName(name)
        for button in (self.start_button, self.stop_button, self.reset_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.stop_button.setToolTip("End the run and keep what it has learned")
        self.reset_button.setToolTip("Go back to the very same start")
        self._top = spaced(QHBoxLayout(), self._appearance, 14)
        for button in (self.start_button, self.stop_button, self.reset_button):
            self._top.addWidget(button)
        self._top.addSpacing(1)
        self._top.addWidget(self.epoch, 1)
        self._top.addWidget(self.run, 1)
        high = Gentle(12)
        column = spaced(QVBoxLayout(self), self._appearance, 10, (20, high, 20, high))
        column.addLayout(self._top)
        column.addWidget(self.form)
        column.addWidget(self.refusal)

    def _connect(self) -> None:
        self.start_button.clicked.connect(self._start_or_pause)
        self.stop_button.clicked.connect(self._model.stop)
        self.reset_button.clicked.connect(self._reset)
        self.form.refused.connect(self._refuse)
        self._model.state_changed.connect(self.refresh)
        self._model.scenario_changed.connect(self.refresh)
        self._model.settings_changed.connect(self.refresh)
        self._model.advanced.connect(self.show_progress)
        for follow in (self._fit, self.show_progress):
            self._appearance.changed.connect(follow)

    def _start_or_pause(self) -> None:
        match self._model.state:
            case "running":
                self._model.pause()
            case "paused":
                self._model.resume()
            case _ if self.take_typed() and self.may_lose_run():
                self._model.start()

    def _reset(self) -> None:
        if self.may_lose_run():
            self._model.reset()

    def _refuse(self, sentence: str) -> None:
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))
        # It begins under the field it speaks of.
        for field in self.form.fields:
            if field.edit.property("invalid"):
                metrics = self.refusal.fontMetrics()
                widest = max(metrics.horizontalAdvance(line) for line in sentence.split("\n"))
                room = self.width() - widest
                self.refusal.setIndent(max(0, min(field.x(), room - self._appearance.px(40))))
                break

    def refresh(self) -> None:
        """Show what can be done now."""
        model = self._model
        words, picture = {
            "running": ("Pause", "pause"),
            "paused": ("Resume", "play"),
            "loading": ("Loading", "play"),
            "idle": ("Start", "play"),
        }.get(model.state, ("Start again", "play"))
        ready = model.scenario is not None and model.state != "loading"
        self.start_button.setText(f" {words}")
        self.start_button.setToolTip(plain_tip(f"{words} (Space)"))
        self.start_button.setAccessibleName(words)
        set_icon(self.start_button, self._appearance, picture, 20, "on_accent")
        if not ready and self.start_button.hasFocus():
            # Disabled it would hand the focus on, and Space would press what comes next.
            self.window().setFocus(Qt.FocusReason.OtherFocusReason)
        self.start_button.setEnabled(ready)
        self.stop_button.setEnabled(model.is_busy)
        self.reset_button.setEnabled(model.can_reset)
        self.show_progress()

    def show_progress(self) -> None:
        """Show how far epoch and run are."""
        model, run = self._model, self._model.run
        plan = run.plan
        if plan is None:
            self.epoch.show_progress(0.0, f"0 of {model.epochs:,}", "Epoch")
            self.run.show_progress(0.0, "not started", "Run")
            return
        progress = run.progress
        under_way = run.epochs_done
        if progress is not None and progress.epoch > run.epochs_done:
            under_way = progress.epoch
        batches = ""
        if progress is not None and progress.batches > 1:
            batch = progress.batches if run.epoch_fraction == 1.0 else progress.batch
            batches = f"{batch:,} of {progress.batches:,} batches"
        parts = plan.scenario.training.folds
        captions = [
            f"Epoch {under_way:,} of {plan.scenario.training.epochs:,}",
            f"Epoch {under_way:,}",
        ]
        if parts:
            fold = min(len(run.folds) + 1, parts)
            epoch = f"epoch {under_way:,}"
            captions = [
                f"Fold {fold} of {parts}, {epoch} of {plan.scenario.training.epochs:,}",
                f"Fold {fold} of {parts}, {epoch}",
                f"Fold {fold}, {epoch}",
            ]
        self.epoch.show_progress(run.epoch_fraction, batches, *captions)
        self.run.show_progress(run.fraction, self._time_words(), *self._run_words())

    def _run_words(self) -> tuple[str, ...]:
        model = self._model
        names = {
            "loading": self._loading_words(),
            "paused": ("Run, paused", "Paused"),
            "finished": ("Run, finished", "Finished"),
            "stopped": ("Run, stopped", "Stopped"),
            "diverged": ("Run, ended early", "Ended early"),
        }
        return names.get(model.state, ("Run",))

    def _loading_words(self) -> tuple[str, ...]:
        if not self._model.is_preparing:
            return ("Loading the rows",)
        if self._model.is_compiling:
            # The time left stands beside it.
            return ("Compiling …",)
        return (PREPARING, "Preparing …")

    def _time_words(self) -> str:
        run = self._model.run
        if self._model.is_preparing or self._model.state in ("running", "paused"):
            left = run.seconds_left
            return "" if left is None else f"{duration(left)} left"
        return f"took {duration(run.seconds)}" if run.seconds else ""

    def set_room(self, width: int, low: bool) -> None:
        """Leave the words of the buttons out where they do not fit, and save a line where low."""
        if (width, low) == (self._room, self._is_low):
            return
        if low != self._is_low:
            self._is_low = low
            if low:
                self._top.insertWidget(self._top.indexOf(self.reset_button) + 1, self.settings)
            else:
                self.form.add(self.settings)
            self.settings.set_brief(low)
        self._room = width
        self._fit()

    def _fit(self) -> None:
        px = self._appearance.px
        taken = self.settings.sizeHint().width() + px(14) if self._is_low else 0
        narrow = self._room - taken < px(640)
        self.epoch.setHidden(self._room < px(440))
        style = Qt.ToolButtonStyle
        for button in (self.start_button, self.stop_button, self.reset_button):
            button.setToolButtonStyle(
                style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
            )
            set_state(button, "worded", not narrow)

    def minimumSizeHint(self) -> QSize:
        """Return a width at which the settings stand two to a line, or, in large text, nearly."""
        return QSize(self._appearance.px(Gentle(380)), super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the line above it."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.background))
        painter.fillRect(0, 0, self.width(), 1, QColor(theme.line))
        painter.end()
