"""Find parameters by a name, or by the name of a unit they join."""

from app.timeline.table_model import ParameterRows
from app.timeline.words import end_names


class ParameterFilter:
    """Rows by what is typed: "w5" for a parameter, "o1" for all that meet in a unit.

    Parameters
    ----------
    rows : ParameterRows
        The table that is searched.
    """

    def __init__(self, rows: ParameterRows) -> None:
        self._rows = rows
        self._words: list[tuple[str, str, str]] | None = None

    def matching(self, text: str) -> list[int] | None:
        """Return the rows to show, or None for all when nothing is typed.

        A row that has exactly the text as a name comes before all others: only where there is
        none are names shown that begin with it, and only then names that contain it.
        """
        wanted = text.strip().casefold()
        if not wanted:
            return None
        if self._words is None:
            self._words = self._read()
        for matches in (str.__eq__, str.startswith, str.__contains__):
            found = [
                row
                for row, words in enumerate(self._words)
                if any(matches(word, wanted) for word in words)
            ]
            if found:
                return found
        return []

    def _read(self) -> list[tuple[str, str, str]]:
        layout = self._rows.layout
        words = []
        for ref in layout.refs():
            source, target = end_names(layout, ref)
            words.append((layout.name(ref).casefold(), source.casefold(), target.casefold()))
        return words
