"""A person's own MNIST files: every spelling is read, every fault is one clear sentence."""

import gzip
import os
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from engine.data.library import load_dataset
from engine.errors import DatasetError

IMAGES = np.arange(3 * 784).astype(np.uint8).reshape(3, 28, 28)
LABELS = np.array([7, 0, 9], dtype=np.uint8)


def images_bytes(images: np.ndarray = IMAGES, count: int | None = None) -> bytes:
    count = len(images) if count is None else count
    return struct.pack(">4I", 0x803, count, *images.shape[1:]) + images.tobytes()


def labels_bytes(labels: np.ndarray = LABELS) -> bytes:
    return struct.pack(">2I", 0x801, len(labels)) + labels.tobytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for part in ("train", "t10k"):
        (tmp_path / f"{part}-images-idx3-ubyte").write_bytes(images_bytes())
        (tmp_path / f"{part}-labels-idx1-ubyte").write_bytes(labels_bytes())
    return tmp_path


def error(folder: Path) -> str:
    with pytest.raises(DatasetError) as caught:
        load_dataset("mnist", folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_plain_files(folder: Path) -> None:
    dataset = load_dataset("mnist", folder)
    assert np.array_equal(dataset.x_train, IMAGES.reshape(3, 784))
    assert dataset.y_test.tolist() == [7, 0, 9]
    assert not dataset.x_train.flags.writeable


def test_the_folder_may_be_text(folder: Path) -> None:
    assert len(load_dataset("mnist", str(folder)).y_train) == 3


def test_a_persons_own_copy_is_read_afresh(folder: Path) -> None:
    load_dataset("mnist", folder)
    (folder / "t10k-labels-idx1-ubyte").write_bytes(labels_bytes(LABELS[::-1]))
    assert load_dataset("mnist", folder).y_test.tolist() == [9, 0, 7]


def test_gzip_and_the_spelling_with_a_dot(folder: Path) -> None:
    for file in list(folder.iterdir()):
        packed = folder / (file.name.replace("-idx", ".idx") + ".gz")
        packed.write_bytes(gzip.compress(file.read_bytes(), mtime=0))
        file.unlink()
    assert np.array_equal(load_dataset("mnist", folder).x_test, IMAGES.reshape(3, 784))


def test_a_file_unpacked_by_the_browser_but_still_named_gz(folder: Path) -> None:
    file = folder / "train-images-idx3-ubyte"
    file.rename(folder / "train-images-idx3-ubyte.gz")
    assert len(load_dataset("mnist", folder).x_train) == 3


def test_folder_missing(tmp_path: Path) -> None:
    place = tmp_path / "nowhere"
    assert error(place) == f"{place}: does not exist, expected a folder with the mnist files"


def test_folder_is_a_file(folder: Path) -> None:
    place = folder / "train-labels-idx1-ubyte"
    assert error(place) == f"{place}: is a file, expected a folder with the mnist files"


def test_file_missing(folder: Path) -> None:
    (folder / "t10k-images-idx3-ubyte").unlink()
    expected = "has no file t10k-images-idx3-ubyte, expected it with or without .gz"
    assert error(folder) == f"{folder}: {expected}"


def test_file_is_a_folder(folder: Path) -> None:
    file = folder / "train-images-idx3-ubyte"
    file.unlink()
    file.mkdir()
    assert error(folder) == f"{file}: is a folder, expected a file"


def test_a_folder_beside_the_file_does_no_harm(folder: Path) -> None:
    file = folder / "train-images-idx3-ubyte"
    file.rename(folder / "train-images.idx3-ubyte")
    file.mkdir()
    assert len(load_dataset("mnist", folder).x_train) == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is cut short after 0 bytes, expected an IDX header of 16"),
        (images_bytes()[:9], "is cut short after 9 bytes, expected an IDX header of 16"),
        (images_bytes()[:-5], "is cut short, 2,347 bytes of images found, expected 2,352"),
        (labels_bytes(), "begins with 0x00000801, expected 0x00000803, IDX images"),
        (b"PK\x03\x04 a zip file", "begins with 0x504b0304, expected 0x00000803, IDX images"),
        (
            images_bytes() + b"\0",
            "goes on after the 3 images that its header announces, expected 2,352 bytes of them",
        ),
        (
            images_bytes(count=2**32 - 1),
            "its header announces 4,294,967,295 images, expected from 1 to 127,551",
        ),
        (images_bytes(count=0), "its header announces 0 images, expected from 1 to 127,551"),
        (
            images_bytes(np.zeros((2, 32, 30), np.uint8)),
            "its header announces images of 32 × 30, expected 28 × 28",
        ),
        (gzip.compress(images_bytes(), mtime=0)[:-20], "is cut short, expected complete gzip data"),
        # A gzip header, then a block of a type that does not exist.
        (
            gzip.compress(images_bytes(), mtime=0)[:10] + b"\xff" * 90,
            "is damaged, expected intact gzip data",
        ),
    ],
)
def test_bad_images(folder: Path, content: bytes, message: str) -> None:
    file = folder / "train-images-idx3-ubyte"
    file.write_bytes(content)
    assert error(folder) == f"{file}: {message}"


def test_a_changed_byte_in_gzip_data_is_noticed(folder: Path) -> None:
    file = folder / "train-images-idx3-ubyte"
    noise = np.random.default_rng(1).integers(0, 256, (3, 28, 28)).astype(np.uint8)
    # Without compression a changed byte is still valid to unpack: only the checksum shows it.
    packed = bytearray(gzip.compress(images_bytes(noise), compresslevel=0, mtime=0))
    packed[1000] ^= 1
    file.write_bytes(packed)
    assert error(folder) == f"{file}: is damaged, expected intact gzip data"


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (LABELS[:2], "2 labels, expected 3 to match the images"),
        (np.array([1, 10, 2], np.uint8), "label 2 is 10, expected a digit from 0 to 9"),
    ],
)
def test_bad_labels(folder: Path, labels: np.ndarray, message: str) -> None:
    file = folder / "t10k-labels-idx1-ubyte"
    file.write_bytes(labels_bytes(labels))
    assert error(folder) == f"{file}: {message}"


def test_a_small_gzip_file_does_not_unpack_to_any_size(folder: Path) -> None:
    file = folder / "train-images-idx3-ubyte.gz"
    (folder / "train-images-idx3-ubyte").unlink()
    file.write_bytes(gzip.compress(images_bytes() + bytes(30_000_000), compresslevel=1))
    tracemalloc.start()
    try:
        message = error(folder)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "goes on after the 3 images" in message
    assert peak < 3_000_000


def test_a_file_that_may_not_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    file = folder / "train-labels-idx1-ubyte"
    assert error(folder) == f"{file}: cannot be read (Permission denied)"
