"""Write a scenario back to TOML."""

import os
import tempfile
from pathlib import Path
from typing import Any

import tomli_w

from engine.arrays import FloatArray
from engine.scenario.errors import ScenarioError
from engine.scenario.model import Layer, Scenario


def dump_scenario(scenario: Scenario) -> str:
    """Return the scenario as TOML text that reads back to the same scenario.

    Numbers keep all their digits: a float is written so that it reads back to the same bits.
    """
    training = scenario.training
    table: dict[str, Any] = {"format": 1, "id": scenario.id, "title": scenario.title}
    for key in ("description", "source"):
        if getattr(scenario, key):
            table[key] = getattr(scenario, key)
    table["network"] = {
        "inputs": list(scenario.inputs),
        "seed": scenario.network_seed,
        "layers": [_layer(layer) for layer in scenario.layers],
    }
    table["loss"] = {"name": scenario.loss, "reduction": scenario.reduction}
    if scenario.dataset is not None:
        table["data"] = {"dataset": scenario.dataset}
    else:
        table["data"] = {"x": _list(scenario.x), "y": _list(scenario.y)}
    table["training"] = {
        "optimiser": training.optimiser,
        "learning_rate": training.learning_rate,
        **({} if training.batch_size is None else {"batch_size": training.batch_size}),
        "epochs": training.epochs,
        "shuffle": training.shuffle,
        "seed": training.seed,
        "validation": training.validation,
    }
    return tomli_w.dumps(table, multiline_strings=True)


def save_scenario(scenario: Scenario, path: str | Path) -> None:
    """Write the scenario to a file, replacing it whole or not at all.

    Raises
    ------
    ScenarioError
        The file cannot be written; what stood there before is untouched.
    """
    path = Path(path)
    text = dump_scenario(scenario)
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        # mkstemp makes a private file; a saved scenario is as readable as any new file.
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        problem = f"cannot be written: {error.strerror or error}"
        raise ScenarioError(path.name, "", problem) from None


def _list(array: FloatArray | None) -> list[Any]:
    return [] if array is None else array.tolist()


def _layer(layer: Layer) -> dict[str, Any]:
    table: dict[str, Any] = {"units": list(layer.units), "activation": layer.activation}
    if layer.weights is not None:
        table["weights"] = layer.weights.tolist()
    else:
        table["initialiser"] = layer.initialiser
    if layer.weight_names is not None:
        table["weight_names"] = [list(row) for row in layer.weight_names]
    table["bias"] = layer.bias
    if layer.biases is not None:
        table["biases"] = layer.biases.tolist()
    if layer.bias_names is not None:
        table["bias_names"] = list(layer.bias_names)
    return table
