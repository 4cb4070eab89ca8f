"""Activations and losses at the ends of the number line, and their derivatives."""

import warnings

import numpy as np
import pytest

from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.functions import LayerActivation
from engine.catalogue.initialisers import INITIALISERS
from engine.catalogue.losses import LOSSES
from engine.kernels import arguments

# Both ends, and between them every order of size.
FAR = np.array([1e4, 1e3, 709.0, 88.0, 30.0, 1.0, 1e-3, 1e-30, 0.0])
Z = np.concatenate([-FAR, FAR[::-1]])
SINGLE = [name for name in ACTIVATIONS if name != "softmax"]


def activation_of(name: str, leak: float = 0.01) -> LayerActivation:
    return LayerActivation(ACTIVATIONS[name], {"leak": leak})


def test_the_kernels_know_all() -> None:
    assert set(arguments.ACTIVATIONS) == set(ACTIVATIONS)
    assert set(arguments.LOSSES) == set(LOSSES)


def test_records_name_what_there_is() -> None:
    assert {record.initialiser for record in ACTIVATIONS.values()} <= set(INITIALISERS)
    named = {record.output_activation for record in LOSSES.values()} - {None}
    assert named <= set(ACTIVATIONS)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_every_number_is_finite_without_a_warning(name: str, dtype: type) -> None:
    activation = activation_of(name)
    z = Z.astype(dtype).reshape(2, -1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        a = activation.value(z, np.empty_like(z))
        derivative = activation.derivative(z, a)
        delta = activation.delta(np.ones_like(z), z, a, np.empty_like(z))
    for array in (a, derivative, delta):
        assert array.dtype == dtype
        assert np.isfinite(array).all()


@pytest.mark.parametrize("name", SINGLE)
def test_the_derivative_is_that_of_the_value(name: str) -> None:
    activation = activation_of(name, 0.2)
    z = np.array([[-30.0, -2.0, -0.5, 0.5, 2.0, 30.0]])
    # An imaginary step, so that no difference of nearly equal numbers is taken.
    moved = z + 1e-30j
    slope = activation.value(moved, np.empty_like(moved)).imag / 1e-30
    a = activation.value(z, np.empty_like(z))
    assert activation.derivative(z, a) == pytest.approx(slope, rel=1e-12, abs=1e-12)
    by_a = np.array([[3.0, -1.0, 0.5, 2.0, 1.0, -4.0]])
    found = activation.delta(by_a, z, a, np.empty_like(z))
    assert found == pytest.approx(by_a * slope, rel=1e-12, abs=1e-12)


def test_values_by_hand() -> None:
    z = np.array([[-2.0, 0.0, 3.0]])

    def of(name: str) -> list[float]:
        return activation_of(name, 0.1).value(z, np.empty_like(z))[0].tolist()

    assert of("step") == [0.0, 1.0, 1.0]
    assert of("relu") == [0.0, 0.0, 3.0]
    # ε z + (1 − ε) max(0, z): −0.2, and 0.3 + 2.7
    assert of("leaky-relu") == pytest.approx([-0.2, 0.0, 3.0])
    # log(1 + e^−2), log 2, log(1 + e^3)
    assert of("softplus") == pytest.approx([0.1269280110, 0.6931471806, 3.0485873516], abs=1e-10)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("loss", ["binary-cross-entropy", "categorical-cross-entropy"])
def test_cross_entropies_stay_exact_far_out(loss: str, dtype: type) -> None:
    binary = loss == "binary-cross-entropy"
    z = np.array([[1e4, -1e4], [-1e4, 1e4], [20.0, -20.0]], dtype=dtype)
    y_true = np.array([[1, 0]] * 3, dtype=dtype)
    activation = activation_of("sigmoid" if binary else "softmax")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        a = activation.value(z, np.empty_like(z))
        terms = LOSSES[loss].terms(y_true, a, z).sum(axis=1)
        gradient = LOSSES[loss].gradient(y_true, a, z)
    assert np.isfinite(gradient).all()
    # Right beyond doubt costs nothing, wrong beyond doubt costs as much as z is wrong.
    small = 2 * np.log1p(np.exp(-20.0)) if binary else np.log1p(np.exp(-40.0))
    assert terms == pytest.approx([0.0, 2e4, small], rel=1e-6, abs=1e-17)


@pytest.mark.parametrize(
    ("dtype", "z", "smallest"),
    [(np.float64, -745.0, 5e-324), (np.float64, -720.0, 2.0e-313), (np.float32, -100.0, 3.8e-44)],
)
def test_a_sigmoid_far_to_the_left_is_not_cut_off(dtype: type, z: float, smallest: float) -> None:
    values = np.array([[z, 0.0]], dtype=dtype)
    a = activation_of("sigmoid").value(values, np.empty_like(values))
    assert a[0, 0] == pytest.approx(smallest, rel=0.05)
    assert a[0, 1] == 0.5
