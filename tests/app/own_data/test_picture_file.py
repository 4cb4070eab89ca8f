"""Pictures of one's own: known by their content, upright, and refused in a sentence."""

import os

import numpy as np
import pytest
from own_pictures import encoded, image_of, with_chunk, with_orientation, with_size
from PySide6.QtGui import QColor, QImage

from app.own_data.picture_file import MOST_BYTES, decode, grey_levels, is_picture, read_picture
from engine.errors import DatasetError

KINDS = ["PNG", "JPEG", "WEBP"]


@pytest.fixture
def picture(qapp):
    """Return a wide picture that is dark at its left end."""
    levels = np.full((40, 80), 255)
    levels[:, :20] = 0
    return image_of(levels)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_known_by_its_content_not_by_its_name(picture, tmp_path, kind):
    path = tmp_path / "digit.txt"
    path.write_bytes(encoded(picture, kind))
    assert is_picture(path)
    levels = grey_levels(read_picture(path))
    assert levels.shape == (40, 80)
    assert (levels[:, :18].max(), levels[:, 24:].min()) == pytest.approx((0, 255), abs=12)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("orientation", "dark"),
    list(enumerate(("left", "right", "right", "left", "top", "top", "bottom", "bottom"), start=1)),
)
def test_it_is_turned_as_its_exif_says(picture, kind, orientation, dark):
    levels = grey_levels(decode(with_orientation(encoded(picture, kind), kind, orientation)))
    assert levels.shape == ((40, 80) if orientation < 5 else (80, 40))
    sides = {"left": levels[:, :10], "right": levels[:, -10:]}
    sides |= {"top": levels[:10], "bottom": levels[-10:]}
    assert min(sides, key=lambda side: sides[side].mean()) == dark


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_kinds_are_turned_alike(qapp, kind, orientation):
    levels = np.full((48, 80), 255)
    levels[:16, :16], levels[:16, 64:] = 0, 128
    data = encoded(image_of(levels), kind)
    turned = grey_levels(decode(with_orientation(data, kind, orientation)))
    # By the definition of EXIF: what row 0 and column 0 of the stored picture are when it is seen.
    rows_first = levels if orientation < 5 else levels.T
    flip_rows, flip_columns = orientation in (3, 4, 7, 8), orientation in (2, 3, 6, 7)
    expected = rows_first[::-1] if flip_rows else rows_first
    expected = expected[:, ::-1] if flip_columns else expected
    assert np.abs(turned.astype(int) - expected).mean() < 6


@pytest.mark.parametrize(("ink", "ground"), [("black", 255), ("white", 0)])
def test_what_is_transparent_becomes_a_ground_that_the_ink_stands_out_from(qapp, ink, ground):
    image = QImage(20, 20, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    image.setPixelColor(3, 3, QColor(ink))
    levels = grey_levels(decode(encoded(image, "PNG")))
    assert levels[10, 10] == ground
    assert levels[3, 3] == 255 - ground


def test_a_large_picture_is_made_smaller(qapp):
    assert read_levels(encoded(image_of(np.zeros((30, 4000))), "PNG")).shape == (12, 1600)


def read_levels(data):
    return grey_levels(decode(data))


def damaged(png):
    at = png.index(b"IDAT") + 8
    return png[:at] + b"\xff" * 20 + png[at + 20 :]


BROKEN = {
    "empty": (lambda _: b"", "is empty, expected a picture (PNG, JPEG or WebP)"),
    "text": (lambda _: b"format = 1", "begins with 0x666f726d, expected a picture"),
    "gif": (lambda _: b"GIF89a" + bytes(20), "begins with 0x47494638, expected a picture"),
    "png cut": (lambda p: encoded(p, "PNG")[:-5], "is cut short after"),
    "jpeg cut": (lambda p: encoded(p, "JPEG")[:-9], "is cut short after"),
    "webp cut": (lambda p: encoded(p, "WEBP")[:-9], "is cut short after"),
    "head alone": (lambda p: encoded(p, "PNG")[:8], "is cut short after 8 bytes"),
    "0 × 0": (lambda p: with_size(encoded(p, "PNG"), 0, 0), "0 × 0 pixels, expected from 1"),
    "bomb": (lambda p: with_size(encoded(p, "PNG"), 60_000, 60_000), "announces 60,000 × 60,000"),
    "animated png": (lambda p: with_chunk(encoded(p, "PNG"), b"acTL", bytes(8)), "is animated"),
    "damaged": (lambda p: damaged(encoded(p, "PNG")), "cannot be decoded"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_refused_in_a_sentence(picture, tmp_path, name):
    make, expected = BROKEN[name]
    path = tmp_path / "mine.png"
    path.write_bytes(make(picture))
    with pytest.raises(DatasetError) as refused:
        read_picture(path)
    assert str(refused.value).startswith("mine.png: ")
    assert expected in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_an_animated_webp_is_refused(picture):
    data = with_orientation(encoded(picture, "WEBP"), "WEBP", 1)
    body = data[12:] + b"ANIM" + (6).to_bytes(4, "little") + bytes(6)
    with pytest.raises(DatasetError, match="is animated, expected a still picture"):
        decode(b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body)


def test_a_file_of_more_than_64_mib_is_refused(tmp_path):
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(DatasetError, match=r"huge\.png: has more than 64 MiB, expected"):
        read_picture(path)


def test_what_is_no_file_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "none.png"):
        assert not is_picture(path)
        with pytest.raises(DatasetError, match=r"is a folder|cannot be read"):
            read_picture(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are Unix's")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    assert not is_picture(tmp_path / "pipe.png")
