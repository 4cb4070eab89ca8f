"""Trained parameters on disk: .npz or .safetensors, read without ever unpickling."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.errors import ScenarioError
from engine.files.arrays import Arrays, read_arrays, read_npz, read_safetensors
from engine.files.replacing import replace_file
from engine.network.layout import ParameterLayout
from engine.network.parameters import Parameters
from engine.network.scenario import Scenario

FORMAT = 2


def save_parameters(path: str | Path, parameters: Parameters, scenario: Scenario) -> None:
    """Write parameters to a file, replacing it whole or not at all.

    A name that ends in ``.safetensors`` gives such a file, any other an ``.npz``. Either holds,
    for each layer from 1, ``layer1.weight``, shape (units, units before), and ``layer1.bias``,
    shape (units,), or (1,) for a shared one; with batch normalisation also ``layer1.norm.weight``
    and ``.bias`` (γ and β), ``.running_mean`` and ``.running_var``, each of shape (units,).

    Raises
    ------
    ScenarioError
        The file cannot be written; what stood there before is untouched.
    """
    arrays: Arrays = {name: view for name, view in named_views(parameters) if len(view)}
    if _is_safetensors(path):
        from safetensors.numpy import save  # noqa: PLC0415

        about = {"format": str(FORMAT), "scenario": scenario.id}
        data = save({name: np.ascontiguousarray(array) for name, array in arrays.items()}, about)
        replace_file(path, lambda file: file.write(data))
    else:
        arrays |= {"format": np.array(FORMAT), "scenario": np.array(scenario.id)}
        named: dict[str, Any] = arrays
        replace_file(path, lambda file: np.savez(file, allow_pickle=False, **named))


def named_views(parameters: Parameters) -> list[tuple[str, FloatArray]]:
    """Return every array of a network with its name in a file, views of the values."""
    named: list[tuple[str, FloatArray]] = []
    for index in range(len(parameters.weights)):
        layer = f"layer{index + 1}"
        named += [
            (f"{layer}.weight", parameters.weights[index]),
            (f"{layer}.bias", parameters.biases[index]),
            (f"{layer}.norm.weight", parameters.scales[index]),
            (f"{layer}.norm.bias", parameters.shifts[index]),
            (f"{layer}.norm.running_mean", parameters.running_means[index]),
            (f"{layer}.norm.running_var", parameters.running_variances[index]),
        ]
    return named


def load_parameters(
    path: str | Path, scenario: Scenario, dtype: type[np.floating[Any]] | None = None
) -> Parameters:
    """Read the parameters of a scenario's network.

    Parameters
    ----------
    path : str or Path
        The file.
    scenario : Scenario
        Whose network it is.
    dtype : numpy floating type, optional
        The precision they are to be in; without it the one they were saved in.

    What is absent in the scenario is 0, whatever the file has for it.

    Raises
    ------
    ScenarioError
        The file cannot be read, is no such file, or holds another network's parameters, far more
        numbers than this one has, or numbers that no parameters can be: not finite in this
        precision, or negative running variances.
    """
    path = Path(path)
    expected = "an .npz or .safetensors file that training saved"
    read = read_safetensors if _is_safetensors(path) else read_npz
    layout = ParameterLayout(scenario)
    no_such_file = f"not a file of saved parameters; expected {expected}"
    arrays = read_arrays(path, read, layout.size * np.dtype(np.float64).itemsize, no_such_file)
    arrays = {_present_name(name): array for name, array in arrays.items()}
    if "told" in arrays and "identity" in arrays:
        problem = "the state of a run, not its parameters alone; expected a file that --save wrote"
        raise ScenarioError(path.name, "", f"{problem} (--resume goes on from this one)")
    first = _array(arrays, path.name, "layer1.weight")
    values = Parameters(layout, np.zeros(layout.size, dtype=dtype or first.dtype))
    _check_layers(arrays, path.name, scenario)
    for name, view in named_views(values):
        if len(view):
            array = _array(arrays, path.name, name)
            if array.shape != view.shape:
                problem = f"shape {array.shape}; expected {view.shape} for {scenario.id}"
                raise ScenarioError(path.name, name, problem)
            with np.errstate(over="ignore"):
                view[...] = array
            _check_numbers(array, view, path.name, name)
        elif name in arrays and arrays[name].size:
            raise ScenarioError(path.name, name, f"found, but {scenario.id} has no such numbers")
    values.flat[layout.absent] = 0.0
    return values


def _check_numbers(array: NDArray[Any], view: FloatArray, file: str, name: str) -> None:
    """Refuse numbers that no such parameters can be, as read and in the precision they are for."""
    if not np.isfinite(array).all():
        raise ScenarioError(file, name, "not all numbers are finite; expected them to be")
    if not np.isfinite(view).all():
        largest = f"found {np.abs(array).max():.3g}, which is not finite in {view.dtype}"
        expected = f"expected at most {np.finfo(view.dtype).max:.3g}"
        raise ScenarioError(file, name, f"{largest}; {expected}")
    if name.endswith(".running_var") and (array < 0).any():
        problem = f"found {array.min():g}; expected variances, which are not negative"
        raise ScenarioError(file, name, problem)


def _check_layers(arrays: Arrays, file: str, scenario: Scenario) -> None:
    """Refuse the parameters of a deeper network, whose first layers may well fit."""
    for name in arrays:
        head, number = name[:5], name[5:].partition(".")[0]
        if head == "layer" and number.isdecimal() and int(number[:9]) > scenario.depth:
            problem = f"found, but {scenario.id} has {scenario.depth} layers; expected as many"
            raise ScenarioError(file, name, problem)


def _present_name(name: str) -> str:
    """Return the name that an array of the first format (weight1, bias1) has in this one."""
    for kind in ("weight", "bias"):
        if name.startswith(kind) and name[len(kind) :].isdecimal():
            return f"layer{name[len(kind) :]}.{kind}"
    return name


def _is_safetensors(path: str | Path) -> bool:
    return Path(path).suffix.lower() == ".safetensors"


def _array(arrays: Arrays, file: str, name: str) -> FloatArray:
    if name not in arrays:
        raise ScenarioError(file, name, "missing; expected the parameters of this layer")
    array = arrays[name]
    if array.dtype not in (np.dtype(np.float32), np.dtype(np.float64)):
        problem = f"numbers of type {array.dtype}; expected float32 or float64"
        raise ScenarioError(file, name, problem)
    return array
