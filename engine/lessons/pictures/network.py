"""A network: a scenario at a step of one of its iterations, or units drawn by their names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np

from engine.arrays import FloatArray
from engine.errors import Fail, UserError
from engine.iteration.passes import layer_activation
from engine.iteration.steps import Step
from engine.iteration.trace import Trace
from engine.lessons.drawn_network import DrawnLayers, DrawnNetwork
from engine.lessons.keys import Clicked, Count, NamedNumbers, Option, ScenarioWord, Switch
from engine.lessons.kinds import Coming, PictureKind, Place, Working
from engine.lessons.network_run import MOST_ITERATIONS, RATE, NetworkRun, changeable, network_run
from engine.lessons.wishes import TOP, Wishes, top_by_layer, unit_wishes, wishes_of
from engine.network.quantities import Quantity
from engine.text import listed

_MOST_STEPS, _MOST_ROWS = 1_000_000, 100_000

OFFERS = {
    "loss": "the loss before the update",
    "after": "the loss of the same rows after it",
    RATE: "the learning rate",
    "step": "how many steps are shown",
    "steps": "how many steps an iteration has",
    "iteration": "which iteration is shown, from 1",
    "row": "which row of the batch is shown, from 1",
    "rows": "how many rows the batch has",
    "parameters": "how many weights and biases there are",
    "up": "how many of them the gradient wants larger",
    "down": "how many smaller",
    "still": "how many as they are",
    "alot": "of how many it wants a lot",
    "somewhat": "somewhat",
    "little": "a little",
    "hardly": "hardly anything",
    **{f"top{k}": f"of the {TOP} strongest wishes those in layer {k}" for k in range(1, 7)},
}


class NetworkPicture:
    """What is computed of a network.

    Attributes
    ----------
    drawn : DrawnNetwork or None
        The network that has names alone; None for a scenario.
    """

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.keys = keys
        self.drawn: DrawnNetwork | None = keys["drawn"]
        self._values: _Values | None = None

    @property
    def run(self) -> NetworkRun:
        """The scenario with what was changed of it; its file may be written meanwhile."""
        keys = self.keys
        return network_run(keys["scenario"], keys["values"], keys["row"] - 1)

    @property
    def step(self) -> int:
        """How many steps are shown."""
        return min(int(self.keys["step"]), self.step_count)

    @property
    def step_count(self) -> int:
        """How many steps an iteration has."""
        return len(self.run.steps)

    @property
    def trace(self) -> Trace:
        """The iteration; opens the scenario's data."""
        return self.run.trace(self.keys["iteration"])

    @property
    def sample(self) -> int:
        """Which row of the batch is shown, from 0."""
        return int(min(self.keys["row"], self.trace.samples)) - 1

    @property
    def all_wishes(self) -> Wishes:
        """What the negative gradient wants of each trained parameter, the strongest first."""
        return wishes_of(self.trace)

    @property
    def layers(self) -> int:
        """Of how many layers, from the last one on, it is shown how their units are wanted."""
        return int(self.keys["layers"])

    @property
    def output(self) -> int | None:
        """The output whose wishes alone are shown, from 0; None for those of all."""
        unit = int(self.keys["output"])
        return unit - 1 if 0 < unit <= self.run.scenario.sizes[-1] else None

    def wishes(self, layer: int) -> FloatArray:
        """Return how each unit of a layer is wanted to change, of shape (units,)."""
        return unit_wishes(self.trace, self.sample, layer, self.output)

    def wish_parts(self, layer: int) -> FloatArray:
        """Return what each unit of a layer wants of each before it, of shape (units, before)."""
        trace, sample = self.trace, self.sample
        wanted = self.wishes(layer)
        if layer < trace.scenario.depth:
            slope = layer_activation(trace.scenario, layer - 1).derivative
            wanted = wanted * slope(trace.z[layer - 1][sample], trace.a[layer][sample])
        parts: FloatArray = wanted[:, None] * trace.before.weights[layer - 1]
        return parts

    @property
    def last(self) -> Step | None:
        """The step that is shown last; None before the first one."""
        return self.run.steps[self.step - 1] if self.step else None

    @property
    def is_complete(self) -> bool:
        """Whether the iteration is there."""
        return self.run.is_near(self.keys["iteration"])

    def work(self) -> Iterator[Working | None]:
        """Open the data, and make the updates before the iteration."""
        for _ in self.run.approach(self.keys["iteration"]):
            yield Working()
        self.run.trace(self.keys["iteration"])
        yield None

    def take(self, answer: None) -> None:
        """Have it."""

    @property
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have, each worked out when it is asked for."""
        if self._values is None or self._values.run is not self.run:
            self._values = _Values(self)
        if self.is_complete:
            return self._values
        nothing = dict.fromkeys(self._values, np.nan)
        return Coming(nothing | {name: self._values[name] for name in AT_ONCE}, False)

    def handles(self) -> Mapping[str, Place]:
        """Return what is moved on the picture: which step is shown."""
        return {"step": (float(self.step), 0.0), "output": (max(1.0, self.keys["output"]), 0.0)}

    def limits(self, key: str) -> Place:
        """Return from where to where a number is moved on a slider."""
        name = key.partition(".")[2]
        refs = changeable(self.run.scenario)[name]
        value = abs(dict(self.keys["values"])[name])
        quantity = refs[0].quantity
        if quantity is Quantity.LEARNING_RATE:
            return 0.01, max(2.0, np.ceil(value))
        if quantity in (Quantity.ACTIVATION, Quantity.TARGET):
            return (0.0, 1.0) if value <= 1.0 else (-np.ceil(value), np.ceil(value))
        return -max(2.0, np.ceil(value)), max(2.0, np.ceil(value))

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return the key that changes where another step or output is wanted."""
        del y
        if handle == "output":
            # What is chosen already is left again.
            return {"output": 0 if self.keys["output"] == round(x) else round(x)}
        return {"step": int(min(max(x, 0.0), self.step_count))}


