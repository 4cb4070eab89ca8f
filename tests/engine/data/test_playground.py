"""Points of the plane: where they lie, what they are, and how they become inputs."""

import numpy as np
import pytest
from point_scenarios import over_points

from engine.catalogue.features import FEATURES, feature_columns
from engine.data.library import open_dataset
from engine.data.opening import dataset_of
from engine.data.playground import points_of
from engine.data.selection import select_rows
from engine.errors import DatasetError
from engine.network.data_specs import PointSpec, TableSpec
from engine.training import TrainingPlan
from engine.training.data import load_training_data

N = 2000


def made(generator, noise=0.0, **keys):
    found = points_of(PointSpec(generator, noise, keys.pop("size", N), seed=3, **keys))
    return (*found.points.T, found.outcomes) if found.points.shape[1] == 2 else found


def test_a_circle_is_a_disc_and_a_ring_and_noise_moves_labels_alone():
    x, y, label = made("circle")
    r = np.hypot(x, y)
    assert np.array_equal(label == 1, r < 2.5)
    assert r[label == 0].min() >= 3.5
    assert r.max() <= 5.0
    assert np.count_nonzero(label) == N // 2
    # Even in r, not over the area: as many points in each ring of one width.
    counts, _ = np.histogram(r[label == 1], 5, (0, 2.5))
    assert counts.min() > 0.7 * counts.mean()
    again = made("circle", 0.5)
    assert np.array_equal(again[0], x)
    assert np.array_equal(again[1], y)
    flipped = np.mean(again[2] != label)
    assert 0.1 < flipped < 0.5
    outer = again[2][r > 3.5]
    assert 0 < np.count_nonzero(outer) < len(outer)


def test_xor_has_opposite_quarters_and_a_gap_along_the_axes():
    x, y, label = made("xor")
    assert np.array_equal(label == 1, x * y >= 0)
    assert min(np.abs(x).min(), np.abs(y).min()) >= 0.3
    assert max(np.abs(x).max(), np.abs(y).max()) <= 5.3
    for quarter in ((x > 0) & (y > 0), (x < 0) & (y > 0), (x < 0) & (y < 0), (x > 0) & (y < 0)):
        assert 0.2 < quarter.mean() < 0.3
    assert 0.02 < np.mean(made("xor", 0.3)[2] != label) < 0.5


@pytest.mark.parametrize("noise", [0.0, 0.25])
def test_clouds_are_where_they_are_to_be_and_as_wide(noise):
    x, y, label = made("gauss", noise)
    for number, centre in enumerate([-2.0, 2.0]):
        for values in (x[label == number], y[label == number]):
            assert len(values) == N // 2
            assert values.mean() == pytest.approx(centre, abs=0.2)
            assert values.var() == pytest.approx(0.5 + 7 * noise, rel=0.15)
    x, y, label = made("three-classes", noise, size=3 * N)
    for number, angle in enumerate(np.radians([90, 210, 330])):
        cloud = np.column_stack([x, y])[label == number]
        assert len(cloud) == N
        assert np.allclose(
            cloud.mean(axis=0), 3.5 * np.array([np.cos(angle), np.sin(angle)]), atol=0.2
        )
        assert cloud.var(axis=0).mean() == pytest.approx(0.5 + 5 * noise, rel=0.1)


