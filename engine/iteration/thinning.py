"""States of something that goes on and on: all the latest, and of earlier ones ever fewer."""

from bisect import bisect_right
from collections.abc import Sequence

# What the objects around a state's numbers take.
_AROUND = 170


class ThinnedStates:
    """States as bytes, by number, within a budget of memory.

    Of the latest ones, half of what there is room for, all are stored, so that going back a little
    takes a moment; of the earlier ones every second, fourth, eighth … is, so that going back far
    takes a part of what going there took. The first one always stays.

    Parameters
    ----------
    number : int
        Number of the first state.
    state : bytes
        The first state; the others are about as long.
    budget : int
        Bytes that all of them take; the first and the latest are stored in any case.
    latest : int
        So many of the latest are stored where the budget permits, even if that is more than half.
    """

    def __init__(self, number: int, state: bytes, budget: int, latest: int = 0) -> None:
        self.budget = budget
        self._latest = latest
        # The bytes alone: the objects of a small state take ten times as much.
        self._numbers: list[int] = [number]
        self._states: list[bytes] = [state]
        self._stride = 1

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def size(self) -> int:
        """Bytes that all states take."""
        return len(self) * (len(self._states[0]) + _AROUND)

    @property
    def last(self) -> int:
        """Number of the latest state."""
        return self._numbers[-1]

    def add(self, number: int, state: bytes) -> None:
        """Store a state after all that are stored."""
        self._numbers.append(number)
        self._states.append(state)
        self.limit(self.budget)

    def limit(self, budget: int) -> None:
        """Take no more memory than this from here on."""
        self.budget = budget
        capacity = max(2, budget // (len(self._states[0]) + _AROUND))
        if len(self) > capacity:
            latest = max(capacity // 2, min(self._latest, capacity - 2))
            self._thin(len(self) - latest, max(1, (capacity - latest) // 2))

    def _thin(self, older: int, most: int) -> None:
        """Leave at most so many of the older states, evenly spaced."""
        chosen: Sequence[int] = range(older)
        while len(chosen := [at for at in chosen if self._is_due(at)]) > most:
            self._stride *= 2
        self._numbers[:older] = [self._numbers[at] for at in chosen]
        self._states[:older] = [self._states[at] for at in chosen]

    def _is_due(self, at: int) -> bool:
        return (self._numbers[at] - self._numbers[0]) % self._stride == 0

    def before(self, number: int) -> tuple[int, bytes]:
        """Return the latest stored state that is not after a number, and its own number."""
        place = max(0, bisect_right(self._numbers, number) - 1)
        return self._numbers[place], self._states[place]
