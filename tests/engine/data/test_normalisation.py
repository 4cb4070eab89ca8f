"""Normalisations worked out by hand, fitted on the rows that are trained on and no others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.data.dataset import Dataset
from engine.data.library import load_dataset, open_dataset
from engine.data.normalisation import common_values, fit_numbers, number_names, quotient, unit_rows
from engine.errors import DatasetError

NONE = float("nan")


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)[:, None]


def test_rescaling_by_hand() -> None:
    # From 2 to 10: (4 − 2)/8; what is outside of the training rows leaves 0 to 1.
    fitted = fit_numbers("rescale", column(2, 4, 10), [NONE], 1)
    assert fitted.apply(column(4, 2, 10, 14)).ravel().tolist() == [0.25, 0, 1, 1.5]


def test_standardisation_by_hand() -> None:
    # Mean 4, deviation √((4 + 0 + 4 + 0)/4) = √2.
    fitted = fit_numbers("standardise", column(2, 4, 6, 4), [NONE], 1)
    assert fitted.apply(column(6, 4)).ravel() == pytest.approx([2**0.5, 0])


@pytest.mark.parametrize("name", ["none", "unit-norm"])
def test_columns_that_are_left_as_they_are(name: str) -> None:
    assert fit_numbers(name, column(3, 5), [NONE], 1).apply(column(7)).tolist() == [[7]]  # type: ignore[arg-type]


def test_a_row_divided_by_its_length() -> None:
    x = np.array([[3, 4], [0, 0], [1e25, 0]], dtype=np.float32)
    assert unit_rows(x) == pytest.approx(np.array([[0.6, 0.8], [0, 0], [1, 0]]))


@pytest.mark.parametrize("name", ["rescale", "standardise", "quantile"])
def test_a_column_that_never_varies_stays_finite(name: str) -> None:
    fitted = fit_numbers(name, column(0.1, 0.1, 0.1), [NONE], 2)  # type: ignore[arg-type]
    assert np.isfinite(fitted.apply(column(0.1, 5, -5))).all()


@pytest.mark.parametrize("name", ["rescale", "standardise", "quantile"])
def test_unknown_values_have_no_say(name: str) -> None:
    known = fit_numbers(name, column(1, 2, 9), [NONE], 2)  # type: ignore[arg-type]
    mixed = fit_numbers(name, column(1, np.nan, 2, 9, np.nan), [NONE], 2)  # type: ignore[arg-type]
    x = column(0, 1, 3, 8, 20)
    assert np.array_equal(known.apply(x), mixed.apply(x))
    lost = fit_numbers(name, column(np.nan, np.nan), [NONE], 2)  # type: ignore[arg-type]
    assert np.isfinite(lost.apply(x)).all()


def test_quotients_stay_finite() -> None:
    assert quotient(np.array([1e30, -1e30, 1]), 1e-300).tolist() == [1e30, -1e30, 1e30]


def test_quantile_bins_by_hand() -> None:
    # Quartiles of 0, 1, 2, 4, 8 are the numbers themselves: edges 0 1 2 4 8.
    fitted = fit_numbers("quantile", column(0, 1, 2, 4, 8), [NONE], 4)
    expected = {
        -1: [0, 0, 0, 0],
        0: [0, 0, 0, 0],
        0.5: [0.5, 0, 0, 0],
        1: [1, 0, 0, 0],
        3: [1, 1, 0.5, 0],
        7: [1, 1, 1, 0.75],
        8: [1, 1, 1, 1],
        99: [1, 1, 1, 1],
    }
    for value, features in expected.items():
        assert fitted.apply(column(value)).tolist() == [features]
    assert fitted.texts(["age"])[:2] == ("age ≥ 1 (0 up to 0)", "age ≥ 2 (0 up to 1)")


def test_quantiles_that_coincide_leave_their_bins_empty() -> None:
    # Quartiles 5 5 5 6 7: two bins without width, which stay 0.
    fitted = fit_numbers("quantile", column(5, 5, 5, 6, 7), [NONE], 4)
    assert fitted.apply(column(4.9, 5, 5.5, 7)).tolist() == [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0.5, 0],
        [0, 0, 1, 1],
    ]
    assert fitted.texts(["h"]) == (
        "h (an empty bin)",
        "h (an empty bin)",
        "h ≥ 6 (0 up to 5)",
        "h ≥ 7 (0 up to 6)",
    )


def test_a_value_set_apart_by_hand() -> None:
    # Median of 2, 4, 10, without the zeros: edges 2 4 10.
    x = column(0, 0, 0, 0, 2, 4, 10)
    assert common_values(x) == (0,)
    fitted = fit_numbers("quantile", x, [0], 2)
    assert fitted.apply(column(0, 3, 7)).tolist() == [[0, 0, 1], [0.5, 0, 0], [1, 0.5, 0]]
    assert fitted.texts(["gain"])[-1] == "gain = 0"
    assert number_names("quantile", ["gain"], [0], 2) == ("gain[1]", "gain[2]", "gain = 0")


def test_half_of_the_rows_is_not_yet_a_value_of_its_own() -> None:
    x = np.array([[0, 7, 1], [0, 7, np.nan], [1, 7, 1], [2, 8, 2]], dtype=np.float64)
    assert common_values(x) == pytest.approx((NONE, 7, 1), nan_ok=True)
    assert np.isnan(common_values(column(np.nan)))


def test_rows_without_any_other_value_still_give_all_inputs() -> None:
    fitted = fit_numbers("quantile", column(0, 0), [0], 3)
    assert fitted.apply(column(0, 1)).shape == (2, 4)


@given(
    x=hnp.arrays(np.float64, (9, 2), elements=st.floats(-1e30, 1e30)),
    other=hnp.arrays(np.float64, (4, 2), elements=st.floats(-1e30, 1e30)),
    bins=st.integers(1, 7),
)
def test_bins_rise_from_0_to_1_and_their_number_hangs_on_nothing(
    x: np.ndarray, other: np.ndarray, bins: int
) -> None:
    fitted = fit_numbers("quantile", x, [NONE, 0], bins)
    out = fitted.apply(other)
    assert out.shape == (4, 2 * bins + 1)
    assert len(fitted.texts(["a", "b"])) == 2 * bins + 1
    assert ((out >= 0) & (out <= 1)).all()
    order = np.argsort(other[:, 0])
    assert (np.diff(out[order, :bins], axis=0) >= 0).all()


# Census and images.


@pytest.fixture(scope="module")
def census_in_bins() -> Dataset:
    return load_dataset("census", None, "quantile", 48)


def test_census_in_quantile_bins(census_in_bins: Dataset) -> None:
    # 5 · 48 bins, no gain, no loss, 102 categories.
    assert census_in_bins.x_train.shape == (32561, 344)
    names = census_in_bins.feature_names
    assert len(set(names)) == 344
    assert names[0] == "age ≥ 18 (0 up to 17)"
    assert names[240:242] == ("capital-gain = 0", "capital-loss = 0")
    # 29,849 people have no capital gain and 31,042 no capital loss.
    assert census_in_bins.x_train[:, 240:242].sum(axis=0).tolist() == [29849, 31042]
    # All bins of a person without capital gain are empty.
    none = census_in_bins.x_train[:, 240] == 1
    assert not census_in_bins.x_train[none, 96:144].any()
    assert census_in_bins.x_train[~none, 96:144].any()
    assert census_in_bins.majority_baseline == pytest.approx(0.764, abs=5e-4)


def test_names_and_number_of_inputs_do_not_hang_on_the_split() -> None:
    source = open_dataset("census")
    names = source.input_names("quantile", 5)
    assert names[:6] == ("age[1]", "age[2]", "age[3]", "age[4]", "age[5]", "education-num[1]")
    for rows in (None, np.arange(10), np.array([7])):
        dataset = source.fitted_on(rows, "quantile", 5)
        assert dataset.x_train.shape == (32561, len(names))
        assert len(dataset.feature_names) == len(names)


def test_statistics_come_from_the_rows_that_are_trained_on() -> None:
    source = open_dataset("census")
    rows = np.arange(0, source.rows, 2)
    dataset = source.fitted_on(rows)
    assert dataset.x_train[rows, :5].mean(axis=0, dtype=np.float64) == pytest.approx(0, abs=1e-6)
    held_out = dataset.x_train[1::2, :5].mean(axis=0, dtype=np.float64)
    assert np.all(np.abs(held_out) > 1e-5)
    assert source.fitted_on(rows) is dataset


@pytest.mark.parametrize("name", ["none", "rescale", "unit-norm"])
def test_other_normalisations_of_the_census(name: str) -> None:
    dataset = load_dataset("census", None, name)  # type: ignore[arg-type]
    x = dataset.x_train
    assert x.shape == (32561, 107)
    if name == "none":
        assert x[:, 0].min() == 17
        assert x[:, 0].max() == 90
    elif name == "rescale":
        assert x.min() == 0
        assert x.max() == 1
    else:
        assert np.linalg.norm(x, axis=1) == pytest.approx(np.ones(len(x)), abs=1e-5)


def test_digits_are_rescaled_by_default_and_standardised_on_request() -> None:
    plain = load_dataset("mnist")
    assert (plain.scale, plain.shift) == (1 / 255, 0)
    dataset = load_dataset("mnist", None, "standardise")
    assert dataset.x_train is plain.x_train
    x = dataset.inputs(dataset.x_train[:], np.float32)
    assert x.mean(dtype=np.float64) == pytest.approx(0, abs=1e-5)
    assert x.std(dtype=np.float64) == pytest.approx(1, abs=1e-5)
    # Mean 0.13066 and deviation 0.30811 of the pixels from 0 to 1.
    assert dataset.scale * 255 == pytest.approx(1 / 0.30811, rel=2e-5)
    assert dataset.shift == pytest.approx(-0.13066 / 0.30811, rel=3e-5)


def test_digits_without_normalisation() -> None:
    dataset = load_dataset("mnist", None, "none")
    assert dataset.inputs(dataset.x_train[0]).max() == 255


@pytest.mark.parametrize(
    ("name", "normalisation", "bins", "message"),
    [
        (
            "mnist",
            "quantile",
            48,
            "mnist: normalisation 'quantile', expected one of none, rescale, standardise,"
            " unit-norm",
        ),
        (
            "census",
            "log",
            48,
            "census: normalisation 'log', expected one of none, rescale, standardise, unit-norm,"
            " quantile",
        ),
        ("census", "quantile", 0, "census: 0 bins, expected 1 to 1,000"),
        ("census", "quantile", 1001, "census: 1,001 bins, expected 1 to 1,000"),
        ("census", "quantile", 1000, "census: 5,104 inputs, expected at most 4,096"),
        (
            "census",
            "quantile",
            700,
            "census: 48,842 rows of 3,604 inputs are 176,026,568 values, expected at most"
            " 100,000,000",
        ),
    ],
)
def test_what_there_is_not(name: str, normalisation: str, bins: int, message: str) -> None:
    with pytest.raises(DatasetError) as caught:
        load_dataset(name, None, normalisation, bins)  # type: ignore[arg-type]
    assert str(caught.value) == message
