"""Threads that share a batch's work compute what one alone computes."""

from itertools import pairwise
from threading import Event, Thread

import numpy as np
import pytest
from msgspec.structs import replace
from threadpoolctl import threadpool_info

from engine.compilation import describing
from engine.compilation.stored_code import stored
from engine.kernels import arguments, batches
from engine.kernels.drawing import seeds_from
from engine.kernels.workers import dismiss, give_way_address, part_of
from engine.network.parameters import initial_parameters
from engine.network.scenario import Augmentation, Layer
from engine.scenario import find_scenario
from engine.training.threads import FOR_EACH, SHARED_FROM, WorkerThreads, workers_for

run_batches = stored(batches.run_batches)

XOR = find_scenario("xor")
SHAPE = (7, 9)
ROWS, SIZE = 70, 20


def units(name, count):
    return tuple(f"{name}{number}" for number in range(1, count + 1))


def scenario_of(optimiser, activation="tanh", **options):
    """A network whose layers have more units than grains, and numbers of them that do not fit."""
    layers = (
        Layer(units("h", 67), activation, "per-unit", "he", **options),
        Layer(units("k", 50), "relu", "per-layer", "he", dropout=0.3),
        Layer(units("o", 3), "softmax", "per-unit", "xavier"),
    )
    return replace(
        XOR,
        inputs=units("i", SHAPE[0] * SHAPE[1]),
        layers=layers,
        loss="categorical-cross-entropy",
        reduction="mean",
        l2=0.01,
        # A small ε would magnify the rounding of gradients that are 0.
        training=replace(
            XOR.training, optimiser=optimiser, keys={"weight_decay": 0.1, "epsilon": 1e-3}
        ),
    )


def learn(scenario, workers, augmentation=None):
    """Train on some batches, the last one smaller, and evaluate; return all that came of it."""
    parameters = initial_parameters(scenario)
    layout, dtype = parameters.layout, parameters.flat.dtype
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 3, ROWS)
    x, y_true = rng.normal(size=(ROWS, len(scenario.inputs))), np.eye(3)[labels]
    stored = np.zeros((0, x.shape[1]), np.uint8)
    for array in (stored, x, y_true, labels):
        array.setflags(write=False)
    net = describing.net_of(layout, dtype)
    task = arguments.Task(
        net,
        describing.rule_of(layout, dtype),
        describing.state_of(parameters),
        arguments.Source(stored, x, np.float64(1), np.float64(0), y_true, labels, np.float64(0.5)),
        rng.permutation(ROWS),
        describing.warp_of(augmentation, SHAPE, dtype, workers),
        describing.work_for(net, ROWS, dtype),
        describing.workers_of(workers, dtype),
    )
    losses, right = np.zeros(4), np.zeros(4, dtype=np.int64)
    seeds = seeds_from(np.random.default_rng(1), 4)
    results = (losses, right, np.empty((0, 3)))
    by_workers(task, ROWS, SIZE, 0, 4, np.full(4, 0.01), 0, seeds, *results)
    y_pred = np.empty((ROWS, 3))
    loss = np.zeros(1)
    by_workers(task, ROWS, ROWS, 0, 1, np.empty(0), 0, seeds[:0], loss, right.copy(), y_pred)
    return parameters.flat, losses, right, loss, y_pred


def by_workers(task, *others):
    """Run the kernel in as many threads as the task has workers."""
    task.workers.slot[...] = 0
    threads = [
        Thread(target=run_batches, args=(task, worker, *others))
        for worker in range(1, task.workers.threads)
    ]
    for thread in threads:
        thread.start()
    done = run_batches(task, 0, *others)
    for thread in threads:
        thread.join()
    return done


@pytest.mark.parametrize("workers", [2, 3, 5])
@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adamw"])
@pytest.mark.parametrize("options", [{}, {"batch_norm": True}, {"dropout": 0.4}])
def test_several_workers_compute_what_one_computes(workers, optimiser, options):
    scenario = scenario_of(optimiser, **options)
    for results, expected in zip(learn(scenario, workers), learn(scenario, 1), strict=True):
        assert results == pytest.approx(expected, rel=1e-9, abs=1e-11)


