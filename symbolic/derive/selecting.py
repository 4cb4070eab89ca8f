"""Which summands of a long sum are shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import FloatArray
from symbolic.derive.records import Term, TermKind, Terms

SHOWN = 8
"""Sums of up to so many terms show them all."""

STRONGEST = 6
"""Of longer sums, so many of the strongest are shown."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which summands of a sum are shown.

    Attributes
    ----------
    indices : sequence of int
        All in order, or the strongest, largest first.
    omitted : int
        How many are left out.
    omitted_value : float
        What those add up to.
    """

    indices: Sequence[int]
    omitted: int
    omitted_value: float

    def terms(self, kind: TermKind, shown: Iterable[Term]) -> Terms:
        """Return the terms that are shown, with what is left out."""
        return Terms(kind, tuple(shown), self.omitted, self.omitted_value)


def absent_notes(present: int, count: int) -> tuple[str, ...]:
    """Say so where some of the connections that could be there are not."""
    if present == count:
        return ()
    verb = "is" if count - present == 1 else "are"
    return (f"{count - present:,} of {count:,} connections {verb} absent, and no terms here.",)


def select(
    values: FloatArray,
    shown: int = SHOWN,
    strongest: int = STRONGEST,
    among: Sequence[int] | None = None,
) -> Selection:
    """Choose the summands to show.

    Parameters
    ----------
    values : ndarray of shape (n,)
        All summands.
    shown : int
        Up to so many are all shown.
    strongest : int
        Of more than that, so many are, and none that is 0.
    among : sequence of int, optional
        Which of them are summands at all; without it, all.
    """
    among = range(len(values)) if among is None else among
    if len(among) <= shown:
        return Selection(among, 0, 0.0)
    places = np.asarray(among)
    order = places[np.argsort(-np.abs(values[places]), kind="stable")]
    # Summands of 0 say nothing, but a sum of nothing else keeps one.
    count = max(1, min(strongest, int(np.count_nonzero(values))))
    rest = order[count:]
    return Selection([int(k) for k in order[:count]], len(rest), float(values[rest].sum()))
