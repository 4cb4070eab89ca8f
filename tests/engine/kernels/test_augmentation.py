"""Warped images are what SciPy's resampling makes of the same draws."""

import numpy as np
import pytest
from scipy import ndimage

from engine.compilation import describing
from engine.compilation.stored_code import stored
from engine.kernels import arguments, batches
from engine.kernels.drawing import seeds_from
from engine.network.parameters import initial_parameters
from engine.network.scenario import Augmentation, Layer, Scenario
from engine.scenario import find_scenario

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

run_batches = stored(batches.run_batches)


def warped(augmentation, images, seed, dtype=np.float64, scale=1.0, shift=0.0, learns=True):
    """Return what the network is given for each image, shape (rows, height, width)."""
    parameters = initial_parameters(SCENARIO, dtype)
    layout = parameters.layout
    dtype = np.dtype(dtype)
    net, rows = describing.net_of(layout, dtype), len(images)
    flat = images.reshape(rows, -1)
    stored = flat if flat.dtype == np.uint8 else flat[:0].astype(np.uint8)
    values = flat[:0].astype(dtype) if flat.dtype == np.uint8 else flat.astype(dtype)
    y_true, labels = np.zeros((rows, 1), dtype), np.zeros(0, np.int64)
    for array in (stored, values, y_true, labels):
        array.setflags(write=False)
    source = arguments.Source(
        stored, values, dtype.type(scale), dtype.type(shift), y_true, labels, dtype.type(0.5)
    )
    work = describing.work_for(net, rows, dtype)
    task = arguments.Task(
        net,
        describing.rule_of(layout, dtype),
        describing.state_of(parameters),
        source,
        np.arange(rows),
        describing.warp_of(augmentation, (HEIGHT, WIDTH), dtype),
        work,
        describing.workers_of(1, dtype),
    )
    results = (np.zeros(1), np.zeros(1, dtype=np.int64), np.empty((0, 1), dtype=dtype))
    rates = np.full(int(learns), 0.1, dtype=dtype)
    run_batches(
        task, 0, rows, rows, 0, 1, rates, 0, seeds_from(np.random.default_rng(seed), 1), *results
    )
    return work.x.reshape(rows, HEIGHT, WIDTH)


def mixed(seed, place):
    """SplitMix64's number of a place, in Python's own integers."""
    z = (seed + (place + 1) * 0x9E3779B97F4A7C15) % 2**64
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
    return z ^ (z >> 31)


def expected(augmentation, images, seed):
    """The same draws, put through SciPy."""
    seed = int(np.random.default_rng(seed).random() * 2.0**48)
    fours = -(-WIDTH // 4)
    result = []
    for number, image in enumerate(images):
        first = number * (5 + 2 * HEIGHT * fours)
        field = np.zeros((2, HEIGHT, WIDTH))
        if augmentation.elastic:
            bits = [mixed(seed, first + 5 + place) for place in range(2 * HEIGHT * fours)]
            pieces = np.array([[(draw >> (16 * k)) & 65535 for k in range(4)] for draw in bits])
            pieces = pieces.reshape(2, HEIGHT, 4 * fours)[:, :, :WIDTH]
            field = (pieces - 32767.5) / 32768
            field = [
                augmentation.elastic
                * ndimage.gaussian_filter(part, augmentation.smoothness, mode="reflect")
                for part in field
            ]
        names = ("down", "angle", "scale", "slant", "right")
        draws = {
            name: (mixed(seed, first + place) >> 11) / 2.0**52 - 1
            for place, name in enumerate(names)
        }
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
    matrix = describing._smoother(11, smoothness)
    line = np.random.default_rng(5).normal(size=11)
    radius = int(np.ceil(4 * smoothness))
    reference = ndimage.gaussian_filter1d(line, smoothness, mode="reflect", radius=radius)
    assert matrix @ line == pytest.approx(reference, abs=1e-12)
