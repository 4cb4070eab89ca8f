"""Images as they are, and as the next run sees them."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy

from app.models.training import TrainingModel
from app.models.training_messages import Distorted
from app.models.training_worker import SHOWN, TIMES
from app.theme import Appearance, Drawn
from app.widgets.picture import limits_of, picture
from engine.network.scenario import Scenario


class DistortionPreview(Drawn):
    """A line of images as they are, and lines of the same distorted.

    The images are asked for while the widget is to be seen, as their kernel takes a while to load.
    """

    def __init__(self, model: TrainingModel, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._model = model
        self._asked: Scenario | None = None
        self._shown: Distorted | None = None
        self.pictures: list[list[QImage]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        model.advanced.connect(self._take)

    def refresh(self) -> None:
        """Ask for the images of the present settings, where they are to be seen."""
        scenario = self._model.scenario
        if self.isVisible() and scenario is not self._asked and not self._model.is_busy:
            self._asked = scenario
            self._model.ask_distorted()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what was not needed before."""
        super().showEvent(event)
        self.refresh()

    def _take(self) -> None:
        if self._model.distorted is not self._shown:
            self._shown = self._model.distorted
            self.restyle()

    def restyle(self) -> None:
        """Draw the images anew."""
        shown, theme = self._shown, self._appearance.theme
        rows = () if shown is None else (shown.x, *shown.seen)
        shape = (1, 1) if shown is None else shown.shape
        limits = (0.0, 1.0) if shown is None else limits_of(shown.x)
        self.pictures = [[picture(row, shape, theme, limits) for row in line] for line in rows]
        words = "" if shown is None else f"{len(shown.x)} images, and {TIMES} ways each is seen"
        self.setAccessibleName(f"images as the next run sees them: {words or 'not loaded'}")
        super().restyle()

    @property
    def _line(self) -> int:
        return round(self._appearance.text_px(12) * 1.4)

    @property
    def _side(self) -> float:
        return min(self.width() / SHOWN, float(self._appearance.px(64)))

    def hasHeightForWidth(self) -> bool:
        """Return that the images grow with the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return room for all lines of images and the words above them."""
        side = min(width / SHOWN, self._appearance.px(64))
        return round(side * (1 + TIMES)) + 2 * self._line + self._appearance.px(6)

    def sizeHint(self) -> QSize:
        """Return the size at a usual width."""
        width = self._appearance.px(300)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least width."""
        return QSize(self._appearance.px(120), 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the images."""
        theme, appearance, line = self._appearance.theme, self._appearance, self._line
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(appearance.font(12))
        painter.setPen(QColor(theme.muted))
        painter.drawText(0, round(line * 0.8), "as they are" if self.pictures else "loading …")
        top: float = line
        for number, images in enumerate(self.pictures):
            if number == 1:
                painter.setPen(QColor(theme.muted))
                painter.drawText(0, round(top + line * 0.9), "as the next run sees them")
                top += line + appearance.px(3)
            for place, image in enumerate(images):
                where = QRectF(place * self._side, top, self._side - 3, self._side - 3)
                painter.drawImage(where, image)
                painter.setPen(QPen(QColor(theme.line), 1))
                painter.drawRect(where)
            top += self._side
        painter.end()
