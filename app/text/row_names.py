"""Which rows of the data an iteration is computed over, in words."""

from engine.data.selection import Rows


def named_rows(rows: Rows, *, brief: bool = False) -> str:
    """Return which rows these are, from 1: "rows 5 to 8 of 120", "row 3 of 120".

    Where rows between them are held out it is "4 of rows 5 to 9". A brief name leaves away how many
    rows there are.
    """
    if rows.is_own:
        return "own row" if rows.image_shape is None else "own digit"
    count, of_all = len(rows.numbers), "" if brief else f" of {rows.total:,}"
    if count == 1:
        return f"row {rows.numbers[0] + 1:,}{of_all}"
    return f"{_span(rows)}{of_all}" if _are_consecutive(rows) else f"{count:,} of {_span(rows)}"


def named_batch(rows: Rows) -> str:
    """Return a batch with its rows: "a batch of 4 rows: rows 5 to 8 of 120"; a row by itself."""
    count = len(rows.numbers)
    if count == 1:
        return named_rows(rows)
    among = ":" if _are_consecutive(rows) else " among"
    return f"a batch of {count:,} rows{among} {_span(rows)} of {rows.total:,}"


def _span(rows: Rows) -> str:
    return f"rows {rows.numbers[0] + 1:,} to {rows.numbers[-1] + 1:,}"


def _are_consecutive(rows: Rows) -> bool:
    return bool(rows.numbers[-1] - rows.numbers[0] + 1 == len(rows.numbers))
