"""A scenario as lessons have it: some of its numbers changed, any of its iterations recorded."""

import threading
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from engine.data.selection import Selection, select_rows
from engine.errors import DivergenceError
from engine.expressions.tree import CONSTANTS, FUNCTIONS
from engine.iteration.history import History
from engine.iteration.state import State, iterate
from engine.iteration.steps import StepSequence
from engine.iteration.trace import Trace, record
from engine.network.layout import ParameterLayout
from engine.network.parameters import initial_parameters
from engine.network.quantities import LEARNING_RATE, Quantity, Ref
from engine.network.scenario import Scenario
from engine.scenario.editing import with_datum, with_value
from engine.scenario.library import find_scenario

MOST_ITERATIONS, _MOST_TRACES = 500, 64
_NEAR, _NEAR_PRODUCTS = 50, 10_000_000
"""Updates that a redraw can wait for, and products of theirs: a row times a parameter is one."""
MOST_NAMED = 200
"""Of a layer of more units, and of a network of more parameters, these have no names in words."""

RATE = "rate"

_OF_UNIT: Mapping[str, Quantity] = {
    "z": Quantity.PRE_ACTIVATION,
    "a": Quantity.ACTIVATION,
    "slope": Quantity.ACTIVATION_DERIVATIVE,
    "by": Quantity.LOSS_BY_ACTIVATION,
    "delta": Quantity.DELTA,
}
_OF_OUTPUT: Mapping[str, Quantity] = {"target": Quantity.TARGET, "loss": Quantity.OUTPUT_LOSS}


def network_run(word: str, values: tuple[tuple[str, float], ...], row: int = 0) -> "NetworkRun":
    """Return a scenario with some of its numbers changed, opened once.

    Parameters
    ----------
    word : str
        The id of a shipped one, or a file's path.
    values : tuple of (str, float)
        What is changed, by the names of `changeable`.
    row : int
        Whose inputs and targets are, from 0.

    Raises
    ------
    UserError
        There is no such scenario, or a number does not fit.
    KeyError
        It has no number of a name.
    """
    return _run(word, _written(word), values, row)


def _written(word: str) -> int:
    """Return when a file was written last; 0 for what is shipped, or gone."""
    if not word.endswith(".toml"):
        return 0
    path = Path(word)
    return path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=24)
def _run(word: str, written: int, values: tuple[tuple[str, float], ...], row: int) -> "NetworkRun":
    origin = _scenario(word, written)
    return NetworkRun(_scenario_with(origin, values, row), origin)


@lru_cache(maxsize=8)
def _scenario(word: str, _written: int) -> Scenario:
    return find_scenario(word)


def changeable(scenario: Scenario) -> dict[str, tuple[Ref, ...]]:
    """Return what a lesson can change by its name: rate, parameters, inputs, targets."""
    found: dict[str, list[Ref]] = {RATE: [LEARNING_RATE]}
    layout = ParameterLayout(scenario)
    for ref in layout.refs() if layout.size <= MOST_NAMED else ():
        found.setdefault(layout.name(ref), []).append(ref)
    if scenario.x is not None:
        for unit, name in enumerate(scenario.unit_names(0)[:MOST_NAMED]):
            found.setdefault(name, [Ref(Quantity.ACTIVATION, 0, unit)])
        for unit, name in enumerate(scenario.unit_names(scenario.depth)[:MOST_NAMED]):
            found[f"target_{name}"] = [Ref(Quantity.TARGET, scenario.depth, unit)]
    return {name: tuple(refs) for name, refs in found.items() if _is_name(name)}


def _is_name(name: str) -> bool:
    """Whether words can have a number by this name."""
    plain = name.replace("_", "").isalnum() and name.isascii() and not name[0].isdigit()
    return plain and name not in (*CONSTANTS, *FUNCTIONS, "piecewise")


