"""Networks to begin with, each with rows of its own and round starting values."""

import re
from dataclasses import dataclass
from operator import ne

from msgspec.structs import replace

from engine.data.opening import with_files_located
from engine.design.round_numbers import with_round_numbers
from engine.network.scenario import Scenario
from engine.scenario.reading import parse_scenario


@dataclass(frozen=True, slots=True)
class Template:
    """A network to begin with.

    Attributes
    ----------
    name, sentence : str
        What it is called, and what it is good for.
    sizes : tuple of int
        Units per layer, inputs first.
    activations : tuple of str
        Of each layer that computes.
    loss : str
        Its id.
    rows : tuple of (tuple of float, tuple of float)
        Inputs and targets.
    learning_rate : float
        The factor of an update.
    """

    name: str
    sentence: str
    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    rows: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]
    learning_rate: float = 0.5

    def scenario(self) -> Scenario:
        """Return the network as a scenario that can be stepped through and trained."""
        lines = ['format = 1\nid = "new"\ntitle = "New"', f"[network]\ninputs = {self.sizes[0]}"]
        for size, activation in zip(self.sizes[1:], self.activations, strict=True):
            lines.append(f'[[network.layers]]\nunits = {size}\nactivation = "{activation}"')
        lines.append(f'[loss]\nname = "{self.loss}"')
        x, y = ([list(row[side]) for row in self.rows] for side in (0, 1))
        lines.append(f"[data]\nx = {x}\ny = {y}")
        lines.append(f"[training]\nlearning_rate = {self.learning_rate}\nepochs = 200")
        plain = parse_scenario("\n".join(lines), self.name)
        return titled(with_round_numbers(plain), f"My {self.name} network")


_MSE, _BCE = "half-squared-error", "binary-cross-entropy"
_CCE = "categorical-cross-entropy"
_OR, _XOR = (
    tuple(((a, b), (float(ones(a, b)),)) for a in (0.0, 1.0) for b in (0.0, 1.0))
    for ones in (max, ne)
)
_CURVE = tuple(
    ((x,), (y,))
    for x, y in ((-2.0, -0.9), (-1.0, -0.85), (-0.5, -0.5), (0.0, 0.0), (0.5, 0.5), (1.0, 0.85))
)
_CLASSES = (
    ((0.2, 0.9), (1.0, 0.0, 0.0)),
    ((0.3, 0.7), (1.0, 0.0, 0.0)),
    ((0.8, 0.8), (0.0, 1.0, 0.0)),
    ((0.9, 0.6), (0.0, 1.0, 0.0)),
    ((0.5, 0.1), (0.0, 0.0, 1.0)),
    ((0.6, 0.2), (0.0, 0.0, 1.0)),
)

TEMPLATES = (
    Template(
        "1-1-1",
        "One unit a layer: the chain rule in a single line.",
        (1, 1, 1),
        ("sigmoid", "sigmoid"),
        _MSE,
        (((0.5,), (0.8,)),),
    ),
    Template(
        "2-1",
        "No hidden layer: a perceptron, or logistic regression.",
        (2, 1),
        ("sigmoid",),
        _BCE,
        _OR,
    ),
    Template(
        "2-2-1",
        "The smallest that can learn exclusive or.",
        (2, 2, 1),
        ("tanh", "sigmoid"),
        _BCE,
        _XOR,
    ),
    Template(
        "2-2-2",
        "Two of each: every sum of the chain rule has two terms.",
        (2, 2, 2),
        ("sigmoid", "sigmoid"),
        _MSE,
        (((0.05, 0.1), (0.01, 0.99)),),
    ),
    Template(
        "3-2-1",
        "Three inputs, one number: as in many an exercise.",
        (3, 2, 1),
        ("tanh", "tanh"),
        _MSE,
        (((0.5, -0.2, 0.1), (0.4,)),),
    ),
    Template(
        "1-8-1",
        "One input, eight hidden units: fits a curve.",
        (1, 8, 1),
        ("tanh", "linear"),
        _MSE,
        _CURVE,
        0.1,
    ),
    Template(
        "2-3-3 softmax",
        "Two inputs, three classes: probabilities that sum to 1.",
        (2, 3, 3),
        ("tanh", "softmax"),
        _CCE,
        _CLASSES,
    ),
)
"""In the order in which they are offered."""


def titled(scenario: Scenario, title: str) -> Scenario:
    """Return the scenario under another title, with an id made from it."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    return replace(scenario, title=title, id="-".join(words)[:80].strip("-") or "network")


def copy_of(scenario: Scenario) -> Scenario:
    """Return a scenario that is no file's, as this one is now.

    Files of its data set are still found: they are named in full.
    """
    copied = titled(with_files_located(scenario), f"Copy of {scenario.title}"[:200])
    return replace(copied, path=None)
