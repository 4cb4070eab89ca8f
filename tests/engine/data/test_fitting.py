"""Stepping and training see the same inputs: fitted on the rows that the scenario trains on."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from engine.data.opening import dataset_of, source_of
from engine.data.selection import select_rows
from engine.data.splitting import hold_out
from engine.errors import ScenarioError
from engine.network.data_specs import TableSpec
from engine.network.scenario import Scenario
from engine.scenario import load_scenario, save_scenario
from engine.scenario.writing import moved_to
from engine.training.data import BatchReader, load_training_data
from engine.training.plan import TrainingPlan

FILE = """
format = 1
id = "own"
title = "A table of one's own"
[network]
seed = 3
[[network.layers]]
units = {outputs}
activation = "{activation}"
[loss]
name = "{loss}"
[data]
dataset = {{ file = "tables/my.csv", target = "y", task = "{task}" }}
{more}
[training]
learning_rate = 0.1
seed = 5
validation = 10
batch_size = 8
"""


def scenario(folder: Path, task: str = "classification", more: str = "") -> Scenario:
    (folder / "tables").mkdir()
    rows = [f"{i * i},{'red' if i % 3 else 'blue'},{i % 2}" for i in range(50)]
    table = folder / "tables" / "my.csv"
    table.write_text("\n".join(["a,b,y", *rows]) + "\n", encoding="utf-8")
    last = ("sigmoid", "binary-cross-entropy")
    if task == "regression":
        last = ("linear", "half-squared-error")
    text = FILE.format(outputs=1, activation=last[0], loss=last[1], task=task, more=more)
    (folder / "own.toml").write_text(text, encoding="utf-8")
    return load_scenario(folder / "own.toml")


@pytest.mark.parametrize("more", ["", 'normalisation = "quantile"\nbins = 4'])
def test_a_batch_of_the_stepper_is_a_batch_of_training(tmp_path: Path, more: str) -> None:
    own = scenario(tmp_path, more=more)
    plan = TrainingPlan.of(own, dtype=np.float64)
    data = load_training_data(plan)
    stepped = select_rows(own).batch(0)
    x, y_true = BatchReader(data, 8).read(data.rows, data.train[:8])
    assert np.array_equal(stepped.x, x)
    assert np.array_equal(stepped.y_true, y_true)
    assert stepped.total == len(data.rows) == 40
    assert data.test is not None
    assert len(data.test) == 10
    read = dataset_of(own).notes
    assert read
    assert data.notes == (*read, own.training_note)


def test_held_out_rows_have_no_say(tmp_path: Path) -> None:
    own = scenario(tmp_path)
    train, held_out = hold_out(40, 10, 5)
    data = load_training_data(TrainingPlan.of(own, dtype=np.float64))
    assert np.array_equal(data.train, train)
    assert np.array_equal(data.held_out, held_out)
    assert data.rows.x[train, 0].mean() == pytest.approx(0, abs=1e-7)
    assert data.rows.x[train, 0].std() == pytest.approx(1, abs=1e-6)
    assert abs(data.rows.x[held_out, 0].mean()) > 0.01


def test_another_seed_is_fitted_on_other_rows(tmp_path: Path) -> None:
    own = scenario(tmp_path)
    other = replace(own, training=replace(own.training, seed=6))
    assert not np.array_equal(dataset_of(own).x_train, dataset_of(other).x_train)
    assert source_of(own) is source_of(other)


def test_a_number_to_be_met_keeps_its_factor(tmp_path: Path) -> None:
    own = scenario(tmp_path, "regression")
    data = load_training_data(TrainingPlan.of(own, dtype=np.float64))
    assert data.rows.labels is None
    assert data.classes == ()
    assert data.target_scale is not None
    original = data.target_scale.original(data.rows.y_true)
    assert sorted(np.unique(original.round(9)).tolist()) == [0, 1]


def test_standardised_digits_reach_the_network(tmp_path: Path) -> None:
    text = FILE.replace('{{ file = "tables/my.csv", target = "y", task = "{task}" }}', '"mnist"')
    text = text.format(
        outputs=10,
        activation="softmax",
        loss="categorical-cross-entropy",
        more='normalisation = "standardise"',
    )
    (tmp_path / "own.toml").write_text(text.replace("seed = 3", "inputs = 784"), encoding="utf-8")
    own = load_scenario(tmp_path / "own.toml")
    data = load_training_data(TrainingPlan.of(own, dtype=np.float64))
    x, _ = BatchReader(data, 8).read(data.rows, data.train[:8])
    assert x.min() == pytest.approx(-0.13066 / 0.30811, abs=1e-3)
    assert np.allclose(select_rows(own).batch(0).x, x, rtol=0, atol=1e-12)


@pytest.mark.parametrize("place", ["own-2.toml", "tables/own.toml", "other/place/own.toml"])
def test_a_scenario_saved_elsewhere_still_finds_its_table(tmp_path: Path, place: str) -> None:
    own, path = scenario(tmp_path), tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    save_scenario(own, path)
    again = load_scenario(path)
    assert np.array_equal(select_rows(again).batch(0).x, select_rows(own).batch(0).x)
    assert again.dataset == moved_to(own, path).dataset
    assert isinstance(again.dataset, TableSpec)
    assert not Path(again.dataset.file).is_absolute()
    save_scenario(moved_to(own, path), tmp_path / "back.toml")
    assert load_scenario(tmp_path / "back.toml").dataset == own.dataset


def test_a_cross_entropy_is_not_for_numbers_to_be_met(tmp_path: Path) -> None:
    scenario(tmp_path)
    text = (tmp_path / "own.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(
        text.replace('"classification"', '"regression"'), encoding="utf-8"
    )
    with pytest.raises(ScenarioError, match=r"own.toml: loss.name: binary-cross-entropy for numb"):
        load_scenario(tmp_path / "own.toml")
