"""Pictures of what is shown, as files."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPixmap

from engine.errors import ScenarioError
from engine.files.replacing import replace_file


def write_picture(path: Path, picture: QPixmap) -> None:
    """Write a picture to a PNG file, replacing it whole or not at all.

    Raises
    ------
    ScenarioError
        The file cannot be written, with the system's reason; what stood there is untouched.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not picture.save(buffer, "PNG"):
        raise ScenarioError(path.name, "", "cannot be written: the picture is too large")
    replace_file(path, lambda file: file.write(buffer.data().data()))