def test_a_spiral_has_two_arms_of_the_same_points_turned_by_half_a_turn():
    x, y, label = made("spiral")
    one, other = (np.column_stack([x, y])[label == number] for number in (1, 0))
    assert len(one) == len(other) == N // 2

    def sorted_(arm):
        return arm[np.argsort(np.hypot(*arm.T))]

    assert np.allclose(sorted_(one), -sorted_(other))
    share = np.arange(N // 2) / (N // 2)
    turn = 3.5 * np.pi * share
    expected = 5 * share[:, None] * np.column_stack([np.sin(turn), np.cos(turn)])
    assert np.allclose(sorted_(one), expected)
    moved = made("spiral", 0.4)
    far = np.maximum(np.abs(moved[0] - x), np.abs(moved[1] - y))
    assert 0.3 < far.max() <= 0.4


def test_what_is_above_a_curve_is_blue():
    x, y, label = made("above-curve", formula="x^2/3-2")
    assert np.array_equal(label == 1, y > x**2 / 3 - 2)
    assert x.min() < -5.5
    assert y.max() > 5.5
    assert max(np.abs(x).max(), np.abs(y).max()) <= 6


def test_numbers_are_those_of_a_plane_of_peaks_and_of_a_curve():
    x, y, value = made("plane")
    assert np.allclose(value, (x + y) / 10)
    moved = made("plane", 0.5)
    assert np.array_equal(moved[0], x)
    assert 0.3 < np.abs(moved[2] - value).max() <= 0.6
    x, y, value = made("gaussians")
    for cx, cy, sign in (
        (-4, 2.5, 1),
        (0, 2.5, -1),
        (4, 2.5, 1),
        (-4, -2.5, -1),
        (0, -2.5, 1),
        (4, -2.5, -1),
    ):
        away = np.hypot(x - cx, y - cy)
        near = away < 2
        assert near.sum() > 50
        assert np.allclose(value[near], sign * (1 - away[near] / 2))
        value[near] = 0
    assert not value.any()
    line = made("curve", formula="sin(2x)/3")
    assert np.allclose(line.outcomes, np.sin(2 * line.points[:, 0]) / 3)
    noisy = made("curve", 0.2, formula="sin(2x)/3")
    assert 0.15 < np.abs(noisy.outcomes - line.outcomes).max() <= 0.2


def test_points_come_from_their_seed_in_no_order_of_their_classes():
    first, again = made("circle"), made("circle")
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    other = points_of(PointSpec("circle", 0.0, N, seed=4))
    assert not np.array_equal(first[0], other.points[:, 0])
    for generator in ("circle", "spiral", "three-classes"):
        label = made(generator)[2]
        # Sorted classes would change as often as there are classes; dealt ones, at each point.
        assert 0.4 * N < np.count_nonzero(np.diff(label)) < 0.75 * N


def test_a_function_without_a_finite_value_is_refused_with_its_place():
    spec = PointSpec("curve", size=100, features=("x",), formula="log(x)")
    with pytest.raises(DatasetError, match=r"f\(x\) = log\(x\) has no finite value at x = -\d"):
        points_of(spec)


def test_features_are_what_they_are_called_in_both_precisions():
    x, y = np.meshgrid(np.linspace(-6, 6, 100), np.linspace(-6, 6, 100))
    grid = np.column_stack([x.ravel(), y.ravel()])
    columns = feature_columns(tuple(FEATURES), grid)
    x, y = grid.T
    expected = [x, y, x * x, y * y, x * y, np.sin(x), np.sin(y)]
    assert np.array_equal(columns, np.column_stack(expected))
    small = feature_columns(tuple(FEATURES), grid.astype(np.float32))
    assert small.dtype == np.float32
    assert np.allclose(small, columns, atol=1e-5)


@pytest.mark.parametrize("normalisation", ["none", "standardise", "rescale"])
def test_a_point_becomes_the_inputs_of_its_row(normalisation):
    scenario = over_points(
        'generator = "xor", size = 200, features = ["y", "x^2", "sin x"]',
        more=f'normalisation = "{normalisation}"',
    )
    dataset = dataset_of(scenario)
    of = dataset.points
    assert np.array_equal(of.inputs(of.source.points), dataset.x_train)
    trained = load_training_data(TrainingPlan.of(scenario)).train
    columns = feature_columns(of.features, of.source.points)
    rows = columns[trained]
    shift, width = {
        "none": (0, 1),
        "standardise": (rows.mean(axis=0), rows.std(axis=0)),
        "rescale": (rows.min(axis=0), np.ptp(rows, axis=0)),
    }[normalisation]
    assert np.allclose(dataset.x_train, (columns - shift) / width)
    assert of.inputs(of.source.points[:5], np.float32).dtype == np.float32


def test_two_classes_are_met_as_the_output_unit_can():
    cases = {
        ("tanh", "half-squared-error"): (-1.0, 0.0),
        ("linear", "half-squared-error"): (-1.0, 0.0),
        ("sigmoid", "binary-cross-entropy"): (0.0, 0.5),
    }
    for (activation, loss), (low, threshold) in cases.items():
        scenario = over_points('generator = "xor"', activation, loss)
        data = load_training_data(TrainingPlan.of(scenario))
        assert data.threshold == threshold
        assert set(data.rows.y_true.ravel()) == {low, 1.0}
        assert np.array_equal(data.rows.y_true[:, 0] == 1, data.rows.labels == 1)
        batch = select_rows(scenario).batch(0)
        assert set(batch.y_true.ravel()) == {low, 1.0}
    scenario = over_points('generator = "three-classes"', "softmax", "categorical-cross-entropy")
    data = load_training_data(TrainingPlan.of(scenario))
    assert np.array_equal(data.rows.y_true, np.eye(3)[data.rows.labels])


def test_numbers_to_be_met_are_not_standardised():
    scenario = over_points('generator = "gaussians"', "linear")
    data = load_training_data(TrainingPlan.of(scenario))
    assert data.rows.labels is None
    assert not data.classes
    points = points_of(scenario.dataset)
    assert np.allclose(data.rows.y_true[:, 0], points.outcomes)
    assert len(data.train) == len(data.held_out) == 600
    assert data.test is None


TABLE = "flat,area,rooms,price,kind\n" + "".join(
    f"{k}-x,{40 + 3 * k},{1 + k % 5 if k != 7 else ''},{900.5 + 7 * k * k},{'ab'[k % 2]}\n"
    for k in range(40)
)


def table_spec(columns, **keys):
    return PointSpec(
        "table", size=keys.pop("size", None), table=TableSpec("own.csv", **keys), columns=columns
    )


def test_two_columns_of_a_table_are_points(tmp_path):
    (tmp_path / "own.csv").write_text(TABLE)
    points = points_of(table_spec(("area", "rooms"), target="price", task="regression"), tmp_path)
    assert points.axes == ("area", "rooms")
    assert points.target == "price"
    raw = points.points * points.unit + points.middle
    assert len(raw) == 39, "one row says nothing about its rooms"
    k = np.round((raw[:, 0] - 40) / 3)
    assert sorted(k) == [number for number in range(40) if number != 7]
    assert np.allclose(raw[:, 1], 1 + k % 5)
    assert np.allclose(points.outcomes, 900.5 + 7 * k * k)
    assert points.points.min(axis=0) == pytest.approx([-5, -5])
    assert points.points.max(axis=0) == pytest.approx([5, 5])


def test_classes_of_a_table_keep_their_names_and_one_column_will_do(tmp_path):
    (tmp_path / "own.csv").write_text(TABLE)
    source = open_dataset(table_spec((2,), target="kind", size=20), tmp_path)
    assert (source.rows, source.classes) == (20, ("a", "b"))
    with pytest.raises(DatasetError, match="no column 'kind' of numbers"):
        points_of(table_spec(("area", "kind"), target="price"), tmp_path)


def test_drawn_points_are_read_in_a_few_digits_and_typed_ones_as_they_were_typed():
    drawn = dataset_of(over_points('generator = "spiral", size = 40'))
    assert drawn.source_rows is not None
    cells = drawn.source_rows.words(range(40)).cells
    assert (
        max(len(text.lstrip("-").replace(".", "").lstrip("0")) for row in cells for text in row)
        == 6
    )
    assert np.allclose(np.array(cells, dtype=float), drawn.source_rows.numbers, rtol=1e-5)
    points = "[[0.123456789, 1, 0], [2, 3, 1]]"
    typed = dataset_of(over_points(f'generator = "points", points = {points}, classes = 2'))
    assert typed.source_rows is not None
    assert typed.source_rows.words([0]).cells == (("0.123456789", "1"),)
