"""The pane that shows runs, and lets them wait or run again."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.lessons.picture import PicturePane, Shown
from app.lessons.runs.columns import draw_columns
from app.lessons.runs.curves import draw_curves, draw_ends, draw_folds
from app.lessons.runs.images import ImageRows
from app.lessons.runs.tiles import Tiles
from app.plot.plot import Plot
from app.theme import Appearance, set_icon, spaced
from app.widgets.plain import PlainLabel, plain_tip
from engine.lessons.pictures.runs import RunsPicture


class _RunPlot(Plot):
    """A plot whose words stand apart in pixels, and so anew in each size."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class RunPane(PicturePane):
    """Runs side by side, and below them how far they are."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._has_plot = True
        self.plot, self.tiles = _RunPlot("The runs of the lesson", appearance), Tiles(appearance)
        self._picture: RunsPicture | None = None
        self.plot.resized.connect(self._draw)
        self.images, self.bar = ImageRows(appearance), QWidget()
        self.play, self.again, self.note = QPushButton(), QPushButton("Run again"), PlainLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        set_icon(self.again, appearance, "reset")
        row = spaced(QHBoxLayout(self.bar), appearance, 10, (0, 4, 0, 4))
        for button, does in ((self.play, self.paused), (self.again, self.run_again)):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(does)
            row.addWidget(button)
        row.addWidget(self.note, 1)
        self._pictures = spaced(QBoxLayout(QBoxLayout.Direction.TopToBottom), appearance, 10)
        self._pictures.addWidget(self.tiles)
        self._pictures.addWidget(self.images, 1)
        self._pictures.addWidget(self.plot, 1)
        column = spaced(QVBoxLayout(self), appearance, 0, (0, 0, 0, 0))
        column.addLayout(self._pictures, 1)
        column.addWidget(self.bar)

    def show_picture(self, shown: Shown) -> None:
        """Draw it."""
        picture = shown.setting.picture()
        assert isinstance(picture, RunsPicture)
        self._picture = picture
        show = picture.keys["show"]
        has_maps, has_images = show == "maps", show in ("images", "masks")
        self.images.setVisible(has_images)
        self.tiles.setVisible(has_maps)
        self._has_plot = not has_images and (bool(picture.runs) or not has_maps)
        self.bar.setVisible(bool(picture.runs))
        if has_maps:
            self.tiles.show_runs(picture)
            beside = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
            self._pictures.setDirection(beside[0 if self.tiles.is_beside else 1])
        self._fit()
        if has_images:
            self.images.show_runs(picture)
        self._draw()
        self._show_state(shown, picture)

    def _draw(self) -> None:
        """Draw the plot."""
        picture = self._picture
        drawn = {"columns": draw_columns, "ends": draw_ends, "folds": draw_folds}
        if picture is not None and picture.keys["show"] not in ("images", "masks"):
            drawn.get(picture.keys["show"], draw_curves)(self.plot, picture, self._appearance)

    def _show_state(self, shown: Shown, picture: RunsPicture) -> None:
        waits = shown.run_state == "paused"
        text = "Go on" if waits else "Pause"
        set_icon(self.play, self._appearance, "play" if waits else "pause")
        self.play.setText(text)
        self.play.setToolTip(plain_tip(f"{text} (Space)"))
        self.play.setEnabled(shown.run_state != "")
        self.again.setEnabled(all(run.points for run in picture.runs.values()))
        self.note.setText(shown.run_note or _how_far(picture))

    def _fit(self) -> None:
        # Its place stays free where there is no bar, so that maps keep their size.
        bar = self.bar.sizeHint().height()
        room = QSize(self.width(), self.height() - bar)
        has_room = self.tiles.fit(room, alone=not self._has_plot)
        # Points alone are no reason for an empty plot.
        self.plot.setVisible(self._has_plot and (has_room or self.tiles.isHidden()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the maps."""
        super().resizeEvent(event)
        self._fit()


def _how_far(picture: RunsPicture) -> str:
    """Return which epoch or iteration the runs have reached."""
    reached = [r.points[-1].epoch for r in picture.runs.values() if r.points and not r.is_done]
    if not reached:
        return ""
    return f"{picture.unit} {int(min(reached)):,} of {picture.keys['epochs']:,}"
