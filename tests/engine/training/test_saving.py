"""Saved parameters read back to the same bits, and nothing else is read."""

import io
import os
import pickle
import tracemalloc
import zipfile

import numpy as np
import pytest
from msgspec.structs import replace
from safetensors.numpy import load_file, save_file

from engine.errors import ScenarioError
from engine.files import arrays as array_files
from engine.network.parameters import initial_parameters
from engine.scenario import find_scenario
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
    assert "is a folder; expected a file" in message(tmp_path)
    (tmp_path / "text.npz").write_text("hello")
    assert "not a file of saved parameters" in message(tmp_path / "text.npz")
    (tmp_path / "empty.npz").write_bytes(b"")
    assert "not a file of saved parameters" in message(tmp_path / "empty.npz")


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    with pytest.raises(ScenarioError, match="cannot be written"):
        save_parameters(tmp_path / "no" / "weights.npz", initial_parameters(XOR), XOR)


def normalised():
    hidden = replace(XOR.layers[0], bias="per-layer", batch_norm=True, biases=None, bias_names=None)
    return replace(XOR, layers=(hidden, *XOR.layers[1:]))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_safetensors_come_back_bit_for_bit_with_the_names_others_use(tmp_path, dtype):
    scenario = normalised()
    parameters = initial_parameters(scenario, dtype)
    parameters.flat[...] += np.random.default_rng(1).normal(size=len(parameters.flat))
    path = tmp_path / "weights.safetensors"
    save_parameters(path, parameters, scenario)
    assert set(load_file(path)) == {
        "layer1.weight",
        "layer1.bias",
        "layer1.norm.weight",
        "layer1.norm.bias",
        "layer1.norm.running_mean",
        "layer1.norm.running_var",
        "layer2.weight",
        "layer2.bias",
    }
    loaded = load_parameters(path, scenario)
    assert loaded.flat.dtype == dtype
    assert np.array_equal(loaded.flat, parameters.flat)
    plain = replace(scenario.layers[0], batch_norm=False)
    with pytest.raises(ScenarioError, match="found, but xor has no such numbers"):
        load_parameters(path, replace(scenario, layers=(plain, *XOR.layers[1:])))


def test_what_is_no_safetensors_file_is_refused(tmp_path):
    path = tmp_path / "weights.safetensors"
    for content in (b"", b"hello", b"\xff" * 40):
        path.write_bytes(content)
        with pytest.raises(ScenarioError, match="not a file of saved parameters"):
            load_parameters(path, XOR)
    save_file({"layer1.weight": np.zeros((2, 2), dtype=np.int32)}, path)
    with pytest.raises(ScenarioError, match="numbers of type int32; expected float32 or float64"):
        load_parameters(path, XOR)


def test_the_names_of_the_first_format_are_still_read(tmp_path):
    parameters = initial_parameters(XOR)
    path = tmp_path / "weights.npz"
    np.savez(
        path,
        weight1=parameters.weights[0],
        bias1=parameters.biases[0],
        weight2=parameters.weights[1],
        bias2=parameters.biases[1],
    )
    assert np.array_equal(load_parameters(path, XOR).flat, parameters.flat)


def test_a_deeper_network_is_refused_though_its_first_layers_fit(tmp_path):
    path = tmp_path / "deep.npz"
    save_parameters(path, initial_parameters(XOR), XOR)
    with np.load(path) as file:
        np.savez(path, **dict(file), **{"layer3.weight": np.zeros((1, 1))})
    assert message(path) == "deep.npz: layer3.weight: found, but xor has 2 layers; expected as many"


def test_a_number_that_the_files_precision_does_not_hold_is_refused(tmp_path, recwarn):
    path = tmp_path / "mixed.npz"
    save_parameters(path, initial_parameters(XOR, np.float32), XOR)
    with np.load(path) as file:
        np.savez(path, **(dict(file) | {"layer2.weight": np.full((1, 2), 1e200)}))
    expected = "found 1e+200, which is not finite in float32; expected at most 3.4e+38"
    assert message(path) == f"mixed.npz: layer2.weight: {expected}"
    # A whole file in double precision, for a run in single precision.
    parameters = initial_parameters(XOR, np.float64)
    parameters.weights[1][0, 0] = -1e200
    save_parameters(path, parameters, XOR)
    assert load_parameters(path, XOR).weights[1][0, 0] == -1e200
    with pytest.raises(ScenarioError) as caught:
        load_parameters(path, XOR, np.float32)
    assert str(caught.value) == f"mixed.npz: layer2.weight: {expected}"
    assert not recwarn.list


@pytest.mark.parametrize("name", ["w.npz", "w.safetensors"])
def test_negative_running_variances_are_refused(tmp_path, name):
    scenario, path = normalised(), tmp_path / name
    parameters = initial_parameters(scenario)
    parameters.running_variances[0][1] = 0.0
    save_parameters(path, parameters, scenario)
    assert load_parameters(path, scenario).running_variances[0][1] == 0.0
    parameters.running_variances[0][1] = -0.25
    save_parameters(path, parameters, scenario)
    with pytest.raises(ScenarioError) as caught:
        load_parameters(path, scenario)
    problem = "found -0.25; expected variances, which are not negative"
    assert str(caught.value) == f"{name}: layer1.norm.running_var: {problem}"
    parameters.running_variances[0][1] = np.inf
    save_parameters(path, parameters, scenario)
    with pytest.raises(ScenarioError, match="running_var: not all numbers are finite"):
        load_parameters(path, scenario)


@pytest.mark.parametrize("name", ["w.npz", "w.safetensors"])
def test_a_file_with_bytes_changed_is_read_or_refused_in_a_sentence(tmp_path, name):
    path, rng = tmp_path / name, np.random.default_rng(0)
    save_parameters(path, initial_parameters(XOR), XOR)
    whole, refused = path.read_bytes(), []
    for _ in range(200):
        changed = bytearray(whole[: rng.integers(len(whole)) if rng.random() < 0.2 else None])
        for place in rng.integers(max(len(changed), 1), size=2 if changed else 0):
            changed[place] = rng.integers(256)
        path.write_bytes(changed)
        try:
            load_parameters(path, XOR)
        except ScenarioError as error:
            refused.append(str(error))
    assert len(refused) > 150
    assert all(sentence.startswith(f"{name}: ") for sentence in refused)


def test_a_file_that_would_unpack_to_any_size_is_not_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "weights.npz"
    np.savez_compressed(path, **{"layer1.weight": np.zeros((1000, 1000))})
    assert "layer1.weight: shape (1000, 1000)" in message(path)
    monkeypatch.setattr(array_files, "SLACK_BYTES", 7_000_000)
    # The nine parameters of xor may take four times 72 bytes more.
    assert message(path) == (
        "weights.npz: holds 8,000,128 bytes; expected at most 7,000,288 for this network"
    )


def test_an_array_that_says_it_has_gigabytes_takes_no_memory(tmp_path):
    path = tmp_path / "weights.npz"
    header = io.BytesIO()
    shape = {"descr": "<f8", "fortran_order": False, "shape": (1 << 30,)}
    np.lib.format.write_array_header_1_0(header, shape)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("layer1.weight.npy", header.getvalue())
    tracemalloc.start()
    try:
        assert "not a file of saved parameters" in message(path)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are named on POSIX only")
@pytest.mark.parametrize("name", ["pipe.npz", "pipe.safetensors"])
def test_a_pipe_is_not_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / name)
    assert message(tmp_path / name) == f"{name}: is a pipe; expected a file"
