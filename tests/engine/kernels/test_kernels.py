"""The kernels that train compute what the readable passes compute."""

from itertools import pairwise
from threading import Thread

import numpy as np
import pytest
from msgspec.structs import replace

from engine.compilation import describing
from engine.compilation.stored_code import stored
from engine.iteration.batch_norm import update_running
from engine.iteration.passes import backward, forward, output_losses, share
from engine.iteration.updates import direction, new_values, starting_moments
from engine.kernels import arguments, batches
from engine.kernels.drawing import seeds_from
from engine.network.layout import ParameterLayout
from engine.network.parameters import Parameters, initial_parameters
from engine.network.scenario import Layer
from engine.scenario import find_scenario
from engine.training.metrics import predicted_classes

run_batches = stored(batches.run_batches)

XOR = find_scenario("xor")
HIDDEN = ("linear", "sigmoid", "tanh", "relu", "leaky-relu", "softplus", "step")
OUTPUTS = {
    "half-squared-error": (*HIDDEN[:-1], "softmax"),
    "mean-squared-error": (*HIDDEN[:-1], "softmax"),
    "mean-absolute-error": (*HIDDEN[:-1], "softmax"),
    "binary-cross-entropy": ("sigmoid",),
    "categorical-cross-entropy": ("softmax",),
}


def random_scenario(seed, loss, optimiser, plain=False):
    """Draw a network with everything that a layer and its training can have.

    What magnifies rounding is left out: normalising next to steps, or what hardly varies.
    """
    rng = np.random.default_rng(seed)
    normalises = not plain and bool(rng.random() < 0.5)
    hidden = HIDDEN[:-1] if normalises else HIDDEN
    depth = int(rng.integers(1, 5))
    layers = []
    for number in range(depth):
        last = number == depth - 1
        choices = OUTPUTS[loss] if last else hidden
        biases = rng.normal(size=7).round(2)
        mode = str(rng.choice(["per-unit", "per-layer", "frozen", "none"]))
        count = int(rng.integers(3 if normalises else 2 if last else 1, 8))
        if mode == "per-layer":
            biases[:] = biases[0]
        layers.append(
            Layer(
                units=tuple(f"u{unit}" for unit in range(count)),
                activation=str(rng.choice(choices)),
                bias=mode,
                initialiser="normal",
                initialiser_scale=0.6,
                biases=None if mode == "none" else biases[:count],
                keys={"leak": float(rng.choice([0.0, 0.01, 0.3]))},
                dropout=0.0 if last or plain else float(rng.choice([0.0, 0.25, 0.5])),
                batch_norm=normalises and bool(rng.random() < 0.6),
            )
        )
    training = replace(
        XOR.training,
        optimiser=optimiser,
        keys={"momentum": 0.8, "decay": 0.95, "beta1": 0.85, "beta2": 0.98, "epsilon": 1e-3},
    )
    penalties = {} if plain else {"l1": 0.003, "l2": 0.02}
    reduction = str(rng.choice(["sum", "mean"]))
    return replace(
        XOR,
        inputs=tuple(f"i{unit}" for unit in range(int(rng.integers(1, 9)))),
        layers=tuple(layers),
        loss=loss,
        reduction=reduction,
        training=training,
        network_seed=seed,
        **penalties,
    )


def targets(rng, scenario, rows):
    count = scenario.sizes[-1]
    if scenario.loss == "categorical-cross-entropy":
        return np.eye(count)[rng.integers(0, count, rows)]
    if scenario.loss == "binary-cross-entropy":
        return rng.integers(0, 2, (rows, count)).astype(float)
    return rng.normal(size=(rows, count))


