"""Check the names that a file gives to units and parameters."""

from collections.abc import Sequence
from itertools import chain, pairwise, product

from engine.errors import Fail
from engine.network.naming import MAX_COUNTED, weight_name
from engine.scenario.schema import LayerTable, NetworkTable

MAX_NAME = 32


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