def _scenario_with(scenario: Scenario, values: tuple[tuple[str, float], ...], row: int) -> Scenario:
    known = changeable(scenario)
    for name, value in values:
        for ref in known[name]:
            if ref.quantity in (Quantity.ACTIVATION, Quantity.TARGET):
                scenario = with_datum(scenario, ref, row, value)
            else:
                scenario = with_value(scenario, initial_parameters(scenario), ref, value)
    return scenario


class NetworkRun:
    """A scenario and its iterations.

    Attributes
    ----------
    scenario, origin : Scenario
        With the numbers that were changed, and without.
    layout : ParameterLayout
        Where its parameters stand.
    """

    def __init__(self, scenario: Scenario, origin: Scenario) -> None:
        self.origin = origin
        self.scenario, self.layout = scenario, ParameterLayout(scenario)
        self._traces: dict[int, Trace] = {}
        self._reached = 1
        # A thread may work out an iteration while the window asks for another one.
        self._lock = threading.Lock()

    @cached_property
    def steps(self) -> StepSequence:
        """The steps of an iteration."""
        return StepSequence(self.scenario)

    @cached_property
    def selection(self) -> Selection:
        """Its rows; opens its data."""
        return select_rows(self.scenario)

    @cached_property
    def _history(self) -> History:
        return History(State.start(initial_parameters(self.scenario), self.selection.epoch))

    def trace(self, iteration: int) -> Trace:
        """Return an iteration, from 1; the last finite one where the loss runs away before."""
        # One that is there has not to wait for another one that a thread works out.
        if (there := self._traces.get(iteration)) is not None:
            return there
        with self._lock:
            found = self._traces.get(iteration)
            if found is None:
                if len(self._traces) > _MOST_TRACES:
                    self._traces.clear()
                state = self._state(iteration)
                found = record(state, self.selection.batch(state.updates))
                self._traces[iteration] = found
        return found

    def approach(self, iteration: int) -> Iterator[None]:
        """Make the updates before an iteration that are not made yet, and give way behind each."""
        while (number := self._reached + 1) <= iteration:
            with self._lock:
                self._state(number)
            if self._reached < number:
                # The loss runs away.
                return
            yield

    def is_near(self, iteration: int) -> bool:
        """Whether an iteration is there within a redraw: recorded, or a few updates away."""
        if iteration in self._traces:
            return True
        opened = "selection" in vars(self) or self.scenario.dataset is None
        # Whoever asks while a thread works waits until that has ended, however far it goes.
        return opened and not self._lock.locked() and self._is_little(iteration - self._reached)

    def _is_little(self, updates: int) -> bool:
        """Whether so many updates, and the record of one, are made while a person waits."""
        rows = self.selection.epoch.batch_size
        return updates <= _NEAR and (updates + 1) * rows * self.layout.size <= _NEAR_PRODUCTS

    def _state(self, iteration: int) -> State:
        """Return where the optimisation stands at the start of an iteration."""
        nearest, state = self._history.before(iteration)
        for number in range(nearest + 1, iteration + 1):
            try:
                state, _ = iterate(state, self.selection, 1)
            except DivergenceError:
                return self._history.before(max(1, number - 2))[1]
            if number > self._reached:
                self._reached = number
                self._history.add(number, state)
        return state

    def named(self) -> Iterator[tuple[str, Ref]]:
        """Yield the numbers of an iteration that words can have, by their names."""
        scenario = self.scenario
        for name, refs in changeable(scenario).items():
            if name != RATE:
                yield name, refs[0]
            if refs[0].parameter is not None:
                yield f"gradient_{name}", refs[0].gradient
                yield f"new_{name}", refs[0].new_value
        for layer in range(scenario.depth + 1):
            names = scenario.unit_names(layer)
            for unit, name in enumerate(names if len(names) <= MOST_NAMED else ()):
                words = {"a": Quantity.ACTIVATION} if layer == 0 else _OF_UNIT
                for word, quantity in words.items():
                    yield f"{word}_{name}", Ref(quantity, layer, unit)
                if layer == scenario.depth:
                    for word, quantity in _OF_OUTPUT.items():
                        yield f"{word}_{name}", Ref(quantity, layer, unit)
