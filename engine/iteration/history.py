"""Where an optimisation stood at iterations it has been through, within a budget of memory."""

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from engine.arrays import FloatArray
from engine.iteration.state import State
from engine.network.layout import ParameterLayout
from engine.network.parameters import Parameters

BUDGET = 64 * 1024**2
"""Bytes that the stored states of one history may take."""

# What the objects around a state's numbers take.
_AROUND = 170


class History:
    """States at the start of iterations: of many, all the latest and some of the earlier ones.

    What lies between two of them follows from the earlier one, bit for bit. Half of the budget is
    for the latest states, so that going back a little takes a moment; of the earlier ones every
    second, fourth, eighth … is stored, so that going back far takes a part of what running took.

    Parameters
    ----------
    first : State
        At the start of iteration 1.
    budget : int, optional
        Bytes, `BUDGET` without it; the first state and the latest are stored in any case.
    """

    def __init__(self, first: State, budget: int | None = None) -> None:
        self._layout: ParameterLayout = first.parameters.layout
        self._moments = tuple(first.moments)
        self._epoch = first.epoch
        self._budget = BUDGET if budget is None else budget
        # The numbers alone: the objects of a small network take ten times as much.
        self._numbers: list[int] = [1]
        self._stride = 1
        self._states: list[bytes] = [self._packed(first)]

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, iteration: int, state: State) -> None:
        """Store the state at the start of an iteration after all that are stored."""
        self._numbers.append(iteration)
        self._states.append(self._packed(state))
        capacity = max(2, self._budget // (len(self._states[0]) + _AROUND))
        if len(self) > capacity:
            self._thin(len(self) - capacity // 2, max(1, capacity // 4))

    def _thin(self, older: int, most: int) -> None:
        """Leave at most so many of the older states, evenly spaced."""
        chosen: Sequence[int] = range(older)
        while len(chosen := [at for at in chosen if self._is_due(at)]) > most:
            self._stride *= 2
        self._numbers[:older] = [self._numbers[at] for at in chosen]
        self._states[:older] = [self._states[at] for at in chosen]

    def _is_due(self, at: int) -> bool:
        return (self._numbers[at] - 1) % self._stride == 0

    def before(self, iteration: int) -> tuple[int, State]:
        """Return the latest stored state that is not after an iteration, and its iteration."""
        place = bisect_right(self._numbers, iteration) - 1
        number = self._numbers[place]
        return number, self._unpacked(self._states[place], number)

    def _packed(self, state: State) -> bytes:
        arrays = [state.parameters.flat, *(state.moments[name] for name in self._moments)]
        return np.concatenate(arrays).tobytes()

    def _unpacked(self, packed: bytes, iteration: int) -> State:
        numbers: FloatArray = np.frombuffer(packed, dtype=np.float64)
        size, trained = self._layout.size, self._layout.trained
        moments = {
            name: numbers[size + place * trained : size + (place + 1) * trained]
            for place, name in enumerate(self._moments)
        }
        parameters = Parameters(self._layout, numbers[:size])
        return State(parameters, moments, self._epoch, iteration - 1)
