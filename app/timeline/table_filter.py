"""Find parameters by a name, or by the name of a unit they join."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.timeline.step_names import BEGINS, BIAS, layer_name
from app.timeline.table_rows import ParameterRows
from engine.network.layout import LayerSlot

Mask = NDArray[np.bool_]
Match = Callable[[str, str], bool]


class ParameterFilter:
    """Rows by what is typed: "w5" for a parameter, "o1" for all that meet in a unit.

    A layer's rows are found in one operation on arrays, so that a keystroke takes milliseconds
    among hundreds of thousands of parameters, whose names are never written out one by one.

    Parameters
    ----------
    rows : ParameterRows
        The table that is searched.
    """

    def __init__(self, rows: ParameterRows) -> None:
        self._rows, self._layout = rows, rows.layout
        scenario = rows.layout.scenario
        layers = map(scenario.whole_names, range(scenario.depth + 1))
        self._units = [[name.casefold() for name in names] for names in layers]

    def matching(self, text: str) -> NDArray[np.intp] | None:
        """Return the rows to show in order, or None for all when nothing is typed.

        A row that has exactly the text as a name comes before all others: only where there is
        none are names shown that begin with it, and only then names that contain it.
        """
        wanted = text.strip().casefold()
        if not wanted:
            return None
        found = np.zeros(0, dtype=np.bool_)
        matches: Match
        for matches in (str.__eq__, str.startswith, str.__contains__):
            slots = self._layout.slots
            masks = [mask for slot in slots for mask in self._of_layer(slot, matches, wanted)]
            found = np.concatenate(masks)
            if found.any():
                break
        return self._rows.marked(found)

    def _of_layer(self, slot: LayerSlot, matches: Match, wanted: str) -> Iterator[Mask]:
        """Yield which rows of a layer match, in the order of its rows."""
        own = _fits(self._units[slot.number], matches, wanted)
        sources = _fits(self._units[slot.number - 1], matches, wanted)
        named = self._weights_named(slot, matches, wanted)
        yield (named | own[:, None] | sources[None, :]).ravel()
        shared = slot.bias == "per-layer"
        ends = _fits([layer_name(slot.number)], matches, wanted) if shared else own
        biases = self._layout.bias_names(slot.number)
        yield ends[: slot.bias_count] | _fits(biases, matches, wanted) | matches(BIAS, wanted)
        for quantity, begins in BEGINS.items() if slot.batch_norm else ():
            names = self._layout.normalising_names(slot.number, quantity)
            yield own | _fits(names, matches, wanted) | matches(begins, wanted)

    def _weights_named(self, slot: LayerSlot, matches: Match, wanted: str) -> Mask:
        """Return which weights of a layer are called so, shape (n_out, n_in)."""
        parts = self._layout.weight_name_parts(slot.number)
        if parts is None:
            names = [name for row in self._layout.weight_names(slot.number) for name in row]
            return _fits(names, matches, wanted).reshape(slot.n_out, slot.n_in)
        heads, tails = [head.casefold() for head in parts[0]], parts[1]
        found = np.zeros((len(heads), len(tails)), dtype=np.bool_)
        if matches is not str.__eq__:
            found |= _fits(heads, matches, wanted)[:, None]
        if matches is str.__contains__:
            found |= _fits(tails, matches, wanted)[None, :]
        # What reaches over the joint: the end of a head and the beginning of a tail.
        before: Match = str.endswith if matches is str.__contains__ else str.__eq__
        behind: Match = str.__eq__ if matches is str.__eq__ else str.startswith
        for cut in range(1, len(wanted)):
            at_heads = _fits(heads, before, wanted[:cut])
            if at_heads.any():
                found |= at_heads[:, None] & _fits(tails, behind, wanted[cut:])[None, :]
        indices = self._layout.scenario.naming.indices
        return found.T if indices is not None and indices.from_source else found


def _fits(names: Sequence[str], matches: Match, wanted: str) -> Mask:
    return np.fromiter((matches(name, wanted) for name in names), np.bool_, len(names))
