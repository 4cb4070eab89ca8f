"""A person's own images in IDX files of any size."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from engine.data.library import input_names, load_dataset, open_dataset
from engine.errors import DatasetError
from engine.network.data_specs import ImageSpec

SPEC = ImageSpec("x.idx", "y.idx", "xt.idx", "yt.idx")


def write(folder: Path, x: np.ndarray, y: list[int], end: str = "", announced: int = 0) -> None:
    shape = (announced or len(x), *x.shape[1:])
    images = struct.pack(">4I", 0x803, *shape) + x.astype(np.uint8).tobytes()
    (folder / f"x{end}.idx").write_bytes(images)
    labels = struct.pack(">2I", 0x801, len(y)) + bytes(y)
    (folder / f"y{end}.idx").write_bytes(labels)


def pictures(count: int, height: int = 2, width: int = 3) -> np.ndarray:
    return np.arange(count * height * width).reshape(count, height, width) % 256


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, pictures(4), [5, 200, 5, 7])
    write(tmp_path, pictures(2), [7, 5], "t")
    return tmp_path


def error(folder: Path, spec: ImageSpec = SPEC) -> str:
    with pytest.raises(DatasetError) as caught:
        load_dataset(spec, folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_images_of_any_size_with_classes_by_their_labels(folder: Path) -> None:
    dataset = load_dataset(SPEC, folder)
    assert dataset.name == "x.idx"
    assert dataset.x_train.dtype == np.dtype(np.uint8)
    assert dataset.x_train.tolist() == pictures(4).reshape(4, 6).tolist()
    assert dataset.image_shape == (2, 3)
    assert dataset.classes == ("5", "7", "200")
    assert dataset.y_train.tolist() == [0, 2, 0, 1]
    assert dataset.y_test.tolist() == [1, 0]
    least, most = int(pictures(4).min()), int(pictures(4).max())
    assert dataset.scale == 1 / (most - least)
    assert dataset.inputs(dataset.x_train).min() == pytest.approx(0)
    assert dataset.inputs(dataset.x_train).max() == pytest.approx(1)
    assert dataset.notes == ()
    assert dataset.targets(dataset.y_train, 3).argmax(axis=1).tolist() == [0, 2, 0, 1]


def test_names_of_the_pixels(folder: Path) -> None:
    names = input_names(SPEC, folder)
    assert names[:4] == ("pixel[0,0]", "pixel[0,1]", "pixel[0,2]", "pixel[1,0]")
    assert len(names) == 6


def test_gzipped_images(folder: Path) -> None:
    for name in ("x.idx", "yt.idx"):
        file = folder / name
        file.write_bytes(gzip.compress(file.read_bytes()))
    assert len(load_dataset(SPEC, folder).y_test) == 2


def test_without_test_files_a_fifth_is_set_aside(tmp_path: Path) -> None:
    write(tmp_path, pictures(40), [n % 2 for n in range(40)])
    dataset = load_dataset(ImageSpec("x.idx", "y.idx"), tmp_path)
    assert (len(dataset.y_train), len(dataset.y_test)) == (32, 8)
    expected = "8 of 40 images are set aside for the test, as no test files are named."
    assert dataset.notes == (expected,)
    first = {tuple(row) for row in [*dataset.x_train.tolist(), *dataset.x_test.tolist()]}
    assert first == {tuple(row) for row in pictures(40).reshape(40, 6).tolist()}


def test_standardised_by_the_images_that_are_trained_on(folder: Path) -> None:
    # Image 1 holds 6 … 11: mean 8.5, deviation √(35/12).
    dataset = open_dataset(SPEC, folder).fitted_on(np.array([1]), "standardise")
    x = dataset.inputs(dataset.x_train[1])
    assert x == pytest.approx((np.arange(6, 12) - 8.5) / (35 / 12) ** 0.5)


def test_every_image_of_length_1(folder: Path) -> None:
    dataset = load_dataset(SPEC, folder, "unit-norm")
    x = dataset.inputs(dataset.x_train)
    assert np.linalg.norm(x, axis=1) == pytest.approx(np.ones(4))
    assert x[0] == pytest.approx(np.arange(6) / 55**0.5)


def test_images_all_of_one_grey_stay_finite(tmp_path: Path) -> None:
    write(tmp_path, np.full((2, 2, 2), 9), [0, 1])
    dataset = load_dataset(ImageSpec("x.idx", "y.idx"), tmp_path, "standardise")
    assert dataset.inputs(dataset.x_train) == pytest.approx(np.zeros((2, 4)))


@pytest.mark.parametrize("missing", ["test_images", "test_labels"])
def test_one_test_file_alone(folder: Path, missing: str) -> None:
    given = "test_labels" if missing == "test_images" else "test_images"
    spec = ImageSpec("x.idx", "y.idx", **{given: "xt.idx"})
    assert error(folder, spec) == f"x.idx: {missing} missing, expected both test files or neither"


def test_one_class_alone(folder: Path) -> None:
    write(folder, pictures(3), [4, 4, 4])
    assert error(folder) == f"{folder / 'y.idx'}: every label is 4, expected several classes"


def test_a_test_label_that_no_training_image_has(folder: Path) -> None:
    write(folder, pictures(2), [5, 6], "t")
    expected = "label 2 is 6, which no training image has"
    assert error(folder) == f"{folder / 'yt.idx'}: {expected}"


def test_test_images_of_another_size(folder: Path) -> None:
    write(folder, pictures(2, 3, 2), [5, 7], "t")
    expected = "its header announces images of 3 × 2, expected 2 × 3"
    assert error(folder) == f"{folder / 'xt.idx'}: {expected}"


@pytest.mark.parametrize(("height", "width"), [(64, 65), (0, 5)])
def test_images_too_large_or_empty(folder: Path, height: int, width: int) -> None:
    write(folder, np.zeros((4, height, width)), [5, 200, 5, 7])
    expected = f"its header announces images of {height} × {width}, expected from 1 to 4,096 pixels"
    assert error(folder) == f"{folder / 'x.idx'}: {expected}"


def test_more_images_announced_than_are_read(folder: Path) -> None:
    write(folder, pictures(4), [5, 200, 5, 7], announced=40_000_000)
    expected = "its header announces 40,000,000 images, expected from 1 to 33,333,333"
    assert error(folder) == f"{folder / 'x.idx'}: {expected}"


def test_fewer_labels_than_images(folder: Path) -> None:
    write(folder, pictures(4), [5, 7, 5])
    assert error(folder) == f"{folder / 'y.idx'}: 3 labels, expected 4 to match the images"


def test_a_missing_file(folder: Path) -> None:
    (folder / "y.idx").unlink()
    assert error(folder) == f"{folder / 'y.idx'}: cannot be read (No such file or directory)"


def test_rescaling_takes_the_range_of_the_images_that_are_trained_on(tmp_path: Path) -> None:
    images = np.zeros((8, 2, 2), dtype=np.uint8)
    images[:, 0, 0] = [5, 6, 7, 8, 9, 6, 7, 250]
    images[:, 1] = 5
    images[:, 0, 1] = 5
    write(tmp_path, images, [n % 2 for n in range(8)])
    source = open_dataset(ImageSpec("x.idx", "y.idx"), tmp_path)
    whole = source.fitted_on(None)
    seen = whole.inputs(whole.x_train)
    assert (seen.min(), seen.max()) == pytest.approx((0, 1))
    rows = np.array([at for at in range(source.rows) if whole.x_train[at].max() < 250])
    some = source.fitted_on(rows)
    seen = some.inputs(some.x_train[rows])
    assert (seen.min(), seen.max()) == pytest.approx((0, 1))


def test_bytes_of_0_and_1_are_used_as_they_are(tmp_path: Path) -> None:
    images = (np.arange(48) % 5 == 0).astype(np.uint8).reshape(8, 2, 3)
    write(tmp_path, images, [n % 2 for n in range(8)])
    dataset = load_dataset(ImageSpec("x.idx", "y.idx"), tmp_path)
    assert (dataset.scale, dataset.shift) == (1, 0)
