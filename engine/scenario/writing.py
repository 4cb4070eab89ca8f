"""Write a scenario back to TOML."""

import os
from pathlib import Path
from typing import Any, TypeAlias

from msgspec.structs import asdict, replace

from engine.arrays import FloatArray
from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.generators import POINT_GENERATORS
from engine.catalogue.initialisers import INITIALISERS
from engine.catalogue.losses import LOSSES
from engine.files.replacing import check_writable, replace_file
from engine.network.data_specs import DatasetSpec, PointSpec, named_files, with_files
from engine.network.naming import is_counted
from engine.network.scenario import Layer, Scenario, Training
from engine.scenario.layer_options import MARKS, NORMALISING

_Table: TypeAlias = dict[str, Any]


def dump_scenario(scenario: Scenario) -> str:
    """Return the scenario as TOML text that reads back to the same scenario.

    Numbers keep all their digits: a float is written so that it reads back to the same bits. A
    row of numbers stands on one line, so that a person can edit it.
    """
    head: _Table = {"format": 1, "id": scenario.id, "title": scenario.title}
    for key in ("description", "source", "notation", "difference"):
        if getattr(scenario, key):
            head[key] = getattr(scenario, key)
    inputs, *units = _columns(scenario)
    # Without any, whoever reads the text back takes them from the data set.
    left_out = not scenario.inputs or scenario.inputs_from_data
    network: _Table = ({} if left_out else {"inputs": inputs}) | {"seed": scenario.network_seed}
    parts = [_lines(head), section_text("[network]", network)]
    for layer, column in zip(scenario.layers, units, strict=True):
        parts.append(section_text("[[network.layers]]", {"units": column} | _layer(layer)))
    parts.append(section_text("[loss]", _loss(scenario)))
    parts.append(section_text("[data]", _data(scenario)))
    parts.append(section_text("[training]", _training(scenario)))
    parts += _training_tables(scenario.training)
    if scenario.hide:
        parts.append(section_text("[explore]", {"hide": list(scenario.hide)}))
    return "\n".join(parts)


def without_notation(scenario: Scenario) -> Scenario:
    """Return what decides the numbers of a scenario's runs, whatever they are called."""
    return replace(scenario, notation="", difference="", hide=())


def _columns(scenario: Scenario) -> list[int | list[str]]:
    """Return the names of every layer's units, or how many there are where they are counted."""
    columns = [list(scenario.inputs), *(list(layer.units) for layer in scenario.layers)]
    return [
        len(column) if is_counted(columns, layer) else column
        for layer, column in enumerate(columns)
    ]


def _loss(scenario: Scenario) -> _Table:
    formula = LOSSES.formula_of(scenario.loss)
    table: _Table = {"name": scenario.loss} if formula is None else {"formula": formula}
    table["reduction"] = scenario.reduction
    for key, usual in (("l1", 0.0), ("l2", 0.0), ("output_delta", "chain")):
        if getattr(scenario, key) != usual:
            table[key] = getattr(scenario, key)
    return table


def _data(scenario: Scenario) -> _Table:
    table: _Table = {}
    if scenario.dataset is None:
        table |= {"x": _list(scenario.x), "y": _list(scenario.y)}
    else:
        spec = scenario.dataset
        if isinstance(spec, PointSpec):
            spec = spec.with_held_out(scenario.training.validation)
        table["dataset"] = dataset_table(spec)
    table["normalisation"] = scenario.normalisation
    if scenario.normalisation == "quantile":
        table["bins"] = scenario.bins
    return table


def dataset_table(spec: DatasetSpec) -> Any:
    """Return what names a data set as TOML has it: its name, or the keys that say something."""
    if isinstance(spec, str):
        return spec
    if isinstance(spec, PointSpec):
        keys = ("generator", *POINT_GENERATORS[spec.generator].takes, "train_share", "features")
        table = dataset_table(spec.table) if spec.table is not None else {}
        return _as_lists({key: getattr(spec, key) for key in keys} | table)
    # Defaults are those of the last keys.
    pairs = zip(reversed(spec.__struct_fields__), reversed(spec.__struct_defaults__), strict=False)
    defaults = dict(pairs)
    return _as_lists({key: each for key, each in asdict(spec).items() if each != defaults.get(key)})


def _as_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_lists(each) for key, each in value.items()}
    return [_as_lists(each) for each in value] if isinstance(value, tuple) else value


def _training(scenario: Scenario) -> _Table:
    training = scenario.training
    table: _Table = {"optimiser": training.optimiser, "learning_rate": training.learning_rate}
    table |= training.numbers
    if training.batch_size is not None:
        table["batch_size"] = training.batch_size
    for key in ("epochs", "shuffle", "seed", "validation"):
        table[key] = getattr(training, key)
    if isinstance(scenario.dataset, PointSpec):
        # Said by its share of the points.
        del table["validation"]
    if training.folds:
        table["folds"] = training.folds
    return table