class Kernel:
    """The kernels over some rows, one batch a call."""

    def __init__(self, parameters, x, y_true, labels, size, workers=1):
        dtype = parameters.flat.dtype
        layout = parameters.layout
        self.net, self.rule = describing.net_of(layout, dtype), describing.rule_of(layout, dtype)
        self.state = describing.state_of(parameters)
        self.work = describing.work_for(self.net, size, dtype)
        arrays = [np.zeros((0, x.shape[1]), np.uint8), x.astype(dtype)]
        arrays = [*arrays, y_true.astype(dtype), np.asarray(labels, dtype=np.int64)]
        for array in arrays:
            array.setflags(write=False)
        stored, values, y_true, labels = arrays
        one, zero = dtype.type(1), dtype.type(0)
        self.source = arguments.Source(stored, values, one, zero, y_true, labels, one / 2)
        self.warp = describing.warp_of(None, None, dtype)
        self.workers = describing.workers_of(workers, dtype)
        self.size = size
        self.generator = np.random.default_rng(5)
        self.nothing = np.empty((0, y_true.shape[1]), dtype=dtype)

    def run(self, order, first, last, rates, y_pred=None):
        batches = -(-len(order) // self.size)
        losses, right = np.zeros(batches), np.zeros(batches, dtype=np.int64)
        parts = (self.net, self.rule, self.state, self.source, order, self.warp, self.work)
        task = arguments.Task(*parts, self.workers)
        results = (losses, right, self.nothing if y_pred is None else y_pred)
        seeds = seeds_from(self.generator, last - first)
        rest = (len(order), self.size, first, last, rates, 0, seeds, *results)
        task.workers.slot[...] = 0
        others = [
            Thread(target=run_batches, args=(task, worker, *rest))
            for worker in range(1, self.workers.threads)
        ]
        for other in others:
            other.start()
        done = run_batches(task, 0, *rest)
        for other in others:
            other.join()
        return done, losses, right

    def masks(self, scenario, rows):
        """The dropout masks of the latest batch."""
        masks, before = [], 0
        for layer in scenario.layers:
            part = self.work.mask[before * rows : (before + len(layer.units)) * rows]
            masks.append(part.reshape(rows, -1).astype(float) if layer.dropout else None)
            before += len(layer.units)
        return masks


CASES = [
    (loss, optimiser)
    for loss in OUTPUTS
    for optimiser in ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")
]


def marked(scenario):
    """Freeze a quarter of the weights and biases, and take another quarter away."""
    rng, layers, before = np.random.default_rng(scenario.network_seed), [], len(scenario.inputs)
    for layer in scenario.layers:
        count = len(layer.units)
        weights, biases = rng.integers(4, size=(count, before)), rng.integers(4, size=count)
        if layer.bias == "per-layer":
            biases[:] = biases[0]
        marks = {"frozen_weights": weights == 0, "absent_weights": weights == 1}
        if layer.bias != "none":
            marks["absent_biases"] = biases == 1
        if layer.bias in ("per-unit", "per-layer"):
            marks["frozen_biases"] = biases == 0
        layers.append(replace(layer, **marks))
        before = count
    return replace(scenario, layers=tuple(layers))


def train_both(scenario, dtype, steps=4):
    """Train some batches by the kernels and by the readable passes."""
    rng = np.random.default_rng(scenario.network_seed)
    # The last batch has four rows, or a single one.
    size, rows = 6, 6 * steps - (5 if scenario.network_seed % 2 else 2)
    x, y_true = rng.normal(size=(rows, scenario.sizes[0])), targets(rng, scenario, rows)
    x, y_true = x.astype(dtype).astype(float), y_true.astype(dtype).astype(float)
    labels = predicted_classes(y_true)
    layout = ParameterLayout(scenario)
    start = initial_parameters(scenario, dtype)
    kernel = Kernel(start, x, y_true, labels, size)
    readable = start.copy(np.float64)
    moments = starting_moments(layout)
    order = rng.permutation(rows)
    rates = np.linspace(0.02, 0.05, steps).astype(dtype)
    for batch in range(steps):
        done, losses, right = kernel.run(order, batch, batch + 1, rates)
        assert done == batch + 1
        chosen = order[batch * size : (batch + 1) * size]
        forward_pass = forward(readable, x[chosen], kernel.masks(scenario, len(chosen)))
        loss = output_losses(scenario, y_true[chosen], forward_pass).sum() * share(
            scenario, len(chosen)
        )
        answers = int((predicted_classes(forward_pass.a[-1]) == labels[chosen]).sum())
        gradient = backward(readable, y_true[chosen], forward_pass).gradient
        after = readable.copy()
        step = direction(
            readable,
            y_true[chosen],
            forward_pass,
            gradient.trained,
            moments=moments,
            number=batch + 1,
        )
        moments = step.moments
        after.trained[...] = new_values(readable, step.values, float(rates[batch]))
        update_running(after, forward_pass.batch_norms)
        readable = after
        assert right[batch] == answers
        yield losses[batch], float(loss), start.flat, readable.flat


@pytest.mark.parametrize(("loss", "optimiser"), CASES)
@pytest.mark.parametrize("seed", range(3))
def test_kernels_equal_the_readable_passes(loss, optimiser, seed):
    scenario = random_scenario(100 * CASES.index((loss, optimiser)) + seed, loss, optimiser)
    for results, expected, ours, theirs in train_both(scenario, np.float64):
        assert results == pytest.approx(expected, rel=1e-11, abs=1e-13)
        assert ours == pytest.approx(theirs, rel=1e-10, abs=1e-11)


@pytest.mark.parametrize(("loss", "optimiser"), CASES)
@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_what_is_frozen_or_absent_keeps_every_bit_and_the_rest_is_trained(
    loss, optimiser, plain, dtype
):
    scenario = marked(random_scenario(CASES.index((loss, optimiser)), loss, optimiser, plain))
    start, layout = initial_parameters(scenario, dtype).flat, ParameterLayout(scenario)
    assert len(layout.held) > len(layout.absent) > 0
    assert not start[layout.absent].any()
    moved = np.zeros(layout.trained, dtype=bool)
    for results, expected, ours, theirs in train_both(scenario, dtype):
        for values in (ours, theirs.astype(dtype)):
            assert values[layout.held].tobytes() == start[layout.held].tobytes()
            assert not values[layout.absent].any()
        moved |= ours[: layout.trained] != start[: layout.trained]
        if dtype is np.float64:
            assert results == pytest.approx(expected, rel=1e-10, abs=1e-12)
            assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-10)
    assert moved.any()


