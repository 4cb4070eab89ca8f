"""From stored rows to what a network is given."""

import numpy as np
import pytest

from engine.data.dataset import Dataset
from engine.errors import DatasetError


def make_dataset(classes: tuple[str, ...] = ("no", "yes"), scale: float = 1 / 255) -> Dataset:
    return Dataset(
        name="tiny",
        x_train=np.array([[0, 51], [255, 102], [1, 2]], dtype=np.uint8),
        y_train=np.array([1, 0, 1]),
        x_test=np.array([[0, 0], [1, 1], [2, 2], [3, 3]], dtype=np.uint8),
        y_test=np.array([0, 0, 0, 1]),
        classes=classes,
        feature_names=("a", "b"),
        scale=scale,
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_inputs_are_scaled(dtype: type[np.floating]) -> None:
    dataset = make_dataset()
    values = dataset.inputs(dataset.x_train[:2], dtype)
    assert values.dtype == dtype
    assert values == pytest.approx(np.array([[0, 0.2], [1, 0.4]]), rel=1e-6)


def test_inputs_take_a_single_row() -> None:
    dataset = make_dataset()
    assert dataset.inputs(dataset.x_train[0]) == pytest.approx([0, 0.2])


@pytest.mark.parametrize("scale", [1.0, 1 / 255])
def test_inputs_are_fresh_and_writeable(scale: float) -> None:
    dataset = make_dataset(scale=scale)
    values = dataset.inputs(dataset.x_train)
    values[:] = 9
    assert dataset.x_train[0].tolist() == [0, 51]
    assert dataset.inputs(values, values.dtype) is not values


def test_targets_with_a_unit_per_class_are_one_hot() -> None:
    dataset = make_dataset(("a", "b", "c"))
    targets = dataset.targets(np.array([2, 0]), 3, np.float32)
    assert targets.dtype == np.float32
    assert targets.tolist() == [[0, 0, 1], [1, 0, 0]]


def test_targets_for_two_classes_with_two_units_or_one() -> None:
    dataset = make_dataset()
    assert dataset.targets(dataset.y_train, 2).tolist() == [[0, 1], [1, 0], [0, 1]]
    assert dataset.targets(dataset.y_train, 1).tolist() == [[1], [0], [1]]


@pytest.mark.parametrize(
    ("classes", "outputs", "message"),
    [
        (("no", "yes"), 3, "tiny: 3 output units for 2 classes, expected 1 or 2"),
        (("a", "b", "c"), 1, "tiny: 1 output unit for 3 classes, expected 3"),
        (("a", "b", "c"), 16, "tiny: 16 output units for 3 classes, expected 3"),
    ],
)
def test_targets_for_units_that_do_not_fit(
    classes: tuple[str, ...], outputs: int, message: str
) -> None:
    dataset = make_dataset(classes)
    with pytest.raises(DatasetError) as caught:
        dataset.targets(dataset.y_train, outputs)
    assert str(caught.value) == message


def test_majority_baseline_takes_the_class_from_the_training_rows() -> None:
    # Class 1 is commonest in training; one of four test rows has it.
    assert make_dataset().majority_baseline == 0.25
