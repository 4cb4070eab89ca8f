"""Find parameters by a name, or by the name of a unit they join."""

from collections.abc import Callable, Iterator

from app.timeline.table_rows import ParameterRows
from app.timeline.words import BEGINS, BIAS, layer_words
from engine.layout import LayerSlot

Match = Callable[[str, str], bool]


class ParameterFilter:
    """Rows by what is typed: "w5" for a parameter, "o1" for all that meet in a unit.

    Parameters
    ----------
    rows : ParameterRows
        The table that is searched.
    """

    def __init__(self, rows: ParameterRows) -> None:
        self._layout = rows.layout
        scenario = rows.layout.scenario
        layers = map(scenario.whole_names, range(scenario.depth + 1))
        self._units = [[name.casefold() for name in names] for names in layers]
        self._names: list[str] | None = None

    def matching(self, text: str) -> list[int] | None:
        """Return the rows to show, or None for all when nothing is typed.

        A row that has exactly the text as a name comes before all others: only where there is
        none are names shown that begin with it, and only then names that contain it.
        """
        wanted = text.strip().casefold()
        if not wanted:
            return None
        if self._names is None:
            self._names = [self._layout.name(ref).casefold() for ref in self._layout.refs()]
        matches: Match
        for matches in (str.__eq__, str.startswith, str.__contains__):
            found = {row for row, name in enumerate(self._names) if matches(name, wanted)}
            found.update(self._by_units(matches, wanted))
            if found:
                return sorted(found)
        return []

    def _by_units(self, matches: Match, wanted: str) -> Iterator[int]:
        """Yield the rows whose one or other end matches."""
        start = 0
        for slot in self._layout.slots:
            own = self._units[slot.number]
            sources = [
                k for k, name in enumerate(self._units[slot.number - 1]) if matches(name, wanted)
            ]
            for unit, name in enumerate(own):
                first = start + unit * slot.n_in
                if matches(name, wanted):
                    yield from range(first, first + slot.n_in)
                else:
                    yield from (first + source for source in sources)
            start += slot.n_out * slot.n_in
            yield from self._by_bias(slot, start, matches, wanted)
            start += slot.bias_count
            for begins in BEGINS.values() if slot.batch_norm else ():
                for unit, name in enumerate(own):
                    if matches(begins, wanted) or matches(name, wanted):
                        yield start + unit
                start += slot.n_out

    def _by_bias(self, slot: LayerSlot, start: int, matches: Match, wanted: str) -> Iterator[int]:
        shared = slot.bias == "per-layer"
        ends = [layer_words(slot.number)] if shared else self._units[slot.number]
        for index in range(slot.bias_count):
            if matches(BIAS, wanted) or matches(ends[index], wanted):
                yield start + index
