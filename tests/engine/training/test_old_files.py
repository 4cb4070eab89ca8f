"""Files that an earlier version wrote are read, and its runs go on as if never stopped."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.scenario import load_scenario
from engine.scenario.writing import dump_scenario
from engine.training import Final, Trainer, TrainingPlan, load_parameters, resume

FOLDER = Path(__file__).parents[2] / "old_files"
ENDS = json.loads((FOLDER / "ends.json").read_text())


def plan_of(name):
    return TrainingPlan.of(load_scenario(FOLDER / f"{name}.toml"))


def finished(trainer):
    *_, last = trainer.run()
    assert isinstance(last, Final)
    return last


@pytest.mark.parametrize("checkpoint", ["npz", "first-format.npz"])
@pytest.mark.parametrize("name", ENDS)
def test_a_run_resumes_to_where_a_run_that_was_not_stopped_ends(name, checkpoint):
    resumed, whole = Trainer(plan_of(name)), Trainer(plan_of(name))
    resume(FOLDER / f"{name}.{checkpoint}", resumed)
    assert resumed.course.epochs_done == 3
    assert finished(resumed).best_epoch == finished(whole).best_epoch == ENDS[name]["restored"]
    assert len(resumed.course.history) == ENDS[name]["epochs"]
    # The file's numbers come from another processor, whose exponential may differ in its last bit.
    found, expected = resumed.parameters.flat, whole.parameters.flat
    np.testing.assert_allclose(found, expected, rtol=2e-5, atol=2e-6)
    assert resumed.course.history[-1].train_loss == pytest.approx(
        ENDS[name]["train_loss"], rel=1e-5
    )


@pytest.mark.parametrize("ending", ["npz", "safetensors"])
@pytest.mark.parametrize("name", ENDS)
def test_saved_parameters_are_those_that_the_run_ends_with(name, ending):
    trainer = Trainer(plan_of(name))
    finished(trainer)
    saved = load_parameters(FOLDER / f"{name}.parameters.{ending}", trainer.plan.scenario)
    assert saved.flat.dtype == trainer.parameters.flat.dtype
    np.testing.assert_allclose(saved.flat, trainer.parameters.flat, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("name", ENDS)
def test_a_scenario_is_written_in_the_same_form(name):
    # A checkpoint knows its run by a digest of this text.
    path = FOLDER / f"{name}.toml"
    assert dump_scenario(load_scenario(path)) == path.read_text()
