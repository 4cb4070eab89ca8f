"""Warped images are what SciPy's resampling makes of the same draws."""

import numpy as np
import pytest
from scipy import ndimage

from engine.compiled import given
from engine.compiled.batches import run_batches
from engine.parameters import initial_parameters
from engine.scenario import find_scenario
from engine.scenario.model import Augmentation, Layer, Scenario

HEIGHT, WIDTH, ROWS = 9, 12, 6
XOR = find_scenario("xor")
SCENARIO = Scenario(
    id="images",
    title="Images",
    inputs=tuple(f"i{n}" for n in range(HEIGHT * WIDTH)),
    layers=(Layer(("o1",), "linear", "none", "zeros"),),
    loss="half-squared-error",
    reduction="mean",
    training=XOR.training,
)


def warped(augmentation, images, seed, dtype=np.float64, scale=1.0, shift=0.0, learns=True):
    """Return what the network is given for each image, shape (rows, height, width)."""
    parameters = initial_parameters(SCENARIO, dtype)
    layout = parameters.layout
    dtype = np.dtype(dtype)
    net, rows = given.net_of(layout, dtype), len(images)
    flat = images.reshape(rows, -1)
    stored = flat if flat.dtype == np.uint8 else flat[:0].astype(np.uint8)
    values = flat[:0].astype(dtype) if flat.dtype == np.uint8 else flat.astype(dtype)
    y_true, labels = np.zeros((rows, 1), dtype), np.zeros(0, np.int64)
    for array in (stored, values, y_true, labels):
        array.setflags(write=False)
    source = given.Source(stored, values, dtype.type(scale), dtype.type(shift), y_true, labels)
    work = given.work_for(net, rows, dtype)
    run_batches(
        net,
        given.rule_of(layout, dtype),
        given.state_of(parameters),
        source,
        given.warp_of(augmentation, (HEIGHT, WIDTH), dtype),
        work,
        np.arange(rows),
        rows,
        0,
        1,
        np.full(int(learns), 0.1, dtype=dtype),
        0,
        np.random.default_rng(seed),
        np.zeros(1),
        np.zeros(1, dtype=np.int64),
        np.empty((0, 1), dtype=dtype),
    )
    return work.x.reshape(rows, HEIGHT, WIDTH)


def expected(augmentation, images, seed):
    """The same draws, put through SciPy."""
    rng = np.random.default_rng(seed)
    result = []
    for image in images:
        field = np.zeros((2, HEIGHT, WIDTH))
        if augmentation.elastic:
            count = 2 * HEIGHT * WIDTH
            bits = [int(rng.random() * 2.0**48) for _ in range(-(-count // 3))]
            pieces = [(draw >> (16 * k)) & 65535 for draw in bits for k in range(3)][:count]
            field = (np.array(pieces).reshape(field.shape) - 32767.5) / 32768
            field = [
                augmentation.elastic
                * ndimage.gaussian_filter(part, augmentation.smoothness, mode="reflect")
                for part in field
            ]
        draws = dict(
            zip(("angle", "slant", "scale", "down", "right"), rng.uniform(-1, 1, 5), strict=True)
        )
        angle = np.radians(augmentation.rotation) * draws["angle"]
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        slant = np.array([[1, 0], [-augmentation.shear * draws["slant"], 1]])
        matrix = turn @ slant / (1 + augmentation.scale * draws["scale"])
        middle = np.array([(HEIGHT - 1) / 2, (WIDTH - 1) / 2])
        moved = augmentation.shift * np.array([HEIGHT * draws["down"], WIDTH * draws["right"]])
        grid = np.stack(np.meshgrid(np.arange(HEIGHT), np.arange(WIDTH), indexing="ij"))
        centred = grid - middle[:, None, None]
        places = np.einsum("ij,jrc->irc", matrix, centred) + (middle - moved)[:, None, None]
        places = places + np.array(field)
        result.append(ndimage.map_coordinates(image, places, order=1, mode="grid-constant"))
    return np.array(result)


@pytest.mark.parametrize(
    "augmentation",
    [
        Augmentation(shift=0.2),
        Augmentation(rotation=40.0),
        Augmentation(scale=0.3),
        Augmentation(shear=0.3),
        Augmentation(elastic=10.0, smoothness=2.0),
        Augmentation(shift=0.1, rotation=15.0, scale=0.1, shear=0.1, elastic=34.0, smoothness=4.0),
    ],
)
def test_images_are_warped_as_by_scipy(augmentation):
    images = np.random.default_rng(1).normal(size=(ROWS, HEIGHT, WIDTH))
    found = warped(augmentation, images, seed=5)
    assert found == pytest.approx(expected(augmentation, images, seed=5), abs=1e-9)
    assert not np.allclose(found, images, atol=0.05)


def test_bytes_come_out_scaled_in_single_precision():
    images = np.random.default_rng(2).integers(0, 256, (ROWS, HEIGHT, WIDTH), dtype=np.uint8)
    augmentation = Augmentation(shift=0.1, rotation=15.0, elastic=8.0)
    found = warped(augmentation, images, 7, np.float32, scale=0.02, shift=-1.0)
    reference = expected(augmentation, images.astype(float), 7) * 0.02 - 1.0
    assert found.dtype == np.float32
    assert found == pytest.approx(reference, abs=2e-3)


def test_nothing_asked_for_changes_nothing():
    images = np.random.default_rng(3).integers(0, 256, (ROWS, HEIGHT, WIDTH), dtype=np.uint8)
    assert np.array_equal(warped(Augmentation(), images, 1), images)


def test_evaluation_sees_images_as_they_are():
    images = np.random.default_rng(4).normal(size=(ROWS, HEIGHT, WIDTH))
    found = warped(Augmentation(shift=0.3, rotation=90.0), images, 1, learns=False)
    assert np.array_equal(found, images)


@pytest.mark.parametrize("smoothness", [0.3, 2.0, 8.0])
def test_smoothing_is_a_gaussian_mirrored_at_the_ends(smoothness):
    matrix = given._smoother(11, smoothness)
    line = np.random.default_rng(5).normal(size=11)
    radius = int(np.ceil(4 * smoothness))
    reference = ndimage.gaussian_filter1d(line, smoothness, mode="reflect", radius=radius)
    assert matrix @ line == pytest.approx(reference, abs=1e-12)
