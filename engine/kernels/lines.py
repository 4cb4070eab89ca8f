"""Pieces of a table of (rows, units) that are stored without a gap, for loops over single numbers.

A loop over the few units of a small layer ends before machine instructions over many numbers at
once pay off; over all rows of it they do.
"""

from engine.kernels.compiling import inlined
from engine.kernels.views import flat_of, piece


@inlined
def lines_in(table, start, stop):
    """Return how many pieces the units from ``start`` to before ``stop`` are: 1, or the rows."""
    return 1 if stop - start == table.shape[1] else table.shape[0]


@inlined
def line_of(table, i, start, stop):
    """Return one of the pieces, a view of shape (n,)."""
    rows, units = table.shape
    first = i * units + start
    count = rows * units if stop - start == units else stop - start
    return piece(flat_of(table), first, first + count)
