"""Pictures written to disk: whole or not at all, with the true reason where it fails."""

import errno
import os
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPixmap

from app.widgets.pictures import write_picture
from engine.errors import ScenarioError


def test_a_full_disk_keeps_the_old_picture_and_is_named(qapp, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "out.png"
    path.write_bytes(b"the old one")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("engine.files.replacing.os.fsync", full)
    with pytest.raises(ScenarioError, match=r"^out\.png: cannot be written: No space left"):
        write_picture(path, QPixmap(40, 30))
    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_picture_is_a_png(qapp, tmp_path: Path) -> None:
    picture = QPixmap(40, 30)
    picture.fill("#123456")
    write_picture(tmp_path / "out.png", picture)
    image = QImage(str(tmp_path / "out.png"))
    assert (image.width(), image.height()) == (40, 30)
    assert image.pixelColor(3, 3).name() == "#123456"
