"""What a data set calls a network's inputs and outputs, where the scenario gives them no names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.data.opening import dataset_of, source_of
from engine.network.data_specs import DataNames
from engine.network.naming import is_counted
from engine.network.scenario import Scenario

if TYPE_CHECKING:
    from engine.data.dataset import Dataset

LONGEST = 24
"""Letters of a name that stands in a drawing or a formula; what is longer is cut in its middle."""


def with_data_names(scenario: Scenario, *, longest: int | None = LONGEST) -> Scenario:
    """Return the scenario with units called as the columns and classes of its data set.

    Names that the file gives stay. The inputs of a table are called by its columns, outputs by
    their classes, the one output of two classes by the second one, whose probability it
    is, and that of a number to be met by its column. Pixels keep their numbers.

    Parameters
    ----------
    scenario : Scenario
        Any; one that has rows of its own, or nothing to be named, is returned itself.
    longest : int or None
        Letters that a name may have; None keeps names whole.

    Raises
    ------
    DatasetError
        The data set cannot be read.
    """
    if scenario.dataset is None or scenario.data_names is not None:
        return scenario
    units = scenario.layers[-1].units
    columns = [scenario.inputs, *(layer.units for layer in scenario.layers)]
    counted_inputs, counted_outputs = is_counted(columns, 0), is_counted(columns, scenario.depth)
    if not (counted_inputs or counted_outputs):
        return scenario
    dataset = dataset_of(scenario)
    inputs: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    if counted_inputs and dataset.source_rows is not None:
        source = source_of(scenario)
        inputs = source.input_names(scenario.normalisation, scenario.bins)
        # Of a quantile bin this also says where it is.
        whole = dataset.feature_names
    outputs = _outputs(dataset, len(units)) if counted_outputs else ()
    if not inputs and not outputs:
        return scenario
    taken = {name for layer in scenario.layers[:-1] for name in layer.units}
    taken.update(() if inputs else scenario.inputs, () if outputs else units)
    short = _different([*inputs, *outputs], longest, taken)
    count = len(inputs)
    names = DataNames(short[:count], short[count:], whole, outputs)
    return replace(scenario, data_names=names)


def _outputs(dataset: Dataset, units: int) -> tuple[str, ...]:
    # Reading a table has loaded this; the scenarios without one need not.
    from engine.data.tables.headers import one_line  # noqa: PLC0415

    names: tuple[str, ...] = dataset.classes
    if dataset.source_rows is not None and not names:
        names = (dataset.source_rows.target,)
    elif units == 1 and len(names) == 2:
        names = names[1:]
    if len(names) != units:
        return ()
    # A word may be made of signs alone that cannot be shown.
    return tuple(one_line(name) or f"class {at}" for at, name in enumerate(names, start=1))


def _different(names: Sequence[str], longest: int | None, taken: set[str]) -> tuple[str, ...]:
    """Return the names cut to a length, with a number where they would be equal."""
    taken = set(taken)
    found = []
    for cut in _cut(names, longest):
        number, candidate = 1, cut
        while candidate in taken:
            number += 1
            mark = f" ({number})"
            room = None if longest is None else longest - len(mark)
            candidate = shortened(cut, room) + mark
        taken.add(candidate)
        found.append(candidate)
    return tuple(found)


def _cut(names: Sequence[str], longest: int | None) -> list[str]:
    """Cut names in their middle; those that look alike then, to where they begin to differ."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(shortened(name, longest), []).append(name)
    found = []
    for name in names:
        cut = shortened(name, longest)
        differs = _agreeing(alike[cut])
        if longest is None or len(alike[cut]) == 1 or differs == len(name):
            found.append(cut)
        else:
            found.append(_from(name, differs, longest))
    return found


def _agreeing(names: Sequence[str]) -> int:
    """Return with how many letters all names begin alike."""
    columns = enumerate(zip(*names, strict=False))
    return next((at for at, letters in columns if len(set(letters)) > 1), min(map(len, names)))


def _from(name: str, place: int, longest: int) -> str:
    """Return a piece of a name that begins with the word at or before a place, if it is short."""
    start = max(name.rfind(" ", 0, max(0, place - 1)) + 1, place - longest // 2)
    piece = name[start:]
    if len(piece) > longest - 1:
        piece = f"{piece[: longest - 2].rstrip()}…"
    return f"…{piece}"


def shortened(name: str, longest: int | None) -> str:
    """Return a name with its middle left out where it is longer than this."""
    if longest is None or len(name) <= longest:
        return name
    tail = longest // 2
    return f"{name[: longest - 1 - tail].rstrip()}…{name[-tail:].lstrip()}"