def _training_tables(training: Training) -> list[str]:
    """Return the sections below ``[training]`` that say more than the defaults."""
    parts: list[str] = []
    schedule = training.schedule
    if schedule.changes:
        table: _Table = {"name": schedule.name, **schedule.numbers}
        parts.append(section_text("[training.schedule]", table))
    if training.early_stopping is not None:
        parts.append(section_text("[training.early_stopping]", asdict(training.early_stopping)))
    if training.augmentation is not None:
        parts.append(section_text("[training.augmentation]", asdict(training.augmentation)))
    return parts


def section_text(title: str, table: _Table) -> str:
    """Return a section of a file: its head and its keys."""
    return f"{title}\n{_lines(table)}"


def _lines(table: _Table) -> str:
    return "".join(entry_text(key, value) for key, value in table.items())


def entry_text(key: str, value: Any) -> str:
    """Return a key with its value as TOML, a row of numbers on a line of its own."""
    if isinstance(value, dict):
        inside = ", ".join(f"{name} = {_value(entry)}" for name, entry in value.items())
        return f"{key} = {{ {inside} }}\n"
    if not isinstance(value, list):
        return _quoted({key: value}, multiline_strings=True)
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
    if type(value) in (int, float):
        return str(value)  # as tomli-w does, which would take its time for a million weights
    # Whatever tomli-w writes behind a key is a value; it knows how to quote.
    return _quoted({"v": value}).removeprefix("v = ").rstrip("\n")


def _quoted(table: _Table, **options: bool) -> str:
    import tomli_w  # noqa: PLC0415

    return tomli_w.dumps(table, **options)


def save_scenario(scenario: Scenario, path: str | Path, text: str | None = None) -> None:
    """Write the scenario to a file, replacing it whole or not at all.

    Files of its data set are named as they are found from there: see `moved_to`.

    Parameters
    ----------
    scenario : Scenario
        What to write.
    path : str or Path
        The file.
    text : str, optional
        What to write: the scenario, as `revised` has it. Without it the file is written anew.

    Raises
    ------
    ScenarioError
        The file cannot be written; what stood there before is untouched.
    """
    check_writable(path)
    text = dump_scenario(moved_to(scenario, path)) if text is None else text
    replace_file(path, lambda file: file.write(text.encode()))


def moved_to(scenario: Scenario, path: str | Path) -> Scenario:
    """Return the scenario as that of another file, with its own data files still found.

    Relative paths start from the scenario's folder. In another folder they are written anew, or
    in full where no relative path leads there.
    """
    path, spec = Path(path), scenario.dataset
    if spec is None or isinstance(spec, str):
        return replace(scenario, path=path)
    before = Path() if scenario.path is None else scenario.path.parent
    old, new = os.path.realpath(before), os.path.realpath(path.parent)
    if old != new:
        moved = {key: path_from(new, Path(old), name) for key, name in named_files(spec) if name}
        spec = with_files(spec, moved)
    return replace(scenario, dataset=spec, path=path)


def path_from(folder: str, before: Path, name: str) -> str:
    """Return the path from a folder, which is real, to a file that another folder has."""
    if Path(name).is_absolute():
        return name
    try:
        return Path(os.path.relpath(os.path.realpath(before / name), folder)).as_posix()
    except ValueError:
        # On another drive, or no name of a file at all.
        return (before / name).as_posix()


def _list(array: FloatArray | None) -> list[Any]:
    return [] if array is None else array.tolist()


def _layer(layer: Layer) -> _Table:
    formula = ACTIVATIONS.formula_of(layer.activation)
    table: _Table = {"activation": layer.activation if formula is None else {"formula": formula}}
    if layer.weights is not None:
        table["weights"] = layer.weights.tolist()
    else:
        table["initialiser"] = layer.initialiser
        if INITIALISERS[layer.initialiser].scale is not None:
            table["initialiser_scale"] = layer.initialiser_scale
    if layer.initialiser_bias:
        table["initialiser_bias"] = layer.initialiser_bias
    if layer.weight_names is not None:
        table["weight_names"] = [list(row) for row in layer.weight_names]
    table["bias"] = layer.bias
    if layer.biases is not None:
        table["biases"] = layer.biases.tolist()
    if layer.bias_names is not None:
        table["bias_names"] = list(layer.bias_names)
    table |= layer.numbers
    if layer.dropout:
        table["dropout"] = layer.dropout
    if layer.batch_norm:
        table["batch_norm"] = True
    for key in (*NORMALISING, *MARKS):
        values = getattr(layer, key)
        if values is not None:
            table[key] = values.tolist()
    return table