@pytest.mark.parametrize("optimiser", ["momentum", "rmsprop", "adam"])
def test_optimisers_remember_nothing_of_what_is_frozen_or_absent(optimiser):
    scenario = marked(random_scenario(5, "half-squared-error", optimiser))
    layout, parameters = ParameterLayout(scenario), initial_parameters(scenario)
    x, y_true = np.ones((6, scenario.sizes[0])), np.zeros((6, scenario.sizes[-1]))
    kernel = Kernel(parameters, x, y_true, [], 3)
    kernel.run(np.arange(6), 0, 2, np.full(2, 0.01))
    for moment in (kernel.state.first, kernel.state.second):
        assert not moment[layout.held if len(moment) else []].any()
    assert max(np.abs(kernel.state.first).max(initial=0), kernel.state.second.max(initial=0)) > 0


@pytest.mark.parametrize("loss", OUTPUTS)
@pytest.mark.parametrize("seed", range(6))
def test_plain_descent_adds_the_gradient_to_the_weights_at_once(loss, seed):
    scenario = random_scenario(seed, loss, "sgd", plain=True)
    for results, expected, ours, theirs in train_both(scenario, np.float64):
        assert results == pytest.approx(expected, rel=1e-12, abs=1e-14)
        assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize(("loss", "optimiser"), CASES)
def test_single_precision_is_the_same_but_for_its_rounding(loss, optimiser):
    # Adaptive rules divide by roots of squared gradients, which magnifies the rounding of
    # gradients close to 0: their losses are compared, not each of their steps.
    scenario = random_scenario(CASES.index((loss, optimiser)), loss, optimiser, plain=True)
    for results, expected, ours, theirs in train_both(scenario, np.float32, steps=3):
        assert ours.dtype == np.float32
        assert results == pytest.approx(expected, rel=2e-3, abs=1e-4)
        if optimiser in ("sgd", "momentum", "nesterov"):
            assert ours == pytest.approx(theirs, rel=2e-4, abs=2e-5)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("loss", "activation"),
    [
        ("half-squared-error", "sigmoid"),
        ("half-squared-error", "tanh"),
        ("half-squared-error", "softplus"),
        ("half-squared-error", "softmax"),
        ("binary-cross-entropy", "sigmoid"),
        ("categorical-cross-entropy", "softmax"),
    ],
)
def test_large_pre_activations_give_finite_losses_and_parameters(loss, activation, dtype):
    hidden = Layer(("h1", "h2"), activation if activation != "softmax" else "tanh", "none", "he")
    last = Layer(("o1", "o2"), activation, "none", "he")
    weights = np.array([[1e4, -1e4], [-1e4, 1e4]])
    layers = (replace(hidden, weights=np.eye(2)), replace(last, weights=weights))
    scenario = replace(XOR, layers=layers, loss=loss, reduction="mean")
    x = np.array([[1.0, -1.0], [-1.0, 1.0], [1e4, -1e4], [0.0, 0.0]])
    y_true = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    parameters = initial_parameters(scenario, dtype)
    kernel = Kernel(parameters, x, y_true, [0, 0, 1, 1], 4)
    _, losses, _ = kernel.run(np.arange(4), 0, 1, np.array([1e-9], dtype=dtype))
    assert np.isfinite(losses).all()
    assert np.isfinite(parameters.flat).all()
    readable = forward(initial_parameters(scenario), x)
    expected = output_losses(scenario, y_true, readable).mean() * 2
    assert losses[0] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_a_loss_that_is_not_finite_stops_and_changes_nothing(batch_norm):
    scenario = random_scenario(3, "half-squared-error", "adam", plain=True)
    layers = tuple(replace(layer, batch_norm=batch_norm) for layer in scenario.layers)
    scenario = replace(scenario, layers=layers)
    parameters = initial_parameters(scenario)
    x = np.ones((30, scenario.sizes[0]))
    x[14] = np.nan
    kernel = Kernel(parameters, x, np.zeros((30, scenario.sizes[-1])), [], 5)
    rates = np.full(6, 0.01)
    kernel.run(np.arange(30), 0, 2, rates)
    before = parameters.flat.copy()
    done, losses, _ = kernel.run(np.arange(30), 2, 6, rates)
    assert done == 3
    assert not np.isfinite(losses[2])
    assert np.array_equal(parameters.flat, before)


