"""The loss surface follows what is explored."""

import numpy as np
import pytest

from app.models import Document
from app.models.exploring import ExploreModel
from app.models.loss_surface import COARSE, FINE, NO_PLANE, LossSurfaceModel
from engine.iteration.loss_surface import loss_of
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario
from engine.scenario.editing import with_mark


@pytest.fixture
def surfaces(qtbot):
    model = ExploreModel(Document())
    surfaces = LossSurfaceModel(model)
    model.document.open(find_scenario("explore-circle"))
    model.set_active(True)
    qtbot.waitUntil(lambda: model.scores is not None, timeout=60_000)
    yield surfaces
    surfaces.shutdown()
    model.shutdown()


def fine(qtbot, surfaces):
    qtbot.waitUntil(
        lambda: (
            surfaces.surface is not None
            and len(surfaces.surface.u) == FINE
            and surfaces._work.is_resting
        ),
        timeout=30_000,
    )
    return surfaces.surface


def train(qtbot, model, epochs):
    for _ in range(epochs):
        before = model.epoch
        model.learn_epoch()
        qtbot.waitUntil(lambda: model.epoch > before and not model.is_moving, timeout=30_000)  # noqa: B023


def test_nothing_is_made_until_it_is_seen(qtbot, surfaces):
    assert surfaces.surface is None
    assert surfaces._work.is_resting
    sizes = []
    surfaces.changed.connect(lambda: surfaces.surface and sizes.append(len(surfaces.surface.u)))
    surfaces.set_shown(True)
    made = fine(qtbot, surfaces)
    assert sizes[0] == COARSE
    assert made.plane.names == ("w1", "w2")
    u, v = made.u[3], made.v[40]
    assert made.losses[40, 3] == loss_of(made.plane.at(u, v), made.batch)
    assert len(made.batch.x) == 250


def test_it_follows_the_run_and_its_path(qtbot, surfaces):
    surfaces.set_shown(True)
    model = surfaces._model
    train(qtbot, model, 4)
    first, second = Ref(Quantity.WEIGHT, 1, 2, 1), Ref(Quantity.WEIGHT, 2, 0, 1)
    surfaces.choose_weights(first, second)
    qtbot.waitUntil(
        lambda: (
            surfaces.surface is not None
            and surfaces.surface.plane.names == ("w6", "w10")
            and np.array_equal(surfaces.surface.plane.parameters.flat, model.parameters.flat)
        ),
        timeout=30_000,
    )
    made = fine(qtbot, surfaces)
    assert len(made.path) >= 5
    layout = model.parameters.layout
    present = [model.parameters.flat[layout.flat_index(ref)] for ref in (first, second)]
    assert np.allclose(made.path[-1], present)
    assert np.allclose(made.plane.centre, present)
    model.go_to(1)
    qtbot.waitUntil(lambda: model.epoch == 1 and len(surfaces.surface.path) < 5, timeout=30_000)


def test_principal_directions_wait_for_a_path(qtbot, surfaces):
    surfaces.choose_principal()
    surfaces.set_shown(True)
    qtbot.waitUntil(lambda: surfaces.problem == NO_PLANE, timeout=30_000)
    train(qtbot, surfaces._model, 5)
    made = fine(qtbot, surfaces)
    assert not surfaces.problem
    assert made.plane.share > 0.9
    surfaces.choose_random(3)
    qtbot.waitUntil(lambda: surfaces.surface.plane.names[0] == "direction 1", timeout=30_000)


def test_frozen_parameters_span_no_plane(qtbot, surfaces):
    ref = Ref(Quantity.WEIGHT, 1, 0, 0)
    surfaces._model.document.edit(lambda scenario: with_mark(scenario, [ref], "frozen"))
    assert ref not in dict(surfaces.choices())
    assert ref not in surfaces.refs
