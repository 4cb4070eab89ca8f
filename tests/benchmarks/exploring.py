"""How much memory a long exploration takes, and whether all of its epochs come again bit for bit.

Eight layers of 32 units with Adam and dropout, 250 rows in batches of 10: after 3,000 epochs the
states stored may take 64 MiB. Then the run goes to epochs drawn at random, and on from there.
"""

import argparse
import random
from time import perf_counter

import numpy as np

from engine.scenario import parse_scenario
from engine.training import TrainingPlan, load_training_data
from engine.training.exploration import BUDGET, LATEST, Exploration, share_memory

LAYER = '[[network.layers]]\nunits = 32\nactivation = "tanh"\ndropout = 0.1\n'


def deep_scenario():
    """Return 2-32-…-32-1 over half of 500 points, whose classes are the quadrants of the plane."""
    x = np.random.default_rng(0).uniform(-5, 5, (500, 2))
    y = np.sign(x[:, :1] * x[:, 1:])
    return parse_scenario(
        f"""format = 1
id = "deep"
title = "Eight layers"
[network]
inputs = 2
{LAYER * 8}
[[network.layers]]
units = 1
activation = "tanh"
[loss]
name = "half-squared-error"
[data]
x = {x.tolist()}
y = {y.tolist()}
[training]
optimiser = "adam"
learning_rate = 0.001
batch_size = 10
shuffle = true
validation = 250
""",
        "deep.toml",
    )


def go(run, epoch):
    """Go to an epoch; return how long that took."""
    began = perf_counter()
    while run.work(epoch * run.batches, 1.0):
        pass
    return perf_counter() - began


def main() -> None:
    """Explore, go back, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=3_000)
    parser.add_argument("--visits", type=int, default=60)
    chosen = parser.parse_args()
    plan = TrainingPlan.of(deep_scenario())
    run = Exploration(plan, load_training_data(plan))
    for _ in run.prepare():
        pass
    values, took = [run.parameters.flat], 0.0
    for epoch in range(1, chosen.epochs + 1):
        took += go(run, epoch)
        values.append(run.parameters.flat)
    size = share_memory(run, ())
    print(f"{chosen.epochs:,} epochs in {took:.1f} s, {1e6 * took / chosen.epochs:,.0f} µs each")
    print(f"{size / 2**20:.1f} MiB of {BUDGET / 2**20:.0f} MiB for {len(values[0]):,} parameters")
    latest = range(max(0, chosen.epochs - LATEST), chosen.epochs + 1)
    visited = random.Random(1).sample(range(chosen.epochs + 1), chosen.visits)
    slowest = recent = 0.0
    for epoch in (*visited, 0):
        spent = go(run, epoch)
        slowest = max(slowest, spent)
        recent = max(recent, spent * (epoch in latest))
        assert run.parameters.flat.tobytes() == values[epoch].tobytes(), epoch
        after = min(epoch + 3, chosen.epochs)
        go(run, after)
        assert run.parameters.flat.tobytes() == values[after].tobytes(), after
    print(f"{len(visited) + 1} epochs visited and gone on from: the same bits")
    print(f"slowest visit {1e3 * slowest:.0f} ms, of the latest {LATEST} {1e3 * recent:.1f} ms")


if __name__ == "__main__":
    main()