def test_where_the_batches_are_cut_changes_no_bit():
    scenario = random_scenario(11, "categorical-cross-entropy", "adamw")
    layer = replace(scenario.layers[0], dropout=0.3)
    scenario = replace(scenario, layers=(layer, *scenario.layers[1:], scenario.layers[-1]))
    rng = np.random.default_rng(1)
    x, y_true = rng.normal(size=(40, scenario.sizes[0])), targets(rng, scenario, 40)
    rates = np.full(8, 0.01, dtype=np.float32)
    results = []
    for cuts in ([0, 8], [0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 3, 8]):
        parameters = initial_parameters(scenario, np.float32)
        kernel = Kernel(parameters, x, y_true, [], 5)
        for first, last in pairwise(cuts):
            kernel.run(np.arange(40), first, last, rates)
        results.append(parameters.flat)
    assert np.array_equal(results[0], results[1])
    assert np.array_equal(results[0], results[2])


def test_evaluation_uses_running_statistics_drops_nothing_and_changes_nothing():
    layer = Layer(("h1", "h2", "h3"), "tanh", "none", "xavier", dropout=0.5, batch_norm=True)
    scenario = replace(XOR, layers=(layer, XOR.layers[-1]))
    scenario = replace(scenario, layers=(layer, replace(XOR.layers[-1], weights=None)))
    parameters = initial_parameters(scenario)
    rng = np.random.default_rng(2)
    parameters.running_means[0][...] = rng.normal(size=3)
    parameters.running_variances[0][...] = rng.uniform(0.5, 2, 3)
    before = parameters.flat.copy()
    x, y_true = rng.normal(size=(9, 2)), rng.integers(0, 2, (9, 1)).astype(float)
    kernel = Kernel(parameters, x, y_true, y_true[:, 0], 9)
    y_pred = np.empty((4, 1))
    chosen = np.array([7, 1, 2, 8])
    _, losses, right = kernel.run(chosen, 0, 1, np.empty(0), y_pred)
    forward_pass = forward(parameters, x[chosen], running=True)
    assert y_pred == pytest.approx(forward_pass.a[-1], rel=1e-12)
    expected = output_losses(scenario, y_true[chosen], forward_pass).sum() * share(scenario, 4)
    assert losses[0] == pytest.approx(expected, rel=1e-12)
    assert right[0] == (predicted_classes(forward_pass.a[-1]) == y_true[chosen, 0]).sum()
    assert np.array_equal(parameters.flat, before)


def test_the_share_of_dropped_units_is_what_the_layer_says():
    layer = Layer(tuple(f"h{n}" for n in range(200)), "relu", "none", "he", dropout=0.3)
    scenario = replace(XOR, layers=(layer, replace(XOR.layers[-1], weights=None)))
    parameters = Parameters(ParameterLayout(scenario), initial_parameters(scenario).flat)
    kernel = Kernel(parameters, np.ones((500, 2)), np.ones((500, 1)), [], 500)
    kernel.run(np.arange(500), 0, 1, np.array([0.1]))
    mask = kernel.masks(scenario, 500)[0]
    assert set(np.unique(mask)) == {0.0, 1.0 / (1.0 - 0.3)}
    # 100,000 draws: four standard deviations are 0.0058.
    assert (mask == 0).mean() == pytest.approx(0.3, abs=0.0058)
    # Neighbours are drawn apart, though four come from one draw of 64 bits.
    assert ((mask[:, 1:] == 0) & (mask[:, :-1] == 0)).mean() == pytest.approx(0.09, abs=0.0058)
