"""Networks over points of the plane train, are counted right, and are checked three ways."""

import numpy as np
import pytest
from msgspec.structs import replace
from point_scenarios import over_points

from engine.data.selection import select_rows
from engine.iteration.trace import trace_scenario
from engine.scenario import find_scenario
from engine.training import EpochMetrics, Trainer, TrainingPlan
from symbolic.check.three_ways import check


def first_epoch(scenario):
    """Return a trainer, its outputs before the first update, and the first epoch's metrics."""
    whole = replace(scenario, training=replace(scenario.training, batch_size=250, epochs=1))
    trainer = Trainer(TrainingPlan.of(whole))
    before = trainer.outputs(trainer.data.rows.x[trainer.data.train])
    (metrics,) = (each for each in trainer.run() if isinstance(each, EpochMetrics))
    return trainer, before, metrics


# A typed activation trains by the readable passes, the others by kernels.
@pytest.mark.parametrize("activation", ["tanh", "linear", "f(z) = z/(1+abs(z))"])
def test_right_answers_are_those_on_the_right_side_of_0(activation):
    scenario = over_points('generator = "gauss", noise = 0.4')
    last = replace(scenario.layers[-1], activation=activation)
    trainer, before, metrics = first_epoch(replace(scenario, layers=(scenario.layers[0], last)))
    data = trainer.data
    right = (before[:, 0] >= 0) == (data.rows.labels[data.train] == 1)
    assert 0 < right.mean() < 1
    assert metrics.train_accuracy == pytest.approx(right.mean())
    after = trainer.outputs(data.rows.x[data.held_out])[:, 0] >= 0
    held_out = data.rows.labels[data.held_out] == 1
    assert metrics.validation_accuracy == pytest.approx(np.mean(after == held_out))
    table = np.array([[np.sum(~after & ~held_out), np.sum(after & ~held_out)],
                      [np.sum(~after & held_out), np.sum(after & held_out)]])  # fmt: skip
    assert np.array_equal(metrics.confusion, table)


@pytest.mark.parametrize(
    ("name", "reached"),
    [("explore-circle", 0.95), ("explore-three-classes", 0.95), ("explore-spiral", 0.95)],
)
def test_shipped_playgrounds_learn_their_classes(name, reached):
    *_, metrics = (
        each
        for each in Trainer(TrainingPlan.of(find_scenario(name))).run()
        if isinstance(each, EpochMetrics)
    )
    assert metrics.validation_accuracy >= reached


@pytest.mark.parametrize(("name", "left"), [("explore-plane", 0.03), ("explore-curve", 0.05)])
def test_shipped_playgrounds_meet_their_numbers(name, left):
    trainer = Trainer(TrainingPlan.of(find_scenario(name)))
    *_, metrics = (each for each in trainer.run() if isinstance(each, EpochMetrics))
    held_out = trainer.data.rows.y_true[trainer.data.held_out]
    # The share of the variance that is not explained; noise alone leaves some hundredths.
    assert metrics.validation_rmse**2 / held_out.var() < left


@pytest.mark.parametrize("row", [None, 3])
def test_a_network_over_features_is_checked_three_ways(row):
    scenario = over_points(
        'generator = "spiral", features = ["x", "x^2", "x*y", "sin y"]',
        more='normalisation = "standardise"',
    )
    assert check(trace_scenario(scenario, select_rows(scenario, row))).agree
