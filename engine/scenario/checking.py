"""Check a scenario that was changed in memory, by the rules that its file would be checked by."""

from typing import Any

from msgspec.structs import replace

from engine.network.scenario import Layer, Scenario
from engine.scenario.layer_options import MARKS, NORMALISING
from engine.scenario.reading import parse_scenario
from engine.scenario.writing import dump_scenario

_STARTING = ("weights", "biases", *NORMALISING, *MARKS)
_NOTHING: dict[str, Any] = dict.fromkeys(_STARTING)


def check_scenario(scenario: Scenario, *, keep_inputs: bool = True) -> Scenario:
    """Return the scenario as its file would read back: options checked, others at their defaults.

    Starting values and rows are taken over as they are, be there millions; they have been checked
    when they came.

    Parameters
    ----------
    scenario : Scenario
        What ``dataclasses.replace`` made of a checked one.
    keep_inputs : bool
        Whether the inputs stay; otherwise they come from the columns of the data set.

    Raises
    ------
    ScenarioError
        An option is out of range or does not go with another.
    """
    bare = replace(
        scenario,
        layers=tuple(replace(layer, **_NOTHING) for layer in scenario.layers),
        inputs=scenario.inputs if keep_inputs else (),
    )
    checked = parse_scenario(dump_scenario(bare), scenario.called, scenario.path)
    layers = tuple(
        _with_values_of(new, old) for new, old in zip(checked.layers, scenario.layers, strict=True)
    )
    return replace(checked, layers=layers, x=scenario.x, y=scenario.y)


def _with_values_of(layer: Layer, source: Layer) -> Layer:
    values: dict[str, Any] = {key: getattr(source, key) for key in _STARTING}
    if layer.bias == "none":
        values["biases"] = None
    for key in ("frozen_biases", "absent_biases"):
        # Marks go where they make no sense for another kind of bias.
        marks = values[key]
        differ = layer.bias == "per-layer" and marks is not None and not marks.all()
        if differ or layer.bias == "none" or (layer.bias, key) == ("frozen", "frozen_biases"):
            values[key] = None
    if not layer.batch_norm:
        values |= dict.fromkeys(NORMALISING)
    return replace(layer, **values)
