"""Values and derivatives against mpmath with 50 digits."""

from typing import Any

import mpmath as mp
import numpy as np
import pytest
from typed_functions import ACTIVATIONS, LOSSES, Function

from engine.arrays import FloatArray
from engine.expressions.evaluating import evaluate
from engine.expressions.parsing import canonical, parse

SIZES = (1e-6, 1e-3, 0.03, 0.3, 0.7, 1.1, 1.9, 4.3, 9.0, 30.0, 87.5, 120.0, 708.0, 746.0, 3e3, 1e4)
POINTS = np.array([*(-size for size in reversed(SIZES)), *SIZES], dtype=np.float32)
TARGETS = (-1.0, 0.25, 1.0)
STEP = mp.mpf(10) ** -20


def _exact(function: Function, point: float, *others: float) -> tuple[Any, Any]:
    """Return value and derivative; the derivative from values at both sides, with 50 digits."""
    with mp.workdps(60):
        at, rest = mp.mpf(point), [mp.mpf(other) for other in others]
        up, down = function(at + STEP, *rest), function(at - STEP, *rest)
        return function(at, *rest), (up - down) / (2 * STEP)


def _near(found: Any, exact: Any, tolerance: float) -> bool:
    return bool(abs(mp.mpf(float(found)) - exact) <= tolerance * max(1, abs(exact)))


def _largest(dtype: type) -> float:
    return float(np.finfo(dtype).max)


@pytest.mark.parametrize("text", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_activations_are_right_wherever_they_can_be_written(text: str, dtype: type) -> None:
    points = POINTS.astype(dtype)
    found = evaluate(parse(text, ("z",)), {"z": points}, "z")
    assert found.value.dtype == found.slope.dtype == dtype
    for point, value, slope in zip(points, found.value, found.slope, strict=True):
        exact = _exact(ACTIVATIONS[text], float(point))
        for number, right in zip((value, slope), exact, strict=True):
            if abs(right) < _largest(dtype):
                assert _near(number, right, 1e-6 if dtype is np.float32 else 1e-9), point


@pytest.mark.parametrize("text", LOSSES)
def test_losses_are_right(text: str) -> None:
    points = POINTS.astype(np.float64)
    tree = parse(text, ("a", "t"))
    for target in TARGETS:
        found = evaluate(tree, {"a": points, "t": np.full_like(points, target)}, "a")
        for point, value, slope in zip(points, found.value, found.slope, strict=True):
            for number, right in zip(
                (value, slope), _exact(LOSSES[text], float(point), target), strict=True
            ):
                assert _near(number, right, 1e-11), (point, target)


@pytest.mark.parametrize("text", ACTIVATIONS)
def test_an_imaginary_step_differentiates_once_more(text: str) -> None:
    points = np.array([-40.0, -3.1, -0.4, 0.2, 2.2, 35.0])
    tree = parse(text, ("z",))
    plain = evaluate(tree, {"z": points}, "z")
    moved = evaluate(tree, {"z": points + 1e-30j}, "z")
    assert moved.value.real == pytest.approx(plain.value, rel=1e-12, abs=1e-14)
    assert moved.slope.real == pytest.approx(plain.slope, rel=1e-12, abs=1e-14)
    assert moved.value.imag / 1e-30 == pytest.approx(plain.slope, rel=1e-9, abs=1e-12)
    for point, second in zip(points, moved.slope.imag / 1e-30, strict=True):
        with mp.workdps(60):
            near = [ACTIVATIONS[text](mp.mpf(point) + k * STEP) for k in (-1, 0, 1)]
            exact = (near[0] - 2 * near[1] + near[2]) / STEP**2
        assert _near(second, exact, 1e-9), point


@pytest.mark.parametrize("text", [*ACTIVATIONS, *LOSSES])
def test_what_is_written_reads_back_to_the_same_tree(text: str) -> None:
    variables = ("z",) if text in ACTIVATIONS else ("a", "t")
    written = canonical(text, variables)
    assert parse(written, variables) == parse(text, variables)
    assert canonical(written, variables) == written


def test_a_constant_has_a_derivative_of_0() -> None:
    found = evaluate(parse("exp(1)", ("z",)), {"z": np.zeros((2, 3))}, "z")
    assert found.value == pytest.approx(np.full((2, 3), np.e))
    assert not found.slope.any()


@pytest.mark.parametrize(
    ("text", "slope"), [("abs(z)", 0.0), ("max(z, 0)", 0.5), ("min(z, 0)", 0.5), ("sign(z)", 0.0)]
)
def test_at_a_kink_both_sides_count_alike(text: str, slope: float) -> None:
    assert evaluate(parse(text, ("z",)), {"z": np.zeros(1)}, "z").slope == [slope]


@pytest.mark.parametrize("text", ["piecewise(1, z>0, 2)", "max(z, 0)", "min(z, 1)", "sign(z)"])
def test_what_is_not_a_number_stays_one(text: str) -> None:
    points: FloatArray = np.array([np.nan])
    assert np.isnan(evaluate(parse(text, ("z",)), {"z": points}, "z").value).all()
