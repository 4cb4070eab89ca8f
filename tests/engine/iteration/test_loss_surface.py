"""The loss over a plane of the parameters, against the network with those parameters."""

import numpy as np
import pytest
from msgspec.structs import replace

from engine.data.selection import select_rows
from engine.iteration.batches import Batch, Epoch
from engine.iteration.loss_surface import ParameterPlane, loss_of, loss_surface, next_steps
from engine.iteration.state import State, iterate, step
from engine.iteration.trace import trace_scenario
from engine.network.layout import ParameterLayout
from engine.network.parameters import Parameters, initial_parameters
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario
from engine.scenario.editing import with_mark, with_parameters

CIRCLE = find_scenario("explore-circle")
FIRST, SECOND = Ref(Quantity.WEIGHT, 1, 2, 1), Ref(Quantity.BIAS, 2, 1)


@pytest.fixture(scope="module")
def batch():
    rows = select_rows(CIRCLE)
    parts = [rows.batch(update) for update in range(rows.epoch.updates)]
    return Batch(np.vstack([b.x for b in parts]), np.vstack([b.y_true for b in parts]))


def way(batch, count, scenario=CIRCLE):
    """Return values on a path of full-batch updates, shape (count + 1, size)."""
    state = State.start(initial_parameters(scenario), Epoch.of(len(batch.x), None))
    found = [state.parameters.flat]
    for _ in range(count):
        state = step(state, batch).end
        found.append(state.parameters.flat)
    return np.array(found), state.parameters


def test_each_value_is_the_loss_of_the_network_with_those_two_parameters(batch):
    path, present = way(batch, 5)
    plane = ParameterPlane.of_two(present, FIRST, SECOND)
    made = loss_surface(plane, batch, 7, path, {})
    assert plane.names == ("w6", "b_h2_2")
    for row, v in enumerate(made.v):
        for column, u in enumerate(made.u):
            own = present.copy()
            own.flat[own.layout.flat_index(FIRST)] = u
            own.flat[own.layout.flat_index(SECOND)] = v
            trained = replace(with_parameters(CIRCLE, own))
            trace = trace_scenario(trained, _full(batch))
            assert made.losses[row, column] == pytest.approx(trace.loss, rel=1e-12)
    assert made.loss_at(0.123, -4.5) == loss_of(plane.at(0.123, -4.5), batch)
    middle = made.losses[3, 3]
    assert middle == pytest.approx(loss_of(present, batch), rel=1e-12)


class _Whole:
    def __init__(self, batch):
        self.epoch, self._batch = Epoch.of(len(batch.x), None), batch

    def batch(self, _):
        return self._batch


def _full(batch):
    return _Whole(batch)


def test_the_path_so_far_stands_where_its_values_are(batch):
    path, present = way(batch, 5)
    plane = ParameterPlane.of_two(present, FIRST, SECOND)
    made = loss_surface(plane, batch, 3, path, {})
    indices = [present.layout.flat_index(ref) for ref in (FIRST, SECOND)]
    assert np.allclose(made.path, path[:, indices])
    assert np.allclose(made.path[-1], plane.centre)


def test_penalties_are_part_of_the_loss(batch):
    heavy = replace(CIRCLE, l2=0.5)
    present = initial_parameters(heavy)
    plain = Parameters(ParameterLayout(CIRCLE), present.flat)
    weights = sum(np.square(each).sum() for each in present.weights)
    assert loss_of(present, batch) == pytest.approx(loss_of(plain, batch) + 0.25 * weights)


def test_random_directions_change_what_is_trained_alike_in_every_layer(batch):
    frozen = with_mark(CIRCLE, [FIRST], "frozen")
    present = initial_parameters(frozen)
    plane = ParameterPlane.random(present, 3)
    assert np.allclose(plane.directions @ plane.directions.T, np.eye(2))
    assert not plane.directions[:, present.layout.flat_index(FIRST)].any()
    again, other = ParameterPlane.random(present, 3), ParameterPlane.random(present, 4)
    assert np.array_equal(plane.directions, again.directions)
    assert not np.allclose(plane.directions, other.directions)
    shares = [
        np.linalg.norm(plane.directions[0][slot.weights])
        / np.linalg.norm(present.flat[slot.weights])
        for slot in present.layout.slots
    ]
    assert max(shares) / min(shares) < 1.3
    assert np.array_equal(plane.at(0.0, 0.0).flat, present.flat)


def test_principal_directions_have_the_whole_of_a_flat_path(batch):
    present = initial_parameters(CIRCLE)
    generator = np.random.default_rng(2)
    spanning = generator.normal(size=(2, present.layout.trained))
    path = present.flat + generator.normal(size=(20, 2)) @ spanning
    plane = ParameterPlane.principal(present, path)
    assert plane.share == pytest.approx(1.0)
    places = plane.coordinates(path)
    for place, values in zip(places, path, strict=True):
        assert np.allclose(plane.at(*place).flat, values)
    noisy = path + 0.3 * generator.normal(size=path.shape)
    assert 0.5 < ParameterPlane.principal(present, noisy).share < 0.999
    line = present.flat + np.outer(np.linspace(0, 1, 5), spanning[0])
    assert ParameterPlane.principal(present, line) is None
    assert ParameterPlane.principal(present, path[:1]) is None


def test_next_steps_are_those_that_the_optimisers_make(batch):
    _, present = way(batch, 3)
    steps = next_steps(present, batch)
    assert {"sgd", "adam", "rmsprop", "momentum", "newton"} <= steps.keys()
    for name in ("sgd", "adam", "newton"):
        training = replace(CIRCLE.training, optimiser=name, keys={}, batch_size=None)
        layout = ParameterLayout(replace(CIRCLE, training=training))
        start = State.start(Parameters(layout, present.flat), Epoch.of(len(batch.x), None))
        end, _ = iterate(start, _full(batch), 1)
        assert np.array_equal(end.parameters.flat, steps[name])
    plane = ParameterPlane.of_two(present, FIRST, SECOND)
    made = loss_surface(plane, batch, 5, present.flat[None], steps)
    at = present.layout.flat_index(FIRST)
    assert made.steps["sgd"][0] == pytest.approx(steps["sgd"][at])
    for end in made.steps.values():
        far = np.abs(end - plane.centre).max()
        if far < 4:
            assert far < made.u[-1] - plane.centre[0]


def test_what_is_not_finite_stays_so_and_shows_the_rest(batch):
    present = initial_parameters(CIRCLE)
    plane = ParameterPlane.of_two(present, FIRST, SECOND)
    steps = {"sgd": np.full(present.layout.size, np.nan), "adam": present.flat + 1e9}
    made = loss_surface(plane, batch, 5, present.flat[None], steps)
    assert made.u[-1] - plane.centre[0] == pytest.approx(2.0)
    assert np.isfinite(made.losses).all()


@pytest.mark.parametrize("value", [1e17, -1e30])
def test_places_around_a_large_value_differ(batch, value):
    present = initial_parameters(CIRCLE)
    present.flat[present.layout.flat_index(FIRST)] = value
    plane = ParameterPlane.of_two(present, FIRST, SECOND)
    made = loss_surface(plane, batch, 5, present.flat[None], {})
    assert (np.diff(made.u) > 0).all()
    assert (np.diff(made.v) > 0).all()
