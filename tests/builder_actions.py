"""Random things that a person may do to a network while building, and what has to hold then."""

import random
from collections import Counter
from collections.abc import Callable

import numpy as np
from msgspec.structs import replace

from app.models import Stepper
from app.models.builder import STARTS, BuilderModel
from app.models.training_settings import (
    fits_optimiser,
    with_batch_norm,
    with_dropout,
    with_optimiser,
    with_training,
)
from engine.catalogue.losses import LOSSES
from engine.catalogue.optimisers import OPTIMISERS
from engine.data.selection import select_rows
from engine.design import changes
from engine.design.choices import activations_of
from engine.design.templates import TEMPLATES, copy_of
from engine.errors import UserError
from engine.iteration.state import State, iterate
from engine.iteration.trace import record
from engine.network.parameters import initial_parameters
from engine.scenario import dump_scenario, parse_scenario
from symbolic.check.three_ways import check

MOST_UNITS, MOST_LAYERS = 6, 5
FORMULAS = ("z/(1+exp(-1.702*z))", "piecewise(z, z>0, 0.1*z)", "z^3/10", "exp(", "foo(z)", "")
NAMES = ("a, b, c", "x", "area, rooms", "i1, i1", "", "h1, h2", "<b>, &amp;", "年, 月", "a" * 40)
PASTED = (
    "0,5\t1\t0\n1\t0,25\t1", "1;2;3;4", "a\tb\tc\n1\t2\t3", "1\n2\n3", "abc\t1", "", "1,234\t0,5",
    "0.1\t0.2\t0.3\t0.4\t0.5", "nan\tinf\t1e400\t−1",
)  # fmt: skip
CELLS = ("0.5", "-1", "1,5", "abc", "", "1e308", "3/4", "0", "1", "−0.25")


