"""Trained parameters on disk: one .npz file, read without ever unpickling."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from engine.parameters import ParameterLayout, Parameters
from engine.scenario import Scenario, ScenarioError
from engine.scenario.files import replace_file

FORMAT = 1


def save_parameters(path: str | Path, parameters: Parameters, scenario: Scenario) -> None:
    """Write parameters to a file, replacing it whole or not at all.

    The file holds ``format``, ``scenario`` (its id), and for each layer from 1 ``weight1``,
    shape (units, units before), and ``bias1``, shape (units,), (1,) or (0,).

    Raises
    ------
    ScenarioError
        The file cannot be written; what stood there before is untouched.
    """
    arrays: dict[str, Any] = {"format": np.array(FORMAT), "scenario": np.array(scenario.id)}
    for number, (weight, bias) in enumerate(
        zip(parameters.weights, parameters.biases, strict=True), start=1
    ):
        arrays[f"weight{number}"], arrays[f"bias{number}"] = weight, bias
    replace_file(path, lambda file: np.savez(file, allow_pickle=False, **arrays))


def load_parameters(path: str | Path, scenario: Scenario) -> Parameters:
    """Read the parameters of a scenario's network, in the precision they were saved in.

    Raises
    ------
    ScenarioError
        The file cannot be read, is no such file, or holds another network's parameters.
    """
    path = Path(path)
    try:
        with np.load(path, allow_pickle=False) as file:
            if not isinstance(file, np.lib.npyio.NpzFile):
                raise ValueError
            return _read(file, path.name, scenario)
    except FileNotFoundError:
        raise ScenarioError(path.name, "", "no such file") from None
    except (ValueError, EOFError, MemoryError, zipfile.BadZipFile):
        problem = "not a file of saved parameters; expected an .npz file that training saved"
        raise ScenarioError(path.name, "", problem) from None
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise ScenarioError(path.name, "", problem) from None


def _read(file: Any, name: str, scenario: Scenario) -> Parameters:
    layout = ParameterLayout(scenario)
    first = _array(file, name, "weight1")
    values = Parameters(layout, np.zeros(layout.size, dtype=first.dtype))
    for number in range(1, scenario.depth + 1):
        for kind, views in (("weight", values.weights), ("bias", values.biases)):
            key, view = f"{kind}{number}", views[number - 1]
            array = _array(file, name, key)
            if array.shape != view.shape:
                problem = f"shape {array.shape}; expected {view.shape} for {scenario.id}"
                raise ScenarioError(name, key, problem)
            if not np.isfinite(array).all():
                raise ScenarioError(name, key, "not all numbers are finite; expected them to be")
            view[...] = array
    return values


def _array(file: Any, name: str, key: str) -> Any:
    if key not in file.files:
        raise ScenarioError(name, key, "missing; expected the parameters of this layer")
    array = file[key]
    if array.dtype not in (np.dtype(np.float32), np.dtype(np.float64)):
        problem = f"numbers of type {array.dtype}; expected float32 or float64"
        raise ScenarioError(name, key, problem)
    return array
