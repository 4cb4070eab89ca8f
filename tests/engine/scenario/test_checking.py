"""A scenario changed in memory is checked by the rules its file would be checked by."""

import numpy as np
import pytest
from msgspec.structs import replace

from engine.errors import ScenarioError
from engine.network.scenario import Augmentation, Schedule
from engine.scenario import dump_scenario, find_scenario, list_scenarios
from engine.scenario.checking import check_scenario
from engine.training import TrainingPlan, load_training_data
from engine.training.distortion import distorted

XOR = find_scenario("xor")
MNIST = find_scenario("mnist-16-16")


@pytest.mark.parametrize("name", list_scenarios())
def test_what_a_file_gave_stays_as_it_is(name):
    scenario = find_scenario(name)
    checked = check_scenario(scenario)
    assert dump_scenario(checked) == dump_scenario(scenario)
    assert checked.x is scenario.x
    for new, old in zip(checked.layers, scenario.layers, strict=True):
        assert new.weights is old.weights


def training(scenario, **changed):
    return replace(scenario, training=replace(scenario.training, **changed))


@pytest.mark.parametrize(
    ("scenario", "place", "words"),
    [
        (
            training(XOR, optimiser="momentum", keys={"momentum": 1.0}),
            "training.momentum",
            "expected a number from 0 to below 1",
        ),
        (training(XOR, validation=4), "training.validation", "4 rows held out of 4"),
        (training(XOR, folds=5), "training.folds", "5 folds for 4 rows"),
        (
            training(MNIST, optimiser="newton", batch_size=None),
            "training.optimiser",
            "newton with 13,002 parameters; expected at most 300",
        ),
        (
            training(XOR, augmentation=Augmentation(shift=0.1)),
            "training.augmentation",
            "the rows are no images",
        ),
        (
            training(XOR, schedule=Schedule("step", {"every": 0})),
            "training.schedule.every",
            "expected a whole number from 1",
        ),
        (replace(XOR, l2=-1.0), "loss.l2", "found -1; expected 0"),
    ],
)
def test_what_a_file_could_not_say_is_refused(scenario, place, words):
    with pytest.raises(ScenarioError) as caught:
        check_scenario(scenario)
    assert caught.value.place == place
    assert words in caught.value.problem


def test_numbers_of_another_method_are_left_out():
    checked = check_scenario(training(XOR, keys={"momentum": 0.5}))
    assert checked.training.keys == {}


def test_inputs_may_follow_the_columns_of_the_data_set():
    census = find_scenario("census")
    wide = check_scenario(replace(census, normalisation="quantile"), keep_inputs=False)
    assert wide.normalisation == "quantile"
    assert len(wide.inputs) > len(census.inputs) == 107


@pytest.fixture(scope="module")
def digits():
    return load_training_data(TrainingPlan.of(MNIST))


def test_without_distortion_images_are_as_they_are(digits):
    seen = distorted(digits, digits.train[:3], Augmentation(), 0)
    assert np.allclose(seen, digits.rows.x[digits.train[:3]] / 255, atol=1e-6)


def test_the_same_seed_distorts_alike_and_another_does_not(digits):
    wish = Augmentation(rotation=15, shift=0.1)
    first, again, other = (distorted(digits, digits.train[:3], wish, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert np.abs(first - other).max() > 0.1


def test_rows_that_are_no_images_are_not_distorted():
    rows = load_training_data(TrainingPlan.of(XOR))
    with pytest.raises(ValueError, match="no images"):
        distorted(rows, rows.train, Augmentation(shift=0.1), 0)