@pytest.mark.parametrize("workers", [2, 4])
def test_images_are_warped_alike_in_any_worker(workers):
    augmentation = Augmentation(shift=0.1, rotation=15.0, elastic=8.0, smoothness=2.0)
    alone, together = (learn(scenario_of("sgd"), count, augmentation) for count in (1, workers))
    plain = learn(scenario_of("sgd"), 1)
    for results, expected in zip(together, alone, strict=True):
        assert results == pytest.approx(expected, rel=1e-9, abs=1e-11)
    assert not np.allclose(alone[1], plain[1])


def test_the_same_workers_compute_the_same_bits():
    scenario = scenario_of("adamw", batch_norm=True, dropout=0.2)
    for results, expected in zip(learn(scenario, 3), learn(scenario, 3), strict=True):
        assert np.array_equal(results, expected)


def test_a_run_that_diverges_lets_the_workers_end():
    scenario = scenario_of("sgd", activation="relu")
    weights = np.full((67, 63), np.nan)
    layer = replace(scenario.layers[0], weights=weights, initialiser="zeros")
    losses = learn(replace(scenario, layers=(layer, *scenario.layers[1:])), 2)[1]
    assert not np.isfinite(losses[0])
    assert not losses[1:].any()


@pytest.mark.parametrize("size", [1, 15, 16, 17, 64, 100, 784, 800])
@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_parts_are_whole_grains_and_leave_nothing_out(size, count):
    parts = [part_of.py_func(size, 16, worker, count) for worker in range(count)]
    assert parts[0][0] == 0
    assert parts[-1][1] == size
    for (_, stop), (start, _) in pairwise(parts):
        assert stop == start
        assert start % 16 == 0 or start == size


def test_the_system_lets_another_thread_have_the_core():
    assert give_way_address() != 0


def test_workers_end_when_the_first_one_never_ran():
    workers = describing.workers_of(3, np.dtype(np.float64))
    task = arguments.Task(*[None] * 7, workers)
    ended = []

    def wait_for_a_job(worker):
        while workers.slot[arguments.BEGUN] == 0:
            pass
        ended.append((worker, task.workers.slot[arguments.JOB]))

    with (
        pytest.raises(KeyboardInterrupt),
        WorkerThreads(3, 0).at_work(wait_for_a_job, lambda: dismiss(workers)),
    ):
        raise KeyboardInterrupt
    assert sorted(ended) == [(1, -1), (2, -1)]


def test_a_run_waits_for_another_and_matrix_products_have_their_threads_again():
    def threads():
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    def work():
        with WorkerThreads(1, SHARED_FROM).at_work(print, lambda: None):
            seen.append(threads())
            entered.set()

    seen, entered, before = [], Event(), threads()
    other = Thread(target=work)
    with WorkerThreads(1, SHARED_FROM).at_work(print, lambda: None):
        other.start()
        assert not entered.wait(0.2)
    other.join()
    after = threads()
    assert [set(found) for found in seen] == [{1}]
    assert after == before


@pytest.mark.parametrize(
    ("sizes", "batch", "available", "expected"),
    [
        ((784, 16, 10), 32, 8, 1),
        ((784, 128, 10), 128, 1, 1),
        ((784, 128, 10), 128, 2, 2),
        ((784, 128, 10), 128, 16, 2),
        ((784, 800, 10), 128, 4, 4),
        ((784, 800, 10), 128, 64, 13),
    ],
)
def test_there_are_as_many_workers_as_the_work_needs(sizes, batch, available, expected):
    layers = tuple(Layer(units("u", count), "linear", "none", "zeros") for count in sizes[1:])
    scenario = replace(XOR, inputs=units("i", sizes[0]), layers=layers)
    layout = initial_parameters(scenario).layout
    assert workers_for(layout, batch, available) == expected
    assert SHARED_FROM == 2 * FOR_EACH
