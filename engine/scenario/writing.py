"""Write a scenario back to TOML."""

from pathlib import Path
from typing import Any, TypeAlias

import tomli_w

from engine.arrays import FloatArray
from engine.scenario.files import replace_file
from engine.scenario.model import Layer, Scenario

_Table: TypeAlias = dict[str, Any]


def dump_scenario(scenario: Scenario) -> str:
    """Return the scenario as TOML text that reads back to the same scenario.

    Numbers keep all their digits: a float is written so that it reads back to the same bits. A
    row of numbers stands on one line, so that a person can edit it.
    """
    head: _Table = {"format": 1, "id": scenario.id, "title": scenario.title}
    for key in ("description", "source"):
        if getattr(scenario, key):
            head[key] = getattr(scenario, key)
    network = {"inputs": list(scenario.inputs), "seed": scenario.network_seed}
    parts = [_lines(head), _section("[network]", network)]
    parts += [_section("[[network.layers]]", _layer(layer)) for layer in scenario.layers]
    parts.append(_section("[loss]", {"name": scenario.loss, "reduction": scenario.reduction}))
    if scenario.dataset is not None:
        parts.append(_section("[data]", {"dataset": scenario.dataset}))
    else:
        parts.append(_section("[data]", {"x": _list(scenario.x), "y": _list(scenario.y)}))
    parts.append(_section("[training]", _training(scenario)))
    return "\n".join(parts)


def _training(scenario: Scenario) -> _Table:
    training = scenario.training
    table: _Table = {"optimiser": training.optimiser, "learning_rate": training.learning_rate}
    if training.batch_size is not None:
        table["batch_size"] = training.batch_size
    for key in ("epochs", "shuffle", "seed", "validation"):
        table[key] = getattr(training, key)
    return table


def _section(title: str, table: _Table) -> str:
    return f"{title}\n{_lines(table)}"


def _lines(table: _Table) -> str:
    return "".join(_entry(key, value) for key, value in table.items())


def _entry(key: str, value: Any) -> str:
    if not isinstance(value, list):
        return tomli_w.dumps({key: value}, multiline_strings=True)
    if value and isinstance(value[0], list) and len(value) > 1:
        rows = "".join(f"    {_row(row)},\n" for row in value)
        return f"{key} = [\n{rows}]\n"
    return f"{key} = {_row(value)}\n"


def _row(values: list[Any]) -> str:
    """Write a list on one line."""
    return f"[{', '.join(_value(value) for value in values)}]"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return _row(value)
    # Whatever tomli-w writes behind a key is a value; it knows how to quote.
    return tomli_w.dumps({"v": value}).removeprefix("v = ").rstrip("\n")


def save_scenario(scenario: Scenario, path: str | Path) -> None:
    """Write the scenario to a file, replacing it whole or not at all.

    Raises
    ------
    ScenarioError
        The file cannot be written; what stood there before is untouched.
    """
    text = dump_scenario(scenario)
    replace_file(path, lambda file: file.write(text.encode()))


def _list(array: FloatArray | None) -> list[Any]:
    return [] if array is None else array.tolist()


def _layer(layer: Layer) -> _Table:
    table: _Table = {"units": list(layer.units), "activation": layer.activation}
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