AT_ONCE = ("step", "steps", "parameters", RATE)
"""Values that need no data."""


_STRENGTHS = ("still", "hardly", "little", "somewhat", "alot")


class _Values(Mapping[str, float]):
    """The values of a picture by their names; data is opened for those that need it."""

    def __init__(self, picture: NetworkPicture) -> None:
        self._picture, self.run = picture, picture.run
        self._refs = {name: ref for name, ref in picture.run.named() if name not in OFFERS}

    def __iter__(self) -> Iterator[str]:
        return iter((*OFFERS, *self._refs))

    def __len__(self) -> int:
        return len(OFFERS) + len(self._refs)

    def __getitem__(self, name: str) -> float:
        picture = self._picture
        if name in self._refs:
            return picture.trace.value(self._refs[name], picture.sample)
        match name:
            case "loss":
                return picture.trace.loss
            case "after":
                return picture.trace.loss_after
            case "rate" if picture.is_complete:
                return picture.trace.learning_rate
            case "rate":
                return picture.run.scenario.training.learning_rate
            case "step":
                return float(picture.step)
            case "steps":
                return float(picture.step_count)
            case "iteration":
                return float(picture.trace.iteration)
            case "row":
                return picture.sample + 1.0
            case "rows":
                return float(picture.trace.samples)
            case "parameters":
                return float(picture.run.layout.count)
            case "up":
                return float((picture.all_wishes.change > 0.0).sum())
            case "down":
                return float((picture.all_wishes.change < 0.0).sum())
        if name in _STRENGTHS:
            strength = _STRENGTHS.index(name)
            return float((picture.all_wishes.strength == strength).sum())
        if name in OFFERS:
            counts = top_by_layer(picture.trace, picture.all_wishes)
            layer = int(name.removeprefix("top"))
            return float(counts[layer - 1]) if layer <= len(counts) else np.nan
        raise KeyError(name)


def _coming(keys: Mapping[str, Any]) -> Collection[str]:
    return set(NetworkPicture(keys).values) - set(AT_ONCE)


def _check(keys: Mapping[str, Any], fail: Fail) -> None:
    try:
        run = network_run(keys["scenario"], (), 0)
    except UserError as error:
        fail("scenario", str(error))
    known = changeable(run.scenario)
    for name, _ in keys["values"]:
        if name not in known:
            fail(f"values.{name}"[:40], f"not known here; expected one of {listed(tuple(known))}")
    rows = run.scenario.x
    if rows is not None and keys["row"] > len(rows):
        fail("row", f"found {keys['row']}; expected a whole number from 1 to {len(rows)}")
    try:
        network_run(keys["scenario"], keys["values"], keys["row"] - 1)
    except UserError as error:
        fail("values", str(error))


NETWORK = PictureKind(
    id="network",
    sentence="A scenario at a step of an iteration, or a small network drawn by its names.",
    keys=(
        ScenarioWord("scenario", "scenario", "mazur-2-2-2"),
        NamedNumbers("values", "values"),
        Count("step", "step", 0, 0, _MOST_STEPS),
        Count("iteration", "iteration", 1, 1, MOST_ITERATIONS),
        Count("row", "row", 1, 1, _MOST_ROWS),
        Option("show", "shown", "graph", ("graph", "gradient", "back")),
        Count("layers", "layers", 1, 0, 6),
        Clicked("output", "output", 0, 0, 100),
        DrawnLayers("drawn", "network"),
        Switch("expressions", "what units compute"),
    ),
    offers=OFFERS,
    formulas={
        "step": "the present step in symbols, and with its numbers",
        "data": "the rows of inputs and targets as matrices",
        "layer": "the present step's layer for all rows, as a product of matrices",
        "deltas": "what flows back to its units, as matrices",
        "gradients": "the gradient of its weights, as a product of matrices",
        "expression": "what each unit of a drawn network computes",
    },
    check=_check,
    make=NetworkPicture,
    coming=_coming,
)
