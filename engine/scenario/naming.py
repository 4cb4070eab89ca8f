"""Names of units and parameters: those the file gives, and those generated for the rest."""

from collections.abc import Callable, Sequence
from itertools import chain, count, pairwise, product
from typing import NoReturn

from engine.scenario.schema import LayerTable, NetworkTable

MAX_NAME = 32
# Up to here weights are counted through the whole network; above, a name says where they are.
MAX_COUNTED = 100
Fail = Callable[[str, str], NoReturn]


def unit_names(columns: Sequence[int | list[str]]) -> list[tuple[str, ...]]:
    """Return every layer's unit names, inputs first.

    Parameters
    ----------
    columns : sequence of int or list of str
        For each layer a number of units or their names.

    Returns
    -------
    list of tuple of str
        Generated names: inputs i1 …, the last layer o1 …, a single hidden layer h1 …, several
        h1_1 … (layer, unit). Where one of a layer's is taken by a name that is listed, they are
        input1 …, output1 …, hidden1 … instead.
    """
    last = len(columns) - 1
    taken = {name for column in columns if not isinstance(column, int) for name in column}

    def prefix(layer: int) -> tuple[str, str]:
        if layer == 0:
            return "i", "input"
        if layer == last:
            return "o", "output"
        return ("h", "hidden") if last == 2 else (f"h{layer}_", f"hidden{layer}_")

    return [
        _counted(*prefix(layer), column, taken) if isinstance(column, int) else tuple(column)
        for layer, column in enumerate(columns)
    ]


def _counted(letter: str, word: str, units: int, taken: set[str]) -> tuple[str, ...]:
    """Return numbered names, with the first prefix that makes none that is taken."""
    prefixes = chain([letter], (f"{word}{'_' * more}" for more in count()))
    numbered = (tuple(f"{start}{unit + 1}" for unit in range(units)) for start in prefixes)
    return next(names for names in numbered if taken.isdisjoint(names))


def is_counted(columns: Sequence[Sequence[str]], layer: int) -> bool:
    """Return whether the names of a layer's units are those generated beside the others'."""
    others: list[int | list[str]] = [list(column) for column in columns]
    others[layer] = len(columns[layer])
    return unit_names(others)[layer] == tuple(columns[layer])


def weight_name(
    counted: bool, before: int, layer: int, position: tuple[int, int], n_in: int
) -> str:
    """Return the generated name of a weight.

    Parameters
    ----------
    counted : bool
        Whether the network is small enough to count its weights through.
    before : int
        Number of weights in the layers before this one.
    layer : int
        Layer number from 1.
    position : (int, int)
        Row and column in the layer's weights, from 0.
    n_in : int
        Columns of the layer's weights.
    """
    unit, source = position
    if counted:
        return f"w{before + unit * n_in + source + 1}"
    return f"w{layer}[{unit + 1},{source + 1}]"


def weight_name_parts(layer: int, n_out: int, n_in: int) -> tuple[list[str], list[str]]:
    """Return how names that are not counted through begin, by unit, and end, by source."""
    heads = [f"w{layer}[{unit + 1}," for unit in range(n_out)]
    return heads, [f"{source + 1}]" for source in range(n_in)]


def check_names(network: NetworkTable, units: Sequence[tuple[str, ...]], fail: Fail) -> None:
    """Check shapes, spelling and uniqueness of all names in a network table."""
    places = ["network.inputs"]
    places += [f"network.layers[{index}].units" for index in range(len(network.layers))]
    seen: dict[str, str] = {}
    for place, names in zip(places, units, strict=True):
        for position, name in enumerate(names):
            _check_spelling(f"{place}[{position}]", name, fail)
            if name in seen:
                fail(
                    f"{place}[{position}]",
                    f"{name!r} is taken by {seen[name]}; expected a new name",
                )
            seen[name] = f"{place}[{position}]"
    _check_parameter_names(network, [len(names) for names in units], fail)


def _check_parameter_names(network: NetworkTable, sizes: Sequence[int], fail: Fail) -> None:
    seen: dict[str, str] = {}
    before = 0
    counted = sum((a + 1) * b for a, b in pairwise(sizes)) <= MAX_COUNTED
    for index, layer in enumerate(network.layers):
        place = f"network.layers[{index}]"
        n_in, n_out = sizes[index], sizes[index + 1]
        rows = layer.weight_names
        if rows is not None:
            _check_weight_names(seen, f"{place}.weight_names", rows, (n_out, n_in), fail)
        elif counted:
            for position in product(range(n_out), range(n_in)):
                name = weight_name(True, before, index + 1, position, n_in)
                _take(seen, f"{place} (a generated name)", name, fail)
        if layer.bias_names is not None and layer.bias != "none":
            _check_bias_names(seen, f"{place}.bias_names", layer, n_out, fail)
        before += n_in * n_out


def _check_weight_names(
    seen: dict[str, str], place: str, rows: list[list[str]], shape: tuple[int, int], fail: Fail
) -> None:
    n_out, n_in = shape
    if len(rows) != n_out or any(len(row) != n_in for row in rows):
        problem = f"not the shape of the weights; expected {n_out:,} rows of {n_in:,} names"
        fail(place, problem)
    for position, name in enumerate(chain.from_iterable(rows)):
        row, column = divmod(position, n_in)
        _take(seen, f"{place}[{row}][{column}]", name, fail)


def _check_bias_names(
    seen: dict[str, str], place: str, layer: LayerTable, n_out: int, fail: Fail
) -> None:
    names = layer.bias_names or []
    if len(names) != n_out:
        fail(place, f"found {len(names):,}; expected a name for each of {n_out:,} units")
    if layer.bias == "per-layer" and len(set(names)) > 1:
        fail(place, "different names for one shared bias; expected one name")
    distinct = names if layer.bias == "per-unit" else list(dict.fromkeys(names))
    for position, name in enumerate(distinct):
        _take(seen, f"{place}[{position}]", name, fail)


def _take(seen: dict[str, str], place: str, name: str, fail: Fail) -> None:
    _check_spelling(place, name, fail)
    if name in seen:
        fail(place, f"{name!r} is taken by {seen[name]}; expected a new name")
    seen[name] = place


def _check_spelling(place: str, name: str, fail: Fail) -> None:
    found = f"found {name[:40]!r}"
    if not name.strip():
        fail(place, f"{found}; expected a name of 1 to {MAX_NAME} characters")
    if len(name) > MAX_NAME:
        fail(place, f"{found}, {len(name):,} characters; expected at most {MAX_NAME}")
    if name != name.strip():
        fail(place, f"{found}; expected a name without space at its beginning or end")
    if not name.isprintable():
        fail(place, f"{found}; expected a name of printable characters")
