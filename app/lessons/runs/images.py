"""What a layer or an image looks like from batch to batch: a line of small pictures a run."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from app.theme import Appearance, Drawn
from app.widgets.picture import picture as image_of
from engine.lessons.looking import SAMPLES, Images
from engine.lessons.pictures.runs import RunsPicture


class ImageRows(Drawn):
    """Draws the images of all runs, with a name over each line of them."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.rows: dict[str, Images] = {}

    def show_runs(self, picture: RunsPicture) -> None:
        """Draw them."""
        seen = {name: run.seen for name, run in picture.runs.items()}
        self.rows = {name: each for name, each in seen.items() if isinstance(each, Images)}
        self.setAccessibleName(f"Images of {', '.join(self.rows) or 'no run yet'}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw names and images."""
        if not self.rows:
            return
        theme, px = self._appearance.theme, self._appearance.px
        painter = QPainter(self)
        painter.setFont(self._appearance.font(14, 600))
        line, gap = 1.4 * painter.fontMetrics().height(), px(8)
        height = self.height() / len(self.rows) - line - gap
        side = max(4.0, min(height, self.width() / SAMPLES - gap))
        for at, (name, images) in enumerate(self.rows.items()):
            top = at * (side + line + gap)
            painter.setPen(QColor(theme.text))
            painter.drawText(QRectF(0, top, self.width(), line), 0, name)
            for place, values in enumerate(images.rows):
                area = QRectF(place * (side + gap), top + line, side, side)
                painter.drawImage(area, image_of(values.ravel(), values.shape, theme, (0.0, 1.0)))
        painter.end()
