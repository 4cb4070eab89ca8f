"""How much longer training takes with an activation that was typed than with tanh, in turns.

    python tests/benchmarks/typed.py [ROUNDS]

784-128-10 over 1,000 rows in batches of 32, and 2-8-8-8-8-8-8-1 over 250 in batches of 10, float32,
in one process and one thread, whose own time is counted: what else the machine does is not. Printed
are the median, the best and the worst round, in microseconds an epoch. At most 1.3 times, and 3
times, are expected of Swish.
"""

import platform
import statistics
import sys
from pathlib import Path
from time import thread_time

import numpy as np
from threadpoolctl import threadpool_limits

sys.path[:0] = [str(Path(__file__).parents[2])]

from engine.scenario import parse_scenario
from engine.training import Trainer, TrainingPlan

NETWORKS = {(784, 128, 10): (1000, 32, 1, 1.3), (2, 8, 8, 8, 8, 8, 8, 1): (250, 10, 20, 3.0)}
"""Rows, rows of a batch, epochs a call, and what is expected."""
ACTIVATIONS = {
    "tanh": '"tanh"',
    "Swish": '{ formula = "z/(1+exp(-z))" }',
    "GELU": '{ formula = "0.5*z*(1+tanh(0.7978845608*(z+0.044715*z^3)))" }',
    "Mish": '{ formula = "z*tanh(log(1+exp(z)))" }',
}


def trainer(sizes: tuple[int, ...], activation: str) -> Trainer:
    """Return a run of a network with this activation in its hidden layers."""
    rows, batch, *_ = NETWORKS[sizes]
    draw = np.random.default_rng(0)
    x, y = draw.uniform(-1, 1, (rows, sizes[0])), draw.uniform(-0.5, 0.5, (rows, sizes[-1]))
    kinds = [activation] * (len(sizes) - 2) + ['"linear"']
    layers = "".join(
        f"[[network.layers]]\nunits = {size}\nactivation = {kind}\n"
        for size, kind in zip(sizes[1:], kinds, strict=True)
    )
    text = (
        f'format = 1\nid = "typed"\ntitle = "Typed"\n[network]\ninputs = {sizes[0]}\n{layers}'
        f'[loss]\nname = "half-squared-error"\n[data]\nx = {x.tolist()}\ny = {y.tolist()}\n'
        f"[training]\nlearning_rate = 0.001\nbatch_size = {batch}\nshuffle = true\n"
    )
    made = Trainer(TrainingPlan.of(parse_scenario(text, "typed.toml")))
    for _ in made.prepare():
        pass
    return made


def seconds(run: Trainer, epochs: int) -> float:
    """Return the time of this thread that an epoch takes."""
    began = thread_time()
    # A run that has diverged would time something else.
    assert run.learn(epochs * run.batches)
    return (thread_time() - began) / epochs


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    print(platform.processor() or platform.machine())
    for sizes, (*_, epochs, most) in NETWORKS.items():
        runs = {name: trainer(sizes, text) for name, text in ACTIVATIONS.items()}
        times: dict[str, list[float]] = {name: [] for name in runs}
        for turn in range(rounds + 2):
            for name, run in runs.items():
                took = seconds(run, epochs)
                if turn >= 2:
                    times[name].append(1e6 * took)
        plain = statistics.median(times["tanh"])
        print(f"{'-'.join(map(str, sizes))}, Swish at most {most} times")
        for name, all_ in times.items():
            middle = statistics.median(all_)
            print(
                f"  {name:6} {middle:10.1f} µs  ({min(all_):.1f} to {max(all_):.1f})"
                f"  {middle / plain:5.2f} times tanh"
            )


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
