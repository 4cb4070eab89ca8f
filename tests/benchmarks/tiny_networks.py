"""Time an epoch of tiny networks against plain NumPy, scikit-learn and PyTorch, in turns.

    python tests/benchmarks/tiny_networks.py [ROUNDS]

250 points of the plane in batches of 10, tanh everywhere, half squared error, plain descent,
float32, the rows shuffled in each epoch: training alone, nothing is evaluated. All take turns in
one process and one thread, whose own time is counted: what else the machine does is not. Printed
are the median, the best and the worst round, in microseconds an epoch. The engine is timed twice:
many epochs a call, as Explore trains at full speed, and one epoch a call. scikit-learn's output
unit is linear. PyTorch and scikit-learn come with the extra ``bench``; one that is missing is left
out.
"""

import platform
import statistics
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import thread_time

import numpy as np
from threadpoolctl import threadpool_limits

from engine.scenario import parse_scenario
from engine.training import Trainer, TrainingPlan

NETWORKS = ((2, 4, 2, 1), (2, 8, 8, 8, 8, 8, 8, 1))
TARGETS = (40, 200)
ROWS, BATCH, RATE = 250, 10, 0.03
Round = Callable[[], None]


def points():
    """Return points of the plane and the class of their quadrant, −1 or 1."""
    x = np.random.default_rng(0).uniform(-5, 5, (ROWS, 2))
    return x, np.sign(x[:, :1] * x[:, 1:])


def engine_rounds(sizes: tuple[int, ...]) -> dict[str, tuple[int, Round]]:
    """Return rounds of the engine, and how many epochs each has."""
    x, y = points()
    layers = "".join(
        f'[[network.layers]]\nunits = {size}\nactivation = "tanh"\n' for size in sizes[1:]
    )
    text = (
        f'format = 1\nid = "tiny"\ntitle = "Tiny"\n[network]\ninputs = 2\n{layers}'
        f'[loss]\nname = "half-squared-error"\n[data]\nx = {x.tolist()}\ny = {y.tolist()}\n'
        f"[training]\nlearning_rate = {RATE}\nbatch_size = {BATCH}\nshuffle = true\n"
    )
    trainer = Trainer(TrainingPlan.of(parse_scenario(text, "tiny.toml")))
    for _ in trainer.prepare():
        pass
    batches = trainer.batches
    return {
        "engine, 100 a call": (100, lambda: assert_finite(trainer.learn(100 * batches))),
        "engine, one a call": (1, lambda: assert_finite(trainer.learn(batches))),
    }


def assert_finite(finite: bool) -> None:
    """Stop where a run has diverged: what it times is then something else."""
    assert finite


def numpy_round(sizes: tuple[int, ...]) -> Round:
    """Return an epoch of backpropagation written out in NumPy."""
    x, y = (array.astype(np.float32) for array in points())
    draw = np.random.default_rng(1)
    weights = [
        draw.uniform(-0.5, 0.5, (n_in, n_out)).astype(np.float32) for n_in, n_out in pairwise(sizes)
    ]
    biases = [np.full(size, 0.1, dtype=np.float32) for size in sizes[1:]]
    rate, order = np.float32(RATE / BATCH), np.arange(ROWS)

    def epoch() -> None:
        draw.shuffle(order)
        for start in range(0, ROWS, BATCH):
            chosen = order[start : start + BATCH]
            a = [x[chosen]]
            for weight, bias in zip(weights, biases, strict=True):
                a.append(np.tanh(a[-1] @ weight + bias))
            delta = (a[-1] - y[chosen]) * (1 - a[-1] * a[-1])
            for k in range(len(weights) - 1, -1, -1):
                below = (delta @ weights[k].T) * (1 - a[k] * a[k]) if k else delta
                weights[k] -= rate * (a[k].T @ delta)
                biases[k] -= rate * delta.sum(axis=0)
                delta = below

    return epoch


def sklearn_round(sizes: tuple[int, ...]) -> Round:
    """Return an epoch of scikit-learn's regressor."""
    from sklearn.neural_network import MLPRegressor

    x, y = (array.astype(np.float32) for array in points())
    model = MLPRegressor(
        hidden_layer_sizes=sizes[1:-1],
        activation="tanh",
        solver="sgd",
        alpha=0.0,
        batch_size=BATCH,
        learning_rate_init=RATE,
        momentum=0.0,
    )
    return lambda: model.partial_fit(x, y[:, 0]) and None


def torch_round(sizes: tuple[int, ...]) -> Round:
    """Return an epoch of PyTorch, eager."""
    import torch

    torch.set_num_threads(1)
    x, y = (torch.tensor(array, dtype=torch.float32) for array in points())
    layers: list[torch.nn.Module] = []
    for n_in, n_out in pairwise(sizes):
        layers += [torch.nn.Linear(n_in, n_out), torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers)
    optimiser = torch.optim.SGD(model.parameters(), RATE)

    def epoch() -> None:
        for chosen in torch.randperm(ROWS).split(BATCH):
            optimiser.zero_grad()
            loss = 0.5 * (model(x[chosen]) - y[chosen]).square().sum() / BATCH
            loss.backward()
            optimiser.step()

    return epoch


def processor() -> str:
    """Return what the processor calls itself."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, {len(names)} cores" if names else platform.processor()


def seconds_of(epochs: int, do: Round) -> float:
    """Return the seconds of an epoch over at least a fifth of a second."""
    count, began = 0, thread_time()
    while (passed := thread_time() - began) < 0.2:
        do()
        count += epochs
    return passed / count


def main() -> None:
    """Measure all networks."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    print(processor())
    for sizes, target in zip(NETWORKS, TARGETS, strict=True):
        peers = engine_rounds(sizes) | {"NumPy": (1, numpy_round(sizes))}
        for name, made in (("scikit-learn", sklearn_round), ("PyTorch", torch_round)):
            try:
                peers[name] = 1, made(sizes)
            except ImportError:
                print(f"  {name} is not installed")
        taken: dict[str, list[float]] = {name: [] for name in peers}
        with threadpool_limits(1, user_api="blas"):
            for number in range(rounds + 1):
                for name, peer in peers.items():
                    seconds = seconds_of(*peer)
                    # The first round warms up.
                    if number:
                        taken[name].append(1e6 * seconds)
        print(f"{'-'.join(map(str, sizes))}, at most {target} µs an epoch")
        own = statistics.median(taken["engine, 100 a call"])
        for name, each in taken.items():
            median = statistics.median(each)
            print(
                f"  {name:20}{median:9.1f} µs  ({min(each):.1f} to {max(each):.1f})"
                f"  {median / own:6.1f} times the engine's"
            )


if __name__ == "__main__":
    main()
