"""Random networks: scenarios with everything a person may write, drawn from a generator."""

from typing import Any

import numpy as np
from numpy.random import Generator

from engine.network.scenario import Scenario
from engine.scenario import parse_scenario

OUTPUTS = {"binary-cross-entropy": "sigmoid", "categorical-cross-entropy": "softmax"}
LOSSES = ["half-squared-error", "mean-squared-error", "mean-absolute-error", *OUTPUTS]
HIDDEN = ["linear", "step", "sigmoid", "tanh", "relu", "leaky-relu", "softplus"]
MODES = ["per-unit", "per-layer", "frozen", "none"]
OPTIMISERS = {
    "sgd": "",
    "momentum": "momentum = {:.3f}",
    "nesterov": "momentum = {:.3f}",
    "rmsprop": "decay = {:.3f}\nepsilon = 1e-4",
    "adam": "beta1 = {:.3f}\nbeta2 = 0.98\nepsilon = 1e-4",
    "adamw": "beta1 = {:.3f}\nbeta2 = 0.98\nepsilon = 1e-4\nweight_decay = 0.1",
    "newton": "",
}
SCHEDULES = [
    "",
    '[training.schedule]\nname = "step"\nevery = 1\nfactor = 0.5',
    '[training.schedule]\nname = "exponential"\nfactor = 0.9',
    '[training.schedule]\nname = "cosine"',
    '[training.schedule]\nname = "one-cycle"\nwarmup = 0.5',
]


def random_scenario(
    generator: Generator,
    loss: str | None = None,
    plain: bool = False,
    most_rows: int = 6,
    marked: bool = False,
) -> Scenario:
    """Draw a scenario of depth 1 to 5; a ``plain`` one leaves out what came after SGD.

    In a ``marked`` one a quarter of the weights and biases are frozen, and a quarter absent.
    """
    loss = loss or str(generator.choice(LOSSES))
    sizes = [int(size) for size in generator.integers(1, 6, generator.integers(2, 7))]
    rows = int(generator.integers(1, most_rows + 1))
    lines = ['format = 1\nid = "random"\ntitle = "Random"']
    lines.append(f"[network]\ninputs = {sizes[0]}\nseed = {generator.integers(1000)}")
    for number, size in enumerate(sizes[1:], start=1):
        last = number == len(sizes) - 1
        lines.append(_layer(generator, size, _activation(generator, loss, last), rows, last, plain))
        if marked:
            lines.append(_marks(generator, size, sizes[number - 1], lines[-1]))
    lines.append(_loss(generator, loss, plain))
    x = generator.normal(size=(rows, sizes[0])).tolist()
    y = generator.random((rows, sizes[-1])).tolist()
    lines.append(f"[data]\nx = {x}\ny = {y}")
    lines.append("[training]\nlearning_rate = 0.1" if plain else _training(generator))
    return parse_scenario("\n".join(lines), "random.toml")


def _activation(generator: Generator, loss: str, last: bool) -> str:
    if not last:
        return str(generator.choice(HIDDEN))
    return OUTPUTS.get(loss) or str(generator.choice([*HIDDEN, "softmax"]))


def _layer(
    generator: Generator, size: int, activation: str, rows: int, last: bool, plain: bool
) -> str:
    lines = [f'[[network.layers]]\nunits = {size}\nactivation = "{activation}"']
    lines.append(f'bias = "{generator.choice(MODES)}"')
    if plain:
        return "\n".join(lines)
    if activation == "leaky-relu":
        lines.append(f"leak = {generator.random() / 2:.3f}")
    if not last and generator.random() < 0.3:
        lines.append(f"dropout = {generator.random() / 2:.3f}")
    # The variance of two rows is all rounding where they happen to agree.
    if rows != 2 and generator.random() < 0.3:
        lines.append("batch_norm = true")
    return "\n".join(lines)


def _marks(generator: Generator, size: int, before: int, layer: str) -> str:
    weights = generator.integers(4, size=(size, before))
    biases = np.full(size, generator.integers(4))
    if "per-layer" not in layer:
        biases = generator.integers(4, size=size)
    lines = []
    for how, number in (("frozen", 0), ("absent", 1)):
        lines.append(f"{how}_weights = {_toml(weights == number)}")
        if '"none"' not in layer and (how == "absent" or '"frozen"' not in layer):
            lines.append(f"{how}_biases = {_toml(biases == number)}")
    return "\n".join(lines)


def _toml(marks: Any) -> str:
    return str(marks.tolist()).lower()


def _loss(generator: Generator, loss: str, plain: bool) -> str:
    lines = [f'[loss]\nname = "{loss}"\nreduction = "{generator.choice(["sum", "mean"])}"']
    if not plain:
        lines += [
            f"{key} = {generator.random() / 10:.4f}"
            for key in ("l1", "l2")
            if generator.random() < 0.4
        ]
        if loss in OUTPUTS and generator.random() < 0.5:
            lines.append('output_delta = "fused"')
    return "\n".join(lines)


def _training(generator: Generator) -> str:
    name = str(generator.choice(list(OPTIMISERS)))
    numbers = OPTIMISERS[name].format(0.5 + generator.random() / 2.5)
    schedule: Any = generator.choice(SCHEDULES)
    seed = generator.integers(1000)
    head = f'[training]\noptimiser = "{name}"\nlearning_rate = 0.1\nepochs = 7\nseed = {seed}'
    return f"{head}\n{numbers}\n{schedule}"
