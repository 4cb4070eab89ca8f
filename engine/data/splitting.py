"""Which rows are held out for validation, and which are set aside for the test."""

import numpy as np
from numpy.typing import NDArray

from engine.random_streams import Fixed, Stream, fixed, stream

TEST_SHARE = 0.2


def hold_out(rows: int, count: int, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Draw the rows that a run holds out for validation: the same for every run of a seed.

    Parameters
    ----------
    rows
        How many training rows there are.
    count
        How many of them are held out, fewer than `rows`.
    seed
        The run's seed.

    Returns
    -------
    (ndarray, ndarray)
        The rows that are trained on and those held out, both sorted.
    """
    generator = stream(seed, Stream.HELD_OUT_ROWS)
    held_out = np.sort(generator.permutation(rows)[:count]) if count else np.empty(0, dtype=np.intp)
    return np.setdiff1d(np.arange(rows), held_out), held_out


def set_aside(
    rows: int, labels: NDArray[np.int64] | None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Draw 20 % of the rows for the test, by a seed that never changes.

    Parameters
    ----------
    rows
        How many rows there are, at least two.
    labels
        Class index of each row, shape (rows,), or None. The last row of a class is never set
        aside: a class that is not trained on could not be recognised.

    Returns
    -------
    (ndarray, ndarray)
        The rows that are left and those set aside, both sorted. At least one is set aside, unless
        every class has a single row.
    """
    count = max(1, round(rows * TEST_SHARE))
    order = fixed(Fixed.TEST_ROWS).permutation(rows)
    if labels is not None:
        # The first row of each class in this order stays.
        _, keep = np.unique(labels[order], return_index=True)
        order = np.delete(order, keep)
    test = np.sort(order[:count])
    return np.setdiff1d(np.arange(rows), test), test
