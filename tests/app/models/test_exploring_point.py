"""The stepper shows the network that is explored, at a place."""

import numpy as np
import pytest

from app.models.document import Document
from app.models.exploring_point import formula_at, step_through_place
from engine.data.opening import dataset_of
from engine.iteration.trace import trace_scenario
from engine.network.parameters import initial_parameters
from engine.scenario import find_scenario
from symbolic.check.three_ways import check


@pytest.mark.parametrize("name", ["explore-circle", "explore-three-classes", "explore-curve"])
def test_the_stepper_has_this_very_network_and_place(name):
    document = Document()
    document.open(find_scenario(name))
    scenario, dataset = document.scenario, dataset_of(document.scenario)
    parameters = initial_parameters(scenario, np.float32)
    parameters.flat[...] += np.random.default_rng(1).normal(0, 0.5, parameters.flat.shape)
    axes = dataset.points.source.points.shape[1]
    place = (1.25, -0.5)[:axes]
    step_through_place(document, scenario, parameters, "after 3 epochs", place)
    shown = document.place.shown
    where = "x = 1.25, y = −0.5" if axes == 2 else "x = 1.25"
    assert shown.title.endswith(f"after 3 epochs, {where}")
    trace = trace_scenario(shown, document.place.selection)
    assert np.array_equal(trace.before.flat, parameters.flat.astype(np.float64))
    assert np.array_equal(trace.forward_pass.a[0], dataset.points.inputs(np.array([place])))
    nearest = np.square(dataset.points.source.points - place).sum(axis=1).argmin()
    expected = dataset.targets(dataset.y_train[[nearest]], scenario.sizes[-1])
    assert np.array_equal(trace.y_true, expected)
    formula = formula_at(dataset.points, parameters, place, 6)
    for result, output in zip(formula.results, trace.forward_pass.a[-1][0], strict=True):
        assert result.sides[1].value == output
    assert document.is_visiting
    assert document.scenario is scenario
    assert check(trace).agree
