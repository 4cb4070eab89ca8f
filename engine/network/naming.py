"""Names of units and weights that a scenario's file does not give."""

from collections.abc import Sequence
from itertools import chain, count

# Up to here weights are counted through the whole network; above, a name says where they are.
MAX_COUNTED = 100


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
