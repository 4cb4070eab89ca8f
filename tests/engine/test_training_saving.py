"""Saved parameters read back to the same bits, and nothing else is read."""

import pickle

import numpy as np
import pytest

from engine.parameters import initial_parameters
from engine.scenario import ScenarioError, find_scenario
from engine.training import load_parameters, save_parameters

XOR = find_scenario("xor")


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["xor", "mazur-2-2-2"])
def test_parameters_come_back_bit_for_bit(tmp_path, name, dtype):
    scenario = find_scenario(name)
    parameters = initial_parameters(scenario, dtype)
    path = tmp_path / "weights.npz"
    save_parameters(path, parameters, scenario)
    loaded = load_parameters(path, scenario)
    assert loaded.flat.dtype == dtype
    assert np.array_equal(loaded.flat, parameters.flat)
    assert [file.name for file in tmp_path.iterdir()] == ["weights.npz"]


def message(path):
    with pytest.raises(ScenarioError) as caught:
        load_parameters(path, XOR)
    return str(caught.value)


def test_another_network_is_refused_with_both_shapes(tmp_path):
    other = find_scenario("softmax-3")
    path = tmp_path / "weights.npz"
    save_parameters(path, initial_parameters(other), other)
    assert message(path) == "weights.npz: layer2.weight: shape (3, 2); expected (1, 2) for xor"


def test_a_missing_layer_is_named(tmp_path):
    path = tmp_path / "weights.npz"
    np.savez(path, weight1=np.zeros((2, 2)), bias1=np.zeros(2))
    assert message(path).startswith("weights.npz: layer2.weight: missing")


def test_numbers_that_are_not_finite_are_refused(tmp_path):
    parameters = initial_parameters(XOR)
    parameters.weights[0][0, 0] = np.nan
    path = tmp_path / "weights.npz"
    save_parameters(path, parameters, XOR)
    assert message(path).startswith("weights.npz: layer1.weight: not all numbers are finite")


def test_a_pickle_is_never_opened(tmp_path):
    path = tmp_path / "weights.npz"
    path.write_bytes(pickle.dumps({"weight1": 1}))
    assert "not a file of saved parameters" in message(path)
    np.savez(path, weight1=np.array([{"a": 1}], dtype=object))
    assert "not a file of saved parameters" in message(path)


def test_missing_file_folder_and_text_are_one_sentence(tmp_path):
    assert message(tmp_path / "none.npz") == "none.npz: no such file"
    assert "cannot be read" in message(tmp_path)
    (tmp_path / "text.npz").write_text("hello")
    assert "not a file of saved parameters" in message(tmp_path / "text.npz")
    (tmp_path / "empty.npz").write_bytes(b"")
    assert "not a file of saved parameters" in message(tmp_path / "empty.npz")


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    with pytest.raises(ScenarioError, match="cannot be written"):
        save_parameters(tmp_path / "no" / "weights.npz", initial_parameters(XOR), XOR)
