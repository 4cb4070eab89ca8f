"""How the learning rate changes from update to update."""

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from engine.catalogue.records import SHARE, Catalogue, Key, Range


class Inputs(Struct, frozen=True):
    """What a rate is computed from.

    Attributes
    ----------
    rate : float
        α, the learning rate as given.
    update, total : int
        Number of the update, from 0, and the run's number of updates.
    epoch : int
        Number of the epoch, from 0.
    keys : mapping of str to float
        The schedule's own numbers.
    """

    rate: float
    update: int
    total: int
    epoch: int
    keys: Mapping[str, float]


Write: TypeAlias = Callable[[float], str]
"""Writes a number for people to read."""


class Schedule(Struct, frozen=True, eq=False):
    """A rule of the learning rate.

    Attributes
    ----------
    id : str
        What scenario files call it.
    label, sentence : str
        What settings call it, and what it does.
    rate : callable
        Returns the rate of an update.
    words : callable
        Says how the rate goes over a run, given its first update, in a few words.
    keys : tuple of Key
        Its numbers.
    changes : bool
        Whether the rate changes at all.
    single : str
        Why a run of a single update is refused, to be formatted with its numbers; empty where
        it is not.
    """

    id: str
    label: str
    sentence: str
    rate: Callable[[Inputs], float]
    words: Callable[[Inputs, Write], str]
    keys: tuple[Key, ...] = ()
    changes: bool = True
    single: str = ""


_FACTOR = Key(
    "factor",
    "f",
    "Factor",
    "What the rate is multiplied by.",
    0.5,
    SHARE,
    above="above 1 the rate would grow",
)
_WARMUP = Key(
    "warmup",
    "",
    "Warm-up",
    "The share of the run in which the rate rises.",
    0.3,
    Range("a number above 0 and below 1", lambda value: 0 < value < 1),
    below="it has to rise and then to fall",
    above="it has to rise and then to fall",
)
_START_FACTOR = Key(
    "start_factor",
    "f0",
    "First rate",
    "As a share of the learning rate.",
    0.04,
    SHARE,
    above="the run starts below the learning rate",
)
_FINAL_FACTOR = Key(
    "final_factor",
    "f1",
    "Last rate",
    "As a share of the learning rate.",
    4e-6,
    SHARE,
    above="the run ends below the learning rate",
)
_EVERY = Key(
    "every",
    "n",
    "Epochs to a step",
    "How long a rate lasts.",
    10,
    Range("a whole number from 1", lambda value: value >= 1),
)


def _step(inputs: Inputs) -> float:
    """Return α · factor^⌊e / every⌋."""
    share: float = inputs.keys["factor"] ** (inputs.epoch // inputs.keys["every"])
    return inputs.rate * share


def _step_words(inputs: Inputs, write: Write) -> str:
    every = inputs.keys["every"]
    often = "every epoch" if every == 1 else f"every {every:,} epochs"
    return f"step, rate from {write(inputs.rate)}, times {write(inputs.keys['factor'])} {often}"


def _exponential(inputs: Inputs) -> float:
    """Return α · factor^e."""
    return inputs.rate * math.pow(inputs.keys["factor"], inputs.epoch)


def _exponential_words(inputs: Inputs, write: Write) -> str:
    factor = write(inputs.keys["factor"])
    return f"exponential, rate from {write(inputs.rate)}, times {factor} every epoch"


def _cosine(inputs: Inputs) -> float:
    """Return ½ α (1 + cos(π update / T)) (Loshchilov and Hutter, 2017, without restarts)."""
    return 0.5 * inputs.rate * (1.0 + math.cos(math.pi * inputs.update / inputs.total))


def _cosine_words(inputs: Inputs, write: Write) -> str:
    return f"cosine, rate from {write(inputs.rate)} down to 0"


def _one_cycle(inputs: Inputs) -> float:
    """Return a cosine up to α over the first ``warmup`` of the run, then a cosine down.

    It starts at start_factor · α and ends at final_factor · α, at the last update (Smith and
    Topin, 2019; the two phases of PyTorch's OneCycleLR). Of a single update the last rate is all
    there is: a run refuses that.
    """
    keys, update, total = inputs.keys, inputs.update, inputs.total
    top = keys["warmup"] * total - 1.0
    if top > 0.0 and update <= top:
        return inputs.rate * _half_cosine(keys["start_factor"], 1.0, update / top)
    share = (update - top) / (total - 1.0 - top)
    return inputs.rate * _half_cosine(1.0, keys["final_factor"], share)


def _half_cosine(start: float, end: float, share: float) -> float:
    """Go from ``start`` to ``end`` along half a cosine."""
    return end + 0.5 * (start - end) * (1.0 + math.cos(math.pi * share))


def _one_cycle_words(inputs: Inputs, write: Write) -> str:
    keys, rate = inputs.keys, inputs.rate
    top, end = write(rate), f"down to {write(rate * keys['final_factor'])}"
    # A run of a few updates has no time to rise.
    if keys["warmup"] * inputs.total <= 1.0:
        return f"one-cycle, rate from {top} {end}"
    return f"one-cycle, rate from {write(rate * keys['start_factor'])} up to {top}, then {end}"


SCHEDULES: Catalogue[Schedule] = Catalogue(
    Schedule(
        id="constant",
        label="Constant",
        sentence="The same rate from the first update to the last.",
        rate=lambda inputs: inputs.rate,
        words=lambda *_: "",
        changes=False,
    ),
    Schedule(
        id="step",
        label="Steps down",
        sentence="Every so many epochs the rate is multiplied by a factor.",
        rate=_step,
        words=_step_words,
        keys=(_EVERY, _FACTOR),
    ),
    Schedule(
        id="exponential",
        label="Exponential",
        sentence="After every epoch the rate is multiplied by a factor.",
        rate=_exponential,
        words=_exponential_words,
        keys=(replace(_FACTOR, default=0.95),),
    ),
    Schedule(
        id="cosine",
        label="Cosine",
        sentence="From the rate to 0 along half a cosine: ½ {learning_rate} (1 + cos(π t / T)).",
        rate=_cosine,
        words=_cosine_words,
    ),
    Schedule(
        id="one-cycle",
        label="One cycle",
        sentence="Warms up to the rate, then goes down to almost 0, both along a cosine.",
        rate=_one_cycle,
        words=_one_cycle_words,
        keys=(_WARMUP, _START_FACTOR, _FINAL_FACTOR),
        single="it leaves its last rate alone, {final_factor:g} of the learning rate",
    ),
)
