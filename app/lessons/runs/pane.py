"""The pane that shows runs, and lets them wait or run again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from app.lessons.picture import PicturePane, Shown
from app.lessons.runs.curves import draw_curves
from app.plot.plot import Plot
from app.theme import Appearance, set_icon, spaced
from app.widgets.plain import PlainLabel, plain_tip
from engine.lessons.pictures.runs import RunsPicture


class RunPane(PicturePane):
    """Runs side by side, and below them how far they are."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._picture: RunsPicture | None = None
        self.plot = Plot("The runs of the lesson", appearance)
        self.play, self.again, self.note = QPushButton(), QPushButton("Run again"), PlainLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        set_icon(self.again, appearance, "reset")
        row = spaced(QHBoxLayout(), appearance, 10, (0, 4, 0, 4))
        for button, does in ((self.play, self.paused), (self.again, self.run_again)):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(does)
            row.addWidget(button)
        row.addWidget(self.note, 1)
        column = spaced(QVBoxLayout(self), appearance, 0, (0, 0, 0, 0))
        column.addWidget(self.plot, 1)
        column.addLayout(row)

    def show_picture(self, shown: Shown) -> None:
        """Draw it."""
        picture = shown.setting.picture()
        assert isinstance(picture, RunsPicture)
        self._picture = picture
        draw_curves(self.plot, picture, self._appearance)
        has_runs = bool(picture.runs)
        for part in (self.play, self.again, self.note):
            part.setVisible(has_runs)
        waits = shown.run_state == "paused"
        text = "Go on" if waits else "Pause"
        set_icon(self.play, self._appearance, "play" if waits else "pause")
        self.play.setText(text)
        self.play.setToolTip(plain_tip(f"{text} (Space)"))
        self.play.setEnabled(shown.run_state != "")
        self.again.setEnabled(all(run.points for run in picture.runs.values()))
        self.note.setText(shown.run_note or _how_far(picture))


def _how_far(picture: RunsPicture) -> str:
    """Return which epoch or iteration the runs have reached."""
    reached = [r.points[-1].epoch for r in picture.runs.values() if r.points and not r.is_done]
    return (
        "" if not reached else f"{picture.unit} {int(min(reached)):,} of {picture.keys['epochs']:,}"
    )
