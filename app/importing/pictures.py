"""The first images of a file that is imported, with their labels."""

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.models.importing import Pictures
from app.theme import Appearance

_SIDE = 56


class PicturesList(QListWidget):
    """Pictures in lines, the label below each."""

    def __init__(self, pictures: Pictures, appearance: Appearance) -> None:
        super().__init__()
        self.setAccessibleName("first images")
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setMovement(QListWidget.Movement.Static)
        self.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        side = appearance.px(_SIDE)
        self.setIconSize(QSize(side, side))
        for image, label in zip(pictures.images, pictures.labels, strict=True):
            self.addItem(QListWidgetItem(QIcon(_pixmap(image, side)), label))


def _pixmap(image: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]", side: int) -> QPixmap:
    whole = np.ascontiguousarray(image)
    height, width = whole.shape
    made = QImage(whole.data, width, height, width, QImage.Format.Format_Grayscale8)
    factor = max(1, side // max(height, width))
    return QPixmap.fromImage(made.copy()).scaled(width * factor, height * factor)
