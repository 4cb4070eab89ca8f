"""The update rules: how a gradient becomes the direction in which parameters go."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

import numpy as np
from msgspec import Struct

from engine.arrays import FloatArray
from engine.catalogue.newton import NewtonStep, newton_step
from engine.catalogue.records import BELOW_ONE, Catalogue, Key, Range

Moments: TypeAlias = Mapping[str, FloatArray]
"""What an optimiser remembers from update to update: arrays of shape (trained,)."""


class Inputs(Struct, frozen=True):
    """What a direction is computed from.

    Attributes
    ----------
    gradient : ndarray of shape (trained,)
        ∂L/∂(each trained parameter).
    moments : mapping of str to ndarray of shape (trained,)
        What the update before left; zeros before the first one.
    number : int
        Number of the update, from 1.
    keys : mapping of str to float
        The optimiser's own numbers.
    hessian : ndarray of shape (trained, trained) or None
        The second derivatives of L, for an optimiser that needs them.
    """

    gradient: FloatArray
    moments: Moments
    number: int
    keys: Mapping[str, float]
    hessian: FloatArray | None = None


class Direction(NamedTuple):
    """Where an update goes: w ← w − α · values.

    Attributes
    ----------
    values : ndarray of shape (trained,)
        What stands in the gradient's place.
    moments : mapping of str to ndarray of shape (trained,)
        What to remember.
    newton : NewtonStep or None
        What the direction was solved from, where that was a Hessian.
    """

    values: FloatArray
    moments: Moments
    newton: NewtonStep | None = None


class Optimiser(Struct, frozen=True, eq=False):
    """An update rule, for all trained parameters at once.

    An optimiser itself remembers nothing: what it needs from the updates before is handed in and
    handed back, so that an update can be shown, repeated and taken back.

    Attributes
    ----------
    id : str
        What scenario files call it.
    label, sentence : str
        What settings call it, and what it does; letters that notations choose stand in braces.
    name : str
        What it is called where it stands by itself.
    rule : str
        What its rule is called above a formula.
    step : str
        What an update is, within a sentence.
    direction : callable
        Turns what it is given into a `Direction`.
    keys : tuple of Key
        Its numbers beside the learning rate.
    moments : tuple of str
        What it remembers, each a ``Quantity``.
    memory : str
        The same in words; empty where it remembers nothing.
    solved : str
        The ``Quantity`` that it computes of each parameter and does not remember; may be empty.
    uses_gradient : bool
        Whether a new value is computed from the parameter's gradient, or only from what the
        optimiser made of it.
    decay : str
        The key by which weights shrink, times the rate, before the step; empty where they do not.
    full_batch : bool
        Whether every update takes all training rows.
    needs_hessian : bool
        Whether it needs the second derivatives.
    usual_rates : tuple of float
        A usual learning rate where there are few rows, and where there are many.
    """

    id: str
    label: str
    name: str
    rule: str
    sentence: str
    direction: Callable[[Inputs], Direction]
    keys: tuple[Key, ...] = ()
    moments: tuple[str, ...] = ()
    memory: str = ""
    solved: str = ""
    uses_gradient: bool = True
    decay: str = ""
    full_batch: bool = False
    needs_hessian: bool = False
    usual_rates: tuple[float, float] = (0.02, 0.02)
    step: str = "a step against its gradient"

    @property
    def computes(self) -> tuple[str, ...]:
        """What it computes of each parameter before the new value, each a ``Quantity``."""
        return (*self.moments, *((self.solved,) if self.solved else ()))

    @property
    def is_plain(self) -> bool:
        """Whether it goes by the gradient as it is."""
        return self.direction is descend


MOMENTUM = Key(
    "momentum",
    "μ",
    "Momentum μ",
    "The share of its speed that a step keeps.",
    0.9,
    BELOW_ONE,
    above="from 1 on it would never slow down",
)
DECAY = Key(
    "decay",
    "ρ",
    "Decay ρ",
    "How much of the old mean of g² stays after an update.",
    0.99,
    BELOW_ONE,
    above="from 1 on the mean would never take anything in",
)
BETA_1 = Key(
    "beta1",
    "β1",
    "β₁",
    "How much of the old mean of g stays after an update.",
    0.9,
    BELOW_ONE,
    above="from 1 on the mean would never take anything in",
)
BETA_2 = Key(
    "beta2",
    "β2",
    "β₂",
    "How much of the old mean of g² stays after an update.",
    0.999,
    BELOW_ONE,
    above="from 1 on the mean would never take anything in",
)
EPSILON = Key(
    "epsilon",
    "ε",
    "ε",
    "Added to the root, so that nothing is divided by 0.",
    1e-8,
    Range("a number from 1e-30 to 1", lambda value: 1e-30 <= value <= 1),
    below="0 would allow a division by 0",
)
WEIGHT_DECAY = Key(
    "weight_decay",
    "λ",
    "Weight decay",
    "The share {weight_decay} by which weights shrink, times the rate.",
    0.01,
    Range("a number from 0 to 1e100", lambda value: 0 <= value <= 1e100),
    below="below 0 weights would grow by themselves",
)

_VELOCITY, _SQUARE = "velocity", "mean_square"
_FIRST, _SECOND = "first_moment", "second_moment"


def descend(inputs: Inputs) -> Direction:
    """Return the gradient: w ← w − α ∂L/∂w."""
    return Direction(inputs.gradient, inputs.moments)


def _momentum(inputs: Inputs) -> Direction:
    """Return v, where v ← μ v + ∂L/∂w (Polyak, 1964)."""
    velocity = inputs.keys["momentum"] * inputs.moments[_VELOCITY] + inputs.gradient
    return Direction(velocity, {_VELOCITY: velocity})


def _nesterov(inputs: Inputs) -> Direction:
    """Return ∂L/∂w + μ v: a step from where the velocity will have carried the parameter.

    Nesterov, 1983, as Sutskever et al., 2013, write it, with the learning rate taken out of the
    velocity.
    """
    momentum = inputs.keys["momentum"]
    velocity = momentum * inputs.moments[_VELOCITY] + inputs.gradient
    return Direction(inputs.gradient + momentum * velocity, {_VELOCITY: velocity})


def _rmsprop(inputs: Inputs) -> Direction:
    """Return ∂L/∂w / (√s + ε), where s ← ρ s + (1 − ρ) (∂L/∂w)² (Hinton, 2012, lecture 6e)."""
    decay, gradient = inputs.keys["decay"], inputs.gradient
    square = decay * inputs.moments[_SQUARE] + (1.0 - decay) * gradient**2
    return Direction(gradient / (np.sqrt(square) + inputs.keys["epsilon"]), {_SQUARE: square})


def _adam(inputs: Inputs) -> Direction:
    """Return m̂ / (√v̂ + ε): a mean of the gradient over the root of a mean of its square.

    With g = ∂L/∂w and t the number of the update, m ← β1 m + (1 − β1) g and
    v ← β2 v + (1 − β2) g², and m̂ = m / (1 − β1^t), v̂ = v / (1 − β2^t) (Kingma and Ba, 2015,
    algorithm 1).
    """
    keys, gradient = inputs.keys, inputs.gradient
    beta1, beta2 = keys["beta1"], keys["beta2"]
    first = beta1 * inputs.moments[_FIRST] + (1.0 - beta1) * gradient
    second = beta2 * inputs.moments[_SECOND] + (1.0 - beta2) * gradient**2
    first_corrected = first / (1.0 - beta1**inputs.number)
    second_corrected = second / (1.0 - beta2**inputs.number)
    values = first_corrected / (np.sqrt(second_corrected) + keys["epsilon"])
    return Direction(values, {_FIRST: first, _SECOND: second})


def _newton(inputs: Inputs) -> Direction:
    """Return d = (H + τ I)⁻¹ ∂L/∂w; see `NewtonStep`."""
    if inputs.hessian is None:
        raise ValueError("Newton's method needs the Hessian")
    newton = newton_step(inputs.hessian, inputs.gradient)
    return Direction(newton.step, inputs.moments, newton)


OPTIMISERS: Catalogue[Optimiser] = Catalogue(
    Optimiser(
        id="gradient-descent",
        label="Gradient descent",
        name="gradient descent",
        rule="gradient descent",
        sentence="One update an epoch, from all rows at once: {w} ← {w} − {learning_rate} g.",
        direction=descend,
        full_batch=True,
        usual_rates=(0.1, 0.1),
    ),
    Optimiser(
        id="sgd",
        label="SGD",
        name="SGD",
        rule="gradient descent",
        sentence="An update for every batch: {w} ← {w} − {learning_rate} g.",
        direction=descend,
        usual_rates=(0.1, 0.1),
    ),
    Optimiser(
        id="momentum",
        label="Momentum",
        name="Momentum",
        rule="momentum",
        sentence="Steps keep rolling: v ← μ v + g, then {w} ← {w} − {learning_rate} v.",
        direction=_momentum,
        keys=(MOMENTUM,),
        moments=(_VELOCITY,),
        memory="velocity",
        uses_gradient=False,
        step="a step against its velocity",
    ),
    Optimiser(
        id="nesterov",
        label="Nesterov momentum",
        name="Nesterov momentum",
        rule="Nesterov momentum",
        sentence="Momentum that looks ahead: v ← μ v + g, then "
        "{w} ← {w} − {learning_rate} (g + μ v).",
        direction=_nesterov,
        keys=(MOMENTUM,),
        moments=(_VELOCITY,),
        memory="velocity",
        step="a step against its gradient and where its velocity leads",
    ),
    Optimiser(
        id="rmsprop",
        label="RMSprop",
        name="RMSprop",
        rule="RMSprop",
        sentence="Each weight gets a step of its own size: s ← ρ s + (1 − ρ) g², then "
        "{w} ← {w} − {learning_rate} g / (√s + ε). A usual rate is 0.001.",
        direction=_rmsprop,
        keys=(DECAY, EPSILON),
        moments=(_SQUARE,),
        memory="running mean",
        usual_rates=(0.01, 0.001),
        step="a step against its gradient, in proportion to its usual size",
    ),
    Optimiser(
        id="adam",
        label="Adam",
        name="Adam",
        rule="Adam",
        sentence="Momentum and RMSprop together, with running means m of g and v of g²: "
        "{w} ← {w} − {learning_rate} m̂ / (√v̂ + ε). A usual rate is 0.001.",
        direction=_adam,
        keys=(BETA_1, BETA_2, EPSILON),
        moments=(_FIRST, _SECOND),
        memory="running means",
        uses_gradient=False,
        usual_rates=(0.01, 0.001),
        step="a step against its mean gradient, in proportion to its usual size",
    ),
    # Loshchilov and Hutter, 2019, algorithm 2.
    Optimiser(
        id="adamw",
        label="AdamW",
        name="AdamW",
        rule="AdamW",
        sentence="Adam, and every weight shrinks a little first: "
        "{w} ← (1 − {learning_rate} {weight_decay}) {w}. A usual rate is 0.001.",
        direction=_adam,
        keys=(BETA_1, BETA_2, EPSILON, WEIGHT_DECAY),
        moments=(_FIRST, _SECOND),
        memory="running means",
        uses_gradient=False,
        decay="weight_decay",
        usual_rates=(0.01, 0.001),
        step="a step against its mean gradient, in proportion to its usual size",
    ),
    Optimiser(
        id="newton",
        label="Newton",
        name="Newton's method",
        rule="Newton's method",
        sentence="The step that would end in the valley if the loss were a parabola, from all "
        "second derivatives H: {w} ← {w} − {learning_rate} H⁻¹ g. A usual rate is 1.",
        direction=_newton,
        solved="newton_step",
        uses_gradient=False,
        full_batch=True,
        needs_hessian=True,
        usual_rates=(1.0, 1.0),
        step="Newton's step",
    ),
)
