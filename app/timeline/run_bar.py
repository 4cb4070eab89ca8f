"""Run ×1 … ×10,000, and while a run goes on its progress and a way to end it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QStackedLayout,
    QToolButton,
    QWidget,
)

from app.models.running import RUN_COUNTS, RunModel
from app.theme import Appearance, set_icon
from app.widgets.plain import PlainLabel, plain_tip


class RunBar(QWidget):
    """Starts runs and shows how far one is, in the same place."""

    def __init__(
        self, runs: RunModel, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._runs = runs
        self._appearance = appearance
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self.buttons = self._make_buttons()
        self._make_progress()
        runs.running_changed.connect(self._follow)
        runs.progressed.connect(self._show_progress)

    def _make_buttons(self) -> dict[int, QToolButton]:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(PlainLabel("Run"))
        buttons = {}
        for count in RUN_COUNTS:
            button = QToolButton()
            button.setProperty("kind", "flush")
            button.setText(f"×{count:,}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            times = "iteration" if count == 1 else "iterations"
            button.setToolTip(plain_tip(f"Run {count:,} {times} and stop at the start of the next"))
            button.setAccessibleName(f"Run {count:,} {times}")
            button.clicked.connect(lambda _checked=False, count=count: self._runs.run(count))
            row.addWidget(button)
            buttons[count] = button
        row.addStretch()
        self._stack.addWidget(page)
        return buttons

    def _make_progress(self) -> None:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress_text = PlainLabel()
        self.cancel_button = QToolButton()
        set_icon(self.cancel_button, self._appearance, "close")
        self.cancel_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel_button.setToolTip("End the run here")
        self.cancel_button.setAccessibleName("End the run here")
        self.cancel_button.clicked.connect(self._runs.cancel)
        row.addWidget(self.progress, 1)
        row.addWidget(self.progress_text)
        row.addWidget(self.cancel_button)
        self._stack.addWidget(page)

    def _follow(self) -> None:
        running = self._runs.running
        for button in self.buttons.values():
            button.setDisabled(running)
        self._stack.setCurrentIndex(1 if running else 0)

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.progress_text.setText(f"{done:,} of {total:,}")