class BuilderActions:
    """Does random things to what is open.

    Parameters
    ----------
    stepper : Stepper
        The models, with something open.
    model : BuilderModel
        What is acted on.
    dice : Random
        What chooses.
    """

    def __init__(self, stepper: Stepper, model: BuilderModel, dice: random.Random) -> None:
        self._stepper, self._model, self._dice = stepper, model, dice
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        weights: dict[Callable[[], None], int] = {
            self.add_unit: 8, self.remove_unit: 8, self.add_layer: 3, self.remove_layer: 4,
            self.activation: 5, self.formula: 2, self.bias: 4, self.names: 3, self.layer_option: 4,
            self.loss: 4, self.training: 4, self.start: 4, self.seed: 2, self.count_names: 1,
            self.paste: 3, self.cell: 5, self.remove_rows: 2, self.title: 1, self.undo: 10,
            self.redo: 5, self.move: 8, self.template: 1,
        }  # fmt: skip
        self._actions = list(weights)
        self._weights = list(weights.values())

    def act(self) -> str:
        """Do something, and return what."""
        action = self._dice.choices(self._actions, self._weights)[0]
        name = action.__name__
        try:
            action()
            self.done[name] += 1
        except UserError:
            self.refused[name] += 1
        return name

    def _layer(self, first: int = 0) -> int:
        return self._dice.randint(first, self._model.scenario.depth)

    def add_unit(self) -> None:
        layer = self._layer()
        if self._model.scenario.sizes[layer] < MOST_UNITS:
            self._model.add_unit(layer)

    def remove_unit(self) -> None:
        layer = self._layer()
        unit = self._dice.choice([None, self._dice.randrange(self._model.scenario.sizes[layer])])
        self._model.remove_unit(layer, unit)

    def add_layer(self) -> None:
        if self._model.scenario.depth < MOST_LAYERS:
            self._model.add_layer(self._layer(1))

    def remove_layer(self) -> None:
        self._model.remove_layer(self._layer(1))

    def activation(self) -> None:
        layer = self._layer(1)
        names = [name for name, _ in activations_of(self._model.scenario, layer)]
        self._model.set_activation(layer, self._dice.choice(names))

    def formula(self) -> None:
        layer, text = self._layer(1), self._dice.choice(FORMULAS)
        self._model.edit(lambda s: changes.with_typed_activation(s, layer, text))

    def bias(self) -> None:
        layer = self._layer(1)
        mode = self._dice.choice(["per-unit", "per-layer", "frozen", "none"])
        self._model.edit(lambda s: changes.with_bias(s, layer, mode))

    def names(self) -> None:
        layer = self._layer()
        names = [name.strip() for name in self._dice.choice(NAMES).split(",") if name.strip()]
        self._model.edit(lambda s: changes.with_names(s, layer, names))

    def layer_option(self) -> None:
        layer, on = self._layer(1), self._dice.random() < 0.5
        if self._dice.random() < 0.5:
            self._model.edit(lambda s: with_batch_norm(s, layer - 1, on, s))
        else:
            share = self._dice.choice([0.0, 0.2, 0.5, 2.0])
            self._model.edit(lambda s: with_dropout(s, range(layer - 1, layer), share))

    def loss(self) -> None:
        if self._dice.random() < 0.4:
            reduction = self._dice.choice(["sum", "mean"])
            self._model.edit(lambda s: changes.with_reduction(s, reduction))
        else:
            name = self._dice.choice(list(LOSSES))
            self._model.edit(lambda s: changes.with_loss(s, name))

    def training(self) -> None:
        if self._dice.random() < 0.5:
            rate = self._dice.choice([0.01, 0.1, 0.5, 0.0, -1.0])
            self._model.edit(lambda s: with_training(s, learning_rate=rate))
            return
        name = self._dice.choice(list(OPTIMISERS))
        if fits_optimiser(self._model.scenario, name):
            self._model.edit(lambda s: with_optimiser(s, name))

    def start(self) -> None:
        self._model.set_start(self._dice.choice(list(STARTS)))

    def seed(self) -> None:
        self._model.set_seed(self._dice.choice([0, 1, 7, -3, 2**63 - 1, 2**70]))

    def count_names(self) -> None:
        self._model.count_names()

    def paste(self) -> None:
        at = self._dice.randrange(3), self._dice.randrange(self._model.width)
        self._model.paste(self._dice.choice(PASTED), *at)

    def cell(self) -> None:
        row = self._dice.randint(0, len(self._model.cells))
        column = self._dice.randrange(self._model.width)
        self._model.set_cell(row, column, self._dice.choice(CELLS))

    def remove_rows(self) -> None:
        self._model.remove_rows({self._dice.randrange(len(self._model.cells))})

    def title(self) -> None:
        self._model.set_title(self._dice.choice(["A network", "", "§ 1 <b>", "My & yours"]))

    def undo(self) -> None:
        for _ in range(self._dice.randint(1, 4)):
            self._stepper.document.undo()

    def redo(self) -> None:
        for _ in range(self._dice.randint(1, 3)):
            self._stepper.document.redo()

    def move(self) -> None:
        playback, session = self._stepper.playback, self._stepper.session
        if self._dice.random() < 0.5:
            playback.go_to(self._dice.randint(0, playback.length))
        elif session.iteration < 20:
            playback.next_iteration()

    def template(self) -> None:
        made = [*(each.scenario() for each in TEMPLATES), copy_of(self._model.scenario)]
        self._stepper.document.open(self._dice.choice(made))


def check_agreement(stepper: Stepper, model: BuilderModel) -> None:
    """Check that the file says what is open, that its trace is that, and that gradients agree."""
    session = stepper.session
    scenario, trace = stepper.document.scenario, session.trace
    assert session.scenario is stepper.document.place.shown
    text = dump_scenario(scenario)
    again = parse_scenario(text, "built")
    assert dump_scenario(again) == text
    rows = replace(select_rows(again, session.selection.row), start=session.selection.start)
    state = State.start(initial_parameters(again), rows.epoch)
    state = iterate(state, rows, session.iteration - 1)[0]
    other = record(state, rows.batch(state.updates))
    np.testing.assert_array_equal(other.before.flat, trace.before.flat)
    assert len(other.steps) == len(trace.steps)
    for step in trace.steps:
        np.testing.assert_equal(other.value(step.target, 0), trace.value(step.target, 0))
        assert other.name(step.target) == trace.name(step.target)
    # Numbers that are not finite have nothing to compare.
    if np.isfinite(trace.loss):
        # At a kink rounding decides on which side each way of computing is.
        wrong = [row for row in check(trace, most=12).rows if not row.agree and not row.kink]
        assert not wrong, wrong
    if not model.problems:
        assert np.array(model.cells).shape == np.hstack([scenario.x, scenario.y]).shape
