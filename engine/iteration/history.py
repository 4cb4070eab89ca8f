"""Where an optimisation stood at iterations it has been through, within a budget of memory."""

import numpy as np

from engine.arrays import FloatArray
from engine.iteration.state import State
from engine.iteration.thinning import ThinnedStates
from engine.network.layout import ParameterLayout
from engine.network.parameters import Parameters

BUDGET = 64 * 1024**2
"""Bytes that the stored states of one history may take."""


class History:
    """States at the start of iterations: of many, all the latest and some of the earlier ones.

    What lies between two of them follows from the earlier one, bit for bit.

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
        self._states = ThinnedStates(1, self._packed(first), BUDGET if budget is None else budget)

    def __len__(self) -> int:
        return len(self._states)

    def add(self, iteration: int, state: State) -> None:
        """Store the state at the start of an iteration after all that are stored."""
        self._states.add(iteration, self._packed(state))

    def before(self, iteration: int) -> tuple[int, State]:
        """Return the latest stored state that is not after an iteration, and its iteration."""
        number, packed = self._states.before(iteration)
        return number, self._unpacked(packed, number)

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
