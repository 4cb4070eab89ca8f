"""Trained parameters on disk: .npz or .safetensors, read without ever unpickling."""

import struct
import tokenize
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.layout import ParameterLayout
from engine.parameters import Parameters
from engine.scenario import Scenario, ScenarioError
from engine.scenario.files import replace_file

FORMAT = 2

MAX_BYTES = 4 * 1024**3

_Arrays: TypeAlias = dict[str, NDArray[Any]]

# What NumPy and zipfile raise over files of other kinds, and over their own with bytes changed.
_DAMAGED = (
    ValueError,
    EOFError,
    MemoryError,
    KeyError,
    TypeError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    struct.error,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)


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
    arrays: _Arrays = {name: view for name, view in named_views(parameters) if len(view)}
    if _is_safetensors(path):
        from safetensors.numpy import save  # noqa: PLC0415

        about = {"format": str(FORMAT), "scenario": scenario.id}
        data = save({name: np.ascontiguousarray(array) for name, array in arrays.items()}, about)
        replace_file(path, lambda file: file.write(data))
    else:
        arrays |= {"format": np.array(FORMAT), "scenario": np.array(scenario.id)}
        kept: dict[str, Any] = arrays
        replace_file(path, lambda file: np.savez(file, allow_pickle=False, **kept))


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

    Raises
    ------
    ScenarioError
        The file cannot be read, is no such file, or holds another network's parameters, or numbers
        that no parameters can be: not finite in this precision, or negative running variances.
    """
    path = Path(path)
    expected = "an .npz or .safetensors file that training saved"
    read = _read_safetensors if _is_safetensors(path) else read_npz
    arrays = read_arrays(path, read, f"not a file of saved parameters; expected {expected}")
    if "told" in arrays and "identity" in arrays:
        problem = "the state of a run, not its parameters alone; expected a file that --save wrote"
        raise ScenarioError(path.name, "", f"{problem} (--resume goes on from this one)")
    layout = ParameterLayout(scenario)
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


def _check_layers(arrays: _Arrays, file: str, scenario: Scenario) -> None:
    """Refuse the parameters of a deeper network, whose first layers may well fit."""
    for name in arrays:
        head, number = name[:5], name[5:].partition(".")[0]
        if head == "layer" and number.isdecimal() and int(number[:9]) > scenario.depth:
            problem = f"found, but {scenario.id} has {scenario.depth} layers; expected as many"
            raise ScenarioError(file, name, problem)


def read_arrays(path: Path, read: Callable[[Path], _Arrays], no_such_file: str) -> _Arrays:
    """Read all arrays of a file, with one sentence for all that can be wrong with it.

    Raises
    ------
    ScenarioError
        The file is missing, cannot be read, or is not what ``read`` reads.
    """
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise ScenarioError(name, "", "is a folder; expected a file")
        if path.exists() and not path.is_file():
            raise ScenarioError(name, "", "is not an ordinary file")
        if path.stat().st_size > MAX_BYTES:
            raise ValueError("more numbers than any network and its run have")
        return read(path)
    except FileNotFoundError:
        raise ScenarioError(name, "", "no such file") from None
    except _DAMAGED:
        raise ScenarioError(name, "", no_such_file) from None
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise ScenarioError(name, "", problem) from None


def read_npz(path: Path) -> _Arrays:
    """Read an .npz file without unpickling anything."""
    # NumPy leaves a file open that turns out to be none of its own.
    with path.open("rb") as stream:
        file = np.load(stream, allow_pickle=False)
        if not isinstance(file, np.lib.npyio.NpzFile):
            raise ValueError("a single array")
        with file, zipfile.ZipFile(stream) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_BYTES:
                raise ValueError("more numbers than any network and its run have")
            return {_present_name(name): file[name] for name in file.files}


def _present_name(name: str) -> str:
    """Return the name that an array of the first format (weight1, bias1) has in this one."""
    for kind in ("weight", "bias"):
        if name.startswith(kind) and name[len(kind) :].isdecimal():
            return f"layer{name[len(kind) :]}.{kind}"
    return name


def _read_safetensors(path: Path) -> _Arrays:
    from safetensors import SafetensorError  # noqa: PLC0415
    from safetensors.numpy import load  # noqa: PLC0415

    try:
        arrays: _Arrays = load(path.read_bytes())
    except SafetensorError as error:
        raise ValueError from error
    return arrays


def _is_safetensors(path: str | Path) -> bool:
    return Path(path).suffix.lower() == ".safetensors"


def _array(arrays: _Arrays, file: str, name: str) -> FloatArray:
    if name not in arrays:
        raise ScenarioError(file, name, "missing; expected the parameters of this layer")
    array = arrays[name]
    if array.dtype not in (np.dtype(np.float32), np.dtype(np.float64)):
        problem = f"numbers of type {array.dtype}; expected float32 or float64"
        raise ScenarioError(file, name, problem)
    return array
