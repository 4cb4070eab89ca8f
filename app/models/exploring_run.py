"""A run of Explore and those that race it, and how two scenarios differ to a run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from msgspec.structs import replace

from app.models.curves import Curves
from app.models.document import are_alike
from app.models.exploring_messages import Passed
from app.models.path import Path
from app.models.training_settings import with_optimiser
from engine.catalogue.optimisers import OPTIMISERS
from engine.design.changes import with_seed
from engine.network.parameters import Parameters, initial_parameters
from engine.network.scenario import Scenario
from engine.scenario.layer_options import MARKS, NORMALISING
from engine.training import TrainingPlan
from engine.training.exploration import Scores

_VALUES = dict.fromkeys(("weights", "biases", *NORMALISING, *MARKS))
_WORDS = dict.fromkeys(("title", "description", "source", "notation", "difference"), "")


@dataclass(frozen=True)
class Entry:
    """An optimiser that races, and its learning rate."""

    optimiser: str
    learning_rate: float

    @property
    def label(self) -> str:
        """What it is called, such as "Adam 0.01"."""
        return f"{OPTIMISERS[self.optimiser].label} {self.learning_rate:g}"

    def plan(self, scenario: Scenario, earlier: Sequence[Scenario]) -> TrainingPlan:
        """Return how it trains a scenario; see `with_optimiser` for the earlier ones.

        Raises
        ------
        UserError
            Where that is not possible.
        """
        if self.optimiser != scenario.training.optimiser:
            scenario = with_optimiser(scenario, self.optimiser, earlier)
        return TrainingPlan.of(scenario, learning_rate=self.learning_rate)


@dataclass(eq=False, kw_only=True)
class Record:
    """What a run has shown so far.

    Attributes
    ----------
    curves : Curves
        Loss and accuracy of the rows that are trained on (``train_loss``, ``train_accuracy``) and
        of those held out (``validation_loss``, ``validation_accuracy``), over epochs from 0.
    path : Path
        Its values.
    """

    curves: Curves = field(default_factory=Curves)
    path: Path = field(default_factory=Path)

    def take(self, passed: Iterable[Passed]) -> None:
        """Add the epochs that it has reached."""
        curves = self.curves
        for updates, values, scores in passed:
            self.path.add(updates, values)
            for curve, value in (
                (curves.train_loss, scores.train_loss),
                (curves.train_accuracy, scores.train_accuracy),
                (curves.validation_loss, scores.held_out_loss),
                (curves.validation_accuracy, scores.held_out_accuracy),
            ):
                if value is not None:
                    curve.add(scores.epoch, value)


@dataclass(eq=False)
class Racer(Record):
    """A run by another optimiser that goes along, from the same start.

    Attributes
    ----------
    number : int
        Its place among those that race, from 0.
    entry : Entry
        What races.
    plan : TrainingPlan
        The thread knows it by this.
    updates : int
        Updates that it has made.
    parameters : Parameters or None
        Its values after as many epochs as the run is at; None before there are any.
    scores : Scores or None
        What its network makes of the rows.
    problem : str
        Why it goes no further; empty otherwise.
    """

    number: int
    entry: Entry
    plan: TrainingPlan
    updates: int = 0
    parameters: Parameters | None = None
    scores: Scores | None = None
    problem: str = ""


@dataclass(eq=False)
class Run(Record):
    """A run of the exploration.

    Attributes
    ----------
    number : int
        The thread knows it by this.
    scenario : Scenario
        The document that it follows.
    start : Scenario
        The document that it began with.
    racers : tuple of Racer
        The runs that go along with it.
    """

    number: int
    scenario: Scenario
    start: Scenario
    racers: tuple[Racer, ...] = ()


def goes_on_alike(before: Scenario, after: Scenario) -> bool:
    """Return whether a run has the same numbers by both scenarios."""
    return are_alike(_numbers_of(before), _numbers_of(after))


def is_taken_over(before: Scenario, after: Scenario) -> bool:
    """Return whether a run by one scenario goes on by another where it is."""
    return are_alike(_bare(before), _bare(after))


def _numbers_of(scenario: Scenario) -> Scenario:
    """Return what of a scenario decides the numbers of its run."""
    training = replace(scenario.training, early_stopping=None, folds=0)
    if not training.schedule.changes:
        training = replace(training, epochs=1)
    return replace(scenario, training=training, hide=(), **_WORDS)


def _bare(scenario: Scenario) -> Scenario:
    """Return what a run has that goes on: no values of parameters, rates, penalties and marks."""
    layers = tuple(replace(layer, dropout=0.0, **_VALUES) for layer in scenario.layers)
    training = replace(scenario.training, learning_rate=1.0)
    return _numbers_of(replace(scenario, layers=layers, training=training, l1=0.0, l2=0.0))


def with_new_weights(scenario: Scenario) -> Scenario:
    """Return a scenario whose weights are drawn from the next seed, but for frozen ones."""
    drawn = replace(
        scenario, layers=tuple(replace(layer, weights=None) for layer in scenario.layers)
    )
    seeded = with_seed(drawn, scenario.network_seed + 1, rounded=False)
    if all(layer.frozen_weights is None for layer in scenario.layers):
        return seeded
    before, after = initial_parameters(scenario).weights, initial_parameters(seeded).weights
    layers = []
    for number, layer in enumerate(seeded.layers):
        frozen = layer.frozen_weights
        weights = None if frozen is None else np.where(frozen, before[number], after[number])
        layers.append(replace(layer, weights=weights))
    return replace(seeded, layers=tuple(layers))
