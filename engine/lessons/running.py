"""The trainings of a lesson: what each is, how far it is, and the work that brings them on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
from msgspec.structs import replace

from engine.lessons.kinds import Working
from engine.lessons.looking import LOOKS, Look, Seen
from engine.network.scenario import Scenario
from engine.scenario.library import changed_scenario
from engine.training import Preparing, Trainer, TrainingData, TrainingPlan, load_training_data
from engine.training.folds import fold_rows

PLACES, PLACES_OF_PICTURES = 100, 40
"""A run is looked at so many times, and at its start; pictures are larger."""
_STRIDE_SECONDS = 0.1
"""About so long a training goes on before it can be left."""
MOST_SCORED = 2_000
"""Of more rows than this, the first ones are evaluated."""


@dataclass(frozen=True, slots=True)
class RunSpec:
    """A shipped scenario with some keys changed, and how long it is trained.

    Attributes
    ----------
    scenario : str
        Its id.
    changes : tuple of str
        Tables of other keys as JSON; later ones go before earlier ones.
    epochs : int
        How many.
    rows : int
        Of the rows to train on only so many; 0 for all.
    sees : str
        What else is looked at, one of `LOOKS`; empty for nothing.
    fold, folds : int
        Which of how many parts of all rows is held out, from 0; no parts where both are 0.
    """

    scenario: str
    changes: tuple[str, ...]
    epochs: int
    rows: int = 0
    sees: str = ""
    fold: int = 0
    folds: int = 0

    @property
    def places(self) -> int:
        """How often it is looked at."""
        return PLACES_OF_PICTURES if self.sees else PLACES

    def build(self) -> Scenario:
        """Return the scenario.

        Raises
        ------
        ScenarioError
            With these keys it is none.
        """
        return _built(self.scenario, self.changes)


@lru_cache(maxsize=64)
def _built(scenario: str, changes: tuple[str, ...]) -> Scenario:
    merged: dict[str, Any] = {}
    for text in changes:
        _merge(merged, json.loads(text))
    return changed_scenario(scenario, merged)


def _merge(table: dict[str, Any], changes: dict[str, Any]) -> None:
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(table.get(key), dict):
            _merge(table[key], value)
        else:
            table[key] = value


class RunPoint(NamedTuple):
    """What a network makes of its rows at one place of a run.

    Attributes
    ----------
    epoch : float
        How many epochs it was trained, with fractions.
    loss, test_loss : float
        Of the rows that it is trained on, and of those held out; NaN where there are none.
    error, test_error : float
        Wrong answers in percent; NaN where there are no classes.
    """

    epoch: float
    loss: float
    error: float
    test_loss: float
    test_error: float


@dataclass(eq=False, slots=True)
class LessonRun:
    """A training of a lesson.

    Attributes
    ----------
    spec : RunSpec
        What is trained.
    points : list of RunPoint
        What is there so far, its start first.
    seen : Maps, Columns, Images or None
        What else is seen at the last of them.
    is_done : bool
        Whether there are no more to come.
    """

    spec: RunSpec
    points: list[RunPoint] = field(default_factory=list)
    seen: Seen | None = None
    is_done: bool = False

    def forget(self) -> None:
        """Begin anew."""
        self.points, self.seen, self.is_done = [], None, False

    def take(self, reached: Reached) -> None:
        """Take in that it is further."""
        self.points.append(reached.point)
        self.seen, self.is_done = reached.seen, reached.ends


@lru_cache(maxsize=256)
def run_of(spec: RunSpec) -> LessonRun:
    """Return the one training of a kind: what was trained once is there."""
    return LessonRun(spec)


class Reached(NamedTuple):
    """A run is further: which of those asked for, what it came to, and whether that is its end."""

    number: int
    point: RunPoint
    seen: Seen | None
    ends: bool


def train(specs: Sequence[RunSpec]) -> Iterator[Preparing | Working | Reached]:
    """Train runs side by side, a stretch of each in turn.

    Raises
    ------
    UserError
        The rows cannot be read.
    """
    runs: dict[int, _Training] = {}
    for number, spec in enumerate(specs):
        runs[number] = training = _Training(spec)
        yield from training.trainer.prepare()
    while runs:
        for number, training in tuple(runs.items()):
            yield from training.advance()
            yield Reached(number, training.point(), training.look(), training.is_over)
            if training.is_over:
                del runs[number]


class _Training:
    def __init__(self, spec: RunSpec) -> None:
        scenario = spec.build()
        # A few rows of a file's own are shown with all their digits.
        dtype = np.float64 if scenario.x is not None else np.float32
        plan = TrainingPlan.of(scenario, epochs=spec.epochs, dtype=dtype)
        self.trainer = Trainer(plan, _data(plan, spec))
        updates = spec.epochs * self.trainer.batches
        places = np.unique(np.linspace(0, updates, spec.places + 1).round().astype(int))
        self._stretches = [0, *np.diff(places).tolist()]
        self._done, self._stride = 0, 1
        self._sees: Look | None = LOOKS[spec.sees](self.trainer) if spec.sees else None

    def look(self) -> Seen | None:
        """Return what else is to be seen."""
        return None if self._sees is None else self._sees()

    @property
    def is_over(self) -> bool:
        return not self._stretches

    def advance(self) -> Iterator[Working]:
        """Train as far as it is looked at next, in strides of as many batches as are quick."""
        stretch = self._stretches.pop(0)
        self._done += stretch
        while stretch:
            part, began = min(stretch, self._stride), perf_counter()
            if not self.trainer.learn(part):
                self._stretches = []
                return
            stretch -= part
            took = perf_counter() - began
            if took < _STRIDE_SECONDS / 2:
                self._stride *= 2
            elif took > _STRIDE_SECONDS:
                self._stride = max(1, self._stride // 2)
            if stretch:
                yield Working()

    def point(self) -> RunPoint:
        """Return what the network makes of its rows."""
        data = self.trainer.data
        train, test = self._scores(data.train), self._scores(data.held_out)
        return RunPoint(self._done / self.trainer.batches, *train, *test)

    def _scores(self, chosen: Any) -> tuple[float, float]:
        if not len(chosen):
            return np.nan, np.nan
        loss, accuracy = self.trainer.score(chosen[:MOST_SCORED])
        return loss, np.nan if accuracy is None else 100.0 * (1.0 - accuracy)


def _data(plan: TrainingPlan, spec: RunSpec) -> TrainingData:
    """Return the rows of a run; of folds, all rows but its own are trained on."""
    data = load_training_data(plan)
    if spec.folds:
        every = len(data.rows)
        held_out = fold_rows(every, spec.folds, data.rows.labels, plan)[spec.fold]
        rows = np.setdiff1d(np.arange(every), held_out)
        data = load_training_data(plan, (rows, held_out))
    return replace(data, train=data.train[: spec.rows or None])
