"""A picture of a digit becomes what MNIST would have made of it."""

import numpy as np
import pytest

from engine.data.images.own_digit import area_weights, prepare_digit
from engine.data.library import load_dataset
from engine.errors import DatasetError


@pytest.fixture(scope="module")
def digits():
    """Return the first forty test digits, bytes of shape (40, 28, 28)."""
    return load_dataset("mnist").x_test[:40].reshape(-1, 28, 28)


def bar(height=100, width=100, ink=0, ground=255, box=(20, 40, 80, 55)):
    picture = np.full((height, width), ground, dtype=np.uint8)
    top, left, bottom, right = box
    picture[top:bottom, left:right] = ink
    return picture


def difference(first, second):
    """Return the mean difference in levels; whole pixels aside, which rounding may decide."""
    moves = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    moved = (np.roll(first.astype(float), move, axis=(0, 1)) for move in moves)
    return min(np.abs(each - second).mean() for each in moved)


def test_an_area_is_the_mean_over_it():
    line = np.arange(12.0)
    assert area_weights(0, 4, 3, 12) @ line == pytest.approx([1.5, 5.5, 9.5])
    # A part of a pixel counts for its part: 0.5·0 + 1 + 2·1 over 2.5.
    assert (area_weights(0.5, 2.5, 1, 12) @ line)[0] == pytest.approx((0 * 0.5 + 1 + 2) / 2.5)


def test_enlarging_interpolates_and_beyond_the_line_is_nothing():
    line = np.array([0.0, 1.0])
    assert area_weights(0, 0.5, 4, 2) @ line == pytest.approx([0, 0.25, 0.75, 0.75])
    assert area_weights(-1, 1, 4, 2) @ np.ones(2) == pytest.approx([0, 1, 1, 0])


def test_a_test_digit_stays_nearly_as_it_is(digits):
    prepared = [prepare_digit(digit) for digit in digits]
    assert max(difference(p.pixels, d) for p, d in zip(prepared, digits, strict=True)) < 6
    assert not any(p.inverted for p in prepared)


def test_the_longer_side_is_20_and_the_mass_in_the_middle():
    prepared = prepare_digit(bar())
    rows, columns = (np.flatnonzero(prepared.pixels.sum(axis=axis)) for axis in (1, 0))
    assert prepared.inverted
    assert (len(rows), len(columns)) == (20, 5)
    # MNIST counts the middle of 28 pixels as the 15th.
    assert (rows.mean() + 0.5, columns.mean() + 0.5) == pytest.approx((14, 14.5), abs=0.51)
    assert prepared.box == pytest.approx((0.4, 0.2, 0.55, 0.8))


@pytest.mark.parametrize("turned", [False, True])
def test_a_digit_that_is_darker_than_its_ground_comes_out_the_same(digits, turned):
    for digit in digits[:20]:
        picture = 255 - digit if turned else digit
        prepared = prepare_digit(picture)
        assert prepared.inverted is turned
        assert difference(prepared.pixels, digit) < 6


@pytest.mark.parametrize("side", [20, 56, 140, 280, 900])
def test_it_does_not_matter_how_large_the_picture_is(digits, side):
    for digit in digits[:6]:
        weights = area_weights(0, 28 / side, side, 28)
        large = weights @ digit @ weights.T
        assert difference(prepare_digit(large).pixels, digit) < 18


def test_shade_and_grain_of_a_photo_are_no_ink(digits):
    grain = np.random.RandomState(3).normal(0, 4, (280, 280))
    y, x = np.mgrid[:280, :280] / 280
    ground = 215 - 70 * x - 40 * y - 30 * (x - 0.5) ** 2
    for digit in digits[:6]:
        ink = np.kron(digit, np.ones((10, 10))) / 255
        photo = np.clip(ground * (1 - 0.75 * ink) + grain, 0, 255)
        prepared = prepare_digit(photo)
        assert prepared.inverted
        assert difference(prepared.pixels, digit) < 16


def test_a_speck_beside_the_digit_is_left_out():
    picture = bar(box=(20, 60, 80, 75))
    picture[30:33, 5:8] = 0
    assert prepare_digit(picture).box == pytest.approx((0.6, 0.2, 0.75, 0.8))


def test_another_shape_has_a_box_in_proportion():
    pixels = prepare_digit(bar(), (56, 42)).pixels
    assert pixels.shape == (56, 42)
    assert len(np.flatnonzero(pixels.sum(axis=1))) == 30


@pytest.mark.parametrize("picture", [np.zeros((1, 1)), np.full((40, 60), 7), bar(ink=250)])
def test_one_colour_is_refused(picture):
    with pytest.raises(DatasetError, match="one colour, expected a digit on plain ground"):
        prepare_digit(picture)
