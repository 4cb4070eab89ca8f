"""Frozen and absent parameters over runs, files of parameters and checkpoints."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from engine.network.layout import ParameterLayout
from engine.network.parameters import initial_parameters
from engine.network.scenario import Scenario
from engine.scenario import find_scenario
from engine.training import Trainer, TrainingPlan
from engine.training.checkpoints import Checkpoint, resume
from engine.training.saving import load_parameters, save_parameters


def xor(optimiser: str = "adamw") -> Scenario:
    """Return the XOR network with a weight frozen and one absent, and the same of biases."""
    scenario = find_scenario("xor")
    layer, units = scenario.layers[0], len(scenario.layers[0].units)
    weights, biases = np.zeros((units, 2), dtype=bool), np.zeros(units, dtype=bool)
    weights[0, 0] = biases[0] = True
    marked = replace(
        layer,
        frozen_weights=weights,
        absent_weights=weights[:, ::-1],
        frozen_biases=biases,
        absent_biases=biases[::-1],
    )
    training = replace(scenario.training, optimiser=optimiser, keys={}, epochs=4)
    return replace(scenario, layers=(marked, *scenario.layers[1:]), l2=0.01, training=training)


@pytest.mark.parametrize("optimiser", ["sgd", "adamw", "newton"])
def test_a_run_leaves_every_bit_of_what_is_held(optimiser: str) -> None:
    scenario = xor(optimiser)
    trainer = Trainer(TrainingPlan.of(scenario))
    start, layout = trainer.parameters.flat.copy(), ParameterLayout(scenario)
    assert len(layout.held) == 4
    for _ in trainer.run():
        pass
    after = trainer.parameters.flat
    assert after[layout.held].tobytes() == start[layout.held].tobytes()
    assert (after[layout.updated] != start[layout.updated]).any()


def test_a_run_with_marks_goes_on_from_its_checkpoint_to_the_same_bits(tmp_path: Path) -> None:
    plan, file = TrainingPlan.of(xor()), tmp_path / "run.npz"
    whole = Trainer(plan)
    for record in whole.run():
        if getattr(record, "epoch", 0) == 2 and not file.exists():
            Checkpoint(file, whole, 0.0).write()
    again = Trainer(plan)
    resume(file, again)
    for _ in again.run():
        pass
    assert again.parameters.flat.tobytes() == whole.parameters.flat.tobytes()


@pytest.mark.parametrize("ending", ["npz", "safetensors"])
def test_what_is_absent_is_0_whatever_a_file_has_for_it(tmp_path: Path, ending: str) -> None:
    scenario, file = xor(), tmp_path / f"network.{ending}"
    plain = replace(scenario, layers=find_scenario("xor").layers)
    save_parameters(file, initial_parameters(plain), plain)
    found, layout = load_parameters(file, scenario), ParameterLayout(scenario)
    assert not found.flat[layout.absent].any()
    others = np.delete(np.arange(layout.size), layout.absent)
    assert np.array_equal(found.flat[others], initial_parameters(plain).flat[others])
