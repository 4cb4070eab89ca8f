"""The bundled data sets are the originals, whole, and come out as facts and figures say."""

import gzip
import hashlib

import numpy as np
import pytest

import resources
from engine.data.dataset import Dataset
from engine.data.library import DATASETS, load_dataset
from engine.errors import DatasetError

CHECKSUMS = {
    ("mnist", "train-images-idx3-ubyte"): "6bbc9ace898e44ae57da46a324031adb",
    ("mnist", "train-labels-idx1-ubyte"): "a25bea736e30d166cdddb491f175f624",
    ("mnist", "t10k-images-idx3-ubyte"): "2646ac647ad5339dbf082846283269ea",
    ("mnist", "t10k-labels-idx1-ubyte"): "27ae3e4e09519cfbb04c329615203637",
    ("census", "adult.csv"): "12a771ed3acf0dc9371f856dde970c4e",
    ("census", "adult.test.csv"): "9228191debca2717ca32e5e605a47f1d",
}


@pytest.fixture(scope="module")
def mnist() -> Dataset:
    return load_dataset("mnist")


@pytest.fixture(scope="module")
def census() -> Dataset:
    return load_dataset("census")


@pytest.mark.parametrize(("folder", "name"), CHECKSUMS)
def test_unpacked_bytes_are_the_originals(folder: str, name: str) -> None:
    packed = resources.file("data", folder, f"{name}.gz").read_bytes()
    digest = hashlib.md5(gzip.decompress(packed), usedforsecurity=False).hexdigest()
    assert digest == CHECKSUMS[folder, name]


def test_the_note_names_every_file_with_its_checksum() -> None:
    note = resources.file("data", "README.md").read_text(encoding="utf-8")
    for (_, name), checksum in CHECKSUMS.items():
        assert any(f"`{name}`" in line and checksum in line for line in note.splitlines())


def test_names() -> None:
    assert DATASETS == ("mnist", "census")


def test_unknown_name() -> None:
    with pytest.raises(DatasetError, match="unknown data set 'iris', expected one of mnist, cen"):
        load_dataset("iris")


@pytest.mark.parametrize("name", DATASETS)
def test_bundled_data_is_read_once_and_cannot_be_changed(name: str) -> None:
    dataset = load_dataset(name)
    assert load_dataset(name) is dataset
    for array in (dataset.x_train, dataset.y_train, dataset.x_test, dataset.y_test):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_mnist_shapes(mnist: Dataset) -> None:
    assert mnist.x_train.shape == (60000, 784)
    assert mnist.x_train.dtype == np.dtype(np.uint8)
    assert mnist.x_test.shape == (10000, 784)
    assert mnist.x_test.dtype == np.dtype(np.uint8)
    assert mnist.y_train.shape == (60000,)
    assert mnist.y_train.dtype == np.dtype(np.int64)
    assert mnist.y_test.shape == (10000,)
    assert mnist.y_test.dtype == np.dtype(np.int64)
    assert mnist.classes == tuple("0123456789")
    assert mnist.image_shape == (28, 28)
    assert mnist.test_without_unknowns is None
    assert len(mnist.feature_names) == len(set(mnist.feature_names)) == 784


def test_mnist_mean_and_deviation(mnist: Dataset) -> None:
    values = mnist.inputs(mnist.x_train, np.float32)
    assert values.mean(dtype=np.float64) == pytest.approx(0.13066, abs=5e-6)
    assert values.std(dtype=np.float64) == pytest.approx(0.30811, abs=5e-6)


def test_mnist_starts_with_the_known_digits(mnist: Dataset) -> None:
    assert mnist.y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert mnist.y_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


def test_mnist_feature_names_follow_the_picture(mnist: Dataset) -> None:
    picture = np.arange(784).reshape(28, 28)
    assert mnist.feature_names[picture[3, 17]] == "pixel[3,17]"


def test_mnist_majority_baseline(mnist: Dataset) -> None:
    # The commonest training digit is 1; 1,135 of the 10,000 test pictures show it.
    assert mnist.majority_baseline == 0.1135


def test_census_shapes(census: Dataset) -> None:
    assert census.x_train.shape == (32561, 107)
    assert census.x_train.dtype == np.dtype(np.float32)
    assert census.x_test.shape == (16281, 107)
    assert census.x_test.dtype == np.dtype(np.float32)
    assert census.classes == ("<=50K", ">50K")
    assert census.scale == 1.0
    assert census.image_shape is None
    assert len(census.feature_names) == len(set(census.feature_names)) == 107


def test_census_rates(census: Dataset) -> None:
    assert census.y_train.mean() == pytest.approx(0.24081, abs=5e-6)
    assert census.y_test.mean() == pytest.approx(0.23623, abs=5e-6)
    assert census.majority_baseline == pytest.approx(0.764, abs=5e-4)


def test_census_features_leave_the_sampling_weight_out(census: Dataset) -> None:
    names = census.feature_names
    assert names[:5] == (
        "age", "education-num", "capital-gain", "capital-loss", "hours-per-week",
    )  # fmt: skip
    assert "workclass=Private" in names
    assert not any("fnlwgt" in name for name in names)


def test_census_keeps_unknown_as_a_category(census: Dataset) -> None:
    unknown = [i for i, name in enumerate(census.feature_names) if name.endswith("=unknown")]
    assert [census.feature_names[i] for i in unknown] == [
        "workclass=unknown", "occupation=unknown", "native-country=unknown",
    ]  # fmt: skip
    assert np.count_nonzero(census.x_train[:, unknown].any(axis=1)) == 2399
    unknown_test = census.x_test[:, unknown].any(axis=1)
    assert np.count_nonzero(unknown_test) == 1221
    assert census.test_without_unknowns is not None
    assert np.count_nonzero(census.test_without_unknowns) == 15060
    assert np.array_equal(census.test_without_unknowns, ~unknown_test)


def test_census_is_standardised_with_the_training_rows(census: Dataset) -> None:
    train = census.x_train[:, :5].astype(np.float64)
    assert train.mean(axis=0) == pytest.approx(np.zeros(5), abs=1e-6)
    assert train.std(axis=0) == pytest.approx(np.ones(5), abs=1e-6)
    # The test rows keep their own, slightly different, mean.
    assert abs(census.x_test[:, 0].mean(dtype=np.float64)) > 0.01


def test_census_one_hot_blocks_hold_a_single_one(census: Dataset) -> None:
    # Eight categorical columns; every category of the test rows is also in the training rows.
    for x in (census.x_train, census.x_test):
        assert np.all(x[:, 5:].sum(axis=1) == 8)
        assert set(np.unique(x[:, 5:])) == {0, 1}
